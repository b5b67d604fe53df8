use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::*;
use crate::value::digits::{Problem, parse};
use crate::value::field::Field;

fn text(value: Decimal) -> String {
    value.to_string()
}

fn read(json: &str) -> Decimal {
    let from_str: Exact = serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"));
    let from_slice: Exact = serde_json::from_slice(json.as_bytes()).expect("slice");
    let from_reader: Exact = serde_json::from_reader(json.as_bytes()).expect("reader");
    assert_eq!(text(from_str.0), text(from_slice.0));
    assert_eq!(text(from_str.0), text(from_reader.0));
    from_str.0
}

#[test]
fn literals_keep_digits_and_scale() {
    for literal in [
        "0",
        "0.00",
        "0.1",
        "23.10",
        "5.500000",
        "-12000",
        "12000",
        "99999999999",
        "-0.000001",
        "1234567890123456789012345678",
        "12345678901234.56789012345678",
        "0.0000000000000000000000000001",
        "79228162514264337593543950335",
        "-79228162514264337593543950335",
        "7.9228162514264337593543950335",
        // Around the digits that fit a word.
        "9999999999999999999",
        "-999999999999999999.9",
        "99999999999999999.99",
        "0.999999999999999999",
        "9.999999999999999999",
        "18446744073709551616",
    ] {
        assert_eq!(text(read(literal)), literal);
        assert_eq!(serde_json::to_string(&Exact(read(literal))).expect("writes"), literal);
    }
}

#[test]
fn any_literal_of_28_digits_is_exact() {
    // A fixed walk through lengths, scales and digits.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for _ in 0..5_000 {
        let (before, after) = (1 + next(14) as usize, next(15) as usize);
        let mut literal = String::new();
        if next(2) == 0 {
            literal.push('-');
        }
        literal.push(char::from(b'1' + next(9) as u8));
        (1..before).for_each(|_| literal.push(char::from(b'0' + next(10) as u8)));
        if after > 0 {
            literal.push('.');
            (0..after).for_each(|_| literal.push(char::from(b'0' + next(10) as u8)));
        }
        let value = parse(&literal).unwrap_or_else(|problem| panic!("{literal}: {problem:?}"));
        assert_eq!(text(value), literal);
        assert_eq!(value, literal.parse().expect("rust_decimal reads it too"));
        let shift = next(10) as i64 - 5;
        let shifted = parse(&format!("{literal}e{shift}")).unwrap_or_else(|problem| panic!("{literal}: {problem:?}"));
        let power = Decimal::from(10_i64.pow(shift.unsigned_abs() as u32));
        assert_eq!(shifted, if shift < 0 { value / power } else { value * power }, "{literal}e{shift}");
    }
}

