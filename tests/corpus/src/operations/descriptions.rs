//! Markdown of others in documentation: it never becomes a test, a link or HTML, and never swallows what follows it.

use std::fs;
use std::path::Path;

/// The documentation comments of a generated file, item by item.
fn comments(file: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("OUT_DIR")).join("document/shop").join(file);
    let text = fs::read_to_string(path).expect("a generated file");
    let mut found = vec![Vec::new()];
    for line in text.lines() {
        match line.trim_start().strip_prefix("///").or(line.strip_prefix("//!")) {
            Some(line) => found.last_mut().expect("a comment").push(line.trim().to_owned()),
            None => found.push(Vec::new()),
        }
    }
    found.retain(|comment| !comment.is_empty());
    found
}

#[test]
fn every_code_block_is_closed_and_only_our_example_is_rust() {
    let mut blocks = 0;
    for comment in ["mod.rs", "operations.rs", "types.rs"].into_iter().flat_map(comments) {
        let mut open: Option<String> = None;
        for line in &comment {
            let ticks: String = line.chars().take_while(|c| *c == '`').collect();
            match &open {
                Some(end) if *end == *line => open = None,
                None if ticks.len() >= 3 => {
                    assert!(matches!(&line[ticks.len()..], "text" | "no_run"), "{line}\n{comment:#?}");
                    blocks += 1;
                    open = Some(ticks);
                }
                _ => {}
            }
        }
        assert_eq!(open, None, "{comment:#?}");
    }
    assert!(blocks > 5, "{blocks}");
}

#[test]
fn markup_of_others_is_shown_as_it_is_written() {
    let text = comments("operations.rs").concat().join("\n");
    for shown in [
        "Sets `goods` \\<T\\>. `unclosed()`.",
        "(<http://shop.test/x_y>), <https://shop.test/z> and",
        "An \\[intra::doc\\] link, `Vec<[u8]>`, ``a ` b``",
        "* 404: Not there \\<here\\>. `lost` Its body is a `types::Goods`.",
    ] {
        assert!(text.contains(shown), "{shown}\n{text}");
    }
}
