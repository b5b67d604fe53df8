//! The differences that are on purpose. A row holds for every operation, so that a new one needs no line here; what a row
//! allows is told by the document.

use nomenclature_tests::json::Json;

use super::compare::Difference;
use super::coverage::{Coverage, Place};
use super::input::Input;

/// A difference that is on purpose.
#[derive(Debug)]
pub(crate) struct Row {
    /// The place; `body/**` is everything in the body.
    pub(crate) place: &'static str,
    pub(crate) kind: Kind,
    pub(crate) reason: &'static str,
}

/// How the two sides differ.
#[derive(Debug)]
pub(crate) enum Kind {
    /// Only the SDK sends something here.
    OnlyOurs,
    /// Only the stock client sends something here.
    OnlyTheirs,
    /// The SDK sends the credential that the input has, the stock client nothing.
    Credential,
    /// The SDK sends null, the stock client nothing.
    Null,
    /// The SDK sends an empty list, the stock client nothing.
    EmptyList,
    /// The stock client sends the documented default, the SDK nothing.
    Default,
    /// The other side has an object without a member of its own, whose members are setters of the call; the SDK sends nothing.
    NoMembers,
    /// The input has no record, and only the stock client sends a request.
    NoRecords,
    /// The same text, differently escaped.
    Spelling,
    /// The stock client's segments end at each backslash.
    Backslash,
}

/// Operations, as `vendor/id`, that the stock client cannot express. The reason stands in the test's report.
pub(crate) static LEFT_OUT: &[&str] = &[];

/// Each row has to apply at least once.
pub(crate) static TABLE: &[Row] = &[
    Row {
        place: "header/api-version",
        kind: Kind::OnlyTheirs,
        reason: "progenitor sends the version of the document; no vendor documents such a header",
    },
    Row {
        place: "header/user-agent",
        kind: Kind::OnlyOurs,
        reason: "the SDK says who calls; progenitor leaves that to the reqwest client that it is given",
    },
    Row { place: "header/authorization", kind: Kind::Credential, reason: "progenitor ignores `security`" },
    Row {
        place: "path's spelling",
        kind: Kind::Spelling,
        reason: "the SDK escapes all that RFC 3986 does not call unreserved, progenitor what a path must not hold",
    },
    Row {
        place: "query's spelling",
        kind: Kind::Spelling,
        reason: "the SDK writes a space as `%20`, progenitor as a form does: `+`; likewise `~` and `*`",
    },
    Row {
        place: "path",
        kind: Kind::Backslash,
        reason: "progenitor leaves a backslash as it is, which the URL parser takes for a slash",
    },
    Row {
        place: "body/**",
        kind: Kind::Null,
        reason: "null and absent differ for the vendors; typify makes both of them `None`",
    },
    Row {
        place: "body/**",
        kind: Kind::EmptyList,
        reason: "an empty list means none, left out it means all; typify leaves out each empty list that cannot be null",
    },
    Row {
        place: "body/**",
        kind: Kind::Default,
        reason: "the SDK sends what was set and leaves defaults to the vendor; typify sends them unasked",
    },
    Row {
        place: "body/**",
        kind: Kind::NoMembers,
        reason: "an object whose members are setters of the call is sent when one of them was set",
    },
    Row {
        place: "given/**",
        kind: Kind::NoMembers,
        reason: "an object whose members are setters of the call is sent when one of them was set",
    },
    Row { place: "request", kind: Kind::NoRecords, reason: "a batch without records is done before a request is made" },
];

impl Row {
    /// Whether the row allows a difference that this input has made.
    pub(crate) fn allows(&self, difference: &Difference, input: &Input, coverage: &Coverage) -> bool {
        let place = &difference.place;
        let here = match self.place.strip_suffix("**") {
            Some(beginning) => place.starts_with(beginning),
            None => place == self.place,
        };
        let (ours, theirs) = (difference.ours.as_deref(), difference.theirs.as_deref());
        here && match self.kind {
            Kind::OnlyOurs => ours.is_some() && theirs.is_none(),
            Kind::OnlyTheirs => ours.is_none() && theirs.is_some(),
            Kind::Credential => ours.is_some() && theirs.is_none() && input.has_credential(),
            Kind::Null => ours == Some("null") && theirs.is_none(),
            Kind::EmptyList => ours == Some("[]") && theirs.is_none(),
            Kind::Default => {
                ours.is_none() && theirs.is_some() && theirs.map(str::to_owned) == default(coverage, place)
            }
            Kind::NoMembers => ours.is_none() && theirs.is_some_and(|theirs| is_unset(coverage, place, theirs)),
            Kind::NoRecords => ours.is_none() && theirs.is_some() && input.has_no_records(),
            Kind::Spelling => ours.is_some() && theirs.is_some(),
            Kind::Backslash => ours.map(|ours| ours.replace(r"\\", r#"", ""#)).as_deref() == theirs,
        }
    }
}

fn default(coverage: &Coverage, place: &str) -> Option<String> {
    coverage.find(place)?.default.as_ref().map(Json::to_string)
}

/// Whether the object has nothing but defaults.
fn is_unset(coverage: &Coverage, place: &str, object: &str) -> bool {
    let place = place.replacen("given/", "body/", 1);
    let Ok(Json::Object(members)) = Json::parse(object) else { return false };
    coverage.find(&place).is_some_and(|Place { hoisted, .. }| *hoisted)
        && members.iter().all(|(name, value)| default(coverage, &format!("{place}/{name}")) == Some(value.to_string()))
}
