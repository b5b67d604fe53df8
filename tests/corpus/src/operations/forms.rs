//! Forms: multipart, read by another parser, and `application/x-www-form-urlencoded`.

use std::str::FromStr;

use bytes::Bytes;
use http::Request;
use nomenclature_runtime::{Decimal, FilePart, RetryPolicy};

use crate::generated::calls::shop::{Client, types};
use crate::harness::{Script, header, now, owned, pairs};

fn shop() -> (Script, Client) {
    let script = Script::default();
    let client = Client::builder().transport(script.clone()).retry(RetryPolicy::none()).build().expect("a client");
    script.answer(204, "", "").answer(204, "", "").answer(204, "", "");
    (script, client)
}

/// A part as another parser reads it.
#[derive(Debug, PartialEq)]
pub(super) struct Part {
    name: String,
    pub(super) file: Option<String>,
    media: Option<String>,
    pub(super) content: Bytes,
}

fn part(name: &str, media: Option<&str>, content: impl Into<Bytes>) -> Part {
    Part { name: name.to_owned(), file: None, media: media.map(str::to_owned), content: content.into() }
}

fn file(name: &str, file: &str, media: &str, content: &[u8]) -> Part {
    Part { file: Some(file.to_owned()), ..part(name, Some(media), content.to_vec()) }
}

pub(super) fn parts(request: &Request<Bytes>) -> Vec<Part> {
    let boundary = multer::parse_boundary(header(request, "content-type")).expect("a boundary");
    let body = request.body().clone();
    let stream = OneChunk(Some(body));
    now(async move {
        let mut reader = multer::Multipart::new(stream, boundary);
        let mut found = Vec::new();
        while let Some(field) = reader.next_field().await.expect("a part") {
            found.push(Part {
                name: field.name().expect("a name").to_owned(),
                file: field.file_name().map(str::to_owned),
                media: field.content_type().map(ToString::to_string),
                content: field.bytes().await.expect("a content"),
            });
        }
        found
    })
}

/// A stream of one piece.
struct OneChunk(Option<Bytes>);

impl futures_core::Stream for OneChunk {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(Ok))
    }
}

#[test]
fn another_parser_reads_the_parts() {
    let (script, client) = shop();
    let picture: Vec<u8> = (0..=255).collect();
    let upload = client
        .goods()
        .upload("Чай \"1\"\r\n--x", FilePart::new(picture.clone()).name("чай \"1\" a;b=c.png"))
        .more([
            FilePart::new("\r\n--nomenclature--\r\n"),
            FilePart::new("").name("b.txt").content_type("text/plain; charset=utf-8"),
        ])
        .note("# note")
        .tags(["a,b", "", "\u{1F375}"])
        .prices([Decimal::from_str("23.10").expect("a decimal")])
        .owner(types::Owner::new("Чай"));
    now(upload.send()).expect("a success");
    let request = script.last();
    assert_eq!(
        parts(&request),
        [
            part("title", None, "Чай \"1\"\r\n--x"),
            file("picture", "чай \"1\" a;b=c.png", "image/png", &picture),
            file("more", "more", "application/octet-stream", b"\r\n--nomenclature--\r\n"),
            file("more", "b.txt", "text/plain; charset=utf-8", b""),
            part("note", Some("text/markdown"), "# note"),
            part("tags", None, "a,b"),
            part("tags", None, ""),
            part("tags", None, "\u{1F375}"),
            part("prices", Some("application/json"), "[23.10]"),
            part("owner", Some("application/json"), "{\"name\":\"Чай\"}"),
        ]
    );
}

#[test]
fn boundaries_are_not_known_beforehand() {
    let (script, client) = shop();
    let boundary = || {
        now(client.goods().upload("a", b"b".to_vec()).send()).expect("a success");
        header(&script.last(), "content-type")
    };
    assert_ne!(boundary(), boundary());
}

#[test]
fn what_a_part_cannot_say_is_refused() {
    let (script, client) = shop();
    let name = FilePart::new("").name("a\r\nContent-Type: text/html");
    let media = FilePart::new("").content_type("text/html\r\n\r\nx");
    for file in [name, media] {
        let error = now(client.goods().upload("a", file).send()).expect_err("an unsendable part");
        assert!(error.is_invalid_request(), "{error}");
    }
    assert_eq!(script.count(), 0);
}

#[test]
fn an_optional_form_is_sent_when_it_has_members() {
    let (script, client) = shop();
    now(client.goods().upload_maybe().send()).expect("a success");
    assert!(script.last().body().is_empty() && !script.last().headers().contains_key("content-type"));
    now(client.goods().upload_maybe().file(Bytes::from_static(b"a")).send()).expect("a success");
    assert_eq!(parts(&script.last()), [file("file", "file", "application/octet-stream", b"a")]);
    script.answer(204, "", "");
    now(client.goods().filter().send()).expect("a success");
    assert!(script.last().body().is_empty() && !script.last().headers().contains_key("content-type"));
    now(client.goods().filter().text("").send()).expect("a success");
    assert_eq!(pairs(script.last().body()), owned(&[("text", "")]));
}

#[test]
fn another_parser_reads_the_form() {
    let (script, client) = shop();
    let login = client
        .goods()
        .login("Чай & co=\"1\"+ 100%\r\n")
        .amount(Decimal::from_str("23.10").expect("a decimal"))
        .ids([1, -2])
        .days(["пн", "вт;"])
        .hours(["8 9", "a,b"])
        .owner(types::Owner::new("=&"));
    now(login.send()).expect("a success");
    let request = script.last();
    assert_eq!(header(&request, "content-type"), "application/x-www-form-urlencoded");
    assert_eq!(
        pairs(request.body()),
        owned(&[
            ("user name", "Чай & co=\"1\"+ 100%\r\n"),
            ("amount", "23.10"),
            ("ids[]", "1"),
            ("ids[]", "-2"),
            ("days", "пн,вт;"),
            ("hours", "8 9|a,b"),
            ("owner", "{\"name\":\"=&\"}"),
        ])
    );
    now(client.goods().login("a").ids(Vec::<i64>::new()).days(Vec::<String>::new()).send()).expect("a success");
    assert_eq!(pairs(script.last().body()), owned(&[("user name", "a")]));
    let error = now(client.goods().login("a").days(["a,b"]).send()).expect_err("a separator in a value");
    assert!(error.is_invalid_request(), "{error}");
}

#[test]
fn members_of_a_form_are_no_types() {
    let code = include_str!(concat!(env!("OUT_DIR"), "/calls/shop/types.rs"));
    assert!(
        code.contains("pub struct Owner") && !code.contains("pub struct Upload") && !code.contains("pub struct Login")
    );
}
