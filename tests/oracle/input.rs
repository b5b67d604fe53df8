//! What both sides are given: an input of an operation, drawn from the document that the vendor's specs make.

use std::collections::BTreeMap;

use nomenclature_tests::json::Json;
use serde_json::Value;

use super::compare::normal;
use super::coverage::Coverage;
use super::random::Random;
use super::text;

/// The values of one call.
#[derive(Debug, Default)]
pub(crate) struct Input {
    parameters: BTreeMap<(String, String), Json>,
    credentials: BTreeMap<String, Json>,
    body: Option<Json>,
    /// Pointer to the records of a batch.
    records: Option<String>,
}

impl Input {
    pub(crate) fn parameter(&self, place: &str, name: &str) -> Option<&Json> {
        self.parameters.get(&(place.to_owned(), name.to_owned()))
    }

    pub(crate) fn required(&self, place: &str, name: &str) -> &Json {
        self.parameter(place, name).expect("it is required")
    }

    /// What the client is told under this name.
    pub(crate) fn credential(&self, name: &str) -> Option<&Json> {
        self.credentials.get(name)
    }

    pub(crate) fn has_credential(&self) -> bool {
        !self.credentials.is_empty()
    }

    /// Whether it is a batch without records.
    pub(crate) fn has_no_records(&self) -> bool {
        let path = self.records.as_deref().map(|pointer| pointer.split('/').skip(1).collect::<Vec<_>>());
        path.is_some_and(|path| self.member(&path) == Some(&Json::Array(Vec::new())))
    }

    pub(crate) fn body(&self) -> &Json {
        self.any_body().expect("the operation has a body")
    }

    pub(crate) fn any_body(&self) -> Option<&Json> {
        self.body.as_ref()
    }

    pub(crate) fn member(&self, path: &[&str]) -> Option<&Json> {
        self.body.as_ref()?.member(path)
    }
}

/// Which optional members an input has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Optional {
    None,
    All,
    Some,
}

/// Draws inputs of one operation.
pub(crate) struct Source<'a> {
    bundle: &'a Value,
    operation: &'a Value,
    random: Random,
    optional: Optional,
    coverage: &'a mut Coverage,
}

impl<'a> Source<'a> {
    pub(crate) fn new(bundle: &'a Value, id: &str, seed: u64, optional: Optional, coverage: &'a mut Coverage) -> Self {
        let paths = bundle["paths"].as_object().into_iter().flatten();
        let mut operations = paths.flat_map(|(_, item)| item.as_object().into_iter().flatten());
        let found = operations.find(|(_, operation)| operation["operationId"] == id);
        let (_, operation) = found.expect("the operation is in its document");
        Self { bundle, operation, random: Random::new(seed), optional, coverage }
    }

    pub(crate) fn input(mut self) -> Input {
        let records = self.operation["x-batch"]["items"].as_str().map(str::to_owned);
        let mut input = Input { records, ..Input::default() };
        for parameter in self.operation["parameters"].as_array().into_iter().flatten() {
            let parameter = self.target(parameter);
            let (name, place) = (string(&parameter["name"]), string(&parameter["in"]));
            let label = format!("{place}/{name}");
            if self.takes(&label, parameter["required"] == true) {
                let schema = &parameter["schema"];
                let joined = place != "query" || parameter["explode"] == false;
                let kind = match place {
                    "header" if joined && schema["type"] == "array" => text::Kind::Joined,
                    "header" => text::Kind::Header,
                    "path" => text::Kind::Segment,
                    _ => text::Kind::Any,
                };
                let value = self.value(schema, &label, kind);
                input.parameters.insert((place.to_owned(), name.to_owned()), value);
            }
        }
        self.server(&mut input);
        self.security(&mut input);
        let body = &self.operation["requestBody"];
        // The stock client always sends one.
        if !body.is_null() && self.takes("body", true) {
            let schema = &self.target(body)["content"]["application/json"]["schema"];
            input.body = Some(self.value(schema, "body", text::Kind::Any));
        }
        input
    }

    /// The variables in the path of the server.
    fn server(&mut self, input: &mut Input) {
        let server = &self.bundle["servers"][0];
        let path = string(&server["url"]).splitn(4, '/').nth(3).unwrap_or_default();
        for name in server["variables"].as_object().into_iter().flatten().map(|(name, _)| name) {
            if path.contains(&format!("{{{name}}}")) {
                let value = text::draw(&mut self.random, text::Kind::Segment);
                input.parameters.insert(("path".to_owned(), name.clone()), Json::String(value));
            }
        }
    }

    fn security(&mut self, input: &mut Input) {
        let named = |requirement: &Value| requirement.as_object().is_some_and(serde_json::Map::is_empty);
        let optional = self.bundle["security"].as_array().is_some_and(|all| all.iter().any(named));
        for scheme in self.bundle["components"]["securitySchemes"].as_object().into_iter().flatten().map(|it| it.1) {
            let name = string(&scheme["x-client-parameter"]["name"]);
            if self.takes(&format!("credential/{name}"), !optional) {
                let mut secret = || Json::String(text::draw(&mut self.random, text::Kind::Secret));
                let basic = scheme["scheme"] == "basic";
                let value = if basic { Json::Array(vec![secret(), secret()]) } else { secret() };
                input.credentials.insert(name.to_owned(), value);
            }
        }
    }

    /// Whether the input has what stands here.
    fn takes(&mut self, place: &str, required: bool) -> bool {
        let taken = match self.optional {
            _ if required => true,
            Optional::None => false,
            Optional::All => true,
            Optional::Some => self.random.once_in(2),
        };
        let place = self.coverage.at(place);
        place.optional = !required;
        *if taken { &mut place.present } else { &mut place.absent } += 1;
        taken
    }

