//! The default transport over a real connection.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use nomenclature_runtime::{Decimal, Error, ErrorKind, Processed, RetryPolicy};

use crate::block_on;
use crate::sample::{Client, ClientBuilder};
use crate::script::KEY;
use crate::server::{Act, Server, answer};

fn builder(address: &str) -> ClientBuilder {
    Client::builder()
        .access_key(KEY)
        .accept_language("ru-RU")
        .tenant("shop")
        .base_url(address)
        .retry(RetryPolicy::none())
}

fn client(server: &Server) -> Client {
    builder(&server.address).build().expect("a client")
}

fn assert_no_secret(error: &Error) {
    let mut shown = format!("{error} {error:?}");
    let mut cause = error.transport_cause().map(|cause| cause as &dyn std::error::Error);
    while let Some(error) = cause {
        shown.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    assert!(!shown.contains(KEY), "{shown}");
}

/// Runs a future without tokio.
fn without_tokio<F: Future>(future: F) -> F::Output {
    struct Unpark(std::thread::Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let (mut future, waker) = (pin!(future), Waker::from(Arc::new(Unpark(std::thread::current()))));
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}

#[test]
fn outside_of_tokio_a_call_says_what_is_missing() {
    let server = Server::start(vec![]);
    let client = builder(&server.address).retry(RetryPolicy::new()).build().expect("a client");
    assert_unable(&without_tokio(client.items().add("Чай").send()).expect_err("no runtime"), "none runs here");
    assert_unable(&without_tokio(client.rows().get().send()).expect_err("no runtime"), "none runs here");
}

#[test]
fn a_runtime_without_io_or_time_is_an_error_and_no_panic() {
    use tokio::runtime::Builder;
    let server = Server::start(vec![]);
    let client = builder(&server.address).retry(RetryPolicy::new()).build().expect("a client");
    let token_url = format!("{}/o/token", server.address);
    let fetching = builder(&server.address).oauth("id", "s3cret").oauth_token_url(token_url).retry(RetryPolicy::new());
    let fetching = fetching.build().expect("a client");
    for (io, time, missing) in [(true, false, "no time"), (false, true, "no io"), (false, false, "neither")] {
        for mut builder in [Builder::new_current_thread(), Builder::new_multi_thread()] {
            if io {
                builder.enable_io();
            }
            if time {
                builder.enable_time();
            }
            let runtime = builder.worker_threads(1).build().expect("a runtime");
            for client in [client.clone(), fetching.clone()] {
                assert_unable(&runtime.block_on(client.rows().get().send()).expect_err("no sockets"), missing);
                let spawned = runtime.spawn(client.items().add("Чай").send());
                assert_unable(&runtime.block_on(spawned).expect("no panic").expect_err("no sockets"), missing);
                let mut pages = client.rows().get().pages();
                assert_unable(&runtime.block_on(pages.try_next()).expect_err("no sockets"), missing);
            }
        }
    }
    assert_eq!(server.count(), 0);
}

#[track_caller]
fn assert_unable(error: &Error, missing: &str) {
    let text = error.to_string();
    assert!(text.contains("needs a tokio runtime with io and time enabled") && text.contains(missing), "{text}");
    assert_eq!((error.processed(), error.kind()), (Processed::No, ErrorKind::Transport), "{text}");
    assert!(error.attempts() <= 1, "it is not tried again: {text}");
}

#[test]
fn the_bytes_on_the_wire() {
    let ok = || answer("200 OK", "", r#"{"ok":true,"result":[],"items":[]}"#);
    let server = Server::start(vec![ok(), ok(), ok()]);
    let client = builder(&server.address).token("t0ken").user_agent("shop/1").build().expect("a client");
    let price: Decimal = "5.500000".parse().expect("a decimal");
    block_on(client.rows().get().ids([0_i64; 0]).price(price).send()).expect("a reply");
    let host = server.address.trim_start_matches("http://").to_owned();
    let mut lines: Vec<String> = server.request().split("\r\n").map(str::to_owned).collect();
    assert_eq!(lines.remove(0), format!("POST /out/{KEY}/v1/Rows/Get HTTP/1.1"));
    assert_eq!(lines.pop().as_deref(), Some(r#"{"ids":[],"price":5.500000}"#));
    lines.retain(|line| !line.is_empty());
    lines.sort();
    assert_eq!(
        lines,
        [
            "accept-encoding: gzip",
            "accept: application/json",
            "authorization: Bearer t0ken",
            "content-length: 27",
            "content-type: application/json",
            &format!("host: {host}"),
            "user-agent: shop/1",
        ]
    );
    block_on(client.tasks().list("а/б '*").status(["x'y", "[z]"]).trace("Чай").send()).expect("a reply");
    let request = server.request();
    let line =
        format!("GET /out/{KEY}/v1/orgs/%D0%B0%2F%D0%B1%20%27%2A/tasks?status=x%27y&status=%5Bz%5D HTTP/1.1\r\n");
    assert!(request.starts_with(&line), "{request}");
    assert!(
        request.contains("\r\naccept-language: ru-RU\r\n") && request.contains("\r\nx-trace: Чай\r\n"),
        "{request}"
    );
    _ = block_on(client.items().add("Чай \"1\"").send());
    assert!(server.request().ends_with("\r\n\r\n{\"tenant\":\"shop\",\"name\":\"Чай \\\"1\\\"\"}"));
}

#[test]
fn a_refused_connection_was_not_sent() {
    let closed =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("an address");
    let client = builder(&format!("http://{closed}")).build().expect("a client");
    let error = block_on(client.rows().get().send()).expect_err("refused");
    assert_eq!((error.kind(), error.processed()), (ErrorKind::Transport, Processed::No), "{error}");
    assert!(error.to_string().contains("{accessKey}"), "{error}");
    assert_eq!(error.to_string().to_lowercase().matches("connection refused").count(), 1, "{error}");
    // What prints an error with its sources behind it says nothing twice.
    assert!(std::error::Error::source(&error).is_none());
    let cause = error.transport_cause().expect("an error of reqwest");
    assert!(cause.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_connect), "{cause:?}");
    assert_no_secret(&error);
}

#[test]
fn a_connection_that_closes_may_have_carried_it() {
    let server = Server::start(vec![Act::Close]);
    let error = block_on(client(&server).rows().get().send()).expect_err("closed");
    assert_eq!((error.kind(), error.processed()), (ErrorKind::Transport, Processed::Maybe), "{error}");
    assert_no_secret(&error);
}

#[test]
fn a_body_that_is_cut_may_have_been_processed() {
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"ok\":true".to_vec();
    let server = Server::start(vec![Act::Answer(cut)]);
    let error = block_on(client(&server).rows().get().send()).expect_err("cut");
    assert_eq!((error.kind(), error.processed()), (ErrorKind::Transport, Processed::Maybe), "{error}");
    assert_no_secret(&error);
}

#[test]
fn silence_times_out() {
    let server = Server::start(vec![Act::Hang]);
    let client = builder(&server.address).timeout(Duration::from_millis(50)).build().expect("a client");
    let error = block_on(client.rows().get().send()).expect_err("silence");
    assert!(error.is_timeout() && error.processed() == Processed::Maybe, "{error}");
    assert!(error.to_string().contains("50ms"), "{error}");
    assert_no_secret(&error);
}

#[test]
fn the_size_of_a_reply_is_capped_said_or_not() {
    let body = format!(r#"{{"ok":true,"result":[],"padding":"{}"}}"#, "x".repeat(2_000));
    let said = answer("200 OK", "", &body);
    let chunk = format!(
        "HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    );
    let server = Server::start(vec![said, Act::Answer(chunk.clone().into_bytes()), Act::Answer(chunk.into_bytes())]);
    let small = builder(&server.address).max_response_bytes(1_000).build().expect("a client");
    for _ in 0..2 {
        let error = block_on(small.rows().get().send()).expect_err("too large");
        assert!(error.to_string().contains("larger than 1000 bytes"), "{error}");
        assert_eq!(error.processed(), Processed::Maybe);
    }
    let enough = builder(&server.address).max_response_bytes(body.len() as u64).build().expect("a client");
    block_on(enough.rows().get().send()).expect("a reply");
}

#[test]
fn redirects_are_not_followed() {
    let elsewhere = format!("location: http://127.0.0.1:1/{KEY}\r\n");
    let server = Server::start(vec![answer("307 Temporary Redirect", &elsewhere, "")]);
    let error = block_on(client(&server).rows().get().send()).expect_err("a redirect");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(307));
    assert!(error.to_string().contains("redirects are not followed"), "{error}");
    assert_no_secret(&error);
}

#[test]
fn compressed_replies_are_read_and_capped_by_their_real_size() {
    use std::io::Write;
    let body = format!(r#"{{"ok":true,"result":[{{"id":7}}],"padding":"{}"}}"#, "x".repeat(20_000));
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(body.as_bytes()).expect("memory");
    let compressed = encoder.finish().expect("memory");
    assert!(compressed.len() < 1_000);
    let reply = |compressed: &[u8]| {
        let head = format!(
            "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
            compressed.len()
        );
        Act::Answer([head.as_bytes(), compressed].concat())
    };
    let cut = &compressed[..compressed.len() / 2];
    let server = Server::start(vec![reply(&compressed), reply(&compressed), reply(cut)]);
    let page = block_on(client(&server).rows().get().send()).expect("a reply");
    assert_eq!(page.result[0].id, Some(7));
    let small = builder(&server.address).max_response_bytes(10_000).build().expect("a client");
    let error = block_on(small.rows().get().send()).expect_err("too large");
    assert!(error.to_string().contains("larger than 10000 bytes"), "{error}");
    let error = block_on(client(&server).rows().get().send()).expect_err("cut");
    assert_eq!((error.kind(), error.processed()), (ErrorKind::Transport, Processed::Maybe), "{error}");
}

#[test]
fn the_transport_waits_by_the_timer_of_its_executor() {
    let server = Server::start(vec![Act::Close, answer("200 OK", "", r#"{"ok":true,"result":[]}"#)]);
    let quick = RetryPolicy::new().base_delay(Duration::from_millis(2));
    let client = builder(&server.address).retry(quick).build().expect("a client");
    block_on(client.rows().get().send()).expect("the second attempt succeeds");
}
