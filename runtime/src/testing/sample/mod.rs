//! The vendor, written the way the generator writes.

mod add;
mod batch;
mod rows;
mod tasks;
mod things;

use crate as rt;

pub(crate) use add::{ItemsAdd, ItemsAddRequest};
pub(crate) use batch::{ThingsAdd, ThingsAddRequest};
pub(crate) use rows::{RowsGet, RowsGetReply, RowsGetRequest};
pub(crate) use tasks::TasksList;
pub(crate) use things::{ThingsList, ThingsListRequest};

const TOKEN_URL: &str = "https://auth.sample.example/o/token";

pub(crate) static VENDOR: rt::VendorSpec = rt::VendorSpec {
    name: "sample",
    title: "Sample",
    servers: &[rt::ServerSpec { url: "https://api.sample.example/out/{accessKey}/v1", description: "Production." }],
    variables: &[rt::ServerVariable { name: "accessKey", setter: "access_key", default: None, secret: true }],
    headers: &[
        rt::ClientHeader { name: "Accept-Language", setter: "accept_language", required: true, secret: false },
        rt::ClientHeader { name: "X-Extensions", setter: "extensions", required: false, secret: false },
        rt::ClientHeader { name: "X-Device", setter: "device", required: false, secret: true },
    ],
    members: &[rt::ClientMember { name: "tenant", setter: "tenant", required: true }],
    security: &[
        rt::SecuritySpec { kind: rt::SecurityKind::Bearer, setter: "token", required: false },
        rt::SecuritySpec { kind: rt::SecurityKind::Basic, setter: "credentials", required: false },
        rt::SecuritySpec { kind: rt::SecurityKind::Header("X-Api-Key"), setter: "api_key", required: false },
        rt::SecuritySpec {
            kind: rt::SecurityKind::ClientCredentials { token_url: TOKEN_URL },
            setter: "oauth",
            required: false,
        },
    ],
};

#[derive(Clone, Debug)]
pub(crate) struct Client {
    core: rt::Core,
}

impl Client {
    pub(crate) fn builder() -> ClientBuilder {
        ClientBuilder { config: rt::ClientConfig::new(&VENDOR) }
    }

    pub(crate) fn core(&self) -> rt::Core {
        self.core.clone()
    }

    pub(crate) fn rows(&self) -> RowsGet {
        RowsGet { context: rt::Context::new(self.core()), body: RowsGetRequest::default() }
    }

    pub(crate) fn things(&self) -> ThingsList {
        ThingsList { context: rt::Context::new(self.core()), body: ThingsListRequest::default() }
    }

    pub(crate) fn add_things(&self, records: &[i64]) -> ThingsAdd {
        let body = ThingsAddRequest { array: records.to_vec() };
        ThingsAdd { context: rt::Context::new(self.core()), body }
    }

    pub(crate) fn tasks(&self, org: &str) -> TasksList {
        TasksList { context: rt::Context::new(self.core()), org: org.into(), ..TasksList::empty(self.core()) }
    }

    pub(crate) fn add(&self, name: &str) -> ItemsAdd {
        let body =
            ItemsAddRequest { tenant: self.core.member("tenant"), name: name.into(), ..ItemsAddRequest::default() };
        ItemsAdd { context: rt::Context::new(self.core()), body }
    }
}

#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build`"]
pub(crate) struct ClientBuilder {
    config: rt::ClientConfig,
}

impl ClientBuilder {
    pub(crate) fn access_key(mut self, value: impl Into<rt::SecretString>) -> Self {
        self.config.secret_variable("accessKey", value.into());
        self
    }

    pub(crate) fn accept_language(mut self, value: impl Into<String>) -> Self {
        let value: String = value.into();
        self.config.client_header("Accept-Language", &value);
        self
    }

    pub(crate) fn extensions(mut self, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.config.client_header_list("X-Extensions", values.into_iter().map(Into::into));
        self
    }

    pub(crate) fn device(mut self, value: impl Into<rt::SecretString>) -> Self {
        self.config.secret_client_header("X-Device", value.into());
        self
    }

    pub(crate) fn tenant(mut self, value: impl Into<String>) -> Self {
        self.config.member("tenant", value.into());
        self
    }

    pub(crate) fn token(mut self, value: impl Into<rt::SecretString>) -> Self {
        self.config.bearer(value.into());
        self
    }

    pub(crate) fn credentials(mut self, login: impl Into<String>, password: impl Into<rt::SecretString>) -> Self {
        self.config.basic(login.into(), password.into());
        self
    }

    pub(crate) fn oauth(mut self, client_id: impl Into<String>, client_secret: impl Into<rt::SecretString>) -> Self {
        self.config.client_credentials(TOKEN_URL, client_id.into(), client_secret.into());
        self
    }

    pub(crate) fn oauth_token_url(mut self, url: impl Into<String>) -> Self {
        self.config.token_url(url.into());
        self
    }

    pub(crate) fn api_key(mut self, value: impl Into<rt::SecretString>) -> Self {
        self.config.header_key("X-Api-Key", value.into());
        self
    }
}

rt::client_builder_methods!(ClientBuilder, Client);

static NO_RETRIES: rt::RetrySpec = rt::RetrySpec { codes: &[], never: &["TryActivateLater"] };

/// A row of any listing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Row {
    pub(crate) id: Option<i64>,
    pub(crate) price: Option<rt::Decimal>,
}

rt::record! {
    Row {
        0 => id = "id" | "Id",
        1 => price,
    }
}
