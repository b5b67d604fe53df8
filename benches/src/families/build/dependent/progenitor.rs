#[allow(warnings)]
mod stock {
    include!(concat!(env!("OUT_DIR"), "/stock.rs"));
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = stock::Client::new("https://integration.regos.uz");
    let request = stock::types::ItemOperationGetRequest {
        item_id: 1,
        stock_ids: None,
        firm_ids: None,
        sort_orders: None,
        start_date: None,
        end_date: None,
        filters: Vec::new(),
        limit: Some(50),
        offset: 0,
    };
    let page = client.item_operation_get("key", &request).await?.into_inner();
    println!("{:?} {:?}", page.ok, page.total);
    for movement in page.result.iter().flatten() {
        println!("{:?} {:?} {:?}", movement.date, movement.quantity, movement.price);
    }
    Ok(())
}
