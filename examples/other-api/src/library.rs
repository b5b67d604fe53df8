//! The other side: a server as small as it gets, for one client that is well-behaved.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::{io, thread};

/// Serves on a free port until the program ends, and returns the address.
pub(crate) fn open() -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that leaves is no error.
            thread::spawn(move || serve(stream));
        }
    });
    Ok(address)
}

fn serve(stream: TcpStream) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let (mut length, mut card) = (0, false);
        loop {
            let mut header = String::new();
            reader.read_line(&mut header)?;
            match header.trim_end().to_ascii_lowercase().split_once(": ") {
                Some(("content-length", value)) => length = value.parse().unwrap_or(0),
                Some(("x-reader-card", "r-42")) => card = true,
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let request = line.trim_end().trim_end_matches(" HTTP/1.1");
        let (status, kind, text) =
            if card { answer(request, &String::from_utf8_lossy(&body)) } else { missing(request) };
        let head = format!("HTTP/1.1 {status}\r\ncontent-type: {kind}\r\n");
        match status.starts_with("204") {
            true => write!(writer, "{head}\r\n")?,
            false => write!(writer, "{head}content-length: {}\r\n\r\n{text}", text.len())?,
        }
    }
}

fn answer(request: &str, body: &str) -> (&'static str, &'static str, String) {
    let json = |text: &str| ("200 OK", "application/json", text.to_owned());
    match (request, body) {
        ("GET /v1/books?shelf=stacks&count=2" | "GET /v1/books?shelf=stacks&skip=0&count=2", "") => json(
            r#"{"state": "done", "matches": 3, "entries": [{"isbn": "978-1", "title": "Tea", "deposit": "2.50"},
                {"isbn": "978-2", "title": "Salt", "deposit": "1.10"}]}"#,
        ),
        ("GET /v1/books?shelf=stacks&skip=2&count=2", "") => json(
            r#"{"state": "done", "matches": 3, "entries": [{"isbn": "978-3", "title": "Rice", "deposit": "0.00"}]}"#,
        ),
        ("POST /v1/loans", r#"{"isbn":"978-1","weeks":3}"#) => {
            json(r#"{"state": "done", "loan": 17, "until": "2030-01-22T00:00:00Z"}"#)
        }
        ("POST /v1/loans", r#"{"isbn":"978-2"}"#) => {
            json(r#"{"state": "refused", "reason": {"id": "lent-already", "text": "Somebody else has it."}}"#)
        }
        ("DELETE /v1/loans/17", "") => ("204 No Content", "text/plain", String::new()),
        _ => missing(request),
    }
}

fn missing(request: &str) -> (&'static str, &'static str, String) {
    ("404 Not Found", "text/plain", format!("nothing at {request}"))
}
