//! The items in the engine's output, found without parsing all of it: most are conversions that we do not take.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// What stands in the module `types`.
pub(super) fn types(tokens: TokenStream) -> Option<TokenStream> {
    of(tokens).into_iter().find_map(|item| match item.as_slice() {
        [.., TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Group(body)]
            if word == "mod" && name == "types" =>
        {
            Some(body.stream())
        }
        _ => None,
    })
}

/// Items: each ends with braces or a semicolon.
pub(super) fn of(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let (mut items, mut item) = (Vec::new(), Vec::new());
    for token in tokens {
        let ends = match &token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(mark) => mark.as_char() == ';',
            _ => false,
        };
        item.push(token);
        if ends {
            items.push(std::mem::take(&mut item));
        }
    }
    if !item.is_empty() {
        items.push(item);
    }
    items
}

/// The keyword of an item, which stands behind its attributes and its visibility.
pub(super) fn kind(item: &[TokenTree]) -> Option<String> {
    item.iter().find_map(|token| match token {
        TokenTree::Ident(word) if word != "pub" => Some(word.to_string()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_told_apart_by_their_keywords() {
        let code = "use a::b; #[derive(A)] pub(crate) struct A { a: [u8; 2] } impl B for A { fn c() {} } pub struct D;";
        let items = of(code.parse().expect("tokens"));
        let kinds: Vec<_> = items.iter().map(|item| kind(item).expect("a keyword")).collect();
        assert_eq!(kinds, ["use", "struct", "impl", "struct"]);
    }

    #[test]
    fn the_module_types_is_found_behind_its_attributes() {
        let code = "mod other {} #[allow(clippy::all)] pub mod types { struct A {} } struct B {}";
        assert_eq!(types(code.parse().expect("tokens")).expect("it is there").to_string(), "struct A { }");
        assert!(types("mod other {}".parse().expect("tokens")).is_none());
    }
}
