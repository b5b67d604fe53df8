//! The behaviour that is written by hand, one module a vendor.

mod life_pos;
mod quince;
mod regos;
mod zegoal;

use std::sync::Arc;

use crate::contract::{Contract, LoadError, Operation, PathValues, Source, Violation};
use crate::http::{ReceivedRequest, Reply};
use crate::json::Json;
use crate::settings::Settings;
use crate::tokens::Tokens;

/// One vendor behind the address.
pub(crate) trait Vendor: Send + Sync {
    /// What the vendor's bundle says.
    fn contract(&self) -> &Contract;

    /// Checks credentials and quota, before anything else about the request counts.
    fn admit(&self, call: &Call<'_>) -> Result<(), Reply>;

    /// Whether the vendor takes a request in spite of this.
    fn tolerates(&self, _: &Violation) -> bool {
        false
    }

    /// Answers a request that breaks the contract; `violations` holds at least one.
    fn refuse(&self, call: &Call<'_>, violations: &[Violation]) -> Reply;

    /// Answers a request that keeps the contract: `Ok` if it was done, `Err` if it was refused and nothing changed. `None`
    /// for an operation without behaviour of its own.
    fn answer(&self, call: &Call<'_>) -> Option<Result<Reply, Reply>>;

    /// What a caller reads who asks too often.
    fn over_quota(&self, _: &ReceivedRequest) -> Reply {
        too_many_requests()
    }
}

/// A request that has found its operation.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) request: &'a ReceivedRequest,
    pub(crate) path: PathValues,
    /// Decoded query parameters in the order received.
    pub(crate) query: Vec<(String, String)>,
    /// The body, if there is one and it is JSON.
    pub(crate) body: Option<Json>,
}

impl Call<'_> {
    /// A variable of the path.
    pub(crate) fn path_value(&self, name: &str) -> &str {
        self.path.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// A query parameter; of several values, the first.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        self.query_values(name).next()
    }

    /// Every value of a query parameter.
    pub(crate) fn query_values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.query.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A member of the body; null counts as absent.
    pub(crate) fn member(&self, key: &str) -> Option<&Json> {
        self.body.as_ref().and_then(|body| body.get(key)).filter(|value| !value.is_null())
    }

    /// A paging value of the request.
    pub(crate) fn paging_value(&self, source: &Source) -> Option<Json> {
        match source {
            Source::Body(pointer) => self.body.as_ref()?.pointer(pointer).cloned(),
            Source::Query(name) => self.query_value(name).map(Json::from),
        }
    }

    /// What stands behind a scheme such as `Bearer` in the header `Authorization`; `None` if the scheme is another.
    pub(crate) fn authorization(&self, scheme: &str) -> Option<&str> {
        let (given, rest) = self.request.header("authorization")?.split_once(' ')?;
        given.eq_ignore_ascii_case(scheme).then(|| rest.trim())
    }
}

/// The refusal of a caller who asks too often where no form of it is documented.
pub(crate) fn too_many_requests() -> Reply {
    Reply::text(429, "Too many requests.")
}

/// Every vendor.
pub(crate) fn all(settings: &Settings, tokens: &Arc<Tokens>) -> Result<Vec<Box<dyn Vendor>>, LoadError> {
    Ok(vec![
        Box::new(life_pos::LifePos::new(settings)?),
        Box::new(quince::Quince::new(settings)?),
        Box::new(zegoal::Zegoal::new()?),
        Box::new(regos::Regos::new(settings, Arc::clone(tokens))?),
    ])
}
