//! No reply at all, for every operation: whether the request may have arrived decides what may be repeated.

use std::error::Error as _;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

use nomenclature::quince::types::NewService;
use nomenclature::runtime::Paged;
use nomenclature::{CallOptions, Error, ErrorKind, Items, Processed, RetryPolicy};
use nomenclature_tests::bare;
use nomenclature_tests::clients::{failure, within};
use nomenclature_tests::operations::{OPERATIONS, Operation, Setup, operation};

fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    (listener, url)
}

/// A server that reads a request up to the end of its headers, answers with these bytes and closes, as often as asked.
fn serve(answer: &'static [u8], times: usize) -> String {
    let (listener, url) = listen();
    std::thread::spawn(move || {
        for stream in listener.incoming().take(times) {
            let mut stream = stream.expect("a connection");
            let mut request = Vec::new();
            let mut buffer = [0; 1024];
            while !request.windows(4).any(|window| window == b"\r\n\r\n") {
                let count = stream.read(&mut buffer).expect("the client sends");
                assert!(count > 0, "the client sends a whole request");
                request.extend_from_slice(&buffer[..count]);
            }
            // The client may have given up.
            let _ = stream.write_all(answer);
        }
    });
    url
}

#[track_caller]
fn is_transport(operation: &Operation, error: &Error, kind: ErrorKind, processed: Processed) {
    let text = error.to_string();
    assert!(text.starts_with(&format!("{}: ", operation.subject())), "{text}");
    assert_eq!((error.kind(), error.processed()), (kind, processed), "{error:?}");
    assert!(error.is_transport() && error.status().is_none() && error.vendor_error().is_none(), "{error:?}");
    assert_eq!(error.is_timeout(), kind == ErrorKind::Timeout);
    assert_eq!((error.vendor(), error.operation()), (operation.vendor(), Some(operation.spec.id)));
    assert!(text.contains(operation.spec.path) && text.len() < 1_000, "{text}");
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_processed() {
    let (listener, url) = listen();
    drop(listener);
    let clients = Setup::at(&url).clients();
    for operation in OPERATIONS {
        let error = failure(within((operation.send)(&clients)).await);
        is_transport(operation, &error, ErrorKind::Transport, Processed::No);
        assert!(error.to_string().contains("could not be sent"), "{error}");
    }
}

#[tokio::test]
async fn the_host_is_named_that_could_not_be_reached() {
    let (listener, url) = listen();
    drop(listener);
    let address = url.trim_start_matches("http://");
    let client = bare::quince().host(address).api_key("a-key-of-the-shop").retry(RetryPolicy::none()).build();
    let stopped = client.expect("everything is set").services().add([NewService::new()]).send().await;
    let stopped = stopped.expect_err("nobody listens");
    let text = stopped.to_string();
    assert!(text.contains(&format!("POST https://{address}/api/v2/service/add")), "{text}");
    assert_eq!(text.to_lowercase().matches("connection refused").count(), 1, "{text}");
    assert!(stopped.source().is_none() && stopped.error().source().is_none(), "its text is the whole of it");
    assert!(stopped.error().transport_cause().is_some());
}

#[test]
fn the_proxy_is_named_that_could_not_be_reached() {
    let (listener, url) = listen();
    drop(listener);
    let address = url.trim_start_matches("http://");
    let mut call = Command::new(env!("CARGO_BIN_EXE_https-call"));
    call.env("HTTPS_PROXY", format!("http://clerk:open-sesame@{address}"))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy");
    let output = call.arg("https://prices.example:8443").output().expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr);
    let place = format!(
        "https://prices.example:8443/gateway/out/{{integrationKey}}/v1/DocSetPrice/Get through the proxy {address}"
    );
    assert!(said.contains(&place) && said.contains("processed: No"), "{said}");
    assert!(!said.contains("sesame") && !said.contains("clerk"), "{said}");
}

#[tokio::test]
async fn a_connection_closed_without_a_reply_may_have_been_processed() {
    let url = serve(b"", OPERATIONS.len());
    let clients = Setup::at(&url).clients();
    for operation in OPERATIONS {
        let error = failure(within((operation.send)(&clients)).await);
        is_transport(operation, &error, ErrorKind::Transport, Processed::Maybe);
        assert!(error.to_string().contains("may have arrived"), "{error}");
    }
}

#[tokio::test]
async fn a_body_shorter_than_announced_may_have_been_processed() {
    let url = serve(b"HTTP/1.1 200 OK\r\ncontent-length: 400\r\n\r\n{\"ok\":true,\"success\":true}", OPERATIONS.len());
    let clients = Setup::at(&url).clients();
    for operation in OPERATIONS {
        let error = failure(within((operation.send)(&clients)).await);
        is_transport(operation, &error, ErrorKind::Transport, Processed::Maybe);
    }
}

#[tokio::test]
async fn an_answer_that_is_not_http_may_have_been_processed() {
    let url = serve(b"SSH-2.0-OpenSSH_9.6\r\n", OPERATIONS.len());
    let clients = Setup::at(&url).clients();
    for operation in OPERATIONS {
        let error = failure(within((operation.send)(&clients)).await);
        is_transport(operation, &error, ErrorKind::Transport, Processed::Maybe);
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_in_time_may_have_processed_it() {
    // It accepts connections, as the system does for a listener, and never reads.
    let (_listener, url) = listen();
    let setup = Setup::at(&url);
    let soon = Duration::from_millis(20);
    let client = setup.quince_builder().timeout(soon).build().expect("everything is set");
    let error = failure(within(client.services().list().send()).await);
    is_transport(operation("services_list"), &error, ErrorKind::Timeout, Processed::Maybe);
    assert!(error.to_string().contains("no reply within 20ms"), "{error}");

    let client = setup.zegoal_builder().build().expect("everything is set");
    let call = client.catalog().add_position("Tea", "Goods").options(CallOptions::new().timeout(soon));
    let error = failure(within(call.send()).await);
    is_transport(operation("catalog_add_position"), &error, ErrorKind::Timeout, Processed::Maybe);
}

#[tokio::test]
async fn a_stream_fails_once_and_ends() {
    async fn fails<Op: Paged>(mut rows: Items<Op>) {
        let error = failure(within(rows.try_next()).await);
        assert_eq!((error.kind(), error.processed()), (ErrorKind::Transport, Processed::No), "{error:?}");
        assert!(within(rows.try_next()).await.expect("the stream has ended").is_none());
    }
    let (listener, url) = listen();
    drop(listener);
    let clients = Setup::at(&url).clients();
    fails(clients.regos.doc_set_price().get().items()).await;
    fails(clients.quince.services().list().items()).await;
    fails(clients.life_pos.nomenclature_imports().list(nomenclature::Uuid::nil()).items()).await;
}
