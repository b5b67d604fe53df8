//! What the clients of a sandbox are told, and the clients.

use nomenclature::{RetryPolicy, Transport, life_pos, quince, regos, zegoal};
use nomenclature_sandbox::{Sandbox, credentials, fixtures};

use crate::operations::OPERATIONS;
use crate::{bare, scan};

/// What the clients of all vendors are told. Its credentials are watched for, and so are what the builders and clients show.
#[derive(Clone)]
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
            scan::register(token);
            regos = scan::shown(regos.access_token(token.as_str()));
        }
        let clients = scan::shown(Clients {
            life_pos: self.life_pos_builder().build().expect("everything is set"),
            quince: self.quince_builder().build().expect("everything is set"),
            zegoal: self.zegoal_builder().build().expect("everything is set"),
            regos: regos.build().expect("everything is set"),
        });
        for operation in OPERATIONS {
            (operation.shown)(&clients);
        }
        clients
    }

    /// The clients, with a transport of their own.
    pub fn clients_through(&self, transport: &(impl Transport + Clone)) -> Clients {
        scan::shown(Clients {
            life_pos: self.life_pos_builder().transport(transport.clone()).build().expect("everything is set"),
            quince: self.quince_builder().transport(transport.clone()).build().expect("everything is set"),
            zegoal: self.zegoal_builder().transport(transport.clone()).build().expect("everything is set"),
            regos: self.regos_builder().transport(transport.clone()).build().expect("everything is set"),
        })
    }

    /// A client of LIFE POS, before it is built.
    pub fn life_pos_builder(&self) -> life_pos::ClientBuilder {
        scan::register(&self.life_pos_token);
        let builder = bare::life_pos()
            .base_url(&self.url)
            .max_response_bytes(self.max_response_bytes)
            .retry(self.retry)
            .token(self.life_pos_token.as_str())
            .accept_language("ru-RU")
            .client_identifier("16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e")
            .client_type(life_pos::types::ClientType::Service);
        scan::shown(builder)
    }

    /// A client of QUINCE, before it is built.
    pub fn quince_builder(&self) -> quince::ClientBuilder {
        scan::register(&self.quince_key);
        let builder = bare::quince().base_url(&self.url).max_response_bytes(self.max_response_bytes);
        scan::shown(builder.retry(self.retry).api_key(self.quince_key.as_str()))
    }

    /// A client of ZeGoal, before it is built.
    pub fn zegoal_builder(&self) -> zegoal::ClientBuilder {
        scan::register(&self.zegoal_password);
        let builder = bare::zegoal()
            .base_url(&self.url)
            .max_response_bytes(self.max_response_bytes)
            .retry(self.retry)
            .tenant(fixtures::ZEGOAL_TENANT)
            .credentials(credentials::ZEGOAL_LOGIN, self.zegoal_password.as_str());
        scan::shown(builder)
    }

    /// A client of REGOS, before it is built.
    pub fn regos_builder(&self) -> regos::ClientBuilder {
        scan::register(&self.regos_key);
        let builder = bare::regos().base_url(&self.url).max_response_bytes(self.max_response_bytes);
        scan::shown(builder.retry(self.retry).no_rate_limit().integration_key(self.regos_key.as_str()))
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
