//! Texts that like to go wrong on their way.

use super::random::Random;

/// Where a text goes, and so what it may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Into JSON or a query: anything.
    Any,
    /// Into the path, as one segment.
    Segment,
    /// Into a header.
    Header,
    /// Into a header, between commas.
    Joined,
    /// Into a header, as a credential.
    Secret,
}

const PIECES: [&str; 22] = [
    "Чай", "a b", "+", "&", "=", "#", "?", "/", "%", "%2F", "%d0", ":", ";", "@", "'", "(*)", "[]", "~", ".", "-_",
    "шт", "Tea",
];
const WILD: [&str; 9] = ["", "\"", "\\", "\n", "\t", "\u{1}", "🫖", "e\u{301}", "\u{2028}"];

/// A text that fits its place.
pub(crate) fn draw(random: &mut Random, kind: Kind) -> String {
    let pieces = random.below(5);
    let mut text = String::new();
    for _ in 0..pieces {
        let piece = match kind {
            Kind::Any if random.once_in(3) => random.pick(&WILD),
            // Between letters, so that it does not cut off a step in the path.
            Kind::Segment if random.once_in(8) => "a\\b",
            _ => random.pick(&PIECES),
        };
        let fits = match kind {
            Kind::Secret => piece.is_ascii() && !piece.contains([' ', ':']),
            _ => true,
        };
        text.push_str(if fits { piece } else { "x" });
    }
    if kind != Kind::Any {
        // Neither empty nor a step in a path.
        text.push_str("=1");
    }
    text
}

pub(crate) fn uuid(random: &mut Random) -> String {
    let digits = format!("{:016x}{:016x}", random.next(), random.next());
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

fn day_and_time(random: &mut Random, separator: char) -> String {
    let (year, month, day) = (random.between(1, 9999), random.between(1, 12), random.between(1, 28));
    let (hour, minute, second) = (random.between(0, 23), random.between(0, 59), random.between(0, 59));
    format!("{year:04}-{month:02}-{day:02}{separator}{hour:02}:{minute:02}:{second:02}")
}

/// A moment of RFC 3339 with up to nine decimal places and some offset.
pub(crate) fn instant(random: &mut Random) -> String {
    let moment = day_and_time(random, 'T');
    let places = usize::try_from(random.below(10)).expect("at most 9");
    let fraction = format!("{:09}", random.below(1_000_000_000));
    let fraction = if places > 0 { format!(".{}", &fraction[..places]) } else { String::new() };
    let offset = random.pick(&["Z", "+03:00", "-09:30", "+00:00"]);
    format!("{moment}{fraction}{offset}")
}

pub(crate) fn local_time(random: &mut Random) -> String {
    day_and_time(random, ' ')
}
