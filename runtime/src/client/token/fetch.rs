//! Fetches a token: asks, and asks again where that may help.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use secrecy::ExposeSecret;
use tracing::{Instrument, Span};

use super::TokenServer;
use super::cache::{Fetched, Token};
use super::reply::{self, Grant};
use super::token_error::{Problem, TokenError};
use crate::client::channel::Channel;
use crate::error::{ErrorKind, chain};
use crate::net::clock::Clock;
use crate::net::failure::ATTEMPT;
use crate::net::{Limits, TransportError, trace};

/// Which limit the time of a fetch is.
const SHARE: &str = "the part of the call's deadline that a token may take";
/// The most bytes in a reply of a token server.
const MOST_BYTES: u64 = 64 << 10;
/// How long an expired token is still kept from showing: calls that sent it may be under way.
const LINGERING: Duration = Duration::from_secs(15 * 60);

/// One fetch, by the policy of the client. Fetching twice is harmless.
pub(super) struct Fetch {
    pub(super) channel: Channel,
    pub(super) server: Arc<TokenServer>,
    /// Its own: it stands still only while none of the calls that wait for it is polled.
    pub(super) clock: Arc<Clock>,
    /// The most time that it takes.
    pub(super) most: Duration,
}

impl Fetch {
    /// Fetches, and puts the token into the cache as that of the fetch of this `number`.
    pub(super) async fn run(self, number: u64, parent: Span) -> Fetched {
        let outcome = self.clock.run(pin!(self.ask_again(&parent))).await;
        self.server.cache.landed(number, &outcome);
        outcome
    }

    async fn ask_again(&self, parent: &Span) -> Fetched {
        let Self { channel, most, clock, .. } = self;
        let mut delays = channel.retry.delays();
        let mut made = 0;
        loop {
            let mut limits = channel.limits;
            limits.timeout = limits.timeout.min(most.saturating_sub(clock.elapsed()));
            limits.max_response_bytes = limits.max_response_bytes.min(MOST_BYTES);
            if limits.timeout.is_zero() {
                let problem = Problem::new(ErrorKind::Timeout, format!("no time to fetch it within {most:?}, {SHARE}"));
                return Err(TokenError::new(problem, made));
            }
            let asked = channel.transport.now();
            let answer = self.ask(limits, &self.server.span(channel, parent, made)).await;
            made += 1;
            let problem = match answer {
                Ok(grant) => return Ok(self.keep(&grant, asked)),
                Err(problem) => problem,
            };
            let wait = delays.next().max(problem.retry_after.unwrap_or_default());
            let in_time = wait < most.saturating_sub(clock.elapsed());
            if !problem.passing || made >= channel.retry.most_attempts() || !in_time {
                return Err(TokenError::new(problem, made));
            }
            clock.sleep(wait).await;
        }
    }

    /// One request.
    async fn ask(&self, limits: Limits, span: &Span) -> Result<Grant, Box<Problem>> {
        let (channel, server) = (&self.channel, &self.server);
        let sent = channel.transport.send(server.request(channel), limits).instrument(span.clone()).await;
        let read = match sent.and_then(|response| limits.admit(response)) {
            Ok(response) => {
                span.record("http.response.status_code", response.status().as_u16());
                reply::read(&response, server.setter, &channel.redactor)
            }
            Err(error) => Err(self.unsent(error, limits)),
        };
        read.inspect_err(|problem| trace::failed_as(span, problem.status, problem.kind, problem.rate_limited))
    }

    /// The token, which from now on is a secret of the client.
    fn keep(&self, grant: &Grant, asked: Instant) -> Arc<Token> {
        let token = Token::new(grant, asked);
        let now = self.channel.transport.now();
        let until = token.expires.unwrap_or(now) + LINGERING;
        self.channel.redactor.issued(grant.token.expose_secret(), now, until);
        Arc::new(token)
    }

    /// What the transport has to say.
    fn unsent(&self, error: TransportError, limits: Limits) -> Box<Problem> {
        let place = format!("POST {}{}", self.server.shown, error.shown_proxy());
        let (failure, cause) = error.into_parts();
        let limit = if limits.timeout < self.channel.limits.timeout { SHARE } else { ATTEMPT };
        let cause = cause.map(|cause| self.channel.redactor.text(&chain(&*cause)).into_owned());
        let text = failure.text(&place, limits, limit, "no reply came", cause.as_deref().unwrap_or_default());
        let mut problem = Problem::new(failure.kind(), text);
        problem.passing = failure.is_transient();
        problem.cause = cause;
        problem
    }
}
