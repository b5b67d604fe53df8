//! The sandbox as a program.

use std::net::TcpListener;
use std::process::Command;

#[test]
fn a_busy_port_is_named_with_what_to_do() {
    let busy = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = busy.local_addr().expect("an address").port().to_string();
    let program = Command::new(env!("CARGO_BIN_EXE_nomenclature-sandbox")).args(["--port", &port]).output();
    let program = program.expect("the program starts");
    let said = String::from_utf8_lossy(&program.stderr);
    assert!(!program.status.success() && program.stdout.is_empty(), "{program:?}");
    assert!(said.contains(&format!("cannot listen on port {port}")) && said.contains("--port"), "{said}");
    assert!(!said.contains("Os {"), "{said}");
}
