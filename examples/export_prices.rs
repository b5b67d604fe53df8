//! Exports the prices of all services of QUINCE and the stock movements of one item of REGOS to CSV, with a progress line.
//!
//! `QUINCE_API_KEY=... REGOS_INTEGRATION_KEY=... export_prices <address> <item> <folder>` writes `prices.csv` and
//! `movements.csv` there. The address is that of both vendors, as of the sandbox; a real program gives each client its own.

use std::error::Error;
use std::path::Path;

use nomenclature::regos::types::ItemOperationSortOrder;
use nomenclature::{quince, regos};

type Outcome = Result<(), Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, item, folder] = arguments.as_slice() else {
        return Err("usage: export_prices <address> <item> <folder>".into());
    };
    let quince = quince::Client::builder().base_url(address).api_key(std::env::var("QUINCE_API_KEY")?).build()?;
    let key = std::env::var("REGOS_INTEGRATION_KEY")?;
    let regos = regos::Client::builder().base_url(address).integration_key(key).build()?;
    prices(&quince, &Path::new(folder).join("prices.csv")).await?;
    movements(&regos, item.parse()?, &Path::new(folder).join("movements.csv")).await
}

/// A row for each price of each service.
async fn prices(client: &quince::Client, file: &Path) -> Outcome {
    let mut csv = csv::Writer::from_path(file)?;
    csv.write_record(["service", "name", "price type", "price"])?;
    let mut services = client.services().list().items();
    let mut seen = 0_usize;
    while let Some(service) = services.try_next().await? {
        let (id, name) = (text(&service.id), service.name.unwrap_or_default());
        for price in &service.prices {
            // A `Decimal` prints the digits that the vendor sent.
            csv.write_record([&id, &name, &text(&price.price_type), &text(&price.price)])?;
        }
        seen += 1;
        progress("services", seen, None);
    }
    csv.flush()?;
    println!("{seen} services");
    Ok(())
}

/// A row for each movement, in the order of time.
async fn movements(client: &regos::Client, item: i64, file: &Path) -> Outcome {
    let mut csv = csv::Writer::from_path(file)?;
    csv.write_record(["date", "document", "quantity", "price"])?;
    let by_date = ItemOperationSortOrder::new().column("date").direction("ASC");
    // Pages tell how many rows there are in all; `items` would give the rows alone.
    let mut pages = client.item_operation().get(item).sort_orders([by_date]).pages();
    let mut seen = 0;
    while let Some(page) = pages.try_next().await? {
        for movement in &page.result {
            let sign = if movement.positive == Some(false) { "-" } else { "" };
            let quantity = format!("{sign}{}", text(&movement.quantity));
            let code = movement.document_code.clone().unwrap_or_default();
            csv.write_record([&text(&movement.date), &code, &quantity, &text(&movement.price)])?;
            seen += 1;
        }
        progress("movements", seen, page.total);
    }
    csv.flush()?;
    println!("{seen} movements");
    Ok(())
}

/// Writes over the line that was there before.
fn progress(what: &str, seen: usize, total: Option<i64>) {
    match total {
        Some(total) => eprint!("\r{what}: {seen} of {total}"),
        None if seen.is_multiple_of(100) => eprint!("\r{what}: {seen}"),
        None => {}
    }
}

/// What a cell holds; nothing where the vendor sends nothing.
fn text<T: ToString>(value: &Option<T>) -> String {
    value.as_ref().map(ToString::to_string).unwrap_or_default()
}
