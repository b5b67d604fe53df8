mod call;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    call::call().await
}
