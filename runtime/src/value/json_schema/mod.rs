//! JSON schemas of the types that macros write, and of those of the runtime.

#[cfg(feature = "schemars")]
pub(crate) mod types;

/// The JSON schema of a type by its name; the generator of schemas can be used in the expression under the name before the
/// arrow. Without the feature `schemars`, nothing.
#[cfg(feature = "schemars")]
#[doc(hidden)]
#[macro_export]
macro_rules! __described {
    ($name:ident, $generator:ident => $schema:expr) => {
        impl $crate::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(stringify!($name))
            }

            fn schema_id() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(concat!(module_path!(), "::", stringify!($name)))
            }

            fn json_schema($generator: &mut $crate::schemars::SchemaGenerator) -> $crate::schemars::Schema {
                $schema
            }
        }
    };
}

#[cfg(not(feature = "schemars"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __described {
    ($($anything:tt)*) => {};
}

/// The type that describes a type to schemars: itself, or a marker.
#[cfg(feature = "schemars")]
#[doc(hidden)]
#[macro_export]
macro_rules! __described_type {
    ($type:ty) => {
        $type
    };
    ($type:ty, $described:ty) => {
        $described
    };
}

/// The schema of a field, by a function that gives it, or of the type that describes it.
#[cfg(feature = "schemars")]
#[doc(hidden)]
#[macro_export]
macro_rules! __described_place {
    ($generator:ident, $name:ident, $field:ident) => {
        $crate::schema::of_field(
            $generator,
            #[allow(deprecated)]
            |value: &$name| &value.$field,
        )
    };
    ($generator:ident, $name:ident, $field:ident, $described:ty) => {
        $generator.subschema_for::<$described>()
    };
}
