//! Calls an operation that stands in the specs alone, and says what it saw.

use nomenclature::quince::Client;
use nomenclature_sandbox::{Sandbox, credentials};

const OPERATION: &str = "price_types_list";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::builder().rows(250).start().await?;
    let client = Client::builder().base_url(sandbox.url()).api_key(credentials::QUINCE_API_KEY).build()?;

    let mut pages = client.price_types().list().pages().window(1);
    while let Some(page) = pages.try_next().await? {
        println!("page of {}", page.data.len());
    }
    println!("pages: {:?}", sandbox.counters().of(OPERATION));

    sandbox.reset_counters();
    let mut rows = client.price_types().list().archive(true).items().window(1);
    while let Some(row) = rows.try_next().await? {
        println!("row {:?} {:?} {:?}", row.id, row.name, row.memo);
    }
    println!("rows: {:?}", sandbox.counters().of(OPERATION));
    let last = sandbox.requests().last().ok_or("a request")?;
    println!("{} {} {}", last.method(), last.path(), String::from_utf8_lossy(last.body()));

    sandbox.reset_counters();
    let refused = client.price_types().list().page(0).send().await;
    println!("refused: {:?}", refused.map_err(|error| error.kind()));
    println!("wrong page: {:?}", sandbox.counters().of(OPERATION));
    Ok(())
}
