//! What of a family is measured.

use std::num::NonZeroUsize;

/// What a family needs to know.
pub(crate) struct Plan {
    rounds: Option<NonZeroUsize>,
    only: Option<String>,
}

impl Plan {
    pub(crate) fn new(rounds: Option<NonZeroUsize>, only: Option<String>) -> Self {
        Self { rounds, only }
    }

    pub(crate) fn rounds(&self, usual: usize) -> usize {
        self.rounds.map_or(usual, NonZeroUsize::get)
    }

    /// Whether a row is printed.
    pub(crate) fn wants(&self, row: &str) -> bool {
        self.only.as_ref().is_none_or(|part| row.contains(part.as_str()))
    }

    /// Whether one of these rows is printed.
    pub(crate) fn wants_any(&self, rows: impl IntoIterator<Item = String>) -> bool {
        rows.into_iter().any(|row| self.wants(&row))
    }

    /// Those groups of rows that may have a wanted one, by how the names of their rows begin: the groups that the wanted part of a
    /// name tells of, or all where it tells of none.
    pub(crate) fn groups<'a>(&self, groups: &[&'a str]) -> Vec<&'a str> {
        let told: Vec<&str> = groups.iter().copied().filter(|group| self.tells_of(group)).collect();
        if let (true, Some(part)) = (told.is_empty(), &self.only) {
            eprintln!("note: no group of rows is called `{part}`, so all are measured and looked through");
        }
        if told.is_empty() { groups.to_vec() } else { told }
    }

    /// Whether the wanted part of a name lies in this beginning of names, or begins with a word of it and goes on after its end.
    pub(crate) fn tells_of(&self, begins: &str) -> bool {
        let mut words = std::iter::once(0).chain(begins.match_indices(' ').map(|(space, _)| space + 1));
        self.only
            .as_ref()
            .is_none_or(|part| begins.contains(part.as_str()) || words.any(|start| part.starts_with(&begins[start..])))
    }
}

#[cfg(test)]
mod tests {
    use super::Plan;

    const GROUPS: [&str; 2] = ["decode documents-1", "decode movements-1"];

    fn groups(only: &str) -> Vec<&'static str> {
        Plan::new(None, Some(only.into())).groups(&GROUPS)
    }

    #[test]
    fn groups_that_have_no_wanted_row_are_left_out() {
        assert_eq!(groups("documents"), ["decode documents-1"]);
        assert_eq!(groups("decode movements-1 against hand"), ["decode movements-1"]);
        assert_eq!(groups("movements-1 against"), ["decode movements-1"]);
        assert_eq!(Plan::new(None, None).groups(&GROUPS), GROUPS);
    }

    #[test]
    fn what_comes_after_the_beginning_of_a_name_may_be_in_every_group() {
        assert_eq!(groups("peak memory"), GROUPS);
        assert_eq!(groups("s-1 against"), GROUPS);
        assert_eq!(groups("decode"), GROUPS);
    }
}
