use serde::{Deserialize, Serialize};

use crate as rt;
#[cfg(feature = "schemars")]
use crate::value::json_schema::types::Uuid as UuidSchema;

#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
struct Card {
    kind: Option<String>,
    amount: rt::decimal::Exact,
}

rt::record! {
    Card {
        0 => kind,
        1 => amount: required,
    }
}

#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
struct Split {
    parts: Vec<Payment>,
}

rt::record! {
    Split {
        0 => parts: required,
    }
}

/// By a discriminator.
#[derive(Clone, Debug, PartialEq)]
enum Payment {
    Card(Card),
    Split(Box<Split>),
    Unrecognized(rt::RawJson),
}

union! {
    Payment by "kind" {
        Card(Card) = Tagged(&["card", "Card"]),
        Split(Split) = Tagged(&["split"]),
    }
}

/// By looks.
#[derive(Clone, Debug, PartialEq)]
enum Loose {
    Number(rt::decimal::Exact),
    Uuid(rt::Uuid),
    Card(Card),
    Unrecognized(rt::RawJson),
}

union! {
    Loose {
        Number(rt::decimal::Exact) = Number,
        Uuid(rt::Uuid) as UuidSchema = Text,
        Card(Card) = Object { required: &["amount"], constants: &[("v", "1")] },
    }
}

fn read<T: for<'de> Deserialize<'de>>(json: &str) -> T {
    let value: T = serde_json::from_str(json).expect(json);
    let reader: T = serde_json::from_reader(json.as_bytes()).expect(json);
    drop(reader);
    value
}

fn write<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("writes")
}

#[test]
fn the_discriminator_is_written_rightly() {
    let card = Card { kind: None, amount: rt::Decimal::new(2310, 2).into() };
    assert_eq!(write(&Payment::Card(card.clone())), r#"{"kind":"card","amount":23.10}"#);
    let wrong = Card { kind: Some("split".into()), ..card.clone() };
    assert_eq!(write(&Payment::Card(wrong)), r#"{"kind":"card","amount":23.10}"#);
    let own = Card { kind: Some("Card".into()), ..card };
    assert_eq!(write(&Payment::Card(own)), r#"{"kind":"Card","amount":23.10}"#);
}

#[test]
fn nested_unions_stay_exact() {
    let json =
        r#"{"kind":"split","parts":[{"kind":"card","amount":0.1234567890123456789012345678},{"kind":"new","x":1.0}]}"#;
    let payment: Payment = read(json);
    assert!(matches!(&payment, Payment::Split(split) if matches!(split.parts[1], Payment::Unrecognized(_))));
    assert_eq!(write(&payment), json);
}

#[test]
fn a_known_discriminator_with_a_broken_value_is_an_error() {
    let error = serde_json::from_str::<Payment>(r#"{"kind":"card","amount":"x"}"#).expect_err("no amount");
    assert!(error.to_string().contains("a decimal number"), "{error}");
    for json in [r#"{"amount":1}"#, r#"{"kind":1,"amount":1}"#, r#"{"kind":null}"#, "7", "[]", "\"card\""] {
        assert!(matches!(read::<Payment>(json), Payment::Unrecognized(_)), "{json}");
    }
}

#[test]
fn looks_decide_without_one() {
    assert!(matches!(read(" 1.50"), Loose::Number(_)));
    assert!(matches!(read(r#""16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e""#), Loose::Uuid(_)));
    assert!(matches!(read(r#"{"v":1.0,"amount":2}"#), Loose::Card(_)));
    for json in [r#""no id""#, r#"{"amount":2}"#, r#"{"v":2,"amount":2}"#, r#"{"v":1}"#, "true", "null", "[]"] {
        let value: Loose = read(json);
        assert!(matches!(value, Loose::Unrecognized(_)), "{json}");
        assert_eq!(write(&value), json);
    }
}

#[test]
fn a_value_that_is_nested_without_end_is_an_error() {
    let deep = |levels: usize| {
        let (begin, end) = (r#"{"kind":"split","parts":["#, "]}");
        format!("{}{}", begin.repeat(levels), end.repeat(levels))
    };
    read::<Payment>(&deep(60));
    let error = serde_json::from_str::<Payment>(&deep(2_000)).expect_err("too deep");
    assert!(error.to_string().contains("nested too deeply"), "{error}");
    read::<Payment>(&deep(60));
}

#[test]
fn buffers_of_serde_are_read_too() {
    let value: serde_json::Value = serde_json::from_str(r#"{"kind":"card","amount":5}"#).expect("a value");
    assert!(matches!(serde_json::from_value(value).expect("from a value"), Payment::Card(_)));
}
