//! Descriptions as rustdoc may read them: a vendor's Markdown never becomes a test, a link, or HTML, and never swallows what
//! follows it.

/// A description on its own: each code block is a closed one of plain text, and no character turns the line around.
pub(crate) fn safe(text: &str) -> String {
    let text: String = text.replace("\r\n", "\n").chars().filter_map(printable).collect();
    let mut out: Vec<String> = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some((mark, length)) = fence(line) else {
            out.push(line.to_owned());
            continue;
        };
        let closes = |line: &str| {
            let line = line.trim();
            line.len() >= length && line.chars().all(|c| c == mark)
        };
        let code: Vec<&str> = lines.by_ref().take_while(|line| !closes(line)).collect();
        let longest = code.iter().map(|line| line.trim_start().chars().take_while(|c| *c == '`').count()).max();
        let fence = "`".repeat(longest.unwrap_or_default().max(2) + 1);
        out.push(format!("{fence}text"));
        out.extend(code.into_iter().map(str::to_owned));
        out.push(fence);
    }
    out.join("\n")
}

/// A description in one paragraph, as in a list: the lines of code blocks stand in it as code.
pub(crate) fn brief(text: &str) -> String {
    let mut out = String::new();
    let mut separator = "";
    let mut closing: Option<String> = None;
    for line in safe(text).lines() {
        let opened = line.strip_suffix("text").filter(|start| is_fence(start));
        match (&closing, opened) {
            (Some(end), _) if *end == line => closing = None,
            (None, Some(end)) => closing = Some(end.to_owned()),
            _ if line.trim().is_empty() => separator = if out.is_empty() { "" } else { " " },
            (is_code, _) => {
                out.push_str(separator);
                match is_code.is_some() && !line.contains('`') {
                    true => out.push_str(&format!("`{}`", line.trim())),
                    false => out.push_str(line),
                }
                separator = "\n";
            }
        }
    }
    out
}

/// A value as code, or as text where it would end the code or begin a block of it.
pub(crate) fn value(text: &str) -> String {
    if text.contains('`') { format!("The text {text}") } else { format!("`{text}`") }
}

/// A title or a summary on one line.
pub(crate) fn line(text: &str) -> String {
    brief(text).replace('\n', " ")
}

/// A description behind words on the same line; a code block begins its own.
pub(crate) fn after(words: &str, text: &str) -> String {
    let text = safe(text);
    let gap = if text.lines().next().and_then(fence).is_some() { "\n\n" } else { "" };
    format!("{words}{gap}{text}")
}

/// True for what closes a code block.
pub(crate) fn is_fence(line: &str) -> bool {
    line.len() > 2 && line.chars().all(|c| c == '`')
}

/// The character and length of the fence that opens a code block in this line.
pub(crate) fn fence(line: &str) -> Option<(char, usize)> {
    let line = line.trim_start();
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = line.chars().take_while(|c| *c == mark).count();
    // Behind backticks, more of them make it code within a line.
    (length >= 3 && (mark == '~' || !line[length..].contains('`'))).then_some((mark, length))
}

/// Rust takes neither a lone carriage return in a comment, nor what turns the direction of the text.
fn printable(c: char) -> Option<char> {
    match c {
        '\n' => Some(c),
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => None,
        c if c.is_control() => Some(' '),
        c => Some(c),
    }
}

/// Brackets and angle brackets outside code would be links and HTML to rustdoc; a bare address would be a warning; what looks
/// like code without being closed is none.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let run = rest.chars().take_while(|other| *other == c).count();
        if let Some((address, after)) = address(rest) {
            out.push('<');
            out.push_str(address);
            out.push('>');
            rest = after;
        } else if c == '`' {
            rest = code(rest, run, &mut out);
        } else if c == '\\' && rest[1..].starts_with(|next: char| next.is_ascii_punctuation()) {
            out.push_str(&rest[..2]);
            rest = &rest[2..];
        } else if c == '~' && run >= 3 {
            out.push_str(&"\\~".repeat(run));
            rest = &rest[run..];
        } else {
            if matches!(c, '[' | ']' | '<' | '>') {
                out.push('\\');
            }
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Takes the code that a run of backticks begins, or the backticks where it is not closed; gives what follows.
fn code<'a>(text: &'a str, run: usize, out: &mut String) -> &'a str {
    let (ticks, rest) = text.split_at(run);
    let mut from = 0;
    while let Some(at) = rest[from..].find('`').map(|at| from + at) {
        let length = rest[at..].chars().take_while(|c| *c == '`').count();
        if length == run {
            let code = &rest[..at];
            // A line may begin with any part of it when it is wrapped, and three marks there are a fence.
            let shown: String = match run >= 3 && code.contains("``") || code.contains("```") || code.contains("~~~") {
                true => code.chars().filter(|c| !matches!(c, '`' | '~')).collect(),
                false => code.to_owned(),
            };
            let ticks = if run < 3 {
                ticks
            } else if shown.contains('`') {
                "``"
            } else {
                "`"
            };
            out.push_str(ticks);
            out.push_str(&shown);
            out.push_str(ticks);
            return &rest[at + run..];
        }
        from = at + length;
    }
    out.push_str(&"\\`".repeat(run));
    rest
}

/// The address that a text begins with, with or without angle brackets, and what follows it.
fn address(text: &str) -> Option<(&str, &str)> {
    let bare = text.strip_prefix('<').unwrap_or(text);
    if !bare.starts_with("https://") && !bare.starts_with("http://") {
        return None;
    }
    let end = bare.find(|c: char| c.is_whitespace() || "<>()[]\"'`\\".contains(c)).unwrap_or(bare.len());
    let (address, after) = bare.split_at(end);
    if bare.len() < text.len() {
        return after.strip_prefix('>').map(|after| (address, after));
    }
    let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
    Some((address, &bare[address.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_never_begins_a_block() {
        let shown = |text| escape(&format!("{}.", value(text)));
        assert_eq!(["a", "b`c", "```"].map(shown), ["`a`.", "The text b\\`c.", "The text \\`\\`\\`."]);
    }

    #[test]
    fn markup_outside_code_is_escaped() {
        assert_eq!(escape("a [b] `c<d>` https://x.test/y."), "a \\[b\\] `c<d>` <https://x.test/y>.");
        assert_eq!(
            escape("<b>(https://x.test/a?b=c) <https://x.test>"),
            "\\<b\\>(<https://x.test/a?b=c>) <https://x.test>"
        );
        assert_eq!(escape("see \\[it\\], `a [b]"), "see \\[it\\], \\`a \\[b\\]");
        assert_eq!(escape("``a ` <b>`` ```c``` ~~~ ~~d~~"), "``a ` <b>`` `c` \\~\\~\\~ ~~d~~");
        assert_eq!(escape("Vec<u8> \\` <c>"), "Vec\\<u8\\> \\` \\<c\\>");
    }

    #[test]
    fn code_blocks_are_text_and_closed() {
        assert_eq!(safe("a\n```rust\nfn main() {}\n```\nb"), "a\n```text\nfn main() {}\n```\nb");
        assert_eq!(safe("a\n\n  ~~~\nlet x"), "a\n\n```text\nlet x\n```");
        assert_eq!(safe("````\n```\nx\n````"), "````text\n```\nx\n````");
        assert_eq!(safe("a\u{202E}b\rc"), "ab c");
        assert_eq!(brief("a\n\n```\nx\n\ny `z`\n```\nb"), "a `x` y `z`\nb");
    }
}
