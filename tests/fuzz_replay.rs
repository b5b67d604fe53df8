//! The fuzz targets on stable: over the documented examples, over what fuzzing once found, and over cut and altered copies.

use std::fs;
use std::path::Path;

#[allow(dead_code, unreachable_pub, reason = "it is a crate of its own, which builds with a fuzzer only")]
#[path = "../fuzz/src/lib.rs"]
mod fuzz;

/// Runs the bytes; says which they were if that panics.
fn replay(target: &str, name: &str, bytes: &[u8]) {
    let outcome = std::panic::catch_unwind(|| fuzz::run(target, bytes));
    assert!(outcome.is_ok(), "{target}: {name} panicked with {:?}", String::from_utf8_lossy(bytes));
}

#[test]
fn the_examples_pass() {
    for (target, _) in fuzz::TARGETS {
        let seeds = fuzz::seeds::of(target);
        assert!(seeds.len() >= 4, "{target} has {} seeds", seeds.len());
        for (name, bytes) in seeds {
            replay(target, &name, &bytes);
        }
    }
}

#[test]
fn altered_examples_pass() {
    for (target, _) in fuzz::TARGETS {
        for (name, bytes) in fuzz::seeds::of(target) {
            let step = (bytes.len() / 8).max(1);
            for at in (0..bytes.len()).step_by(step) {
                replay(target, &format!("{name} up to {at}"), &bytes[..at]);
                for byte in [0, b'"', 0xff] {
                    let mut altered = bytes.clone();
                    altered[at] = byte;
                    replay(target, &format!("{name} with {byte} at {at}"), &altered);
                }
            }
        }
    }
}

#[test]
fn what_was_found_once_passes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/regressions");
    let mut found = 0;
    for (target, _) in fuzz::TARGETS {
        let Ok(entries) = fs::read_dir(folder.join(target)) else { continue };
        for entry in entries {
            let path = entry.expect("an input").path();
            replay(target, &path.display().to_string(), &fs::read(&path).expect("an input"));
            found += 1;
        }
    }
    assert!(found > 0, "no regressions in {}", folder.display());
}
