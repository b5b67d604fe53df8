//! Repairs of YAML: for each mistake that people make, what the line would be without it.

use std::borrow::Cow;

/// How many lines above a place a bracket or quote is looked for that was never closed.
pub(super) const BEHIND: usize = 200;

/// What a line would be without a mistake.
#[derive(Debug, Default)]
pub(super) struct Repair {
    /// The line, from 0.
    pub(super) line: usize,
    /// The bytes of it that are replaced, and marked.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: String,
    /// Further lines as they would be.
    more: Vec<(usize, String)>,
    pub(super) message: String,
    pub(super) help: String,
    /// Another place that has to do with it.
    pub(super) also: Option<(usize, usize, usize, &'static str)>,
    /// Whether the text itself is worth showing.
    pub(super) is_shown: bool,
}

impl Repair {
    fn new(line: usize, (start, end): (usize, usize), text: impl Into<String>, message: impl Into<String>) -> Self {
        let (text, message) = (text.into(), message.into());
        Self { line, start, end, text, message, is_shown: true, ..Self::default() }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// A line of the file after the repair.
    pub(super) fn applied<'a>(&self, line: usize, text: &'a str) -> Cow<'a, str> {
        if line == self.line {
            let whole = match self.is_shown {
                true => format!("{}{}{}", &text[..self.start], self.text, &text[self.end..]),
                false => self.text.clone(),
            };
            return Cow::Owned(whole);
        }
        let more = self.more.iter().find(|(other, _)| *other == line);
        more.map_or(Cow::Borrowed(text), |(_, text)| Cow::Owned(text.clone()))
    }
}

/// The repairs to try for a file that can be read up to a line, those of the most particular mistakes first.
pub(super) fn candidates(lines: &[&str], at: usize) -> Vec<Repair> {
    let filled = |line: &usize| lines.get(*line).is_some_and(|text| !text.trim().is_empty());
    let mut near: Vec<usize> = (0..=at).rev().filter(filled).take(3).collect();
    near.sort_unstable();
    let mut found = Vec::new();
    near.iter().for_each(|line| lexical(lines, *line, &mut found));
    for line in at.saturating_sub(BEHIND)..=at {
        unclosed(lines, line, at, &mut found);
    }
    near.iter().for_each(|line| values(lines, *line, &mut found));
    texts(lines, at, &mut found);
    near.iter().for_each(|line| missing_colon(lines, *line, &mut found));
    let mut odd: Vec<(bool, Repair)> = Vec::new();
    near.iter().for_each(|line| indentation(lines, *line, &mut odd));
    // Between two lines that agree the odd one is wrong; else the one where the parser gave up.
    let last = near.last().copied().unwrap_or_default();
    odd.sort_by_key(|(agree, repair)| (!agree, !agree && repair.line != last));
    found.extend(odd.into_iter().map(|(_, repair)| repair));
    found
}

fn indent(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

/// A text as a value that nothing in it can end.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '-' | '.')
}

