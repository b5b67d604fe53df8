//! Doc comments.

pub(crate) mod markdown;

use proc_macro2::TokenStream;
use quote::quote;

use crate::format::JOINT;
use crate::ir::Docs;

const DEPRECATED: &str = "the vendor means to remove it";

/// Width of a generated comment.
const WIDTH: usize = 112;

/// Description, facts and doubts as paragraphs.
pub(crate) fn text(docs: &Docs) -> String {
    let mut paragraphs = Vec::new();
    let text = markdown::safe(&docs.text);
    let news: Vec<String> =
        docs.facts.iter().filter(|fact| !says(&text, fact)).map(|fact| markdown::brief(fact)).collect();
    let news = news.join(" ").replace('\n', " ");
    if ends_in_code(&text) {
        paragraphs.extend([text, news]);
    } else {
        paragraphs.push(format!("{} {news}", sentence(&text)).trim().to_owned());
    }
    if let Some(doubt) = &docs.unverified {
        paragraphs.push(format!("Unverified: {}", sentence(&markdown::brief(doubt))));
    }
    if docs.deprecated {
        paragraphs.push("On its way out at the vendor.".to_owned());
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.join("\n\n")
}

/// The same in one paragraph, as in a list.
pub(crate) fn brief(docs: &Docs) -> String {
    markdown::brief(&text(docs))
}

fn ends_in_code(text: &str) -> bool {
    text.lines().last().is_some_and(markdown::is_fence)
}

/// Whether a description names the figure of a fact already.
fn says(text: &str, fact: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words =
            text.split(|c: char| !c.is_alphanumeric() && c != '.').map(|word| word.trim_matches('.').to_owned());
        words.filter(|word| !word.is_empty()).collect()
    };
    let figure = words(fact).into_iter().find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let value = fact.strip_prefix("Always ").map(|rest| rest.trim_end_matches('.'));
    figure.is_some_and(|figure| words(text).contains(&figure)) || value.is_some_and(|value| text.contains(value))
}

fn sentence(text: &str) -> String {
    match text.chars().last() {
        Some(last) if last.is_alphanumeric() || last == '`' || last == ')' => format!("{text}."),
        _ => text.to_owned(),
    }
}

/// The text as a `#[doc]` attribute. A public item without any would be a warning of the compiler.
pub(crate) fn attributes(text: &str) -> TokenStream {
    let text = joined(text);
    quote! { #[doc = #text] }
}

/// The text as comments in front of an item, each line behind the indentation of the item.
pub(crate) fn comments(text: &str, indent: &str) -> String {
    written(text).map(|line| format!("{indent}///{line}\n")).collect()
}

fn joined(text: &str) -> String {
    written(text).collect::<Vec<_>>().join(&JOINT.to_string())
}

/// The lines of a text, or of what stands for none, without what would end one of them elsewhere.
fn written(text: &str) -> impl Iterator<Item = String> {
    let lines = lines(if text.trim().is_empty() { "Not described." } else { text });
    lines.into_iter().map(|line| line.replace(JOINT, ""))
}

/// [`deprecated`] as a line.
pub(crate) fn deprecated_line(docs: &Docs, indent: &str) -> String {
    deprecated(docs).map(|_| format!("{indent}#[deprecated = \"{DEPRECATED}\"]\n")).unwrap_or_default()
}

/// What the compiler says to those who use what is on its way out.
pub(crate) fn deprecated(docs: &Docs) -> Option<TokenStream> {
    docs.deprecated.then(|| quote!(#[deprecated = #DEPRECATED]))
}

/// Generated code itself reads and writes what is on its way out. Stands at the head of a file.
pub(crate) fn allow_deprecated(is_there: bool) -> Option<TokenStream> {
    is_there.then(|| quote!(#![allow(deprecated)]))
}

/// The text as an inner `#![doc]` attribute.
pub(crate) fn inner_attributes(text: &str) -> TokenStream {
    let text = joined(text);
    quote! { #![doc = #text] }
}

/// The same with a list of ours behind it, whose links stay links.
pub(crate) fn inner_attributes_and(text: &str, list: &str) -> TokenStream {
    let list = list.lines().map(|line| format!("{JOINT} {line}"));
    let text = format!("{}{JOINT}{}", joined(text), list.collect::<String>());
    quote! { #![doc = #text] }
}

/// Wrapped lines with the space that sets them off from the slashes. Fenced code stays as it is.
fn lines(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut closing: Option<String> = None;
    for paragraph in text.split('\n') {
        if closing.is_none() && !paragraph.is_empty() && markdown::fence(paragraph).is_none() {
            wrap(&markdown::escape(paragraph), &mut out);
            continue;
        }
        closing = match (closing, markdown::fence(paragraph)) {
            (Some(end), _) if end == paragraph => None,
            (None, Some((_, length))) => Some("`".repeat(length)),
            (open, _) => open,
        };
        out.push(if paragraph.is_empty() { String::new() } else { format!(" {paragraph}") });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_lines_and_nothing_in_a_text_ends_one() {
        assert_eq!(comments(&format!("One{JOINT}two.\n\nThree."), "  "), "  /// Onetwo.\n  ///\n  /// Three.\n");
        assert_eq!(comments(" ", ""), "/// Not described.\n");
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
