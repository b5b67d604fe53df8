//! Finds credentials in a text.

use std::collections::BTreeSet;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::forms::forms;

/// Finds credentials in all their forms, in any letter case, and the halves of long ones.
pub struct Matcher(AhoCorasick);

impl Matcher {
    /// The fewest bytes of a credential that is looked for.
    pub const SHORTEST: usize = 8;

    /// The fewest bytes of a form whose halves are looked for.
    const HALVED: usize = 24;

    /// Looks for those that are known from the start.
    pub fn known() -> Self {
        Self::of(super::KNOWN.iter().copied())
    }

    /// Looks for those that are known from the start and these.
    pub fn with(secrets: &[String]) -> Self {
        Self::of(super::KNOWN.iter().copied().chain(secrets.iter().map(String::as_str)))
    }

    pub(super) fn of<'s>(secrets: impl Iterator<Item = &'s str>) -> Self {
        let mut needles = BTreeSet::new();
        for form in secrets.flat_map(forms) {
            if form.len() >= Self::HALVED {
                let (first, second) = form.split_at(middle(&form));
                needles.extend([first.to_owned(), second.to_owned()]);
            }
            needles.insert(form);
        }
        needles.retain(|needle| needle.len() >= Self::SHORTEST);
        // Of the kinds the one that is built quickest, because it is built anew for each credential.
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .ascii_case_insensitive(true)
            .build(&needles);
        Self(automaton.expect("the needles are few and short"))
    }

    /// The text without the credentials in it; `None` if there are none.
    pub fn leak(&self, text: &str) -> Option<String> {
        if !self.0.is_match(text) {
            return None;
        }
        let mut found: Vec<Range<usize>> = self.0.find_overlapping_iter(text).map(|found| found.range()).collect();
        found.sort_by_key(|range| range.start);
        let mut clean = String::new();
        let mut end = 0;
        for range in found {
            if range.start >= end {
                clean.push_str(&text[end..range.start]);
                clean.push_str("[secret]");
            }
            end = end.max(range.end);
        }
        clean.push_str(&text[end..]);
        Some(clean)
    }
}

fn middle(form: &str) -> usize {
    (form.len() / 2..form.len()).find(|&index| form.is_char_boundary(index)).unwrap_or(form.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With everything that encodings change.
    const SECRET: &str = "p/+\"&<ss' Wörd\u{1f511}пароль-1";

    #[track_caller]
    fn finds(text: &str) {
        let matcher = Matcher::of([SECRET].into_iter());
        let clean = matcher.leak(text).unwrap_or_else(|| panic!("not found: {text}"));
        assert!(clean.contains("[secret]") && clean.starts_with('<') && clean.ends_with('>'), "{clean}");
        assert_eq!(matcher.leak(&clean), None, "{text} -> {clean}");
    }

    #[test]
    fn every_form_is_found() {
        for text in [
            SECRET.to_owned(),
            SECRET.to_lowercase(),
            SECRET.to_uppercase(),
            "p%2F%2B%22%26%3Css%27%20W%C3%B6rd%F0%9F%94%91%D0%BF%D0%B0%D1%80%D0%BE%D0%BB%D1%8C-1".to_owned(),
            "p%2f%2b%22%26%3css%27+w%c3%b6rd%f0%9f%94%91%d0%bf%d0%b0%d1%80%d0%be%d0%bb%d1%8c-1".to_owned(),
            r#"p/+\"&<ss' Wörd🔑пароль-1"#.to_owned(),
            r#"p\/+\"&<ss' Wörd🔑пароль-1"#.to_owned(),
            r#"p/+\"&<ss' W\u00F6rd\uD83D\uDD11\u043f\u0430\u0440\u043e\u043b\u044c-1"#.to_owned(),
            "p/+&quot;&amp;&lt;ss&#39; Wörd🔑пароль-1".to_owned(),
            format!("{SECRET:?}"),
            format!("{:?}", SECRET.as_bytes()),
            format!("{:?}", bytes::Bytes::from(SECRET)),
            format!("{:?}", http::HeaderValue::from_str(SECRET).expect("a header")),
            // Basic authentication with logins of three lengths.
            "bG9naW46cC8rIiY8c3MnIFfDtnJk8J+UkdC/0LDRgNC+0LvRjC0x".to_owned(),
            "bG9naW5lOnAvKyImPHNzJyBXw7ZyZPCflJHQv9Cw0YDQvtC70YwtMQ==".to_owned(),
            "bG9naW5lcjpwLysiJjxzcycgV8O2cmTwn5SR0L/QsNGA0L7Qu9GMLTE=".to_owned(),
        ] {
            finds(&format!("<{text}>"));
        }
    }

    #[test]
    fn halves_are_found_and_neighbours_are_not() {
        let matcher = Matcher::of(["fake-key-for-the-regos-sandbox-1"].into_iter());
        assert_eq!(matcher.leak("/out/fake-key-for-the...").as_deref(), Some("/out/[secret]..."));
        assert_eq!(matcher.leak("...-REGOS-sandbox-1").as_deref(), Some("...[secret]"));
        assert_eq!(
            matcher.leak("twice fake-key-for-the-regos-sandbox-1-regos-sandbox-1.").as_deref(),
            Some("twice [secret][secret].")
        );
        assert_eq!(matcher.leak("a key for the REGOS sandbox"), None);
    }
}
