//! The token that goes with an attempt.

use std::sync::Arc;
use std::time::Duration;

use http::header::AUTHORIZATION;
use tracing::Span;

use super::Call;
use crate::client::token::{Token, TokenError};
use crate::error::{Error, Processed, Redacted};

impl Call {
    /// Whether the operation takes tokens, and the options of the call bring no other credential in their place.
    fn goes_with_token(&self) -> bool {
        self.takes_token && !self.request.headers().contains_key(AUTHORIZATION)
    }

    /// The token for the next attempt, if the client fetches tokens and the call has no authorization of its own. It is there
    /// within `time`; a `refused` one is not given again.
    pub(crate) async fn token(
        &self,
        refused: Option<&Arc<Token>>,
        time: Duration,
        span: &Span,
    ) -> Result<Option<Arc<Token>>, Error> {
        let Some(server) = self.core.token_server().filter(|_| self.goes_with_token()) else {
            return Ok(None);
        };
        let token = server.token(self.core.channel(), refused, time, span).await;
        token.map(Some).map_err(|error| self.unauthorized(&error))
    }

    /// The error of a call that waited for a token in vain. Its request was not sent.
    #[cold]
    fn unauthorized(&self, error: &TokenError) -> Error {
        let (problem, made) = error.parts();
        let mut message = format!("{}: no access token: {}", self.subject(), problem.message);
        if made > 1 {
            message.push_str(&format!(" (asked {made} times)"));
        }
        let mut inner = self.error(problem.kind, Processed::No, message);
        inner.status = problem.status;
        inner.rate_limited = problem.rate_limited;
        inner.transient = problem.passing;
        inner.retry_after = problem.retry_after;
        inner.vendor_error.clone_from(&problem.vendor_error);
        inner.source = problem.cause.clone().map(|cause| Redacted(cause).into());
        inner.into()
    }
}
