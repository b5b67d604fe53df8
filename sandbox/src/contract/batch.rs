//! Writes of many records (`x-batch`).

use super::violation::{Problem, RequestPart, Violation};
use crate::json::Json;

/// The records of a request, and what is replied for them.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    /// Pointer to the list in the request; empty where the body is the list.
    items: String,
    /// The most records of a request.
    most: Option<usize>,
    /// Pointer to the rows of the reply, where it has one for each record.
    pub(crate) rows: Option<String>,
}

impl Batch {
    /// Reads the extension; `payload` is the pointer to what a call gives.
    pub(super) fn read(value: &Json, payload: &str) -> Self {
        let text = |key: &str| value.get(key).and_then(Json::as_str);
        let most = value.get("max-items").and_then(Json::as_integer);
        Self {
            items: text("items").unwrap_or_default().to_owned(),
            most: most.and_then(|most| usize::try_from(most).ok()),
            rows: (text("reply") != Some("each-request")).then(|| payload.to_owned()),
        }
    }

    /// How many records a body has.
    pub(crate) fn records(&self, body: &Json) -> usize {
        body.pointer(&self.items).map_or(0, |records| records.items().len())
    }

    /// Checks the number of records, unless the schema has done so.
    pub(super) fn check(&self, body: &Json, violations: &mut Vec<Violation>) {
        let records = self.records(body);
        let Some(most) = self.most.filter(|most| records > *most) else { return };
        let is_told = |violation: &Violation| {
            let is_cap = matches!(&violation.problem, Problem::Rule { keyword, .. } if keyword == "maxItems");
            is_cap && format!("/{}", violation.path.join("/")).trim_end_matches('/') == self.items
        };
        if !violations.iter().any(is_told) {
            let path = self.items.trim_start_matches('/').replace('/', ".");
            let text = format!("{records} records, where a request takes {most}");
            violations.push(Violation::rule(RequestPart::Body, &path, "maxItems", text));
        }
    }
}
