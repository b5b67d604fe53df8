//! A certificate of an authority that the system trusts is taken; any other is refused before a request is sent.
//!
//! Whom the system trusts is said by its environment, so each call is made by a program of its own.

use std::path::Path;
use std::process::{Command, Output};

use super::provider;

#[path = "server.rs"]
mod server;

use server::Server;

/// Calls the server at its name or address, as a system that trusts the authorities in a file.
fn call(server: &Server, host: &str, trusted: &Path) -> Output {
    let url = format!("https://{host}:{}", server.port);
    let mut call = Command::new(env!("CARGO_BIN_EXE_https-call"));
    // Certificates come from these two and from nowhere else, if one of them is set.
    let output = call.env("SSL_CERT_FILE", trusted).env_remove("SSL_CERT_DIR").arg(url).output();
    let output = output.expect("the program runs");
    // The scanner of the other tests does not watch this program.
    for said in [text(&output.stdout), text(&output.stderr)] {
        assert!(!said.contains("synthetic-key"), "a key in {said}");
    }
    output
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn a_certificate_of_a_trusted_authority_is_taken() {
    let server = Server::start(provider());
    let output = call(&server, "localhost", &server.authority);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "0 documents of 7\n");
    assert_eq!(server.requests(), 1);
}

#[test]
fn a_certificate_of_an_unknown_authority_is_refused_before_anything_is_sent() {
    let (server, other) = (Server::start(provider()), Server::start(provider()));
    let output = call(&server, "localhost", &other.authority);
    refused(&server, &output, "invalid peer certificate: UnknownIssuer");
}

#[test]
fn a_certificate_for_another_name_is_refused_before_anything_is_sent() {
    let server = Server::start(provider());
    let output = call(&server, "127.0.0.1", &server.authority);
    refused(&server, &output, "invalid peer certificate: certificate not valid for name \"127.0.0.1\"");
}

fn refused(server: &Server, output: &Output, why: &str) {
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(why), "{said}");
    assert!(said.ends_with("processed: No\n"), "{said}");
    assert_eq!(server.requests(), 0);
}
