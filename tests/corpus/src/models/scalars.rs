//! Constants, enums, null and values of any type.

use nomenclature_runtime::{Field, RawJson};

use super::{decimal, misfit, read, round_trip, write};
use crate::generated::values::shop::types;

#[test]
fn what_has_one_value_is_not_asked_for() {
    let mut request = types::ConstantsRequest::new(5);
    let json =
        r#"{"version":"v2","id":5,"flag":true,"most":18446744073709551615,"rate":1.50,"nothing":null,"kind":"fixed"}"#;
    assert_eq!(write(&request), json);
    request.number = Some(7);
    request.part = Some(types::ConstantPart::new("p"));
    assert!(write(&request).ends_with(r#""part":{"level":-1,"name":"p"}}"#));
}

#[test]
fn another_value_than_the_constant_is_read() {
    let reply: types::ConstantsReply = round_trip(r#"{"version":"v3","one":"other","yes":false}"#);
    assert_eq!((reply.version.as_str(), reply.yes), ("v3", Some(false)));
    assert_eq!(reply.one, Some(types::ConstantsReplyOne::from("other")));
}

#[test]
fn enums_of_integers() {
    let reply: types::EnumsReply = round_trip(r#"{"priority":-1,"priorities":[0,10,11],"weekday":2}"#);
    assert_eq!(reply.priority, Some(types::Priority::ValueMinus1));
    assert_eq!(reply.priorities, [0.into(), types::Priority::High, types::Priority::Unrecognized(11)]);
    assert_eq!(reply.weekday, Some(types::EnumsReplyWeekday::Value2));
    misfit::<types::EnumsReply>(r#"{"priority":1.5}"#, "expected the number of a Priority value, found 1.5");
    assert_eq!(read::<types::EnumsReply>(r#"{"priority":null,"priorities":null}"#), types::EnumsReply::default());
}

#[test]
fn enums_of_several_types() {
    for (json, expected) in [
        (r#""auto""#, types::Rate::Auto),
        ("0", types::Rate::Value0),
        ("0.5", types::Rate::Value0Point5),
        ("true", types::Rate::True),
        ("false", types::Rate::Unrecognized(RawJson::parse("false").expect("JSON"))),
        ("0.10", types::Rate::Unrecognized(RawJson::parse("0.10").expect("JSON"))),
        (r#""0""#, types::Rate::Unrecognized(RawJson::parse(r#""0""#).expect("JSON"))),
    ] {
        let reply: types::EnumsReply = round_trip(&format!(r#"{{"rate":{json}}}"#));
        assert_eq!(reply.rate, Some(expected), "{json}");
    }
    assert_eq!(read::<types::EnumsReply>(r#"{"rate":null}"#).rate, None);
    assert_eq!(round_trip::<types::EnumsReply>(r#"{"step":1.5}"#).step, Some(types::Step::Value1Point5));
}

#[test]
fn enums_whose_values_are_no_names() {
    for (json, expected) in [
        ("asc", types::Sort::Asc),
        ("ASC", types::Sort::AscUpper),
        (">=", types::Sort::AtLeast),
        ("", types::Sort::Empty),
        ("Активен", types::Sort::Active),
        ("2nd", types::Sort::Second),
        ("Asc", types::Sort::from("Asc")),
    ] {
        let reply: types::EnumsReply = round_trip(&format!(r#"{{"status":"in progress","sort":"{json}"}}"#));
        assert_eq!((reply.sort, reply.status), (Some(expected), Some(types::Status::InProgress)), "{json}");
    }
}

#[test]
fn enums_in_three_states() {
    let mut request = types::EnumsRequest::new(types::Priority::High);
    request.rate = Field::Null;
    request.status = Field::Value(types::Status::Active);
    assert_eq!(write(&request), r#"{"priority":10,"rate":null,"status":"active"}"#);
    assert_eq!(write(&types::EnumsRequest::new(-7)), r#"{"priority":-7}"#);
}

#[test]
fn a_component_that_may_be_null_may_be_null_wherever_it_is_referred_to() {
    let reply: types::NullableReply =
        round_trip(r#"{"name":"n","maybe":null,"part":null,"parts":[null,{"price":1.10}]}"#);
    assert_eq!(reply.parts.iter().flatten().count(), 1);
    misfit::<types::NullableReply>(r#"{"name":null,"maybe":"m","part":{}}"#, "invalid type: null");
    let mut request = types::NullableRequest::new("m", None);
    request.may = Field::Null;
    request.part = Field::Value(types::Part::new().price(decimal("0.10")));
    request.price = Field::Value(decimal("2.50"));
    assert_eq!(write(&request), r#"{"must":"m","must_null":null,"may":null,"part":{"price":0.10},"price":2.50}"#);
}

#[test]
fn limits_and_defaults_are_documentation() {
    assert_eq!(write(&types::LimitsRequest::default()), "{}");
    let request = types::LimitsRequest { code: Some("7".into()), count: Some(-1), ..Default::default() };
    assert_eq!(write(&request), r#"{"code":"7","count":-1}"#);
    let reply: types::LimitsReply = round_trip(r#"{"code":"","count":0,"price":0.10,"tags":["a","a","a"]}"#);
    assert_eq!((reply.code.as_str(), reply.count), ("", 0));
    let reply: types::LimitsReply = read(r#"{"code":"x","count":99}"#);
    assert_eq!((reply.price, reply.tags.len()), (None, 0));
    let code = include_str!(concat!(env!("OUT_DIR"), "/values/shop/types.rs"));
    assert!(code.contains("Vendor's default: `many`.") && code.contains("At least 1. At most 5."), "{code}");
}

#[test]
fn what_has_no_type_is_kept_as_it_came() {
    let reply: types::FreeFormReply =
        round_trip(r#"{"any":null,"empty":[1.10],"object":{"a":{"b":0.10}},"list":[true,null],"named":"x"}"#);
    assert!(reply.any.is_null());
    assert_eq!(reply.empty, Some(RawJson::parse("[1.10]").expect("JSON")));
    let request = types::FreeFormRequest { any: Some(RawJson::parse("1.0").expect("JSON")), ..Default::default() };
    assert_eq!(write(&request), r#"{"any":1.0}"#);
}

#[test]
fn enums_of_parameters_have_names_of_their_own() {
    use nomenclature_runtime::WireText;
    let mut out = String::new();
    types::GoodsListSort::Price.write_text(&mut out);
    types::GoodsListLevelItem::Value2.write_text(&mut out);
    types::Rate::Auto.write_text(&mut out);
    assert_eq!(out, "price2auto");
}