/// A space that is missing, a mark of another language.
fn lexical(lines: &[&str], line: usize, found: &mut Vec<Repair>) {
    let text = lines[line];
    let start = indent(text);
    let body = text[start..].trim_end();
    if let Some(rest) = body.strip_prefix('-')
        && rest.starts_with(|c: char| c.is_alphabetic() || matches!(c, '$' | '{' | '\'' | '"'))
    {
        let message = "a space is missing behind the dash";
        found.push(
            Repair::new(line, (start, start + 1), "- ", message).help("write a space between the dash and the element"),
        );
    }
    if let Some(rest) = body.strip_prefix("//") {
        let whole = (start, start + body.len());
        found.push(
            Repair::new(line, whole, format!("#{rest}"), "`//` begins no comment").help("a comment begins with `#`"),
        );
    }
    let word = body.find(|c| !is_word(c)).unwrap_or(body.len());
    let behind = body[word..].trim_start();
    if let Some(value) =
        behind.strip_prefix(':').filter(|value| word > 0 && behind.len() < body.len() - word && !value.starts_with(' '))
    {
        let right = format!("{}: {value}", &body[..word]);
        let message = format!("a space is missing behind the colon of `{}`", &body[..word]);
        found.push(
            Repair::new(line, (start, start + body.len()), right, message)
                .help("write a space between the colon and the value"),
        );
    }
    if let Some(rest) =
        body.strip_prefix(['*', '+', '\u{2022}', '\u{2013}', '\u{2014}']).filter(|rest| rest.starts_with(' '))
    {
        let mark = start + body.len() - rest.len();
        let message = format!("an element of a list begins with `- `, not with `{}`", &text[start..mark]);
        found.push(Repair::new(line, (start, mark), "-", message).help("write a dash"));
    }
    if let Some(value) = behind.strip_prefix(['=', ';', '\u{ff1a}']).filter(|_| word > 0) {
        let whole = (start, start + body.len());
        let right = format!("{}: {}", &body[..word], value.trim_start());
        found.push(
            Repair::new(
                line,
                whole,
                right,
                format!("a key is followed by `:`, not by `{}`", &behind[..behind.len() - value.len()]),
            )
            .help("write a colon and a space"),
        );
    }
    semicolons(text, line, start, found);
    for (from, to) in segments(text) {
        let segment = &text[from..to];
        let word = segment.find(|c| !is_word(c)).unwrap_or(segment.len());
        let rest = &segment[word..];
        if word > 0
            && rest.starts_with(':')
            && rest[1..].starts_with(|c: char| !c.is_whitespace() && c != '/' && c != ':')
        {
            let colon = from + word;
            let message = format!("a space is missing behind the colon of `{}`", &segment[..word]);
            found.push(
                Repair::new(line, (colon, colon + 1), ": ", message)
                    .help("write a space between the colon and the value"),
            );
        }
    }
}

/// The pieces of a line between brackets and commas, or the line behind its dashes where it has no brackets; without spaces around.
fn segments(text: &str) -> Vec<(usize, usize)> {
    let start = behind_dashes(text);
    let trimmed = |from: usize, to: usize| {
        let piece = &text[from..to];
        (from + piece.len() - piece.trim_start().len(), from + piece.trim_end().len())
    };
    let mut found = vec![trimmed(start, text.len())];
    if !text.contains(['{', '[']) {
        return found;
    }
    let (mut from, mut fresh, mut quote) = (start, true, None);
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < start) {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') if fresh => (quote, fresh) = (Some(c), false),
            (None, '{' | '[' | '}' | ']' | ',') => {
                found.push(trimmed(from, at));
                (from, fresh) = (at + 1, true);
            }
            (None, ':') => fresh = true,
            (None, c) if !c.is_whitespace() => fresh = false,
            (None, _) => {}
        }
    }
    found.push(trimmed(from, text.len()));
    found.retain(|(from, to)| from < to);
    found
}

/// Where a line begins behind its indentation and the dashes of lists.
fn behind_dashes(text: &str) -> usize {
    let mut start = indent(text);
    while let Some(rest) = text[start..].strip_prefix("- ") {
        start += 2 + indent(rest);
    }
    start
}

/// Where the value of a piece begins: behind its key.
fn value_of(text: &str, (from, to): (usize, usize)) -> usize {
    let piece = &text[from..to];
    let key_end = match piece.chars().next() {
        Some(quote @ ('\'' | '"')) => piece[1..].find(quote).map_or(0, |end| end + 2),
        _ => 0,
    };
    let colon = piece[key_end..].find(": ").map(|at| key_end + at + 1);
    colon.map_or(from, |colon| from + colon + indent(&piece[colon..]))
}

