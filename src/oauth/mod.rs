//! Access tokens that a client fetches itself, with OAuth client credentials.
//!
//! [`cache`] keeps the present token and sees to it that one call fetches for all, [`flight`] is the fetch that they share,
//! [`fetch`] is what it does, [`reply`] reads what the token server says.

mod cache;
mod fetch;
mod flight;
mod reply;
mod trouble;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use secrecy::{ExposeSecret, SecretString};
use tracing::Span;

use crate::client::{Call, Core};
use crate::clock::Clock;
use crate::encode::percent_encode;
use crate::error::Error;
#[cfg(feature = "mock")]
use crate::mock::Origin;
pub(crate) use cache::Token;
use cache::{Cache, Place};

/// Where a client gets its tokens from, and the one that it has.
pub(crate) struct TokenServer {
    /// The builder method to name when the credentials are refused.
    pub(crate) setter: &'static str,
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
        let Settings { setter, shown, template, address, user_agent, client_id, client_secret } = settings;
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}",
            percent_encode(client_id),
            percent_encode(client_secret)
        );
        Self { setter, shown, template, address, user_agent, form: form.into(), cache: Cache::default() }
    }

    pub(crate) fn address(&self) -> &http::Uri {
        &self.address
    }

    #[cfg_attr(not(feature = "mock"), expect(unused_variables, reason = "only a mock shows requests"))]
    fn request(&self, core: &Core) -> Request<Bytes> {
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
            let form = format!("{shown}={}", crate::redact::MASK);
            request.extensions_mut().insert(Origin::token(core.vendor(), self.template, form, core.redactor()));
        }
        request
    }
}

impl Call {
    /// Whether the operation takes tokens, and the options of the call bring no other credential in their place.
    fn goes_with_token(&self) -> bool {
        self.takes_token && !self.request.headers().contains_key(AUTHORIZATION)
    }

    /// The token for the next attempt, if the client fetches tokens and the call has no authorization of its own: the present
    /// one, or one that is fetched within `time`. A `refused` one is not given again; one that could not be renewed is, as long
    /// as it lives.
    pub(crate) async fn token(
        &self,
        refused: Option<&Arc<Token>>,
        time: Duration,
        span: &Span,
    ) -> Result<Option<Arc<Token>>, Error> {
        let core = &self.core;
        let Some(server) = core.token_server().filter(|_| self.goes_with_token()) else {
            return Ok(None);
        };
        loop {
            let now = || core.transport().now();
            // A fetch that took all the time would leave none for the call itself, and calls that begin later can join it.
            let most = time / 4 * 3;
            let begin = |number| {
                let clock = Clock::start(core);
                (Arc::clone(&clock), fetch::fetch(core.clone(), clock, number, most, span.clone()))
            };
            match server.cache.place(now, time, most, refused, begin) {
                Place::Has(token) => return Ok(Some(token)),
                Place::Waits(fetch) => {
                    // It ends with nothing only if it panicked while another drove it.
                    let Some(outcome) = fetch.await else { continue };
                    let token = outcome.or_else(|trouble| {
                        let present = if trouble.may_pass() { server.cache.unrenewed(now(), refused) } else { None };
                        present.ok_or_else(|| trouble.of_call(self))
                    });
                    return token.map(Some);
                }
            }
        }
    }
}
