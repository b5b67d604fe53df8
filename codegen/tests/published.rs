//! What the bundle tells tools that know no extension: open enums, numbers as text, and addresses that lead nowhere.

mod support;

use nomenclature_codegen::{bundle, bundles};
use serde_json::{Value, json};
use support::Specs;

/// The published bundle of a vendor whose only reply has the member `value`, described by `schema` in one line of YAML; `more` are
/// further components, `servers` is the list of servers.
fn published(servers: &str, schema: &str, more: &str) -> Value {
    let specs = Specs::empty();
    specs.write(
        "openapi.yaml",
        &format!(
            "openapi: 3.1.1\ninfo: {{title: T, version: '1', description: T.}}\nservers: {servers}\n\
             tags: [{{name: things, description: Things.}}]\npaths:\n  /things:\n    get:\n      operationId: things_get\n      \
             tags: [things]\n      summary: Get\n      x-safety: read\n      responses:\n        '200':\n          description: OK\n          \
             content: {{application/json: {{schema: {{$ref: '#/components/schemas/Reply'}}}}}}\ncomponents:\n  schemas:\n    Reply:\n      \
             type: object\n      description: R.\n      properties:\n        value: {schema}\n{more}"
        ),
    );
    let documents = bundles(&specs.folder()).unwrap_or_else(|found| panic!("{}", found.render(false)));
    serde_json::from_str(&bundle::published(&documents[0].1).to_json()).expect("JSON")
}

fn reply(schema: &str, more: &str) -> Value {
    published("[{url: 'https://shop.example'}]", schema, more)
}

/// Whether the schema of the reply takes a value.
fn takes(document: &Value, value: &Value) -> bool {
    let root = json!({"$ref": "#/components/schemas/Reply", "components": document["components"]});
    jsonschema::validator_for(&root).expect("a schema").is_valid(&json!({"value": value}))
}

#[test]
fn enums_take_values_that_nobody_knows_yet() {
    let color = "    Color: {type: string, description: C., enum: [red, green]}\n";
    let number = "x-enum: {values: {red: {number: 1}, green: {number: 2}}}";
    let described = "[{const: red, description: Red.}, {const: green, description: Green.}]";
    let single = "[{type: string, enum: [red], description: Red.}, {type: string, enum: [green], description: Green.}]";
    for (schema, more, known, also, never) in [
        ("{type: string, enum: [red, green]}", "", json!("red"), json!("товар"), json!(1)),
        ("{type: integer, format: int32, enum: [1, 2]}", "", json!(1), json!(3), json!("red")),
        ("{type: [string, 'null'], enum: [red, green, null]}", "", json!(null), json!("blue"), json!(1)),
        (&format!("{{type: string, enum: [red, green], {number}}}"), "", json!("red"), json!(7), json!(true)),
        (&format!("{{oneOf: {described}}}"), "", json!("green"), json!("blue"), json!(1)),
        (&format!("{{oneOf: {single}}}"), "", json!("green"), json!("blue"), json!(1)),
        ("{anyOf: [{type: string, enum: [red, green]}, {type: string}]}", "", json!("red"), json!("blue"), json!(1)),
        ("{$ref: '#/components/schemas/Color'}", color, json!("red"), json!("blue"), json!(1)),
        (
            "{oneOf: [{$ref: '#/components/schemas/Color'}, {type: 'null'}]}",
            color,
            json!(null),
            json!("blue"),
            json!(1),
        ),
        ("{type: array, items: {type: string, enum: [red, green]}}", "", json!(["red"]), json!(["blue"]), json!([1])),
    ] {
        let document = reply(schema, more);
        for value in [known, also] {
            assert!(takes(&document, &value), "{schema}: {value}\n{document:#}");
        }
        assert!(!takes(&document, &never), "{schema}: {never}\n{document:#}");
    }
}

#[test]
fn the_known_values_stand_once_and_constants_stay_constant() {
    let known = |document: &Value| document["components"]["schemas"]["Reply"]["properties"]["value"].clone();
    assert_eq!(
        known(&reply("{description: C., type: string, enum: [red, green]}", "")),
        json!({"description": "C.", "anyOf": [{"type": "string", "enum": ["red", "green"]}, {"type": "string"}]})
    );
    assert_eq!(
        known(&reply("{anyOf: [{type: string, enum: [red, green]}, {type: string}]}", "")),
        json!({"anyOf": [{"type": "string", "enum": ["red", "green"]}, {"type": "string"}]})
    );
    assert_eq!(known(&reply("{type: string, const: red}", "")), json!({"type": "string", "const": "red"}));
    assert_eq!(known(&reply("{type: string, enum: [red]}", "")), json!({"type": "string", "enum": ["red"]}));
    // The name of a property is no keyword, and an example is no schema.
    let tricky =
        "{type: object, description: O., properties: {enum: {type: string}}, example: {enum: [a, b], type: string}}";
    assert_eq!(known(&reply(tricky, ""))["example"], json!({"enum": ["a", "b"], "type": "string"}));
    assert_eq!(known(&reply(tricky, ""))["properties"]["enum"], json!({"type": "string"}));
}

