//! QUINCE: everything is HTTP 200 with `success`, fixed pages of 100, writes of at most 100 records.

mod catalog;
mod seeded;

use std::sync::{Mutex, OnceLock, PoisonError};

use serde_json::json;

use super::{Call, Vendor};
use crate::contract::{Contract, LoadError, PathCase, Problem, Violation};
use crate::credentials::QUINCE_API_KEY;
use crate::http::Reply;
use crate::json::Json;
use crate::settings::Settings;
use catalog::{Catalog, Kind, Refusal};

static CONTRACT: OnceLock<Result<Contract, LoadError>> = OnceLock::new();

/// The vendor's state.
pub(super) struct Quince {
    contract: &'static Contract,
    catalog: Mutex<Catalog>,
}

/// What is done to the records of a kind, giving the member `data` of the reply.
type Action = fn(&mut Catalog, Kind, &Json) -> Result<Vec<Json>, Refusal>;

impl Quince {
    pub(super) fn new(settings: &Settings) -> Result<Self, LoadError> {
        let contract = Contract::shared(&CONTRACT, "quince", nomenclature::quince::OPENAPI, PathCase::Exact)?;
        Ok(Self { contract, catalog: Mutex::new(seeded::catalog(settings.rows)) })
    }
}

impl Vendor for Quince {
    fn contract(&self) -> &Contract {
        self.contract
    }

    /// No page says how a caller identifies itself, so a request without the header passes; a wrong one does not.
    fn admit(&self, call: &Call<'_>) -> Result<(), Reply> {
        match call.request.header("authorization").map(str::trim) {
            None | Some(QUINCE_API_KEY) => Ok(()),
            Some(_) => Err(fail("Unauthorized", "the API key is not known", None)),
        }
    }

    fn refuse(&self, _: &Call<'_>, violations: &[Violation]) -> Reply {
        let Some(violation) = violations.first() else { return fail("InvalidRequest", "", None) };
        let last = violation.path.last().map(String::as_str);
        match &violation.problem {
            Problem::Missing if matches!(last, Some("id" | "Id")) => {
                fail("IdIsMissing", &format!("{violation}; nothing was changed"), None)
            }
            Problem::Rule { keyword, .. } if keyword == "maxItems" => {
                fail("BatchIsTooLarge", &format!("{violation}; nothing was changed"), None)
            }
            _ => fail("InvalidRequest", &violation.to_string(), None),
        }
    }

    fn answer(&self, call: &Call<'_>) -> Option<Result<Reply, Reply>> {
        let (kind, action): (Kind, Action) = match call.operation.id.as_str() {
            "services_list" => (Kind::Service, |catalog, kind, body| Ok(catalog.list(kind, body))),
            "services_add" => (Kind::Service, Catalog::add),
            "services_update" => (Kind::Service, Catalog::update),
            "service_folders_list" => (Kind::Folder, |catalog, kind, body| Ok(catalog.list(kind, body))),
            "service_folders_add" => (Kind::Folder, Catalog::add),
            "service_folders_update" => (Kind::Folder, Catalog::update),
            _ => return None,
        };
        let mut catalog = self.catalog.lock().unwrap_or_else(PoisonError::into_inner);
        let nothing = Json::default();
        Some(match action(&mut catalog, kind, call.body.as_ref().unwrap_or(&nothing)) {
            Ok(data) => {
                Ok(Reply::json(200, &Json::object([("success", Json::from(true)), ("data", Json::Array(data))])))
            }
            Err(Refusal { code, message, ids }) => Err(fail(code, &message, ids)),
        })
    }
}

/// The vendor shows no form for the error; see the README.
fn fail(code: &str, message: &str, ids: Option<Vec<i64>>) -> Reply {
    let mut error = json!({"code": code, "message": message});
    if let Some(ids) = ids {
        error["ids"] = json!(ids);
    }
    Reply::json(200, &json!({"success": false, "error": error}))
}
