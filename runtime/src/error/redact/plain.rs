//! Text as it reads without its escapes, each byte with the place that it came from.
//!
//! A server repeats a secret in the form that its own output takes: percent-encoded, in JSON, in HTML, one inside the other, and
//! never twice with the same characters left as they are. So a text is not searched for the forms of a secret. Its escapes are
//! undone, again and again, and each result is searched for the secret itself.

/// How often escapes are undone.
const LAYERS: usize = 3;

/// A text, perhaps with escapes undone.
pub(super) struct Plain {
    bytes: Vec<u8>,
    /// Where the source of each byte begins and ends.
    places: Vec<(u32, u32)>,
}

/// A text and what it is with one layer of escapes after the other undone, each without control characters, with single spaces
/// for white space, and folded: no case of letters, and `+` is a space, as in forms.
pub(super) fn layers(text: &str) -> Vec<Plain> {
    let mut layers = Vec::with_capacity(1);
    let mut layer = Plain::of(text);
    for _ in 0..LAYERS {
        layers.push(layer.folded());
        match layer.decoded() {
            Some(next) => layer = next,
            None => return layers,
        }
    }
    layers.push(layer.folded());
    layers
}

impl Plain {
    fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes), places: Vec::with_capacity(bytes) }
    }

    fn of(text: &str) -> Self {
        let mut plain = Self::with_capacity(text.len());
        for (start, c) in text.char_indices() {
            plain.push(c, (place(start), place(start + c.len_utf8())));
        }
        plain
    }

    fn push(&mut self, c: char, place: (u32, u32)) {
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            self.push_byte(byte, place);
        }
    }

    fn push_byte(&mut self, byte: u8, place: (u32, u32)) {
        self.bytes.push(byte);
        self.places.push(place);
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where in the source the bytes from `start` to before `end` lie, which are not none.
    pub(super) fn source(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        self.places[start].0 as usize..self.places[end - 1].1 as usize
    }

    /// The text with its escapes undone once; `None` if it has none.
    fn decoded(&self) -> Option<Self> {
        let mut out = Self::with_capacity(self.bytes.len());
        let mut at = 0;
        while at < self.bytes.len() {
            let (unit, length) = escape(&self.bytes[at..]);
            let place = (self.places[at].0, self.places[at + length - 1].1);
            match unit {
                Unit::Char(c) => out.push(c, place),
                Unit::Byte(byte) => out.push_byte(byte, place),
            }
            at += length;
        }
        (out.bytes.len() < self.bytes.len()).then_some(out)
    }

    fn folded(&self) -> Self {
        let mut out = Self::with_capacity(self.bytes.len());
        let mut at = 0;
        let mut space: Option<(u32, u32)> = None;
        while at < self.bytes.len() {
            let length = char_length(&self.bytes[at..]);
            let place = (self.places[at].0, self.places[at + length - 1].1);
            let c = std::str::from_utf8(&self.bytes[at..at + length]).ok().and_then(|text| text.chars().next());
            if c.is_some_and(|c| c.is_whitespace() || c == '+') {
                space = Some((space.map_or(place.0, |space| space.0), place.1));
            } else if !c.is_some_and(char::is_control) {
                if let Some(space) = space.take() {
                    out.push_byte(b' ', space);
                }
                match c {
                    // There and back, since some letters have two small ones, and some a capital of two.
                    Some(c) => c.to_uppercase().flat_map(char::to_lowercase).for_each(|c| out.push(c, place)),
                    None => out.push_byte(self.bytes[at], place),
                }
            }
            at += length;
        }
        if let Some(space) = space {
            out.push_byte(b' ', space);
        }
        out
    }
}

/// The same without any space, as a text in base64 is that its lines are put together of; `None` if there is none.
pub(super) fn packed(text: &Plain) -> Option<Plain> {
    let mut out = Plain::with_capacity(text.bytes.len());
    let kept = text.bytes.iter().zip(&text.places).filter(|(byte, _)| **byte != b' ');
    kept.for_each(|(byte, place)| out.push_byte(*byte, *place));
    (out.bytes.len() < text.bytes.len()).then_some(out)
}

/// No text that is searched is as long as that.
fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// What an escape stands for.
enum Unit {
    Char(char),
    Byte(u8),
}

/// What a text, which is not empty, begins with, and how many bytes that takes.
fn escape(text: &[u8]) -> (Unit, usize) {
    let found = match text[0] {
        b'%' => hex(text, 1, 2).map(|code| (Unit::Byte(code as u8), 3)),
        b'\\' => backslash(text),
        b'&' => entity(text),
        _ => None,
    };
    found.unwrap_or((Unit::Byte(text[0]), 1))
}

/// An escape of JSON, or of the strings of a programming language.
fn backslash(text: &[u8]) -> Option<(Unit, usize)> {
    let unit = |c: char, length: usize| Some((Unit::Char(c), length));
    match *text.get(1)? {
        b'u' if text.get(2) == Some(&b'{') => {
            let digits = text[3..].iter().take(7).position(|byte| *byte == b'}')?;
            unit(char::from_u32(hex(text, 3, digits)?)?, digits + 4)
        }
        b'u' => match hex(text, 2, 4)? {
            high @ 0xd800..0xdc00 => {
                let low = text.get(6..8).filter(|mark| *mark == b"\\u").and_then(|_| hex(text, 8, 4))?;
                let low = low.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                unit(char::from_u32(0x10000 + ((high - 0xd800) << 10) + low)?, 12)
            }
            code => unit(char::from_u32(code)?, 6),
        },
        b'x' => hex(text, 2, 2).map(|code| (Unit::Byte(code as u8), 4)),
        b'b' | b'f' | b'0' => unit('\0', 2),
        b'n' | b'r' | b't' => unit(' ', 2),
        mark @ (b'"' | b'\'' | b'/' | b'\\') => Some((Unit::Byte(mark), 2)),
        _ => None,
    }
}

/// A character reference of HTML.
fn entity(text: &[u8]) -> Option<(Unit, usize)> {
    const LONGEST: usize = 12;
    let end = text.iter().take(LONGEST).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(&text[1..end]).ok()?;
    let c = match (name, name.strip_prefix('#')) {
        (_, Some(number)) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
        ("amp", _) => '&',
        ("lt", _) => '<',
        ("gt", _) => '>',
        ("quot", _) => '"',
        ("apos", _) => '\'',
        ("nbsp", _) => ' ',
        _ => return None,
    };
    Some((Unit::Char(c), end + 1))
}

/// The number that so many hexadecimal digits behind `start` are.
fn hex(text: &[u8], start: usize, digits: usize) -> Option<u32> {
    let digits = text.get(start..start + digits).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// How many bytes the first character takes; 1 where there is none.
fn char_length(text: &[u8]) -> usize {
    let length = match text[0] {
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => 1,
    };
    if text.get(..length).is_some_and(|char| std::str::from_utf8(char).is_ok()) { length } else { 1 }
}