#[test]
fn tags_of_a_union_tell_its_alternatives_apart() {
    let pets = "    Cat: {type: object, description: C., required: [kind], properties: {kind: {type: string, enum: [cat, kitten]}}}\n    \
                Dog: {type: object, description: D., required: [kind], properties: {kind: {type: string, enum: [dog, puppy]}}}\n";
    let pet = "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind, \
               mapping: {cat: '#/components/schemas/Cat', kitten: '#/components/schemas/Cat', dog: '#/components/schemas/Dog', \
               puppy: '#/components/schemas/Dog'}}}";
    let document = reply(pet, pets);
    assert!(takes(&document, &json!({"kind": "kitten"})));
    assert!(!takes(&document, &json!({"kind": "товар"})), "{document:#}");
}

#[test]
fn text_in_place_of_a_number_has_to_be_one() {
    for (schema, texts, wrong) in [
        ("{type: integer, format: int64, x-lenient: [string]}", ["110", "-5", " 110 ", "110.0"], ["x", "", "1.5"]),
        ("{type: number, format: decimal, x-lenient: [string]}", ["23.10", "-5", "1E-05", " 7 "], ["x", "", "1,5"]),
    ] {
        let document = reply(schema, "");
        assert!(takes(&document, &json!(110)), "{schema}");
        texts.iter().for_each(|text| assert!(takes(&document, &json!(text)), "{schema}: {text}"));
        wrong.iter().for_each(|text| assert!(!takes(&document, &json!(text)), "{schema}: {text}"));
    }
    // A number in place of text is any number.
    assert!(takes(&reply("{type: string, x-lenient: [integer]}", ""), &json!("VAL-006")));
}

#[test]
fn no_default_leads_to_a_host_of_the_vendor() {
    let variable = |name: &str, default: &str| {
        format!("{name}: {{default: {default}, description: The {name}., x-client-parameter: {{name: {name}}}}}")
    };
    let shop = variable("shop", "unset.invalid");
    let key = variable("key", "unset.invalid");
    let version = variable("version", "v1");
    for (url, variables, expected, real) in [
        ("https://{shop}/api", shop.clone(), "https://{shop}/api", None),
        ("https://{shop}.vendor.example/api", shop.clone(), "https://{host}/api", Some("{shop}.vendor.example")),
        (
            "https://{shop}:8443/{version}",
            format!("{shop}, {version}"),
            "https://{host}/{version}",
            Some("{shop}:8443"),
        ),
        ("https://vendor.example/{key}/v1", key.clone(), "https://{host}/{key}/v1", Some("vendor.example")),
        ("https://vendor.example/{version}", version, "https://vendor.example/{version}", None),
    ] {
        let servers = format!("[{{url: '{url}', variables: {{{variables}}}}}]");
        let server = &published(&servers, "{type: string}", "")["servers"][0];
        assert_eq!(server["url"], expected);
        let mut address = expected.to_owned();
        for (name, variable) in server["variables"].as_object().expect("variables") {
            assert!(address.contains(&format!("{{{name}}}")), "{name} does not stand in {address}");
            address = address.replace(&format!("{{{name}}}"), variable["default"].as_str().expect("a default"));
        }
        let is_unset = variables.contains("unset.invalid");
        assert_eq!(address.starts_with("https://unset.invalid"), is_unset, "{address}");
        if let Some(real) = real {
            assert_eq!(server["variables"]["host"]["x-host"]["template"], real);
            assert!(server["variables"]["host"]["description"].as_str().expect("a text").contains(real));
        }
        // Nothing of a variable is lost.
        assert!(!variables.contains("shop:") || server.to_string().contains("The shop."), "{server:#}");
    }
}

#[test]
fn the_bundles_of_this_project_name_no_default_host_of_a_vendor_beside_a_credential() {
    let specs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    for (vendor, document) in bundles(&specs).expect("bundles") {
        let document: Value = serde_json::from_str(&bundle::published(&document).to_json()).expect("JSON");
        for server in document["servers"].as_array().expect("servers") {
            let variables = server["variables"].as_object().cloned().unwrap_or_default();
            if variables.values().any(|variable| variable["default"] == "unset.invalid") {
                let host = server["url"].as_str().expect("an address").split('/').nth(2).expect("a host");
                let name = host.trim_matches(['{', '}']);
                assert_eq!(variables[name]["default"], "unset.invalid", "{vendor}: {server:#}");
            }
        }
    }
}
