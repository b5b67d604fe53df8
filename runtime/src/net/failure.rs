//! What it means that a transport brought no reply.

use super::{Limits, TransportError};
use crate::error::{BoxError, ErrorKind};

/// Which limit an attempt is ended by that is not cut short.
pub(crate) const ATTEMPT: &str = "the timeout of an attempt";

/// How an exchange failed, without what the HTTP library said of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure {
    timeout: bool,
    too_large: bool,
    sent: bool,
    unable: bool,
}

impl Failure {
    pub(crate) fn kind(self) -> ErrorKind {
        if self.timeout { ErrorKind::Timeout } else { ErrorKind::Transport }
    }

    pub(crate) fn may_have_been_sent(self) -> bool {
        self.sent
    }

    /// Whether it may go better another time.
    pub(crate) fn is_transient(self) -> bool {
        !self.too_large && !self.unable
    }

    /// In words. `place` is where the request went, `limit` which limit its timeout was, `lost` that no reply came, `cause` what the
    /// HTTP library said; all of them free of secrets.
    pub(crate) fn text(self, place: &str, limits: Limits, limit: &str, lost: &str, cause: &str) -> String {
        match (self.timeout, self.too_large, self.sent) {
            (true, _, false) => format!("no connection in time ({place})"),
            (true, _, true) => format!("no reply within {:?}, {limit} ({place})", limits.timeout),
            (_, true, _) => format!("the reply is larger than {} bytes ({place})", limits.max_response_bytes),
            (_, _, false) => format!("the request could not be sent ({place}): {cause}"),
            (_, _, true) => format!("{lost} ({place}): {cause}"),
        }
    }
}

impl TransportError {
    /// How it failed, and what the HTTP library said.
    pub(crate) fn into_parts(self) -> (Failure, Option<BoxError>) {
        let (timeout, too_large, sent) = (self.is_timeout(), self.is_too_large(), self.may_have_been_sent());
        let unable = self.is_unable();
        (Failure { timeout, too_large, sent, unable }, self.into_cause())
    }
}
