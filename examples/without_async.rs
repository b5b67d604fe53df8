//! Lists the price-setting documents of REGOS without an async runtime. Needs the feature `blocking`.
//!
//! `REGOS_INTEGRATION_KEY=... without_async <address>`.

use std::error::Error;

use nomenclature::regos::{self, types::DocSetPriceSortOrder};

fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).ok_or("usage: without_async <address>")?;
    let key = std::env::var("REGOS_INTEGRATION_KEY")?;
    let client = regos::Client::builder().base_url(address).integration_key(key).build()?;
    let by_id = DocSetPriceSortOrder::new().column("Id").direction("ASC");
    let mut count = 0;
    for document in client.doc_set_price().get().sort_orders([by_id]).items_blocking() {
        let document = document?;
        let price_type = document.price_type.and_then(|price_type| price_type.name).unwrap_or_default();
        println!("{} {price_type}", document.code.unwrap_or_default());
        count += 1;
    }
    println!("{count} documents");
    Ok(())
}
