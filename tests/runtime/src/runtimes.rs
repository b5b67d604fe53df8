//! Clones of one client in several runtimes, over a real connection.

use std::task::Poll;
use std::time::Duration;

use nomenclature_runtime::{BoxFuture, Result, RetryPolicy};
use tokio::runtime::{Builder, Runtime};

use crate::sample::Client;
use crate::script::KEY;
use crate::server::{Act, Server, answer};

/// No test waits longer.
const BOUND: Duration = Duration::from_secs(20);

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// A server whose first reply to a request for a token never comes, and a client of it.
fn slow_at_first() -> (Server, Client) {
    let token = answer("200 OK", "", r#"{"access_token":"one","expires_in":600}"#);
    let row = || answer("200 OK", "", r#"{"ok":true,"result":[{"id":1}]}"#);
    let server = Server::start(vec![Act::Hang, token, row(), row()]);
    let builder = Client::builder().access_key(KEY).accept_language("ru").tenant("shop").base_url(&server.address);
    let builder = builder.oauth("id", "s3cret").oauth_token_url(format!("{}/o/token", server.address));
    let client = builder.no_rate_limit().retry(RetryPolicy::none()).build().expect("a client");
    (server, client)
}

async fn read(client: Client) -> Result<usize> {
    client.rows().get().send().await.map(|page| page.result.len())
}

/// A call in this runtime that has asked for a token; the runtime does not run any more.
fn left_alone(runtime: &Runtime, server: &Server, client: &Client) -> BoxFuture<'static, Result<usize>> {
    let mut call: BoxFuture<'static, _> = Box::pin(read(client.clone()));
    runtime.block_on(async {
        loop {
            let polled = std::future::poll_fn(|cx| Poll::Ready(call.as_mut().poll(cx))).await;
            assert!(polled.is_pending(), "the token is held up");
            match server.next_request(Duration::from_millis(1)) {
                Some(request) => return assert!(request.starts_with("POST /o/token "), "{request}"),
                None => tokio::task::yield_now().await,
            }
        }
    });
    call
}

/// Checks that a call elsewhere fetches a token of its own, which serves the first runtime as well.
fn others_get_on(server: &Server, client: &Client) {
    let elsewhere = runtime();
    let rows = elsewhere.block_on(async { tokio::time::timeout(BOUND, read(client.clone())).await });
    assert_eq!(rows.expect("it waits for no other runtime").expect("rows"), 1);
    assert!(server.request().starts_with("POST /o/token "));
    assert!(server.request().contains("Bearer one"));
}

#[test]
fn a_fetch_in_a_runtime_that_does_not_run_holds_up_no_other() {
    let (server, client) = slow_at_first();
    let held_up = runtime();
    let call = left_alone(&held_up, &server, &client);
    others_get_on(&server, &client);
    drop(call);
    let rows = held_up.block_on(async { tokio::time::timeout(BOUND, read(client)).await });
    assert_eq!(rows.expect("the token is there").expect("rows"), 1);
    assert!(server.request().contains("Bearer one"));
}

#[test]
fn a_fetch_in_a_runtime_that_is_gone_fails_no_other() {
    let (server, client) = slow_at_first();
    let gone = runtime();
    let call = left_alone(&gone, &server, &client);
    drop(gone);
    others_get_on(&server, &client);
    drop(call);
}

#[test]
fn a_fetch_in_a_runtime_that_is_gone_fails_no_blocking_call() {
    let (server, client) = slow_at_first();
    let gone = runtime();
    let call = left_alone(&gone, &server, &client);
    drop(gone);
    assert_eq!(client.rows().get().send_blocking().expect("a token of its own").result.len(), 1);
    drop(call);
}
