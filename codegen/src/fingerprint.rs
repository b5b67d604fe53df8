//! Whether `generated/` belongs to the specs and to this generator.

use std::path::Path;

use crate::spec_files;

/// The two lines of `generated/FINGERPRINT`.
pub fn text(specs: &Path) -> std::io::Result<String> {
    Ok(format!("specs {}\ngenerator {}\n", specs_hash(specs)?, generator()))
}

/// The generator, its sources and the engine that shapes its output.
fn generator() -> &'static str {
    concat!(env!("CARGO_PKG_VERSION"), " ", env!("CODEGEN_SOURCES"), " ", env!("CODEGEN_ENGINES"))
}

/// A hash of every spec below `specs`.
pub fn specs_hash(specs: &Path) -> std::io::Result<String> {
    spec_files::hash(specs)
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
