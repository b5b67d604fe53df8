//! What the body of a successful reply is read as: a JSON object, another JSON value, text, bytes, nothing, or one of these by
//! the HTTP status.

use bytes::Bytes;
use http::Response;
use serde::de::DeserializeOwned;

use crate::call::Call;
use crate::call::failure::{Body, Verdict};
use crate::descriptors::Evidence;
use crate::error::{Error, Processed};
use crate::value::list_capacity::{MemoryBound, read_reply};
use crate::value::path;
use crate::value::undeclared::Undeclared;

/// A reply that is being read.
pub struct Incoming<'a> {
    call: &'a Call,
    response: &'a Response<Bytes>,
    /// The documented media type.
    media: &'static str,
}

/// The body of a successful reply.
pub trait ReplyBody: Sized + Send + 'static {
    /// Reads it. `succeeded` says what it shows of the outcome: success, failure, or neither for certain.
    ///
    /// # Errors
    /// The reply is no success, or is not what is documented.
    fn read(reply: &Incoming<'_>, succeeded: fn(&Self) -> Option<bool>) -> Result<Self, Error>;
}

/// A JSON object.
impl<T: DeserializeOwned + Send + 'static> ReplyBody for T {
    fn read(reply: &Incoming<'_>, succeeded: fn(&Self) -> Option<bool>) -> Result<Self, Error> {
        reply.json(reply.call.spec.evidence, succeeded)
    }
}

/// Any JSON value: a list, a map, a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonReply<T>(pub T);

impl<T: DeserializeOwned + Send + 'static> ReplyBody for JsonReply<T> {
    fn read(reply: &Incoming<'_>, _: fn(&Self) -> Option<bool>) -> Result<Self, Error> {
        reply.value().map(JsonReply)
    }
}

/// A text of the one documented media type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextReply(pub String);

impl ReplyBody for TextReply {
    fn read(reply: &Incoming<'_>, _: fn(&Self) -> Option<bool>) -> Result<Self, Error> {
        reply.text(reply.media).map(TextReply)
    }
}

/// Bytes of the one documented media type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BinaryReply(pub Bytes);

impl ReplyBody for BinaryReply {
    fn read(reply: &Incoming<'_>, _: fn(&Self) -> Option<bool>) -> Result<Self, Error> {
        reply.bytes(reply.media).map(BinaryReply)
    }
}

/// A reply without a body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EmptyReply;

impl ReplyBody for EmptyReply {
    fn read(reply: &Incoming<'_>, _: fn(&Self) -> Option<bool>) -> Result<Self, Error> {
        reply.nothing().map(|()| EmptyReply)
    }
}

