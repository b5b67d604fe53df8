//! What code names, so that only that is imported: what is not used is a warning in the user's crate.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Whether code begins a path with `name`, in the text of an attribute too, as serde's are. Documentation names nothing.
pub(super) fn names(items: &[TokenStream], name: &str) -> bool {
    items.iter().any(|item| in_tokens(item, name))
}

fn in_tokens(tokens: &TokenStream, name: &str) -> bool {
    let mut tokens = tokens.clone().into_iter().peekable();
    let mut colons = 0;
    while let Some(token) = tokens.next() {
        let is_name = match &token {
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                // `#![doc]` stands at the head of files only.
                tokens.next_if(is_doc);
                false
            }
            TokenTree::Ident(ident) => ident == name && colons < 2 && !is_member(&mut tokens),
            TokenTree::Group(group) => in_tokens(&group.stream(), name),
            TokenTree::Literal(literal) => literal.to_string().contains(&format!("{name}::")),
            TokenTree::Punct(_) => false,
        };
        if is_name {
            return true;
        }
        let is_colon = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == ':');
        colons = if is_colon { colons + 1 } else { 0 };
    }
    false
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

fn is_doc(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else { return false };
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket && first.is_some_and(|first| first.to_string() == "doc")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_count_and_other_names_do_not() {
        let uses = |code: &str| names(&[code.parse().expect("tokens")], "rt");
        for code in ["rt::union! {}", "fn f() { g(rt::h) }", "#[serde(with = \"rt::decimal\")] a: b", "x: rt<u8>"] {
            assert!(uses(code), "{code}");
        }
        for code in
            ["#[doc = \" rt::h\"] struct A;", "struct A { rt: u8 }", "f(rt)", "a.rt = 1", "a.rt.b()", "::a::rt<u8>"]
        {
            assert!(!uses(code), "{code}");
        }
    }
}
