//! New lines in a document, so that its comments and its order stay.

/// The document with `lines` at the end of the top-level block `key`; `None` when there is no such block.
pub(crate) fn at_end(text: &str, key: &str, lines: &str) -> Option<String> {
    let mut offset = 0;
    let mut end = None;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        offset += line.len();
        if end.is_none() {
            if content == format!("{key}:") {
                end = Some(offset);
            }
            continue;
        }
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        // A list may stand below its key without being indented.
        if !content.starts_with([' ', '-']) {
            break;
        }
        end = Some(offset);
    }
    Some(insert(text, end?, lines))
}

/// The document with `lines` before the top-level key `key`.
pub(super) fn before(text: &str, key: &str, lines: &str) -> Option<String> {
    let start = text.find(&format!("\n{key}:")).map(|at| at + 1)?;
    Some(insert(text, start, lines))
}

fn insert(text: &str, at: usize, lines: &str) -> String {
    let (head, tail) = text.split_at(at);
    let gap = if head.ends_with('\n') { "" } else { "\n" };
    let lines = if text.contains("\r\n") { lines.replace('\n', "\r\n") } else { lines.to_owned() };
    format!("{head}{gap}{lines}{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_order_stay() {
        let text = "a: 1\npaths:\n  # First.\n  /b:\n    $ref: b.yaml\n\n# About c.\nc: 2\n";
        let with = at_end(text, "paths", "  /d:\n    $ref: d.yaml\n").expect("a block");
        assert_eq!(
            with,
            "a: 1\npaths:\n  # First.\n  /b:\n    $ref: b.yaml\n  /d:\n    $ref: d.yaml\n\n# About c.\nc: 2\n"
        );
        assert_eq!(at_end("paths: {}\n", "paths", "x\n"), None);
        assert_eq!(at_end("paths:\n  /a: 1", "paths", "  /b: 2\n").as_deref(), Some("paths:\n  /a: 1\n  /b: 2\n"));
        assert_eq!(at_end("t:\n- a\nb: 1\n", "t", "- c\n").as_deref(), Some("t:\n- a\n- c\nb: 1\n"));
        assert_eq!(before("a: 1\npaths:\n", "paths", "t:\n").as_deref(), Some("a: 1\nt:\npaths:\n"));
    }
}
