//! Whether `generated/` belongs to the specs and to this generator.

use std::path::Path;

use crate::files;

/// The two lines of `generated/FINGERPRINT`.
pub fn text(specs: &Path) -> std::io::Result<String> {
    Ok(format!("specs {}\ngenerator {}\n", specs_hash(specs)?, generator()))
}

/// The generator, its sources and the engine that shapes its output.
fn generator() -> &'static str {
    concat!(env!("CARGO_PKG_VERSION"), " ", env!("CODEGEN_SOURCES"), " ", env!("CODEGEN_ENGINES"))
}

/// A hash of every file below `specs`. The SDK's build script computes the same without any dependency, so both
/// state it in full: 128-bit FNV-1a over each path (with `/`), a zero byte, the text with LF line ends, and a zero byte.
pub fn specs_hash(specs: &Path) -> std::io::Result<String> {
    let mut files = files::below(specs)?;
    // Whatever else lies there, such as an editor's backup, is no spec.
    files.retain(|path| [".yaml", ".json", ".md"].iter().any(|kind| path.ends_with(kind)));
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    let mut feed = |byte: u8| hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    for file in &files {
        file.bytes().chain([0]).for_each(&mut feed);
        let text = files::read(&specs.join(file)).map_err(|error| crate::output::at(Path::new(file), &error))?;
        text.into_iter().filter(|byte| *byte != b'\r').chain([0]).for_each(&mut feed);
    }
    Ok(format!("{hash:032x}"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_hash_ignores_line_ends_and_sees_names_and_texts() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let hash = |name: &str, text: &str| {
            let specs = dir.path().join("specs");
            let _ = fs::remove_dir_all(&specs);
            fs::create_dir_all(specs.join("v")).expect("a folder");
            fs::write(specs.join("v").join(name), text).expect("a file");
            specs_hash(&specs).expect("a hash")
        };
        let first = hash("a.yaml", "a\nb\n");
        assert_eq!(first, hash("a.yaml", "a\r\nb\r\n"));
        assert_ne!(first, hash("a.yaml", "a\nc\n"));
        assert_ne!(first, hash("b.yaml", "a\nb\n"));
    }
}
