//! Letters that only look Latin, and what is meant by them.

use unicode_security::confusable_detection::skeleton;

/// The name that one with letters that only look Latin, or that do not show, stands for.
pub(crate) fn meant(name: &str) -> Option<String> {
    let shown: String = name.chars().filter(|c| !is_hidden(*c)).collect();
    in_latin(&shown).filter(|latin| latin != name)
}

/// A name with each letter replaced by the ASCII one that it looks like.
pub(crate) fn in_latin(name: &str) -> Option<String> {
    name.chars().map(|c| if c.is_ascii() { Some(c) } else { latin(c) }).collect()
}

/// Controls, spaces without a width, and marks that turn the direction of writing.
pub(crate) fn is_hidden(c: char) -> bool {
    let format = ['\u{ad}', '\u{61c}', '\u{180e}', '\u{feff}'];
    c.is_control()
        || format.contains(&c)
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

/// The ASCII letter that a letter of another script looks like.
fn latin(letter: char) -> Option<char> {
    let mut buffer = [0; 4];
    let looks: Vec<char> = skeleton(letter.encode_utf8(&mut buffer)).collect();
    let same = |ascii: &char| skeleton(ascii.encode_utf8(&mut [0; 4])).eq(looks.iter().copied());
    // `l`, `I` and `1` look alike; a letter in the case of the original is meant.
    let candidates: Vec<char> = ('A'..='Z').chain('a'..='z').filter(same).collect();
    candidates.iter().find(|c| c.is_uppercase() == letter.is_uppercase()).or(candidates.first()).copied()
}
