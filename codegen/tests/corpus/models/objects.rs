//! Objects: merged, recursive, inline, by direction, with names that need care.

use nomenclature::Field;

use super::all_of::shop::types as all_of;
use super::directions::shop::types as directions;
use super::inline::shop::types as inline;
use super::names_of_members::shop::types as names;
use super::recursive::shop::types as recursive;
use super::{decimal, misfit, read, round_trip, write};

#[test]
fn parts_are_merged_into_one_object() {
    let request = all_of::SetRequest::new("Tea", decimal("23.10"));
    assert_eq!(write(&request), r#"{"name":"Tea","price":23.10}"#);
    let reply: all_of::SetReply = round_trip(concat!(
        r#"{"pet":{"species":"dog","name":"Rex","age":1.50,"breed":"x"},"cat":{"name":"Tom","species":"cat","lives":9},"#,
        r#""named":{"name":"n"},"code":"c","beside":{"name":"b","more":"m"}}"#
    ));
    assert!(matches!(&reply.pet, Some(all_of::Pet::Dog(dog)) if dog.age == Some(decimal("1.50"))));
    assert_eq!(reply.beside.and_then(|beside| beside.more).as_deref(), Some("m"));
    let named: &Option<all_of::Named> = &reply.named;
    assert!(named.is_some());
    misfit::<all_of::Cat>(r#"{"species":"cat"}"#, "missing field `name`");
    // Closed by a part, open to what the vendor adds.
    let _: all_of::Named = read(r#"{"name":"n","new":1}"#);
}

#[test]
fn types_contain_themselves() {
    let json = concat!(
        r#"{"node":{"value":1.10,"next":{"value":2.20,"other":{"value":3.30}}},"#,
        r#""folder":{"folders":[{"folders":[],"by_name":{}}],"by_name":{"a":{"folders":[],"by_name":null}}},"#,
        r#""filter":[{"field":"price","value":0.10},{"not":{"not":{"field":"a","value":7}}}],"#,
        r#""pair":[1.0,[2.00,[3.000]]],"left":{"right":{"left":{}}}}"#
    );
    let reply: recursive::SetReply = round_trip(json);
    let Some(recursive::Filter::List(filters)) = &reply.filter else { panic!("a list: {reply:?}") };
    assert!(matches!(&filters[1], recursive::Filter::Not(not) if matches!(not.not, recursive::Filter::Not(_))));
    assert_eq!(reply.node.and_then(|node| node.next).map(|next| next.value), Some(decimal("2.20")));
    let mut request = recursive::SetRequest::default();
    let equals = recursive::Equals { field: "price".into(), value: decimal("1.50") };
    request.filter = Some(recursive::Not::new(equals).into());
    assert_eq!(write(&request), r#"{"filter":{"not":{"field":"price","value":1.50}}}"#);
    let branch = recursive::Branch::new().tree(recursive::Tree::new().next(Field::Null));
    let tree = recursive::Tree::new().next(recursive::Tree::new().name("leaf")).branch(branch);
    let request = recursive::SetRequest { filter: None, tree: Some(tree) };
    assert_eq!(write(&request), r#"{"tree":{"next":{"name":"leaf"},"branch":{"tree":{"next":null}}}}"#);
}

#[test]
fn inline_objects_and_enums_have_names_of_their_own() {
    let reply: inline::SetReply = round_trip(concat!(
        r#"{"status":"open","parent_status":"lost","rows":[{"price":0.10}],"#,
        r#""groups":{"a":{"name":"n"}},"type":{"name":"t"}}"#
    ));
    assert_eq!(reply.status, Some(inline::SetReplyStatus::Open));
    // Two schemas with one title are two types.
    let _: (&inline::SetReplyRowsItem, Option<&inline::SetReplyGroupsValue>) =
        (&reply.rows[0], reply.groups.as_ref().and_then(|groups| groups.get("a")));
    let none: inline::SetReply = read(r#"{"status":null,"rows":null,"groups":null,"type":null}"#);
    assert_eq!(none, inline::SetReply::default());
    let geo = inline::SetRequestAddressGeo::new().price(decimal("1.0"));
    let request = inline::SetRequest::new(inline::SetRequestAddress::new("Riga").geo(geo));
    assert_eq!(write(&request), r#"{"address":{"city":"Riga","geo":{"price":1.0}}}"#);
}

#[test]
fn members_of_one_direction() {
    let account = directions::AccountInput::new("ann", "secret").limit(decimal("10.50"));
    let mut request = directions::SetRequest::new(account);
    request.shape = Some(directions::RoundInput::new(decimal("2.0")).into());
    let json = r#"{"account":{"login":"ann","password":"secret","limit":10.50},"shape":{"radius":2.0}}"#;
    assert_eq!(write(&request), json);
    // Defaults are the vendor's business: nothing is sent unasked.
    assert_eq!(write(&directions::AccountInput::new("a", "b")), r#"{"login":"a","password":"b"}"#);
    let reply: directions::SetReply =
        round_trip(r#"{"account":{"id":1,"login":"ann","old":"o"},"shape":{"radius":2.0,"area":12.560}}"#);
    assert_eq!(reply.account.id, 1);
    assert!(matches!(reply.shape, Some(directions::Shape::Round(round)) if round.area == Some(decimal("12.560"))));
}

#[test]
fn wire_names_stay_as_they_are() {
    let json = concat!(
        r#"{"имя":"a","type":"b","self":"c","crate":"d","async":"e","gen":"e2","union":"f","$id":1,"ID":"g","order_id":"h","#,
        r#""orderId":"i","@type":"j","123":"k","+":"l","new":"m","value":"n","default":"o","goods":{"ёмкость":1.50}}"#
    );
    let reply: names::SetReply = round_trip(json);
    assert_eq!((reply.id, reply.upper_id.as_deref(), reply.name.as_deref()), (Some(1), Some("g"), Some("a")));
    assert_eq!(reply.goods.and_then(|goods: names::Product| goods.volume), Some(decimal("1.50")));
    let mut request = names::SetRequest::new("чай");
    request.price = Some(decimal("0.10"));
    assert_eq!(write(&request), r#"{"имя":"чай","Цена":0.10}"#);
}