/// `type: string; description: Its name.`, where the next key begins a line in YAML, or follows a comma in braces.
fn semicolons(text: &str, line: usize, start: usize, found: &mut Vec<Repair>) {
    for (at, _) in text.match_indices(';') {
        let rest = text[at + 1..].trim_start();
        let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        if word == 0 || !rest[word..].starts_with(':') || !text[..at].contains(": ") {
            continue;
        }
        let end = text.len() - rest.len();
        let (right, help) = match text[..at].contains('{') {
            true => (", ".to_owned(), "write a comma"),
            false => (format!("\n{}", " ".repeat(start)), "begin a line with the next key"),
        };
        found.push(Repair::new(line, (at, end), right, "a `;` separates nothing in YAML").help(help));
    }
}

/// Texts that need quotes, or other ones.
fn values(lines: &[&str], line: usize, found: &mut Vec<Repair>) {
    let text = lines[line];
    let end = text.trim_end().len();
    if let Some(rest) = text[..end].strip_suffix([',', ']', '}', ';']) {
        let message = format!("`{}` closes or separates nothing here", &text[rest.len()..end]);
        found.push(Repair::new(line, (rest.len(), end), "", message).help("remove it"));
    }
    for (from, to) in segments(text) {
        comma(line, text, (from, to), found);
        let start = value_of(text, (from, to));
        // A text with commas goes on up to the bracket.
        let closing = text.trim_end().trim_end_matches(['}', ']']).len();
        let is_member = start > from;
        for end in if is_member { [closing, to] } else { [to, to] } {
            let is_own = end <= to || !text[to..end].contains(": ");
            if start < end && start >= from && is_own {
                value(line, (start, end), &text[start..end], found);
            }
        }
        if let Some(first) = text[from..to].chars().next().filter(|c| "`%@*&!".contains(*c))
            && let Some(colon) = text[from..to].find(':')
        {
            let message = format!("a name cannot begin with `{first}`");
            let key = &text[from..from + colon];
            found.push(Repair::new(line, (from, from + colon), quoted(key), message).help("put it into quotes"));
        }
    }
}

/// A comma that is missing before a further key.
fn comma(line: usize, text: &str, (from, to): (usize, usize), found: &mut Vec<Repair>) {
    let start = value_of(text, (from, to));
    let Some(colon) = text[start..to].find(": ").filter(|_| text[..start].contains(['{', '['])) else { return };
    let Some(gap) = text[start..start + colon].rfind(' ') else { return };
    let word = &text[start + gap + 1..start + colon];
    let (parts, others) = crate::openapi::grammar::keywords_of_schemas();
    if parts.iter().any(|(name, _)| *name == word) || others.contains(&word) || word.starts_with("x-") {
        let message = format!("a comma is missing before `{word}`");
        found.push(Repair::new(line, (start + gap, start + gap + 1), ", ", message).help("write a comma"));
    }
}

fn value(line: usize, place: (usize, usize), text: &str, found: &mut Vec<Repair>) {
    let first = text.chars().next().unwrap_or_default();
    let whole = |message: String, help: &str, right: String| Repair::new(line, place, right, message).help(help);
    match first {
        '\'' | '"' => {
            let inner = text[1..].strip_suffix(first).unwrap_or(&text[1..]);
            if first == '"' && inner.contains('\\') {
                let message = "a backslash in double quotes begins an escape";
                found.push(whole(message.into(), "use single quotes, in which a backslash is one", quoted(inner)));
            }
            if inner.contains(first) && text[1..].ends_with(first) {
                let help = match first {
                    '\'' => "inside single quotes an apostrophe is written twice",
                    _ => "use single quotes around a text with double ones",
                };
                found.push(whole("the text goes on behind its closing quote".into(), help, quoted(inner)));
            }
            // Quotes around the first word only.
            found.push(whole(
                "the text goes on behind its closing quote".into(),
                "put all of it into quotes",
                quoted(text),
            ));
        }
        '|' | '>' => {
            let message = format!("a text below `{first}` begins in the next line");
            found.push(whole(message, "break the line behind it, or put the value into quotes", quoted(text)));
        }
        '{' | '[' if !goes_on(text) => {}
        '`' | '%' | '@' | '*' | '&' | '!' | '{' | '[' | ',' | '?' | '-' | '#' | '}' | ']' => {
            let first = if first == '`' { "a backtick".to_owned() } else { format!("`{first}`") };
            let message = format!("a text that begins with {first} needs quotes");
            found.push(whole(message, "put it into quotes", quoted(text)));
        }
        _ if text.contains(": ") || text.ends_with(':') => {
            let message = "a text with a colon and a space in it needs quotes";
            found.push(whole(message.into(), "put it into quotes", quoted(text)));
        }
        _ => {}
    }
}

