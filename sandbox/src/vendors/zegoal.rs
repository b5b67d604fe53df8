//! ZeGoal Ordering: HTTP Basic, the frame `processing_result` + date + a member named after the method.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;

use super::{Call, Vendor};
use crate::contract::{Contract, LoadError, PathCase, Problem, Violation};
use crate::credentials::{ZEGOAL_LOGIN, ZEGOAL_PASSWORD};
use crate::http::Reply;
use crate::json::Json;
use crate::seed::Seed;

/// Where the vendor's server stands; the name is sent, the offset is that of its clock (no summer time).
const TIME_ZONE: &str = "Europe/Minsk";
const UTC_OFFSET: i64 = 3 * 3600;

static CONTRACT: OnceLock<Result<Contract, LoadError>> = OnceLock::new();

/// The vendor's state.
pub(super) struct Zegoal {
    contract: &'static Contract,
    last_position: AtomicI64,
    calls: AtomicU64,
}

impl Zegoal {
    pub(super) fn new() -> Result<Self, LoadError> {
        let contract = Contract::shared(&CONTRACT, "zegoal", nomenclature::zegoal::OPENAPI, PathCase::Exact)?;
        Ok(Self { contract, last_position: AtomicI64::new(0), calls: AtomicU64::new(0) })
    }

    fn add_catalog_position(&self, call: &Call<'_>) -> Reply {
        let request = call.body.clone().unwrap_or_default();
        let id = self.last_position.fetch_add(1, Ordering::Relaxed) + 1;
        let mut position = vec![("position_id".to_owned(), Json::from(id))];
        for key in ["name", "code", "category", "type", "external_code", "description"] {
            position.extend(call.member(key).map(|value| (key.to_owned(), value.clone())));
        }
        let given = call.member("default_parameters");
        let parameter = |key: &str, default: Json| {
            let value = given.and_then(|given| given.get(key)).filter(|value| !value.is_null());
            value.cloned().unwrap_or(default)
        };
        let parameters = Json::object([
            ("unit", parameter("unit", Json::from("шт"))),
            ("price", parameter("price", Json::from(0))),
            ("default_quantity", parameter("default_quantity", Json::from(1))),
        ]);
        position.push(("is_actual".to_owned(), call.member("is_actual").cloned().unwrap_or(Json::from(true))));
        position.push(("default_parameters".to_owned(), parameters));
        let response = Json::object([
            ("tenant", call.member("tenant").cloned().unwrap_or_default()),
            ("position", Json::Object(position)),
            ("TZ", Json::from(TIME_ZONE)),
        ]);
        let result = [
            ("text", Json::from("Position is added to catalog.")),
            ("status", Json::from("ok")),
            ("ctx_id", self.context_id()),
            ("code", Json::from(0)),
        ];
        let answer = Json::object([
            ("response", response),
            ("request", request.clone()),
            ("extra_logic", Json::from("")),
            ("enriched_request", request),
        ]);
        frame(200, call, Json::object(result), answer)
    }

    /// An opaque id of the call in the vendor's shape.
    fn context_id(&self) -> Json {
        let mut seed = Seed::of("zegoal context", self.calls.fetch_add(1, Ordering::Relaxed));
        Json::String(format!("{}:0-{}", seed.word(8), seed.word(2)))
    }
}

impl Vendor for Zegoal {
    fn contract(&self) -> &Contract {
        self.contract
    }

    fn admit(&self, call: &Call<'_>) -> Result<(), Reply> {
        let credentials = call.authorization("Basic").and_then(|text| STANDARD.decode(text).ok());
        let expected = format!("{ZEGOAL_LOGIN}:{ZEGOAL_PASSWORD}");
        if credentials.is_some_and(|credentials| credentials == expected.as_bytes()) {
            return Ok(());
        }
        let result = Json::object([
            ("type", Json::from("authorization failed")),
            ("text", Json::from("Login or password is missing or wrong.")),
            ("status", Json::from("error")),
            ("ctx_id", self.context_id()),
            ("code", Json::from(1)),
        ]);
        // Nothing is echoed to a caller who is not known.
        let reply = frame(401, call, result, Json::object([("response", Json::from(false))]));
        Err(reply.header("www-authenticate", r#"Basic realm="ti_api", charset="UTF-8""#))
    }

    /// Types are values of the tenant's own dictionary, whatever the two that the documentation shows.
    fn tolerates(&self, violation: &Violation) -> bool {
        violation.path == ["type"] && matches!(&violation.problem, Problem::Rule { keyword, .. } if keyword == "enum")
    }

    fn refuse(&self, call: &Call<'_>, violations: &[Violation]) -> Reply {
        let is_missing = |violation: &&Violation| violation.problem == Problem::Missing && !violation.path.is_empty();
        let (code, text) = if violations.first().as_ref().is_some_and(is_missing) {
            let missing: Vec<String> = violations.iter().filter(is_missing).map(Violation::dotted).collect();
            // The older, numeric code: the only one known for this.
            (Json::from(1), format!("Required parameters are missing: {}", missing.join(", ")))
        } else {
            (Json::from("VAL-006"), violations.first().map(describe).unwrap_or_default())
        };
        let result = Json::object([
            ("type", Json::from("validation failed")),
            ("text", Json::String(text)),
            ("status", Json::from("error")),
            ("ctx_id", self.context_id()),
            ("code", code),
        ]);
        let answer = Json::object([
            ("response", Json::from(false)),
            ("request", call.body.clone().unwrap_or(Json::object([]))),
            ("enriched_request", Json::object([])),
        ]);
        frame(200, call, result, answer)
    }

    fn answer(&self, call: &Call<'_>) -> Option<Result<Reply, Reply>> {
        match call.operation.id.as_str() {
            "catalog_add_position" => Some(Ok(self.add_catalog_position(call))),
            _ => None,
        }
    }
}

/// The vendor documents the sentence about types; the others are worded after it.
fn describe(violation: &Violation) -> String {
    let field = violation.dotted();
    match &violation.problem {
        Problem::Type { actual, expected } => format!(
            "Input object field [{field}] contains value of type [{actual}] while expected valid type is [{expected}]."
        ),
        Problem::Rule { text, .. } if !field.is_empty() => {
            format!("Input object field [{field}] contains a wrong value: {text}.")
        }
        _ => format!("Input object is wrong: {violation}."),
    }
}

fn frame(status: u16, call: &Call<'_>, result: Json, answer: Json) -> Reply {
    let body = Json::object([
        ("processing_result", result),
        ("processing_date", Json::String(local_now())),
        (call.operation.name.as_str(), answer),
    ]);
    Reply::json(status, &body)
}

/// The vendor's local time without an offset.
fn local_now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let local = i64::try_from(since).unwrap_or(0) + UTC_OFFSET;
    DateTime::from_timestamp(local, 0).unwrap_or_default().format("%Y-%m-%d %H:%M:%S").to_string()
}
