//! Replies of REGOS read into structs as one writes them by hand: `f64`, `i64` and `String`.
//!
//! Twice: with every member optional, since the vendor guarantees none, and (`.required`) with an `Option` only where the sandbox
//! sends null, so that the first row without one of the others would end the listing.

use std::collections::HashMap;
use std::hint::black_box;

use serde::de::{DeserializeOwned, IgnoredAny};

mod optional {
    use std::collections::HashMap;

    use serde::Deserialize;

    type Known<T> = Option<T>;

    include!("rows.rs");
}

mod required {
    use std::collections::HashMap;

    use serde::Deserialize;

    type Known<T> = T;

    include!("rows.rs");
}

/// The replies, from the folder that the first argument names.
pub struct Scenarios {
    replies: HashMap<String, Vec<u8>>,
}

impl Scenarios {
    #[expect(clippy::new_without_default, reason = "it reads files")]
    pub fn new() -> Self {
        Self { replies: worker_harness::files() }
    }

    pub fn run(&mut self, name: &str, repetitions: usize) {
        let (name, variant) = name.split_once('.').unwrap_or((name, ""));
        let reply = &self.replies[name][..];
        let read = match (variant, name.starts_with("documents")) {
            ("floor", _) => read::<IgnoredAny>,
            ("required", true) => read::<required::Page<required::DocSetPrice>>,
            ("required", false) => read::<required::Page<required::ItemOperation>>,
            (_, true) => read::<optional::Page<optional::DocSetPrice>>,
            (_, false) => read::<optional::Page<optional::ItemOperation>>,
        };
        for _ in 0..repetitions {
            read(black_box(reply));
        }
    }
}

fn read<T: DeserializeOwned>(reply: &[u8]) {
    black_box(serde_json::from_slice::<T>(reply).expect("a page"));
}
