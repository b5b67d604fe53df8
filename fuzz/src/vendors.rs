//! The operations of each vendor, which the build script takes from the specs.

use std::fmt::Debug;

use nomenclature::{BatchError, life_pos as lp, quince as qu, regos as re, zegoal as ze};
use nomenclature_runtime::{Batched, OperationSpec};
use serde::de::DeserializeOwned;

use super::player::finish;
use super::replies::{Input, SECRET};

const URL: &str = "http://127.0.0.1:9";

/// What a target may do.
pub struct Operation {
    pub spec: &'static OperationSpec,
    run: fn(&Input),
}

macro_rules! operation {
    (
        $vendor:ident, $spec:ident, $kind:ident,
        object: $object:literal, empty: $empty:literal, given: $given:expr, |$client:ident| $call:expr
    ) => {
        Operation {
            spec: &nomenclature::$vendor::operations::$spec,
            run: |input| {
                let $client = $vendor(input);
                run!($kind, input, $call);
            },
        }
    };
}

macro_rules! run {
    (single, $input:ident, $call:expr) => {
        $input.call(&$call)
    };
    (listing, $input:ident, $call:expr) => {
        $input.listing(&$call)
    };
    (batch, $input:ident, $call:expr) => {
        batch($input, $call, |call| finish(call.send()))
    };
}

static OPERATIONS: &[Operation] = include!(concat!(env!("OUT_DIR"), "/calls.rs"));

/// The operations of a vendor, in the order in which its target numbers them.
pub fn operations(vendor: &str) -> Vec<&'static Operation> {
    OPERATIONS.iter().filter(|operation| operation.spec.vendor.name == vendor).collect()
}

pub fn run(vendor: &str, data: &[u8]) {
    let Some(input) = Input::of(data) else { return };
    let operations = operations(vendor);
    (operations[usize::from(input.operation) % operations.len()].run)(&input);
}

fn argument<T: DeserializeOwned>(_vendor: &str, _name: &str, sample: &str) -> T {
    serde_json::from_str(sample).expect("a value of its type")
}

fn life_pos(input: &Input) -> lp::Client {
    let builder = lp::Client::builder().base_url(URL).transport(input.player.clone()).retry(input.retry());
    let builder = builder.token(SECRET).accept_language("ru-RU").client_type(lp::types::ClientType::Service);
    builder.client_identifier("16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e").build().expect("everything is set")
}

fn quince(input: &Input) -> qu::Client {
    let builder = qu::Client::builder().base_url(URL).transport(input.player.clone()).retry(input.retry());
    builder.api_key(SECRET).build().expect("everything is set")
}

fn zegoal(input: &Input) -> ze::Client {
    let builder = ze::Client::builder().base_url(URL).transport(input.player.clone()).retry(input.retry());
    builder.tenant("order0").credentials("login", SECRET).build().expect("everything is set")
}

fn regos(input: &Input) -> re::Client {
    let builder = re::Client::builder().base_url(URL).transport(input.player.clone()).retry(input.retry());
    builder.integration_key(SECRET).build().expect("everything is set")
}

fn batch<Op: Batched<Output: Debug>>(
    input: &Input,
    operation: Op,
    send: impl Fn(Op) -> Result<Vec<Op::Row>, BatchError<Op>>,
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
