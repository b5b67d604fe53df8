//! Two schemas side by side, down to the last member.

use std::collections::BTreeSet;

use super::difference::{Difference, Place};
use super::document::Document;
use super::shape::Shape;
use super::{unions, values};
use crate::node::Node;
use crate::openapi::references::parse;
use crate::rulings::Kind;

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    Request,
    Reply,
}

/// A schema of one side, and its shape.
type Side<'a, 's> = (&'a Node, &'s Shape<'a>);

/// What has been compared so far, and what differs.
#[derive(Debug)]
pub(super) struct Comparison<'a> {
    pub(super) ours: &'a Document,
    pub(super) theirs: &'a Document,
    /// The operation that is being compared.
    pub(super) operation: String,
    /// The name of our failure, where the replies of the operation may be one.
    pub(super) failure: Option<String>,
    pub(super) found: Vec<Difference>,
    /// Our components beside the schemas of the vendor that they were compared with.
    seen: BTreeSet<(&'a str, *const Node, Way)>,
    /// The schemas that are being compared, the outermost first.
    under_way: Vec<(*const Node, *const Node)>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(ours: &'a Document, theirs: &'a Document) -> Self {
        let (operation, failure, seen) = (String::new(), None, BTreeSet::new());
        Self { ours, theirs, operation, failure, found: Vec::new(), seen, under_way: Vec::new() }
    }

    /// Adds a difference, unless it is known from another operation.
    pub(super) fn differ(&mut self, place: &Place, kind: Kind, value: Option<String>, ours: String, theirs: String) {
        let operation = self.operation.clone();
        let found = Difference { operation, place: place.clone(), kind, value, ours, theirs };
        if !self.found.iter().any(|known| known.is_same(&found)) {
            self.found.push(found);
        }
    }

    /// Compares what two schemas say of the value at a place.
    pub(super) fn schemas(&mut self, place: &Place, ours: &'a Node, theirs: &'a Node, way: Way) {
        let (a, b) = (Shape::of(self.ours, ours), Shape::of(self.theirs, theirs));
        // What the vendor leaves open is no difference.
        if !b.is_open() {
            self.null(place, &a, &b);
            self.besides_null(place, (ours, &a), (theirs, &b), way);
        }
    }

    /// Compares what two schemas say of values that are not null.
    fn besides_null(&mut self, place: &Place, ours: Side<'a, '_>, theirs: Side<'a, '_>, way: Way) {
        let pair = (std::ptr::from_ref(ours.0), std::ptr::from_ref(self.theirs.resolved(theirs.0)));
        // A union of the vendor may lead back to itself.
        if !self.under_way.contains(&pair) {
            self.under_way.push(pair);
            self.pair(place, ours, theirs, way);
            self.under_way.pop();
        }
    }

    fn pair(&mut self, place: &Place, (ours, a): Side<'a, '_>, (theirs, b): Side<'a, '_>, way: Way) {
        let (unions, is_other) = (a.alternatives.len() + b.alternatives.len(), values::other_types(a, b));
        if unions == 0 && is_other {
            self.differ(place, Kind::Type, None, a.told(), b.told());
            if a.types.is_disjoint(&b.types) {
                return;
            }
        }
        let place = match a.component {
            Some(name) => {
                if !self.seen.insert((name, std::ptr::from_ref(self.theirs.resolved(theirs)), way)) {
                    return;
                }
                Place::new(name)
            }
            None => place.clone(),
        };
        if unions > 0 {
            self.union(&place, (ours, a), (theirs, b), way);
        }
        // A union beside a single schema has been compared with it.
        if unions == 0 || !(a.alternatives.is_empty() || b.alternatives.is_empty()) {
            self.scalars(&place, a, b);
            self.lists(&place, a, b, way);
            self.members(&place, a, b, way);
        }
    }

    fn null(&mut self, place: &Place, a: &Shape<'a>, b: &Shape<'a>) {
        if self.theirs.is_partial {
            return;
        }
        // What may be anything may be null too, and the vendor only says more of it.
        let takes_null = a.null || a.is_open() || a.lenient.contains("any");
        let kind = match (takes_null, b.null) {
            (false, true) => Kind::NullAdded,
            (_, false) if a.null => Kind::NullGone,
            _ => return,
        };
        self.differ(place, kind, Some(b.sort().to_owned()), a.told(), b.told());
    }

    fn union(&mut self, place: &Place, ours: Side<'a, '_>, theirs: Side<'a, '_>, way: Way) {
        if ours.1.is_open() {
            return self.differ(place, Kind::Type, None, ours.1.told(), theirs.1.told());
        }
        let alternatives = |(node, shape): Side<'a, '_>| match shape.alternatives.as_slice() {
            [] => vec![node],
            several => several.to_vec(),
        };
        let (mut mine, other) = (alternatives(ours), alternatives(theirs));
        if let ([_], 2..) = (other.as_slice(), mine.len()) {
            mine.retain(|ours| !self.is_failure(ours));
        }
        let pairs = unions::pairs((self.ours, mine), (self.theirs, other));
        for (ours, theirs) in pairs.both {
            // Whether null is one more alternative has been told.
            let (a, b) = (Shape::of(self.ours, ours), Shape::of(self.theirs, theirs));
            if !b.is_open() {
                self.besides_null(place, (ours, &a), (theirs, &b), way);
            }
        }
        for theirs in pairs.theirs {
            let told = Shape::of(self.theirs, theirs).told();
            self.differ(place, Kind::AlternativeAdded, Some(plain(&told)), String::new(), told);
        }
        // A failure inside a success is described by few vendors.
        for ours in pairs.ours.into_iter().filter(|ours| !self.is_failure(ours)).collect::<Vec<_>>() {
            let told = Shape::of(self.ours, ours).told();
            self.differ(place, Kind::AlternativeGone, Some(plain(&told)), told, String::new());
        }
    }

    fn is_failure(&self, ours: &Node) -> bool {
        self.failure.as_deref().is_some_and(|failure| component(ours) == Some(failure))
    }

    fn scalars(&mut self, place: &Place, a: &Shape<'a>, b: &Shape<'a>) {
        if let Some((ours, theirs)) = values::other_format(a, b) {
            self.differ(place, Kind::Format, None, ours.to_owned(), theirs.to_owned());
        }
        for (kind, value) in values::other_values(a, b) {
            let (ours, theirs) = match (kind, &value) {
                (Kind::ValueAdded, Some(value)) => (String::new(), value.clone()),
                (Kind::ValueGone, Some(value)) => (value.clone(), String::new()),
                _ => ("any".to_owned(), b.values.iter().flatten().cloned().collect::<Vec<_>>().join(", ")),
            };
            self.differ(place, kind, value, ours, theirs);
        }
        for (ours, theirs) in values::other_limits(a, b) {
            let value = theirs.split(' ').next().map(str::to_owned);
            self.differ(place, Kind::Limit, value, ours, theirs);
        }
    }

    fn lists(&mut self, place: &Place, a: &Shape<'a>, b: &Shape<'a>, way: Way) {
        if let (Some(ours), Some(theirs)) = (a.items, b.items) {
            self.schemas(&place.each(), ours, theirs, way);
        }
        for (index, (ours, theirs)) in a.elements.iter().zip(&b.elements).enumerate() {
            self.schemas(&place.member(&index.to_string()), ours, theirs, way);
        }
        match (a.map, b.map) {
            (Some(ours), Some(theirs)) => self.schemas(&place.each(), ours, theirs, way),
            // A map on one side, and members with names on the other.
            (Some(map), None) if !b.members.is_empty() && a.members.is_empty() => {
                let told = format!("a map of {}", Shape::of(self.ours, map).told());
                self.differ(place, Kind::Type, None, told, "members with names".to_owned());
            }
            (None, Some(map)) if a.members.is_empty() || b.members.is_empty() => {
                let told = format!("a map of {}", Shape::of(self.theirs, map).told());
                self.differ(place, Kind::Type, None, "members with names".to_owned(), told);
            }
            _ => {}
        }
    }

    fn members(&mut self, place: &Place, a: &Shape<'a>, b: &Shape<'a>, way: Way) {
        // An object whose members nobody lists is left open.
        if b.members.is_empty() {
            return;
        }
        let mut known = BTreeSet::new();
        for (name, theirs) in &b.members {
            let is_required = b.required.contains(name);
            let Some(mine) = own_name(a, name) else {
                if !theirs.is_some_and(|theirs| self.goes_elsewhere(theirs, way)) {
                    let told = theirs.map_or("anything".to_owned(), |theirs| Shape::of(self.theirs, theirs).told());
                    let told = if is_required { format!("{told}, required") } else { told };
                    self.differ(&place.member(name), Kind::MemberAdded, None, String::new(), told);
                }
                continue;
            };
            known.insert(mine);
            let place = place.member(mine);
            self.required(&place, a.required.contains(mine), is_required);
            if let (Some(ours), Some(theirs)) = (a.members[mine], theirs) {
                self.deprecated(&place, ours, theirs);
                self.schemas(&place, ours, theirs, way);
            }
        }
        for (name, ours) in a.members.iter().filter(|(name, _)| !known.contains(*name)) {
            // What is marked as going may go.
            if !ours.is_some_and(|ours| is_deprecated(ours, self.ours)) {
                let told = ours.map_or("anything".to_owned(), |ours| Shape::of(self.ours, ours).told());
                self.differ(&place.member(name), Kind::MemberGone, None, told, String::new());
            }
        }
    }

    /// Whether a member is not sent this way.
    fn goes_elsewhere(&self, theirs: &Node, way: Way) -> bool {
        let mark = if way == Way::Request { "readOnly" } else { "writeOnly" };
        [theirs, self.theirs.resolved(theirs)].iter().any(|node| is_true(node, mark))
    }

    pub(super) fn required(&mut self, place: &Place, ours: bool, theirs: bool) {
        let told = |is_required| if is_required { "required" } else { "optional" }.to_owned();
        match (ours, theirs) {
            (false, true) => self.differ(place, Kind::RequiredAdded, None, told(ours), told(theirs)),
            (true, false) => self.differ(place, Kind::RequiredGone, None, told(ours), told(theirs)),
            _ => {}
        }
    }

    pub(super) fn deprecated(&mut self, place: &Place, ours: &Node, theirs: &Node) {
        if is_deprecated(theirs, self.theirs) && !is_deprecated(ours, self.ours) {
            self.differ(place, Kind::Deprecated, None, String::new(), "deprecated".to_owned());
        }
    }
}

/// The name in our schema of a member that the vendor has.
fn own_name<'a>(ours: &Shape<'a>, name: &str) -> Option<&'a str> {
    let is_alias = |node: &Node| match node.get("x-aliases").map(Node::array) {
        Some(Ok(aliases)) => aliases.iter().any(|alias| alias.str() == Ok(name)),
        _ => false,
    };
    let by_name = ours.members.get_key_value(name).map(|(name, _)| *name);
    by_name.or_else(|| ours.members.iter().find(|(_, node)| node.is_some_and(is_alias)).map(|(name, _)| *name))
}

pub(super) fn is_deprecated(node: &Node, document: &Document) -> bool {
    is_true(node, "deprecated") || is_true(document.resolved(node), "deprecated")
}

fn is_true(node: &Node, key: &str) -> bool {
    node.get(key).is_some_and(|value| value.bool() == Ok(true))
}

/// What a schema is told as, without marks of code.
fn plain(told: &str) -> String {
    told.replace('`', "")
}

/// The name of the component that a node refers to.
pub(super) fn component(node: &Node) -> Option<&str> {
    Some(parse(node.get("$ref")?.str().ok()?)?.1)
}
