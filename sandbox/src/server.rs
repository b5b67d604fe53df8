//! The way of a request: counters, faults, journal, vendor, and the specification for what no vendor has behaviour for.

use std::sync::Arc;

use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use axum::extract::{ConnectInfo, Request, State};
use axum::response::Response;
use serde_json::json;
use tokio::sync::watch;

use crate::contract::{LoadError, Operation, PathValues, Route};
use crate::counters::Tally;
use crate::fallback;
use crate::fault::{self, Faults, Scene};
use crate::http::{ReceivedRequest, Reply};
use crate::journal::Journal;
use crate::settings::Settings;
use crate::tokens::{self, Tokens};
use crate::vendors::{self, Call, Vendor};
use crate::wire::Wire;

/// Largest request body in bytes.
const MAX_BODY: usize = 64 << 20;

/// Everything behind the address.
pub(crate) struct App {
    pub(crate) journal: Journal,
    pub(crate) faults: Faults,
    pub(crate) tally: Tally,
    pub(crate) tokens: Arc<Tokens>,
    /// True once the sandbox ends.
    pub(crate) stop: watch::Sender<bool>,
    vendors: Vec<Box<dyn Vendor>>,
    fallback_rows: usize,
}

/// Where a request leads.
enum Addressee<'a> {
    Operation(&'a dyn Vendor, &'a Operation, PathValues),
    /// The path exists, for these methods only.
    OtherMethod(Vec<&'a str>),
    /// The OAuth server of REGOS.
    Tokens,
    Nowhere,
}

impl<'a> Addressee<'a> {
    fn operation(&self) -> Option<&'a Operation> {
        match self {
            Self::Operation(_, operation, _) => Some(operation),
            _ => None,
        }
    }

    fn operation_id(&self) -> Option<&'a str> {
        match self {
            Self::Tokens => Some(tokens::OPERATION),
            _ => self.operation().map(|operation| operation.id.as_str()),
        }
    }
}

impl App {
    pub(crate) fn new(settings: &Settings) -> Result<Self, LoadError> {
        let tokens = Arc::new(Tokens::new(settings.token_lifetime));
        Ok(Self::with(vendors::all(settings, &tokens)?, tokens, settings))
    }

    fn with(vendors: Vec<Box<dyn Vendor>>, tokens: Arc<Tokens>, settings: &Settings) -> Self {
        Self {
            journal: Journal::new(settings.journal),
            faults: Faults::default(),
            tally: Tally::default(),
            tokens,
            stop: watch::Sender::new(false),
            vendors,
            fallback_rows: settings.rows,
        }
    }

    /// Other vendors than the four.
    #[cfg(test)]
    pub(crate) fn of(vendors: Vec<Box<dyn Vendor>>, rows: usize) -> Self {
        let settings = Settings { rows, journal: 0, ..Settings::default() };
        Self::with(vendors, Arc::new(Tokens::new(settings.token_lifetime)), &settings)
    }

    pub(crate) fn service(self: Arc<Self>) -> IntoMakeServiceWithConnectInfo<Router, Wire> {
        Router::new().fallback(receive).with_state(self).into_make_service_with_connect_info()
    }

    #[cfg(test)]
    pub(crate) fn answer(&self, request: &ReceivedRequest) -> Reply {
        let place = self.locate(request.method(), request.path());
        self.process(&place, request).unwrap_or_else(|refusal| refusal)
    }

    fn locate(&self, method: &str, path: &str) -> Addressee<'_> {
        if path == tokens::PATH {
            return if method == "POST" { Addressee::Tokens } else { Addressee::OtherMethod(vec!["POST"]) };
        }
        let mut other_methods = Vec::new();
        for vendor in &self.vendors {
            match vendor.contract().route(method, path) {
                Route::Operation(operation, path) => return Addressee::Operation(vendor.as_ref(), operation, path),
                Route::OtherMethod(methods) => other_methods.extend(methods),
                Route::Unknown => {}
            }
        }
        if other_methods.is_empty() { Addressee::Nowhere } else { Addressee::OtherMethod(other_methods) }
    }

    /// The answer if the request was done, `Err` if it was refused.
    fn process(&self, place: &Addressee<'_>, request: &ReceivedRequest) -> Result<Reply, Reply> {
        let (vendor, operation, path) = match place {
            Addressee::Operation(vendor, operation, path) => (*vendor, *operation, path),
            Addressee::OtherMethod(methods) => {
                let reply = self.nothing_here(405, "The path exists for another HTTP method.", request);
                return Err(reply.header("allow", &methods.join(", ")));
            }
            Addressee::Tokens => {
                let reply = self.tokens.answer(request)?;
                self.tally.processed(Some(tokens::OPERATION));
                return Ok(reply);
            }
            Addressee::Nowhere => return Err(self.nothing_here(404, "There is nothing at this path.", request)),
        };
        let mut checked = operation.check(request, path);
        checked.violations.retain(|violation| !vendor.tolerates(violation));
        let call = Call { operation, request, path: path.clone(), query: checked.query, body: checked.body };
        vendor.admit(&call)?;
        if !checked.violations.is_empty() {
            return Err(vendor.refuse(&call, &checked.violations));
        }
        let reply = vendor.answer(&call).unwrap_or_else(|| {
            fallback::answer(&call, self.fallback_rows).map_err(|violation| vendor.refuse(&call, &[violation]))
        })?;
        self.tally.processed(Some(&operation.id));
        Ok(reply)
    }

    /// A body of no vendor's form, so that nobody takes it for one.
    fn nothing_here(&self, status: u16, error: &str, request: &ReceivedRequest) -> Reply {
        let path = request.path();
        // A server without variables masks nothing, so it does not count.
        let mut masked = self.vendors.iter().filter_map(|vendor| vendor.contract().mask(path));
        let shown = masked.find(|masked| masked != path);
        let mut exists: Vec<String> = self.vendors.iter().flat_map(|vendor| vendor.contract().list()).collect();
        exists.push(format!("POST {}", tokens::PATH));
        let body = json!({
            "error": error,
            "method": request.method(),
            "path": shown.as_deref().unwrap_or(path),
            "exists": exists,
        });
        Reply::json(status, &body)
    }
}

async fn receive(State(app): State<Arc<App>>, ConnectInfo(wire): ConnectInfo<Wire>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let place = app.locate(parts.method.as_str(), parts.uri.path());
    app.tally.received(place.operation_id());
    let fault = app.faults.take(parts.uri.path(), place.operation());
    if let Some(fault) = &fault {
        app.tally.faulted(place.operation_id());
        if fault.is_before_read() {
            wire.reset();
            return Response::default();
        }
    }
    let body = match axum::body::to_bytes(body, MAX_BODY).await {
        Ok(body) => body,
        Err(error) => {
            let reply = json!({"error": format!("The body cannot be read: {error}")});
            return Reply::json(413, &reply).into_response();
        }
    };
    let request = ReceivedRequest::new(parts, body);
    app.journal.record(request.clone());
    let process = || app.process(&place, &request);
    let Some(fault) = fault else {
        return process().unwrap_or_else(|refusal| refusal).into_response();
    };
    let over_quota = || match &place {
        Addressee::Operation(vendor, ..) => vendor.over_quota(&request),
        _ => vendors::too_many_requests(),
    };
    let scene = Scene {
        operation: place.operation(),
        body: request.body(),
        process: &process,
        over_quota: &over_quota,
        wire: &wire,
        stop: app.stop.subscribe(),
    };
    fault::apply(fault, scene).await
}
