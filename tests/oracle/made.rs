//! Values of both sides, made of an input.

use std::collections::BTreeMap;
use std::str::FromStr;

use nomenclature::runtime as rt;
use nomenclature_tests::json::Json;
use serde::de::DeserializeOwned;

/// A value of the SDK that JSON stands for. It is made by the type's own means, not by its `Deserialize`.
pub(crate) trait Made {
    fn made(json: &Json) -> Self;
}

pub(crate) fn made<T: Made>(json: &Json) -> T {
    T::made(json)
}

/// A value of the stock client, which offers nothing but its `Deserialize`.
pub(crate) fn read<T: DeserializeOwned>(json: &Json) -> Option<T> {
    let text = json.to_string();
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}")))
}

/// The list between commas, as OpenAPI writes a list in a header; the stock client cannot. An empty list is nothing.
pub(crate) fn joined<T: From<String>>(json: &Json) -> Option<T> {
    let Json::Array(items) = json else { panic!("{json} is no list") };
    let texts: Vec<String> = items.iter().map(made).collect();
    (!texts.is_empty()).then(|| texts.join(",").into())
}

fn text(json: &Json) -> &str {
    match json {
        Json::String(text) | Json::Number(text) => text,
        _ => panic!("{json} is neither a text nor a number"),
    }
}

fn parsed<T: FromStr>(json: &Json) -> T {
    text(json).parse().unwrap_or_else(|_| panic!("{json} is not what it should be"))
}

macro_rules! made_of_text {
    ($($ty:ty),*) => {
        $(impl Made for $ty {
            fn made(json: &Json) -> Self {
                parsed(json)
            }
        })*
    };
}

made_of_text!(i8, i16, i32, i64, u8, u16, u32, u64, String, rt::Decimal, rt::DateTime, rt::LocalDateTime, rt::Uuid);

impl Made for bool {
    fn made(json: &Json) -> Self {
        *json == Json::Bool(true)
    }
}

impl Made for rt::UnixTime {
    fn made(json: &Json) -> Self {
        parsed::<i64>(json).into()
    }
}

impl<T: Made> Made for rt::Field<T> {
    fn made(json: &Json) -> Self {
        if *json == Json::Null { rt::Field::Null } else { rt::Field::Value(made(json)) }
    }
}

impl<T: Made> Made for Option<T> {
    fn made(json: &Json) -> Self {
        (*json != Json::Null).then(|| made(json))
    }
}

impl<T: Made> Made for Vec<T> {
    fn made(json: &Json) -> Self {
        let Json::Array(items) = json else { panic!("{json} is no list") };
        items.iter().map(made).collect()
    }
}

impl<T: Made> Made for BTreeMap<String, T> {
    fn made(json: &Json) -> Self {
        let Json::Object(members) = json else { panic!("{json} is no object") };
        members.iter().map(|(name, value)| (name.clone(), made(value))).collect()
    }
}

impl Made for rt::RawJson {
    fn made(json: &Json) -> Self {
        serde_json::from_str::<serde_json::Value>(&json.to_string()).expect("JSON").into()
    }
}

impl Made for (String, String) {
    fn made(json: &Json) -> Self {
        let pair: Vec<String> = made(json);
        <[String; 2]>::try_from(pair).expect("two texts").into()
    }
}
