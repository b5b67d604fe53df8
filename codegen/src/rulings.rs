//! `specs/<vendor>/rulings.yaml`: where a spec differs from the vendor's own document on purpose, with a reason each.

mod kind;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::load::Loader;
use crate::names;
use crate::node::{Entry, Node};

pub use kind::Kind;

/// The file of a vendor's rulings, below its folder.
pub(crate) const FILE: &str = "rulings.yaml";

/// The members of a row.
const MEMBERS: [&str; 5] = ["at", "difference", "value", "document", "reason"];

/// One row: a difference that is meant.
#[derive(Clone, Debug)]
pub(crate) struct Ruling {
    /// The place, with `*` for any text.
    at: String,
    /// The sort of difference; without one, every difference at the place and below it is meant.
    kind: Option<Kind>,
    /// The one value of an enum, or the one alternative of a union.
    value: Option<String>,
    /// The name of the vendor's file that the row is about, with `*` for any text; every file where it is left out.
    document: Option<String>,
    /// Where the row stands.
    span: Span,
}

impl Ruling {
    /// Whether the row is about this file of the vendor.
    pub(crate) fn is_about(&self, document: &str) -> bool {
        self.document.as_deref().is_none_or(|pattern| fits(pattern, document))
    }

    /// Whether the row names the file that it is about.
    pub(crate) fn names_document(&self) -> bool {
        self.document.is_some()
    }

    /// Whether a difference is the one that the row means. Its places are its own and those above it.
    pub(crate) fn covers(&self, places: &[String], kind: Kind, value: Option<&str>) -> bool {
        let is_value = self.value.as_deref().is_none_or(|meant| value.is_some_and(|value| fits(meant, value)));
        let is_place = match self.kind {
            Some(meant) => meant == kind && places.first().is_some_and(|place| fits(&self.at, place)),
            None => places.iter().any(|place| fits(&self.at, place)),
        };
        is_place && is_value
    }

    /// The finding about a row that no difference fits any more.
    pub(crate) fn stale(&self, document: &str) -> Diagnostic {
        let what = self.kind.map_or_else(|| "nothing".to_owned(), |kind| format!("no `{}`", kind.name()));
        let message = format!("there is {what} at `{}` in `{document}` any more", self.at);
        Diagnostic::at(Code::StaleRuling, &self.span, message).help(
            "remove the row; or correct its place, as `drift` prints it; or name in `document` the file that it is about",
        )
    }
}

/// The rows of a vendor's rulings; none where there is no such file. What is wrong with one is told.
pub(crate) fn read(loader: &mut Loader, vendor: &str, problems: &mut Diagnostics) -> Vec<Ruling> {
    let Some(tree) = loader.peek(&format!("{vendor}/{FILE}")) else { return Vec::new() };
    let Some(rows) = problems.keep(tree.array()) else { return Vec::new() };
    let mut seen: Vec<(&Node, Span)> = Vec::new();
    let mut rulings = Vec::new();
    for row in rows {
        let Some(ruling) = self::row(row, problems) else { continue };
        let what = row.without(&["reason"]);
        match seen.iter().find(|(other, _)| other.without(&["reason"]).same(&what)) {
            Some((_, first)) => {
                let found = Diagnostic::at(Code::InvalidRuling, &ruling.span, "the same difference is ruled twice");
                problems.push(found.also(first, "the other row").help("remove one of them"));
            }
            None => seen.push((row, ruling.span.clone())),
        }
        rulings.push(ruling);
    }
    rulings
}

fn row(row: &Node, problems: &mut Diagnostics) -> Option<Ruling> {
    let members = problems.keep(row.object())?;
    let mut found = Diagnostics::default();
    for member in members.iter().filter(|member| !MEMBERS.contains(&member.key.as_str())) {
        found.push(unknown_member(member));
    }
    for (key, help) in [("at", "add the place, as `drift` prints it"), ("reason", "say why the spec differs")] {
        if row.get(key).is_none() {
            let message = format!("the row has no `{key}`");
            found.push(Diagnostic::at(Code::InvalidRuling, &row.span, message).help(format!("{help}: `{key}: ...`")));
        }
    }
    let kind = row.get("difference").and_then(|node| found.keep(kind(node)));
    let mut text = |key: &str| row.get(key).and_then(|node| found.keep(self::text(key, node)));
    let [at, value, document, _reason] = ["at", "value", "document", "reason"].map(&mut text);
    let is_sound = found.0.is_empty();
    problems.extend(found);
    let span = row.get("at").map_or(&row.span, |node| &node.span).clone();
    at.filter(|_| is_sound).map(|at| Ruling { at, kind, value, document, span })
}

/// A member's text. The value of an enum may be a number.
fn text(key: &str, node: &Node) -> Result<String, Diagnostic> {
    let text = match key {
        "value" => node.scalar()?,
        _ => node.str()?.to_owned(),
    };
    match text.trim().is_empty() {
        true => {
            let message = format!("`{key}` is empty");
            Err(Diagnostic::at(Code::InvalidRuling, &node.span, message).help("write it, or remove the row"))
        }
        false => Ok(text),
    }
}

fn kind(node: &Node) -> Result<Kind, Diagnostic> {
    let name = node.str()?;
    Kind::find(name).ok_or_else(|| {
        let names = || Kind::ALL.iter().map(|kind| kind.name());
        let message = format!("there is no difference `{name}`");
        let found = Diagnostic::at(Code::InvalidRuling, &node.span, message);
        match names::nearest(name, names()) {
            Some(near) => found.help(format!("did you mean `{near}`?")).suggest(&node.span, node.quoted(near)),
            None => found.help(format!("there is: {}", names().collect::<Vec<_>>().join(", "))),
        }
    })
}

fn unknown_member(member: &Entry) -> Diagnostic {
    let message = format!("a ruling has no member `{}`", member.key);
    let found = Diagnostic::at(Code::InvalidRuling, &member.key_span, message);
    match names::nearest(&member.key, MEMBERS) {
        Some(near) => found.help(format!("did you mean `{near}`?")).suggest(&member.key_span, near),
        None => found.help(format!("it has: {}", MEMBERS.join(", "))),
    }
}

/// Whether a text fits a pattern, in which `*` stands for any text.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(start) else { return false };
    let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in middle.split('*').filter(|part| !part.is_empty()) {
        let Some((_, behind)) = text.split_once(part) else { return false };
        text = behind;
    }
    text.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text) in [
            ("a", "a"),
            ("*", ""),
            ("*", "a/b"),
            ("a*", "a"),
            ("*b", "ab"),
            ("a*c", "abc"),
            ("a*b*c", "a-b-c"),
            ("*b*", "abc"),
            ("a**c", "abc"),
            ("/filters/*/value", "/filters/*/value"),
            ("/PriceType/*", "/PriceType/Get"),
            ("*Type/G*", "/PriceType/Get"),
            ("/*/b", "/ä/b"),
        ] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("a", "ab"),
            ("", "a"),
            ("a*", "b"),
            ("*b", "a"),
            ("a*a", "a"),
            ("a*b*c", "acb"),
            ("*b*b", "ab"),
            ("/PriceType/*", "/PriceType"),
            ("/a", "/a/b"),
        ] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }
}
