//! YAML 1.2 (core schema) to a tree with spans. Anchors, tags and several documents are refused: a spec needs none of them.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as YamlSpan, StrInput};

use super::trouble;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, File, Span};
use crate::node::{Entry, Node, Value};

/// The tree of one YAML document. What is wrong but leaves the rest readable goes to `problems`.
pub(super) fn parse(file: &File, problems: &mut Diagnostics) -> Result<Node, Diagnostic> {
    let mut reader =
        Reader { file, lines: file.text().lines().collect(), parser: Parser::new_from_str(file.text()), problems };
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
            Event::StreamEnd | Event::DocumentEnd => {
                return Err(Diagnostic::at(
                    Code::UnexpectedValue,
                    &reader.span(&span),
                    "expected a mapping, found an empty file",
                ));
            }
            event => {
                let root = reader.value(event, &span, 0)?;
                reader.end()?;
                return Ok(root);
            }
        }
    }
}

struct Reader<'input> {
    file: &'input File,
    lines: Vec<&'input str>,
    problems: &'input mut Diagnostics,
    parser: Parser<'input, StrInput<'input>>,
}

impl<'input> Reader<'input> {
    fn next(&mut self) -> Result<(Event<'input>, YamlSpan), Diagnostic> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => {
                // A comment that takes the closing bracket with it is the cause.
                let line = error.marker().line();
                let is_cause = |found: &Diagnostic| {
                    let near = found
                        .span()
                        .is_some_and(|span| span.file == *self.file && (span.line..=span.line + 2).contains(&line));
                    found.code == Code::HiddenText && near
                };
                match self.problems.0.pop_if(|found| is_cause(found)) {
                    Some(mut found) => {
                        found.code = Code::InvalidYaml;
                        found.severity = Code::InvalidYaml.severity();
                        Err(found)
                    }
                    None => Err(trouble::explain(self.file, &error)),
                }
            }
            None => Err(Diagnostic::general(Code::InvalidYaml, format!("{}: the file ends too early", self.file))),
        }
    }

    fn span(&self, span: &YamlSpan) -> Span {
        let start = Span::at(self.file, span.start.line().max(1), span.start.col() + 1);
        let end = (span.end.line(), span.end.col() + 1);
        match end.0 > start.line {
            // The first line is enough to show where a long text stands.
            true => {
                let (line, text) = (start.line, self.lines.get(start.line - 1).copied().unwrap_or_default());
                start.until(line, text.trim_end().chars().count() + 1)
            }
            false => start.until(end.0, end.1),
        }
    }

    /// Nothing but the end may follow the one document.
    fn end(&mut self) -> Result<(), Diagnostic> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(()),
                Event::DocumentEnd | Event::Nothing => {}
                _ => {
                    return Err(Diagnostic::at(
                        Code::YamlFeature,
                        &self.span(&span),
                        "expected one YAML document, found a second one",
                    )
                    .help("remove the line `---` or `...`, or put the second one into a file of its own"));
                }
            }
        }
    }

    fn value(&mut self, event: Event<'input>, span: &YamlSpan, depth: usize) -> Result<Node, Diagnostic> {
        let place = self.span(span);
        if depth > trouble::MAX_DEPTH {
            return Err(trouble::too_deep(&place));
        }
        let (value, end) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_anchor(&place, anchor, tag.is_some());
                let value = match self.uncolonned(&text, style, &place) {
                    true => Value::Invalid,
                    false => scalar(&text, style),
                };
                return Ok(Node { span: place, value });
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_anchor(&place, anchor, tag.is_some());
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, end) => break (Value::Array(items), end),
                        (event, span) => items.push(self.value(event, &span, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_anchor(&place, anchor, tag.is_some());
                let (entries, end) = self.mapping(depth)?;
                // A list whose dashes have no space is told as such, and not as a mapping.
                let is_list = entries.iter().any(|entry| {
                    entry.key.starts_with("-$") || (entry.key == "$ref" && matches!(entry.value.value, Value::Invalid))
                });
                (if is_list { Value::Invalid } else { Value::Object(entries) }, end)
            }
            _ => {
                self.refuse_anchor(&place, 1, false);
                return Ok(Node { span: place, value: Value::Invalid });
            }
        };
        let end = self.span(&end);
        Ok(Node { span: container(place, &value, end.line, end.end_column), value })
    }

    fn mapping(&mut self, depth: usize) -> Result<(Vec<Entry>, YamlSpan), Diagnostic> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        loop {
            let is_plain;
            let (event, span) = self.next()?;
            let key_span = self.span(&span);
            let key = match event {
                Event::MappingEnd => return Ok((entries, span)),
                Event::Scalar(text, style, ..) => {
                    is_plain = style == ScalarStyle::Plain;
                    text.into_owned()
                }
                _ => {
                    let found = Diagnostic::at(Code::YamlFeature, &key_span, "expected a scalar as key");
                    return Err(found.help("a text that begins with a brace or a bracket needs quotes"));
                }
            };
            let named = key.trim_start();
            let key = match is_plain && named.len() < key.len() && !named.is_empty() {
                true => {
                    self.problems.push(trouble::space_before(&key_span, key.len() - named.len()));
                    named.to_owned()
                }
                false => key,
            };
            let is_dash = is_plain && key.starts_with("-$");
            let first = known.get(&key).and_then(|index| entries.get(*index));
            let is_twice = first.is_some();
            if let Some(first) = first.filter(|_| !is_dash) {
                let message = format!("the key `{key}` stands twice");
                let found = Diagnostic::at(Code::DuplicateKey, &key_span, message);
                self.problems.push(found.also(&first.key_span, "it stands first here").help(match key == "$ref" {
                    true => "a dash is missing before it: each reference of a list is an element",
                    false => "remove one of them, or rename it",
                }));
            }
            let (event, span) = self.next()?;
            if key == "<<" {
                let message = "expected plain YAML; merge keys are not supported in specs";
                let found = Diagnostic::at(Code::YamlFeature, &key_span, message);
                self.problems.push(found.help("share a schema by `$ref`, and members by `allOf`"));
                // What is merged is told with the key.
                if !matches!(event, Event::Alias(_)) {
                    self.value(event, &span, depth + 1)?;
                }
                continue;
            }
            let mut value = self.value(event, &span, depth + 1)?;
            let key = if is_plain { self.spaced(key, &key_span, &mut value) } else { key };
            let is_twice = is_twice || known.contains_key(&key);
            self.one_line(&key, &mut value);
            self.hidden(&key, &value);
            self.swallowed(&key_span, &value);
            if is_twice && key == "$ref" {
                // Nobody knows which one is meant.
                entries
                    .iter_mut()
                    .filter(|entry| entry.key == key)
                    .for_each(|entry| entry.value.value = Value::Invalid);
            }
            // The first one counts, so that the second is not also another name for the same thing.
            if !is_twice {
                known.insert(key.clone(), entries.len());
                entries.push(Entry { key, key_span, value });
            }
        }
    }

    /// The key that is meant by one with a space that is missing: `-$ref: x` in a list, `{type:string}` in a mapping.
    fn spaced(&mut self, key: String, place: &Span, value: &mut Node) -> String {
        if key.starts_with("-$") {
            let dash = place.clone().until(place.line, place.column + 1);
            let found = Diagnostic::at(Code::InvalidYaml, &dash, "a space is missing behind the dash");
            self.problems.push(found.help("write a space between the dash and the element").suggest(&dash, "- "));
            value.value = Value::Invalid;
            return key;
        }
        if let (Some((name, rest)), Value::Null) = (key.split_once(' '), &value.value)
            && self.lines.get(place.line - 1).is_some_and(|line| line.contains(['{', ',']))
            && (name == "$ref" || crate::openapi::grammar::keywords_of_schemas().1.contains(&name))
        {
            let message = format!("a colon is missing behind `{name}`");
            let found = Diagnostic::at(Code::InvalidYaml, place, message);
            self.problems
                .push(found.help("write a colon and a space").suggest(place, format!("{name}: {}", rest.trim())));
            value.value = Value::Invalid;
            return name.to_owned();
        }
        let (Some((name, rest)), Value::Null) = (key.split_once(':'), &value.value) else { return key };
        if ["~", "null", "Null", "NULL"].contains(&value.span.text()) {
            return key;
        }
        let is_name =
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '-'));
        if !is_name || rest.is_empty() || rest.starts_with([':', '/']) {
            return key;
        }
        let message = format!("a space is missing behind the colon of `{name}`");
        let found = Diagnostic::at(Code::InvalidYaml, place, message);
        let found = found.help("write a space between the colon and the value");
        self.problems.push(found.suggest(place, format!("{name}: {rest}")));
        *value = Node { span: place.clone(), value: scalar(rest, ScalarStyle::Plain) };
        name.to_owned()
    }

    /// Whether a text is a reference without its colon, which is told.
    fn uncolonned(&mut self, text: &str, style: ScalarStyle, place: &Span) -> bool {
        let Some(target) = text.strip_prefix("$ref ").map(str::trim).filter(|_| style == ScalarStyle::Plain) else {
            return false;
        };
        let is_target = target.contains('#') || [".yaml", ".yml", ".json"].iter().any(|end| target.ends_with(end));
        if !is_target || target.contains(' ') {
            return false;
        }
        let found = Diagnostic::at(Code::InvalidYaml, place, "a colon is missing behind `$ref`");
        self.problems.push(found.help("write a colon and a space").suggest(place, format!("{{$ref: {target}}}")));
        true
    }

    /// A text that goes on behind ` #`, which only looks so: the rest of the line is a comment.
    fn hidden(&mut self, key: &str, value: &Node) {
        const PROSE: [&str; 4] = ["description", "summary", "title", "x-unverified"];
        const TEXTS: [&str; 6] = ["example", "default", "const", "pattern", "name", "value"];
        let (Value::String(text), is_prose) = (&value.value, PROSE.contains(&key)) else { return };
        let span = &value.span;
        if span.text().starts_with(['\'', '"', '|', '>']) || !(is_prose || TEXTS.contains(&key)) {
            return;
        }
        // A text of several lines is marked by its first; the comment follows the last.
        let (mut line, mut rest) = (span.end_line, span.end_column);
        let last = text.rsplit(' ').next().unwrap_or_default();
        while let Some(text) = self.lines.get(line - 1) {
            // A line may be the whole document.
            let start = self.file.lines(line..line + 1).start;
            let (before, behind) = text.split_at((self.file.offset(line, rest) - start).min(text.len()));
            let comment = behind.trim_start();
            let spaces = behind[..behind.len() - comment.len()].chars().count();
            if !before.trim_end().ends_with(last) || (spaces == 0 && !comment.is_empty()) {
                // Further lines of the same text.
                let next = self.lines.get(line).filter(|next| line < span.end_line + 40 && next.starts_with(' '));
                let Some(next) = next else { return };
                (line, rest) = (line + 1, next.split(" #").next().unwrap_or_default().trim_end().chars().count() + 1);
                continue;
            }
            let Some(said) = comment.strip_prefix('#') else { return };
            let is_closed = text_ends(before);
            if said.is_empty() || said.starts_with('#') || (said.starts_with(' ') && (is_closed || !is_prose)) {
                return;
            }
            let start = rest + spaces;
            let place = Span::at(self.file, line, start).until(line, start + comment.trim_end().chars().count());
            let found = Diagnostic::at(
                Code::HiddenText,
                &place,
                "this is a comment to YAML, and no part of the text before it",
            );
            let whole = span.clone().until(line, start + comment.trim_end().chars().count());
            self.problems.push(match line == span.line {
                true => {
                    // Brackets that were open before the text close behind it.
                    let is_inside = before.matches(['{', '[']).count() > before.matches(['}', ']']).count();
                    let said = whole.text();
                    let inner = if is_inside { said.trim_end_matches(['}', ']']) } else { said };
                    let right = format!("'{}'{}", inner.replace('\'', "''"), &said[inner.len()..]);
                    found.help("put the text into quotes").suggest(&whole, right)
                }
                false => found.help("put the text into quotes, or below `>-`"),
            });
            return;
        }
    }

    /// A mapping inside of a block of text, which is where the line with its key was lost or set in too far.
    fn swallowed(&mut self, key: &Span, value: &Node) {
        let line = self.lines.get(key.line - 1).copied().unwrap_or_default();
        let mark = line.trim_end().rsplit(' ').next().unwrap_or_default();
        let is_block = ["|", "|-", "|+", ">", ">-", ">+"].contains(&mark);
        if !(is_block && matches!(value.value, Value::String(_))) {
            return;
        }
        let depth = |line: &str| line.len() - line.trim_start_matches(' ').len();
        let begin = depth(line);
        let below = self.lines[key.line..].iter().take_while(|line| line.trim().is_empty() || depth(line) > begin);
        let block: Vec<&str> = below.copied().collect();
        let is_key = |line: &str| {
            let name = line.trim().strip_suffix(':').unwrap_or_default();
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '-'))
        };
        let opens = |pair: &[&str]| {
            let [line, next] = pair else { return false };
            is_key(line) && depth(next) > depth(line) && next.contains(": ")
        };
        if let Some(at) = block.windows(2).position(opens) {
            let (line, text) = (key.line + 1 + at, block[at]);
            let place = Span::at(self.file, line, depth(text) + 1).until(line, text.trim_end().chars().count() + 1);
            let found = Diagnostic::at(Code::HiddenText, &place, "a mapping stands in a text, and is part of it");
            let found = found.also(key, "the text begins here");
            self.problems.push(found.help("set it in no further than the key of the text"));
        }
    }

    /// A list below a value is part of its text to YAML, which nobody means where the text is no prose.
    fn one_line(&mut self, key: &str, value: &mut Node) {
        let Value::String(text) = &value.value else { return };
        let is_prose =
            ["description", "summary", "title", "x-unverified", "$comment", "example", "default"].contains(&key);
        if is_prose || !text.contains(" - ") || value.span.text().starts_with(['\'', '"', '|', '>']) {
            return;
        }
        let dash =
            (value.span.line..self.lines.len()).take(40).find(|line| self.lines[*line].trim_start().starts_with("- "));
        let Some(line) = dash.filter(|line| !value.span.text().is_empty() && !self.lines[*line - 1].trim().is_empty())
        else {
            return;
        };
        if value.span.text().contains(" - ") {
            return;
        }
        let text = self.lines[line];
        let start = text.chars().take_while(|c| *c == ' ').count() + 1;
        let place = Span::at(self.file, line + 1, start).until(line + 1, text.trim_end().chars().count() + 1);
        let found = Diagnostic::at(
            Code::InvalidYaml,
            &place,
            "a list stands below a value, and YAML takes it for more of its text",
        );
        let found = found.also(&value.span, "the value");
        value.value = Value::Invalid;
        self.problems.push(found.help("remove the list or the value, or put the text into quotes"));
    }

    fn refuse_anchor(&mut self, place: &Span, anchor: usize, tagged: bool) {
        if anchor != 0 || tagged {
            let message = "expected plain YAML; anchors, aliases and tags are not supported in specs";
            let found = Diagnostic::at(Code::YamlFeature, place, message);
            // Words behind it are a text that happens to begin with the mark.
            let text = self.lines.get(place.line - 1).copied().unwrap_or_default();
            let rest = &self.file.text()[place.bytes().start..];
            let rest = rest.lines().next().unwrap_or_default().trim_end();
            self.problems.push(
                match rest.starts_with(['&', '!', '*']) && rest.contains(' ') && !rest.contains(['{', '[', '}', ']']) {
                    true => {
                        let whole = place.clone().until(place.line, text.trim_end().chars().count() + 1);
                        let right = format!("'{}'", rest.replace('\'', "''"));
                        let help = format!("a text that begins with `{}` needs quotes", &rest[..1]);
                        found.help(help).suggest(&whole, right)
                    }
                    false => found.help(
                        "share a schema by `$ref` instead, and put a text that begins with `&`, `*` or `!` into quotes",
                    ),
                },
            );
        }
    }
}

