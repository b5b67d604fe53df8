//! What the fuzz targets do with their bytes. Nothing here needs a fuzzer: `tests/fuzz_replay.rs` runs the same on stable.

mod player;
mod replies;
pub mod seeds;
mod spec_loader;
mod spec_output;
mod vendors;

/// What a target does with its bytes; a panic is a finding.
pub type Body = fn(&[u8]);

/// The targets.
pub const TARGETS: [(&str, Body); 6] = [
    ("life_pos", |data| vendors::run("life_pos", data)),
    ("quince", |data| vendors::run("quince", data)),
    ("zegoal", |data| vendors::run("zegoal", data)),
    ("regos", |data| vendors::run("regos", data)),
    ("spec_loader", spec_loader::load),
    ("spec_output", spec_output::generate),
];

/// Runs one target.
pub fn run(target: &str, data: &[u8]) {
    let (_, body) = TARGETS.iter().find(|(name, _)| *name == target).expect("a target");
    body(data);
}
