//! HTTP by hand over a TCP stream, for what a client library would hide.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use nomenclature_sandbox::{Sandbox, credentials};

/// Far above what anything here takes and far below the longest fault.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A connection on which nothing waits longer.
pub(crate) fn connect(sandbox: &Sandbox) -> TcpStream {
    let stream = TcpStream::connect(sandbox.address()).expect("connects");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream.set_write_timeout(Some(PATIENCE)).expect("a timeout");
    stream
}

/// A request to QUINCE.
pub(crate) fn quince(path: &str, body: &str) -> Vec<u8> {
    let head = [
        &format!("POST /api/v2{path} HTTP/1.1"),
        "host: sandbox",
        &format!("authorization: {}", credentials::QUINCE_API_KEY),
        "content-type: application/json",
        &format!("content-length: {}", body.len()),
    ];
    format!("{}\r\n\r\n{body}", head.join("\r\n")).into_bytes()
}

/// What arrives until the connection ends, and the error that ended it, if it was no orderly end.
pub(crate) fn rest(stream: &mut TcpStream) -> (Vec<u8>, Option<ErrorKind>) {
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes).err().map(|error| error.kind());
    (bytes, end)
}

/// Sends a request on a connection of its own and reads what arrives.
pub(crate) fn exchange(sandbox: &Sandbox, request: &[u8]) -> (Vec<u8>, Option<ErrorKind>) {
    let mut stream = connect(sandbox);
    stream.write_all(request).expect("is sent");
    rest(&mut stream)
}

/// The announced length of the body and the body of an answer.
pub(crate) fn split(answer: &[u8]) -> (Option<usize>, &[u8]) {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("a whole head");
    let head = std::str::from_utf8(&answer[..end]).expect("a head in UTF-8").to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    (length, &answer[end + 4..])
}

/// Waits until a condition holds.
pub(crate) async fn until(condition: impl Fn() -> bool) {
    let wait = async {
        while !condition() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.expect("the condition holds in time");
}
