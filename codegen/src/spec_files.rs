//! Which files below a folder are specs, and a hash of them.
//!
//! The one definition for everything that reads specs. The SDK's build script includes this file, and a dependent of the SDK
//! must not compile the generator for it: it uses the standard library only.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What lies below a folder of specs.
#[derive(Debug, Default)]
pub(crate) struct Below {
    /// The files that are specs by their names, relative to the folder and with `/`, sorted.
    pub(crate) files: Vec<String>,
    /// The folders that cannot be read, in the same way, and why.
    #[allow(dead_code)] // The build script ends at the first of them.
    pub(crate) unreadable: Vec<(String, io::Error)>,
}

/// Whether a name is that of a spec. What an editor leaves beside a file is none: `.#a.yaml`, `.a.yaml.swp`, `a.yaml~`.
pub(crate) fn is_name(name: &str) -> bool {
    !name.starts_with('.') && [".yaml", ".yml", ".json", ".md"].iter().any(|kind| name.ends_with(kind))
}

/// Whether a path below the folder of specs is that of a spec: no part of it is hidden.
#[allow(dead_code)] // The build script follows no reference.
pub(crate) fn is_path(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    is_name(name) && !folders.split('/').any(|folder| folder.starts_with('.'))
}

/// The specs below a folder. Links are followed, but not in circles.
pub(crate) fn below(root: &Path) -> Below {
    let mut found = Below::default();
    collect(root, "", &mut Vec::new(), &mut found);
    found.files.sort();
    found
}

fn collect(root: &Path, below: &str, above: &mut Vec<PathBuf>, found: &mut Below) {
    let folder = root.join(below);
    let entries = fs::canonicalize(&folder).and_then(|real| Ok((fs::read_dir(&folder)?, real)));
    let (entries, real) = match entries {
        Ok((_, real)) if above.contains(&real) => return,
        Ok(entries) => entries,
        Err(error) => return found.unreadable.push((below.to_owned(), error)),
    };
    above.push(real);
    for entry in entries {
        match entry {
            Ok(entry) => {
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
                // A folder may be called like a file.
                if name.starts_with('.') {
                    continue;
                } else if entry.path().is_dir() {
                    collect(root, &path, above, found);
                } else if is_name(&name) {
                    found.files.push(path);
                }
            }
            Err(error) => found.unreadable.push((below.to_owned(), error)),
        }
    }
    above.pop();
}

/// A hash of every spec below a folder: 128-bit FNV-1a over each path (with `/`), a zero byte, the text with LF line ends, and
/// a zero byte. A link that leads nowhere and a pipe have no text, and do not count.
pub(crate) fn hash(specs: &Path) -> io::Result<String> {
    let named = |path: &str, error: &io::Error| io::Error::new(error.kind(), format!("`{path}`: {error}"));
    let found = below(specs);
    if let Some((folder, error)) = found.unreadable.first() {
        return Err(named(folder, error));
    }
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    let mut feed = |byte: u8| hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    for file in &found.files {
        let path = specs.join(file);
        if !path.is_file() {
            continue;
        }
        let text = fs::read(path).map_err(|error| named(file, &error))?;
        file.bytes().chain([0]).for_each(&mut feed);
        text.into_iter().filter(|byte| *byte != b'\r').chain([0]).for_each(&mut feed);
    }
    Ok(format!("{hash:032x}"))
}
