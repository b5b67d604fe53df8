//! Doc comments.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Docs;

/// Width of a generated comment.
const WIDTH: usize = 112;

/// Description, facts and doubts as paragraphs.
pub(crate) fn text(docs: &Docs) -> String {
    let mut paragraphs = Vec::new();
    let mut first = sentence(&docs.text);
    let news: Vec<&str> = docs.facts.iter().filter(|fact| !says(&docs.text, fact)).map(String::as_str).collect();
    if !news.is_empty() {
        first = format!("{first} {}", news.join(" "));
    }
    paragraphs.push(first.trim().to_owned());
    if let Some(doubt) = &docs.unverified {
        paragraphs.push(format!("Unverified: {}", sentence(doubt)));
    }
    if docs.deprecated {
        paragraphs.push("On its way out at the vendor.".to_owned());
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.join("\n\n")
}

/// Whether a description names the figure of a fact already.
fn says(text: &str, fact: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words =
            text.split(|c: char| !c.is_alphanumeric() && c != '.').map(|word| word.trim_matches('.').to_owned());
        words.filter(|word| !word.is_empty()).collect()
    };
    let figure = words(fact).into_iter().find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    figure.is_some_and(|figure| words(text).contains(&figure))
}

fn sentence(text: &str) -> String {
    match text.chars().last() {
        Some(last) if last.is_alphanumeric() || last == '`' || last == ')' => format!("{text}."),
        _ => text.to_owned(),
    }
}

/// The text as `#[doc]` attributes, one a line. A public item without any would be a warning of the compiler.
pub(crate) fn attributes(text: &str) -> TokenStream {
    let lines = lines(if text.trim().is_empty() { "Not described." } else { text });
    quote! { #(#[doc = #lines])* }
}

/// What the compiler says to those who use what is on its way out.
pub(crate) fn deprecated(docs: &Docs) -> Option<TokenStream> {
    docs.deprecated.then(|| quote!(#[deprecated = "the vendor means to remove it"]))
}

/// Generated code itself reads and writes what is on its way out. Stands at the head of a file.
pub(crate) fn allow_deprecated(items: &[TokenStream]) -> Option<TokenStream> {
    let is_there = items.iter().any(|item| item.to_string().contains("# [deprecated"));
    is_there.then(|| quote!(#![allow(deprecated)]))
}

/// The text as inner `#![doc]` attributes.
pub(crate) fn inner_attributes(text: &str) -> TokenStream {
    let lines = lines(text);
    quote! { #(#![doc = #lines])* }
}

/// Wrapped lines with the space that sets them off from the slashes. Fenced code stays as it is.
fn lines(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut fenced = false;
    for paragraph in text.split('\n') {
        if paragraph.starts_with("```") {
            fenced = !fenced;
            out.push(format!(" {paragraph}"));
        } else if fenced || paragraph.is_empty() {
            out.push(if paragraph.is_empty() { String::new() } else { format!(" {paragraph}") });
        } else {
            wrap(&escape(paragraph), &mut out);
        }
    }
    out
}

fn wrap(paragraph: &str, out: &mut Vec<String>) {
    // The lines of a list item after the first one are indented.
    let indent = if paragraph.starts_with("* ") { "  " } else { "" };
    let mut line = String::new();
    for word in paragraph.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            out.push(format!(" {line}"));
            line = format!("{indent}{word}");
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        out.push(format!(" {line}"));
    }
}

/// Brackets and angle brackets outside code would be links and HTML to rustdoc; a bare address would be a warning.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut code = false;
    for word in text.split_inclusive(' ') {
        let trimmed = word.trim_end_matches([' ', '.', ',', ')']);
        if !code && (trimmed.starts_with("https://") || trimmed.starts_with("http://")) {
            out.push('<');
            out.push_str(trimmed);
            out.push('>');
            out.push_str(&word[trimmed.len()..]);
            continue;
        }
        for c in word.chars() {
            if c == '`' {
                code = !code;
            }
            if !code && matches!(c, '[' | ']' | '<' | '>') {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_outside_code_is_escaped() {
        assert_eq!(escape("a [b] `c<d>` https://x.test/y."), "a \\[b\\] `c<d>` <https://x.test/y>.");
    }

    #[test]
    fn facts_follow_the_text() {
        let docs = Docs {
            text: "Size".into(),
            facts: vec!["At most 5.".into()],
            unverified: Some("why".into()),
            deprecated: false,
        };
        assert_eq!(text(&docs), "Size. At most 5.\n\nUnverified: why.");
        let docs = Docs {
            text: "At most 10000 rows.".into(),
            facts: vec!["At most 10000.".into(), "At least 1.".into()],
            ..Docs::default()
        };
        assert_eq!(text(&docs), "At most 10000 rows. At least 1.");
    }
}
