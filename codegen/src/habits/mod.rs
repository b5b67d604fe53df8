//! The short form of a spec: what an operation leaves to the habits of its vendor.
//!
//! `x-habits` of the document says them once. [`Habits::expanded`] makes a plain operation of a short one before anything else of
//! the generator sees it; `docs/spec-extensions.md` says what each form stands for. A habit is data with holes, never a program.

mod derived;
mod glossary;
mod holes;
mod known;
mod merge;
mod naming;
mod nouns;
mod operation;
mod places;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::names;
use crate::node::{Entry, Node, Value};

use glossary::Glossary;
use holes::Holes;
use nouns::Noun;

pub(crate) use known::{Known, shape};
pub(crate) use nouns::singular;
pub(crate) use operation::Place;

/// The key of a schema that becomes a component: its name.
pub(crate) const COMPONENT: &str = "x-component";

/// The sections of `x-habits`.
const SECTIONS: [&str; 8] = ["every", "family", "glossary", "nouns", "path-parameters", "replies", "tags", "verbs"];

/// The habits of a vendor.
#[derive(Debug, Default)]
pub(crate) struct Habits {
    /// The file that they stand in, from the folder of all specs.
    file: String,
    /// What every operation has.
    every: Option<Node>,
    verbs: Vec<Entry>,
    replies: Vec<Entry>,
    path_parameters: Vec<Entry>,
    nouns: Vec<Entry>,
    /// The words of the glossary.
    words: Vec<Entry>,
    /// Tags of the document with the paths that they are for.
    tags: Vec<naming::OfPath>,
    /// Sections and names of the habits that an operation has.
    used: BTreeSet<(&'static str, String)>,
    /// What the records of a component are called, where its name does not say.
    called: BTreeMap<String, Noun>,
    /// Tags that operations have by their paths, with what they are of.
    of_paths: BTreeMap<String, Noun>,
    /// Whether a tag is the plural of what the path names.
    are_tags_plural: bool,
    /// The verbs that most kinds of records have.
    family: Vec<String>,
    is_there: bool,
}

impl Habits {
    /// The habits of a document, which stand in `file`.
    pub(crate) fn read(habits: &Node, file: &str, document: &Node, problems: &mut Diagnostics) -> Self {
        let mut read = Self { file: file.to_owned(), is_there: true, ..Self::default() };
        read.tags = naming::tags_of_paths(document, problems);
        if let Err(found) = habits.object() {
            problems.push(found);
            return read;
        }
        for entry in habits.entries() {
            if entry.key == "tags" {
                read.are_tags_plural = entry.value.str().is_ok_and(|text| text == "plural");
                if !read.are_tags_plural {
                    let found = entry.value.expected(Code::UnexpectedValue, "`plural`");
                    problems.push(found.help("write `tags: plural`, or remove it: tags are then as the path has them"));
                }
                continue;
            }
            if entry.key == "family" {
                let words = problems.keep(entry.value.array()).unwrap_or_default().iter();
                read.family = words.filter_map(|word| problems.keep(word.str()).map(str::to_owned)).collect();
                continue;
            }
            let section = match entry.value.object() {
                _ if !SECTIONS.contains(&&*entry.key) => {
                    problems.push(unknown_section(entry));
                    continue;
                }
                Ok(section) => section.to_vec(),
                Err(found) => {
                    problems.push(found);
                    continue;
                }
            };
            match &*entry.key {
                "every" => read.every = Some(entry.value.clone()),
                "verbs" => read.verbs = mappings(section, problems),
                "replies" => read.replies = mappings(section, problems),
                "path-parameters" => read.path_parameters = mappings(section, problems),
                "nouns" => read.nouns = section,
                _ => read.words = mappings(section, problems),
            }
        }
        read
    }

    /// Whether the document has habits.
    pub(crate) fn are_there(&self) -> bool {
        self.is_there
    }

    /// A component's schema, which stands in `file`, with what the glossary says of its properties.
    pub(crate) fn with_glossary(&mut self, schema: &Node, name: &str, file: &str, problems: &mut Diagnostics) -> Node {
        if self.words.is_empty() {
            return schema.clone();
        }
        let noun = self.called.get(name).cloned().unwrap_or_else(|| self.noun(name, problems));
        let Self { file: from, words, used, .. } = self;
        let glossary = Glossary { file: from, words };
        let mut note = |word: &str| {
            used.insert(("glossary", word.to_owned()));
        };
        glossary.applied(schema, file, &Holes::of_noun(&noun), &mut note, problems)
    }

