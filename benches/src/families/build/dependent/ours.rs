use nomenclature::regos::Client;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder().integration_key("key").build()?;
    let page = client.item_operation().get(1).limit(50).send().await?;
    println!("{:?}", page.total);
    for movement in &page.result {
        println!("{:?} {:?} {:?}", movement.date, movement.quantity, movement.price);
    }
    Ok(())
}
