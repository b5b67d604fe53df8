//! A tour of the SDK: starts the sandbox, calls all ten operations, walks one listing of each paging style, shows one
//! error a vendor, and prints an account.
//!
//! Run it with `cargo run --example tour`; nothing leaves the machine.

use std::error::Error;

use nomenclature::life_pos::types::{AsyncTaskStatus, ClientType};
use nomenclature::quince::types::{NewService, NewServiceFolder, ServiceFolderUpdate, ServiceUpdate};
use nomenclature::regos::types::{DocSetPriceSortOrder, ItemOperationSortOrder};
use nomenclature::{Decimal, Field, life_pos, quince, regos, zegoal};
use nomenclature_sandbox::{Sandbox, credentials, fixtures};

type Outcome = Result<(), Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let sandbox = Sandbox::builder().rows(250).start().await?;
    println!("The sandbox serves four vendors on {} with 250 rows a listing.", sandbox.url());
    tour_life_pos(&sandbox).await?;
    tour_quince(&sandbox).await?;
    tour_zegoal(&sandbox).await?;
    tour_regos(&sandbox).await?;
    println!("\nDone: {} requests, none of which left this machine.", sandbox.requests().total());
    Ok(())
}

/// One operation, paged by token.
async fn tour_life_pos(sandbox: &Sandbox) -> Outcome {
    println!("\nLIFE POS");
    let client = life_pos::Client::builder()
        .base_url(sandbox.url())
        .token(credentials::LIFE_POS_TOKEN)
        .accept_language("ru-RU")
        .client_identifier("16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e")
        .client_type(ClientType::Service)
        .build()?;
    let organization = fixtures::LIFE_POS_ORGANIZATION.parse::<nomenclature::Uuid>()?;

    let running = [AsyncTaskStatus::InQueue, AsyncTaskStatus::InProgress];
    let page = client.nomenclature_imports().list(organization).task_status(running).send().await?;
    let first = page.items.first().ok_or("a task in the sandbox")?;
    println!(
        "  nomenclature_imports.list  {} tasks waiting or running, the first one {}",
        page.items_total.unwrap_or_default(),
        told(&first.status)
    );

    let mut pages = client.nomenclature_imports().list(organization).pages();
    let (mut rows, mut count) = (0, 0);
    while let Some(page) = pages.try_next().await? {
        (rows, count) = (rows + page.items.len(), count + 1);
    }
    println!("  by page token              {rows} tasks on {count} pages");

    let foreign = fixtures::LIFE_POS_FOREIGN_ORGANIZATION.parse::<nomenclature::Uuid>()?;
    refused(client.nomenclature_imports().list(foreign).send().await)
}

/// Six operations; listings come by page number.
async fn tour_quince(sandbox: &Sandbox) -> Outcome {
    println!("\nQUINCE");
    let client = quince::Client::builder().base_url(sandbox.url()).api_key(credentials::QUINCE_API_KEY).build()?;
    let (services, folders) = (client.services(), client.service_folders());

    let added = folders.add([NewServiceFolder::new().name("Чай и кофе")]).send().await?;
    let folder = added.first().ok_or("the id of the folder")?.id;
    println!("  service_folders.add        folder {folder}");
    folders.update([ServiceFolderUpdate::new(folder).name("Напитки")]).send().await?;
    println!("  service_folders.update     renamed");
    let roots = folders.list().parent_folder(Field::Null).send().await?;
    println!("  service_folders.list       {} folders on the first level", roots.data.len());

    let teas =
        ["Чай чёрный", "Чай зелёный"].map(|name| NewService::new().name(name).parent_folder(folder).unit_name("шт"));
    let added = services.add(teas).send().await?;
    println!("  services.add               services {:?}", added.iter().map(|row| row.id).collect::<Vec<_>>());
    let tea = added.first().ok_or("the id of the service")?.id;
    services.update([ServiceUpdate::new(tea).memo("best before 2027").parent_folder(Field::Null)]).send().await?;
    println!("  services.update            service {tea} moved out of its folder");
    let left = services.list().parent_folder(folder).send().await?;
    println!(
        "  services.list              {:?} is what is left in folder {folder}",
        told(&left.data.first().and_then(|service| service.name.clone()))
    );

    let mut items = services.list().items();
    let mut priced: Option<(String, Decimal)> = None;
    let mut rows = 0;
    while let Some(service) = items.try_next().await? {
        rows += 1;
        let price = service.prices.iter().filter_map(|price| price.price).max();
        if let (Some(price), Some(name)) = (price, service.name)
            && priced.as_ref().is_none_or(|(_, dearest)| price > *dearest)
        {
            priced = Some((name, price));
        }
    }
    let (name, price) = priced.ok_or("a price in the sandbox")?;
    println!("  by page number             {rows} services; the dearest is {name:?} at {price}");

    refused(services.update([ServiceUpdate::new(tea), ServiceUpdate::new(999_999)]).send().await)
}

