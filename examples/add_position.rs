//! Adds a position to the catalogue of ZeGoal Ordering, and tells the three outcomes of a write apart.
//!
//! `ZEGOAL_LOGIN=... ZEGOAL_PASSWORD=... add_position <address> <tenant> <name> <price>`. The exit status is 0 where the position
//! is there, 1 where it certainly is not, and 2 where somebody has to look.

use std::error::Error;
use std::process::ExitCode;

use nomenclature::{Decimal, Processed, zegoal};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, tenant, name, price] = arguments.as_slice() else {
        return Err("usage: add_position <address> <tenant> <name> <price>".into());
    };
    let price: Decimal = price.parse()?;
    let client = zegoal::Client::builder()
        .base_url(address)
        .tenant(tenant)
        .credentials(std::env::var("ZEGOAL_LOGIN")?, std::env::var("ZEGOAL_PASSWORD")?)
        .build()?;
    let error = match client.catalog().add_position(name, "Goods").price(price).send().await {
        Ok(added) => {
            let id = added.position.and_then(|position| position.position_id);
            println!("added: {id:?}");
            return Ok(ExitCode::SUCCESS);
        }
        Err(error) => error,
    };
    eprintln!("{error}");
    Ok(match error.processed() {
        Processed::No => {
            println!("not added: correct what the error says, and run it again");
            ExitCode::from(1)
        }
        Processed::Maybe => {
            println!("perhaps added: look for {name:?} in the catalogue before you run it again");
            ExitCode::from(2)
        }
        Processed::Yes => {
            println!("added, but the reply could not be read");
            ExitCode::SUCCESS
        }
    })
}
