//! Errors that stand beside what counts as a success.
//!
//! A flag alone is an empty page, and a page is what its rows are. Not so where the same body has an error: which of the two is
//! true, nobody can tell, and an empty page would end a listing without a word. So a success has none where the vendor's failures
//! have theirs, nor one by a plain name that the type of the reply does not know. A page with rows is not searched for it: only
//! names that its type does not know are noticed while it is read.

use crate::descriptors::EnvelopeSpec;
use crate::error::facts::Facts;
use crate::value::undeclared::{PLAIN_ERRORS, Undeclared};

/// A pointer to the error, if there is one.
pub(super) fn error<'p>(
    facts: &Facts<'_, 'p>,
    envelope: &'static EnvelopeSpec,
    undeclared: Undeclared,
) -> Option<&'p str> {
    let says = |pointer: &str| facts.scalar(pointer).is_some_and(|text| is_error(&text, envelope));
    let is_undeclared = |pointer: &str| pointer.split('/').nth(1).is_some_and(|name| undeclared.has(name));
    // Without a flag the members of a success are its own, by whatever name.
    let is_error_place = |pointer: &str| envelope.success.is_some() || is_undeclared(pointer);
    let code = envelope.code.iter().copied().find(|pointer| is_error_place(pointer) && says(pointer));
    // A text beside the flag may be there at all times.
    let message = envelope
        .message
        .iter()
        .copied()
        .find(|pointer| is_error_place(pointer) && is_called_error(pointer) && says(pointer));
    let plain = PLAIN_ERRORS[..4].iter().copied().find(|pointer| is_undeclared(pointer) && facts.is_something(pointer));
    let pair = is_undeclared("/code") && is_undeclared("/message") && says("/code") && says("/message");
    code.or(message).or(plain).or(pair.then_some("/code"))
}

/// Whether a code or text is that of an error. Many vendors have a zero for none.
fn is_error(text: &str, envelope: &EnvelopeSpec) -> bool {
    let text = text.trim();
    let good = [envelope.success_value, "ok", "success", "true", "false", "200"];
    !text.trim_matches('0').is_empty() && !good.iter().any(|good| text.eq_ignore_ascii_case(good))
}

/// Whether a pointer leads to something that is called an error.
fn is_called_error(pointer: &str) -> bool {
    let pointer = pointer.to_ascii_lowercase();
    ["err", "fail", "exception"].iter().any(|name| pointer.contains(name))
}
