//! The tables of the runtime's macros, a row a line. They are written as text: who lays out Rust code does not know their grammar.

use proc_macro2::Literal;

/// `rt::<kind>! { <head> { <rows> } }`, behind the type that it adds to.
pub(crate) fn table(kind: &str, head: &str, rows: impl IntoIterator<Item = String>) -> String {
    let rows: String = rows.into_iter().map(|row| format!("        {row},\n")).collect();
    let rows = if rows.is_empty() { "{}".to_owned() } else { format!("{{\n{rows}    }}") };
    format!("rt::{kind}! {{\n    {head} {rows}\n}}\n")
}

/// A text as a literal.
pub(crate) fn literal(text: &str) -> String {
    Literal::string(text).to_string()
}

/// Texts as a slice.
pub(crate) fn literals(texts: &[String]) -> String {
    list(texts.iter().map(|text| literal(text)))
}

/// Values as a slice.
pub(crate) fn list(values: impl IntoIterator<Item = String>) -> String {
    format!("&[{}]", values.into_iter().collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_line() {
        let rows = ["0 => id".to_owned(), format!("1 => kind = {}", literal("a\"b"))];
        let written = "rt::record! {\n    Row {\n        0 => id,\n        1 => kind = \"a\\\"b\",\n    }\n}\n";
        assert_eq!(table("record", "Row", rows), written);
        assert_eq!(table("record", "Row", []), "rt::record! {\n    Row {}\n}\n");
    }
}
