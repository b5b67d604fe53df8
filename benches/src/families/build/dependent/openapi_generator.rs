use stock::apis::configuration::Configuration;
use stock::apis::item_operation_api::item_operation_get;
use stock::models::{ItemOperationGet200Response, ItemOperationGetRequest};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut configuration = Configuration::new();
    configuration.base_path = "https://integration.regos.uz/gateway/out/key/v1".to_owned();
    let mut request = ItemOperationGetRequest::new(1);
    request.limit = Some(50);
    if let ItemOperationGet200Response::ItemOperationGetReply(page) = item_operation_get(&configuration, request).await? {
        println!("{:?} {:?}", page.ok, page.total);
        for movement in page.result.iter().flatten().flatten() {
            println!("{:?} {:?} {:?}", movement.date, movement.quantity, movement.price);
        }
    }
    Ok(())
}
