//! The OAuth server of REGOS, which gives access tokens for client credentials.
//!
//! It has no OpenAPI document, because clients do not call it by themselves.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::credentials::{REGOS_CLIENT_ID, REGOS_CLIENT_SECRET, REGOS_TOKEN_PREFIX};
use crate::http::{ReceivedRequest, Reply};
use crate::seed::Seed;

/// Where tokens are asked for.
pub(crate) const PATH: &str = "/oauth/token";
/// How [`Counters`](crate::Counters) call it.
pub(crate) const OPERATION: &str = "oauth_token";

/// Tokens that were given and are still good.
pub(crate) struct Tokens(Mutex<Inner>);

struct Inner {
    lifetime: Duration,
    live: HashMap<String, Life>,
    issued: u64,
}

#[derive(Clone, Copy, Debug)]
enum Life {
    Until(Instant),
    Once,
}

impl Tokens {
    pub(crate) fn new(lifetime: Duration) -> Self {
        Self(Mutex::new(Inner { lifetime, live: HashMap::new(), issued: 0 }))
    }

    /// Answers a request for a token: `Ok` if one was given.
    pub(crate) fn answer(&self, request: &ReceivedRequest) -> Result<Reply, Reply> {
        let refused = |status, error: &str, description: &str| {
            Err(unkept(Reply::json(status, &json!({"error": error, "error_description": description}))))
        };
        let kind = request.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return refused(400, "invalid_request", "The body has to be a form (application/x-www-form-urlencoded).");
        }
        let form: Vec<_> = form_urlencoded::parse(request.body()).into_owned().collect();
        let mut asked = Vec::new();
        for name in ["grant_type", "client_id", "client_secret"] {
            let mut values = form.iter().filter(|(known, _)| known == name);
            match (values.next(), values.next()) {
                (Some((_, value)), None) => asked.push(value.as_str()),
                _ => return refused(400, "invalid_request", &format!("The form needs one {name}.")),
            }
        }
        match asked[..] {
            ["client_credentials", REGOS_CLIENT_ID, REGOS_CLIENT_SECRET] => Ok(self.issue()),
            ["client_credentials", ..] => {
                refused(401, "invalid_client", "The client is unknown, or its secret is wrong.")
            }
            _ => refused(400, "unsupported_grant_type", "The grant_type has to be client_credentials."),
        }
    }

    fn issue(&self) -> Reply {
        let mut inner = self.lock();
        inner.issued += 1;
        let token = format!("{REGOS_TOKEN_PREFIX}{}", Seed::of("tokens", inner.issued).uuid());
        let now = Instant::now();
        inner.live.retain(|_, life| !matches!(life, Life::Until(end) if *end <= now));
        let life = if inner.lifetime.is_zero() { Life::Once } else { Life::Until(now + inner.lifetime) };
        inner.live.insert(token.clone(), life);
        let seconds = inner.lifetime.as_secs();
        unkept(Reply::json(
            200,
            &json!({"access_token": token, "token_type": "Bearer", "expires_in": seconds, "scope": ""}),
        ))
    }

    /// Whether a request with this token is let in; one that lives for a single request is used up by it.
    pub(crate) fn admit(&self, token: &str) -> bool {
        let mut inner = self.lock();
        match inner.live.get(token).copied() {
            Some(Life::Until(end)) => Instant::now() < end,
            Some(Life::Once) => inner.live.remove(token).is_some(),
            None => false,
        }
    }

    pub(crate) fn revoke(&self) {
        self.lock().live.clear();
    }

    pub(crate) fn set_lifetime(&self, lifetime: Duration) {
        self.lock().lifetime = lifetime;
    }

    pub(crate) fn issued(&self) -> u64 {
        self.lock().issued
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unkept(reply: Reply) -> Reply {
    reply.header("cache-control", "no-store")
}
