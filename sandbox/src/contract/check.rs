//! Checks a request against an operation.

use jsonschema::Validator;
use serde_json::Value;

use super::operation::{List, Location, Operation, Parameter, RequestBody, Source, is_json};
use super::template::PathValues;
use super::violation::{Problem, RequestPart, Violation, violation};
use crate::http::ReceivedRequest;
use crate::json::Json;

/// A request read and checked.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// Everything that is wrong: headers first, then path, query and body.
    pub(crate) violations: Vec<Violation>,
    /// Decoded query parameters in the order received.
    pub(crate) query: Vec<(String, String)>,
    /// The body, if it is JSON.
    pub(crate) body: Option<Json>,
}

impl Operation {
    /// Checks headers, path, query, content type and body.
    pub(crate) fn check(&self, request: &ReceivedRequest, path: &PathValues) -> Checked {
        let query: Vec<(String, String)> =
            form_urlencoded::parse(request.query().as_bytes()).map(|(key, value)| (key.into(), value.into())).collect();
        let mut checked = Checked::default();
        for location in [Location::Header, Location::Path, Location::Query] {
            for parameter in self.parameters.iter().filter(|parameter| parameter.location == location) {
                let values = match location {
                    Location::Header => request.header_values(&parameter.name),
                    Location::Path => named(path, &parameter.name),
                    Location::Query => named(&query, &parameter.name),
                };
                parameter.check(values, &mut checked.violations);
            }
        }
        if let Some(body) = &self.body {
            checked.body = body.check(request, &mut checked.violations);
            if let (Some(batch), Some(body)) = (&self.batch, &checked.body) {
                batch.check(body, &mut checked.violations);
            }
            checked.violations.retain(|violation| !(violation.is_bound() && self.is_paging_amount(violation)));
        }
        checked.query = query;
        checked
    }

    /// Offsets and limits out of bounds are corrected by the server and not refused.
    fn is_paging_amount(&self, violation: &Violation) -> bool {
        let Some(pagination) = &self.pagination else { return false };
        [&pagination.offset, &pagination.limit].into_iter().flatten().any(|source| match source {
            Source::Body(pointer) => {
                violation.place == RequestPart::Body && *pointer == format!("/{}", violation.path.join("/"))
            }
            Source::Query(name) => violation.place == RequestPart::Query && violation.path == [name.as_str()],
        })
    }
}

fn named(values: &[(String, String)], name: &str) -> Vec<String> {
    values.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
}

impl Parameter {
    fn check(&self, values: Vec<String>, violations: &mut Vec<Violation>) {
        let place = match self.location {
            Location::Header => RequestPart::Header,
            Location::Path => RequestPart::Path,
            Location::Query => RequestPart::Query,
        };
        let base = [self.name.clone()];
        let value = match (self.list, values.as_slice()) {
            (_, []) if self.required => {
                violations.push(Violation { place, path: base.to_vec(), problem: Problem::Missing });
                return;
            }
            (_, []) => return,
            (Some(List::Repeated), all) => Value::Array(all.iter().map(|text| self.value(text)).collect()),
            (Some(List::Joined), all) => {
                let parts = all.iter().flat_map(|text| text.split(','));
                Value::Array(parts.map(|text| self.value(text.trim())).collect())
            }
            (None, [one]) => self.value(one),
            (None, _) => {
                violations.push(Violation::rule(place, &self.name, "style", "given more than once"));
                return;
            }
        };
        collect(&self.validator, place, &base, &value, violations);
    }

    /// The JSON value that a text stands for, by the declared types.
    fn value(&self, text: &str) -> Value {
        for name in &self.types {
            let value = match name.as_str() {
                "integer" | "number" | "boolean" => serde_json::from_str::<Value>(text).ok(),
                _ => None,
            };
            if let Some(value) = value.filter(|value| value.is_number() || value.is_boolean()) {
                return value;
            }
        }
        Value::String(text.to_owned())
    }
}

impl RequestBody {
    fn check(&self, request: &ReceivedRequest, violations: &mut Vec<Violation>) -> Option<Json> {
        if request.body().is_empty() {
            if self.required {
                violations.push(Violation { place: RequestPart::Body, path: Vec::new(), problem: Problem::Missing });
            }
            return None;
        }
        self.check_media_type(request, violations);
        // A file or a form of the documented kind is taken as it is.
        if self.is_other_kind(request) {
            return None;
        }
        let wrong = |text: String| Violation::rule(RequestPart::Body, "", "json", text);
        let read = |text: &str| Ok((serde_json::from_str::<Value>(text)?, Json::parse(text)?));
        let parsed = match std::str::from_utf8(request.body()) {
            Ok(text) => read(text).map_err(|error: serde_json::Error| wrong(format!("not JSON: {error}"))),
            Err(error) => Err(wrong(format!("not UTF-8: {error}"))),
        };
        match parsed {
            Ok((value, json)) => {
                if let Some(validator) = &self.validator {
                    collect(validator, RequestPart::Body, &[], &value, violations);
                }
                Some(json)
            }
            Err(violation) => {
                violations.push(violation);
                None
            }
        }
    }

    /// Whether the body is of a documented media type that is no JSON.
    fn is_other_kind(&self, request: &ReceivedRequest) -> bool {
        let essence = request.header("content-type").map(essence).unwrap_or_default();
        self.media_types.contains(&essence) && !is_json(&essence)
    }

    fn check_media_type(&self, request: &ReceivedRequest, violations: &mut Vec<Violation>) {
        let Some(given) = request.header("content-type") else {
            violations.push(Violation { place: RequestPart::ContentType, path: Vec::new(), problem: Problem::Missing });
            return;
        };
        let essence = essence(given);
        if !self.media_types.contains(&essence) {
            let text = format!("{essence} is not accepted, only {}", self.media_types.join(", "));
            violations.push(Violation::rule(RequestPart::ContentType, "", "content-type", text));
        }
    }
}

fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn collect(validator: &Validator, place: RequestPart, base: &[String], value: &Value, violations: &mut Vec<Violation>) {
    violations.extend(validator.iter_errors(value).map(|error| violation(place, base, &error)));
}
