//! What shapes the output besides the specs: the generator's sources and the versions of its engines. The build script puts both
//! into the binary, and a test sees that a change of either is seen.

use std::fs;
use std::io;
use std::path::Path;

/// A hash of every file below a folder, by its path and its text; line ends do not count.
pub(crate) fn sources(folder: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    collect(folder, "", &mut files)?;
    files.sort();
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut feed = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    for file in &files {
        file.bytes().chain([0]).for_each(&mut feed);
        let text = fs::read(folder.join(file))?;
        text.into_iter().filter(|byte| *byte != b'\r').chain([0]).for_each(&mut feed);
    }
    Ok(format!("{hash:016x}"))
}

fn collect(root: &Path, below: &str, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        match entry.file_type()?.is_dir() {
            true => collect(root, &path, files)?,
            false => files.push(path),
        }
    }
    Ok(())
}

/// The engines with the versions that a manifest pins.
pub(crate) fn engines(manifest: &str) -> String {
    ["progenitor-impl", "typify", "prettyplease"].map(|name| engine(manifest, name)).join(" ")
}

/// The pinned version of a dependency: the first `=x.y.z` after its name, in a plain or in a packaged manifest.
fn engine(manifest: &str, name: &str) -> String {
    let after = [format!("\n{name} ="), format!("[dependencies.{name}]")]
        .iter()
        .find_map(|key| manifest.split_once(key.as_str()).map(|(_, rest)| rest));
    let version = after.and_then(|rest| rest.split_once("\"=")).and_then(|(_, rest)| rest.split('"').next());
    format!("{name}-{}", version.unwrap_or("unpinned"))
}