/// A mapping or list in one line is marked as a whole, any other one up to the end of its first key or element.
pub(super) fn container(start: Span, value: &Value, end_line: usize, end_column: usize) -> Span {
    let line = start.line;
    let first = match value {
        Value::Object(entries) => entries.first().map(|entry| match entry.value.span.line == line {
            true => &entry.value.span,
            false => &entry.key_span,
        }),
        Value::Array(items) => items.first().map(|item| &item.span),
        _ => None,
    };
    match first {
        _ if end_line == line => start.until(line, end_column),
        Some(first) if first.end_line == line => start.until(line, first.end_column),
        _ => start,
    }
}

/// Whether a text ends as a sentence does.
fn text_ends(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?', ':', ';', ')'])
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_json_number(text) => Value::Number(text.to_owned()),
        _ => Value::String(text.to_owned()),
    }
}

/// Other YAML spellings of numbers (`0x1F`, `+1`, `.5`) stay text and fail where a number is expected.
pub(super) fn is_json_number(text: &str) -> bool {
    text.starts_with(|c: char| c == '-' || c.is_ascii_digit())
        && serde_json::from_str::<serde_json::Number>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Result<Node, Diagnostic> {
        let mut problems = Diagnostics::default();
        let node = parse(&File::new("x.yaml", text), &mut problems)?;
        problems.0.into_iter().next().map_or(Ok(node), Err)
    }

    #[test]
    fn scalars_follow_the_core_schema_and_numbers_stay_text() {
        let node = tree("a: 5.500000\nb: '1'\nc: no\nd: true\ne:\nf: 3.1.1\n").expect("YAML");
        assert_eq!(
            node.to_json().replace(['\n', ' '], ""),
            r#"{"a":5.500000,"b":"1","c":"no","d":true,"e":null,"f":"3.1.1"}"#
        );
    }

    #[test]
    fn every_value_and_key_is_marked_to_its_end() {
        let text =
            "a: {b: [1, 'two'], c: }\nd: plain text  # comment\ne: >-\n  folded\n  text\nf:\n  - g: 1\n    h: 2\n";
        let node = tree(text).expect("YAML");
        let marked = |node: &Node, path: &[&str]| {
            let found = path.iter().fold(node.clone(), |node, key| match &node.value {
                Value::Array(items) => items[key.parse::<usize>().expect("an index")].clone(),
                _ => node.get(key).expect("a member").clone(),
            });
            found.span.text().to_owned()
        };
        for (path, expected) in [
            (&["a"][..], "{b: [1, 'two'], c: }"),
            (&["a", "b"], "[1, 'two']"),
            (&["a", "b", "1"], "'two'"),
            (&["d"], "plain text"),
            (&["e"], "folded"),
            (&["f"], "- g: 1"),
            (&["f", "0"], "g: 1"),
            (&["f", "0", "h"], "2"),
        ] {
            assert_eq!(marked(&node, path), expected, "{path:?}");
        }
        assert_eq!(node.entries()[1].key_span.text(), "d");
    }

    #[test]
    fn a_key_that_stands_twice_is_refused_with_both_places() {
        let error = tree("a: 1\nb: 2\na: 3\n").expect_err("a key stands twice");
        assert_eq!(
            error.to_string(),
            "x.yaml:3:1: error[NC0105]: the key `a` stands twice (help: remove one of them, or rename it)"
        );
        assert_eq!(error.labels[1].span.to_string(), "x.yaml:1:1");
    }

    #[test]
    fn a_tab_is_marked_itself() {
        let error = tree("a:\n  b: some text\n\tc: 1\n").expect_err("a tab");
        assert_eq!(error.span().map(ToString::to_string).as_deref(), Some("x.yaml:3:1"), "{error}");
        let error = tree("a:\n  b:\ttext\n").expect_err("a tab");
        assert_eq!(error.span().map(ToString::to_string).as_deref(), Some("x.yaml:2:5"), "{error}");
    }

    #[test]
    fn broken_yaml_is_reported_with_its_place() {
        let error = tree("a: [1, 2\nb: 3\n").expect_err("broken");
        assert!(error.to_string().starts_with("x.yaml:"), "{error}");
        assert!(tree("").expect_err("empty").to_string().contains("empty file"));
        assert!(tree(&"[".repeat(5000)).is_err());
        assert!(tree("a: &x 1\nb: *x\n").is_err());
    }
}
