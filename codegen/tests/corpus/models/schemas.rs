//! JSON schemas of the models.

use schemars::schema_for;
use serde_json::json;

#[test]
fn unions_enums_and_tuples_are_described() {
    let price = schema_for!(super::union_untagged::shop::types::Price);
    assert_eq!(price.pointer("/anyOf/0"), Some(&json!({ "type": "number", "format": "decimal" })));
    assert_eq!(price.pointer("/anyOf/5"), Some(&json!(true)));
    let reply = schema_for!(super::union_tagged::shop::types::SetReply);
    assert_eq!(reply.pointer("/$defs/Payment/anyOf/1"), Some(&json!({ "$ref": "#/$defs/PaymentCash" })));
    let priority = schema_for!(super::enums::shop::types::Priority);
    assert_eq!(priority.pointer("/anyOf/0/enum"), Some(&json!([-1, 0, 10])));
    let rate = schema_for!(super::enums::shop::types::Rate);
    assert_eq!(rate.pointer("/anyOf/0/enum"), Some(&json!(["auto", 0, 0.5, true])));
    let cell = schema_for!(super::tuples::shop::types::SetReplyCell);
    assert_eq!(cell.pointer("/prefixItems/1/format"), Some(&json!("date-time")));
    assert_eq!(cell.pointer("/minItems"), Some(&json!(0)));
    let place = schema_for!(super::tuples::shop::types::Place);
    assert_eq!(place.pointer("/minItems"), Some(&json!(2)));
}

#[test]
fn recursive_types_and_types_of_other_crates_are_described() {
    let reply = schema_for!(super::recursive::shop::types::SetReply);
    assert!(reply.pointer("/$defs/Filter/anyOf").is_some() && reply.pointer("/$defs/Pair/prefixItems").is_some());
    let reply = schema_for!(super::maps::shop::types::SetReply);
    let format = reply.pointer("/properties/changed/additionalProperties/format");
    assert_eq!(format, Some(&json!("date-time")));
    let reply = schema_for!(super::lists::shop::types::SetReply);
    assert_eq!(reply.pointer("/properties/ids/items/format"), Some(&json!("uuid")));
    let request = schema_for!(super::lists::shop::types::SetRequest);
    assert_eq!(request.pointer("/properties/days/items/format"), Some(&json!("date-time")));
}
