//! Removes a client's secrets from text that a server may have echoed.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

use crate::encode::percent_encode;
use crate::raw_json::RawJson;

pub(crate) const MASK: &str = "[redacted]";

/// The secrets of one client, in the forms in which they may come back.
#[derive(Clone, Default)]
pub(crate) struct Redactor {
    needles: Vec<SecretString>,
    /// Secrets that the client got after it was built; clones share them.
    issued: Arc<Mutex<Vec<Issued>>>,
}

/// A secret that is kept from showing for some time.
struct Issued {
    needle: SecretString,
    until: Instant,
}

impl Redactor {
    /// Adds a secret and its usual encodings.
    pub(crate) fn add(&mut self, secret: &str) {
        for form in forms(secret) {
            self.needle(form);
        }
    }

    /// Adds a secret and its usual encodings to this redactor and its clones, and forgets those whose time is over.
    pub(crate) fn issued(&self, secret: &str, now: Instant, until: Instant) {
        let mut issued = self.lock();
        issued.retain(|known| known.until > now);
        for form in forms(secret) {
            match issued.iter_mut().find(|known| known.needle.expose_secret() == form) {
                Some(known) => known.until = known.until.max(until),
                None => issued.push(Issued { needle: form.into(), until }),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Issued>> {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds the form in which a login and password travel.
    pub(crate) fn add_basic(&mut self, login: &str, password: &str) {
        self.add(password);
        self.needle(basic(login, password).trim_end_matches('=').to_owned());
    }

    fn needle(&mut self, needle: String) {
        let known = self.needles.iter().any(|known| known.expose_secret() == needle);
        if !needle.is_empty() && !known {
            self.needles.push(needle.into());
        }
    }

    /// The text without secrets.
    pub(crate) fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let found = self.found(text);
        if found.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(mask(text, 0..text.len(), &found)) }
    }

    /// A part of the text without secrets, not even pieces of one that lies across its ends.
    ///
    /// The ends are moved outwards to the next character boundary.
    pub(crate) fn window(&self, text: &str, part: Range<usize>) -> String {
        let length = |needle: &SecretString| needle.expose_secret().len();
        let issued = self.lock().iter().map(|known| length(&known.needle)).max();
        let longest = self.needles.iter().map(length).max().max(issued).unwrap_or(0);
        let part = floor(text, part.start)..ceil(text, part.end);
        let around = floor(text, part.start.saturating_sub(longest))..ceil(text, part.end.saturating_add(longest));
        let mut found = self.found(&text[around.clone()]);
        for range in &mut found {
            *range = range.start + around.start..range.end + around.start;
        }
        mask(text, part, &found)
    }

    /// The JSON value without secrets in its texts and numbers.
    pub(crate) fn json(&self, json: &str) -> RawJson {
        let mut clean = String::with_capacity(json.len());
        let mut rest = json;
        while let Some(first) = rest.bytes().next() {
            let (token, tail) = rest.split_at(token_length(rest));
            rest = tail;
            if first == b'"' {
                match serde_json::from_str::<String>(token) {
                    Ok(text) if !self.found(&text).is_empty() => {
                        clean.push_str(RawJson::string(&self.text(&text)).get());
                    }
                    _ => clean.push_str(token),
                }
            } else if !self.found(token).is_empty() {
                clean.push_str(RawJson::string(MASK).get());
            } else {
                clean.push_str(token);
            }
        }
        RawJson::trusted(clean)
    }

    /// Whether the text holds a secret.
    pub(crate) fn finds(&self, text: &str) -> bool {
        !self.found(text).is_empty()
    }

    /// Where secrets lie, in order and merged where they overlap.
    fn found(&self, text: &str) -> Vec<Range<usize>> {
        let text = text.as_bytes();
        let mut found: Vec<Range<usize>> = Vec::new();
        let issued = self.lock();
        for needle in self.needles.iter().chain(issued.iter().map(|known| &known.needle)) {
            let needle = needle.expose_secret().as_bytes();
            let windows = text.windows(needle.len()).enumerate();
            found.extend(
                windows
                    .filter(|(_, window)| window.eq_ignore_ascii_case(needle))
                    .map(|(start, _)| start..start + needle.len()),
            );
        }
        found.sort_by_key(|range| range.start);
        found.dedup_by(|next, merged| {
            let overlaps = next.start <= merged.end;
            if overlaps {
                merged.end = merged.end.max(next.end);
            }
            overlaps
        });
        found
    }
}

/// A secret and its usual encodings.
fn forms(secret: &str) -> [String; 11] {
    let json = crate::capture::quote(secret);
    let json = json.trim_start_matches('"').strip_suffix('"').unwrap_or_default();
    let html = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    [
        secret.to_owned(),
        percent_encode(secret),
        json.to_owned(),
        json.replace('/', "\\/"),
        secret.escape_debug().to_string(),
        html.replace('"', "&quot;"),
        html.replace('"', "&#34;").replace('\'', "&#39;"),
        html.replace('"', "&#x22;").replace('\'', "&#x27;"),
        secret.bytes().map(|byte| format!("%{byte:02X}")).collect(),
        secret.chars().map(|char| format!("&#{};", u32::from(char))).collect(),
        secret.chars().map(|char| format!("&#x{:X};", u32::from(char))).collect(),
    ]
}

/// The value of a `Basic` authorization.
pub(crate) fn basic(login: &str, password: &str) -> String {
    STANDARD.encode(format!("{login}:{password}"))
}

/// The part of the text, with the ranges replaced that it touches.
fn mask(text: &str, part: Range<usize>, found: &[Range<usize>]) -> String {
    let mut clean = String::new();
    let mut position = part.start;
    for range in found.iter().filter(|range| range.end > part.start && range.start < part.end) {
        if range.start > position {
            clean.push_str(&text[position..range.start]);
        }
        clean.push_str(MASK);
        position = range.end;
    }
    if position < part.end {
        clean.push_str(&text[position..part.end]);
    }
    clean
}

/// The length of the string, scalar, or other character with which a JSON text goes on.
fn token_length(json: &str) -> usize {
    let bytes = json.as_bytes();
    let is_scalar = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    match bytes[0] {
        b'"' => {
            let mut escaped = false;
            let end = bytes[1..].iter().position(|byte| {
                let ends = *byte == b'"' && !escaped;
                escaped = *byte == b'\\' && !escaped;
                ends
            });
            end.map_or(bytes.len(), |end| end + 2)
        }
        first if is_scalar(first) => bytes.iter().position(|byte| !is_scalar(*byte)).unwrap_or(bytes.len()),
        _ => json.chars().next().map_or(1, char::len_utf8),
    }
}

pub(crate) fn floor(text: &str, mut index: usize) -> usize {
    index = index.min(text.len());
    while !text.is_char_boundary(index) {
        index -= 1;
    }
    index
}

pub(crate) fn ceil(text: &str, mut index: usize) -> usize {
    index = index.min(text.len());
    while !text.is_char_boundary(index) {
        index += 1;
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor() -> Redactor {
        let mut redactor = Redactor::default();
        redactor.add("Key/1 \"x\"");
        redactor.add("abc123");
        redactor.add_basic("user", "пароль");
        redactor
    }

    #[test]
    fn every_form_is_found() {
        let redactor = redactor();
        for text in [
            "Key/1 \"x\"",
            "key/1 \"X\"",
            "Key%2F1%20%22x%22",
            "Key%2f1%20%22x%22",
            r#"Key/1 \"x\""#,
            r#"Key\/1 \"x\""#,
            "Key/1 &quot;x&quot;",
            "Key/1 &#34;x&#34;",
            "Key/1 &#x22;x&#x22;",
            "%4B%65%79%2F%31%20%22%78%22",
            "%4b%65%79%2f%31%20%22%78%22",
            "&#75;&#101;&#121;&#47;&#49;&#32;&#34;&#120;&#34;",
            "&#x4B;&#x65;&#x79;&#x2F;&#x31;&#x20;&#x22;&#x78;&#x22;",
            "&#x4b;&#x65;&#x79;&#x2f;&#x31;&#x20;&#x22;&#x78;&#x22;",
            "пароль",
            "%D0%BF%D0%B0%D1%80%D0%BE%D0%BB%D1%8C",
            "&#1087;&#1072;&#1088;&#1086;&#1083;&#1100;",
            "&#x43f;&#x430;&#x440;&#x43e;&#x43b;&#x44c;",
            basic("user", "пароль").trim_end_matches('='),
        ] {
            assert_eq!(redactor.text(&format!("<{text}>")), "<[redacted]>", "{text}");
        }
        assert_eq!(redactor.text("ABC123abc123 and abc12"), "[redacted] and abc12");
    }

    #[test]
    fn a_window_shows_no_piece_of_a_secret() {
        let redactor = redactor();
        let text = "....abc123....abc123....";
        for start in 0..text.len() {
            for end in start..=text.len() {
                let window = redactor.window(text, start..end);
                let shown = window.replace(MASK, "");
                assert!(shown.chars().all(|c| c == '.'), "{start}..{end}: {window}");
            }
        }
        assert_eq!(redactor.window(text, 2..16), "..[redacted]....[redacted]");
        assert_eq!(redactor.window("ёёё", 1..3), "ёё");
    }

    #[test]
    fn what_is_issued_later_is_found_by_all_clones_until_its_time_is_over() {
        let redactor = redactor();
        let clone = redactor.clone();
        let start = Instant::now();
        let after = |seconds| start + std::time::Duration::from_secs(seconds);
        redactor.issued("Tok/en1", start, after(10));
        redactor.issued("Tok/en2-which-is-longer", start, after(20));
        let text = "Tok/en1 tok%2Fen1 Tok\\/en2-which-is-longer abc123";
        assert_eq!(clone.text(text), "[redacted] [redacted] [redacted] [redacted]");
        let window = clone.window("...Tok/en2-which-is-longer...", 25..28);
        assert_eq!(window, "[redacted]..", "no piece of the longest");
        clone.issued("Tok/en3", after(10), after(30));
        assert_eq!(redactor.text("Tok/en1 Tok/en2-which-is-longer Tok/en3"), "Tok/en1 [redacted] [redacted]");
        redactor.issued("Tok/en3", after(20), after(25));
        redactor.issued("Tok/en4", after(25), after(40));
        assert_eq!(clone.text("Tok/en3 Tok/en4"), "[redacted] [redacted]");
    }

    #[test]
    fn json_stays_json() {
        let mut redactor = redactor();
        redactor.add("777");
        let json = r#"{"abc123":"\u0061bc123 \\","n":[17771, 1.50,null],"t":"Key\/1 \"x\" ё","o":{"e":"\\\""}}"#;
        let clean = redactor.json(json);
        assert_eq!(
            clean.get(),
            r#"{"[redacted]":"[redacted] \\","n":["[redacted]", 1.50,null],"t":"[redacted] ё","o":{"e":"\\\""}}"#
        );
        clean.decode::<serde_json::Value>().expect("JSON");
    }
}