/// One operation.
async fn tour_zegoal(sandbox: &Sandbox) -> Outcome {
    println!("\nZeGoal Ordering");
    let builder = zegoal::Client::builder().base_url(sandbox.url()).tenant(fixtures::ZEGOAL_TENANT);
    let client = builder.clone().credentials(credentials::ZEGOAL_LOGIN, credentials::ZEGOAL_PASSWORD).build()?;

    let price: Decimal = "23.10".parse()?;
    let added = client.catalog().add_position("Чай чёрный", "Goods").code("751").unit("шт").price(price).send().await?;
    let position = added.position.ok_or("the position")?;
    let stored = position.default_parameters.and_then(|defaults| defaults.price).and_then(|price| price.decimal());
    println!("  catalog.add_position       position {}, price {}", told(&position.position_id), told(&stored));

    let stranger = builder.credentials(credentials::ZEGOAL_LOGIN, "a wrong password").build()?;
    refused(stranger.catalog().add_position("Чай чёрный", "Goods").send().await)
}

/// Two operations, paged by offset.
async fn tour_regos(sandbox: &Sandbox) -> Outcome {
    println!("\nREGOS");
    let builder = regos::Client::builder().base_url(sandbox.url());
    let client = builder.clone().integration_key(credentials::REGOS_INTEGRATION_KEY).build()?;

    let page = client.doc_set_price().get().performed(true).limit(3).send().await?;
    println!("  doc_set_price.get          {} performed documents, the first of them:", page.total.unwrap_or_default());
    for document in &page.result {
        let price_type = document.price_type.as_ref().and_then(|price_type| price_type.name.as_deref());
        println!("                             {} {:?}", told(&document.code), price_type.unwrap_or_default());
    }
    let by_date = ItemOperationSortOrder::new().column("date").direction("ASC");
    let mut items = client.item_operation().get(1).sort_orders([by_date]).limit(60).items();
    let (mut rows, mut quantity) = (0, Decimal::ZERO);
    while let Some(movement) = items.try_next().await? {
        let moved = movement.quantity.unwrap_or_default();
        quantity += if movement.positive == Some(true) { moved } else { -moved };
        rows += 1;
    }
    println!("  item_operation.get         {rows} movements of item 1, {quantity} in all");
    let by_id = DocSetPriceSortOrder::new().column("Id").direction("ASC");
    let mut pages = client.doc_set_price().get().sort_orders([by_id]).limit(60).pages();
    let (mut rows, mut count) = (0, 0);
    while let Some(page) = pages.try_next().await? {
        (rows, count) = (rows + page.result.len(), count + 1);
    }
    println!("  by offset                  {rows} documents on {count} pages");

    let stranger = builder.integration_key("a key that nobody issued").build()?;
    refused(stranger.doc_set_price().get().send().await)
}

/// Prints the error that was expected.
fn refused<T, E: Into<nomenclature::Error>>(result: Result<T, E>) -> Outcome {
    let error: nomenclature::Error = result.err().ok_or("an error of the vendor")?.into();
    println!("  refused                    {error}");
    if let Some(said) = error.vendor_error() {
        println!(
            "                             code {}, processed: {:?}",
            said.code().unwrap_or("none"),
            error.processed()
        );
    }
    Ok(())
}

fn told<T: ToString>(value: &Option<T>) -> String {
    value.as_ref().map_or_else(|| "unknown".to_owned(), ToString::to_string)
}
