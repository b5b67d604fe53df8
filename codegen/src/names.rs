//! Rust names for wire names, by progenitor's own rules (heck), with the escapes that Rust needs.

use heck::{ToPascalCase, ToShoutySnakeCase, ToSnakeCase};

/// A field, parameter or method: `ParentFolder` is `parent_folder`, `type` is `type_`.
pub(crate) fn field(wire: &str) -> String {
    escape(wire.to_snake_case())
}

/// Methods that end or steer a call.
const CALL_METHODS: [&str; 10] = [
    "new",
    "options",
    "keep_raw",
    "send",
    "progress",
    "pages",
    "items",
    "send_blocking",
    "pages_blocking",
    "items_blocking",
];

/// The setter of a call for a parameter or member; one that would be another method gets a trailing underscore.
pub(crate) fn setter(rust: &str) -> String {
    if CALL_METHODS.contains(&rust) { format!("{rust}_") } else { rust.to_owned() }
}

/// A type or variant: `In Progress` is `InProgress`.
pub(crate) fn pascal(name: &str) -> String {
    escape(name.to_pascal_case())
}

/// A static.
pub(crate) fn shouty(name: &str) -> String {
    name.to_shouty_snake_case()
}

/// True for a name that is already a Rust type name in ASCII.
pub(crate) fn is_type_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// The setter of a struct; `new` makes one, and the other two are methods of serde's traits.
pub(crate) fn model_setter(rust: &str) -> String {
    if ["new", "serialize", "deserialize"].contains(&rust) { format!("{rust}_") } else { rust.to_owned() }
}

/// Names that generated files use for other things than models and calls.
const TAKEN: [&str; 14] = [
    "BTreeMap",
    "Box",
    "Default",
    "Deserialize",
    "Err",
    "Into",
    "IntoIterator",
    "None",
    "Ok",
    "Option",
    "Serialize",
    "Some",
    "String",
    "Vec",
];

/// True for a type name that generated code means something else by.
pub(crate) fn is_taken(name: &str) -> bool {
    TAKEN.contains(&name)
}

/// True for a variant that an open enum or a union has something else by the name of.
pub(crate) fn is_taken_variant(name: &str) -> bool {
    ["KNOWN", "TABLE", "Unrecognized"].contains(&name)
}

/// A method without arguments that begins with `self` behind a reference: a group, and what begins a call. `into` and `try_into`
/// are those of the standard library wherever the value itself is at hand, and `builder` and `clone` those of the client.
pub(crate) fn method(name: &str) -> String {
    match name {
        "builder" | "clone" | "into" | "try_into" => format!("{name}_"),
        _ => name.to_owned(),
    }
}

/// Methods of every client's builder.
const BUILDER_METHODS: [&str; 15] = [
    "allow_plain_http",
    "base_url",
    "build",
    "clone",
    "connect_timeout",
    "header",
    "max_response_bytes",
    "no_rate_limit",
    "rate_limit",
    "retry",
    "secret_header",
    "server",
    "timeout",
    "transport",
    "user_agent",
];

/// True for a client-wide value that a builder has another method of the name of.
pub(crate) fn is_builder_method(name: &str) -> bool {
    BUILDER_METHODS.contains(&name)
}

/// True for a Rust field, method or module name in ASCII. Keywords are another rule's matter.
pub(crate) fn is_field_name(name: &str) -> bool {
    let rest_fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(rest_fits)
}

/// Cyrillic letters of the alphabets that the vendors' pages use, each with its Latin ones; a dash where there are none.
const LETTERS: &str = "а a б b в v г g ґ g д d е e ё yo є ye ж zh з z и i і i ї yi й y к k л l м m н n о o п p р r с s т t у u \
                       ў u қ q ф f х kh ҳ h ғ gh ц ts ч ch ш sh щ shch ъ - ы y ь - э e ю yu я ya";

/// The name with Cyrillic letters spelled in Latin ones, to be suggested; other letters are left as they are.
pub(crate) fn transliterated(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        // The table has no ASCII letter.
        if c.is_ascii() {
            out.push(c);
            continue;
        }
        let lower = c.to_lowercase().to_string();
        let mut table = LETTERS.split_whitespace().step_by(2).zip(LETTERS.split_whitespace().skip(1).step_by(2));
        match table.find(|(letter, _)| *letter == lower) {
            Some((_, "-")) => {}
            Some((_, latin)) if c.is_lowercase() => out.push_str(latin),
            Some((_, latin)) => {
                out.push_str(&latin[..1].to_uppercase());
                out.push_str(&latin[1..]);
            }
            None => out.push(c),
        }
    }
    out
}

/// A text on one line, without what would end a code span or a sentence.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
}

/// True for a word that Rust keeps for itself.
pub(crate) fn is_keyword(name: &str) -> bool {
    let is_word = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_word && is_reserved(name)
}

/// True for a word that cannot be a name. `syn` leaves out `gen`, which Rust 2024 keeps for itself.
fn is_reserved(name: &str) -> bool {
    // No keyword has an underscore or more than eight letters, and the parser takes its time.
    let is_word = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let is_free = is_word && (name.len() > 8 || name.contains('_'));
    !is_free && (name == "gen" || syn::parse_str::<syn::Ident>(name).is_err())
}

/// The known name that a misspelt one is most like, if one is near enough to be meant.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = known.into_iter().map(|known| (strsim::damerau_levenshtein(known, name), known));
    let limit = (name.chars().count() / 3).clamp(1, 3);
    near.filter(|(distance, _)| (1..=limit).contains(distance)).min().map(|(_, known)| known)
}

fn escape(mut name: String) -> String {
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, '_');
    }
    if is_reserved(&name) {
        name.push('_');
    }
    name
}

/// A name that is not taken: the name itself, or with the lowest number from 2 on behind it.
pub(crate) fn free(name: &str, separator: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut free = name.to_owned();
    let mut number = 2;
    while is_taken(&free) {
        free = format!("{name}{separator}{number}");
        number += 1;
    }
    free
}

/// A text that begins with a capital letter.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A sentence as a part of another one.
pub(crate) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().collect::<String>() + chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_names_become_rust_names() {
        assert_eq!(transliterated("Щёлочь, item"), "Shchyoloch, item");
        assert_eq!(capital("price type"), "Price type");
        assert_eq!(capital(""), "");
        assert_eq!(free("a", "_", |_| false), "a");
        assert_eq!(free("a", "_", |name| ["a", "a_2"].contains(&name)), "a_3");
        assert_eq!(field("ParentFolder"), "parent_folder");
        assert_eq!(field("TZ"), "tz");
        assert_eq!(field("price2"), "price2");
        assert_eq!(field("type"), "type_");
        assert_eq!(field("gen"), "gen_");
        assert_eq!(field("use_barcodes_ean13"), "use_barcodes_ean13");
        assert_eq!(pascal("In Progress"), "InProgress");
        assert_eq!(pascal("Self"), "Self_");
        assert_eq!(pascal("stock_name"), "StockName");
        assert!(is_type_name("DocSetPrice") && !is_type_name("doc_set_price") && !is_type_name("Сurrency"));
        assert!(is_field_name("doc_set_price") && !is_field_name("Doc"));
    }
}
