//! Objects: merged, recursive, inline, by direction, with names that need care.

use nomenclature_codegen::diagnostic::{Code, Severity};
use nomenclature_runtime::Field;

use super::{decimal, misfit, read, round_trip, write};
use crate::generated::names::shop::types as names;
use crate::generated::objects::shop::types;
use crate::harness::compile;

#[test]
fn parts_are_merged_into_one_object() {
    let request = types::AllOfRequest::new("Tea", decimal("23.10"));
    assert_eq!(write(&request), r#"{"name":"Tea","price":23.10}"#);
    let reply: types::AllOfReply = round_trip(concat!(
        r#"{"pet":{"species":"dog","name":"Rex","age":1.50,"breed":"x"},"cat":{"name":"Tom","species":"cat","lives":9},"#,
        r#""named":{"name":"n"},"code":"c","beside":{"name":"b","more":"m"}}"#
    ));
    assert!(matches!(&reply.pet, Some(types::Pet::Dog(dog)) if dog.age == Some(decimal("1.50"))));
    assert_eq!(reply.beside.and_then(|beside| beside.more).as_deref(), Some("m"));
    let named: &Option<types::Named> = &reply.named;
    assert!(named.is_some());
    misfit::<types::Cat>(r#"{"species":"cat"}"#, "missing field `name`");
    // Closed by a part, open to what the vendor adds.
    let _: types::Named = read(r#"{"name":"n","new":1}"#);
}

#[test]
fn types_contain_themselves() {
    let json = concat!(
        r#"{"node":{"value":1.10,"next":{"value":2.20,"other":{"value":3.30}}},"#,
        r#""folder":{"folders":[{"folders":[],"by_name":{}}],"by_name":{"a":{"folders":[],"by_name":null}}},"#,
        r#""filter":[{"field":"price","value":0.10},{"not":{"not":{"field":"a","value":7}}}],"#,
        r#""pair":[1.0,[2.00,[3.000]]],"left":{"right":{"left":{}}}}"#
    );
    let reply: types::RecursiveReply = round_trip(json);
    let Some(types::Filter::List(filters)) = &reply.filter else { panic!("a list: {reply:?}") };
    assert!(matches!(&filters[1], types::Filter::Not(not) if matches!(not.not, types::Filter::Not(_))));
    assert_eq!(reply.node.and_then(|node| node.next).map(|next| next.value), Some(decimal("2.20")));
    let mut request = types::RecursiveRequest::default();
    let equals = types::Equals { field: "price".into(), value: decimal("1.50") };
    request.filter = Some(types::Not::new(equals).into());
    assert_eq!(write(&request), r#"{"filter":{"not":{"field":"price","value":1.50}}}"#);
    let branch = types::Branch::new().tree(types::Tree::new().next(Field::Null));
    let tree = types::Tree::new().next(types::Tree::new().name("leaf")).branch(branch);
    let request = types::RecursiveRequest { filter: None, tree: Some(tree) };
    assert_eq!(write(&request), r#"{"tree":{"next":{"name":"leaf"},"branch":{"tree":{"next":null}}}}"#);
}

#[test]
fn inline_objects_and_enums_have_names_of_their_own() {
    let reply: types::InlineReply = round_trip(concat!(
        r#"{"status":"open","parent_status":"lost","rows":[{"price":0.10}],"#,
        r#""groups":{"a":{"name":"n"}},"type":{"name":"t"}}"#
    ));
    assert_eq!(reply.status, Some(types::InlineReplyStatus::Open));
    // Two schemas with one title are two types.
    let _: (&types::InlineReplyRowsItem, Option<&types::InlineReplyGroupsValue>) =
        (&reply.rows[0], reply.groups.as_ref().and_then(|groups| groups.get("a")));
    let none: types::InlineReply = read(r#"{"status":null,"rows":null,"groups":null,"type":null}"#);
    assert_eq!(none, types::InlineReply::default());
    let geo = types::InlineRequestAddressGeo::new().price(decimal("1.0"));
    let request = types::InlineRequest::new(types::InlineRequestAddress::new("Riga").geo(geo));
    assert_eq!(write(&request), r#"{"address":{"city":"Riga","geo":{"price":1.0}}}"#);
}

#[test]
fn members_of_one_direction() {
    let account = types::AccountInput::new("ann", "secret").limit(decimal("10.50"));
    let mut request = types::DirectionsRequest::new(account);
    request.shape = Some(types::RoundInput::new(decimal("2.0")).into());
    let json = r#"{"account":{"login":"ann","password":"secret","limit":10.50},"shape":{"radius":2.0}}"#;
    assert_eq!(write(&request), json);
    // Defaults are the vendor's business: nothing is sent unasked.
    assert_eq!(write(&types::AccountInput::new("a", "b")), r#"{"login":"a","password":"b"}"#);
    let reply: types::DirectionsReply =
        round_trip(r#"{"account":{"id":1,"login":"ann","old":"o"},"shape":{"radius":2.0,"area":12.560}}"#);
    assert_eq!(reply.account.id, 1);
    assert!(matches!(reply.shape, Some(types::Shape::Round(round)) if round.area == Some(decimal("12.560"))));
}

#[test]
fn wire_names_stay_as_they_are() {
    let json = concat!(
        r#"{"имя":"a","type":"b","self":"c","crate":"d","async":"e","gen":"e2","union":"f","$id":1,"ID":"g","order_id":"h","#,
        r#""orderId":"i","@type":"j","123":"k","+":"l","new":"m","value":"n","default":"o","goods":{"ёмкость":1.50}}"#
    );
    let reply: names::MembersReply = round_trip(json);
    assert_eq!((reply.id, reply.upper_id.as_deref(), reply.name.as_deref()), (Some(1), Some("g"), Some("a")));
    assert_eq!(reply.goods.and_then(|goods: names::Product| goods.volume), Some(decimal("1.50")));
    let mut request = names::MembersRequest::new("чай");
    request.price = Some(decimal("0.10"));
    assert_eq!(write(&request), r#"{"имя":"чай","Цена":0.10}"#);
}

/// A shop whose one reply and one request is `Thing`, with these schemas.
fn shop(schemas: &str) -> String {
    format!(
        "openapi: 3.1.1
info: {{title: Shop, version: '1', description: A shop.}}
servers: [{{url: 'https://shop.invalid/v1', description: It.}}]
tags: [{{name: things, description: Things.}}]
paths:
  /things:
    post:
      operationId: things_put
      tags: [things]
      summary: Puts
      x-safety: write
      requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}}}
      responses:
        '200': {{description: It., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}}}
components:
  schemas:
{schemas}"
    )
}

#[test]
fn an_object_without_members_is_read_and_written() {
    let nothing: types::DirectionsReplyNothing = read(r#"{"new": {"a": [1]}}"#);
    assert_eq!(write(&nothing), "{}");
    assert_eq!(write(&types::DirectionsRequestDeclared::new()), "{}");
    misfit::<types::DirectionsReplyNothing>("[]", "invalid type");
}

#[test]
fn objects_without_members_are_members() {
    let empty = "type: object, properties: {}";
    let member = |member: &str| format!("    Thing: {{type: object, properties: {{a: {{{member}}}}}}}\n");
    let named = "    Empty: {type: object, properties: {}}\n";
    for schemas in [
        member(empty),
        member("type: object, properties: {}, additionalProperties: false"),
        member(&format!("type: array, items: {{{empty}}}")),
        member(&format!("type: object, additionalProperties: {{{empty}}}")),
        member("$ref: '#/components/schemas/Empty'") + named,
        // Of a request, or of a reply, nothing is left.
        member("type: object, properties: {b: {type: string, readOnly: true}}"),
        member("type: object, properties: {b: {type: string, writeOnly: true}}"),
    ] {
        let output = compile(&shop(&schemas)).unwrap_or_else(|found| panic!("{schemas}{}", found.render(false)));
        let types = &output.files["shop/types.rs"];
        assert!(types.contains("pub struct ThingA") || types.contains("pub struct Empty"), "{schemas}{types}");
    }
}

#[test]
fn a_type_overrules_what_belongs_to_another_one() {
    let inner =
        "properties: {b: {type: string}}, required: [b], items: {type: object, properties: {c: {type: string}}}";
    for (ty, rust) in [
        ("string", "String"),
        ("integer, format: int64", "i64"),
        ("boolean", "bool"),
        ("number, format: decimal", "rt::Decimal"),
    ] {
        let schemas = format!("    Thing: {{type: object, properties: {{a: {{type: {ty}, {inner}}}}}}}\n");
        let output = compile(&shop(&schemas)).unwrap_or_else(|found| panic!("{schemas}{}", found.render(false)));
        let types = &output.files["shop/types.rs"];
        assert!(types.contains(&format!("pub a: Option<{rust}>,")), "{ty}: {types}");
    }
}

#[test]
fn a_long_chain_of_unions_ends() {
    let mut schemas = "    Thing: {type: object, properties: {a: {$ref: '#/components/schemas/C0'}}}\n".to_owned();
    for index in 0..5_000 {
        let next = format!("{{$ref: '#/components/schemas/C{}'}}", index + 1);
        schemas.push_str(&format!("    C{index}: {{oneOf: [{{type: string}}, {next}]}}\n"));
    }
    schemas.push_str("    C5000: {type: string}\n");
    let found = compile(&shop(&schemas)).expect_err("it is refused");
    let errors: Vec<_> = found.0.iter().filter(|found| found.severity == Severity::Error).collect();
    assert!(matches!(errors.as_slice(), [one] if one.code == Code::SchemaGrowth), "{errors:?}");
}
