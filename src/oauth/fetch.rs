//! Fetches a token: asks, and asks again where that may help.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use secrecy::ExposeSecret;
use tracing::{Instrument, Span};

use super::TokenServer;
use super::cache::{Fetched, Token};
use super::reply::{self, Grant};
use super::trouble::{Problem, Trouble};
use crate::client::Core;
use crate::clock::Clock;
use crate::error::{ErrorKind, chain};
use crate::trace;
use crate::transport::failure::ATTEMPT;
use crate::transport::{Limits, TransportError};

/// Which limit the time of a fetch is.
const SHARE: &str = "the part of the call's deadline that a token may take";
/// The most bytes in a reply of a token server.
const MOST_BYTES: u64 = 64 << 10;
/// How long an expired token is still kept from showing: calls that sent it may be under way.
const LINGERING: Duration = Duration::from_secs(15 * 60);

/// The fetch of this `number`, which takes `most` at most, by the policy of the client. Fetching twice is harmless.
// Its clock is its own: it stands still only while none of the calls that wait for it is polled.
pub(super) async fn fetch(core: Core, clock: Arc<Clock>, number: u64, most: Duration, parent: Span) -> Fetched {
    let Some(server) = core.token_server() else {
        return Err(Trouble::new(out_of_time(most), 0));
    };
    let outcome = clock.run(pin!(ask_again(&core, server, most, &clock, &parent))).await;
    server.cache.landed(number, &outcome);
    outcome
}

async fn ask_again(core: &Core, server: &TokenServer, most: Duration, clock: &Clock, parent: &Span) -> Fetched {
    let policy = core.retry();
    let mut delays = policy.delays();
    let mut made = 0;
    loop {
        let mut limits = core.limits();
        limits.timeout = limits.timeout.min(most.saturating_sub(clock.elapsed()));
        limits.max_response_bytes = limits.max_response_bytes.min(MOST_BYTES);
        if limits.timeout.is_zero() {
            return Err(Trouble::new(out_of_time(most), made));
        }
        let asked = core.transport().now();
        let answer = ask(core, server, limits, &trace::token(core, server, parent, made)).await;
        made += 1;
        let problem = match answer {
            Ok(grant) => return Ok(keep(core, &grant, asked)),
            Err(problem) => problem,
        };
        let wait = delays.next().max(problem.retry_after.unwrap_or_default());
        if !problem.passing || made >= policy.most_attempts() || wait >= most.saturating_sub(clock.elapsed()) {
            return Err(Trouble::new(problem, made));
        }
        clock.sleep(wait).await;
    }
}

/// One request.
async fn ask(core: &Core, server: &TokenServer, limits: Limits, span: &Span) -> Result<Grant, Box<Problem>> {
    let sent = core.transport().send(server.request(core), limits).instrument(span.clone()).await;
    let read = match sent.and_then(|response| limits.admit(response)) {
        Ok(response) => {
            span.record("http.response.status_code", response.status().as_u16());
            reply::read(&response, server.setter, core.redactor())
        }
        Err(error) => Err(unsent(core, server, error, limits)),
    };
    read.inspect_err(|problem| trace::failed_as(span, problem.status, problem.kind, problem.rate_limited))
}

/// The token, which from now on is a secret of the client.
fn keep(core: &Core, grant: &Grant, asked: Instant) -> Arc<Token> {
    let token = Token::new(grant, asked);
    let now = core.transport().now();
    core.redactor().issued(grant.token.expose_secret(), now, token.expires.unwrap_or(now) + LINGERING);
    Arc::new(token)
}

fn out_of_time(most: Duration) -> Box<Problem> {
    Problem::new(ErrorKind::Timeout, format!("no time to fetch it within {most:?}, {SHARE}"))
}

/// What the transport has to say.
fn unsent(core: &Core, server: &TokenServer, error: TransportError, limits: Limits) -> Box<Problem> {
    let place = format!("POST {}{}", server.shown, error.shown_proxy());
    let (failure, cause) = error.into_parts();
    let cause = cause.map(|cause| core.redactor().text(&chain(&*cause)).into_owned());
    let limit = if limits.timeout < core.limits().timeout { SHARE } else { ATTEMPT };
    let text = failure.text(&place, limits, limit, "no reply came", cause.as_deref().unwrap_or_default());
    let mut problem = Problem::new(failure.kind(), text);
    problem.passing = failure.is_transient();
    problem.cause = cause;
    problem
}
