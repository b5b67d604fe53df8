//! The forms in which a credential may be written.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// All forms, apart from letter case.
pub(super) fn forms(secret: &str) -> Vec<String> {
    let percent = percent(secret);
    let json = serde_json::Value::from(secret).to_string();
    let json = json[1..json.len() - 1].to_owned();
    let mut forms = vec![
        secret.to_owned(),
        // The matcher knows the two cases of ASCII only.
        secret.to_lowercase(),
        secret.to_uppercase(),
        percent.replace("%20", "+"),
        percent,
        json.replace('/', "\\/"),
        ascii_json(&json),
        json,
        secret.escape_debug().to_string(),
        secret.escape_default().to_string(),
        secret.as_bytes().escape_ascii().to_string(),
        html(secret, "&quot;", "&#x27;"),
        html(secret, "&#34;", "&#39;"),
        bytes(secret, |text, byte| write!(text, "%{byte:02X}"), ""),
        entities(secret, |char| format!("&#{};", u32::from(char))),
        entities(secret, |char| format!("&#x{:X};", u32::from(char))),
        bytes(secret, |text, byte| write!(text, "{byte:02x}"), ""),
        bytes(secret, |text, byte| write!(text, "{byte:02x}"), " "),
        bytes(secret, |text, byte| write!(text, "{byte}"), ", "),
    ];
    forms.extend(base64(secret));
    forms
}

fn percent(secret: &str) -> String {
    secret.bytes().fold(String::new(), |mut text, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => text.push(char::from(byte)),
            _ => _ = write!(text, "%{byte:02X}"),
        }
        text
    })
}

fn ascii_json(json: &str) -> String {
    json.chars().fold(String::new(), |mut text, char| {
        if char.is_ascii() {
            text.push(char);
        } else {
            char.encode_utf16(&mut [0; 2]).iter().for_each(|unit| _ = write!(text, "\\u{unit:04x}"));
        }
        text
    })
}

fn html(secret: &str, quote: &str, apostrophe: &str) -> String {
    let text = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', quote).replace('\'', apostrophe)
}

fn entities(secret: &str, write: impl Fn(char) -> String) -> String {
    secret.chars().map(write).collect()
}

fn bytes(secret: &str, write: impl Fn(&mut String, u8) -> std::fmt::Result, separator: &str) -> String {
    let texts = secret.bytes().map(|byte| {
        let mut text = String::new();
        _ = write(&mut text, byte);
        text
    });
    texts.collect::<Vec<_>>().join(separator)
}

/// What Base64 makes of it behind any text, such as a login: the digits that nothing else has a part in.
fn base64(secret: &str) -> Vec<String> {
    let mut forms = Vec::new();
    for before in 0..3 {
        let text = [&vec![0; before], secret.as_bytes()].concat();
        let first = (before * 8).div_ceil(6);
        let last = text.len() * 8 / 6;
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            forms.push(engine.encode(&text)[first..last].to_owned());
        }
    }
    forms
}