/// Whether a word follows the bracket that closes the first one.
fn goes_on(text: &str) -> bool {
    let depths = text.char_indices().scan(0, |depth, (at, c)| {
        *depth += i32::from("{[".contains(c)) - i32::from("}]".contains(c));
        Some((at, *depth))
    });
    let close = depths.skip(1).find(|(_, depth)| *depth == 0);
    close.is_some_and(|(at, _)| text[at + 1..].trim_start().starts_with(char::is_alphanumeric))
}

/// A bracket or quote that a line opens and nothing closes.
fn unclosed(lines: &[&str], line: usize, at: usize, found: &mut Vec<Repair>) {
    let Some(text) = lines.get(line) else { return };
    let start = behind_dashes(text);
    let (mut open, mut fresh) = (Vec::<(usize, char)>::new(), true);
    let mut quote: Option<(usize, char)> = None;
    let in_flow_above = text[start..].starts_with(['{', '[']);
    for (byte, c) in text.char_indices().skip_while(|(byte, _)| *byte < start) {
        match (quote, c) {
            (Some((_, open)), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') if fresh => (quote, fresh) = (Some((byte, c)), false),
            (None, '{' | '[') if fresh || in_flow_above || !open.is_empty() => open.push((byte, c)),
            (None, '}' | ']') => drop(open.pop()),
            (None, ':' | ',') => fresh = true,
            (None, '#') if text[..byte].ends_with(' ') => break,
            (None, c) if !c.is_whitespace() => fresh = false,
            (None, _) => {}
        }
    }
    let end = text.trim_end().len();
    if let Some((byte, c)) = quote {
        let closed = format!("{}{c}", &text[byte..end]);
        let message = "the quote that begins here is not closed";
        found.push(Repair::new(line, (byte, end), closed, message).help("close it"));
        let tail = text[byte..end].trim_end_matches(['}', ']']);
        let brackets = &text[byte + tail.len()..end];
        if !brackets.is_empty() {
            found.push(Repair::new(line, (byte, end), format!("{tail}{c}{brackets}"), message).help("close it"));
        }
    }
    if let Some((byte, c)) = open.first().copied() {
        let closing: String = open.iter().rev().map(|(_, c)| if *c == '{' { '}' } else { ']' }).collect();
        let what = if c == '{' { "mapping" } else { "list" };
        let message = format!("the {what} that begins here is not closed");
        let help = format!("close it with `{closing}`");
        let bare = text[byte..end].trim_end_matches(',');
        found.push(Repair::new(line, (byte, end), format!("{bare}{closing}"), message.as_str()).help(help.as_str()));
        // It may go on over further lines.
        if let Some(last) =
            (line + 1..=at).rev().find(|last| lines.get(*last).is_some_and(|text| !text.trim().is_empty()))
        {
            for last in [last, last.saturating_sub(1)].into_iter().filter(|last| *last > line) {
                let closed = format!("{}{closing}", lines[last].trim_end());
                let mut repair = Repair::new(line, (byte, end), &text[byte..end], message.as_str()).help(help.as_str());
                (repair.is_shown, repair.text, repair.more) = (false, (*text).to_owned(), vec![(last, closed)]);
                found.push(repair);
            }
        }
    }
}

/// Lines of a text that do not stand below their key.
fn texts(lines: &[&str], at: usize, found: &mut Vec<Repair>) {
    let is_text = |line: &usize| {
        let text = lines[*line].trim();
        !text.is_empty() && !text.contains(": ") && !text.ends_with(':') && !text.starts_with("- ")
    };
    for end in [at, at.saturating_sub(1)] {
        let mut first = end;
        while first > 0 && lines.get(first).is_some() && is_text(&first) && is_text(&(first - 1)) {
            first -= 1;
        }
        if first == 0 || lines.get(first).is_none() || !is_text(&first) {
            continue;
        }
        let above = lines[first - 1];
        let wanted = indent(above) + 2;
        let deeper = |line: usize| format!("{}{}", " ".repeat(wanted), lines[line].trim_start());
        let start = indent(lines[first]);
        let is_block = above.trim_end().ends_with(['|', '>', '-', '+']) && above.contains(": ");
        let message = match is_block {
            true => "the text of a block stands deeper than its key",
            false => "this line is no key with a value, and does not stand below the text above",
        };
        let mut repair = Repair::new(first, (start, lines[first].trim_end().len()), deeper(first), message);
        repair.is_shown = false;
        repair.more = (first + 1..=end).map(|line| (line, deeper(line))).collect();
        let key = behind_dashes(above);
        repair.also = Some((first - 1, key, above.trim_end().len(), "the text begins here"));
        found.push(repair.help(format!("indent the text by {wanted} spaces")));
    }
}

/// A key without its colon.
fn missing_colon(lines: &[&str], line: usize, found: &mut Vec<Repair>) {
    let (text, start) = (lines[line], behind_dashes(lines[line]));
    let end = text.trim_end().len();
    let body = &text[start..end.max(start)];
    if !body.is_empty() && body.chars().all(|c| is_word(c) || matches!(c, '/' | '{' | '}')) {
        let message = format!("a colon is missing behind `{body}`");
        found.push(Repair::new(line, (start, end), format!("{body}:"), message).help("write a colon"));
        return;
    }
    // The colon between a key and its value.
    let word = body.find(|c| !is_word(c)).unwrap_or(body.len());
    if word > 0 && body[word..].starts_with(' ') {
        let message = format!("a colon is missing behind `{}`", &body[..word]);
        found.push(
            Repair::new(line, (start, start + word), format!("{}:", &body[..word]), message).help("write a colon"),
        );
    }
}

/// A line that is indented more or less than the lines around it.
fn indentation(lines: &[&str], line: usize, found: &mut Vec<(bool, Repair)>) {
    let filled = |line: &usize| !lines[*line].trim().is_empty();
    let above = (0..line).rev().find(filled);
    let below = (line + 1..lines.len()).find(filled);
    let own = indent(lines[line]);
    let around = [above, below].map(|line| line.map(|line| indent(lines[line])));
    // What a key opens stands deeper than the key.
    let is_inside = above.is_some_and(|above| lines[above].trim_end().ends_with(':') && own > indent(lines[above]));
    let agree = around[0] == around[1] && !is_inside;
    for wanted in around.into_iter().flatten().filter(|wanted| *wanted != own) {
        let end = lines[line].trim_end().len();
        let right = format!("{}{}", " ".repeat(wanted), lines[line].trim_start());
        let spaces = if own == 1 { "space" } else { "spaces" };
        let message = format!("the indentation by {own} {spaces} fits no line above");
        let mut repair = Repair::new(line, (own, end), right, message);
        repair.is_shown = false;
        repair.also = above.map(|above| {
            let text = lines[above];
            (above, indent(text), text.trim_end().len(), "the line above")
        });
        found.push((agree, repair.help(format!("indent it by {wanted} spaces, as the lines around it"))));
    }
}
