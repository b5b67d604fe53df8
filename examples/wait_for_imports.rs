//! Waits until no task of LIFE POS that imports goods is queued or running, and prints how each of them ended.
//!
//! `LIFE_POS_TOKEN=... wait_for_imports <address> <organization> <seconds>` looks every so many seconds. A task that waits for the
//! user's confirmation is not waited for.

use std::collections::BTreeMap;
use std::error::Error;
use std::time::Duration;

use nomenclature::life_pos::types::{AsyncTaskStatus, ClientType};
use nomenclature::{Uuid, life_pos};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, organization, seconds] = arguments.as_slice() else {
        return Err("usage: wait_for_imports <address> <organization> <seconds>".into());
    };
    let organization: Uuid = organization.parse()?;
    let pause = Duration::from_secs(seconds.parse()?);
    let client = life_pos::Client::builder()
        .base_url(address)
        .token(std::env::var("LIFE_POS_TOKEN")?)
        .accept_language("ru-RU")
        .client_identifier("16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e")
        .client_type(ClientType::Service)
        .build()?;
    loop {
        let running = [AsyncTaskStatus::InQueue, AsyncTaskStatus::InProgress];
        let page = client.nomenclature_imports().list(organization).task_status(running).send().await?;
        let open = page.items_total.unwrap_or_default();
        if open == 0 {
            break;
        }
        println!("{open} tasks are queued or running");
        tokio::time::sleep(pause).await;
    }
    let mut ended: BTreeMap<String, usize> = BTreeMap::new();
    let mut tasks = client.nomenclature_imports().list(organization).items();
    while let Some(task) = tasks.try_next().await? {
        let status = task.status.map_or_else(|| "unknown".to_owned(), |status| status.to_string());
        *ended.entry(status).or_default() += 1;
    }
    for (status, count) in ended {
        println!("{status}: {count}");
    }
    Ok(())
}