    fn value(&mut self, schema: &Value, place: &str, kind: text::Kind) -> Json {
        let schema = self.target(schema);
        if let Some(value) = schema.get("const") {
            return Json::parse(&value.to_string()).expect("JSON");
        }
        let variants = ["oneOf", "anyOf", "allOf"].iter().find_map(|key| schema[*key].as_array());
        let variants: Vec<&Value> = variants.into_iter().flatten().collect();
        let (nulls, variants): (Vec<_>, Vec<_>) = variants.into_iter().partition(|variant| variant["type"] == "null");
        let types: Vec<&str> = match &schema["type"] {
            Value::Array(types) => types.iter().map(string).collect(),
            Value::String(ty) => vec![ty],
            _ => Vec::new(),
        };
        if types.contains(&"null") || !nulls.is_empty() {
            let null = self.random.once_in(4);
            let known = self.coverage.at(place);
            known.nullable = true;
            if null {
                known.null += 1;
                return Json::Null;
            }
        }
        if !variants.is_empty() {
            let variant = *self.random.pick(&variants);
            return self.value(variant, place, kind);
        }
        let Some(ty) = types.iter().find(|ty| **ty != "null") else {
            return Json::Array(vec![Json::Null, Json::String(text::draw(&mut self.random, kind))]);
        };
        match *ty {
            "boolean" => Json::Bool(self.random.once_in(2)),
            "integer" => Json::Number(self.integer(schema).to_string()),
            "number" => Json::Number(self.decimal()),
            "string" => Json::String(self.string(schema, kind)),
            "array" => {
                let length = if self.random.once_in(8) { 0 } else { self.random.below(3) + 1 };
                let known = self.coverage.at(place);
                known.list = true;
                known.empty += usize::from(length == 0);
                Json::Array((0..length).map(|_| self.value(&schema["items"], &format!("{place}/*"), kind)).collect())
            }
            "object" => Json::Object(self.members(schema, place)),
            other => panic!("{place} is of the unknown type {other}"),
        }
    }

    fn members(&mut self, schema: &Value, place: &str) -> BTreeMap<String, Json> {
        let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().map(string).collect();
        let mut members = BTreeMap::new();
        for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
            let place = format!("{place}/{name}");
            let known = self.coverage.at(&place);
            known.hoisted = schema["x-hoist"] == true;
            known.default = schema.get("default").map(|value| normal(Json::parse(&value.to_string()).expect("JSON")));
            if self.takes(&place, required.contains(&name.as_str())) {
                // What the client is told once may go into a header or a path.
                let once = schema.get("x-client-parameter").is_some();
                let kind = if once { text::Kind::Header } else { text::Kind::Any };
                members.insert(name.clone(), self.value(schema, &place, kind));
            }
        }
        if schema["additionalProperties"].is_object() {
            for _ in 0..self.random.below(3) {
                let value = self.value(&schema["additionalProperties"], &format!("{place}/*"), text::Kind::Any);
                members.insert(text::draw(&mut self.random, text::Kind::Segment), value);
            }
        }
        members
    }

    fn integer(&mut self, schema: &Value) -> i64 {
        let (low, high) = match schema["format"].as_str() {
            Some("int8") => (i8::MIN.into(), i8::MAX.into()),
            Some("int16") => (i16::MIN.into(), i16::MAX.into()),
            Some("int32") => (i32::MIN.into(), i32::MAX.into()),
            Some("uint8") => (0, u8::MAX.into()),
            Some("uint16") => (0, u16::MAX.into()),
            Some("uint32") => (0, u32::MAX.into()),
            Some("uint64") => (0, i64::MAX),
            Some("unix-time") => (-62_135_596_800, 253_402_300_799),
            _ => (i64::MIN, i64::MAX),
        };
        let low = schema["minimum"].as_i64().unwrap_or(low);
        let high = schema["maximum"].as_i64().unwrap_or(high);
        match self.random.below(4) {
            0 => *self.random.pick(&[low, high]),
            1 => self.random.between(low, high),
            _ => self.random.between(low.max(-1_000), high.min(1_000)),
        }
    }

    /// At most 15 digits, so that an `f64` holds the number.
    fn decimal(&mut self) -> String {
        let digits = self.random.below(15) + 1;
        let mantissa = self.random.below(10_u64.pow(u32::try_from(digits).expect("at most 15"))).to_string();
        let scale = usize::try_from(self.random.below(7)).expect("at most 6");
        let padded = format!("{mantissa:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        let sign = if self.random.once_in(3) && mantissa != "0" { "-" } else { "" };
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    fn string(&mut self, schema: &Value, kind: text::Kind) -> String {
        if let Some(values) = schema["enum"].as_array() {
            return string(self.random.pick(values)).to_owned();
        }
        match schema["format"].as_str() {
            Some("uuid") => text::uuid(&mut self.random),
            Some("date-time") => text::instant(&mut self.random),
            Some("local-date-time") => text::local_time(&mut self.random),
            _ => text::draw(&mut self.random, kind),
        }
    }

    /// The node, or what it refers to.
    fn target<'v>(&self, node: &'v Value) -> &'v Value
    where
        'a: 'v,
    {
        match node["$ref"].as_str() {
            Some(reference) => self.bundle.pointer(&reference[1..]).expect("a reference leads somewhere"),
            None => node,
        }
    }
}

fn string(value: &Value) -> &str {
    value.as_str().expect("a text")
}
