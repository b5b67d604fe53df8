//! Removes a client's secrets from text that a server may have echoed.
//!
//! Only from what is shown: whoever decides something by a text of the vendor takes the text as it came.

mod needles;
mod plain;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

use crate::value::raw_json::RawJson;

use needles::Needles;

pub(crate) const MASK: &str = "[redacted]";

/// The fewest bytes of a secret. A shorter value stands in every other text, and to hide it there would garble the text and hide
/// nothing.
const LEAST: usize = 4;

/// How many bytes of a text one byte of a secret may take: three layers of escapes of a character.
const WIDEST: usize = 16;

/// The secrets of one client.
#[derive(Clone, Default)]
pub(crate) struct Redactor {
    own: Arc<Needles>,
    /// Those of one call.
    call: Needles,
    /// Those that the client got after it was built; clones share them.
    issued: Arc<Mutex<Arc<Issued>>>,
}

/// Secrets that are kept from showing for some time.
#[derive(Clone, Default)]
struct Issued {
    secrets: Vec<(SecretString, Instant)>,
    needles: Needles,
}

impl Redactor {
    /// Adds a secret of the client.
    pub(crate) fn add(&mut self, secret: &str) {
        if secret.len() >= LEAST {
            Arc::make_mut(&mut self.own).add(secret);
        }
    }

    /// Adds a login and password, and the form in which they travel.
    pub(crate) fn add_basic(&mut self, login: &str, password: &str) {
        self.add(password);
        let pair = format!("{login}:{password}");
        if pair.len() >= LEAST {
            Arc::make_mut(&mut self.own).add_base64(pair.as_bytes(), 0);
        }
    }

    /// Adds a secret of one call.
    pub(crate) fn add_for_call(&mut self, secret: &str) {
        if secret.len() >= LEAST {
            self.call.add(secret);
        }
    }

    /// Adds a secret to this redactor and its clones, and forgets those whose time is over.
    pub(crate) fn issued(&self, secret: &str, now: Instant, until: Instant) {
        let mut issued = self.lock();
        let mut secrets = issued.secrets.clone();
        secrets.retain(|(_, known)| *known > now);
        match secrets.iter_mut().find(|(known, _)| known.expose_secret() == secret) {
            Some((_, known)) => *known = until.max(*known),
            None if secret.len() >= LEAST => secrets.push((secret.into(), until)),
            None => {}
        }
        let mut needles = Needles::default();
        secrets.iter().for_each(|(secret, _)| needles.add(secret.expose_secret()));
        *issued = Arc::new(Issued { secrets, needles });
    }

