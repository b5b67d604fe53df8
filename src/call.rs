//! One exchange: send the request, read the reply.

use bytes::Bytes;
use http::{Response, StatusCode};

use crate::client::Call;
use crate::error::{BoxError, Error, ErrorKind, Inner, Processed, Redacted, chain};
use crate::operation::Operation;
use crate::reply::{Incoming, ReplyBody};
use crate::transport::{Limits, TransportError};

impl Call {
    /// Sends the request once.
    pub(crate) async fn exchange(&self, limits: Limits) -> Result<Response<Bytes>, Error> {
        let sent = self.core.transport().send(self.request.clone(), limits).await;
        match sent {
            Ok(response) if response.body().len() as u64 > limits.max_response_bytes => {
                Err(self.transport_error(TransportError::too_large(), limits))
            }
            Ok(response) => Ok(response),
            Err(error) => Err(self.transport_error(error, limits)),
        }
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

    fn transport_error(&self, error: TransportError, limits: Limits) -> Error {
        let subject = self.subject();
        let place = format!("{} {}{}", self.spec.method, self.core.template(), self.spec.path);
        let (timeout, too_large, sent) = (error.is_timeout(), error.is_too_large(), error.may_have_been_sent());
        let source = error.into_cause().map(|cause| self.without_secrets(cause));
        let cause = source.as_deref().map(|cause| chain(cause)).unwrap_or_default();
        let message = match (timeout, too_large, sent) {
            (true, _, false) => format!("{subject}: no connection in time ({place})"),
            (true, _, true) => format!("{subject}: no reply within {:?} ({place})", limits.timeout),
            (_, true, _) => {
                format!("{subject}: the reply is larger than {} bytes ({place})", limits.max_response_bytes)
            }
            (_, _, false) => format!("{subject}: the request could not be sent ({place}): {cause}"),
            (_, _, true) => format!("{subject}: no reply came, though the request may have arrived ({place}): {cause}"),
        };
        let kind = if timeout { ErrorKind::Timeout } else { ErrorKind::Transport };
        let processed = if sent { Processed::Maybe } else { Processed::No };
        let mut inner = self.error(kind, processed, message);
        inner.source = source;
        inner.transient = !too_large;
        inner.into()
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
    fn payload_missing(&self, response: &Response<Bytes>) -> Error {
        let place = self.spec.envelope.payload.unwrap_or("its place");
        let message = format!("the reply to {} reports success but has no payload at {place}", self.subject());
        let mut inner = self.error(ErrorKind::Decode, Processed::Yes, message);
        inner.status = Some(response.status());
        inner.path = self.spec.envelope.payload.map(|pointer| pointer.trim_start_matches('/').replace('/', "."));
        inner.into()
    }

    /// Whether a code or status says that there were too many requests.
    pub(crate) fn is_quota(&self, status: StatusCode, code: Option<&str>) -> bool {
        let named = |codes: &[&str]| code.is_some_and(|code| codes.contains(&code));
        let exceeded = self.spec.rate_limit.is_some_and(|limit| named(limit.exceeded));
        exceeded || (status == StatusCode::TOO_MANY_REQUESTS && !named(self.spec.retryable.never))
    }
}
