//! The way of a request: journal, script, vendor, and the specification for what no vendor has behaviour for.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use serde_json::json;

use crate::contract::{LoadError, Route, Violation};
use crate::fallback;
use crate::http::{ReceivedRequest, Reply};
use crate::journal::Journal;
use crate::script::Script;
use crate::settings::Settings;
use crate::vendors::{self, Call, Vendor};

/// Largest request body in bytes.
const MAX_BODY: usize = 64 << 20;

/// Everything behind the address.
pub(crate) struct App {
    pub(crate) journal: Journal,
    pub(crate) script: Script,
    vendors: Vec<Box<dyn Vendor>>,
    fallback_rows: usize,
}

impl App {
    pub(crate) fn new(settings: &Settings) -> Result<Self, LoadError> {
        Ok(Self {
            journal: Journal::new(settings.journal),
            script: Script::default(),
            vendors: vendors::all(settings)?,
            fallback_rows: settings.rows,
        })
    }

    /// Other vendors than the four.
    #[cfg(test)]
    pub(crate) fn of(vendors: Vec<Box<dyn Vendor>>, rows: usize) -> Self {
        Self { journal: Journal::new(0), script: Script::default(), vendors, fallback_rows: rows }
    }

    pub(crate) fn router(self: Arc<Self>) -> Router {
        Router::new().fallback(receive).with_state(self)
    }

    pub(crate) fn answer(&self, request: &ReceivedRequest) -> Reply {
        let mut other_methods = Vec::new();
        for vendor in &self.vendors {
            match vendor.contract().route(request.method(), request.path()) {
                Route::Operation(operation, path) => {
                    let mut checked = operation.check(request, &path);
                    checked.violations.retain(|violation| !vendor.tolerates(violation));
                    let call = Call { operation, request, path, query: checked.query, body: checked.body };
                    return self.process(vendor.as_ref(), &call, &checked.violations);
                }
                Route::OtherMethod(methods) => other_methods.extend(methods),
                Route::Unknown => {}
            }
        }
        if other_methods.is_empty() {
            return self.nothing_here(404, "There is nothing at this path.", request);
        }
        let reply = self.nothing_here(405, "The path exists for another HTTP method.", request);
        reply.header("allow", &other_methods.join(", "))
    }

    fn process(&self, vendor: &dyn Vendor, call: &Call<'_>, violations: &[Violation]) -> Reply {
        if let Err(refusal) = vendor.admit(call) {
            return refusal;
        }
        if !violations.is_empty() {
            return vendor.refuse(call, violations);
        }
        vendor.answer(call).unwrap_or_else(|| {
            fallback::answer(call, self.fallback_rows).unwrap_or_else(|violation| vendor.refuse(call, &[violation]))
        })
    }

    /// A body of no vendor's form, so that nobody takes it for one.
    fn nothing_here(&self, status: u16, error: &str, request: &ReceivedRequest) -> Reply {
        let path = request.path();
        // A server without variables masks nothing, so it does not count.
        let mut masked = self.vendors.iter().filter_map(|vendor| vendor.contract().mask(path));
        let shown = masked.find(|masked| masked != path);
        let exists: Vec<String> = self.vendors.iter().flat_map(|vendor| vendor.contract().list()).collect();
        let body = json!({
            "error": error,
            "method": request.method(),
            "path": shown.as_deref().unwrap_or(path),
            "exists": exists,
        });
        Reply::json(status, &body)
    }
}

async fn receive(State(app): State<Arc<App>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = match axum::body::to_bytes(body, MAX_BODY).await {
        Ok(body) => body,
        Err(error) => {
            let reply = json!({"error": format!("The body cannot be read: {error}")});
            return Reply::json(413, &reply).into_response();
        }
    };
    let request = ReceivedRequest::new(parts, body);
    app.journal.record(request.clone());
    let reply = app.script.take(&request).unwrap_or_else(|| app.answer(&request));
    reply.into_response()
}
