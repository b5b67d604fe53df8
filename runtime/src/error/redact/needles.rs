//! Secrets in the form in which they are searched for, all of them in one pass over a text.
//!
//! What is searched is bounded, so a filter of one bit for the first three bytes of each needle does: it takes 128 bytes and no
//! setting up, where an automaton would take a dependency, and to be built anew for each token and each call with a secret.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};

use super::plain::{self, Plain};

/// The bytes that the filter looks at.
const FIRST: usize = 3;
/// The fewest characters of a base64 text that could not be anything else.
const ENOUGH: usize = 6;

/// Secrets, and what base64 makes of them.
#[derive(Clone, Default)]
pub(super) struct Needles {
    plain: Set,
    /// Those in base64, without any space.
    packed: Set,
}

#[derive(Clone, Default)]
struct Set {
    filter: [u64; 16],
    needles: Vec<SecretString>,
    longest: usize,
}

impl Needles {
    /// Adds a secret, and what base64 makes of it wherever it lies in a text.
    pub(super) fn add(&mut self, secret: &str) {
        for layer in plain::layers(secret) {
            self.plain.push(layer.bytes());
        }
        for offset in 0..3 {
            self.add_base64(&[&[0; 3][..offset], secret.as_bytes()].concat(), offset);
        }
    }

    /// Adds what base64 makes of these bytes, of which the first are not known.
    pub(super) fn add_base64(&mut self, bytes: &[u8], unknown: usize) {
        // A character that an unknown byte has a part in is not known either.
        let start = [0, 2, 3][unknown];
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let text = engine.encode(bytes);
            // The last one depends on what is behind, if anything is.
            let inner = text.len() - usize::from(!bytes.len().is_multiple_of(3));
            for end in [text.len(), inner] {
                if end.saturating_sub(start) >= ENOUGH {
                    let needle = &plain::layers(&text[start..end])[0];
                    self.plain.push(needle.bytes());
                    // In lines, as MIME has it, a space may be anywhere.
                    let packed = plain::packed(needle);
                    let packed = packed.as_ref().unwrap_or(needle).bytes();
                    if packed.len() >= ENOUGH {
                        self.packed.push(packed);
                    }
                }
            }
        }
    }

    /// The length of the longest in bytes, without any escape.
    pub(super) fn longest(&self) -> usize {
        self.plain.longest
    }

    pub(super) fn is_empty(&self) -> bool {
        self.plain.needles.is_empty()
    }

    /// Adds where secrets lie in the source of this text.
    pub(super) fn find(&self, text: &Plain, found: &mut Vec<Range<usize>>) {
        self.plain.find(text, found);
        if !self.packed.needles.is_empty()
            && let Some(packed) = plain::packed(text)
        {
            self.packed.find(&packed, found);
        }
    }
}

impl Set {
    fn push(&mut self, needle: &[u8]) {
        let Ok(needle) = std::str::from_utf8(needle) else { return };
        let known = self.needles.iter().any(|known| known.expose_secret() == needle);
        if needle.len() < FIRST || known {
            return;
        }
        let bit = bit(needle.as_bytes());
        self.filter[bit / 64] |= 1 << (bit % 64);
        self.longest = self.longest.max(needle.len());
        self.needles.push(needle.to_owned().into());
    }

    /// Adds where they lie in the source of this text.
    fn find(&self, text: &Plain, found: &mut Vec<Range<usize>>) {
        let bytes = text.bytes();
        for start in 0..bytes.len().saturating_sub(FIRST - 1) {
            let bit = bit(&bytes[start..]);
            if self.filter[bit / 64] & (1 << (bit % 64)) == 0 {
                continue;
            }
            for needle in &self.needles {
                let needle = needle.expose_secret().as_bytes();
                if bytes[start..].starts_with(needle) {
                    found.push(text.source(start, start + needle.len()));
                }
            }
        }
    }
}

/// The bit of the filter for the first bytes.
fn bit(bytes: &[u8]) -> usize {
    (usize::from(bytes[0]) ^ (usize::from(bytes[1]) << 2) ^ (usize::from(bytes[2]) << 4)) % 1024
}
