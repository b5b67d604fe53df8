//! Operations of all vendors, for what has to hold for each of them.

use nomenclature::quince::types::{NewService, NewServiceFolder, ServiceFolderUpdate, ServiceUpdate};
use nomenclature::runtime::{OperationSpec, Safety};
use nomenclature::{BoxFuture, Result, RetryPolicy, life_pos, quince, regos, zegoal};
use nomenclature_sandbox::{Sandbox, credentials, fixtures};

use crate::clients::organization;

/// What the clients of all vendors are told.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Where the sandbox listens.
    pub url: String,
    /// The bearer token for LIFE POS.
    pub life_pos_token: String,
    /// The key for QUINCE.
    pub quince_key: String,
    /// The password for ZeGoal.
    pub zegoal_password: String,
    /// The integration key for REGOS.
    pub regos_key: String,
    /// The access token for REGOS.
    pub regos_token: Option<String>,
    /// The most bytes that a reply may have.
    pub max_response_bytes: u64,
    /// How often a call is tried: once, if nothing else is set. REGOS's quota is not kept.
    pub retry: RetryPolicy,
}

impl Setup {
    /// The credentials that the sandbox accepts.
    pub fn of(sandbox: &Sandbox) -> Self {
        Self::at(sandbox.url())
    }

    /// The credentials that the sandbox accepts, for a server elsewhere.
    pub fn at(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            life_pos_token: credentials::LIFE_POS_TOKEN.to_owned(),
            quince_key: credentials::QUINCE_API_KEY.to_owned(),
            zegoal_password: credentials::ZEGOAL_PASSWORD.to_owned(),
            regos_key: credentials::REGOS_INTEGRATION_KEY.to_owned(),
            regos_token: None,
            max_response_bytes: 64 << 20,
            retry: RetryPolicy::none(),
        }
    }

    /// Credentials that nobody accepts.
    pub fn with_credentials(mut self, credential: &str) -> Self {
        for known in [&mut self.life_pos_token, &mut self.quince_key, &mut self.zegoal_password, &mut self.regos_key] {
            credential.clone_into(known);
        }
        self
    }

    /// The clients.
    pub fn clients(&self) -> Clients {
        let mut regos = self.regos_builder();
        if let Some(token) = &self.regos_token {
            regos = regos.access_token(token.as_str());
        }
        Clients {
            life_pos: self.life_pos_builder().build().expect("everything is set"),
            quince: self.quince_builder().build().expect("everything is set"),
            zegoal: self.zegoal_builder().build().expect("everything is set"),
            regos: regos.build().expect("everything is set"),
        }
    }

    /// A client of LIFE POS, before it is built.
    pub fn life_pos_builder(&self) -> life_pos::ClientBuilder {
        life_pos::Client::builder()
            .base_url(&self.url)
            .max_response_bytes(self.max_response_bytes)
            .retry(self.retry)
            .token(self.life_pos_token.as_str())
            .accept_language("ru-RU")
            .client_identifier("16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e")
            .client_type(life_pos::types::ClientType::Service)
    }

    /// A client of QUINCE, before it is built.
    pub fn quince_builder(&self) -> quince::ClientBuilder {
        let builder = quince::Client::builder().base_url(&self.url).max_response_bytes(self.max_response_bytes);
        builder.retry(self.retry).api_key(self.quince_key.as_str())
    }

    /// A client of ZeGoal, before it is built.
    pub fn zegoal_builder(&self) -> zegoal::ClientBuilder {
        zegoal::Client::builder()
            .base_url(&self.url)
            .max_response_bytes(self.max_response_bytes)
            .retry(self.retry)
            .tenant(fixtures::ZEGOAL_TENANT)
            .credentials(credentials::ZEGOAL_LOGIN, self.zegoal_password.as_str())
    }

    /// A client of REGOS, before it is built.
    pub fn regos_builder(&self) -> regos::ClientBuilder {
        let builder = regos::Client::builder().base_url(&self.url).max_response_bytes(self.max_response_bytes);
        builder.retry(self.retry).no_rate_limit().integration_key(self.regos_key.as_str())
    }
}

/// A client of each vendor.
#[derive(Clone, Debug)]
pub struct Clients {
    /// The client of LIFE POS.
    pub life_pos: life_pos::Client,
    /// The client of QUINCE.
    pub quince: quince::Client,
    /// The client of ZeGoal.
    pub zegoal: zegoal::Client,
    /// The client of REGOS.
    pub regos: regos::Client,
}

