use serde::{Deserialize, Serialize};

#[derive(Serialize)]
struct Request {
    item_id: i64,
    limit: i32,
}

#[derive(Deserialize)]
struct Reply {
    ok: bool,
    result: Vec<Movement>,
    total: Option<i64>,
}

#[derive(Deserialize)]
struct Movement {
    date: Option<i64>,
    quantity: Option<f64>,
    price: Option<f64>,
}

pub(crate) async fn call() -> Result<(), Box<dyn std::error::Error>> {
    let url = "https://integration.regos.uz/gateway/out/key/v1/ItemOperation/Get";
    let body = serde_json::to_vec(&Request { item_id: 1, limit: 50 })?;
    let request = reqwest::Client::new().post(url).header("content-type", "application/json").body(body);
    let reply = request.send().await?.error_for_status()?.bytes().await?;
    let page: Reply = serde_json::from_slice(&reply)?;
    println!("{} {:?}", page.ok, page.total);
    for movement in &page.result {
        println!("{:?} {:?} {:?}", movement.date, movement.quantity, movement.price);
    }
    Ok(())
}