#[test]
fn exponents_and_quoted_numbers_are_read() {
    for (json, expected) in [
        ("1E-05", "0.00001"),
        ("1e5", "100000"),
        ("1.5e+2", "150"),
        ("-2.50E1", "-25.0"),
        ("120e-1", "12.0"),
        ("1e28", "10000000000000000000000000000"),
        ("7e28", "70000000000000000000000000000"),
        (r#""23.10""#, "23.10"),
        (r#"" 23.10 ""#, "23.10"),
        (r#""\u0032""#, "2"),
        (r#""1E-05""#, "0.00001"),
        ("-0", "0"),
        ("-0.00", "0.00"),
        ("0e99999999999999999999", "0"),
    ] {
        assert_eq!(text(read(json)), expected, "{json}");
    }
}

#[test]
fn more_digits_round_half_to_even() {
    for (json, expected) in [
        ("0.12345678901234567890123456785", "0.1234567890123456789012345678"),
        ("0.12345678901234567890123456775", "0.1234567890123456789012345678"),
        ("0.123456789012345678901234567850001", "0.1234567890123456789012345679"),
        ("1.99999999999999999999999999999", "2.0000000000000000000000000000"),
        ("79228162514264337593543950335.4", "79228162514264337593543950335"),
        ("7922816251426433759354395033.55", "7922816251426433759354395034"),
        ("1e-40", "0.0000000000000000000000000000"),
        ("1e-99999999999999999999", "0.0000000000000000000000000000"),
        ("5e-29", "0.0000000000000000000000000000"),
        ("6e-29", "0.0000000000000000000000000001"),
        ("1e-28", "0.0000000000000000000000000001"),
    ] {
        assert_eq!(text(read(json)), expected, "{json}");
    }
    let long = format!("1.{}", "3".repeat(100_000));
    assert_eq!(text(read(&long)), format!("1.{}", "3".repeat(28)));
}

#[test]
fn overflow_names_the_literal_in_bounded_length() {
    let long = "9".repeat(5_000);
    for json in [
        "79228162514264337593543950336",
        "79228162514264337593543950335.5",
        "1e29",
        "8e28",
        "-1E+400",
        "1e99999999999999999999",
        &long,
    ] {
        let error = serde_json::from_str::<Exact>(json).expect_err(json).to_string();
        assert!(error.contains(&json[..json.len().min(30)]), "{error}");
        assert!(error.contains("beyond the range"), "{error}");
        assert!(error.len() < 150, "{error}");
    }
    assert_eq!(parse("1e29"), Err(Problem::Overflow));
}

#[test]
fn what_is_no_number_is_refused() {
    for json in [
        "null",
        "true",
        "[1]",
        "{}",
        r#"{"a":1}"#,
        r#""""#,
        r#""abc""#,
        r#""1,5""#,
        r#""1.""#,
        r#""+1""#,
        r#"".5""#,
        r#""NaN""#,
    ] {
        serde_json::from_str::<Exact>(json).expect_err(json);
        let value: serde_json::Value = serde_json::from_str(json).expect("a value");
        serde_json::from_value::<Exact>(value).expect_err(json);
    }
    for text in [
        "", "-", "--1", "1.", "-1.", ".5", "-.5", "1.2.3", "1..", "1-", "1e", "1e+", "1.e1", "1 2", "0x1", "1_000", "१",
    ] {
        assert_eq!(parse(text), Err(Problem::Malformed), "{text}");
    }
}

#[derive(Debug, Default, PartialEq)]
struct Row {
    price: Decimal,
    old: Option<Decimal>,
    markup: Field<Decimal>,
    steps: Vec<Decimal>,
    limits: Option<Vec<Decimal>>,
    by_name: BTreeMap<String, Exact>,
}

crate::record! {
    Row {
        0 => price: required,
        1 => old,
        2 => markup,
        3 => steps: kept,
        4 => limits,
        5 => by_name: required,
    }
}

#[test]
fn serde_s_derives_use_the_modules() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Derived {
        #[serde(with = "super")]
        price: Decimal,
        #[serde(default, with = "super::option", skip_serializing_if = "Option::is_none")]
        old: Option<Decimal>,
        #[serde(default, with = "super::field", skip_serializing_if = "Field::is_absent")]
        markup: Field<Decimal>,
    }
    for json in [r#"{"price":23.10,"old":0.10,"markup":null}"#, r#"{"price":1}"#, r#"{"price":1,"markup":5.0}"#] {
        let derived: Derived = serde_json::from_str(json).expect(json);
        assert_eq!(serde_json::to_string(&derived).expect("writes"), json);
    }
}

#[test]
fn members_round_trip() {
    let json = r#"{"price":23.10,"old":0.1,"markup":null,"steps":[1,2.50],"limits":[0.00],"by_name":{"a":5.500000}}"#;
    let row: Row = serde_json::from_str(json).expect("a row");
    assert_eq!(row.markup, Field::Null);
    assert_eq!(serde_json::to_string(&row).expect("writes"), json);
    assert_eq!(serde_json::to_vec(&row).expect("writes"), json.as_bytes());
    let sparse: Row =
        serde_json::from_str(r#"{"price":1,"old":null,"steps":null,"limits":null,"by_name":{}}"#).expect("a row");
    assert_eq!(sparse, Row { price: Decimal::ONE, ..Row::default() });
    assert_eq!(serde_json::to_string(&sparse).expect("writes"), r#"{"price":1,"steps":[],"by_name":{}}"#);
}

#[test]
fn errors_carry_the_path_of_the_member() {
    let json = r#"{"price":1,"by_name":{"a":1e99}}"#;
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let error = serde_path_to_error::deserialize::<_, Row>(&mut deserializer).expect_err("overflow");
    assert_eq!(error.path().to_string(), "by_name.a");
}

#[test]
fn a_number_in_a_value_is_serde_json_s_own() {
    let json = r#"{"price":23.10,"old":12000,"steps":["5.500000"],"by_name":{}}"#;
    let value: serde_json::Value = serde_json::from_str(json).expect("a value");
    let row: Row = serde_json::from_value(value).expect("a row");
    // `arbitrary_precision` keeps the digits even here.
    assert_eq!(row.price, Decimal::new(231, 1));
    assert_eq!(row.old, Some(Decimal::from(12_000)));
    assert_eq!(text(row.steps[0]), "5.500000");
    let written = serde_json::to_value(&row).expect("writes");
    assert_eq!(written["price"], "23.1");
    assert_eq!(serde_json::from_value::<Row>(written).expect("a row"), row);
}

#[test]
fn buffered_members_are_read() {
    #[derive(Deserialize)]
    struct Flat {
        #[serde(flatten)]
        row: Row,
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Row(Row),
    }
    let json = r#"{"price":23.10,"old":null,"markup":"1.50","by_name":{}}"#;
    let flat: Flat = serde_json::from_str(json).expect("flatten");
    assert_eq!(flat.row.price, Decimal::new(231, 1));
    assert_eq!(flat.row.markup, Field::Value(Decimal::new(15, 1)));
    let Either::Row(row) = serde_json::from_str(json).expect("untagged");
    assert_eq!(row.price, Decimal::new(231, 1));
}

#[test]
fn other_number_types_are_read() {
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, F64Deserializer, I128Deserializer, U128Deserializer};
    let i128: I128Deserializer<Error> = (-(1_i128 << 90)).into_deserializer();
    assert_eq!(text(deserialize(i128).expect("fits")), "-1237940039285380274899124224");
    let u128: U128Deserializer<Error> = u128::MAX.into_deserializer();
    deserialize(u128).expect_err("too large");
    let tiny: F64Deserializer<Error> = 1e-7.into_deserializer();
    assert_eq!(text(deserialize(tiny).expect("fits")), "0.0000001");
    let nan: F64Deserializer<Error> = f64::NAN.into_deserializer();
    deserialize(nan).expect_err("no number");
}
