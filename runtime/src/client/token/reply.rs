//! What a token server says.
//!
//! Nothing of a body that is no documented failure is ever shown: any piece of it may be a token.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode};
use secrecy::SecretString;
use serde_json::Value;

use super::token_error::Problem;
use crate::error::facts::contradicts;
use crate::error::redact::Redactor;
use crate::error::snippet::short;
use crate::error::{ErrorKind, VendorError};
use crate::net::retry_after::retry_after;
use crate::value::raw_json::RawJson;

/// The lifetime of a token where the reply names none.
const USUAL: Duration = Duration::from_secs(3600);

/// A token that was given.
pub(super) struct Grant {
    pub(super) token: SecretString,
    pub(super) header: HeaderValue,
    /// `None` for a token that expires at once.
    pub(super) lifetime: Option<Duration>,
}

/// Reads a reply. `setter` is the builder method to name when the credentials are refused.
pub(super) fn read(response: &Response<Bytes>, setter: &str, redactor: &Redactor) -> Result<Grant, Box<Problem>> {
    let status = response.status();
    let told = if status.is_success() { grant(response.body()) } else { Err(refusal(response, setter, redactor)) };
    told.map_err(|mut problem| {
        problem.status = Some(status);
        problem.rate_limited = status == StatusCode::TOO_MANY_REQUESTS;
        problem.passing |= problem.rate_limited || status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT;
        problem.retry_after = retry_after(response.headers());
        problem
    })
}

fn grant(body: &[u8]) -> Result<Grant, Box<Problem>> {
    let unreadable = |what: &str| Problem::new(ErrorKind::Decode, format!("the reply of the token server {what}"));
    let reply: Value = match serde_json::from_slice(body) {
        Ok(reply) => reply,
        Err(error) if error.is_eof() => {
            let mut problem = unreadable(if body.trim_ascii().is_empty() { "is empty" } else { "breaks off" });
            problem.passing = true;
            return Err(problem);
        }
        Err(_) => return Err(unreadable("is not JSON")),
    };
    // Of a key that stands twice a tree keeps one, and the other could be a token too.
    if std::str::from_utf8(body).is_ok_and(|text| contradicts(text, &["/access_token", "/token_type"])) {
        return Err(unreadable("contradicts itself"));
    }
    let token = match reply.get("access_token") {
        Some(Value::String(token)) if !token.is_empty() => token,
        _ => return Err(unreadable("has no access_token")),
    };
    match reply.get("token_type") {
        None | Some(Value::Null) => {}
        Some(Value::String(kind)) if kind.eq_ignore_ascii_case("bearer") => {}
        Some(_) => return Err(unreadable("has a token_type other than Bearer")),
    }
    let header = Some(token).filter(|token| token.bytes().all(|byte| byte.is_ascii_graphic()));
    let header = header.and_then(|token| HeaderValue::try_from(format!("Bearer {token}")).ok());
    let mut header = header.ok_or_else(|| unreadable("has an access_token that no header can carry"))?;
    header.set_sensitive(true);
    Ok(Grant { token: token.as_str().into(), header, lifetime: lifetime(reply.get("expires_in")) })
}

/// Seconds as a number or as its text; anything else tells nothing.
fn lifetime(expires_in: Option<&Value>) -> Option<Duration> {
    let seconds = match expires_in {
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        _ => None,
    };
    match seconds.filter(|seconds: &f64| !seconds.is_nan()) {
        None => Some(USUAL),
        Some(seconds) if seconds > 0.0 => Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)),
        Some(_) => None,
    }
}

/// The failure that OAuth documents, or the bare status.
fn refusal(response: &Response<Bytes>, setter: &str, redactor: &Redactor) -> Box<Problem> {
    let status = response.status();
    let mut message = format!("the token server answered HTTP {}", status.as_u16());
    let mut kind = ErrorKind::Status;
    let mut said = None;
    if status.is_redirection() {
        message.push_str(", redirects are not followed");
    }
    if status.is_client_error()
        && let Ok(reply) = serde_json::from_slice::<Value>(response.body())
        && let Some(code) = text(&reply, "error", redactor)
    {
        let description = text(&reply, "error_description", redactor);
        message.push_str(&format!(", {code}"));
        if let Some(description) = &description {
            message.push_str(&format!(": {description}"));
        }
        kind = ErrorKind::Vendor;
        let details = serde_json::json!({ "error": code, "error_description": description });
        let details = RawJson::trusted(details.to_string());
        said = Some(VendorError { code: Some(code), message: description, details, ..VendorError::default() });
    }
    if matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        message.push_str(&format!("; check {setter}()"));
    }
    let mut problem = Problem::new(kind, message);
    problem.vendor_error = said;
    problem
}

/// A text of the failure on one line, of bounded length and without secrets.
fn text(reply: &Value, member: &str, redactor: &Redactor) -> Option<String> {
    let text = reply.get(member)?.as_str().filter(|text| !text.trim().is_empty())?;
    Some(short(text, redactor))
}

#[cfg(test)]
#[path = "reply_tests.rs"]
mod tests;
