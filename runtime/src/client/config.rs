//! What a client is told before it is built.

mod address;
mod oauth;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use secrecy::{ExposeSecret, SecretString};

use super::channel::Channel;
use super::core::{self, Core, Shared};
use super::options::custom_header_name;
use super::quota::{Limiters, Limiting, RateLimit};
use super::retry::RetryPolicy;
use super::token::TokenServer;
use crate::descriptors::{SecurityKind, VendorSpec};
use crate::error::redact::{Redactor, basic};
use crate::error::{Error, ErrorKind, Inner, Processed};
use crate::net::encode::{header_value, is_credential};
use crate::net::trace;
use crate::net::{Limits, Transport};
use crate::value::wire_text::WireText;

/// Collects the settings of a client; the builders of the vendors fill it in.
#[derive(Clone)]
pub struct ClientConfig {
    vendor: &'static VendorSpec,
    base_url: Option<String>,
    variables: Vec<(&'static str, SecretString)>,
    credentials: Vec<Credential>,
    token_url: Option<String>,
    declared: Vec<(&'static str, SecretString)>,
    members: Vec<(&'static str, String)>,
    headers: Vec<(String, SecretString, bool)>,
    user_agent: String,
    limits: Limits,
    retry: RetryPolicy,
    limiting: Limiting,
    connect_timeout: Duration,
    allow_plain_http: bool,
    transport: Option<Arc<dyn Transport>>,
    problems: Vec<String>,
}

#[derive(Clone)]
struct Credential {
    kind: SecurityKind,
    login: String,
    secret: SecretString,
}

impl fmt::Debug for ClientConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut set: Vec<&str> = self.variables.iter().chain(&self.declared).map(|(name, _)| *name).collect();
        set.extend(self.members.iter().map(|(name, _)| *name));
        f.debug_struct("ClientConfig").field("vendor", &self.vendor.name).field("set", &set).finish_non_exhaustive()
    }
}

impl ClientConfig {
    /// Nothing is set yet.
    pub fn new(vendor: &'static VendorSpec) -> Self {
        Self {
            vendor,
            base_url: None,
            variables: Vec::new(),
            credentials: Vec::new(),
            token_url: None,
            declared: Vec::new(),
            members: Vec::new(),
            headers: Vec::new(),
            user_agent: concat!("nomenclature/", env!("CARGO_PKG_VERSION")).to_owned(),
            limits: Limits::default(),
            retry: RetryPolicy::default(),
            limiting: Limiting::default(),
            connect_timeout: Duration::from_secs(10),
            allow_plain_http: false,
            transport: None,
            problems: Vec::new(),
        }
    }

    /// Sets a variable of the server URL.
    pub fn variable(&mut self, name: &'static str, value: String) {
        put(&mut self.variables, name, value.into());
    }

    /// Sets a variable of the server URL that is never shown.
    pub fn secret_variable(&mut self, name: &'static str, value: SecretString) {
        put(&mut self.variables, name, value);
    }

    /// Sets the token of `Authorization: Bearer`.
    pub fn bearer(&mut self, token: SecretString) {
        self.credential(SecurityKind::Bearer, String::new(), token);
    }

    /// Sets the login and the password of `Authorization: Basic`.
    pub fn basic(&mut self, login: String, password: SecretString) {
        self.credential(SecurityKind::Basic, login, password);
    }

    /// Sets a key that is sent in a header of this name.
    pub fn header_key(&mut self, name: &'static str, key: SecretString) {
        self.credential(SecurityKind::Header(name), String::new(), key);
    }

    /// Sets the id and the secret with which the client fetches its tokens there.
    pub fn client_credentials(&mut self, token_url: &'static str, client_id: String, client_secret: SecretString) {
        self.credential(SecurityKind::ClientCredentials { token_url }, client_id, client_secret);
    }

    /// Replaces the address of the token server.
    pub fn token_url(&mut self, url: String) {
        self.token_url = Some(url);
    }

    fn credential(&mut self, kind: SecurityKind, login: String, secret: SecretString) {
        self.credentials.retain(|known| known.kind != kind);
        self.credentials.push(Credential { kind, login, secret });
    }

    /// Sets a header that operations may declare.
    pub fn client_header<T: WireText + ?Sized>(&mut self, name: &'static str, value: &T) {
        put(&mut self.declared, name, value.to_wire_text().into());
    }

    /// Sets a header that operations may declare and whose value is never shown.
    pub fn secret_client_header(&mut self, name: &'static str, value: SecretString) {
        put(&mut self.declared, name, value);
    }

    /// Sets a header that operations may declare to a list of values; an empty list sends nothing.
    pub fn client_header_list(&mut self, name: &'static str, values: impl Iterator<Item = String>) {
        let values: Vec<String> = values.collect();
        self.declared.retain(|(known, _)| *known != name);
        if values.iter().any(|value| value.contains(',')) {
            let setter = self.header_setter(name);
            self.problems.push(format!("a value of {setter}() contains a comma, which separates the values"));
        } else if values.iter().any(|value| value.trim().is_empty()) {
            let setter = self.header_setter(name);
            self.problems.push(format!("a value of {setter}() is empty"));
        } else if !values.is_empty() {
            self.client_header(name, &values.join(","));
        }
    }