    /// What the records that a name names are called.
    fn noun(&mut self, name: &str, problems: &mut Diagnostics) -> Noun {
        let Some(entry) = self.nouns.iter().find(|entry| entry.key == name) else { return Noun::of_name(name) };
        self.used.insert(("nouns", name.to_owned()));
        match (&entry.value.value, entry.value.get("one"), entry.value.get("many")) {
            (Value::String(one), ..) if !one.trim().is_empty() => Noun::regular(one),
            (_, Some(one), Some(many)) => match (one.str(), many.str()) {
                (Ok(one), Ok(many)) => Noun { one: one.to_owned(), many: many.to_owned() },
                (one, many) => {
                    [one.err(), many.err()].into_iter().flatten().for_each(|found| problems.push(found));
                    Noun::of_name(name)
                }
            },
            _ => {
                let found = entry.value.expected(Code::UnexpectedValue, "a noun");
                problems.push(found.help("write `price type`, or `{one: staff member, many: staff}`"));
                Noun::of_name(name)
            }
        }
    }

    /// The tags that operations have by their paths and that the document does not describe.
    pub(crate) fn further_tags(&self, described: &BTreeSet<&str>) -> Vec<(String, String)> {
        let further = self.of_paths.iter().filter(|(tag, _)| !described.contains(tag.as_str()));
        further.map(|(tag, noun)| (tag.clone(), format!("Operations on {}.", noun.many))).collect()
    }

    /// The habits that no operation has any more.
    pub(crate) fn unused(&self, problems: &mut Diagnostics) {
        let sections = [
            ("verbs", &self.verbs),
            ("replies", &self.replies),
            ("path-parameters", &self.path_parameters),
            ("nouns", &self.nouns),
            ("glossary", &self.words),
        ];
        for tag in self.tags.iter().filter(|tag| !self.used.contains(&("x-paths", tag.start.clone()))) {
            let message = format!("no path begins with `{}`", tag.start);
            problems.push(Diagnostic::at(Code::UnusedHabit, &tag.span, message).help("correct it, or remove it"));
        }
        for (section, entries) in sections {
            for entry in entries.iter().filter(|entry| !self.used.contains(&(section, entry.key.clone()))) {
                let message = match section {
                    "glossary" => format!("no property takes anything from `{}` of the glossary", entry.key),
                    _ => format!("no operation has the habit `{}` of `{section}`", entry.key),
                };
                problems.push(Diagnostic::at(Code::UnusedHabit, &entry.key_span, message).help("remove it"));
            }
        }
    }
}

/// The entries of a section, each of which is a mapping.
fn mappings(mut section: Vec<Entry>, problems: &mut Diagnostics) -> Vec<Entry> {
    section.retain(|entry| problems.keep(entry.value.object()).is_some());
    section
}

fn unknown_section(entry: &Entry) -> Diagnostic {
    let message = format!("`x-habits` has no member `{}`", entry.key);
    let found = Diagnostic::at(Code::UnknownExtensionMember, &entry.key_span, message);
    match names::nearest(&entry.key, SECTIONS) {
        Some(near) => found.help(format!("did you mean `{near}`?")).suggest(&entry.key_span, near),
        None => found.help(format!("it has: {}", SECTIONS.join(", "))),
    }
}

/// A name that the habits do not have.
fn unknown_habit(what: &str, name: &str, span: &Span, known: &[Entry]) -> Diagnostic {
    let found = Diagnostic::at(Code::UnknownHabit, span, format!("the vendor's habits have no {what} `{name}`"));
    let names = || known.iter().map(|entry| entry.key.as_str());
    match names::nearest(name, names()) {
        Some(near) => found.help(format!("did you mean `{near}`?")).suggest(span, near),
        None if known.is_empty() => found.help("describe it in `x-habits`, or write the long form"),
        None => found.help(format!("there are: {}", names().collect::<Vec<_>>().join(", "))),
    }
}
