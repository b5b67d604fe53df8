//! What each crate costs that we bring and the bare stack does not, and what the shared ones cost.

use std::collections::BTreeMap;
use std::fs;

use super::cargo;
use super::dependent::{self, Stack, Tls};
use crate::Result;
use crate::folders::scratch;
use crate::plan::Plan;
use crate::process::run;
use crate::rounds::median;
use crate::row::{Row, Target, Unit};

/// What stands between cargo and the compiler: it notes what the compiler spent on which crate.
const WRAPPER: &str = r#"#!/bin/sh
"$@"
code=$?
name= before=
for word in "$@"; do
    if [ "$before" = --crate-name ]; then name=$word; fi
    before=$word
done
file=$NOTES/$$
times > "$file.times"
echo "$name $(sed -n 2p "$file.times")" > "$file.note"
exit $code
"#;

/// Less than this is not told, in nanoseconds.
const LEAST: f64 = 50e6;

/// How the names of the rows begin.
pub(super) const BEGINS: &str = "build part";

pub(super) fn rows(plan: &Plan) -> Result<Vec<Row>> {
    let (ours, bare) = (dependent::write(Stack::Ours, Tls::None, &[])?, dependent::write(Stack::Bare, Tls::None, &[])?);
    let mut parts: BTreeMap<String, [Vec<f64>; 2]> = BTreeMap::new();
    let rounds = plan.rounds(3);
    for round in 0..rounds {
        for (side, folder) in [&ours, &bare].into_iter().enumerate() {
            for (name, spent) in compiler(folder)? {
                parts.entry(name).or_insert_with(|| [vec![0.0; rounds], vec![0.0; rounds]])[side][round] += spent;
            }
        }
    }
    let middle = |parts: &[Vec<f64>; 2]| (median(&parts[0]), median(&parts[1]));
    let mut parts: Vec<(String, (f64, f64))> =
        parts.iter().map(|(name, parts)| (name.clone(), middle(parts))).collect();
    parts.sort_by(|(_, one), (_, other)| (other.0 - other.1).total_cmp(&(one.0 - one.1)));
    parts.retain(|(_, (ours, bare))| ours.max(*bare) >= LEAST);
    let row = |(name, (ours, bare)): (String, (f64, f64))| {
        let name = format!("{BEGINS} {name}");
        // There is no ratio to what the bare stack has none of.
        if bare == 0.0 {
            return Row::alone(name, Unit::Nanoseconds, ours);
        }
        Row::cost(name, Unit::Nanoseconds, ours, bare, Target::None)
    };
    Ok(parts.into_iter().map(row).collect())
}

/// A cold build, with what the compiler spent on each crate; build scripts are under one name.
fn compiler(folder: &std::path::Path) -> Result<Vec<(String, f64)>> {
    let notes = scratch("build").join("notes");
    let target = scratch("build").join("target");
    for folder in [&notes, &target] {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
    }
    let wrapper = scratch("build").join("wrapper.sh");
    fs::write(&wrapper, WRAPPER)?;
    run(std::process::Command::new("chmod").arg("+x").arg(&wrapper))?;
    run(cargo("build", folder, &target).env("RUSTC_WRAPPER", &wrapper).env("NOTES", &notes))?;
    let mut spent = Vec::new();
    for entry in fs::read_dir(&notes)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "note") {
            let note = fs::read_to_string(&path)?;
            spent.extend(read(&note));
        }
    }
    Ok(spent)
}

/// `name 0m1.5s 0m0.25s`: user and system time.
fn read(note: &str) -> Option<(String, f64)> {
    let words: Vec<&str> = note.split_whitespace().collect();
    let [name, user, system] = words.as_slice() else { return None };
    Some(((*name).to_owned(), nanoseconds(user)? + nanoseconds(system)?))
}

fn nanoseconds(time: &str) -> Option<f64> {
    let (minutes, seconds) = time.strip_suffix('s')?.split_once('m')?;
    Some((minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?) * 1e9)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_note_is_a_name_and_two_times() {
        assert_eq!(read("serde 1m2.5s 0m0.250s\n"), Some(("serde".to_owned(), 62.75e9)));
        assert_eq!(read(" 0m1s 0m0s\n"), None, "a question to the compiler, about no crate");
    }
}
