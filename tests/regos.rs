//! REGOS end to end: price-setting documents and the movements of an item.

use std::collections::BTreeSet;

use nomenclature::regos::types::{
    DocSetPrice, DocSetPriceSortColumn, DocSetPriceSortOrder, Filter, FilterOperator, ItemOperation,
    ItemOperationSortColumn, ItemOperationSortOrder, SortDirection, VatCalculationType,
};
use nomenclature::regos::{Client, OPENAPI, operations};
use nomenclature::{CallOptions, Decimal, Error, ErrorKind, Field, Processed, RawJson, UnixTime};
use nomenclature_sandbox::{Builder, Sandbox, credentials, fixtures};
use nomenclature_tests::clients::{bodies, failure, json, pages, regos, regos_with_key, rows, start, walk, within};
use nomenclature_tests::documented::example;
use nomenclature_tests::{bare, scan};

#[path = "regos/documents.rs"]
mod documents;
#[path = "regos/failures.rs"]
mod failures;
#[path = "regos/movements.rs"]
mod movements;
#[path = "regos/paging.rs"]
mod paging;

const DOCUMENTS: &str = "doc_set_price_get";
const MOVEMENTS: &str = "item_operation_get";

/// A sandbox with this many documents, and with this many movements of each item; and a client of it.
async fn shop(rows: usize) -> (Sandbox, Client) {
    client_of(Sandbox::builder().rows(rows)).await
}

async fn client_of(builder: Builder) -> (Sandbox, Client) {
    let sandbox = start(builder).await;
    let client = regos(&sandbox);
    (sandbox, client)
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}
