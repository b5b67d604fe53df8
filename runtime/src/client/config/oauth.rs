//! Where the tokens come from.

use http::Uri;
use http::header::HeaderValue;

use super::{ClientConfig, clean};
use crate::client::server::ServerTemplate;
use crate::client::token::{Settings, TokenServer};
use crate::descriptors::{SecurityKind, SecuritySpec};

impl ClientConfig {
    /// The documented token server, or the one that the user named, for the setter, the client id and the client secret.
    pub(super) fn token_server(
        &self,
        documented: &'static str,
        (setter, client_id, client_secret): (&'static str, &str, &str),
        user_agent: Option<HeaderValue>,
    ) -> Result<TokenServer, String> {
        let client_id = clean(setter, client_id)?;
        // The generator has seen to it that there is a path.
        let path = documented.find("://").and_then(|start| documented[start + 3..].find('/').map(|at| start + 3 + at));
        let (origin, template) = documented.split_at(path.unwrap_or(documented.len()));
        let (shown, address) = match &self.token_url {
            None if self.base_url.is_some() => {
                return Err(format!(
                    "base_url() is set, but {setter}() would go to the documented token server; name that of the base URL \
                     with {setter}_token_url(), or set it to {documented}"
                ));
            }
            None => (origin.to_owned(), documented.to_owned()),
            Some(url) => {
                // A problem names the setter as the generator does.
                let renamed = |problem: String| problem.replace("token_url()", &format!("{setter}_token_url()"));
                let server = ServerTemplate::below(url, "", "token_url").map_err(renamed)?;
                let server = server.resolve(|_| None, |_| "token_url").map_err(renamed)?;
                if server.plain_http && !server.loopback && !self.allow_plain_http {
                    return Err(format!(
                        "{setter}_token_url() with http would send {setter}() unencrypted; use https, or \
                         allow_plain_http(true)"
                    ));
                }
                if server.base == server.template {
                    return Err(format!("{setter}_token_url() must have the whole path of the token server"));
                }
                let slash = if url.trim().ends_with('/') { "/" } else { "" };
                (server.template, server.base + slash)
            }
        };
        let address: Uri = address.parse().map_err(|_| format!("the token server of {setter}() is malformed"))?;
        Ok(TokenServer::new(Settings {
            vendor: self.vendor,
            setter,
            shown: format!("{shown}{template}"),
            template,
            address,
            user_agent,
            client_id,
            client_secret,
        }))
    }

    /// A token server for which there are no credentials.
    pub(super) fn idle_token_server(&self, spec: &SecuritySpec) -> Option<String> {
        let takes_tokens = matches!(spec.kind, SecurityKind::ClientCredentials { .. });
        let setter = spec.setter;
        (takes_tokens && self.token_url.is_some())
            .then(|| format!("{setter}_token_url() is set, but {setter}() is not"))
    }

    /// Credentials that would take the place of the token.
    pub(super) fn rivals(&self, spec: &SecuritySpec) -> Option<String> {
        let taken = |kind| matches!(kind, SecurityKind::Bearer | SecurityKind::Basic);
        let rival = self.credentials.iter().find(|credential| taken(credential.kind))?;
        let rival = self.vendor.security.iter().find(|other| other.kind == rival.kind)?;
        Some(format!("{}() and {}() are both set; a request carries only one of them", rival.setter, spec.setter))
    }
}
