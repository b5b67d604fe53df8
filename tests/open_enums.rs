//! Every enum of the specs: known values by name (and number, and case, where the vendor has them), and any other value.

use std::fmt::{Debug, Display};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// An enum as it is generated.
struct Enum {
    vendor: &'static str,
    schema: &'static str,
    /// The bundle of the vendor.
    bundle: &'static str,
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

macro_rules! open_enum {
    ($name:literal, $schema:literal, $vendor:ident, $type:ident) => {
        Enum {
            vendor: $name,
            schema: $schema,
            bundle: nomenclature::$vendor::OPENAPI,
            read: read::<nomenclature::$vendor::types::$type>,
            convert: |text| shown(&nomenclature::$vendor::types::$type::from(text)),
            known: || nomenclature::$vendor::types::$type::KNOWN.iter().map(shown).collect(),
        }
    };
}

/// All enums of all vendors, as `tests/build.rs` finds them in the specs.
const ENUMS: &[Enum] = include!(concat!(env!("OUT_DIR"), "/enums.rs"));

/// What a spec says about an enum.
struct Documented {
    names: Vec<String>,
    numbers: Vec<Option<i64>>,
    ignores_case: bool,
}

impl Documented {
    fn of(found: &Enum) -> Self {
        let bundle: Value = serde_json::from_str(found.bundle).expect("JSON");
        let body = &bundle["components"]["schemas"][found.schema];
        // The bundle leaves each enum open: its values, or any other.
        let values = body["anyOf"][0]["enum"]
            .as_array()
            .unwrap_or_else(|| panic!("{} {} is no enum", found.vendor, found.schema));
        let names: Vec<String> = values.iter().map(|name| name.as_str().expect("a name").to_owned()).collect();
        let extension = &body["x-enum"];
        let numbers = names.iter().map(|name| extension["values"][name]["number"].as_i64()).collect();
        Self { names, numbers, ignores_case: extension["ignore-case"] == true }
    }
}

fn each(mut check: impl FnMut(&Enum, &Documented)) {
    assert!(ENUMS.len() >= 15, "tests/build.rs finds {} enums only", ENUMS.len());
    for found in ENUMS {
        check(found, &Documented::of(found));
    }
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
    let mut ignoring = 0;
    each(|found, documented| {
        ignoring += usize::from(documented.ignores_case);
        for (name, known) in documented.names.iter().zip((found.known)()) {
            for other in [name.to_uppercase(), name.to_lowercase()] {
                if other != *name && documented.names.contains(&other) {
                    continue;
                }
                let expected = match documented.ignores_case || other == *name {
                    true => known.clone(),
                    false => (format!("Unrecognized({other:?})"), quoted(&other)),
                };
                assert_eq!((found.read)(&quoted(&other)).expect("any text is read"), expected, "{}", found.schema);
                assert_eq!((found.convert)(&other), expected, "{}", found.schema);
            }
        }
    });
    assert!(ignoring >= 7, "the enums of REGOS ignore it");
}

#[test]
fn numbers_are_read_where_the_vendor_gives_them_and_the_name_is_written() {
    let mut numbered = 0;
    each(|found, documented| {
        let schema = found.schema;
        for (number, known) in documented.numbers.iter().zip((found.known)()) {
            let Some(number) = number else { continue };
            assert_eq!((found.read)(&number.to_string()).expect("a number is read"), known, "{schema} {number}");
            assert_eq!((found.read)(&format!("{number}.0")).expect("a number is read"), known, "{schema} {number}");
            numbered += 1;
        }
    });
    assert!(numbered > 20, "only {numbered} values have numbers");
}

#[test]
fn a_name_that_nobody_knows_survives() {
    each(|found, documented| {
        for name in ["Новое", "", " ", "Unrecognized", "Default", "a \"b\"\n"] {
            if documented.names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                continue;
            }
            let (shown, written) = (found.read)(&quoted(name)).expect("any text is read");
            assert_eq!((shown, written.clone()), (format!("Unrecognized({name:?})"), quoted(name)), "{}", found.schema);
            assert_eq!((found.convert)(name).1, written);
        }
    });
}

#[test]
fn a_number_that_nobody_knows_survives() {
    each(|found, documented| {
        for number in ["-1", "0", "99", "9223372036854775807", "-9223372036854775808"] {
            if documented.numbers.iter().flatten().any(|known| known.to_string() == number) {
                continue;
            }
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
