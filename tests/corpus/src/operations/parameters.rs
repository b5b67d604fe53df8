//! Parameters: every place and style, read by parsers that know nothing of ours.

use std::str::FromStr;

use bytes::Bytes;
use http::Request;
use nomenclature_runtime::{Decimal, RetryPolicy};
use percent_encoding::percent_decode_str;

use crate::generated::calls::shop::operations::GoodsQuery;
use crate::generated::calls::shop::{Client, types};
use crate::harness::{Script, header, now, owned, query, segments};

/// What tempts a writer of URLs.
const NASTY: &str = "чай & =\"1\"+ 100%/?#[a]{b}|\\;,:@\u{1F375}";

fn shop() -> (Script, Client) {
    let script = Script::default();
    let client = Client::builder().transport(script.clone()).retry(RetryPolicy::none()).build().expect("a client");
    for _ in 0..8 {
        script.answer(204, "", "");
    }
    (script, client)
}

fn asked(script: &Script, call: GoodsQuery) -> Request<Bytes> {
    now(call.send()).expect("a success");
    script.last()
}

fn decimal(text: &str) -> Decimal {
    Decimal::from_str(text).expect("a decimal")
}

#[test]
fn only_what_is_set_is_sent() {
    let (script, client) = shop();
    let request = asked(&script, client.goods().query("", types::Spread::new("")));
    assert_eq!(request.uri().query(), Some("text=&state="), "no default is sent");
    let empty = client.goods().query("a", types::Spread::new("b")).ids(Vec::<i64>::new()).commas(Vec::<String>::new());
    let request = asked(&script, empty.deep(types::Range::new()).flat(types::Range::new()));
    assert_eq!(query(&request), owned(&[("text", "a"), ("state", "b")]));
}

