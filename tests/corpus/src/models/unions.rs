//! `oneOf` and `anyOf`, with and without a discriminator.

use nomenclature_runtime::{Field, RawJson};

use super::{decimal, misfit, read, round_trip, write};
use crate::generated::objects::shop::types;

#[test]
fn the_discriminator_tells_by_mapping_by_constant_and_by_name() {
    let reply: types::UnionTaggedReply = round_trip(concat!(
        r#"{"first":{"kind":"creditCard","amount":0.1234567890123456789012345678},"last":{"kind":"cash","amount":5.00,"change":1E-2},"#,
        r#""all":[{"kind":"Voucher","code":"x"}]}"#
    ).replace("1E-2", "0.010").as_str());
    assert!(matches!(&reply.first, types::Payment::Card(card) if card.kind == "creditCard"));
    assert!(matches!(&reply.last, Some(types::Payment::Cash(cash)) if cash.change == Some(decimal("0.010"))));
    assert!(matches!(&reply.all[..], [types::Payment::Voucher(_)]));
}

#[test]
fn an_unknown_discriminator_is_kept_as_it_came() {
    for json in [
        r#"{"kind":"crypto","coins":[1.10,{"a":null}]}"#,
        r#"{"kind":"Card","amount":1}"#,
        r#"{"amount":1}"#,
        r#"{"kind":7}"#,
        r#""cash""#,
    ] {
        let reply: types::UnionTaggedReply = round_trip(&format!(r#"{{"first":{json}}}"#));
        assert_eq!(reply.first, types::Payment::Unrecognized(RawJson::parse(json).expect("JSON")));
    }
}

#[test]
fn a_known_discriminator_with_a_broken_value_is_an_error() {
    misfit::<types::UnionTaggedReply>(r#"{"first":{"kind":"cash","amount":"much"}}"#, "expected a decimal number");
    misfit::<types::UnionTaggedReply>(r#"{"first":{"kind":"cash"}}"#, "missing field `amount`");
}

#[test]
fn null_is_beside_the_union() {
    let reply: types::UnionTaggedReply = read(r#"{"first":{"kind":"new"},"last":null,"all":null,"contact":null}"#);
    assert_eq!((reply.last, reply.all, reply.contact), (None, Vec::new(), None));
}

#[test]
fn a_discriminator_that_no_alternative_declares_is_written() {
    let reply: types::UnionTaggedReply =
        read(r#"{"first":{"kind":"new"},"contact":{"name":"Ann","sort":"Person","since":2020}}"#);
    assert!(matches!(&reply.contact, Some(types::Contact::Person(person)) if person.name.as_deref() == Some("Ann")));
    assert_eq!(write(&reply.contact), r#"{"sort":"Person","name":"Ann"}"#);
}

#[test]
fn the_discriminator_need_not_be_given() {
    let cash = types::PaymentCashInput::new(decimal("5.00")).change(Field::Null);
    let request = types::UnionTaggedRequest::new(cash);
    assert_eq!(write(&request), r#"{"payment":{"kind":"cash","amount":5.00,"change":null}}"#);
    let voucher = types::Voucher { kind: "wrong".into(), code: "x".into() };
    assert_eq!(write(&types::PaymentInput::from(voucher)), r#"{"kind":"Voucher","code":"x"}"#);
}

#[test]
fn the_sort_of_value_tells() {
    use types::Price;
    for (json, is) in [
        ("23.10", (|price| matches!(price, Price::Number(_))) as fn(&Price) -> bool),
        (r#""on request""#, |price| matches!(price, Price::Reason(text) if text == "on request")),
        ("false", |price| matches!(price, Price::Bool(false))),
        (r#"{"from":0.10,"to":1.2345678901234567890123456789}"#, |price| matches!(price, Price::Range(_))),
        ("[1.0,2.00,3]", |price| matches!(price, Price::List(list) if list.len() == 3)),
        (r#"{"from":0.10}"#, |price| matches!(price, Price::Unrecognized(_))),
        (r#"[1,"x"]"#, |price| matches!(price, Price::Unrecognized(_))),
    ] {
        let reply: types::UnionUntaggedReply = round_trip(&format!(r#"{{"price":{json},"prices":{{"a":{json}}}}}"#));
        assert!(reply.price.as_ref().is_some_and(is), "{json}: {reply:?}");
    }
}

#[test]
fn what_requires_more_is_tried_first() {
    let item = |json: &str| read::<types::UnionUntaggedReply>(&format!(r#"{{"item":{json}}}"#)).item;
    assert!(matches!(item(r#"{"id":1,"weight":1.50}"#), Some(types::Item::WeighedGood(_))));
    assert!(matches!(item(r#"{"id":1,"minutes":5,"new":true}"#), Some(types::Item::Service(_))));
    assert!(matches!(item(r#"{"id":1,"name":"x"}"#), Some(types::Item::Good(_))));
    assert!(matches!(item(r#"{"name":"x"}"#), Some(types::Item::Unrecognized(_))));
}

#[test]
fn constants_tell_objects_apart() {
    let answer = |json: &str| round_trip::<types::UnionUntaggedReply>(&format!(r#"{{"answer":{json}}}"#)).answer;
    assert!(matches!(answer(r#"{"ok":true,"value":1.10}"#), Some(types::Answer::Variant1(_))));
    assert!(matches!(answer(r#"{"ok":false,"value":"no"}"#), Some(types::Answer::Refusal(_))));
    assert!(matches!(answer(r#"{"ok":true,"value":"no"}"#), Some(types::Answer::Unrecognized(_))));
}

#[test]
fn several_types_are_a_union_and_values_beside_a_text_an_enum() {
    let reply: types::UnionUntaggedReply = round_trip(r#"{"code":"a1","state":"paused","step":2}"#);
    assert_eq!(reply.code, Some(types::UnionUntaggedReplyCode::Text("a1".into())));
    assert_eq!(reply.state, Some(types::State::from("paused")));
    assert_eq!(reply.step, Some(types::Step::Posledniy));
    let reply: types::UnionUntaggedReply = round_trip(r#"{"code":9007199254740993,"state":"open","step":3}"#);
    assert_eq!(reply.code, Some(9_007_199_254_740_993.into()));
    assert_eq!(reply.state, Some(types::State::Open));
    assert_eq!(reply.step, Some(types::Step::Unrecognized(3)));
    let reply: types::UnionUntaggedReply = read(r#"{"code":null}"#);
    assert_eq!(reply.code, None);
    assert!(matches!(
        read::<types::UnionUntaggedReply>(r#"{"code":1.5}"#).code,
        Some(types::UnionUntaggedReplyCode::Unrecognized(_))
    ));
}

#[test]
fn integers_of_several_widths_are_of_the_width_that_holds_them() {
    let reply: types::UnionUntaggedReply = round_trip(r#"{"widest":18446744073709551615,"wide":18446744073709551615}"#);
    assert_eq!((reply.widest, reply.wide), (Some(decimal("18446744073709551615")), Some(u64::MAX)));
    round_trip::<types::UnionUntaggedReply>(r#"{"widest":-9223372036854775808}"#);
}

#[test]
fn values_of_several_components_are_one_enum_and_null_may_have_a_name() {
    let reply: types::UnionUntaggedReply = round_trip(r#"{"marked":""}"#);
    assert_eq!(reply.marked, Some(types::UnionUntaggedReplyMarked::Empty));
    let reply: types::UnionUntaggedReply = round_trip(r#"{"mixed":{"a":true,"extra":1},"marked":"bad"}"#);
    assert_eq!(reply.marked, Some(types::UnionUntaggedReplyMarked::Bad));
    assert_eq!(read::<types::UnionUntaggedReply>(r#"{"marked":null,"mixed":{"b":"ignored"}}"#).marked, None);
}

#[test]
fn a_union_in_three_states() {
    let mut request = types::UnionUntaggedRequest::default();
    assert_eq!(write(&request), "{}");
    request.size = Field::Null;
    assert_eq!(write(&request), r#"{"size":null}"#);
    let sizes: Vec<_> = ["1.50", "2"].map(|text| decimal(text).into()).into();
    request.size = Field::Value(sizes.into());
    request.price = Some(nomenclature_runtime::decimal::Exact(decimal("0.10")).into());
    assert_eq!(write(&request), r#"{"price":0.10,"size":[1.50,2]}"#);
}
