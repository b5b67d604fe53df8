//! Every enum of the specs: known values by name (and number, and case, where the vendor has them), and any other value.

use std::fmt::{Debug, Display};

use nomenclature::{life_pos, regos, zegoal};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// An enum as it is generated.
struct Enum {
    vendor: &'static str,
    schema: &'static str,
    /// How a value is shown in `Debug`, and how it is written.
    read: fn(&str) -> serde_json::Result<(String, String)>,
    /// The same from a text that is no JSON, as in a query.
    convert: fn(&str) -> (String, String),
    known: fn() -> Vec<(String, String)>,
}

fn shown<T: Debug + Display + Serialize>(value: &T) -> (String, String) {
    (format!("{value:?}"), serde_json::to_string(value).expect("writes"))
}

fn read<T: Debug + Display + Serialize + DeserializeOwned + PartialEq>(
    json: &str,
) -> serde_json::Result<(String, String)> {
    let value: T = serde_json::from_str(json)?;
    assert_eq!(value, serde_json::from_reader::<_, T>(json.as_bytes())?);
    assert_eq!(value, serde_json::from_value::<T>(serde_json::from_str(json)?)?);
    Ok(shown(&value))
}

macro_rules! enums {
    ($($vendor:ident :: $schema:ident),* $(,)?) => {
        &[$(Enum {
            vendor: stringify!($vendor),
            schema: stringify!($schema),
            read: read::<$vendor::types::$schema>,
            convert: |text| shown(&$vendor::types::$schema::from(text)),
            known: || $vendor::types::$schema::KNOWN.iter().map(shown).collect(),
        }),*]
    };
}

const ENUMS: &[Enum] = enums![
    life_pos::AsyncTaskOrdering,
    life_pos::AsyncTaskStatus,
    life_pos::ClientType,
    life_pos::ErrorCode,
    life_pos::NomenclatureImportStrategy,
    life_pos::PresentationMode,
    life_pos::ResolutionType,
    regos::DocSetPriceSortColumn,
    regos::FieldDataType,
    regos::FilterOperator,
    regos::ItemOperationSortColumn,
    regos::Sex,
    regos::SortDirection,
    regos::VatCalculationType,
    zegoal::CatalogPositionType,
];

/// What a spec says about an enum.
struct Documented {
    names: Vec<String>,
    numbers: Vec<Option<i64>>,
    ignores_case: bool,
}

fn documented(vendor: &str) -> Vec<(String, Documented)> {
    let bundle = match vendor {
        "life_pos" => life_pos::OPENAPI,
        "quince" => nomenclature::quince::OPENAPI,
        "regos" => regos::OPENAPI,
        "zegoal" => zegoal::OPENAPI,
        other => panic!("no vendor {other}"),
    };
    let bundle: Value = serde_json::from_str(bundle).expect("JSON");
    let schemas = bundle["components"]["schemas"].as_object().expect("schemas");
    let enums = schemas.iter().filter_map(|(schema, body)| Some((schema, body, body["enum"].as_array()?)));
    let found = enums.map(|(schema, body, values)| {
        let names: Vec<String> = values.iter().map(|name| name.as_str().expect("a name").to_owned()).collect();
        let extension = &body["x-enum"];
        let numbers = names.iter().map(|name| extension["values"][name]["number"].as_i64()).collect();
        (schema.clone(), Documented { names, numbers, ignores_case: extension["ignore-case"] == true })
    });
    found.collect()
}

fn each(check: impl Fn(&Enum, &Documented)) {
    let mut checked = 0;
    for vendor in ["life_pos", "quince", "regos", "zegoal"] {
        for (schema, documented) in documented(vendor) {
            let found = ENUMS.iter().find(|known| known.vendor == vendor && known.schema == schema);
            check(found.unwrap_or_else(|| panic!("{vendor} {schema} is not in the list")), &documented);
            checked += 1;
        }
    }
    assert_eq!(checked, ENUMS.len(), "the list names an enum that is not documented");
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[test]
fn known_values_are_those_of_the_spec_and_are_written_by_name() {
    each(|found, documented| {
        let written: Vec<String> = (found.known)().into_iter().map(|(_, written)| written).collect();
        let names: Vec<String> = documented.names.iter().map(|name| quoted(name)).collect();
        assert_eq!(written, names, "{}", found.schema);
        for (name, known) in documented.names.iter().zip((found.known)()) {
            assert_eq!((found.read)(&quoted(name)).expect(name), known);
            assert_eq!((found.convert)(name), known);
        }
    });
}

#[test]
fn the_case_of_names_counts_unless_the_vendor_ignores_it() {
    each(|found, documented| {
        for (name, known) in documented.names.iter().zip((found.known)()) {
            for other in [name.to_uppercase(), name.to_lowercase()] {
                let expected = match documented.ignores_case || other == *name {
                    true => known.clone(),
                    false => (format!("Unrecognized({other:?})"), quoted(&other)),
                };
                assert_eq!((found.read)(&quoted(&other)).expect("any text is read"), expected, "{}", found.schema);
                assert_eq!((found.convert)(&other), expected, "{}", found.schema);
            }
        }
    });
    let ignoring = documented("regos").iter().filter(|(_, documented)| documented.ignores_case).count();
    assert_eq!(ignoring, 7, "all enums of REGOS");
}

#[test]
fn numbers_are_read_where_the_vendor_gives_them_and_the_name_is_written() {
    let mut numbered = 0;
    for (schema, documented) in documented("regos") {
        let found = ENUMS.iter().find(|known| known.schema == schema).expect("in the list");
        for (number, known) in documented.numbers.iter().zip((found.known)()) {
            let Some(number) = number else { continue };
            assert_eq!((found.read)(&number.to_string()).expect("a number is read"), known, "{schema} {number}");
            assert_eq!((found.read)(&format!("{number}.0")).expect("a number is read"), known, "{schema} {number}");
            numbered += 1;
        }
    }
    assert!(numbered > 20, "only {numbered} values have numbers");
}

#[test]
fn a_name_that_nobody_knows_survives() {
    each(|found, _| {
        for name in ["Новое", "", " ", "Unrecognized", "Default", "a \"b\"\n"] {
            let (shown, written) = (found.read)(&quoted(name)).expect("any text is read");
            assert_eq!((shown, written.clone()), (format!("Unrecognized({name:?})"), quoted(name)), "{}", found.schema);
            assert_eq!((found.convert)(name).1, written);
        }
    });
}

#[test]
fn a_number_that_nobody_knows_survives() {
    each(|found, _| {
        for number in ["-1", "0", "99", "9223372036854775807", "-9223372036854775808"] {
            let (shown, written) = (found.read)(number).expect("any integer is read");
            assert_eq!((shown, written.as_str()), (format!("Unrecognized({number})"), number), "{}", found.schema);
        }
    });
}

#[test]
fn what_is_neither_name_nor_integer_is_refused() {
    each(|found, _| {
        for json in ["true", "1.5", "[]", "{}", "null"] {
            (found.read)(json).expect_err(json);
        }
    });
}
