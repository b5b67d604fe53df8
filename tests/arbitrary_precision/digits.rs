//! Decimals are as exact with `serde_json/arbitrary_precision` as without, and through a `Value` too.

#![cfg(test)]

use std::fmt::Debug;

use nomenclature::regos::types::{DocSetPriceSortOrder, ItemOperation, ItemOperationGetReply, VatCalculationType};
use nomenclature::zegoal::types::{AddCatalogPositionReply, CatalogPositionDefaults, NewCatalogPositionDefaults};
use nomenclature::{Decimal, Lenient, RawJson, UnixTime};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_reader, from_slice, from_str, from_value, to_string, to_value, to_vec, to_writer};

const EXACT: &[&str] = &[
    "0",
    "0.00",
    "0.1",
    "23.10",
    "5.500000",
    "12000",
    "-12.50",
    "99999999999",
    "1234567890123456789012345678",
    "0.0000000000000000000000000001",
    "79228162514264337593543950335",
];

const READ_AS: &[(&str, &str)] = &[
    ("1E-05", "0.00001"),
    ("1e3", "1000"),
    ("-2.5e1", "-25"),
    (r#""23.10""#, "23.10"),
    (r#"" 1E-05""#, "0.00001"),
    ("0.1234567890123456789012345678501", "0.1234567890123456789012345679"),
];

/// Reads in every way, which must agree, and writes in every way what was read.
fn round_trip<T: DeserializeOwned + Serialize + PartialEq + Debug>(json: &str) -> serde_json::Result<String> {
    let read = [
        from_str::<T>(json),
        from_slice(json.as_bytes()),
        from_reader(json.as_bytes()),
        from_value(from_str::<Value>(json)?),
    ];
    let [value, rest @ ..] = read;
    let value = value?;
    let text = to_string(&value)?;
    for other in rest {
        let other = other?;
        assert_eq!(other, value, "{json}");
        assert_eq!(to_string(&other)?, text, "{json}");
    }
    let mut bytes = Vec::new();
    to_writer(&mut bytes, &value)?;
    assert_eq!((text.as_bytes(), text.as_bytes()), (bytes.as_slice(), to_vec(&value)?.as_slice()));
    assert_eq!(from_value::<T>(to_value(&value)?)?, value, "{json}");
    Ok(text)
}

#[test]
fn the_feature_is_on() {
    let value: Value = from_str("0.12345678901234567890123456789012345678901234567890").expect("a number");
    assert_eq!(value.to_string().len(), 52);
}

#[test]
fn digits_and_scale_survive() {
    for literal in EXACT {
        let json = format!(r#"{{"price":{literal}}}"#);
        assert_eq!(round_trip::<ItemOperation>(&json).expect(literal), json);
        assert_eq!(round_trip::<CatalogPositionDefaults>(&json).expect(literal), json);
        assert_eq!(round_trip::<NewCatalogPositionDefaults>(&json).expect(literal), json);
    }
}

#[test]
fn exponents_quoted_numbers_and_long_fractions_are_read() {
    for (literal, read) in READ_AS {
        let (json, read) = (format!(r#"{{"price":{literal}}}"#), format!(r#"{{"price":{read}}}"#));
        assert_eq!(round_trip::<ItemOperation>(&json).expect(literal), read);
        assert_eq!(round_trip::<CatalogPositionDefaults>(&json).expect(literal), read);
    }
}

#[test]
fn null_is_no_decimal() {
    assert_eq!(round_trip::<ItemOperation>(r#"{"price":null,"cost":null}"#).expect("none"), "{}");
    assert_eq!(round_trip::<CatalogPositionDefaults>(r#"{"price":null}"#).expect("none"), "{}");
}

#[test]
fn what_is_too_large_or_no_number_is_an_error() {
    for literal in ["79228162514264337593543950336", "1e29", "-1E+400", r#""NaN""#, r#""abc""#, "true", "[]", "{}"] {
        let json = format!(r#"{{"price":{literal}}}"#);
        let errors = [
            from_str::<ItemOperation>(&json).expect_err(literal),
            from_slice::<ItemOperation>(json.as_bytes()).expect_err(literal),
            from_reader::<_, ItemOperation>(json.as_bytes()).expect_err(literal),
            from_value::<ItemOperation>(from_str(&json).expect("JSON")).expect_err(literal),
        ];
        for error in errors.iter().filter(|_| literal.ends_with(|last: char| last.is_ascii_digit())) {
            let digits: String = literal.chars().filter(char::is_ascii_digit).collect();
            let said: String = error.to_string().chars().filter(char::is_ascii_digit).collect();
            assert!(said.starts_with(&digits), "{error}");
        }
    }
}

#[test]
fn a_value_round_trip_keeps_the_digits_of_a_whole_reply() {
    let json = concat!(
        r#"{"ok":true,"result":[{"date":1708714800,"document_id":1,"stock":{"id":1,"area":84.50},"quantity":-3.000,"#,
        r#""cost":23.10,"price":1234567890123456789012345678,"price2":5.500000,"vat_calculation_type":"Exclude"}],"#,
        r#""next_offset":1,"total":1}"#
    );
    assert_eq!(round_trip::<ItemOperationGetReply>(json).expect("a page"), json);
    let read: ItemOperationGetReply = from_str(json).expect("a page");
    let again: ItemOperationGetReply = from_value(to_value(&read).expect("a value")).expect("a page");
    assert_eq!(to_string(&again).expect("writes"), json);
}

#[test]
fn raw_members_keep_the_digits_of_what_they_hold() {
    let json = r#"{"AddCatalogPosition":{"request":{"n":[1E-05,23.10,0.00,123456789012345678901234567890.10]}}}"#;
    let read = [
        from_str::<AddCatalogPositionReply>(json).expect("str"),
        from_slice(json.as_bytes()).expect("slice"),
        from_reader(json.as_bytes()).expect("reader"),
    ];
    for reply in read {
        assert_eq!(to_string(&reply).expect("writes"), json);
    }
    let reply: AddCatalogPositionReply = from_value(from_str(json).expect("JSON")).expect("value");
    let raw = reply.add_catalog_position.and_then(|frame| frame.request).expect("an echo");
    assert!(raw.get().contains("23.10,0.00,123456789012345678901234567890.10"), "{raw}");
}

#[test]
fn a_collection_in_the_place_of_a_price_is_kept() {
    let json = r#"{"price":[{"price_id":1,"value":23.10}]}"#;
    let defaults: CatalogPositionDefaults = from_str(json).expect("reads");
    assert_eq!(defaults.price.as_ref().and_then(Lenient::other).map(RawJson::get), Some(&json[9..json.len() - 1]));
    assert_eq!(round_trip::<CatalogPositionDefaults>(json).expect("reads"), json);
}

#[test]
fn enums_times_and_integers_are_read_from_numbers() {
    let order = |json: &str| round_trip::<DocSetPriceSortOrder>(json).expect(json);
    assert_eq!(order(r#"{"column":3,"direction":2}"#), r#"{"column":"Code","direction":"DESC"}"#);
    assert_eq!(order(r#"{"column":-7}"#), r#"{"column":-7}"#);
    let json = r#"{"date":"1708714800","document_id":7,"vat_calculation_type":1.0}"#;
    let operation: ItemOperation = from_value(from_str(json).expect("JSON")).expect("reads");
    assert_eq!(operation.date, Some(UnixTime::from_seconds(1_708_714_800)));
    assert_eq!(operation.vat_calculation_type, Some(VatCalculationType::No));
    assert_eq!(
        round_trip::<ItemOperation>(json).expect("reads"),
        r#"{"date":1708714800,"document_id":7,"vat_calculation_type":"No"}"#
    );
}

#[test]
fn values_set_in_code_are_bare_numbers() {
    let price: Decimal = "23.10".parse().expect("a decimal");
    let defaults = NewCatalogPositionDefaults::new().price(price).default_quantity(3);
    assert_eq!(to_string(&defaults).expect("writes"), r#"{"default_quantity":3,"price":23.10}"#);
    let value = to_value(&defaults).expect("writes");
    // A tree of `serde_json` takes the digits of a decimal as text, whatever its features.
    assert_eq!(value.to_string(), r#"{"default_quantity":"3","price":"23.10"}"#);
}
