//! Scalars side by side: types, formats, values of enums, limits. What the vendor leaves open is no difference.

use std::collections::BTreeSet;

use super::shape::Shape;
use crate::rulings::Kind;

/// Whether the JSON types are others. A type that is read in place of the right one is no other.
pub(super) fn other_types(ours: &Shape<'_>, theirs: &Shape<'_>) -> bool {
    if ours.lenient.contains("any") || theirs.types.is_empty() {
        return false;
    }
    let mut read: BTreeSet<&str> = ours.types.union(&ours.lenient).copied().collect();
    read.extend((!ours.numbers.is_empty()).then_some("integer"));
    let mut sent = theirs.types.clone();
    // Together they are any number, whole or not.
    if sent.contains("integer") && sent.contains("number") {
        sent.retain(|name| !["integer", "number"].contains(name) || ours.types.contains(name));
    }
    let is_narrower = !ours.types.is_subset(&sent) && !ours.types.is_disjoint(&sent);
    !sent.is_subset(&read) || is_narrower
}

/// Formats that say more than a vendor's format of the same JSON type does.
const OWN: [&str; 3] = ["decimal", "unix-time", "local-date-time"];

/// Formats of texts that make another type of them.
const TEXTS: [&str; 6] = ["date-time", "date", "time", "uuid", "byte", "binary"];

/// A type of which both state formats that make it two types in Rust.
pub(super) fn other_format<'a>(ours: &Shape<'a>, theirs: &Shape<'a>) -> Option<(&'a str, &'a str)> {
    theirs.formats.iter().find_map(|(name, format)| {
        if !ours.types.contains(name) {
            return None;
        }
        let mine = ours.formats.get(name).copied().unwrap_or_default();
        let shapes = match *name {
            "integer" => format.starts_with("int") || format.starts_with("uint"),
            "string" => TEXTS.contains(format) && ours.values.is_none(),
            _ => false,
        };
        (shapes && mine != *format && !OWN.contains(&mine)).then_some((mine, *format))
    })
}

/// The differences between the values of two enums, each with the value that it is about.
pub(super) fn other_values(ours: &Shape<'_>, theirs: &Shape<'_>) -> Vec<(Kind, Option<String>)> {
    let Some(sent) = &theirs.values else { return Vec::new() };
    let Some(known) = &ours.values else { return vec![(Kind::Values, None)] };
    let is_same = |name: &str, value: &str| {
        let number = ours.numbers.get(name).is_some_and(|number| number == value);
        name == value || number || (ours.ignores_case && name.to_lowercase() == value.to_lowercase())
    };
    let added = sent.iter().filter(|value| !known.iter().any(|name| is_same(name, value)));
    let gone = known.iter().filter(|name| !sent.iter().any(|value| is_same(name, value)));
    let added: BTreeSet<&String> = added.collect();
    let gone: BTreeSet<&String> = gone.collect();
    let added = added.into_iter().map(|value| (Kind::ValueAdded, Some(value.clone())));
    added.chain(gone.into_iter().map(|value| (Kind::ValueGone, Some(value.clone())))).collect()
}

/// Limits that the vendor states and that the spec has otherwise, as both write them.
pub(super) fn other_limits(ours: &Shape<'_>, theirs: &Shape<'_>) -> Vec<(String, String)> {
    let stated = theirs.limits.iter().filter(|(key, limit)| ours.limits.get(*key) != Some(*limit));
    let told = |(key, limit): (&&str, &&str)| {
        let mine = ours.limits.get(key).map(|mine| format!("{key} {mine}"));
        (mine.unwrap_or_default(), format!("{key} {limit}"))
    };
    stated.map(told).collect()
}