#[test]
fn another_parser_reads_every_style_of_the_query() {
    let (script, client) = shop();
    let call = client
        .goods()
        .query(NASTY, types::Spread::new(NASTY).max_price(decimal("0.10")))
        .ids([1, -2])
        .commas(["a|b c", "d&e"])
        .spaces(["a,b", "c+d"])
        .bars(["a b", "c,d"])
        .deep(types::Range::new().from(3).to(NASTY))
        .flat(types::Range::new().from(4).to("a&b=c"))
        .url("https://a.test/b?c=d&e=#f")
        .json(types::Filter::new().text(NASTY).prices([decimal("23.10")]))
        .limit(7)
        .sort(types::Sort::Price);
    let request = asked(&script, call);
    let json = format!("{{\"text\":{},\"prices\":[23.10]}}", serde_json::to_string(NASTY).expect("JSON"));
    assert_eq!(
        query(&request),
        owned(&[
            ("text", NASTY),
            ("ids[]", "1"),
            ("ids[]", "-2"),
            ("commas", "a|b c,d&e"),
            ("spaces", "a,b c+d"),
            ("bars", "a b|c,d"),
            ("deep[from]", "3"),
            ("deep[to]", NASTY),
            ("state", NASTY),
            ("max-price", "0.10"),
            ("flat", "from,4,to,a&b=c"),
            ("url", "https://a.test/b?c=d&e=#f"),
            ("json", &json),
            ("limit", "7"),
            ("sort", "price"),
        ])
    );
    let raw = request.uri().query().expect("a query");
    for piece in [
        "commas=a%7Cb%20c,d%26e",
        "spaces=a%2Cb%20c%2Bd",
        "bars=a%20b%7Cc%2Cd",
        "deep%5Bfrom%5D=3",
        "flat=from,4,to,a%26b%3Dc",
        "url=https://a.test/b?c%3Dd%26e%3D%23f",
    ] {
        assert!(raw.contains(piece), "{piece} in {raw}");
    }
    assert!(raw.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>[]{}|\\^`#".contains(&byte)), "{raw}");
}

#[test]
fn values_that_hold_their_separator_are_refused() {
    let (script, client) = shop();
    let call = || client.goods().query("a", types::Spread::new("b"));
    for call in [
        call().commas(["a,b"]),
        call().spaces(["a b"]),
        call().bars(["a|b"]),
        call().commas(["a", ""]),
        call().flat(types::Range::new().to("a,b")),
        call().flat(types::Range::new().to("")),
    ] {
        let error = now(call.send()).expect_err("an ambiguous value");
        assert!(
            error.is_invalid_request() && error.to_string().contains("separate") || error.to_string().contains("empty"),
            "{error}"
        );
    }
    assert_eq!(script.count(), 0);
}

#[test]
fn another_parser_reads_every_style_of_the_path() {
    let (script, client) = shop();
    let call = client.goods().paths(["a b", "ч/й"], "x.y,z", [1, 2], NASTY, ["c;d", "e=f"], [decimal("1.10")]);
    now(call.send()).expect("a success");
    let raw = script.last().uri().path().to_owned();
    let raw: Vec<&str> = raw.split('/').collect();
    assert_eq!(raw[2], "a%20b,%D1%87%2F%D0%B9");
    assert_eq!((raw[4], raw[5]), (".x.y%2Cz", ".1.2"));
    assert_eq!(raw[8], ";matrices=c%3Bd;matrices=e%3Df");
    let found = segments(&script.last());
    let matrix = raw[7].strip_prefix(";matrix=").map(|value| percent_decode_str(value).decode_utf8().expect("UTF-8"));
    assert_eq!(matrix.as_deref(), Some(NASTY));
    assert_eq!(found.last().map(String::as_str), Some("[1.10]"));
    assert_eq!(raw.len(), 11, "no value leaves its segment: {raw:?}");

    let call = |ids: &[&str], label: &str, labels: &[i64], matrices: &[&str]| {
        let ids = ids.iter().copied().map(String::from);
        let matrices = matrices.iter().copied().map(String::from);
        client.goods().paths(ids, label, labels.iter().copied(), "m", matrices, [decimal("1")])
    };
    for call in [
        call(&[], "l", &[1], &["m"]),
        call(&["a", ""], "l", &[1], &["m"]),
        call(&["a,b", "c"], "l", &[1], &["m"]),
        call(&["a,b"], "l", &[1], &["m"]),
        call(&[".."], "l", &[1], &["m"]),
        call(&["a"], "", &[1], &["m"]),
        call(&["a"], ".", &[1], &["m"]),
        call(&["a"], "l", &[], &["m"]),
        call(&["a"], "l", &[1], &[]),
    ] {
        let error = now(call.send()).expect_err("an ambiguous path");
        assert!(error.is_invalid_request(), "{error}");
    }
    assert_eq!(script.count(), 1);
}

#[test]
fn a_verb_behind_a_colon_stays_there() {
    let (script, client) = shop();
    now(client.goods().cancel("a:b/c").send()).expect("a success");
    assert_eq!(script.last().uri().path(), "/v1/a%3Ab%2Fc:cancel");
}

#[test]
fn headers_and_cookies_hold_what_was_given() {
    let (script, client) = shop();
    let call = client.goods().headers(NASTY).x_tags(["a b", "чай"]).x_empty("").theme("dark; \"a\"");
    now(call.x_json(types::Filter::new().text("чай, \"1\"")).cart(types::Filter::new().text("=;")).send())
        .expect("a success");
    let request = script.last();
    assert_eq!(header(&request, "x-tags"), "a b,чай");
    assert_eq!(header(&request, "x-json"), "{\"text\":\"чай, \\\"1\\\"\"}");
    assert!(request.headers().contains_key("x-empty"));
    let cookies = header(&request, "cookie");
    let cookies: Vec<(&str, String)> = cookies
        .split("; ")
        .filter_map(|cookie| cookie.split_once('='))
        .map(|(name, value)| (name, percent_decode_str(value).decode_utf8().expect("UTF-8").into_owned()))
        .collect();
    assert_eq!(
        cookies,
        [("session", NASTY.to_owned()), ("theme", "dark; \"a\"".to_owned()), ("cart", "{\"text\":\"=;\"}".to_owned())]
    );
    assert!(request.headers()["cookie"].is_sensitive(), "cookies are not shown");
    let error = now(client.goods().headers("a").x_tags(["a,b"]).send()).expect_err("a separator");
    assert!(error.is_invalid_request(), "{error}");
    now(client.goods().headers("a").send()).expect("a success");
    assert_eq!(header(&script.last(), "cookie"), "session=a");

    let mut builder = Client::builder().transport(script.clone()).retry(RetryPolicy::none());
    builder = builder.header("cookie", "own=1");
    now(builder.build().expect("a client").goods().headers("a").send()).expect("a success");
    assert_eq!(header(&script.last(), "cookie"), "own=1; session=a");
}

#[test]
fn parameters_of_the_path_hold_unless_the_operation_has_its_own() {
    let (script, client) = shop();
    now(client.goods().shared("a").lang("ru").page(2).send()).expect("a success");
    assert_eq!(
        (script.last().uri().path(), query(&script.last())),
        ("/shared/a", owned(&[("lang", "ru"), ("page", "2")]))
    );
    now(client.goods().shared_delete("a", "last").send()).expect("a success");
    assert_eq!(query(&script.last()), owned(&[("page", "last")]));
}

#[test]
fn one_name_in_four_places_is_four_values() {
    let (script, client) = shop();
    now(client.goods().same("1").id_in_query("2").id_in_header("3").id_in_cookie("4").send()).expect("a success");
    let request = script.last();
    assert_eq!(request.uri().to_string(), "https://shop.test/same/1?id=2");
    assert_eq!((header(&request, "id").as_str(), header(&request, "cookie").as_str()), ("3", "id=4"));
}