impl<'a> Incoming<'a> {
    pub(crate) fn new(call: &'a Call, response: &'a Response<Bytes>, media: &'static str) -> Self {
        Self { call, response, media }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    /// A JSON object. Where `succeeded` cannot tell, the body is looked at again for its flag, an error, and this evidence.
    ///
    /// # Errors
    /// It is something else, or reports a failure, or does not show a success.
    pub fn json<T: DeserializeOwned>(
        &self,
        evidence: Evidence,
        succeeded: impl Fn(&T) -> Option<bool>,
    ) -> Result<T, Error> {
        let mut body = Body::of(self.call, self.response)?;
        let mut unsure = None;
        // Serde would read a list as a struct, member by member, and find them all missing.
        if body.is_success_status() && body.text().trim_start().starts_with('{') {
            // What a reply has left that could not be read.
            Undeclared::take();
            match read_reply::<T>(body.text(), self.call.limits.max_response_bytes) {
                Ok(reply) => {
                    body.undeclared = Undeclared::take();
                    match succeeded(&reply) {
                        Some(true) if body.undeclared.is_empty() && !self.may_disown() => return Ok(reply),
                        Some(true) => return body.error_beside().map_or(Ok(reply), Err),
                        Some(false) => {}
                        None => unsure = Some(reply),
                    }
                }
                Err(_) => return Err(unreadable::<T>(&body, evidence)),
            }
        }
        match body.verdict(evidence) {
            Verdict::Failed(error) => Err(error),
            Verdict::Succeeded => unsure.ok_or_else(|| body.contradiction()),
        }
    }

    /// Whether an error may stand beside the flag, and the reply is short enough to be looked at twice for it: no page.
    fn may_disown(&self) -> bool {
        let spec = self.call.spec;
        spec.paging.is_none() && spec.envelope.success.is_some() && !spec.envelope.tells_no_error()
    }

    /// A JSON value of any kind.
    ///
    /// # Errors
    /// It is something else, or an error of the vendor stands in its place.
    pub fn value<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let body = Body::of(self.call, self.response)?;
        let is_object = body.text().trim_start().starts_with('{');
        if !body.is_success_status() || body.text().trim().is_empty() {
            return Err(failure(&body));
        }
        match read_reply::<T>(body.text(), self.call.limits.max_response_bytes) {
            // Only an object can be an error in the place of a value, where the envelope says what one looks like.
            Ok(value) if !is_object || !self.may_hold_a_failure() => Ok(value),
            Ok(value) => match body.verdict(Evidence::NONE) {
                Verdict::Failed(error) => Err(error),
                Verdict::Succeeded => Ok(value),
            },
            Err(_) => match body.verdict(Evidence::NONE) {
                Verdict::Failed(error) if is_object || !body.is_json() => Err(error),
                // A list is what was asked for, or nearly so. Anything else may mean anything.
                _ if body.text().trim_start().starts_with('[') => Err(misfit::<T>(&body, Processed::Yes)),
                _ => Err(misfit::<T>(&body, Processed::Maybe)),
            },
        }
    }

    /// Whether the envelope says what an object looks like that is no success.
    fn may_hold_a_failure(&self) -> bool {
        let envelope = self.call.spec.envelope;
        envelope.success.is_some() || !envelope.tells_no_error()
    }

    /// A text of a media type. Where that may be any, a text that comes as JSON is read.
    ///
    /// # Errors
    /// It has another media type, or an error of the vendor stands in its place.
    pub fn text(&self, media: &str) -> Result<String, Error> {
        self.expect(media)?;
        let body = Body::of(self.call, self.response)?;
        let found = self.response.headers().get(http::header::CONTENT_TYPE).and_then(|found| found.to_str().ok());
        let json = (media.contains('*') && found.is_some_and(is_json)).then(|| serde_json::from_str(body.text()).ok());
        Ok(json.flatten().unwrap_or_else(|| body.text().to_owned()))
    }

    /// Bytes of a media type.
    ///
    /// # Errors
    /// They have another media type, or an error of the vendor stands in their place.
    pub fn bytes(&self, media: &str) -> Result<Bytes, Error> {
        self.expect(media).map(|()| kept(self.response.body()))
    }

    /// No body, or one that says nothing that is documented.
    ///
    /// # Errors
    /// The reply is no success, or something that is no JSON object has come.
    pub fn nothing(&self) -> Result<(), Error> {
        if self.response.status().is_success() && self.response.body().is_empty() {
            return Ok(());
        }
        match Body::of(self.call, self.response)?.verdict_of_nothing() {
            Verdict::Failed(error) => Err(error),
            Verdict::Succeeded => Ok(()),
        }
    }

    /// The error for a status that is not documented, or that means failure.
    pub fn unexpected(&self) -> Error {
        match Body::of(self.call, self.response) {
            Ok(body) if !body.is_success_status() => failure(&body),
            Ok(body) => match body.verdict(Evidence::NONE) {
                Verdict::Failed(error) if error.is_vendor() => error,
                _ => body.undocumented_status(),
            },
            Err(error) => error,
        }
    }

    /// Checks that the reply is a success of a media type. A reply that names none may be of any.
    fn expect(&self, media: &str) -> Result<(), Error> {
        let body = Body::readable(self.call, self.response);
        if !body.is_success_status() {
            return Err(failure(&Body::of(self.call, self.response)?));
        }
        let found = self.response.headers().get(http::header::CONTENT_TYPE);
        match found.map(|found| found.to_str().unwrap_or_default()) {
            Some(found) if !fits(found, media) => Err(match body.verdict(Evidence::NONE) {
                Verdict::Failed(error) if error.is_vendor() => error,
                _ => body.other_media(media),
            }),
            _ => Ok(()),
        }
    }
}

