//! A request field that can be left out, be null, or have a value.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A member that may be absent, `null` or a value, where the vendor tells the three apart.
///
/// QUINCE, for example, lists all services when `filter.ParentFolder` is left out, and only those outside any folder when it is
/// `null`. Setters take anything that converts: `Field::Null`, a bare value, or `Field::Value(..)`.
///
/// ```
/// use nomenclature::Field;
/// assert_eq!(Field::from(110_i64), Field::Value(110));
/// assert!(Field::<i64>::default().is_absent());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Field<T> {
    /// Not sent at all.
    #[default]
    Absent,
    /// Sent as `null`.
    Null,
    /// Sent as this value.
    Value(T),
}

impl<T> Field<T> {
    /// Whether the member is left out.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Field::Absent)
    }

    /// Whether the member is `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Field::Null)
    }

    /// `Absent` for `None`.
    pub fn or_absent(value: Option<T>) -> Self {
        value.map_or(Field::Absent, Field::Value)
    }

    /// `Null` for `None`.
    pub fn or_null(value: Option<T>) -> Self {
        value.map_or(Field::Null, Field::Value)
    }

    /// The same three states, with a borrowed value.
    pub const fn as_ref(&self) -> Field<&T> {
        match self {
            Field::Absent => Field::Absent,
            Field::Null => Field::Null,
            Field::Value(value) => Field::Value(value),
        }
    }

    /// The value, if there is one.
    pub const fn as_value(&self) -> Option<&T> {
        match self {
            Field::Value(value) => Some(value),
            Field::Absent | Field::Null => None,
        }
    }

    /// The value, if there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Field::Value(value) => Some(value),
            Field::Absent | Field::Null => None,
        }
    }

    /// The same three states, with the value changed.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Field::Absent => Field::Absent,
            Field::Null => Field::Null,
            Field::Value(value) => Field::Value(change(value)),
        }
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Field::Value(value)
    }
}

/// What holds another one of its kind stands behind a pointer.
impl<T> From<T> for Field<Box<T>> {
    fn from(value: T) -> Self {
        Field::Value(Box::new(value))
    }
}

impl From<&str> for Field<String> {
    fn from(value: &str) -> Self {
        Field::Value(value.to_owned())
    }
}

impl<T, const N: usize> From<[T; N]> for Field<Vec<T>> {
    fn from(values: [T; N]) -> Self {
        Field::Value(values.into())
    }
}

/// In a struct that derives serde's traits, `Absent` is left out by `#[serde(skip_serializing_if = "Field::is_absent")]`; where that
/// is missing it is written as `null`.
impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Field::Value(value) => serializer.serialize_some(value),
            Field::Absent | Field::Null => serializer.serialize_none(),
        }
    }
}

/// A member that is not there reads as `Absent` only with `#[serde(default)]`.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Field::or_null)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Filter {
        #[serde(default, skip_serializing_if = "Field::is_absent")]
        folder: Field<i64>,
    }

    fn setter(value: impl Into<Field<i64>>) -> Field<i64> {
        value.into()
    }

    #[test]
    fn three_states_survive_a_round_trip() {
        for (json, folder) in
            [("{}", Field::Absent), (r#"{"folder":null}"#, Field::Null), (r#"{"folder":110}"#, Field::Value(110))]
        {
            let filter: Filter = serde_json::from_str(json).expect(json);
            assert_eq!(filter, Filter { folder });
            assert_eq!(serde_json::to_string(&filter).expect("writes"), json);
        }
    }

    #[test]
    fn setters_take_values_and_states() {
        assert_eq!(setter(5), Field::Value(5));
        assert_eq!(setter(Field::Null), Field::Null);
        assert_eq!(Field::<String>::from("x"), Field::Value("x".to_owned()));
        assert_eq!(Field::<Box<i64>>::from(5), Field::Value(Box::new(5)));
        assert_eq!(Field::from([1, 2]), Field::Value(vec![1, 2]));
        assert_eq!(Field::or_null(None::<i32>), Field::Null);
        assert_eq!(Field::or_absent(None::<i32>), Field::Absent);
    }
}
