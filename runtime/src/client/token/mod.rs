//! Access tokens that a client fetches itself, with OAuth client credentials.
//!
//! [`cache`] keeps the present token and sees to it that one call fetches for all, [`shared_fetch`] is the fetch that they share,
//! [`fetch`] is what it does, [`reply`] reads what the token server says.
//!
//! The fetch belongs to none of the calls: whichever of them is polled drives it. So a call that is dropped, or a page ahead that nobody
//! polls, holds up no other. It ends with the last of them. A call whose deadline is before the end of the fetch begins another, and
//! so does one in another runtime, because a socket stands still where its runtime does.

mod cache;
mod fetch;
mod reply;
mod shared_fetch;
mod token_error;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue, USER_AGENT};
use secrecy::{ExposeSecret, SecretString};
use tracing::Span;

use super::channel::Channel;
use crate::descriptors::VendorSpec;
use crate::net::clock::Clock;
use crate::net::encode::percent_encode;
#[cfg(feature = "mock")]
use crate::net::mock::Origin;
use crate::net::trace::request_span;
pub(crate) use cache::Token;
use cache::{Cache, Joined};
use fetch::Fetch;
pub(crate) use token_error::TokenError;

/// Where a client gets its tokens from, and the one that it has.
pub(crate) struct TokenServer {
    /// The builder method to name when the credentials are refused.
    pub(crate) setter: &'static str,
    #[cfg_attr(not(feature = "mock"), expect(dead_code, reason = "only a mock shows requests"))]
    vendor: &'static VendorSpec,
    /// The address for display: nothing that the user put into its path.
    pub(crate) shown: String,
    /// The path for display.
    pub(crate) template: &'static str,
    address: http::Uri,
    user_agent: Option<HeaderValue>,
    /// The body of the request.
    form: SecretString,
    cache: Cache,
}

/// What a client is told about its token server.
pub(crate) struct Settings<'s> {
    pub(crate) vendor: &'static VendorSpec,
    pub(crate) setter: &'static str,
    pub(crate) shown: String,
    pub(crate) template: &'static str,
    pub(crate) address: http::Uri,
    pub(crate) user_agent: Option<HeaderValue>,
    pub(crate) client_id: &'s str,
    pub(crate) client_secret: &'s str,
}

impl TokenServer {
    pub(crate) fn new(settings: Settings<'_>) -> Self {
        let Settings { vendor, setter, shown, template, address, user_agent, client_id, client_secret } = settings;
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}",
            percent_encode(client_id),
            percent_encode(client_secret)
        );
        Self { setter, vendor, shown, template, address, user_agent, form: form.into(), cache: Cache::default() }
    }

    /// The span of a request for a token; `resent` counts those before it.
    fn span(&self, channel: &Channel, parent: &Span, resent: u32) -> Span {
        request_span!("nomenclature.token", parent, "POST", self.template, channel.redactor, &self.address, resent)
    }

    #[cfg_attr(not(feature = "mock"), expect(unused_variables, reason = "only a mock shows requests"))]
    fn request(&self, channel: &Channel) -> Request<Bytes> {
        let mut request = Request::new(Bytes::copy_from_slice(self.form.expose_secret().as_bytes()));
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = self.address.clone();
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        if let Some(user_agent) = &self.user_agent {
            headers.insert(USER_AGENT, user_agent.clone());
        }
        #[cfg(feature = "mock")]
        {
            let form = self.form.expose_secret();
            let shown = form.rsplit_once('=').map_or("", |(shown, _secret)| shown);
            let form = format!("{shown}={}", crate::error::redact::MASK);
            request.extensions_mut().insert(Origin::token(self.vendor, self.template, form, &channel.redactor));
        }
        request
    }

    /// The present token, or one that is fetched within `time`. A `refused` one is not given again; one that could not be renewed
    /// is, as long as it lives.
    pub(crate) async fn token(
        self: &Arc<Self>,
        channel: &Channel,
        refused: Option<&Arc<Token>>,
        time: Duration,
        span: &Span,
    ) -> Result<Arc<Token>, TokenError> {
        loop {
            let now = || channel.transport.now();
            // A fetch that took all the time would leave none for the call itself, and calls that begin later can join it.
            let most = time / 4 * 3;
            let begin = |number| {
                let clock = Clock::start(&channel.transport);
                let fetch =
                    Fetch { channel: channel.clone(), server: Arc::clone(self), clock: Arc::clone(&clock), most };
                (clock, fetch.run(number, span.clone()))
            };
            match self.cache.place(now, time, most, refused, begin) {
                Joined::Has(token) => return Ok(token),
                Joined::Waits(fetch) => {
                    // It ends with nothing only if it panicked while another drove it.
                    let Some(outcome) = fetch.await else { continue };
                    return outcome.or_else(|error| {
                        let present = if error.may_pass() { self.cache.unrenewed(now(), refused) } else { None };
                        present.ok_or(error)
                    });
                }
            }
        }
    }
}
