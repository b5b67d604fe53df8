//! `lint --watch`: what is wrong, again after each change of a file.

use std::path::Path;
use std::time::{Duration, SystemTime};
use std::{fs, thread};

use crate::spec_files;

/// How often the folder is looked at. A look costs a few calls of the system a file, and works on any file system.
const EVERY: Duration = Duration::from_millis(100);

/// Calls `each` now and after each change of a spec below a folder, until it says that it is enough.
pub fn changes(specs: &Path, mut each: impl FnMut() -> bool) {
    let mut seen = state(specs);
    while each() {
        loop {
            thread::sleep(EVERY);
            let now = state(specs);
            if now != seen {
                seen = now;
                break;
            }
        }
    }
}

/// Each file with its size and the time of its last change.
fn state(specs: &Path) -> Vec<(String, u64, Option<SystemTime>)> {
    let of = |file: String| {
        let about = fs::metadata(specs.join(&file)).ok();
        let size = about.as_ref().map_or(0, fs::Metadata::len);
        (file, size, about.and_then(|about| about.modified().ok()))
    };
    spec_files::below(specs).files.into_iter().map(of).collect()
}
