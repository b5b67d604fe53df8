//! Where two requests differ.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use nomenclature_sandbox::ReceivedRequest;
use nomenclature_tests::json::{Json, differences};
use percent_encoding::percent_decode_str;

use super::input::Input;

/// A place where two requests differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// `path`, `query/page_token`, `header/accept`, `body/array/0/Name`; `given/...` is a place of the input's body.
    pub(crate) place: String,
    /// What stands there in the SDK's request.
    pub(crate) ours: Option<String>,
    /// What stands there in the stock client's, or in the input.
    pub(crate) theirs: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |side: &Option<String>| side.clone().unwrap_or_else(|| "nothing".to_owned());
        let other = if self.place.starts_with("given") { "the input has" } else { "the stock client sends" };
        write!(f, "{}: the SDK sends {}, {other} {}", self.place, show(&self.ours), show(&self.theirs))
    }
}

/// Headers that follow from the server and from the body.
const DERIVED: [&str; 2] = ["host", "content-length"];

/// Every difference between what the SDK and what the stock client sent. The order of two query keys and of two members means
/// nothing, that of the values of one key does; numbers are compared by value.
pub(crate) fn compare(ours: &ReceivedRequest, theirs: &ReceivedRequest) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut add = |place: &str, ours: Option<String>, theirs: Option<String>| {
        if ours != theirs {
            found.push(Difference { place: place.to_owned(), ours, theirs });
        }
    };
    add("method", Some(ours.method().to_owned()), Some(theirs.method().to_owned()));
    let (left, right) = (segments(ours.path()), segments(theirs.path()));
    if left == right {
        add("path's spelling", Some(ours.path().to_owned()), Some(theirs.path().to_owned()));
    } else {
        add("path", Some(show(&left)), Some(show(&right)));
    }
    let (left, right) = (pairs(ours.query()), pairs(theirs.query()));
    for key in left.keys().chain(right.keys()).collect::<BTreeSet<_>>() {
        let values = |side: &BTreeMap<String, Vec<String>>| side.get(key).map(|values| show(values));
        add(&format!("query/{key}"), values(&left), values(&right));
    }
    if left == right {
        add("query's spelling", Some(sorted(ours.query())), Some(sorted(theirs.query())));
    }
    let (left, right) = (headers(ours), headers(theirs));
    for name in left.keys().chain(right.keys()).collect::<BTreeSet<_>>() {
        let values = |side: &BTreeMap<String, Vec<String>>| side.get(name).map(|values| values.join(" | "));
        add(&format!("header/{name}"), values(&left), values(&right));
    }
    found.extend(bodies("body", body(ours), body(theirs)));
    found
}

/// Every difference between the body that the SDK sent and that of the input.
pub(crate) fn compare_with_input(ours: &ReceivedRequest, input: &Input) -> Vec<Difference> {
    bodies("given", body(ours), input.any_body().cloned().map(normal))
}

fn bodies(place: &str, ours: Option<Json>, theirs: Option<Json>) -> Vec<Difference> {
    let text = |side: Option<Json>| side.map(|json| json.to_string());
    let difference = |pointer: &str, ours, theirs| Difference {
        place: format!("{place}{pointer}"),
        ours: text(ours),
        theirs: text(theirs),
    };
    match (ours, theirs) {
        (Some(ours), Some(theirs)) => {
            let found = differences(&ours, &theirs).into_iter();
            found.map(|found| difference(&found.pointer, found.left, found.right)).collect()
        }
        (None, None) => Vec::new(),
        (ours, theirs) => vec![difference("", ours, theirs)],
    }
}

/// A request as text.
pub(crate) fn describe(request: Option<&ReceivedRequest>) -> String {
    let Some(request) = request else { return "no request".to_owned() };
    let headers = headers(request).into_iter().map(|(name, values)| format!("  {name}: {}\n", values.join(" | ")));
    let headers: String = headers.collect();
    let body = String::from_utf8_lossy(request.body());
    format!("{} {}\n{headers}  {body}", request.method(), request.target())
}

/// The body as JSON, its numbers in one form.
fn body(request: &ReceivedRequest) -> Option<Json> {
    let text = std::str::from_utf8(request.body()).expect("the body is UTF-8");
    (!text.is_empty()).then(|| normal(Json::parse(text).expect("the body is JSON")))
}

/// The same value with each number in one form.
pub(crate) fn normal(json: Json) -> Json {
    match json {
        Json::Number(literal) => Json::Number(number(&literal)),
        Json::Array(items) => Json::Array(items.into_iter().map(normal).collect()),
        Json::Object(members) => Json::Object(members.into_iter().map(|(name, value)| (name, normal(value))).collect()),
        other => other,
    }
}

/// `23.10`, `2.31e1` and `23.1` are one number.
fn number(literal: &str) -> String {
    let parsed = literal.parse().or_else(|_| nomenclature::Decimal::from_scientific(literal));
    let value: nomenclature::Decimal = parsed.unwrap_or_else(|error| panic!("{literal}: {error}"));
    value.normalize().to_string()
}

/// The text that the escapes stand for; as it is, if they stand for none.
fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), Into::into)
}

/// The segments, each decoded by itself: an escaped `/` is no separator.
fn segments(path: &str) -> Vec<String> {
    path.split('/').map(decoded).collect()
}

/// The values of each key in their order.
fn pairs(query: &str) -> BTreeMap<String, Vec<String>> {
    let mut pairs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let plain = |text: &str| decoded(&text.replace('+', " "));
        pairs.entry(plain(key)).or_default().push(plain(value));
    }
    pairs
}

fn sorted(query: &str) -> String {
    let mut pairs: Vec<&str> = query.split('&').collect();
    pairs.sort_unstable();
    pairs.join("&")
}

fn headers(request: &ReceivedRequest) -> BTreeMap<String, Vec<String>> {
    let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in request.headers().filter(|(name, _)| !DERIVED.contains(name)) {
        headers.entry(name.to_owned()).or_default().push(String::from_utf8_lossy(value).into_owned());
    }
    headers
}

fn show(texts: &[String]) -> String {
    texts.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(", ")
}
