//! The operations of each vendor.

use std::fmt::Debug;

use nomenclature::quince::types::{NewService, NewServiceFolder, ServiceFolderUpdate, ServiceUpdate};
use nomenclature::{BatchError, Uuid, life_pos as lp, quince as qu, regos as re, zegoal as ze};
use nomenclature_runtime::Batched;

use super::player::finish;
use super::replies::{Input, SECRET};

const URL: &str = "http://127.0.0.1:9";

pub fn life_pos(data: &[u8]) {
    let Some(input) = Input::of(data) else { return };
    let client = lp::Client::builder()
        .base_url(URL)
        .transport(input.player.clone())
        .retry(input.retry())
        .token(SECRET)
        .accept_language("ru-RU")
        .client_identifier("16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e")
        .client_type(lp::types::ClientType::Service)
        .build()
        .expect("everything is set");
    input.listing(&client.nomenclature_imports().list(Uuid::nil()));
}

pub fn quince(data: &[u8]) {
    let Some(input) = Input::of(data) else { return };
    let client = qu::Client::builder()
        .base_url(URL)
        .transport(input.player.clone())
        .retry(input.retry())
        .api_key(SECRET)
        .build()
        .expect("everything is set");
    match input.operation % 6 {
        0 => input.listing(&client.services().list()),
        1 => batch(&input, client.services().add([NewService::new()]), |call| finish(call.send())),
        2 => batch(&input, client.services().update([ServiceUpdate::new(1)]), |call| finish(call.send())),
        3 => input.listing(&client.service_folders().list()),
        4 => batch(&input, client.service_folders().add([NewServiceFolder::new()]), |call| finish(call.send())),
        _ => batch(&input, client.service_folders().update([ServiceFolderUpdate::new(1)]), |call| finish(call.send())),
    }
}

pub fn zegoal(data: &[u8]) {
    let Some(input) = Input::of(data) else { return };
    let client = ze::Client::builder()
        .base_url(URL)
        .transport(input.player.clone())
        .retry(input.retry())
        .tenant("order0")
        .credentials("login", SECRET)
        .build()
        .expect("everything is set");
    input.call(&client.catalog().add_position("Tea", "Goods"));
}

pub fn regos(data: &[u8]) {
    let Some(input) = Input::of(data) else { return };
    let client = re::Client::builder()
        .base_url(URL)
        .transport(input.player.clone())
        .retry(input.retry())
        .integration_key(SECRET)
        .build()
        .expect("everything is set");
    match input.operation % 2 {
        0 => input.listing(&client.doc_set_price().get()),
        _ => input.listing(&client.item_operation().get(1)),
    }
}

fn batch<Op: Batched<Output: Debug>>(
    input: &Input,
    operation: Op,
    send: impl Fn(Op) -> Result<Op::Output, BatchError<Op>>,
) {
    input.call(&operation);
    input.player.rewind();
    if let Err(error) = send(operation) {
        let text = error.to_string();
        assert!(!text.is_empty());
        input.check_error_text(error.error());
        assert_eq!(error.failed().len() + error.unsent().len(), 1, "{text}");
    }
}
