//! The attempts of one call: wait for the quota, send, read, and decide whether to try again.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};
use tracing::{Instrument, Span};

use super::repeatable::may_repeat;
use crate::call::Call;
use crate::call::trace;
use crate::client::quota::{Admission, Limiter, Queued};
use crate::client::retry::Delays;
use crate::client::token::Token;
use crate::error::{Error, ErrorKind, Processed};
use crate::net::clock::Clock;
use crate::net::retry_after::retry_after;

impl Call {
    /// Sends the request until a reply can be read or trying again is pointless.
    // Compiled once an operation, so all that does not depend on what is read stands in `Attempts`.
    pub(crate) async fn run<T>(
        &self,
        read: impl Fn(&Self, &Response<Bytes>) -> Result<T, Error>,
    ) -> Result<(T, Response<Bytes>), Error> {
        let clock = Clock::start(self.core.transport());
        let mut attempts = Attempts::new(self, &clock);
        let outcome = pin!(async {
            loop {
                let error = match attempts.authorized().await? {
                    Ok(response) => match read(self, &response) {
                        Ok(value) => return Ok((value, response)),
                        Err(error) => error.asking_to_wait(retry_after(response.headers())),
                    },
                    Err(error) => error,
                };
                attempts.recover(error).await?;
            }
        });
        clock.run(outcome).await
    }
}

/// What was tried so far.
struct Attempts<'c> {
    call: &'c Call,
    clock: &'c Clock,
    limiter: Option<Arc<Limiter>>,
    delays: Option<Delays>,
    made: u32,
    /// Whether it was said that the call waits for its quota.
    queued: bool,
    /// Whether an attempt was made again because its token was refused.
    renewed: bool,
    /// Why the last attempt failed.
    last: Option<Error>,
    /// Whether an earlier attempt may have been processed.
    maybe_processed: bool,
    span: Span,
    attempt: Span,
}

impl<'c> Attempts<'c> {
    fn new(call: &'c Call, clock: &'c Clock) -> Self {
        Self {
            call,
            clock,
            limiter: call.core.limiter(call.spec),
            delays: None,
            made: 0,
            queued: false,
            renewed: false,
            last: None,
            maybe_processed: false,
            span: trace::call(call),
            attempt: Span::none(),
        }
    }

    /// Makes one attempt, and once in a call a second one at once, if a token of ours was refused: what is refused so was
    /// certainly not processed. The outer error ends the call: there is no token, or no time for the attempt.
    async fn authorized(&mut self) -> Result<Result<Response<Bytes>, Error>, Error> {
        // Most clients fetch none.
        let token = if self.call.core.token_server().is_some() { self.token(None).await? } else { None };
        let outcome = self.exchange(token.as_deref()).await?;
        let refused = outcome.as_ref().is_ok_and(|response| response.status() == StatusCode::UNAUTHORIZED);
        if !refused || token.is_none() || self.renewed {
            return Ok(outcome);
        }
        self.renewed = true;
        self.attempt.record("error.type", StatusCode::UNAUTHORIZED.as_u16());
        let newer = self.token(token.as_ref()).await?;
        // Where there is no time for it, the refusal is how the call ends.
        self.exchange(newer.as_deref()).await.or(Ok(outcome))
    }

    /// The token for an attempt, if the client fetches tokens.
    async fn token(&mut self, refused: Option<&Arc<Token>>) -> Result<Option<Arc<Token>>, Error> {
        self.call.token(refused, self.left(), &self.span).await.map_err(|error| {
            self.last = Some(error);
            self.give_up()
        })
    }

    /// Makes one attempt. The outer error ends the call: there is no time for the attempt.
    async fn exchange(&mut self, token: Option<&Token>) -> Result<Result<Response<Bytes>, Error>, Error> {
        let admission = self.admit().await?;
        let call = self.call;
        let mut limits = call.limits;
        limits.timeout = limits.timeout.min(self.left());
        self.attempt = trace::attempt(call, &self.span, self.made);
        self.made += 1;
        let outcome = loop {
            let begun = self.clock.mark();
            let sent = self.attempt.in_scope(|| call.send(token, limits)).instrument(self.attempt.clone()).await;
            let outcome = call.received(sent, limits);
            // A transport may time its connections by a clock that does not stand still. Such a one was not tried for long.
            let unconnected =
                outcome.as_ref().is_err_and(|error| error.is_timeout() && error.processed() == Processed::No);
            if !unconnected || !self.clock.mostly_stood_still(begun) {
                break outcome;
            }
            limits.timeout = limits.timeout.min(self.left());
            if limits.timeout.is_zero() {
                break outcome;
            }
        };
        drop(admission);
        if let Ok(response) = &outcome {
            self.attempt.record("http.response.status_code", response.status().as_u16());
        }
        Ok(outcome)
    }

