//! Models in other formats than JSON text: a cache, a table of prices. What is written is read back as it was, to the last digit
//! of a price; what a format cannot hold is an error.

#[path = "formats/csv.rs"]
mod csv_rows;
#[path = "formats/kinds.rs"]
mod kinds;

use std::fmt::Debug;

use nomenclature::{life_pos, quince, regos, zegoal};
use serde::Serialize;
use serde::de::DeserializeOwned;

use kinds::{Kinds, extremes};

/// A model that is written, and read back.
trait Model: Serialize + DeserializeOwned + PartialEq + Debug {}

impl<T: Serialize + DeserializeOwned + PartialEq + Debug> Model for T {}

type Outcome<T> = Result<T, String>;

fn text<E: ToString>(error: E) -> String {
    error.to_string()
}

fn json<T: Model>(value: &T) -> Outcome<T> {
    serde_json::from_str(&serde_json::to_string(value).map_err(text)?).map_err(text)
}

fn json_reader<T: Model>(value: &T) -> Outcome<T> {
    serde_json::from_reader(&*serde_json::to_vec_pretty(value).map_err(text)?).map_err(text)
}

fn json_value<T: Model>(value: &T) -> Outcome<T> {
    serde_json::from_value(serde_json::to_value(value).map_err(text)?).map_err(text)
}

fn cbor<T: Model>(value: &T) -> Outcome<T> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).map_err(text)?;
    ciborium::from_reader(&*bytes).map_err(text)
}

fn message_pack<T: Model>(value: &T) -> Outcome<T> {
    rmp_serde::from_slice(&rmp_serde::to_vec(value).map_err(text)?).map_err(text)
}

fn named_message_pack<T: Model>(value: &T) -> Outcome<T> {
    rmp_serde::from_slice(&rmp_serde::to_vec_named(value).map_err(text)?).map_err(text)
}

fn postcard<T: Model>(value: &T) -> Outcome<T> {
    postcard::from_bytes(&postcard::to_stdvec(value).map_err(text)?).map_err(text)
}

fn yaml<T: Model>(value: &T) -> Outcome<T> {
    serde_norway::from_str(&serde_norway::to_string(value).map_err(text)?).map_err(text)
}

fn toml<T: Model>(value: &T) -> Outcome<T> {
    toml::from_str(&toml::to_string(value).map_err(text)?).map_err(text)
}

fn ron<T: Model>(value: &T) -> Outcome<T> {
    ron::from_str(&ron::to_string(value).map_err(text)?).map_err(text)
}

/// A format, and what comes of writing and reading.
type Format<T> = (&'static str, fn(&T) -> Outcome<T>);

fn formats<T: Model>() -> [Format<T>; 10] {
    [
        ("JSON", json),
        ("JSON from a reader", json_reader),
        ("a JSON value", json_value),
        ("CBOR", cbor),
        ("MessagePack", message_pack),
        ("MessagePack with names", named_message_pack),
        ("postcard", postcard),
        ("YAML", yaml),
        ("TOML", toml),
        ("RON", ron),
    ]
}

#[track_caller]
fn assert_same<T: Model>(value: &T, format: &str, read: Outcome<T>) {
    match read {
        Ok(read) => {
            assert_eq!(read, *value, "{format}");
            // Decimals of another scale are equal.
            let text = |value| serde_json::to_string(value).expect("JSON");
            assert_eq!(text(&read), text(value), "{format}");
        }
        Err(error) => panic!("{format}: {error}\n{value:?}"),
    }
}

#[track_caller]
fn round_trip<T: Model>(json: &str) {
    let value: T = serde_json::from_str(json).expect(json);
    for (format, through) in formats::<T>() {
        assert_same(&value, format, through(&value));
    }
}

#[test]
fn models_of_the_vendors() {
    round_trip::<regos::types::DocSetPrice>(
        r#"{"id":1,"code":"","date":1534151629,"price_type":{"id":7,"name":"null"},"performed":true}"#,
    );
    round_trip::<regos::types::ItemOperationGetReply>(
        r#"{"ok":true,"result":[{"id":1,"price":23.10,"quantity":0.000,"cost":-0.30},{}],"next_offset":10,"total":2}"#,
    );
    round_trip::<quince::types::Service>(
        r#"{"Id":9007199254740993,"ParentFolder":110,"Name":"Кава \"XL\"","Prices":[{"Price":12.50}]}"#,
    );
    round_trip::<zegoal::types::NewCatalogPositionDefaults>(r#"{"price":23.10}"#);
    round_trip::<zegoal::types::AddCatalogPositionFailure>(
        r#"{"processing_date":"2020-07-03 08:59:60 +02:00","processing_result":{"code":"0"}}"#,
    );
    round_trip::<life_pos::types::NomenclatureImportTask>(
        r#"{"guid":"16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e","created_at":"9999-12-31T23:59:59-14:00","status":"Completed"}"#,
    );
}

#[test]
fn every_kind_of_value() {
    for kinds in extremes() {
        for (format, through) in formats::<Kinds>() {
            match (format, through(&kinds)) {
                // TOML has no null; it is left out only where that says the same.
                ("TOML", Err(error)) if kinds.has_null() => {
                    assert!(error.contains("null") || error.contains("None"), "{error}");
                }
                ("TOML", Ok(_)) if kinds.has_null() => panic!("TOML has held a null: {kinds:?}"),
                (_, read) => assert_same(&kinds, format, read),
            }
        }
    }
}

#[test]
fn prices_are_texts_where_a_number_would_be_a_float() {
    let json = r#"{"price":23.10}"#;
    let defaults: zegoal::types::NewCatalogPositionDefaults = serde_json::from_str(json).expect(json);
    assert_eq!(serde_json::to_string(&defaults).expect("JSON"), json);
    assert_eq!(serde_json::to_value(&defaults).expect("a value"), serde_json::json!({ "price": "23.10" }));
    assert_eq!(toml::to_string(&defaults).expect("TOML"), "price = \"23.10\"\n");
    assert_eq!(serde_norway::to_string(&defaults).expect("YAML"), "price: '23.10'\n");
}

#[test]
fn files_that_people_write_are_read() {
    let yaml = "Id: 5\nParentFolder: '110'\nName: Tea\nPrices:\n- Price: 1.5\n";
    let service: quince::types::Service = serde_norway::from_str(yaml).expect(yaml);
    assert_eq!((service.id, service.parent_folder), (Some(5), Some(110)));
    let toml = "Id = 5\nName = \"Tea\"\n[[Prices]]\nPrice = 1.5\n";
    let service: quince::types::Service = toml::from_str(toml).expect(toml);
    assert_eq!(service.name.as_deref(), Some("Tea"));
}

#[test]
fn what_an_older_version_has_written_is_read() {
    // A row with a member fewer, as a map from names to values.
    let bytes = postcard::to_stdvec(&std::collections::BTreeMap::from([("text", Some("Tea"))])).expect("postcard");
    let kinds: Kinds = postcard::from_bytes(&bytes).expect("a row");
    assert_eq!(kinds, Kinds { text: Some("Tea".into()), ..Kinds::default() });
    // A member more than is known has no end that could be found.
    let bytes = postcard::to_stdvec(&std::collections::BTreeMap::from([("new", Some("Tea"))])).expect("postcard");
    postcard::from_bytes::<Kinds>(&bytes).expect_err("a member that is not known");
}
