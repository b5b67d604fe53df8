//! The protocol between `nomenclature-bench` and the programs that it measures: `ready`, then for each line `<scenario>
//! <repetitions>` on standard input a JSON object with what the repetitions cost.
//!
//! It needs no crate that a subject uses, so that it changes no subject's features.

use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::time::Instant;

use cpu_time::ProcessTime;

/// Runs some work and tells how often it allocated, and the most that it held at a time, in bytes.
pub type Meter = fn(&mut dyn FnMut()) -> (u64, u64);

/// For a worker that measures time: counting would cost some.
pub fn uncounted(work: &mut dyn FnMut()) -> (u64, u64) {
    work();
    (0, 0)
}

/// Answers until standard input ends. `scenario` does what its name says so many times.
pub fn serve(meter: Meter, mut scenario: impl FnMut(&str, usize)) {
    let mut out = std::io::stdout().lock();
    let mut say = |line: &str| {
        writeln!(out, "{line}").expect("standard output takes lines");
        out.flush().expect("standard output takes lines");
    };
    say("ready");
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("lines of text on standard input");
        let (name, repetitions) = line.split_once(' ').expect("a scenario and a number");
        let repetitions = repetitions.parse().expect("a number of repetitions");
        let (clock, cpu) = (Instant::now(), ProcessTime::now());
        let (allocations, peak_bytes) = meter(&mut || scenario(name, repetitions));
        let (nanoseconds, cpu_nanoseconds) = (clock.elapsed().as_nanos(), cpu.elapsed().as_nanos());
        say(&format!(
            r#"{{"nanoseconds":{nanoseconds},"cpu_nanoseconds":{cpu_nanoseconds},"allocations":{allocations},"peak_bytes":{peak_bytes}}}"#
        ));
    }
}

/// The files of the folder that the first argument names, by their names without the ending.
pub fn files() -> HashMap<String, Vec<u8>> {
    let folder = std::env::args().nth(1).expect("a folder as the first argument");
    let files = std::fs::read_dir(folder).expect("a folder as the first argument");
    let read = |path: std::path::PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read(path).expect("a file that can be read"))
    };
    files.map(|file| read(file.expect("a file").path())).collect()
}
