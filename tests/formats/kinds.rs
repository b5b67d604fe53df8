//! A record with a member of each kind, and its extremes.

use std::collections::BTreeMap;

use nomenclature::runtime as rt;
use rt::decimal::Exact;

rt::open_enum! {
    /// With a number beside a name.
    pub enum State (ignore_case) {
        /// Open.
        Open = "Open" | 1,
        /// Looks like a number.
        Two = "2",
    }
}

rt::open_integer_enum! {
    /// Numbers alone.
    pub enum Level {
        /// Low.
        Low = 1,
    }
}

rt::open_scalar_enum! {
    /// Several sorts.
    pub enum Rate {
        /// By itself.
        Auto = "\"auto\"",
        /// A half.
        Half = "0.5",
    }
}

rt::tuple! {
    /// A weight and its unit.
    pub struct Weight {
        /// The weight.
        amount: (Exact) = required,
        /// The unit.
        unit: (String) = optional,
        /// How many.
        count: (i64) = optional,
    }
}

#[derive(Clone, Debug, Default, PartialEq, schemars::JsonSchema)]
pub(crate) struct Card {
    pub kind: Option<String>,
    #[schemars(with = "rt::schema::Decimal")]
    pub amount: rt::Decimal,
}

rt::record!(Card { 0 kind "kind" optional, 1 amount "amount" required });

rt::union! {
    /// By its looks.
    pub enum Price {
        /// A number.
        Number(Exact) = rt::Alternative::Number,
        /// A text.
        Text(String) = rt::Alternative::Text,
        /// A list.
        List(Vec<Exact>) = rt::Alternative::List,
        /// An object.
        Card(Card) = rt::Alternative::Object { required: &["amount"], constants: &[] },
    }
}