/// An operation with the least that it takes.
pub struct Operation {
    /// What the runtime knows of it.
    pub spec: &'static OperationSpec,
    /// Sends it; what it gives, as debug text.
    pub send: fn(&Clients) -> BoxFuture<'static, Result<String>>,
    /// Sends it, keeping the raw body; what that gives, as debug text.
    pub send_raw: fn(&Clients) -> BoxFuture<'static, Result<String>>,
    /// The call before it is sent, as debug text.
    pub shown: fn(&Clients) -> String,
}

impl Operation {
    /// The module name of the vendor.
    pub fn vendor(&self) -> &'static str {
        self.spec.vendor.name
    }

    /// How errors name it, such as `regos doc_set_price_get`.
    pub fn subject(&self) -> String {
        format!("{} {}", self.vendor(), self.spec.id)
    }

    /// Whether it changes something at the vendor.
    pub fn writes(&self) -> bool {
        self.spec.safety != Safety::Read
    }
}

macro_rules! operations {
    ($($vendor:ident :: $spec:ident => $call:expr),* $(,)?) => {
        &[$(Operation {
            spec: &nomenclature::$vendor::operations::$spec,
            send: |clients| {
                let call = ($call)(&clients.$vendor);
                Box::pin(async move { Ok(format!("{:?}", call.send().await?)) })
            },
            send_raw: |clients| {
                let call = ($call)(&clients.$vendor).keep_raw();
                Box::pin(async move { call.send().await.map(|reply| format!("{reply:?}")) })
            },
            shown: |clients| format!("{:?}", ($call)(&clients.$vendor)),
        }),*]
    };
}

/// The operations that the tests go through. One that is new in the specs may be added, with the least that it takes; until
/// then `example_round_trip` covers it. One that is gone from the specs does not compile here: remove its line.
pub static OPERATIONS: &[Operation] = operations![
    life_pos::NOMENCLATURE_IMPORTS_LIST => |client: &life_pos::Client| client.nomenclature_imports().list(organization()),
    quince::SERVICES_LIST => |client: &quince::Client| client.services().list(),
    quince::SERVICES_ADD => |client: &quince::Client| client.services().add([NewService::new()]),
    quince::SERVICES_UPDATE => |client: &quince::Client| client.services().update([ServiceUpdate::new(1)]),
    quince::SERVICE_FOLDERS_LIST => |client: &quince::Client| client.service_folders().list(),
    quince::SERVICE_FOLDERS_ADD => |client: &quince::Client| client.service_folders().add([NewServiceFolder::new()]),
    quince::SERVICE_FOLDERS_UPDATE =>
        |client: &quince::Client| client.service_folders().update([ServiceFolderUpdate::new(1)]),
    zegoal::CATALOG_ADD_POSITION => |client: &zegoal::Client| client.catalog().add_position("Tea", "Goods"),
    regos::DOC_SET_PRICE_GET => |client: &regos::Client| client.doc_set_price().get(),
    regos::ITEM_OPERATION_GET => |client: &regos::Client| client.item_operation().get(1),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The operations that the crate began with, and whether they write.
    const DOCUMENTED: [(&str, bool); 10] = [
        ("life_pos nomenclature_imports_list", false),
        ("quince services_list", false),
        ("quince services_add", true),
        ("quince services_update", true),
        ("quince service_folders_list", false),
        ("quince service_folders_add", true),
        ("quince service_folders_update", true),
        ("zegoal catalog_add_position", true),
        ("regos doc_set_price_get", false),
        ("regos item_operation_get", false),
    ];

    #[test]
    fn the_list_names_the_documented_operations_and_none_twice() {
        for (subject, writes) in DOCUMENTED {
            let listed = OPERATIONS.iter().find(|operation| operation.subject() == subject);
            let listed = listed.unwrap_or_else(|| {
                panic!(
                    "`{subject}` is not in OPERATIONS: add its line in tests/support/operations.rs again, or, if the \
                     vendor has withdrawn it, remove it from DOCUMENTED too"
                )
            });
            let safety = if writes { "`idempotent` or `write`" } else { "`read`" };
            assert_eq!(
                listed.writes(),
                writes,
                "x-safety of `{subject}` has to be {safety}, or DOCUMENTED is to change"
            );
        }
        for (index, operation) in OPERATIONS.iter().enumerate() {
            let twin = OPERATIONS[..index].iter().find(|other| other.subject() == operation.subject());
            assert!(twin.is_none(), "`{}` is in OPERATIONS twice: remove one of the lines", operation.subject());
        }
    }
}