    fn lock(&self) -> MutexGuard<'_, Arc<Issued>> {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The text without secrets.
    pub(crate) fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let found = self.found(text);
        if found.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(mask(text, 0..text.len(), &found)) }
    }

    /// A part of the text without secrets, not even pieces of one that lies across its ends. No more of the text is looked at
    /// than it takes for that.
    ///
    /// The ends are moved outwards to the next character boundary.
    pub(crate) fn window(&self, text: &str, part: Range<usize>) -> String {
        let part = floor(text, part.start)..ceil(text, part.end);
        mask(text, part.clone(), &self.touching(text, part))
    }

    /// Whether a secret lies in a part of the text, or a piece of one.
    pub(crate) fn finds_within(&self, text: &str, part: Range<usize>) -> bool {
        let part = floor(text, part.start)..ceil(text, part.end);
        self.touching(text, part.clone()).iter().any(|range| range.end > part.start && range.start < part.end)
    }

    /// Where secrets lie that may touch a part of the text, which begins and ends with characters.
    fn touching(&self, text: &str, part: Range<usize>) -> Vec<Range<usize>> {
        let issued = self.lock().needles.longest();
        let margin = WIDEST * self.own.longest().max(self.call.longest()).max(issued);
        let around = floor(text, part.start.saturating_sub(margin))..ceil(text, part.end.saturating_add(margin));
        let mut found = self.found(&text[around.clone()]);
        for range in &mut found {
            *range = range.start + around.start..range.end + around.start;
        }
        found
    }

    /// The JSON value without secrets in its texts and numbers.
    pub(crate) fn json(&self, json: &str) -> RawJson {
        let found = self.found(json);
        let mut secrets = found.iter().peekable();
        let mut clean = String::with_capacity(json.len());
        let mut at = 0;
        while at < json.len() {
            let token = &json[at..at + token_length(&json[at..])];
            let end = at + token.len();
            while secrets.next_if(|secret| secret.end <= at).is_some() {}
            let first = token.as_bytes()[0];
            if secrets.peek().is_none_or(|secret| secret.start >= end) || !(first == b'"' || is_scalar(first)) {
                clean.push_str(token);
            } else {
                // A part of an escape must not be left behind.
                let text = serde_json::from_str::<String>(token).unwrap_or_default();
                let shown = self.text(&text);
                clean.push_str(RawJson::string(if shown == text { MASK } else { &shown }).get());
            }
            at = end;
        }
        RawJson::trusted(clean)
    }

    /// Whether the text holds a secret.
    pub(crate) fn finds(&self, text: &str) -> bool {
        !self.found(text).is_empty()
    }

    /// Where secrets lie, in order and merged where they overlap.
    fn found(&self, text: &str) -> Vec<Range<usize>> {
        // Nobody waits for a search to end.
        let issued = Arc::clone(&self.lock());
        let needles = [&*self.own, &self.call, &issued.needles];
        let mut found: Vec<Range<usize>> = Vec::new();
        if needles.iter().all(|needles| needles.is_empty()) {
            return found;
        }
        for layer in plain::layers(text) {
            needles.iter().for_each(|needles| needles.find(&layer, &mut found));
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

fn is_scalar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
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
            "ПАРОЛЬ",
            "%D0%9F%D0%90%D0%A0%D0%9E%D0%9B%D0%AC",
            "Пароль",
        ] {
            assert_eq!(redactor.text(&format!("<{text}>")), "<[redacted]>", "{text}");
        }
        assert_eq!(redactor.text("ABC123abc123 and abc12"), "[redacted] and abc12");
    }

    #[test]
    fn base64_in_lines_is_found() {
        let mut redactor = Redactor::default();
        let password = "Straße+Geheimnis?>~!".repeat(5);
        redactor.add_basic("shop", &password);
        let text = basic("shop", &password);
        for end in ["\n", "\r\n", "\r\n    ", "\\r\\n", "%0D%0A"] {
            for width in [4, 64, 76] {
                let lines: Vec<_> = text.trim_end_matches('=').as_bytes().chunks(width).collect();
                let lines = lines.join(end.as_bytes());
                let body = format!("<{}>", String::from_utf8_lossy(&lines));
                assert_eq!(redactor.text(&body), "<[redacted]>", "{body}");
            }
        }
        assert_eq!(redactor.text(&password.to_uppercase()), MASK, "a letter whose capital is two");
        assert_eq!(redactor.text("nothing of the kind"), "nothing of the kind");
    }

    #[test]
    fn escapes_inside_of_escapes_and_escapes_of_some_characters_only_hide_nothing() {
        let mut redactor = Redactor::default();
        redactor.add("two  spaces, a/'+' & ~é=%41\\");
        redactor.add("R3d/Blue Fish");
        redactor.add_basic("shop", "x?>~\u{ff}Key");
        for text in [
            "R3d/Blue+Fish",
            "R3d%2FBlue+Fish",
            "R3d/Blue%20Fish",
            "R3d%252FBlue%2520Fish",
            "R3d%252FBlue%2BFish",
            "%25523d%252fBlue%2520Fish",
            "R3d\\/Blue\\u0020Fish",
            "R3d\\\\/Blue Fish",
            "R3d%5C%2FBlue%20Fish",
            "R3d\\x2fBlue Fish",
            "R3d&#x2f;Blue&nbsp;Fish",
            "R3d&#047;Blue&amp;#32;Fish",
            "R3d/Blue\n\t Fish",
            "R3d\0/Blue \u{7f} Fish",
            "two  spaces, a/'+' & ~é=%41\\",
            "two spaces, a/'+' & ~é=%41\\",
            "two%20%20spaces%2C%20a/'%2B'%20%26%20~%C3%A9%3D%2541%5C",
            "two++spaces,+a/'%2B'+&+%7E%C3%A9=%2541%5C",
            "two  spaces, a/&#039;+&apos; &amp; ~é=%41\\\\",
            "two  spaces, a/'+' & ~\\u00e9=%41\\\\",
            "two  spaces, a/'+' & ~\\xc3\\xa9=%41\\\\",
            "c2hvcDp4Pz5+w79LZXk",
            "c2hvcDp4Pz5-w79LZXk",
            "c2hvcDp4Pz5%2Bw79LZXk",
            "UjNkL0JsdWUgRmlzaA",
        ] {
            assert_eq!(redactor.text(&format!("<{text}>")), "<[redacted]>", "{text}");
        }
        for around in ["", "x", "xy", "xyz"] {
            let basic = STANDARD.encode(format!("{around}R3d/Blue Fish{around}"));
            assert!(redactor.text(&basic).contains(MASK), "{basic}");
        }
        assert_eq!(redactor.text("R3d / Blue Fish"), "R3d / Blue Fish");
    }

    #[test]
    fn values_of_a_few_bytes_are_no_secrets() {
        let mut redactor = Redactor::default();
        for short in ["1", "ab", "abc", "ё"] {
            redactor.add(short);
            redactor.add_for_call(short);
            redactor.issued(short, Instant::now(), Instant::now() + std::time::Duration::from_secs(60));
        }
        redactor.add_basic("me", "abc");
        let text = "1 ab abc ё bWU6YWJj";
        assert_eq!(redactor.text(text), "1 ab abc ё [redacted]", "but the pair is one");
        redactor.add_for_call("abcd");
        assert_eq!(redactor.text("abc abcd"), "abc [redacted]");
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
        redactor.add("7777");
        redactor.add("nabc");
        let json =
            r#"{"abc123":"\u0061bc123 \\","n":[177771, 1.50,null],"t":"Key\/1 \"x\" ё","o":{"e":"\\\"","l":"\nabc"}}"#;
        let clean = redactor.json(json);
        assert_eq!(
            clean.get(),
            r#"{"[redacted]":"[redacted] \\","n":["[redacted]", 1.50,null],"t":"[redacted] ё","o":{"e":"\\\"","l":"[redacted]"}}"#
        );
        clean.decode::<serde_json::Value>().expect("JSON");
    }
}
