//! One call: its request, and what becomes of it.
//!
//! An [`operation`] writes its [`request`], the [`retry_loop`] makes attempts, each an [`exchange`]; what came is read by
//! [`decode`], or as a [`failure`]. A [`batch`] makes several calls of one.

pub(crate) mod batch;
pub(crate) mod deadline;
pub(crate) mod decode;
pub(crate) mod exchange;
pub(crate) mod failure;
pub(crate) mod operation;
pub(crate) mod repeatable;
pub(crate) mod request;
pub(crate) mod retry_loop;
pub(crate) mod token;
pub(crate) mod trace;

use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use secrecy::ExposeSecret;

use self::deadline::Ends;
use crate::client::core::Core;
use crate::client::options::Context;
use crate::client::retry::RetryPolicy;
use crate::descriptors::OperationSpec;
use crate::error::redact::Redactor;
use crate::net::Limits;

/// One request, ready to be sent as often as needed.
pub(crate) struct Call {
    pub(crate) core: Core,
    pub(crate) spec: &'static OperationSpec,
    pub(crate) request: Request<Bytes>,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) ends: Ends,
    pub(crate) redactor: Arc<Redactor>,
    /// Whether it goes with a token, if the client fetches tokens.
    pub(crate) takes_token: bool,
}

impl Call {
    pub(crate) fn new(context: &Context, spec: &'static OperationSpec, request: Request<Bytes>) -> Self {
        let (core, options) = (context.core(), context.options());
        let mut limits = core.limits();
        limits.timeout = options.timeout.unwrap_or(limits.timeout);
        let mut retry = options.retry.unwrap_or(core.retry());
        if let Some(deadline) = options.deadline {
            retry = retry.deadline(deadline);
        }
        let mut redactor = Arc::clone(core.redactor());
        for secret in &options.secrets {
            Arc::make_mut(&mut redactor).add_for_call(secret.expose_secret().trim());
        }
        #[cfg(feature = "mock")]
        let request = {
            let mut request = request;
            let origin = crate::net::mock::Origin::operation(spec, core.base().len(), &redactor);
            request.extensions_mut().insert(origin);
            request
        };
        let ends = Ends::Own;
        let mut call = Self { core: core.clone(), spec, request, limits, retry, ends, redactor, takes_token: true };
        if let Some(whole) = options.whole_deadline {
            call.end_within(whole, Ends::Whole(whole));
        }
        if let Some(end) = options.until {
            let left = end.saturating_duration_since(core.transport().now());
            call.end_within(left, Ends::Until(left));
        }
        call
    }
}
