//! Decimals through generated types: exact from text, bytes and readers, and written again with the same digits.

use std::collections::BTreeMap;

use nomenclature::regos::types::{DocSetPriceGetReply, ItemOperation, ItemOperationGetReply};
use nomenclature::zegoal::types::{AddCatalogPositionReply, CatalogPositionDefaults, NewCatalogPositionDefaults};
use nomenclature::{Decimal, Lenient};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

/// Literals that are written as they were read.
const EXACT: &[&str] = &[
    "0",
    "0.00",
    "0.1",
    "23.10",
    "5.500000",
    "12000",
    "-12.50",
    "-0.000001",
    "99999999999",
    "1234567890123456789012345678",
    "-1234567890.123456789012345678",
    "0.0000000000000000000000000001",
    "79228162514264337593543950335",
    "7.9228162514264337593543950335",
];

/// Literals that are read as another one.
const READ_AS: &[(&str, &str)] = &[
    ("1E-05", "0.00001"),
    ("1e-5", "0.00001"),
    ("1e3", "1000"),
    ("1.50E+2", "150"),
    ("-2.5e1", "-25"),
    ("-0", "0"),
    (r#""23.10""#, "23.10"),
    (r#""5.500000""#, "5.500000"),
    (r#"" -1E-05 ""#, "-0.00001"),
    (r#""12000""#, "12000"),
    // More than 28 digits are rounded, half to even.
    ("0.12345678901234567890123456785", "0.1234567890123456789012345678"),
    ("0.12345678901234567890123456775", "0.1234567890123456789012345678"),
    ("0.1234567890123456789012345678501", "0.1234567890123456789012345679"),
    ("1.0000000000000000000000000000000000000001", "1.0000000000000000000000000000"),
    ("12345678901234567890123456789.5", "12345678901234567890123456790"),
];

const OVERFLOW: &[&str] = &["79228162514264337593543950336", "-79228162514264337593543950336", "1e29", "1E+400"];

const NO_NUMBER: &[&str] = &[
    r#""NaN""#,
    r#""Infinity""#,
    r#""""#,
    r#""abc""#,
    r#""1,50""#,
    r#""1 000""#,
    r#""0x10""#,
    "true",
    "[1]",
    r#"{"a":1}"#,
];

type Reader = fn(&str) -> serde_json::Result<String>;

fn written<T: Serialize>(value: &T) -> serde_json::Result<String> {
    let text = serde_json::to_string(value)?;
    let mut bytes = Vec::new();
    serde_json::to_writer(&mut bytes, value)?;
    assert_eq!(text.as_bytes(), bytes);
    assert_eq!(text.as_bytes(), serde_json::to_vec(value)?);
    Ok(text)
}

/// Reads from a text, from bytes and from a reader, which must agree, and writes what was read.
fn round_trip<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(json: &str) -> serde_json::Result<String> {
    let from_str = serde_json::from_str::<T>(json);
    let from_slice = serde_json::from_slice::<T>(json.as_bytes());
    let from_reader = serde_json::from_reader::<_, T>(json.as_bytes());
    match (from_str, from_slice, from_reader) {
        (Ok(value), Ok(slice), Ok(reader)) => {
            assert_eq!(value, slice);
            assert_eq!(value, reader);
            let text = written(&value)?;
            assert_eq!(text, written(&slice)?);
            assert_eq!(text, written(&reader)?);
            Ok(text)
        }
        (Err(error), Err(_), Err(_)) => Err(error),
        outcome => panic!("{json} is read differently: {outcome:?}"),
    }
}

/// A member that the specs call a decimal, or a list or map of them.
struct Member {
    /// For messages, such as `regos Stock.area`.
    place: &'static str,
    name: &'static str,
    required: bool,
    nullable: bool,
    /// Whether any other JSON is taken too.
    lenient: bool,
    /// The members without which the object cannot be read, with a comma behind each.
    others: &'static str,
    /// What stands between the member's name and the number: a list or a map begins here.
    open: &'static str,
    close: &'static str,
    reader: Reader,
}

impl Member {
    fn object(&self, value: &str) -> String {
        format!(r#"{{{}"{}":{value}}}"#, self.others, self.name)
    }

    fn value(&self, literal: &str) -> String {
        format!("{}{literal}{}", self.open, self.close)
    }

    /// Reads an object, and gives the text of the member when the object is written again.
    fn pass(&self, object: &str) -> serde_json::Result<Option<String>> {
        let written = (self.reader)(object)?;
        let mut members: BTreeMap<String, Box<RawValue>> = serde_json::from_str(&written)?;
        Ok(members.remove(self.name).map(|value| value.get().to_owned()))
    }

    fn pass_literal(&self, literal: &str) -> serde_json::Result<Option<String>> {
        self.pass(&self.object(&self.value(literal)))
    }
}

/// The members of all vendors, as `tests/build.rs` finds them in the specs.
fn members() -> Vec<Member> {
    macro_rules! member {
        (
            $vendor:ident, $type:ident, $name:literal, required: $required:literal, nullable: $nullable:literal,
            lenient: $lenient:literal, others: $others:literal, open: $open:literal, close: $close:literal
        ) => {
            Member {
                place: concat!(stringify!($vendor), " ", stringify!($type), ".", $name),
                name: $name,
                required: $required,
                nullable: $nullable,
                lenient: $lenient,
                others: $others,
                open: $open,
                close: $close,
                reader: round_trip::<nomenclature::$vendor::types::$type>,
            }
        };
    }
    let members = include!(concat!(env!("OUT_DIR"), "/decimals.rs"));
    assert!(
        members.iter().any(|member| member.place == "regos ItemOperation.price"),
        "tests/build.rs finds no decimals"
    );
    members
}

#[test]
fn every_decimal_of_the_specs_keeps_its_digits_and_its_scale() {
    for member in members() {
        for literal in EXACT {
            let text =
                member.pass_literal(literal).unwrap_or_else(|error| panic!("{} {literal}: {error}", member.place));
            assert_eq!(text, Some(member.value(literal)), "{}", member.place);
        }
    }
}

#[test]
fn exponents_quoted_numbers_and_long_fractions_are_read_everywhere() {
    for member in members() {
        for (literal, read) in READ_AS {
            let text =
                member.pass_literal(literal).unwrap_or_else(|error| panic!("{} {literal}: {error}", member.place));
            assert_eq!(text, Some(member.value(read)), "{} {literal}", member.place);
        }
    }
}

#[test]
fn null_and_a_missing_member_are_no_decimal() {
    for member in members().into_iter().filter(|member| member.open.is_empty()) {
        let null = member.pass(&member.object("null"));
        let missing = member.pass(&format!("{{{}}}", member.others.trim_end_matches(',')));
        let place = member.place;
        match (member.required, member.nullable) {
            (false, false) => {
                assert_eq!((null.expect(place), missing.expect(place)), (None, None), "{place}");
            }
            (false, true) => {
                assert_eq!((null.expect(place).as_deref(), missing.expect(place)), (Some("null"), None), "{place}");
            }
            (true, true) => assert!(matches!(null.expect(place).as_deref(), None | Some("null")), "{place}"),
            (true, false) => {
                missing.expect_err(place);
                assert!(member.lenient || null.is_err(), "{place}");
            }
        }
    }
}

#[test]
fn what_is_too_large_is_an_error_that_names_the_literal() {
    for member in members() {
        for literal in OVERFLOW {
            match member.pass_literal(literal) {
                Err(error) => assert!(error.to_string().contains(literal), "{}: {error}", member.place),
                Ok(text) => kept_raw(&member, literal, text),
            }
        }
    }
}

#[test]
fn what_is_no_number_is_refused() {
    for member in members() {
        for literal in NO_NUMBER {
            match member.pass_literal(literal) {
                Err(error) => {
                    assert!(error.to_string().contains("expected a decimal number"), "{}: {error}", member.place);
                }
                Ok(text) => kept_raw(&member, literal, text),
            }
        }
        for literal in ["NaN", "Infinity", "1.", ".5", "+1", "01", "1e", "--1", "0x10"] {
            member.pass_literal(literal).expect_err(member.place);
        }
    }
}

/// A member that takes any JSON writes what is no decimal as it was.
fn kept_raw(member: &Member, literal: &str, text: Option<String>) {
    assert!(member.lenient && text == Some(member.value(literal)), "{} reads {literal} as {text:?}", member.place);
}

#[test]
fn an_exponent_beyond_all_bounds_is_read_at_once() {
    let tiny = r#"{"price":1e-99999999999999999999}"#;
    assert_eq!(round_trip::<ItemOperation>(tiny).expect("zero"), r#"{"price":0.0000000000000000000000000000}"#);
    let huge = r#"{"price":1e99999999999999999999}"#;
    let error = round_trip::<ItemOperation>(huge).expect_err("too large").to_string();
    assert!(error.contains("1e99999999999999999999"), "{error}");
    let long = format!(r#"{{"price":{}}}"#, "9".repeat(100_000));
    let error = round_trip::<ItemOperation>(&long).expect_err("too large").to_string();
    assert!(error.len() < 200, "{error}");
}

#[test]
fn decimals_deep_in_a_reply_are_exact() {
    let json = concat!(
        r#"{"ok":true,"result":[{"price_type":{"round_to":0.00,"markup":12.50,"max_discount":0.1,"#,
        r#""currency":{"exchange_rate":12850.123456},"currency_additional":{"exchange_rate":0.000077820}}}]}"#
    );
    assert_eq!(round_trip::<DocSetPriceGetReply>(json).expect("a page"), json);
    let json = concat!(
        r#"{"ok":true,"result":[{"stock":{"area":84.50},"quantity":-3.000,"cost":23.10,"additional_expenses_amount":0,"#,
        r#""price":1234567890123456789012345678,"price2":5.500000,"exchange_rate":1,"vat_value":-1}]}"#
    );
    assert_eq!(round_trip::<ItemOperationGetReply>(json).expect("a page"), json);
    let json = concat!(
        r#"{"processing_result":{"status":"ok"},"AddCatalogPosition":{"response":{"position":"#,
        r#"{"default_parameters":{"default_quantity":9.000,"price":23.10}}}}}"#
    );
    assert_eq!(round_trip::<AddCatalogPositionReply>(json).expect("a reply"), json);
}

#[test]
fn raw_members_keep_the_digits_of_what_they_hold() {
    let json = concat!(
        r#"{"AddCatalogPosition":{"request":{"default_parameters":{"price":23.10,"n":1E-05}},"#,
        r#""enriched_request":[0.00,123456789012345678901234567890123456789.10]}}"#
    );
    assert_eq!(round_trip::<AddCatalogPositionReply>(json).expect("a reply"), json);
}

#[test]
fn values_set_in_code_are_written_with_their_scale() {
    let price: Decimal = "23.10".parse().expect("a decimal");
    let defaults = NewCatalogPositionDefaults::new().price(price).default_quantity(3);
    assert_eq!(written(&defaults).expect("writes"), r#"{"default_quantity":3,"price":23.10}"#);
    let mut operation = ItemOperation::default();
    operation.price = Some(price * Decimal::from(3));
    assert_eq!(written(&operation).expect("writes"), r#"{"price":69.30}"#);
}

#[test]
fn the_value_read_is_the_number_meant() {
    let operation: ItemOperation = serde_json::from_str(r#"{"price":23.10,"cost":1E-05,"price2":"7"}"#).expect("reads");
    assert_eq!(operation.price, Some(Decimal::new(2310, 2)));
    assert_eq!(operation.price.map(|price| price.scale()), Some(2));
    assert_eq!(operation.cost, Some(Decimal::new(1, 5)));
    assert_eq!(operation.price2, Some(Decimal::from(7)));
    let defaults: CatalogPositionDefaults = serde_json::from_str(r#"{"price":23.10}"#).expect("reads");
    let price = defaults.price.and_then(Lenient::into_value).expect("a number");
    assert_eq!(Decimal::from(price).to_string(), "23.10");
}

/// A `Value` holds fractions as `f64`: this is documented, and what is lost is the scale and what `f64` cannot hold.
#[test]
fn through_a_value_the_shortest_text_of_the_f64_is_read() {
    for (literal, read) in [
        ("23.10", "23.1"),
        ("5.500000", "5.5"),
        ("0.1", "0.1"),
        ("12000", "12000"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("1E-05", "0.00001"),
        ("0.1234567890123456789012345678", "0.12345678901234568"),
        (r#""5.500000""#, "5.500000"),
    ] {
        let value: serde_json::Value = serde_json::from_str(&format!(r#"{{"price":{literal}}}"#)).expect("JSON");
        let operation: ItemOperation = serde_json::from_value(value.clone()).expect(literal);
        assert_eq!(operation.price.map(|price| price.to_string()).as_deref(), Some(read), "{literal}");
        let defaults: CatalogPositionDefaults = serde_json::from_value(value).expect(literal);
        let price = defaults.price.and_then(Lenient::into_value).expect("a number");
        assert_eq!(price.to_string(), read, "{literal}");
    }
    let written = serde_json::to_value(NewCatalogPositionDefaults::new().price(Decimal::new(231, 1))).expect("writes");
    assert_eq!(written.to_string(), r#"{"price":"23.1"}"#, "a number there is a float");
}
