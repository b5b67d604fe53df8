//! What the document says of the places of an operation's input, and what the inputs have had there.

use std::collections::BTreeMap;

use nomenclature_tests::json::Json;

/// A place of the input.
#[derive(Debug, Default)]
pub(crate) struct Place {
    pub(crate) optional: bool,
    pub(crate) nullable: bool,
    pub(crate) list: bool,
    /// The value that the vendor takes when it is left out.
    pub(crate) default: Option<Json>,
    /// Whether its members are setters of the call.
    pub(crate) hoisted: bool,
    pub(crate) present: usize,
    pub(crate) absent: usize,
    pub(crate) null: usize,
    pub(crate) empty: usize,
}

/// The places by name, as in `query/page_token` and `body/array/*/Name`.
#[derive(Debug, Default)]
pub(crate) struct Coverage(BTreeMap<String, Place>);

impl Coverage {
    /// What no input has had.
    pub(crate) fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        for (name, place) in &self.0 {
            let wanted = [
                (true, place.present, "present"),
                (place.optional, place.absent, "absent"),
                (place.nullable, place.null, "null"),
                (place.list, place.empty, "an empty list"),
            ];
            let never = wanted.iter().filter(|(wanted, times, _)| *wanted && *times == 0);
            missing.extend(never.map(|(_, _, what)| format!("{name} was never {what}")));
        }
        missing
    }

    pub(crate) fn at(&mut self, name: &str) -> &mut Place {
        self.0.entry(name.to_owned()).or_default()
    }

    /// The place of a difference, whose name has positions in lists.
    pub(crate) fn find(&self, difference: &str) -> Option<&Place> {
        let step = |step| if str::parse::<usize>(step).is_ok() { "*" } else { step };
        self.0.get(&difference.split('/').map(step).collect::<Vec<_>>().join("/"))
    }
}
