//! The header by which a server asks to wait.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, NaiveDateTime, Utc};
use http::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

/// How long the reply asks to wait, in either form of `Retry-After`; a time in the past is no wait.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let asked = text(RETRY_AFTER)?;
    if !asked.is_empty() && asked.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(asked.parse().unwrap_or(u64::MAX)));
    }
    let until = http_date(asked)?;
    // The server's clock is the one that the time was read from.
    let now = text(DATE).and_then(http_date).unwrap_or_else(|| SystemTime::now().into());
    Some((until - now).to_std().unwrap_or_default())
}

/// A date in one of the three forms that HTTP knows. The weekday adds nothing and is at times wrong, and `UTC` stands for `GMT`.
fn http_date(text: &str) -> Option<DateTime<Utc>> {
    let letter = |c: char| c.is_ascii_alphabetic();
    let date = text.trim_start_matches(letter).trim_start_matches([',', ' ']);
    let plain = date.trim_end_matches(letter);
    let known = ["", "GMT", "UTC", "UT", "Z"].iter().any(|zone| date[plain.len()..].eq_ignore_ascii_case(zone));
    let forms = ["%d %b %Y %H:%M:%S", "%d-%b-%y %H:%M:%S", "%b %e %H:%M:%S %Y"];
    let mut dates = forms.iter().filter_map(|form| NaiveDateTime::parse_from_str(plain.trim_end(), form).ok());
    let date_time = || DateTime::parse_from_rfc2822(date).ok().map(|date| date.to_utc());
    if known { dates.next().map(|date| date.and_utc()).or_else(date_time) } else { date_time() }
}