/// A body that stays, which must not hold the much larger buffer of its connection.
pub(crate) fn kept(body: &Bytes) -> Bytes {
    if body.is_unique() { body.clone() } else { Bytes::copy_from_slice(body) }
}

/// Whether a media type is JSON.
fn is_json(media: &str) -> bool {
    fits(media, "application/json") || media.split(';').next().is_some_and(|media| media.trim_end().ends_with("+json"))
}

/// Whether a media type is the documented one, which may be a range such as `image/*`.
fn fits(found: &str, documented: &str) -> bool {
    let essence = |media: &str| media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (found, documented) = (essence(found), essence(documented));
    match documented.strip_suffix('*') {
        Some(range) => range == "*/" || found.starts_with(range),
        None => found == documented,
    }
}

/// The error of a reply that is none of success.
fn failure(body: &Body<'_>) -> Error {
    match body.verdict(Evidence::NONE) {
        Verdict::Failed(error) => error,
        Verdict::Succeeded => body.contradiction(),
    }
}

/// The error for a body that does not fit its type.
#[cold]
fn unreadable<T: DeserializeOwned>(body: &Body<'_>, evidence: Evidence) -> Error {
    match body.verdict(evidence) {
        Verdict::Failed(error) => error,
        Verdict::Succeeded => misfit::<T>(body, Processed::Yes),
    }
}

/// The error for JSON that does not fit its type.
#[cold]
fn misfit<T: DeserializeOwned>(body: &Body<'_>, processed: Processed) -> Error {
    let _bound = MemoryBound::of(body.max_response_bytes());
    // Only here, because following the path slows reading down.
    match path::misfit::<T>(body.text()) {
        Some((path, error)) => body.misfit(&path, &error, processed),
        None => body.contradiction(),
    }
}

/// Reads a reply by its HTTP status: `200..=200 => Found json;` and so on, the first that holds.
#[doc(hidden)]
#[macro_export]
macro_rules! replies_by_status {
    ($name:ident { $($from:literal ..= $to:literal => $variant:ident $kind:ident $($media:literal)? $([$($member:literal),*])?;)* }) => {
        impl $crate::ReplyBody for $name {
            #[inline]
            fn read(
                reply: &$crate::Incoming<'_>,
                _: fn(&Self) -> ::core::option::Option<bool>,
            ) -> ::core::result::Result<Self, $crate::Error> {
                match reply.status() {
                    $($from ..= $to => $crate::__reply_variant!(reply, Self::$variant, $kind $($media)? $([$($member),*])?),)*
                    _ => ::core::result::Result::Err(reply.unexpected()),
                }
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __reply_variant {
    ($reply:ident, $variant:path, json) => {
        $reply.json($crate::Evidence::NONE, |_| ::core::option::Option::Some(true)).map($variant)
    };
    // An object that may be without any member is looked at twice: an error may stand in its place.
    ($reply:ident, $variant:path, members [$($member:literal),*]) => {
        $reply
            .json($crate::Evidence { any: &[$($member),*], filled: &[] }, |_| ::core::option::Option::None)
            .map($variant)
    };
    ($reply:ident, $variant:path, value) => {
        $reply.value().map($variant)
    };
    ($reply:ident, $variant:path, text $media:literal) => {
        $reply.text($media).map($variant)
    };
    ($reply:ident, $variant:path, bytes $media:literal) => {
        $reply.bytes($media).map($variant)
    };
    ($reply:ident, $variant:path, nothing) => {
        $reply.nothing().map(|()| $variant)
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_stays_holds_no_buffer_of_its_connection() {
        let mut buffer = bytes::BytesMut::zeroed(1 << 16);
        let piece = buffer.split_to(10).freeze();
        let copy = kept(&piece);
        assert!(copy == piece && copy.as_ptr() != piece.as_ptr());
        assert_eq!(kept(&copy).as_ptr(), copy.as_ptr(), "its own is not copied");
    }
}
