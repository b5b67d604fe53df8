//! Arbitrary values on their way out: what arrives is what was put in, or nothing arrives.

use nomenclature::{CallOptions, Decimal, RetryPolicy};
use nomenclature_tests::bare;
use nomenclature_tests::clients::organization;
use nomenclature_tests::json::Json;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::server::Received;
use crate::{cases, stand};

/// Any text, with much of what separates, escapes or ends something.
fn text() -> impl Strategy<Value = String> {
    let special: Vec<char> =
        "%&=+#?/\\;:,.~\"'<>{}[]|^`@!$*() \0\r\n\t\u{7f}\u{85}\u{feff}\u{2028}ёÀ日😀".chars().collect();
    vec(prop_oneof![2 => any::<char>(), 2 => select(special), 1 => prop::char::range('a', 'z')], 0..30)
        .prop_map(|chars| chars.into_iter().collect())
}

/// As RFC 3986 has it: only unreserved characters stand for themselves.
pub(crate) fn percent_encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

/// The one request of a call that may fail, whatever the reply; `None` if the call says that it cannot be sent.
fn sent<T: std::fmt::Debug>(
    call: impl Future<Output = Result<T, nomenclature::Error>>,
) -> Result<Option<Received>, TestCaseError> {
    stand().server.answer(|_| (400, b"{}".to_vec()));
    let error = stand().wait(call).expect_err("the server refuses everything");
    let mut received = stand().server.received();
    if error.is_invalid_request() {
        prop_assert!(received.is_empty(), "it was sent nevertheless: {received:?}");
        prop_assert_eq!(error.processed(), nomenclature::Processed::No);
        return Ok(None);
    }
    prop_assert_eq!(received.len(), 1, "{}", error);
    Ok(received.pop())
}

fn json(request: &Received) -> Json {
    Json::parse(std::str::from_utf8(&request.body).expect("UTF-8")).expect("JSON")
}

fn member<'a>(value: &'a Json, name: &str) -> Option<&'a Json> {
    match value {
        Json::Object(members) => members.get(name),
        _ => None,
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn a_query_value_arrives_as_it_was_put_in(token in text()) {
        let client = &stand().clients.life_pos;
        let request = sent(client.nomenclature_imports().list(organization()).page_token(token.as_str()).send())?;
        let target = request.expect("any text can be sent").target;
        let path = format!("/v5/orgs/{}/async/imports/nomenclature", organization());
        prop_assert_eq!(target, format!("{path}?page_token={}", percent_encoded(&token)));
    }

    #[test]
    fn a_path_segment_arrives_as_it_was_put_in_or_is_refused(key in text()) {
        let trimmed = key.trim();
        let builder = bare::regos().base_url(&stand().server.url).integration_key(key.as_str());
        let client = builder.no_rate_limit().retry(RetryPolicy::none()).build();
        let unsendable = matches!(trimmed, "" | "." | ".." | "unset.invalid") || trimmed.chars().any(char::is_control);
        prop_assert_eq!(client.is_err(), unsendable, "{:?}", client);
        if let Ok(client) = client {
            let target = sent(client.doc_set_price().get().send())?.expect("any other text can be sent").target;
            prop_assert_eq!(target, format!("/gateway/out/{}/v1/DocSetPrice/Get", percent_encoded(trimmed)));
        }
    }

    #[test]
    fn a_text_of_a_body_arrives_as_it_was_put_in(name in text(), kind in text(), code in text()) {
        let client = &stand().clients.zegoal;
        let request = sent(client.catalog().add_position(name.as_str(), kind.as_str()).code(code.as_str()).send())?;
        let body = json(&request.expect("any text can be sent"));
        for (member_name, text) in [("name", name), ("type", kind), ("code", code)] {
            let sent = Json::String(text);
            prop_assert_eq!(member(&body, member_name), Some(&sent), "{}", member_name);
        }
    }

    #[test]
    fn a_header_arrives_as_it_was_put_in_or_is_refused(value in text()) {
        let client = &stand().clients.quince;
        let options = CallOptions::new().header("x-note", &value);
        let request = sent(client.services().list().options(options).send())?;
        // White space around a value is not part of it in HTTP.
        let trimmed = value.trim();
        prop_assert_eq!(request.is_none(), trimmed.chars().any(char::is_control), "{:?}", request);
        if let Some(request) = request {
            prop_assert_eq!(request.header("x-note"), Some(trimmed.as_bytes()));
        }
    }

    #[test]
    fn a_decimal_arrives_digit_for_digit(
        lo in any::<u32>(), mid in any::<u32>(), hi in any::<u32>(), size in 1..=3_u8, negative in any::<bool>(), scale in 0..=28_u32,
    ) {
        let (mid, hi) = (if size > 1 { mid } else { 0 }, if size > 2 { hi } else { 0 });
        let price = Decimal::from_parts(lo, mid, hi, negative, scale);
        let client = &stand().clients.zegoal;
        let body = json(&sent(client.catalog().add_position("Tea", "Goods").price(price).send())?.expect("it can be sent"));
        // Written anew from the digits, so that a wrong way of writing does not agree with itself.
        let digits = format!("{:0>1$}", price.mantissa().unsigned_abs().to_string(), scale as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
        let sign = if price.is_sign_negative() && !price.is_zero() { "-" } else { "" };
        let expected = if scale > 0 { format!("{sign}{whole}.{fraction}") } else { format!("{sign}{whole}") };
        let parameters = member(&body, "default_parameters").expect("the price is there");
        let expected = Json::Number(expected);
        prop_assert_eq!(member(parameters, "price"), Some(&expected));
    }
}
