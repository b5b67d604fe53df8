//! The holes of a habit: `{many}` in a text, `$ref: '{of}'` in a schema.

use heck::ToSnakeCase;

use super::nouns::Noun;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::names::{self, capital};
use crate::node::{Entry, Node, Value};
use crate::openapi::keywords::is_data;

/// The holes of texts that every habit has.
pub(super) const BUILT_IN: [&str; 10] = ["Id", "Many", "One", "a", "id", "many", "method", "one", "rows", "tag"];

/// What fills the holes of a habit for one operation, or for one schema.
#[derive(Clone, Debug)]
pub(super) struct Holes {
    /// By name, what stands in place of `{name}` in a text.
    texts: Vec<(String, String)>,
    /// What stands in place of `$ref: '{of}'`.
    of: Option<Node>,
}

impl Holes {
    /// Those of a noun alone.
    pub(super) fn of_noun(noun: &Noun) -> Self {
        let texts = [
            ("a", noun.article().to_owned()),
            ("one", noun.one.clone()),
            ("One", capital(&noun.one)),
            ("many", noun.many.clone()),
            ("Many", capital(&noun.many)),
            ("rows", noun.many.to_snake_case()),
        ];
        Self { texts: texts.map(|(name, text)| (name.to_owned(), text)).into(), of: None }
    }

    /// A further hole in texts; one that is known stays as it is.
    pub(super) fn and(mut self, name: &str, text: &str) -> Self {
        self.texts.push((name.to_owned(), text.to_owned()));
        self
    }

    /// The schema that a reply is of.
    pub(super) fn with_schema(mut self, of: Option<Node>) -> Self {
        self.of = of;
        self
    }

    /// A habit with its holes filled. A hole that is not known is a finding.
    pub(super) fn fill(&self, node: &Node, problems: &mut Diagnostics) -> Node {
        self.filled("", node, problems)
    }

    fn filled(&self, under: &str, node: &Node, problems: &mut Diagnostics) -> Node {
        match &node.value {
            Value::String(text) if text.contains('{') => Node::string(&node.span, self.text(text, node, problems)),
            Value::Array(_) => node.map_items(|_, item| self.filled("", item, problems)),
            Value::Object(entries) => match entries.iter().find(|entry| is_of(entry)) {
                Some(reference) => self.schema(entries, reference, problems),
                None => {
                    let filled = entries.iter().map(|entry| match &*entry.key {
                        _ if is_data(under, entry) => entry.clone(),
                        key if key.contains('{') => Entry {
                            key: self.text(key, &entry.value, problems),
                            ..entry.holding(self.filled(&entry.key, &entry.value, problems))
                        },
                        _ => entry.holding(self.filled(&entry.key, &entry.value, problems)),
                    });
                    Node::new(&node.span, Value::Object(filled.collect()))
                }
            },
            _ => node.clone(),
        }
    }

    fn text(&self, text: &str, node: &Node, problems: &mut Diagnostics) -> String {
        let (mut filled, mut rest) = (String::with_capacity(text.len()), text);
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            rest = after;
            let Some((name, behind)) = after.split_once('}').filter(|(name, _)| !name.contains('{')) else {
                let found = Diagnostic::at(Code::UnknownHole, &node.span, "a brace that begins no hole");
                problems.push(found.help("write the name of a hole between `{` and `}`"));
                filled.push('{');
                continue;
            };
            match self.texts.iter().find(|(known, _)| known == name) {
                Some((_, text)) => filled.push_str(text),
                None => {
                    // `{operation}` is one of `x-envelope`, which is filled later.
                    if !name.is_empty() && name != "operation" && name.chars().all(|c| c.is_ascii_alphabetic()) {
                        problems.push(self.unknown(name, node));
                    }
                    filled.push_str(&format!("{{{name}}}"));
                }
            }
            rest = behind;
        }
        filled + rest
    }

    fn unknown(&self, name: &str, node: &Node) -> Diagnostic {
        let names = self.texts.iter().map(|(name, _)| name.as_str());
        let found = Diagnostic::at(Code::UnknownHole, &node.span, format!("a habit has no hole `{{{name}}}`"));
        found.help(match names::nearest(name, names.clone()) {
            Some(near) => format!("did you mean `{{{near}}}`?"),
            None => format!("there are: {}", names.map(|name| format!("`{{{name}}}`")).collect::<Vec<_>>().join(", ")),
        })
    }

    /// The schema that fills `$ref: '{of}'`, with what stands beside the hole.
    fn schema(&self, entries: &[Entry], reference: &Entry, problems: &mut Diagnostics) -> Node {
        let Some(of) = &self.of else {
            let found = Diagnostic::at(Code::UnknownHabit, &reference.value.span, "there is no schema to fill `{of}`");
            problems.push(
                found.help("say what the operation is of: `x-reply: {<reply>: <Schema>}`, or take the habit away"),
            );
            return Node::new(&reference.value.span, Value::Invalid);
        };
        let beside = entries.iter().filter(|entry| !is_of(entry));
        let beside = beside.map(|entry| entry.holding(self.fill(&entry.value, problems)));
        let entries = of.entries().iter().cloned().chain(beside);
        Node::new(&of.span, Value::Object(entries.collect()))
    }
}

/// Whether a member is the hole for a schema.
pub(super) fn is_of(entry: &Entry) -> bool {
    entry.key == "$ref" && matches!(&entry.value.value, Value::String(text) if text == "{of}")
}

/// Whether a habit has a hole for a schema.
pub(super) fn takes_schema(node: &Node) -> bool {
    match &node.value {
        Value::Array(items) => items.iter().any(takes_schema),
        Value::Object(entries) => entries.iter().any(|entry| is_of(entry) || takes_schema(&entry.value)),
        _ => false,
    }
}
