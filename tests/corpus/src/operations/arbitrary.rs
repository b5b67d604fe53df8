//! Arbitrary values arrive as they were given, wherever they are sent; what cannot be told apart is refused and not sent.

use nomenclature_runtime::{FilePart, RetryPolicy};
use percent_encoding::percent_decode_str;

use super::forms::parts;
use crate::generated::calls::shop::{Client, types};
use crate::harness::{Script, header, now, owned, pairs, query};

/// Texts of letters, marks and anything else, the same in each run.
fn texts() -> impl Iterator<Item = String> {
    const LIKELY: [char; 24] = [
        'a',
        'Z',
        '0',
        ' ',
        '"',
        '\'',
        '\\',
        '/',
        '?',
        '&',
        '=',
        '+',
        '%',
        '#',
        ',',
        ';',
        ':',
        '|',
        '.',
        '[',
        '}',
        'ч',
        '\u{1F375}',
        '\r',
    ];
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    (0..300).map(move |_| {
        let length = next() % 9;
        let any = |number: u64| char::from_u32((number % 0x11_0000) as u32).unwrap_or('\u{FFFD}');
        (0..length).map(|_| if next() % 3 == 0 { any(next()) } else { LIKELY[(next() % 24) as usize] }).collect()
    })
}

#[test]
fn in_the_query() {
    let script = Script::default();
    let client = Client::builder().transport(script.clone()).retry(RetryPolicy::none());
    let client = client.build().expect("a client");
    let spread = types::Spread::new;
    let all: Vec<String> = texts().collect();
    for pair in all.windows(2) {
        let [a, b] = pair else { continue };
        script.answer(204, "", "");
        let call = client.goods().query(a, spread(b.clone())).url(a).json(types::Filter::new().text(b));
        now(call.deep(types::Range::new().to(a)).send()).expect("a success");
        let json = serde_json::json!({ "text": b }).to_string();
        let expected = [("text", a.as_str()), ("deep[to]", a), ("state", b), ("url", a), ("json", &json)];
        assert_eq!(query(&script.last()), owned(&expected));
    }
}

#[test]
fn in_lists_and_paths() {
    let script = Script::default();
    let client = Client::builder().transport(script.clone()).retry(RetryPolicy::none());
    let client = client.build().expect("a client");
    let all: Vec<String> = texts().collect();
    let (mut sent, mut refused) = (0, 0);
    for pair in all.windows(2) {
        let spread = types::Spread::new("");
        for (name, separator) in [("commas", ','), ("spaces", ' '), ("bars", '|')] {
            let call = client.goods().query("", spread.clone());
            let call = match name {
                "commas" => call.commas(pair),
                "spaces" => call.spaces(pair),
                _ => call.bars(pair),
            };
            script.answer(204, "", "");
            let before = script.count();
            match now(call.send()) {
                Ok(()) => {
                    sent += 1;
                    let found = query(&script.last());
                    let (_, value) = found.iter().find(|(found, _)| found == name).expect("the list");
                    assert_eq!(value.split(separator).collect::<Vec<_>>(), pair);
                }
                Err(error) => {
                    refused += 1;
                    assert!(error.is_invalid_request() && script.count() == before, "{error}");
                    assert!(pair.iter().any(|text| text.is_empty() || text.contains(separator)), "{pair:?}");
                }
            }
        }
        script.answer(204, "", "");
        let before = script.count();
        match now(client.goods().cancel(&pair[0]).send()) {
            Ok(()) => {
                let path = script.last().uri().path().to_owned();
                let id = path.strip_prefix("/v1/").and_then(|path| path.strip_suffix(":cancel")).expect("the verb");
                assert!(!id.contains('/'));
                assert_eq!(percent_decode_str(id).decode_utf8().expect("UTF-8"), pair[0]);
            }
            Err(error) => {
                assert!(error.is_invalid_request() && script.count() == before, "{error}");
                assert!(["", ".", ".."].contains(&pair[0].as_str()), "{pair:?}");
            }
        }
    }
    assert!(sent > 100 && refused > 100, "{sent} sent, {refused} refused");
}

#[test]
fn in_cookies_and_headers() {
    let script = Script::default();
    let client = Client::builder().transport(script.clone()).retry(RetryPolicy::none());
    let client = client.build().expect("a client");
    for text in texts() {
        script.answer(204, "", "");
        let json = types::Filter::new().text(&text);
        now(client.goods().headers(&text).x_json(json).send()).expect("a success");
        let cookie = header(&script.last(), "cookie");
        let value = cookie.strip_prefix("session=").expect("the cookie");
        assert!(!value.contains([';', ',', '"', ' ']), "{value}");
        assert_eq!(percent_decode_str(value).decode_utf8().expect("UTF-8"), text);
        let back: serde_json::Value = serde_json::from_str(&header(&script.last(), "x-json")).expect("JSON");
        assert_eq!(back["text"], text);
    }
}

#[test]
fn in_forms_and_bodies() {
    let script = Script::default();
    let client = Client::builder().transport(script.clone()).retry(RetryPolicy::none());
    let client = client.build().expect("a client");
    let whole = Client::builder().transport(script.clone()).retry(RetryPolicy::none());
    let whole = whole.build().expect("a client");
    for text in texts() {
        script.answer(204, "", "").answer(204, "", "").json(200, "true");
        now(client.goods().login(&text).send()).expect("a success");
        assert_eq!(pairs(script.last().body()), owned(&[("user name", &text)]));

        let name: String = text.chars().filter(|c| !c.is_control() && *c != '\\').collect();
        now(client.goods().upload(&text, FilePart::new(text.clone()).name(&name)).tags([&text]).send())
            .expect("a success");
        let found = parts(&script.last());
        let contents: Vec<_> = found.iter().map(|part| part.content.as_ref()).collect();
        assert_eq!(contents, [text.as_bytes(); 3]);
        assert_eq!(found[1].file.as_deref(), Some(name.as_str()));

        now(whole.goods().say(&text).send()).expect("a success");
        assert_eq!(serde_json::from_slice::<String>(script.last().body()).expect("JSON"), text);
    }
}
