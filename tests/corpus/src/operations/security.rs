//! Credentials of one operation, and several servers.

use nomenclature_runtime::RetryPolicy;

use crate::generated::document::shop::Client;
use crate::harness::{Script, header, now};

#[test]
fn each_operation_sends_the_credentials_that_it_needs() {
    let script = Script::default();
    let builder = Client::builder().token("t0ken").key("k3y").transport(script.clone());
    let client = builder.retry(RetryPolicy::none()).build().expect("a client");
    script.answer(204, "", "").answer(204, "", "").answer(204, "", "");
    let sent = || (header(&script.last(), "authorization"), header(&script.last(), "x-key"));
    let both = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    now(client.goods().private().send()).expect("a success");
    assert_eq!(sent(), both("Bearer t0ken", ""));
    now(client.goods().public().send()).expect("a success");
    assert_eq!(sent(), both("", ""));
    now(client.goods().keyed().send()).expect("a success");
    assert_eq!(sent(), both("", "k3y"));
}

#[test]
fn a_header_that_is_set_once_is_no_argument() {
    let script = Script::default();
    script.answer(204, "", "").answer(204, "", "");
    let builder = Client::builder().token("t").key("k").shop("Чай-1").transport(script.clone());
    let client = builder.retry(RetryPolicy::none()).build().expect("a client");
    now(client.goods().public().send()).expect("a success");
    assert_eq!(header(&script.last(), "x-shop"), "Чай-1");
    now(client.goods().private().send()).expect("a success");
    assert_eq!(header(&script.last(), "x-shop"), "");
}

#[test]
fn the_first_server_is_used_unless_another_is_given() {
    for (base, expected) in [
        (None, "https://one.shop.test/api/private"),
        (Some("https://two.shop.test"), "https://two.shop.test/api/private"),
    ] {
        let script = Script::default();
        script.answer(204, "", "");
        let mut builder = Client::builder().token("t").transport(script.clone()).retry(RetryPolicy::none());
        if let Some(base) = base {
            builder = builder.base_url(base);
        }
        now(builder.build().expect("a client").goods().private().send()).expect("a success");
        assert_eq!(script.last().uri().to_string(), expected);
    }
}
