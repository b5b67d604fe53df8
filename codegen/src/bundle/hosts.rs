//! No default of a server address leads to a host of the vendor.

use super::made::made;
use crate::node::{Entry, Value};

/// By convention the default of a server variable that only the user knows; a name that no host can have.
pub(crate) const UNSET: &str = "unset.invalid";

/// A server whose address leads to a reserved host while a variable that only the user knows is not set; the real host stands in
/// the description, and as `x-host` for tools that fill it in.
pub(super) fn reserved(entries: Vec<Entry>) -> Vec<Entry> {
    let url = entries.iter().find(|entry| entry.key == "url").cloned();
    let variables = entries.iter().find(|entry| entry.key == "variables").cloned();
    let (Some(url), Some(variables)) = (url, variables) else { return entries };
    let unset = |entry: &Entry| entry.value.get("default").and_then(|text| text.str().ok()) == Some(UNSET);
    let Some((scheme, rest)) = url.value.str().ok().and_then(|text| text.split_once("://")) else { return entries };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let known = variables.value.entries();
    let is_of_host = |entry: &Entry| host.contains(&format!("{{{}}}", entry.key));
    let whole = known.iter().find(|entry| host == format!("{{{}}}", entry.key));
    if !known.iter().any(unset) || whole.is_some_and(unset) {
        return entries;
    }
    let name = (0..)
        .map(|number| if number == 0 { "host".to_owned() } else { format!("host{number}") })
        .find(|name| !path.contains(&format!("{{{name}}}")))
        .unwrap_or_default();
    let of_host: Vec<Entry> = known.iter().filter(|entry| is_of_host(entry)).cloned().collect();
    let mut description = format!("`{host}` in place of the default, which leads nowhere.");
    for variable in &of_host {
        let text = variable.value.get("description").and_then(|text| text.str().ok()).unwrap_or_default();
        description.push_str(&format!(" `{{{}}}`: {}", variable.key, text.trim()));
    }
    let object = |entries| Value::Object(entries);
    let mut template = vec![made(&url, "template", Value::String(host.into()))];
    if !of_host.is_empty() {
        template.push(made(&variables, "variables", object(of_host)));
    }
    let host = made(
        &url,
        &name,
        object(vec![
            made(&url, "default", Value::String(UNSET.into())),
            made(&url, "description", Value::String(description)),
            made(&url, "x-host", object(template)),
        ]),
    );
    let others = known.iter().filter(|entry| !is_of_host(entry)).cloned();
    let filled = object(std::iter::once(host).chain(others).collect());
    let address = Value::String(format!("{scheme}://{{{name}}}{path}"));
    let replaced = entries.into_iter().map(|entry| match &*entry.key {
        "url" => made(&url, "url", address.clone()),
        "variables" => made(&variables, "variables", filled.clone()),
        _ => entry,
    });
    replaced.collect()
}
