//! One difference: where it is, of which sort, and what each side says.

use std::fmt;

use crate::rulings::Kind;

/// A place in a spec, by which a ruling names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// An operation (`POST /goods/get`), a part of one (`POST /goods/get request`), or a component (`Item`).
    anchor: String,
    /// The way from there to a value: `/filters/*/value`, with `*` for each element of a list or map.
    pointer: String,
}

impl Place {
    pub(super) fn new(anchor: impl Into<String>) -> Self {
        Self { anchor: anchor.into(), pointer: String::new() }
    }

    /// A part of an operation.
    pub(super) fn part(&self, part: &str) -> Self {
        Self::new(format!("{} {part}", self.anchor))
    }

    /// A member of the value at this place.
    pub(super) fn member(&self, name: &str) -> Self {
        let name = name.replace('~', "~0").replace('/', "~1");
        Self { anchor: self.anchor.clone(), pointer: format!("{}/{name}", self.pointer) }
    }

    /// The place, and those above it: on the way of the pointer, the component or part of an operation, the operation.
    pub(super) fn and_above(&self) -> Vec<String> {
        let whole = self.to_string();
        let start = self.anchor.len() + 1;
        let on_the_way = whole.match_indices('/').map(|(at, _)| at).filter(|at| *at > start);
        let on_the_way = on_the_way.map(|at| whole[..at].to_owned());
        let operation = self.anchor.match_indices(' ').nth(1).map(|(at, _)| self.anchor[..at].to_owned());
        let above = on_the_way.chain([self.anchor.clone()]).chain(operation).filter(|place| *place != whole);
        let above: Vec<String> = above.collect();
        std::iter::once(whole).chain(above).collect()
    }

    /// Each element of the list or map at this place.
    pub(super) fn each(&self) -> Self {
        Self { anchor: self.anchor.clone(), pointer: format!("{}/*", self.pointer) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.anchor)?;
        if self.pointer.is_empty() { Ok(()) } else { write!(f, " {}", self.pointer) }
    }
}

/// Something that the vendor's document says otherwise than the spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The operation where it shows first: `POST /goods/get`. What stands in a component shows in others too.
    pub operation: String,
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub kind: Kind,
    /// The value of an enum, or the alternative of a union, that it is about.
    pub value: Option<String>,
    /// What the spec says; empty where it says nothing.
    pub ours: String,
    /// What the vendor says; empty where nothing is said.
    pub theirs: String,
}

impl Difference {
    /// Whether another one is the same for a ruling.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.place == other.place && self.kind == other.kind && self.value == other.value
    }
}

/// The text by which it is known, as rulings name it: `Item /price: null-added`.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.kind.name())?;
        self.value.as_ref().map_or(Ok(()), |value| write!(f, " {value}"))
    }
}
