//! What a client is told to be let in.

use super::docs::docs;
use super::extensions::client_parameter;
use crate::check::parameters::check_transport;
use crate::check::security::{check_token_url, unsupported_scheme};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{ClientParameter, ClientPlace};
use crate::node::Node;

pub(super) fn credentials(document: &Node) -> Result<Vec<ClientParameter>, Diagnostic> {
    let alternatives = document.get("security").map(Node::array).transpose()?.unwrap_or_default();
    let schemes = document.get("components").and_then(|components| components.get("securitySchemes"));
    let mut found = Vec::new();
    for entry in schemes.map(Node::entries).unwrap_or_default() {
        let node = &entry.value;
        let place = match (node.opt_str("type")?, node.opt_str("scheme")?, node.opt_str("in")?) {
            // The names of schemes know no case.
            (Some("http"), Some(scheme), _) if scheme.eq_ignore_ascii_case("bearer") => ClientPlace::Bearer,
            (Some("http"), Some(scheme), _) if scheme.eq_ignore_ascii_case("basic") => ClientPlace::Basic,
            (Some("apiKey"), _, Some("header")) => {
                let name = node.require("name")?;
                check_transport(name)?;
                ClientPlace::HeaderKey { name: name.str()?.to_owned() }
            }
            (Some("oauth2"), _, _) => ClientPlace::ClientCredentials { token_url: check_token_url(node)? },
            _ => return Err(unsupported_scheme(node)),
        };
        let Some((setter, _)) = client_parameter(node)? else {
            return Err(Diagnostic::at(
                Code::SecurityScheme,
                &node.span,
                "expected `x-client-parameter` on the security scheme",
            )
            .help("name the setter of the client's builder: `x-client-parameter: {name: key, secret: true}`"));
        };
        let required = !alternatives.is_empty() && alternatives.iter().all(|one| one.get(&entry.key).is_some());
        found.push(ClientParameter { setter, secret: true, required, docs: docs(node)?, place });
    }
    Ok(found)
}
