//! The path to what does not fit, also where a part of the reply is read from its own text.
//!
//! Following the path slows reading down, so it is done when a reply has failed, by reading it once more.

use std::cell::RefCell;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::value::haste::miss;

thread_local! {
    /// The path inside of the part that failed last; `None` while nobody asks.
    static INNER: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What was there before is back at the end.
struct Asked(Option<String>);

impl Drop for Asked {
    fn drop(&mut self) {
        INNER.replace(self.0.take());
    }
}

/// The path to what does not fit in a text, and why.
pub(crate) fn misfit<T: DeserializeOwned>(json: &str) -> Option<(String, serde_json::Error)> {
    let _asked = Asked(INNER.replace(Some(String::new())));
    read::<T>(json).err().map(|error| (INNER.take().unwrap_or_default(), error))
}

/// Reads a part from its own text.
pub(crate) fn read_part<'de, T: Deserialize<'de>>(json: &'de str) -> Result<T, serde_json::Error> {
    match INNER.with_borrow(Option::is_some) {
        true => read(json),
        false => serde_json::from_str(json),
    }
}

/// The part may be something else: that it did not fit is no failure.
pub(crate) fn forgive(error: &serde_json::Error) {
    // It is JSON, so a number was beyond an `f64`.
    if error.is_syntax() {
        miss();
    }
    INNER.with_borrow_mut(|path| path.iter_mut().for_each(String::clear));
}

#[cold]
fn read<'de, T: Deserialize<'de>>(json: &'de str) -> Result<T, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        INNER.with_borrow_mut(|path| path.iter_mut().for_each(|inner| *inner = join(&error.path().to_string(), inner)));
        error.into_inner()
    })
}

/// A path that begins where another one ends; a lone `.` is no path at all.
fn join(outer: &str, inner: &str) -> String {
    match (outer, inner) {
        ("." | "", "" | ".") => ".".to_owned(),
        (path, "" | ".") | ("." | "", path) => path.to_owned(),
        (outer, inner) if inner.starts_with('[') => format!("{outer}{inner}"),
        (outer, inner) => format!("{outer}.{inner}"),
    }
}

#[cfg(test)]
mod tests {
    use crate as rt;

    #[derive(Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    struct Split {
        kind: Option<String>,
        parts: Vec<Payment>,
        sizes: Vec<i64>,
        price: Option<rt::Lenient<rt::decimal::Exact>>,
    }

    rt::record! {
        Split {
            0 => kind,
            1 => parts,
            2 => sizes,
            3 => price,
        }
    }

    /// By a discriminator.
    #[derive(Clone, Debug, PartialEq)]
    enum Payment {
        Split(Split),
        Unrecognized(rt::RawJson),
    }

    rt::union! {
        Payment by "kind" {
            Split(Split) = Tagged(&["split"]),
        }
    }

    #[test]
    fn paths_lead_into_unions() {
        let path = |json: &str| super::misfit::<Vec<Payment>>(json).map(|(path, error)| (path, error.to_string()));
        let inner = r#"{"kind":"split","price":"no price","sizes":[1,"x"]}"#;
        let (found, error) = path(&format!("[{inner}]")).expect("it does not fit");
        assert_eq!(found, "[0].sizes[1]", "{error}");
        let (found, error) =
            path(&format!(r#"[{{"kind":"new"}},{{"kind":"split","parts":[{inner}]}}]"#)).expect("nor here");
        assert_eq!(found, "[1].parts[0].sizes[1]", "{error}");
        let (found, error) =
            path(r#"[{"kind":"split","price":"no price","sizes":[]},1,{"kind":"split","sizes":7}]"#).expect("nor here");
        assert_eq!(found, "[2].sizes", "{error}");
        assert_eq!(path(r#"[{"kind":"split","price":"no price"}]"#), None);
        // One failure costs one more reading, however deep the unions are.
        let deep = |levels: usize| r#"{"kind":"split","parts":["#.repeat(levels) + inner + &"]}".repeat(levels);
        let (found, _) = path(&format!("[{}]", deep(60))).expect("it does not fit");
        assert!(found.ends_with(".parts[0].sizes[1]") && found.matches("parts").count() == 60, "{found}");
    }
}