rt::union! {
    /// By a discriminator.
    pub enum Payment ("kind") {
        /// By card.
        Card(Card) = rt::Alternative::Tagged(&["card"]),
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Kinds {
    pub text: Option<String>,
    pub flag: Option<bool>,
    pub small: Option<i32>,
    pub large: Option<i64>,
    pub code: Option<String>,
    pub folder: Option<i64>,
    pub price: Option<rt::Decimal>,
    pub at: Option<rt::DateTime>,
    pub local: Option<rt::LocalDateTime>,
    pub unix: Option<rt::UnixTime>,
    pub uuid: Option<rt::Uuid>,
    pub state: Option<State>,
    pub level: Option<Level>,
    pub rate: Option<Rate>,
    pub weight: Option<Weight>,
    pub union: Option<Price>,
    pub tagged: Option<Payment>,
    pub lenient: Option<rt::Lenient<Exact>>,
    pub raw: Option<rt::RawJson>,
    pub note: rt::Field<String>,
    pub markup: rt::Field<rt::Decimal>,
    pub prices: Vec<rt::Decimal>,
    pub cards: Vec<Card>,
    pub choices: Option<Vec<Option<i64>>>,
    pub scores: Option<BTreeMap<String, rt::Decimal>>,
    pub maybe: Option<BTreeMap<String, Option<i64>>>,
    pub inner: Option<Box<Kinds>>,
}

rt::record!(Kinds {
    0 text "text" optional,
    1 flag "flag" optional,
    2 small "small" optional,
    3 large "Large" | "large" optional,
    4 code "code" optional as rt::lenient::Text,
    5 folder "folder" | "Folder" optional as rt::lenient::Integer,
    6 price "price" optional,
    7 at "at" optional,
    8 local "local" optional,
    9 unix "unix" optional,
    10 uuid "uuid" optional,
    11 state "state" optional,
    12 level "level" optional,
    13 rate "rate" optional,
    14 weight "weight" optional,
    15 union "union" optional,
    16 tagged "tagged" optional,
    17 lenient "lenient" optional,
    18 raw "raw" optional,
    19 note "note" optional,
    20 markup "markup" optional,
    21 prices "prices" kept,
    22 cards "cards" optional,
    23 choices "choices" optional,
    24 scores "scores" optional,
    25 maybe "maybe" optional,
    26 inner "inner" optional
});

impl Kinds {
    /// Whether there is a null that cannot be left out.
    pub(crate) fn has_null(&self) -> bool {
        self.note.is_null()
            || self.markup.is_null()
            || self.weight.as_ref().is_some_and(|weight| weight.unit.is_none() && weight.count.is_some())
            || self.choices.as_ref().is_some_and(|choices| choices.contains(&None))
            || self.maybe.as_ref().is_some_and(|maybe| maybe.values().any(Option::is_none))
            || self.inner.as_ref().is_some_and(|inner| inner.has_null())
    }
}

/// Values of which each is a challenge to some format.
pub(crate) fn extremes() -> Vec<Kinds> {
    let members: &[(&str, &[&str])] = &[
        (
            "text",
            &[r#""""#, r#""null""#, r#""\"x\"""#, r#""007""#, r#""1e5""#, r#""true""#, r#""a,b;\n\t'c' ё""#, r#""~""#],
        ),
        ("flag", &["true", "false"]),
        ("small", &["-2147483648", "2147483647", "0"]),
        ("Large", &["-9223372036854775808", "9223372036854775807", "9007199254740993.0"]),
        ("code", &["7", "1.10", r#""""#, r#""x""#, r#""7""#]),
        ("Folder", &["110", r#""110""#, "1e2"]),
        ("price", &["23.10", "0", "-0.00", "0.1234567890123456789012345678", "79228162514264337593543950335", "1e5"]),
        ("at", &[r#""9999-12-31T23:59:59-14:00""#, r#""0000-01-01T00:00:00+23:59""#, r#""2016-12-31T23:59:60.5Z""#]),
        ("local", &[r#""2020-07-03 08:59:60""#, r#""0001-01-01 00:00:00 +00:00""#]),
        ("unix", &["-1", "9223372036854775807", r#""5""#]),
        ("uuid", &[r#""16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e""#]),
        ("state", &[r#""open""#, "1", r#""2""#, "7", r#""7""#, r#""""#, r#""\"x\"""#, r#""new""#, "1.0"]),
        ("level", &["1", "-7", "9223372036854775807"]),
        ("rate", &[r#""auto""#, "0.50", "7.10", r#""7.10""#, "true", r#""""#]),
        ("weight", &["[1.50]", r#"[2,"t"]"#, r#"[2,null,3]"#, r#"[0.10,"",3]"#]),
        (
            "union",
            &[
                "23.10",
                "1",
                r#""""#,
                r#""23.10""#,
                "[]",
                "[1.0,2.50]",
                r#"{"amount":0.10}"#,
                r#"{"b":1.10,"a":[null]}"#,
                "true",
            ],
        ),
        ("tagged", &[r#"{"kind":"card","amount":5.00}"#, r#"{"kind":"new","x":{"z":1,"a":2.0}}"#, "7"]),
        ("lenient", &["23.10", r#""x""#, r#"[{"b":1.10,"a":"ё"}]"#, "false"]),
        (
            "raw",
            &[
                "0",
                "-0",
                "1.10",
                "1E5",
                "18446744073709551616",
                "18446744073709551615",
                "true",
                r#""""#,
                r#""7""#,
                r#""\u0041""#,
                "[]",
                "{}",
                "[null,1.5,[{}]]",
                r#"{"a":1,"b":{"c":"d"}}"#,
                r#"{"b":1,"a":2}"#,
                r#"{"a":1,"a":2}"#,
                r#"{"\u0061":1}"#,
                r#"{"":null}"#,
                r#"{"$serde_json::private::RawValue":"x"}"#,
                r#"{"$serde_json::private::Number":"1"}"#,
            ],
        ),
        ("note", &["null", r#""""#, r#""null""#, r#""x""#]),
        ("markup", &["null", "5.0"]),
        ("prices", &["[]", "[1,2.50]"]),
        ("cards", &["[]", r#"[{"amount":1.0},{"kind":"","amount":2}]"#]),
        ("choices", &["[]", "[1,null]", "[1]"]),
        ("scores", &[r#"{"a":1.10,"":2}"#]),
        ("maybe", &["{}", r#"{"a":null,"b":1}"#, r#"{"b":1}"#]),
        ("inner", &["{}", r#"{"price":1.10,"note":null}"#, r#"{"text":"x","inner":{"raw":[1.10]}}"#]),
    ];
    let single = members.iter().flat_map(|(name, values)| values.iter().map(move |value| format!("{name:?}:{value}")));
    // All of them at once too, each with its last value.
    let every = members.iter().filter_map(|(name, values)| values.last().map(|value| format!("{name:?}:{value}")));
    let every = every.collect::<Vec<_>>().join(",");
    let read = |members: String| {
        let json = format!(r#"{{{members}}}"#);
        serde_json::from_str(&json).unwrap_or_else(|error| panic!("{json}: {error}"))
    };
    single.chain([every, String::new()]).map(read).collect()
}
