//! What a program does that calls over TLS: asks REGOS at the address in its last argument, once.

use std::env;
use std::process::ExitCode;

use nomenclature::{Error, RetryPolicy, regos};

pub(crate) fn run() -> ExitCode {
    let url = env::args().next_back().unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    match runtime.expect("a runtime").block_on(list(url)) {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}\nprocessed: {:?}", error.processed());
            ExitCode::FAILURE
        }
    }
}

async fn list(url: String) -> Result<String, Error> {
    let client =
        regos::Client::builder().integration_key("synthetic-key").base_url(url).retry(RetryPolicy::none()).build()?;
    let page = client.doc_set_price().get().send().await?;
    Ok(format!("{} documents of {}", page.result.len(), page.total.unwrap_or_default()))
}
