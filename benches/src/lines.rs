//! Lines of Rust that a person would have to read: without blank lines, comments and documentation, and laid out by one formatter,
//! so that no generator gains by its habits.

use std::path::Path;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::Result;

/// The lines of a file.
pub(crate) fn count(code: &str) -> Result<usize> {
    let tokens: TokenStream = code.parse().map_err(|error| format!("no Rust: {error}"))?;
    of_tokens(tokens)
}

/// The lines of a file that has not been written.
pub(crate) fn of_tokens(tokens: TokenStream) -> Result<usize> {
    let file: syn::File = syn::parse2(undocumented(tokens)).map_err(|error| format!("no Rust: {error}"))?;
    Ok(prettyplease::unparse(&file).lines().filter(|line| !line.trim().is_empty()).count())
}

/// The lines of all Rust files below a folder.
pub(crate) fn below(folder: &Path) -> Result<usize> {
    let mut lines = 0;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            lines += below(&path)?;
        } else if path.extension().is_some_and(|end| end == "rs") {
            let code = std::fs::read_to_string(&path)?;
            lines += count(&code).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    Ok(lines)
}

/// Without `doc` attributes, those in the input of macros included; other comments are no tokens.
fn undocumented(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let TokenTree::Group(group) = token else {
            kept.push(token);
            continue;
        };
        if group.delimiter() == Delimiter::Bracket && is_doc(&group) {
            while matches!(kept.last(), Some(TokenTree::Punct(mark)) if ['#', '!'].contains(&mark.as_char())) {
                kept.pop();
            }
            continue;
        }
        let mut inner = Group::new(group.delimiter(), undocumented(group.stream()));
        inner.set_span(group.span());
        kept.push(TokenTree::Group(inner));
    }
    kept.into_iter().collect()
}

fn is_doc(group: &Group) -> bool {
    let mut tokens = group.stream().into_iter();
    let named = matches!(tokens.next(), Some(TokenTree::Ident(name)) if name == "doc");
    named && matches!(tokens.next(), Some(TokenTree::Punct(mark)) if mark.as_char() == '=')
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn comments_blank_lines_and_layout_do_not_count() {
        let code = "//! Of the file.\n\n/* a\n\nb */\n/// Of the item.\n#[doc = \"More.\"]\n#[derive(Debug)]\npub struct \
                    A { /// Of the member.\n pub a: u8, // behind\n\n pub b: &'static str }\n";
        assert_eq!(count(code).expect("Rust"), "#[derive]\npub struct A {\na\nb\n}".lines().count());
        assert_eq!(count("fn a() { let b = \"// no comment\"; /* c */ d(b); }").expect("Rust"), 4);
    }

    #[test]
    fn documentation_in_the_input_of_a_macro_does_not_count() {
        let bare = "open! { pub enum A { B = \"b\", } }";
        let documented = "open! { #[doc = \" What it is.\"] pub enum A { /// The first.\n B = \"b\", } }";
        assert_eq!(count(documented).expect("Rust"), count(bare).expect("Rust"));
        assert!(count("pub struct {").is_err());
    }
}