    /// Waits until the quota, if there is one, has room.
    async fn admit(&mut self) -> Result<Option<Admission>, Error> {
        if self.left().is_zero() {
            return Err(self.give_up());
        }
        let Some(limiter) = self.limiter.clone() else { return Ok(None) };
        let mut own = match limiter.admit() {
            Ok(admission) => return Ok(Some(admission)),
            Err(wait) => wait,
        };
        let place = limiter.queue();
        let mut others = place.others();
        let begun = self.clock.elapsed();
        if !std::mem::replace(&mut self.queued, true) {
            trace::waits_for_quota(&self.span, own.saturating_add(others), place.waiting());
        }
        loop {
            // Those ahead may never come. So their time is waited out only as far as time remains to ask again, and the call
            // ends at once only where the bucket alone has no room in time.
            let wait = own.saturating_add(others).min(self.left() / 2).max(own);
            others = others.saturating_sub(wait);
            if wait >= self.left() {
                return Err(self.out_of_quota(&limiter, &place, self.clock.elapsed().saturating_sub(begun)));
            }
            self.clock.sleep(wait).await;
            own = match limiter.admit() {
                Ok(admission) => return Ok(Some(admission)),
                Err(longer) => longer,
            };
        }
    }

    /// Waits for the next attempt, or gives the error that ends the call.
    async fn recover(&mut self, error: Error) -> Result<(), Error> {
        trace::attempt_failed(&self.attempt, &error);
        self.attempt = Span::none();
        if let (true, Some(limiter)) = (error.is_rate_limited(), &self.limiter) {
            limiter.drain();
        }
        let policy = &self.call.retry;
        let counted = self.made - u32::from(self.renewed);
        let again = counted < policy.most_attempts() && may_repeat(self.call.spec, &error);
        let asked = error.retry_after().unwrap_or_default();
        self.maybe_processed |= error.processed() != Processed::No;
        self.last = Some(error);
        if !again {
            return Err(self.give_up());
        }
        let wait = self.delays.get_or_insert_with(|| policy.delays()).next().max(asked);
        if wait >= self.left() {
            return Err(self.out_of_time(asked));
        }
        self.clock.sleep(wait).await;
        Ok(())
    }

    /// The error of a call that would be tried again if there were time.
    #[cold]
    fn out_of_time(&mut self, asked: Duration) -> Error {
        let deadline = self.call.deadline();
        let why = match asked >= self.left() && !asked.is_zero() {
            true => format!("it asks to wait {asked:?}, for which there is no room in {deadline}"),
            false => format!("there is no room for another attempt in {deadline}"),
        };
        if let Some(last) = &mut self.last {
            last.explain(&why);
        }
        self.give_up()
    }

    /// The error of a call that the client's own quota lets go too late.
    #[cold]
    fn out_of_quota(&mut self, limiter: &Limiter, place: &Queued<'_>, waited: Duration) -> Error {
        let waited = Duration::from_millis(u64::try_from(waited.as_millis()).unwrap_or(u64::MAX));
        let (limit, waiting) = (limiter.limit(), place.waiting());
        let others = if waiting == 1 { "1 call is".to_owned() } else { format!("{waiting} calls are") };
        let why = format!("waited {waited:?} for the client's own quota of {limit}; {others} waiting for it");
        let mut error = self.last.take().unwrap_or_else(|| self.no_time());
        error.explain(&why);
        self.last = Some(error);
        self.give_up()
    }

    fn left(&self) -> Duration {
        self.call.retry.total().saturating_sub(self.clock.elapsed())
    }

    /// The error for a call that was never sent.
    #[cold]
    fn no_time(&self) -> Error {
        let message = format!("{}: no time to send it within {}", self.call.subject(), self.call.deadline());
        self.call.error(ErrorKind::Timeout, Processed::No, message).into()
    }

    /// The error of the call.
    #[cold]
    fn give_up(&mut self) -> Error {
        let error = self.last.take().unwrap_or_else(|| self.no_time());
        let error = error.after(self.made, self.maybe_processed);
        trace::call_failed(&self.span, &error);
        error
    }
}
