//! LIFE POS: bearer token, errors as HTTP status and `{code, message, info}`, token paging.

mod listing;
mod task;

use std::sync::OnceLock;

use serde_json::json;

use super::{Call, Vendor};
use crate::contract::{Contract, LoadError, PathCase, Violation};
use crate::credentials::LIFE_POS_TOKEN;
use crate::fixtures::{LIFE_POS_FOREIGN_ORGANIZATION, LIFE_POS_ORGANIZATION};
use crate::http::{ReceivedRequest, Reply};
use crate::settings::Settings;
use task::Task;

static CONTRACT: OnceLock<Result<Contract, LoadError>> = OnceLock::new();

/// The vendor's state.
pub(super) struct LifePos {
    contract: &'static Contract,
    tasks: Vec<Task>,
    page_size: usize,
}

/// A documented failure: status, code, Russian and English message.
type Failure = (u16, &'static str, &'static str, &'static str);

const UNAUTHORIZED: Failure = (401, "Unauthorized", "Требуется авторизация", "Authorization is required");
const NO_PERMISSIONS: Failure = (403, "NoPermissions", "Недостаточно прав", "Not enough rights");
const NOT_FOUND: Failure = (404, "NotFound", "Организация не найдена", "The organization is not found");
const TOO_MANY_REQUESTS: Failure = (429, "TooManyRequests", "Слишком много запросов", "Too many requests");
const NOT_VALID: Failure = (422, "RequestIsNotValid", "Неверный запрос", "The request is not valid");

impl LifePos {
    pub(super) fn new(settings: &Settings) -> Result<Self, LoadError> {
        Ok(Self {
            contract: Contract::shared(&CONTRACT, "life_pos", nomenclature::life_pos::OPENAPI, PathCase::Exact)?,
            tasks: task::seed(settings.rows),
            page_size: settings.life_pos_page_size,
        })
    }

    fn list_imports(&self, call: &Call<'_>) -> Result<Reply, Reply> {
        let organization = call.path_value("org_guid");
        if organization.eq_ignore_ascii_case(LIFE_POS_FOREIGN_ORGANIZATION) {
            return Err(fail(
                call.request,
                NO_PERMISSIONS,
                "The user may not see the import tasks of the organization.",
            ));
        }
        if !organization.eq_ignore_ascii_case(LIFE_POS_ORGANIZATION) {
            return Err(fail(call.request, NOT_FOUND, &format!("There is no organization {organization}.")));
        }
        listing::list(call, &self.tasks, self.page_size).map_err(|violation| self.refuse(call, &[violation]))
    }
}

impl Vendor for LifePos {
    fn contract(&self) -> &Contract {
        self.contract
    }

    fn admit(&self, call: &Call<'_>) -> Result<(), Reply> {
        match call.authorization("Bearer") {
            Some(LIFE_POS_TOKEN) => Ok(()),
            Some(_) => Err(fail(call.request, UNAUTHORIZED, "The bearer token is not valid.")),
            None => Err(fail(call.request, UNAUTHORIZED, "The bearer token is missing.")),
        }
    }

    fn refuse(&self, call: &Call<'_>, violations: &[Violation]) -> Reply {
        let all: Vec<String> = violations.iter().map(Violation::to_string).collect();
        fail(call.request, NOT_VALID, &all.join("; "))
    }

    fn answer(&self, call: &Call<'_>) -> Option<Result<Reply, Reply>> {
        match call.operation.id.as_str() {
            "nomenclature_imports_list" => Some(self.list_imports(call)),
            _ => None,
        }
    }

    fn over_quota(&self, request: &ReceivedRequest) -> Reply {
        fail(request, TOO_MANY_REQUESTS, "There were too many requests within a second.")
    }
}

/// A failure in the language that the client asks for: Russian, else English.
fn fail(request: &ReceivedRequest, (status, code, russian, english): Failure, info: &str) -> Reply {
    let language = request.header("accept-language").unwrap_or_default().trim_start();
    let is_russian = language.get(..2).is_some_and(|tag| tag.eq_ignore_ascii_case("ru"));
    let message = if is_russian { russian } else { english };
    Reply::json(status, &json!({"code": code, "message": message, "info": info}))
}