    /// Sets a member that request bodies take from the client.
    pub fn member(&mut self, name: &'static str, value: String) {
        put(&mut self.members, name, value);
    }

    /// Replaces scheme and host of the documented server, and may put a path before the documented one.
    pub fn base_url(&mut self, url: String) {
        self.base_url = Some(url);
    }

    /// Sends a header with every request. One that carries credentials by its name is never shown.
    pub fn header(&mut self, name: String, value: String) {
        let secret = is_credential(&name);
        self.headers.push((name, value.into(), secret));
    }

    /// Sends a header with every request whose value is never shown, unless it has fewer than 4 bytes: so short a text stands in
    /// every other.
    pub fn secret_header(&mut self, name: String, value: SecretString) {
        self.headers.push((name, value, true));
    }

    /// Replaces the `user-agent`.
    pub fn user_agent(&mut self, user_agent: String) {
        self.user_agent = user_agent;
    }

    /// The time for each attempt.
    pub fn timeout(&mut self, timeout: Duration) {
        self.limits.timeout = timeout;
    }

    /// The time for a connection.
    pub fn connect_timeout(&mut self, timeout: Duration) {
        self.connect_timeout = timeout;
    }

    /// The most bytes in the body of a reply.
    pub fn max_response_bytes(&mut self, bytes: u64) {
        self.limits.max_response_bytes = bytes;
    }

    /// How often a call is tried.
    pub fn retry(&mut self, policy: RetryPolicy) {
        self.retry = policy;
    }

    /// The quota of all operations together; `None` for none.
    pub fn rate_limit(&mut self, limit: Option<RateLimit>) {
        self.limiting = limit.map_or(Limiting::Off, Limiting::Own);
    }

    /// Allows `http` to hosts other than this machine.
    pub fn allow_plain_http(&mut self, allow: bool) {
        self.allow_plain_http = allow;
    }

    /// Replaces the transport.
    pub fn transport(&mut self, transport: impl Transport) {
        self.transport = Some(Arc::new(transport));
    }

    /// Checks the settings.
    ///
    /// # Errors
    /// Something required is missing, or a value cannot be used; all problems are named at once.
    pub fn build(self) -> Result<Core, Error> {
        let mut problems = self.problems.clone();
        let mut redactor = Redactor::default();
        let server = self.server(&mut redactor, &mut problems);
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        match header_value(self.user_agent.trim()) {
            Ok(value) => _ = headers.insert(USER_AGENT, value),
            Err(problem) => problems.push(format!("user_agent() {problem}")),
        }
        self.custom_headers(&mut headers, &mut redactor, &mut problems);
        let (credentials, token_server) = self.authorize(&mut headers, &mut redactor, &mut problems);
        let declared = self.declared_headers(&mut redactor, &mut problems);
        let members = self.body_members(&mut problems);
        let transport = server.as_ref().map(|server| self.transport_to(server.loopback, &mut problems));
        match (server, transport.flatten()) {
            (Some(server), Some(transport)) if problems.is_empty() => Ok(Core::new(Shared {
                vendor: self.vendor,
                template: server.template,
                base: server.base.into(),
                headers,
                declared,
                members,
                credentials,
                token_server: token_server.map(Arc::new),
                limiters: Limiters::new(self.limiting, Arc::clone(&transport)),
                channel: Channel { transport, limits: self.limits, retry: self.retry, redactor: Arc::new(redactor) },
            })),
            _ => {
                let message = format!("the {} client cannot be built: {}", self.vendor.name, problems.join("; "));
                let kind = ErrorKind::Configuration;
                Err(trace::noted(Inner::new(kind, self.vendor.name, None, Processed::No, message).into()))
            }
        }
    }

    fn custom_headers(&self, headers: &mut HeaderMap, redactor: &mut Redactor, problems: &mut Vec<String>) {
        for (name, value, secret) in &self.headers {
            let value = value.expose_secret().trim();
            match (custom_header_name(name), header_value(value)) {
                (Ok(name), Ok(mut header)) => {
                    header.set_sensitive(*secret);
                    headers.insert(name, header);
                }
                (Err(problem), _) => problems.push(problem),
                (_, Err(problem)) => problems.push(format!("the header {name} {problem}")),
            }
            if *secret {
                redactor.add(value);
            }
        }
    }

