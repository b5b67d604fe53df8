//! Where the requests go.

use secrecy::ExposeSecret;

use super::{ClientConfig, clean, find};
use crate::client::server::{Server, ServerTemplate};
use crate::error::redact::Redactor;

/// The default of a server variable that only the user knows.
const UNSET: &str = "unset.invalid";

/// Stands for a documented server where there is none.
const NOWHERE: &str = "https://unset.invalid";

impl ClientConfig {
    pub(super) fn server(&self, redactor: &mut Redactor, problems: &mut Vec<String>) -> Option<Server> {
        let Some(documented) =
            self.vendor.servers.first().map(|server| server.url).or(self.base_url.as_ref().map(|_| NOWHERE))
        else {
            problems.push("base_url() is not set, and no server is documented".to_owned());
            return None;
        };
        let template = match ServerTemplate::new(documented, self.base_url.as_deref()) {
            Ok(template) => template,
            Err(problem) => {
                problems.push(problem);
                return None;
            }
        };
        let mut values: Vec<(&str, &str)> = Vec::new();
        for name in template.variables() {
            let spec = self.vendor.variables.iter().find(|known| known.name == name);
            let setter = spec.map_or(name, |spec| spec.setter);
            let default = spec.and_then(|spec| spec.default);
            let set = find(&self.variables, name).map(|value| value.expose_secret());
            match set.or(default).filter(|value| value.trim() != UNSET) {
                None => problems.push(format!("{setter}() is not set")),
                Some(value) => match clean(setter, value) {
                    Ok(value) => {
                        if spec.is_some_and(|spec| spec.secret) {
                            redactor.add(value);
                        }
                        values.push((name, value));
                    }
                    Err(problem) => problems.push(problem),
                },
            }
        }
        if values.len() < template.variables().count() {
            return None;
        }
        let value_of = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        let variables = self.vendor.variables;
        let setter_of = |name: &str| variables.iter().find(|known| known.name == name).map_or("", |spec| spec.setter);
        match template.resolve(value_of, setter_of) {
            Ok(server) if server.plain_http && !server.loopback && !self.allow_plain_http => {
                problems
                    .push("http would send everything unencrypted; use https, or allow_plain_http(true)".to_owned());
                None
            }
            Ok(server) => Some(server),
            Err(problem) => {
                problems.push(problem);
                None
            }
        }
    }
}
