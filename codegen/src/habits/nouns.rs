//! What the records of an operation are called in a text.

use heck::ToSnakeCase;

/// A noun in its two numbers: `price type`, `price types`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Noun {
    pub(super) one: String,
    pub(super) many: String,
}

impl Noun {
    /// The noun with a plural of the regular kind.
    pub(super) fn regular(one: &str) -> Self {
        Self { one: one.to_owned(), many: plural(one) }
    }

    /// The words of a name: `PriceType` is a price type.
    pub(super) fn of_name(name: &str) -> Self {
        Self::regular(&name.to_snake_case().replace('_', " "))
    }

    /// `a` or `an`, by the first letter.
    pub(super) fn article(&self) -> &'static str {
        match self.one.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) {
            true => "an",
            false => "a",
        }
    }
}

fn plural(one: &str) -> String {
    let ends = |ends: &[&str]| ends.iter().any(|end| one.ends_with(end));
    match one.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if ends(&["s", "x", "z", "ch", "sh"]) => format!("{one}es"),
        _ => format!("{one}s"),
    }
}

/// One of those that a plural names, where it is a regular one.
pub(crate) fn singular(many: &str) -> String {
    match (many.strip_suffix("ies"), many.strip_suffix("es"), many.strip_suffix('s')) {
        (Some(stem), ..) => format!("{stem}y"),
        (_, Some(stem), _) if ["s", "x", "z", "ch", "sh"].iter().any(|end| stem.ends_with(end)) => stem.to_owned(),
        (.., Some(stem)) if !stem.ends_with('s') => stem.to_owned(),
        _ => many.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_and_articles() {
        for (name, one, many, article) in [
            ("PriceType", "price type", "price types", "a"),
            ("Currency", "currency", "currencies", "a"),
            ("Batch", "batch", "batches", "a"),
            ("Item", "item", "items", "an"),
            ("TaxDay", "tax day", "tax days", "a"),
        ] {
            let noun = Noun::of_name(name);
            assert_eq!((&*noun.one, &*noun.many, noun.article()), (one, many, article));
        }
        for (many, one) in [("currencies", "currency"), ("batches", "batch"), ("prices", "price"), ("stock", "stock")] {
            assert_eq!(singular(many), one);
        }
    }
}
