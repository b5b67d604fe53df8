//! Maps, lists and tuples.

use std::collections::BTreeMap;

use nomenclature_runtime::decimal::Exact;
use nomenclature_runtime::{DateTime, Field, RawJson};

use super::{decimal, misfit, read, round_trip, write};
use crate::generated::values::shop::types;

#[test]
fn maps_of_all_kinds() {
    let json = concat!(
        r#"{"prices":{"a":0.1234567890123456789012345678,"b":1.0},"nested":{"x":{"y":2.50}},"lists":{"l":[0.10,3]},"#,
        r#""changed":{"t":"2024-01-31T08:30:00.120Z"},"ids":{"u":"16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e"},"#,
        r#""notes":{"m":null,"n":"text"},"lenient":{"k":"v"},"goods":{"g":{"name":"Tea"}},"implied":{"i":true},"#,
        r#""free":{"any":[1.10]},"closed":{"name":"c"}}"#
    );
    let reply: types::MapsReply = round_trip(json);
    assert_eq!(reply.notes.and_then(|notes| notes.get("m").cloned()), Some(None));
    // What must not be null and is, is not there; null maps and missing ones are none.
    let reply: types::MapsReply =
        read(r#"{"prices":{"a":null,"b":"1.50"},"lenient":null,"closed":{"name":"c","new":1}}"#);
    assert_eq!(reply.prices, Some(BTreeMap::from([("b".to_owned(), Exact(decimal("1.50")))])));
    assert_eq!(reply.lenient, None);
}

#[test]
fn maps_are_sent_as_they_are_set() {
    let mut request = types::MapsRequest::new(BTreeMap::from([("a".to_owned(), Exact(decimal("23.10")))]));
    assert_eq!(write(&request), r#"{"prices":{"a":23.10}}"#);
    let time: DateTime = "2024-01-31T08:30:00+03:00".parse().expect("a time");
    request.changed = Some(BTreeMap::from([("t".to_owned(), time)]));
    request.notes = Field::Value(BTreeMap::from([("n".to_owned(), None), ("o".to_owned(), Some("x".to_owned()))]));
    assert_eq!(
        write(&request),
        r#"{"prices":{"a":23.10},"changed":{"t":"2024-01-31T05:30:00Z"},"notes":{"n":null,"o":"x"}}"#
    );
}

#[test]
fn lists_of_all_kinds() {
    let json = concat!(
        r#"{"days":["2024-01-31T08:30:00Z"],"ids":["16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e"],"times":[1700000000],"#,
        r#""rows":[[0.10,1.0],[]],"cube":[[[1],[]],[]],"gaps":[1.50,null],"names":[{"text":"t"},null],"maps":[{"a":0.10}],"#,
        r#""three":[1,2,3],"implied":["i"],"free":[null,{"a":1.0}],"price_list":[0.1234567890123456789012345678]}"#
    );
    let reply: types::ListsReply = round_trip(json);
    assert_eq!(reply.gaps, [Some(Exact(decimal("1.50"))), None]);
    // Limits are documentation: a list of other than three elements and a zero are read.
    let reply: types::ListsReply = read(r#"{"days":null,"three":[0],"rows":null}"#);
    assert_eq!((reply.days.len(), reply.three, reply.rows.len()), (0, vec![0], 0));
    misfit::<types::ListsReply>(r#"{"days":["yesterday"]}"#, "expected a time like");
}

#[test]
fn an_empty_list_is_sent_and_a_missing_one_is_not() {
    let mut request = types::ListsRequest::new(["2024-01-31T08:30:00Z".parse::<DateTime>().expect("a time")]);
    assert_eq!(write(&request), r#"{"days":["2024-01-31T08:30:00Z"]}"#);
    request.prices = Some(Vec::new());
    request.rows = Field::Value(vec![vec![Exact(decimal("0.10"))]]);
    assert_eq!(write(&request), r#"{"days":["2024-01-31T08:30:00Z"],"prices":[],"rows":[[0.10]]}"#);
    request.rows = Field::Null;
    assert_eq!(write(&request), r#"{"days":["2024-01-31T08:30:00Z"],"prices":[],"rows":null}"#);
}

#[test]
fn a_tuple_has_a_field_a_place() {
    let reply: types::TuplesReply = round_trip(
        r#"{"place":[56.9496487,24.10,null,"yard"],"line":[[1.0,2.00],[3,4,5]],"cell":["A1","2024-01-31T08:30:00Z"]}"#,
    );
    let place = reply.place.expect("a place");
    assert_eq!(
        (place.latitude, place.floor, place.fourth.as_deref()),
        (Exact(decimal("56.9496487")), None, Some("yard"))
    );
    assert_eq!(reply.line[1].floor, Some(Some(5)));
    let reply: types::TuplesReply = read(r#"{"place":[1,2,3,"x",{"new":[]}],"cell":[]}"#);
    assert_eq!(write(&reply), r#"{"place":[1,2,3,"x"],"cell":[]}"#);
    misfit::<types::TuplesReply>(r#"{"place":[1]}"#, "expected at least 2 elements in a Place, found 1");
    misfit::<types::TuplesReply>(r#"{"place":{}}"#, "the list of a Place");
    let request = types::TuplesRequest::new(types::Place::new(decimal("1.50"), decimal("2")));
    assert_eq!(write(&request), r#"{"place":[1.50,2]}"#);
}

#[test]
fn free_lists_keep_what_they_hold() {
    let reply: types::ListsReply = round_trip(r#"{"days":[],"free":[1E-05,"x"],"bare":[1E-05]}"#);
    assert_eq!(reply.free[0], RawJson::parse("1E-05").expect("JSON"));
    assert_eq!(reply.bare, [RawJson::parse("1E-05").expect("JSON")]);
}
