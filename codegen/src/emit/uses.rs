//! What code names, so that only that is imported: what is not used is a warning in the user's crate.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

/// What code needs at the head of its file.
pub(super) struct Uses<const N: usize> {
    /// Which of the names it begins a path with, in the text of an attribute too, as serde's are. Documentation names nothing.
    pub(super) names: [bool; N],
    /// Whether something in it is marked as on its way out.
    pub(super) deprecates: bool,
}

/// Looks for everything in one walk, because a walk copies every token.
pub(super) fn of<const N: usize>(items: &[TokenStream], names: [&str; N]) -> Uses<N> {
    let prefixes = names.map(|name| format!("{name}::"));
    let mut found = Uses { names: [false; N], deprecates: false };
    for item in items {
        walk(item, &mut |part| match part {
            Part::Attribute(attribute) => found.deprecates |= attribute == "deprecated",
            Part::Name(ident) => {
                for (found, name) in found.names.iter_mut().zip(names) {
                    *found |= ident == name;
                }
            }
            Part::Text(text) => {
                for (found, prefix) in found.names.iter_mut().zip(&prefixes) {
                    *found |= text.contains(prefix.as_str());
                }
            }
        });
    }
    found
}

/// What code is made of, as far as it matters here.
enum Part<'a> {
    /// The first name of a path.
    Name(&'a Ident),
    /// A literal.
    Text(String),
    /// The name of an attribute.
    Attribute(&'a Ident),
}

fn walk(tokens: &TokenStream, see: &mut impl FnMut(Part<'_>)) {
    let mut tokens = tokens.clone().into_iter().peekable();
    let mut colons = 0;
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                if let Some(name) = tokens.peek().and_then(attribute) {
                    see(Part::Attribute(&name));
                    // `#![doc]` stands at the head of files only.
                    if name == "doc" {
                        tokens.next();
                    }
                }
            }
            TokenTree::Ident(ident) => {
                if colons < 2 && !is_member(&mut tokens) {
                    see(Part::Name(ident));
                }
            }
            TokenTree::Group(group) => walk(&group.stream(), see),
            TokenTree::Literal(literal) => see(Part::Text(literal.to_string())),
            TokenTree::Punct(_) => {}
        }
        let is_colon = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == ':');
        colons = if is_colon { colons + 1 } else { 0 };
    }
}

/// A name before a single colon, or one that is followed by neither `::` nor `<`, is a field, a variable or a method.
fn is_member(tokens: &mut std::iter::Peekable<proc_macro2::token_stream::IntoIter>) -> bool {
    let Some(TokenTree::Punct(mark)) = tokens.peek() else { return true };
    match mark.as_char() {
        ':' => mark.spacing() == proc_macro2::Spacing::Alone,
        '<' => false,
        _ => true,
    }
}

/// The name in `[name ...]`.
fn attribute(token: &TokenTree) -> Option<Ident> {
    let TokenTree::Group(group) = token else { return None };
    match group.stream().into_iter().next() {
        Some(TokenTree::Ident(name)) if group.delimiter() == Delimiter::Bracket => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_count_and_other_names_do_not() {
        let uses = |code: &str| of(&[code.parse().expect("tokens")], ["rt", "other"]).names == [true, false];
        for code in ["rt::union! {}", "fn f() { g(rt::h) }", "#[serde(with = \"rt::decimal\")] a: b", "x: rt<u8>"] {
            assert!(uses(code), "{code}");
        }
        for code in
            ["#[doc = \" rt::h\"] struct A;", "struct A { rt: u8 }", "f(rt)", "a.rt = 1", "a.rt.b()", "::a::rt<u8>"]
        {
            assert!(!uses(code), "{code}");
        }
    }

    #[test]
    fn only_attributes_mark_what_is_on_its_way_out() {
        let deprecates = |code: &str| of(&[code.parse().expect("tokens")], []).deprecates;
        assert!(deprecates("struct A { #[deprecated = \"it goes\"] a: u8 }"));
        assert!(!deprecates("#[doc = \"# [deprecated\"] struct A { deprecated: [u8; 1] }"));
    }
}
