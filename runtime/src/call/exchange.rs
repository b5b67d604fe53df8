//! One exchange: send the request, read the reply.

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{Response, StatusCode};

use crate::call::Call;
use crate::call::deadline::Ends;
use crate::call::decode::{Incoming, ReplyBody};
use crate::call::operation::Operation;
use crate::client::token::Token;
use crate::error::{BoxError, CodeMeaning, Error, ErrorKind, Inner, Processed, Redacted, chain};
use crate::net::failure::ATTEMPT;
use crate::net::{BoxFuture, Limits, TransportError};

/// What a transport brings.
type Sent = Result<Response<Bytes>, TransportError>;

impl Call {
    /// Sends the request once, with this token if there is one.
    // Not an `async fn`, whose future would hold the request as well.
    pub(crate) fn send(&self, token: Option<&Token>, limits: Limits) -> BoxFuture<'static, Sent> {
        let mut request = self.request.clone();
        if let Some(token) = token {
            request.headers_mut().insert(AUTHORIZATION, token.header.clone());
        }
        self.core.transport().send(request, limits)
    }

    /// What came of it.
    pub(crate) fn received(&self, sent: Sent, limits: Limits) -> Result<Response<Bytes>, Error> {
        sent.and_then(|response| limits.admit(response)).map_err(|error| self.transport_error(error, limits))
    }

    /// Reads the reply as what the operation gives.
    pub(crate) fn read<Op: Operation>(&self, response: &Response<Bytes>) -> Result<Op::Output, Error> {
        let reply = self.reply::<Op>(response)?;
        Op::output(reply).ok_or_else(|| self.payload_missing(response))
    }

    /// Reads the whole body of a successful reply.
    pub(crate) fn reply<Op: Operation>(&self, response: &Response<Bytes>) -> Result<Op::Reply, Error> {
        Op::Reply::read(&Incoming::new(self, response, Op::ACCEPT), Op::succeeded)
    }

    /// An error of this call. The message must be free of secrets.
    pub(crate) fn error(&self, kind: ErrorKind, processed: Processed, message: String) -> Inner {
        Inner::new(kind, self.spec.vendor.name, Some(self.spec.id), processed, message)
    }

    /// How errors name this call: `regos doc_set_price_get`.
    pub(crate) fn subject(&self) -> String {
        format!("{} {}", self.spec.vendor.name, self.spec.id)
    }

    #[cold]
    fn transport_error(&self, error: TransportError, limits: Limits) -> Error {
        let proxy = error.shown_proxy();
        let place = format!("{} {}{}{proxy}", self.spec.method, self.server(), self.spec.path);
        let (failure, cause) = error.into_parts();
        let source = cause.map(|cause| self.without_secrets(cause));
        let cause = source.as_deref().map(|cause| chain(cause)).unwrap_or_default();
        let limit = match limits.timeout < self.limits.timeout {
            true => format!("all that was left of {}", self.deadline()),
            false => ATTEMPT.to_owned(),
        };
        let text = failure.text(&place, limits, &limit, "no reply came, though the request may have arrived", &cause);
        let processed = if failure.may_have_been_sent() { Processed::Maybe } else { Processed::No };
        let mut inner = self.error(failure.kind(), processed, format!("{}: {text}", self.subject()));
        inner.source = source;
        inner.transient = failure.is_transient();
        inner.into()
    }

    /// The deadline that ends this call, in words.
    pub(crate) fn deadline(&self) -> String {
        match self.ends {
            Ends::Whole(time) => format!("{time:?}, the deadline of all requests together"),
            Ends::Until(time) => format!("{time:?}, the time before the end that was set for all requests together"),
            Ends::Own => format!("{:?}, the deadline of the call", self.retry.total()),
        }
    }

    /// The server URL with the name of each variable in place of its value, but with the real host.
    fn server(&self) -> String {
        let template = self.core.template();
        let Some((scheme, rest)) = template.split_once("://") else { return template.to_owned() };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        match self.request.uri().authority() {
            Some(real) if authority.contains('{') => {
                format!("{scheme}://{}{path}", self.redactor.text(real.as_str()))
            }
            _ => template.to_owned(),
        }
    }

    /// The cause, or its mere text if the chain repeats a secret.
    fn without_secrets(&self, cause: BoxError) -> BoxError {
        let text = chain(&*cause);
        if self.redactor.finds(&text) || self.redactor.finds(&format!("{cause:?}")) {
            Box::new(Redacted(self.redactor.text(&text).into_owned()))
        } else {
            cause
        }
    }

    #[cold]
    pub(crate) fn payload_missing(&self, response: &Response<Bytes>) -> Error {
        let place = self.spec.envelope.payload.unwrap_or("its place");
        let message = format!("the reply to {} reports success but has no payload at {place}", self.subject());
        let mut inner = self.error(ErrorKind::Decode, Processed::Yes, message);
        inner.status = Some(response.status());
        inner.path = self.spec.envelope.payload.map(|pointer| pointer.trim_start_matches('/').replace('/', "."));
        inner.into()
    }

    /// What a code means by the spec. The code is the vendor's, not what is shown of it.
    pub(crate) fn code(&self, status: StatusCode, code: Option<&str>) -> CodeMeaning {
        let (retryable, limit) = (&self.spec.retryable, self.spec.rate_limit);
        let named = |codes: &[&str]| code.is_some_and(|code| codes.contains(&code));
        let is_exceeded = limit.is_some_and(|limit| named(limit.exceeded));
        let (is_passing, is_final) = (named(retryable.codes), named(retryable.never));
        let is_unprocessed = named(self.spec.unprocessed.codes);
        CodeMeaning {
            is_known: is_exceeded || is_passing || is_final || is_unprocessed,
            is_quota: is_exceeded || (status == StatusCode::TOO_MANY_REQUESTS && !is_final),
            is_passing,
            is_final,
            is_unprocessed,
        }
    }
}
