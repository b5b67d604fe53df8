//! REGOS: the key in the path, `ok`/`result` in HTTP 200, offset paging, a quota.

mod document;
mod listing;
mod movement;
mod quota;
mod reference;

use std::sync::{Arc, OnceLock};

use serde_json::json;

use super::{Call, Vendor};
use crate::contract::{Contract, LoadError, PathCase, Problem, RequestPart, Violation};
use crate::credentials::{REGOS_ACCESS_TOKEN, REGOS_INTEGRATION_KEY};
use crate::http::{ReceivedRequest, Reply};
use crate::settings::Settings;
use crate::tokens::Tokens;
use document::Documents;
use listing::Paging;
use movement::Movements;
use quota::Bucket;
use reference::References;

static CONTRACT: OnceLock<Result<Contract, LoadError>> = OnceLock::new();

/// The vendor's state.
pub(super) struct Regos {
    contract: &'static Contract,
    references: References,
    documents: Documents,
    movements: Movements,
    quota: Option<Bucket>,
    paging: Paging,
    tokens: Arc<Tokens>,
    /// Whether a token is needed.
    replicable: bool,
}

/// A failure inside a 200: code and text.
#[derive(Debug)]
struct Failure {
    code: i32,
    text: String,
}

impl Regos {
    pub(super) fn new(settings: &Settings, tokens: Arc<Tokens>) -> Result<Self, LoadError> {
        let references = References::new().map_err(|error| LoadError::new(format!("REGOS references: {error}")))?;
        Ok(Self {
            contract: Contract::shared(&CONTRACT, "regos", nomenclature::regos::OPENAPI, PathCase::Ignored)?,
            documents: Documents::seed(settings.rows, &references),
            movements: Movements::new(settings.rows),
            references,
            quota: settings.quota.map(Bucket::new),
            paging: Paging { cap: settings.regos_page_cap, unfiltered_totals: settings.regos_unfiltered_totals },
            tokens,
            replicable: settings.replicable,
        })
    }
}

impl Vendor for Regos {
    fn contract(&self) -> &Contract {
        self.contract
    }

    fn admit(&self, call: &Call<'_>) -> Result<(), Reply> {
        if call.path_value("integrationKey") != REGOS_INTEGRATION_KEY {
            return Err(fail(9002, "Ключ интеграции не найден или отключён"));
        }
        let token = call.authorization("Bearer");
        if token.is_none() && call.request.header("authorization").is_some() {
            return Err(fail(9001, "Заголовок Authorization имеет неверный вид"));
        }
        let is_good = match token {
            Some(REGOS_ACCESS_TOKEN) if !self.replicable => true,
            Some(token) => self.tokens.admit(token),
            None => !self.replicable,
        };
        if !is_good {
            // The vendor's own client renews its token on this status.
            return Err(Reply {
                status: 401, ..fail(9002, "Токен не найден или больше не действует")
            });
        }
        match &self.quota {
            Some(bucket) if !bucket.take() => Err(self.over_quota(call.request)),
            _ => Ok(()),
        }
    }

    fn refuse(&self, _: &Call<'_>, violations: &[Violation]) -> Reply {
        let Some(violation) = violations.first() else { return fail(1008, "Неверные параметры") };
        match (violation.place, &violation.problem) {
            (RequestPart::ContentType | RequestPart::Header, Problem::Missing) => {
                fail(1043, &format!("Не передан обязательный заголовок. Подробнее: {violation}"))
            }
            (RequestPart::Body, Problem::Missing) if violation.path.is_empty() => {
                fail(1002, "Не передано тело запроса; без параметров нужен пустой объект")
            }
            (_, Problem::Type { expected, .. }) if expected.contains("array") => {
                fail(1023, &format!("Ожидается массив. Подробнее: {}", violation.dotted()))
            }
            _ if violation.path.is_empty() => fail(1008, &format!("Неверные параметры. Подробнее: {violation}")),
            _ => fail(1008, &format!("Неверные параметры. Подробнее: {}", violation.dotted())),
        }
    }

    fn answer(&self, call: &Call<'_>) -> Option<Result<Reply, Reply>> {
        let answer = match call.operation.id.as_str() {
            "doc_set_price_get" => self.documents.get(call, &self.references, self.paging),
            "item_operation_get" => self.movements.get(call, &self.references, self.paging),
            _ => return None,
        };
        Some(answer.map_err(|failure| fail(failure.code, &failure.text)))
    }

    fn over_quota(&self, _: &ReceivedRequest) -> Reply {
        fail(8213, "Слишком много запросов: квота исчерпана")
    }
}

fn fail(code: i32, text: &str) -> Reply {
    Reply::json(200, &json!({"ok": false, "result": {"error": code, "description": text}}))
}
