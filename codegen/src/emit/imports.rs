//! What code names, so that only that is imported: what is not used is a warning in the user's crate.

/// What code needs at the head of its file.
pub(super) struct Uses<const N: usize> {
    /// Which of the names it begins a path with, in the text of an attribute too, as serde's are. Documentation names nothing.
    pub(super) names: [bool; N],
    /// Whether something in it is marked as on its way out.
    pub(super) deprecates: bool,
}

/// Looks for everything in the text, because a walk over tokens copies each of them.
pub(super) fn of<const N: usize>(code: &str, names: [&str; N]) -> Uses<N> {
    Uses {
        names: names.map(|name| has(code, name, |piece| begins_a_path(piece, name))),
        deprecates: has(code, "#[deprecated", |piece| piece.contains("#[deprecated")),
    }
}

/// Whether `text` stands in code and is used, and not in documentation or in a text that is no code.
fn has(code: &str, text: &str, is_used: impl Fn(&str) -> bool) -> bool {
    code.match_indices(text).any(|(at, _)| {
        let start = code[..at].rfind('\n').map_or(0, |end| end + 1);
        let line = code[start..].lines().next().unwrap_or_default();
        !is_documentation(line) && pieces(line).into_iter().any(&is_used)
    })
}

fn is_documentation(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("///") || line.starts_with("//!")
}

/// The code of a line, and the texts in it that are code themselves: those behind `with =`.
fn pieces(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((code, text)) = rest.split_once('"') {
        found.push(code);
        let end = end_of_text(text);
        if code.trim_end().ends_with("with =") {
            found.push(&text[..end]);
        }
        rest = text.get(end + 1..).unwrap_or_default();
    }
    found.push(rest);
    found
}

/// Where a string literal ends whose beginning is gone.
fn end_of_text(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.unwrap_or(text.len())
}

/// Whether `name::` or `name<` stands in code, and no path or member before it. What a macro is given is laid out with spaces.
fn begins_a_path(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let goes_on = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '.'));
        let rest = code[at + name.len()..].trim_start();
        !goes_on && (rest.starts_with("::") || rest.starts_with('<'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_count_and_other_names_do_not() {
        let uses = |code: &str| of(code, ["rt", "other"]).names == [true, false];
        for code in [
            "rt::union! {}",
            "fn f() { g(rt::h) }",
            "#[serde(default, with = \"rt::decimal\")] a: b",
            "#[serde(rename = \"a\\\"b\", deserialize_with = \"Vec<rt::h>\")]",
            "x: rt<u8>",
            "Map(rt < String,",
            "&[\"a\", rt::h]",
        ] {
            assert!(uses(code), "{code}");
        }
        for code in [
            "/// rt::h",
            "    //! rt::h",
            "struct A { rt: u8 }",
            "f(rt)",
            "a.rt = 1",
            "a.rt.b()",
            "::a::rt<u8>",
            "art::h",
            "#[serde(rename = \"rt::h\")]",
            "&[\"\\\"\", \"rt::h\"]",
        ] {
            assert!(!uses(code), "{code}");
        }
    }

    #[test]
    fn only_attributes_mark_what_is_on_its_way_out() {
        let deprecates = |code: &str| of(code, []).deprecates;
        assert!(deprecates("    #[deprecated = \"it goes\"] shelf : (String) = optional, }"));
        assert!(!deprecates("/// #[deprecated]\nstruct A { deprecated: [u8; 1] }\n\"#[deprecated\""));
    }
}
