//! Operations of all vendors, for what has to hold for each of them. The build script takes them from the specs, with the least that
//! each takes.

use std::fmt::Debug;

use nomenclature::runtime::{OperationSpec, Paged, Safety};
use nomenclature::{BoxFuture, Error, Items, Result};
use nomenclature_sandbox::fixtures;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::scan;
pub use crate::setup::{Clients, Setup};

/// An operation with the least that it takes.
pub struct Operation {
    /// What the runtime knows of it.
    pub spec: &'static OperationSpec,
    /// The document of its vendor.
    pub bundle: &'static str,
    /// What it is given: the place (`path`, `query`, `header`, `body`, ...; `client` for what the client adds), the name, the JSON.
    given: &'static [(&'static str, &'static str, &'static str)],
    /// Whether its body is an object.
    object: bool,
    /// Whether a success has no body.
    pub empty: bool,
    /// Sends it; what it gives, as debug text.
    pub send: fn(&Clients) -> BoxFuture<'static, Result<String>>,
    /// Sends it, keeping the raw body; what that gives, as debug text.
    pub send_raw: fn(&Clients) -> BoxFuture<'static, Result<String>>,
    /// Sends it and waits on this thread; what it gives, as debug text.
    pub send_blocking: fn(&Clients) -> Result<String>,
    /// Sends it, keeping the raw body, and waits on this thread; what that gives, as debug text.
    pub send_raw_blocking: fn(&Clients) -> Result<String>,
    /// The call before it is sent, as debug text.
    pub shown: fn(&Clients) -> String,
    /// If it is a listing: reads pages ahead, so many at most, up to so many rows. The rows as debug text, and what ended them.
    pub rows: Option<fn(&Clients, usize, usize) -> Rows>,
}

/// Rows of a listing as debug text, and the error that ended it.
pub type Rows = BoxFuture<'static, (Vec<String>, Option<Error>)>;

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

/// The operation of this id.
///
/// # Panics
/// No vendor has it.
pub fn operation(id: &str) -> &'static Operation {
    OPERATIONS.iter().find(|operation| operation.spec.id == id).unwrap_or_else(|| panic!("no operation {id}"))
}

/// What the sandbox knows, and so what is given to each operation of a vendor that asks for it.
const KNOWN: [(&str, &str, &str); 2] =
    [("life_pos", "org_guid", fixtures::LIFE_POS_ORGANIZATION), ("zegoal", "tenant", fixtures::ZEGOAL_TENANT)];

fn known(vendor: &str, name: &str) -> Option<String> {
    let found = KNOWN.iter().find(|(of, known, _)| (*of, *known) == (vendor, name));
    found.map(|(_, _, text)| Value::from(*text).to_string())
}

fn argument<T: DeserializeOwned>(vendor: &str, name: &str, sample: &str) -> T {
    serde_json::from_str(&known(vendor, name).unwrap_or_else(|| sample.to_owned())).expect("a value of its type")
}

impl Operation {
    fn of(&self, places: &[&str]) -> impl Iterator<Item = (&'static str, String)> {
        let given = self.given.iter().filter(|(place, ..)| places.contains(place));
        given.map(|(_, name, json)| (*name, known(self.vendor(), name).unwrap_or_else(|| (*json).to_owned())))
    }

    /// The JSON that is sent, if nothing but what is required is.
    pub fn least_body(&self) -> String {
        if let Some((_, whole)) = self.of(&["whole"]).next() {
            return whole;
        }
        let members: Vec<_> = self.of(&["body", "client"]).map(|(name, json)| format!("\"{name}\":{json}")).collect();
        if self.object { format!("{{{}}}", members.join(",")) } else { String::new() }
    }

    /// The method and the path that the document has, with what is given in it. Variables of the server are left to the caller.
    pub fn documented(&self) -> String {
        let document: Value = serde_json::from_str(self.bundle).expect("the bundle is JSON");
        let paths = document["paths"].as_object().into_iter().flatten();
        let found = paths.flat_map(|(path, item)| item.as_object().into_iter().flatten().map(move |it| (path, it)));
        let mut found = found.filter(|(_, (_, operation))| operation["operationId"] == self.spec.id);
        let (path, (method, _)) = found.next().expect("the operation is in its document");
        let server = document["servers"][0]["url"].as_str().expect("an address");
        let prefix = server.splitn(4, '/').nth(3).map(|path| format!("/{path}")).unwrap_or_default();
        let mut path = format!("{}{path}", prefix.trim_end_matches('/'));
        for (name, json) in self.of(&["path"]) {
            path = path.replace(&format!("{{{name}}}"), json.trim_matches('"'));
        }
        format!("{} {path}", method.to_uppercase())
    }
}

async fn drain<Op: Paged<Item: Debug>>(mut items: Items<Op>, most: usize) -> (Vec<String>, Option<Error>) {
    let mut rows = Vec::new();
    while rows.len() < most {
        match items.try_next().await {
            Ok(Some(row)) => rows.push(format!("{row:?}")),
            Ok(None) => return (rows, None),
            Err(error) => return (rows, Some(error)),
        }
    }
    (rows, None)
}

macro_rules! operation {
    (
        $vendor:ident, $spec:ident, $kind:ident,
        object: $object:literal, empty: $empty:literal, given: $given:expr, |$client:ident| $call:expr
    ) => {
        Operation {
            spec: &nomenclature::$vendor::operations::$spec,
            bundle: nomenclature::$vendor::OPENAPI,
            given: $given,
            object: $object,
            empty: $empty,
            send: |clients| {
                let $client = &clients.$vendor;
                let call = scan::shown($call);
                Box::pin(async move { Ok(format!("{:?}", call.send().await?)) })
            },
            send_raw: |clients| {
                let $client = &clients.$vendor;
                let call = scan::shown($call.keep_raw());
                Box::pin(async move { call.send().await.map(|reply| format!("{:?}", scan::shown(reply))) })
            },
            send_blocking: |clients| {
                let $client = &clients.$vendor;
                Ok(format!("{:?}", scan::shown($call).send_blocking()?))
            },
            send_raw_blocking: |clients| {
                let $client = &clients.$vendor;
                let call = scan::shown($call.keep_raw());
                call.send_blocking().map(|reply| format!("{:?}", scan::shown(reply)))
            },
            shown: |clients| {
                let $client = &clients.$vendor;
                format!("{:?}", scan::shown($call))
            },
            rows: rows!($kind, $vendor, $client, $call),
        }
    };
}

macro_rules! rows {
    (listing, $vendor:ident, $client:ident, $call:expr) => {
        Some(|clients, window, most| {
            let $client = &clients.$vendor;
            Box::pin(drain($call.items().window(window), most))
        })
    };
    ($kind:ident, $vendor:ident, $client:ident, $call:expr) => {
        None
    };
}

/// The operations of all vendors, in the order of their documents.
pub static OPERATIONS: &[Operation] = include!(concat!(env!("OUT_DIR"), "/calls.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    /// The operations that the crate began with, and whether they write. Later ones need no line.
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
    fn the_documented_operations_are_there() {
        for (subject, writes) in DOCUMENTED {
            let listed = OPERATIONS.iter().find(|operation| operation.subject() == subject);
            let listed = listed.unwrap_or_else(|| {
                panic!("the specs have no `{subject}`: if its vendor has withdrawn it, remove it from DOCUMENTED too")
            });
            let safety = if writes { "`idempotent` or `write`" } else { "`read`" };
            assert_eq!(
                listed.writes(),
                writes,
                "x-safety of `{subject}` has to be {safety}, or DOCUMENTED is to change"
            );
        }
    }
}
