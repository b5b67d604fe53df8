//! Objects: merged, recursive, inline, by direction, with names that need care.

use nomenclature_runtime::Field;

use super::{decimal, misfit, read, round_trip, write};
use crate::generated::names::shop::types as names;
use crate::generated::objects::shop::types;

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
