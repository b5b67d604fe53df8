//! Calls operations that stand in the specs alone, and says what it saw.

use nomenclature::regos::types::CabinetArrangeItem;
use nomenclature::{life_pos, quince, regos, zegoal};
use nomenclature_sandbox::{Sandbox, credentials, fixtures};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::builder().rows(250).start().await?;

    let client = quince::Client::builder().base_url(sandbox.url()).api_key(credentials::QUINCE_API_KEY).build()?;
    let mut pages = client.cabinets().list().pages().window(1);
    while let Some(page) = pages.try_next().await? {
        println!("page of {}", page.data.len());
    }
    let mut rows = client.cabinets().list().archive(true).items().window(1);
    let mut count = 0;
    while let Some(row) = rows.try_next().await? {
        count += usize::from(row.id.is_some() && row.name.is_some() && row.memo.is_some());
    }
    println!("whole rows: {count}");
    let last = sandbox.requests().last().ok_or("a request")?;
    println!("{} {} {}", last.method(), last.path(), String::from_utf8_lossy(last.body()));
    let refused = client.cabinets().list().page(0).send().await;
    println!("refused: {:?}", refused.map_err(|error| error.kind()));
    let written = client.cabinets().picture(b"a picture".to_vec()).send().await?;
    println!("picture: {}", written.len());

    let client = regos::Client::builder()
        .base_url(sandbox.url())
        .integration_key(credentials::REGOS_INTEGRATION_KEY)
        .no_rate_limit()
        .build()?;
    let page = client.cabinet().get().limit(7).send().await?;
    println!("cabinets: {}", page.result.len());
    println!("added: {}", client.cabinet().add("Tea").send().await?.new_id.is_some());
    println!("edited: {}", client.cabinet().edit(1).name("Coffee").send().await?.row_affected.is_some());
    println!("counted: {}", client.cabinet().count().send().await?.row_affected.is_some());
    let goods: Vec<_> = (1..=250).map(CabinetArrangeItem::new).collect();
    let done = client.cabinet().arrange(goods).send().await?;
    println!("arranged: {:?}", done.iter().map(|reply| reply.records.clone()).collect::<Vec<_>>());

    // Any identifier will do: the call is answered from the spec's example.
    let organization = fixtures::LIFE_POS_ORGANIZATION.parse::<nomenclature::Uuid>()?;
    let client = life_pos::Client::builder()
        .base_url(sandbox.url())
        .token(credentials::LIFE_POS_TOKEN)
        .accept_language("ru-RU")
        .client_identifier("caller")
        .client_type(life_pos::types::ClientType::Service)
        .build()?;
    let cabinet = client.cabinets().get(organization, organization).send().await?;
    println!("one: {:?}", cabinet.name);

    let client = zegoal::Client::builder()
        .base_url(sandbox.url())
        .credentials(credentials::ZEGOAL_LOGIN, credentials::ZEGOAL_PASSWORD)
        .tenant("orderingTenant508")
        .build()?;
    println!("moved: {}", client.catalog().move_cabinet(3).send().await?.cabinet_id.is_some());
    Ok(())
}
