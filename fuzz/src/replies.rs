//! Bytes as the replies to an operation, and what has to hold whatever they are.

use std::error::Error as _;
use std::fmt::{Debug, Display};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use nomenclature_runtime::{Error, RetryPolicy};
use nomenclature_runtime::{KeepRaw, Operation, OperationSpec, Paged, send};
use serde_json::Value;

use super::player::{Player, finish};

/// Stands as every credential; no error may show it.
pub const SECRET: &str = "S3CR3T-cr3d3nt1al";

/// Between the bodies of one input. It never stands in JSON.
pub const NEXT_BODY: u8 = 0x1e;

pub const STATUSES: [u16; 14] = [200, 201, 204, 302, 400, 401, 403, 404, 408, 422, 429, 500, 502, 503];
const TYPES: [Option<&str>; 4] = [
    Some("application/json"),
    None,
    Some("text/html; charset=utf-8"),
    Some("application/json; charset=S3CR3T-cr3d3nt1al"),
];
const PAGES: usize = 6;

/// Three bytes of choices, then the bodies.
pub struct Input {
    /// Which operation.
    pub operation: u8,
    pub player: Player,
    attempts: u32,
    window: usize,
    status: StatusCode,
}

impl Input {
    pub fn of(data: &[u8]) -> Option<Self> {
        let (&[operation, status, choices], bodies) = data.split_first_chunk::<3>()?;
        let status = StatusCode::from_u16(STATUSES[usize::from(status) % STATUSES.len()]).ok()?;
        let mut headers = HeaderMap::new();
        if let Some(kind) = TYPES[usize::from(choices & 3)] {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        if choices & 4 != 0 {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("3"));
        }
        let bodies = bodies.split(|byte| *byte == NEXT_BODY).map(Bytes::copy_from_slice).collect();
        Some(Self {
            operation,
            player: Player::new(status, headers, bodies),
            attempts: if choices & 8 != 0 { 3 } else { 1 },
            window: 1 + usize::from(choices >> 4 & 3),
            status,
        })
    }

    pub fn retry(&self) -> RetryPolicy {
        RetryPolicy::none().attempts(self.attempts)
    }

    /// One call, with and without its raw body.
    pub fn call<Op: Operation<Output: Debug>>(&self, operation: &Op) {
        self.player.rewind();
        let plain = finish(send(operation.clone()));
        match &plain {
            Ok(_) => self.check_success(Op::SPEC),
            Err(error) => self.check_error(error),
        }
        self.player.rewind();
        let raw = finish(KeepRaw::new(operation.clone()).send());
        match (plain, raw) {
            (Ok(plain), Ok(raw)) => {
                assert_eq!(format!("{plain:?}"), format!("{:?}", raw.output));
                assert_eq!(*raw.body(), self.last_body());
                assert!(raw.reply().is_ok());
            }
            (Err(plain), Err(raw)) => assert_eq!(plain.to_string(), raw.to_string()),
            _ => panic!("keeping the raw body changes the outcome"),
        }
    }

    /// One call, and a few pages.
    pub fn listing<Op: Paged<Output: Debug, Item: Debug>>(&self, operation: &Op) {
        self.call(operation);
        self.player.rewind();
        let mut pages = nomenclature_runtime::Pages::new(operation.clone()).window(self.window);
        for _ in 0..PAGES {
            match finish(pages.try_next()) {
                Ok(Some(page)) => drop(format!("{page:?}")),
                Ok(None) => break,
                Err(error) => {
                    self.check_error(&error);
                    assert!(matches!(finish(pages.try_next()), Ok(None)), "an error ends the stream");
                    break;
                }
            }
        }
        let most = (PAGES + self.window) * self.attempts as usize;
        assert!(self.player.requests() <= most, "{} requests, {most} would do", self.player.requests());
    }

    /// An error of a call or of a batch.
    pub fn check_error_text(&self, error: &(impl Display + Debug)) {
        let shown = error.to_string();
        assert!(!shown.is_empty() && shown.len() < 4096, "{} bytes: {shown}", shown.len());
        for text in [shown, format!("{error:?}"), format!("{error:#?}")] {
            assert!(!text.to_ascii_lowercase().contains(&SECRET.to_ascii_lowercase()), "{text}");
        }
    }

    fn check_error(&self, error: &Error) {
        self.check_error_text(error);
        let mut source = error.source();
        while let Some(cause) = source {
            self.check_error_text(&cause);
            source = cause.source();
        }
        if let Some(said) = error.vendor_error() {
            self.check_error_text(&format!("{said:?}").chars().take(4000).collect::<String>());
            assert!(serde_json::from_str::<&serde_json::value::RawValue>(said.details().get()).is_ok());
        }
        let least = if error.is_paging() { 0 } else { 1 };
        assert!((least..=self.attempts).contains(&error.attempts()), "{error:?}");
    }

    fn last_body(&self) -> Bytes {
        self.player.body(self.player.requests().saturating_sub(1))
    }

    /// Looks with other eyes whether the vendor reported a failure.
    fn check_success(&self, spec: &OperationSpec) {
        assert!(self.status.is_success(), "{}", self.status);
        let body = self.last_body();
        let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&body);
        let Ok(tree) = serde_json::from_slice::<Value>(body) else { return };
        let scalar = |pointer: &str| match tree.pointer(pointer)? {
            Value::String(text) => Some(text.clone()),
            value @ (Value::Number(_) | Value::Bool(_)) => Some(value.to_string()),
            _ => None,
        };
        match spec.envelope.success {
            Some(flag) => assert_eq!(scalar(flag).as_deref(), Some(spec.envelope.success_value), "{tree}"),
            None => {
                let has_rows = tree
                    .as_object()
                    .is_some_and(|all| all.values().any(|v| v.as_array().is_some_and(|a| !a.is_empty())));
                let code = spec.envelope.code.iter().find_map(|pointer| scalar(pointer));
                assert!(has_rows || code.is_none(), "{tree}");
            }
        }
    }
}
