//! JSON schemas of the models.

use schemars::schema_for;
use serde_json::json;

use crate::generated::objects::shop::types as objects;
use crate::generated::values::shop::types as values;

#[test]
fn unions_enums_and_tuples_are_described() {
    let price = schema_for!(objects::Price);
    assert_eq!(price.pointer("/anyOf/0"), Some(&json!({ "type": "number", "format": "decimal" })));
    assert_eq!(price.pointer("/anyOf/5"), Some(&json!(true)));
    let reply = schema_for!(objects::UnionTaggedReply);
    assert_eq!(reply.pointer("/$defs/Payment/anyOf/1"), Some(&json!({ "$ref": "#/$defs/PaymentCash" })));
    let priority = schema_for!(values::Priority);
    assert_eq!(priority.pointer("/anyOf/0/enum"), Some(&json!([-1, 0, 10])));
    let rate = schema_for!(values::Rate);
    assert_eq!(rate.pointer("/anyOf/0/enum"), Some(&json!(["auto", 0, 0.5, true])));
    let cell = schema_for!(values::TuplesReplyCell);
    assert_eq!(cell.pointer("/prefixItems/1/format"), Some(&json!("date-time")));
    assert_eq!(cell.pointer("/minItems"), Some(&json!(0)));
    let place = schema_for!(values::Place);
    assert_eq!(place.pointer("/minItems"), Some(&json!(2)));
}

#[test]
fn recursive_types_and_types_of_other_crates_are_described() {
    let reply = schema_for!(objects::RecursiveReply);
    assert!(reply.pointer("/$defs/Filter/anyOf").is_some() && reply.pointer("/$defs/Pair/prefixItems").is_some());
    let reply = schema_for!(values::MapsReply);
    let format = reply.pointer("/properties/changed/additionalProperties/format");
    assert_eq!(format, Some(&json!("date-time")));
    let reply = schema_for!(values::ListsReply);
    assert_eq!(reply.pointer("/properties/ids/items/format"), Some(&json!("uuid")));
    let request = schema_for!(values::ListsRequest);
    assert_eq!(request.pointer("/properties/days/items/format"), Some(&json!("date-time")));
}
