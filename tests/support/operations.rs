//! Operations of all vendors, for what has to hold for each of them.

use nomenclature::quince::types::{NewService, NewServiceFolder, ServiceFolderUpdate, ServiceUpdate};
use nomenclature::runtime::{OperationSpec, Safety};
use nomenclature::{BoxFuture, Result, life_pos, quince, regos, zegoal};

use crate::clients::organization;
use crate::scan;
pub use crate::setup::{Clients, Setup};

/// An operation with the least that it takes.
pub struct Operation {
    /// What the runtime knows of it.
    pub spec: &'static OperationSpec,
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
                let call = scan::shown(($call)(&clients.$vendor));
                Box::pin(async move { Ok(format!("{:?}", call.send().await?)) })
            },
            send_raw: |clients| {
                let call = scan::shown(($call)(&clients.$vendor).keep_raw());
                Box::pin(async move { call.send().await.map(|reply| format!("{:?}", scan::shown(reply))) })
            },
            send_blocking: |clients| Ok(format!("{:?}", scan::shown(($call)(&clients.$vendor)).send_blocking()?)),
            send_raw_blocking: |clients| {
                let call = scan::shown(($call)(&clients.$vendor).keep_raw());
                call.send_blocking().map(|reply| format!("{:?}", scan::shown(reply)))
            },
            shown: |clients| format!("{:?}", scan::shown(($call)(&clients.$vendor))),
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