    /// The credentials, and the server that gives tokens for them.
    fn authorize(
        &self,
        headers: &mut HeaderMap,
        redactor: &mut Redactor,
        problems: &mut Vec<String>,
    ) -> (Vec<core::Credential>, Option<TokenServer>) {
        let (mut credentials, mut token_server) = (Vec::new(), None);
        for spec in self.vendor.security {
            let Some(credential) = self.credentials.iter().find(|credential| credential.kind == spec.kind) else {
                if spec.required {
                    problems.push(format!("{}() is not set", spec.setter));
                }
                problems.extend(self.idle_token_server(spec));
                continue;
            };
            let secret = match clean(spec.setter, credential.secret.expose_secret()) {
                Ok(secret) => secret,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            let (name, text) = match spec.kind {
                SecurityKind::Bearer => {
                    redactor.add(secret);
                    (Ok(AUTHORIZATION), format!("Bearer {secret}"))
                }
                SecurityKind::Basic => {
                    let login = match clean(spec.setter, &credential.login) {
                        Ok(login) if login.contains(':') => {
                            Err(format!("the login of {}() contains a colon", spec.setter))
                        }
                        login => login,
                    };
                    match login {
                        Ok(login) => {
                            redactor.add_basic(login, secret);
                            (Ok(AUTHORIZATION), format!("Basic {}", basic(login, secret)))
                        }
                        Err(problem) => {
                            problems.push(problem);
                            continue;
                        }
                    }
                }
                SecurityKind::Header(name) => {
                    redactor.add(secret);
                    (HeaderName::from_bytes(name.as_bytes()), secret.to_owned())
                }
                SecurityKind::ClientCredentials { token_url } => {
                    redactor.add(secret);
                    let user_agent = headers.get(USER_AGENT).cloned();
                    let login = (spec.setter, credential.login.as_str(), secret);
                    match self.token_server(token_url, login, user_agent) {
                        Ok(server) => token_server = Some(server),
                        Err(problem) => problems.push(problem),
                    }
                    problems.extend(self.rivals(spec));
                    continue;
                }
            };
            match (name, header_value(&text)) {
                (Ok(name), Ok(mut value)) => {
                    value.set_sensitive(true);
                    credentials.push(core::Credential { setter: spec.setter, name, value });
                }
                _ => problems.push(format!("{}() cannot be sent in a header", spec.setter)),
            }
        }
        if token_server.is_some() {
            // What is left there comes from the options of a call, which go before the token.
            headers.remove(AUTHORIZATION);
        }
        (credentials, token_server)
    }

    fn declared_headers(
        &self,
        redactor: &mut Redactor,
        problems: &mut Vec<String>,
    ) -> Vec<(&'static str, HeaderName, HeaderValue)> {
        let mut declared = Vec::new();
        for spec in self.vendor.headers {
            let Some(value) = find(&self.declared, spec.name) else {
                if spec.required {
                    problems.push(format!("{}() is not set", spec.setter));
                }
                continue;
            };
            let value = match clean(spec.setter, value.expose_secret()) {
                Ok(value) => value,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            if spec.secret {
                redactor.add(value);
            }
            match (HeaderName::from_bytes(spec.name.as_bytes()), header_value(value)) {
                (Ok(name), Ok(mut value)) => {
                    value.set_sensitive(spec.secret);
                    declared.push((spec.name, name, value));
                }
                _ => problems.push(format!("{}() cannot be sent in a header", spec.setter)),
            }
        }
        declared
    }

    fn body_members(&self, problems: &mut Vec<String>) -> Vec<(&'static str, String)> {
        let mut members = Vec::new();
        for spec in self.vendor.members {
            match find(&self.members, spec.name) {
                Some(value) => match clean(spec.setter, value) {
                    Ok(value) => members.push((spec.name, value.to_owned())),
                    Err(problem) => problems.push(problem),
                },
                None if spec.required => problems.push(format!("{}() is not set", spec.setter)),
                None => {}
            }
        }
        members
    }

    #[cfg_attr(not(feature = "reqwest"), allow(unused_variables))]
    fn transport_to(&self, loopback: bool, problems: &mut Vec<String>) -> Option<Arc<dyn Transport>> {
        if let Some(transport) = &self.transport {
            return Some(transport.clone());
        }
        #[cfg(feature = "reqwest")]
        match crate::net::reqwest::DefaultTransport::to(self.connect_timeout, loopback) {
            Ok(transport) => return Some(Arc::new(transport)),
            Err(error) => problems.push(format!("the transport cannot be set up: {}", crate::error::chain(&*error))),
        }
        #[cfg(not(feature = "reqwest"))]
        problems.push("transport() is not set, and the feature `reqwest`, which brings one, is off".to_owned());
        None
    }

    fn header_setter(&self, name: &'static str) -> &'static str {
        self.vendor.headers.iter().find(|spec| spec.name == name).map_or(name, |spec| spec.setter)
    }
}

/// A setting without the white space that comes with pasting.
fn clean<'v>(setter: &str, value: &'v str) -> Result<&'v str, String> {
    let value = value.trim();
    if value.is_empty() {
        Err(format!("{setter}() is empty"))
    } else if value.chars().any(char::is_control) {
        Err(format!("{setter}() contains a control character"))
    } else {
        Ok(value)
    }
}

fn put<T>(list: &mut Vec<(&'static str, T)>, name: &'static str, value: T) {
    list.retain(|(known, _)| *known != name);
    list.push((name, value));
}

fn find<'l, T>(list: &'l [(&'static str, T)], name: &str) -> Option<&'l T> {
    list.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
}

#[cfg(all(test, not(feature = "reqwest")))]
mod tests;
