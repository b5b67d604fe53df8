//! A record with a member of each kind, and its extremes.

use std::collections::BTreeMap;

use nomenclature::runtime as rt;
use rt::decimal::Exact;

/// With a number beside a name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum State {
    Open,
    /// Looks like a number.
    Two,
    Unrecognized(rt::UnrecognizedValue),
}

rt::open_enum! {
    State: text in any case {
        Open | 1,
        Two = "2",
    }
}

/// Numbers alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Level {
    Low,
    Unrecognized(i64),
}

rt::open_enum! {
    Level: integer {
        Low = 1,
    }
}

/// Several sorts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Rate {
    Auto,
    Half,
    Unrecognized(rt::RawJson),
}

rt::open_enum! {
    Rate: scalar {
        Auto = "\"auto\"",
        Half = "0.5",
    }
}

/// A weight, its unit, and how many.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Weight {
    pub amount: Exact,
    pub unit: Option<String>,
    pub count: Option<i64>,
}

rt::tuple! {
    Weight {
        amount: required,
        unit,
        count,
    }
}

#[derive(Clone, Debug, Default, PartialEq, schemars::JsonSchema)]
pub(crate) struct Card {
    pub kind: Option<String>,
    #[schemars(with = "rt::schema::Decimal")]
    pub amount: rt::Decimal,
}

rt::record! {
    Card {
        0 => kind,
        1 => amount: required,
    }
}

/// By its looks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Price {
    Number(Exact),
    Text(String),
    List(Vec<Exact>),
    Card(Card),
    Unrecognized(rt::RawJson),
}

rt::union! {
    Price {
        Number(Exact) = Number,
        Text(String) = Text,
        List(Vec<Exact>) = List,
        Card(Card) = Object { required: &["amount"], constants: &[] },
    }
}

/// By a discriminator.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Payment {
    Card(Card),
    Unrecognized(rt::RawJson),
}

rt::union! {
    Payment by "kind" {
        Card(Card) = Tagged(&["card"]),
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

rt::record! {
    Kinds {
        0 => text,
        1 => flag,
        2 => small,
        3 => large = "Large" | "large",
        4 => code as rt::lenient::Text,
        5 => folder = "folder" | "Folder" as rt::lenient::Integer,
        6 => price,
        7 => at,
        8 => local,
        9 => unix,
        10 => uuid,
        11 => state,
        12 => level,
        13 => rate,
        14 => weight,
        15 => union,
        16 => tagged,
        17 => lenient,
        18 => raw,
        19 => note,
        20 => markup,
        21 => prices: kept,
        22 => cards,
        23 => choices,
        24 => scores,
        25 => maybe,
        26 => inner,
    }
}

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
