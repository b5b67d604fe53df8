//! Documents whose names are those of Rust, of the standard library, and of what generated code calls its own things.

use std::fmt::Write as _;

const TYPES: [&str; 62] = [
    "A",
    "B",
    "C",
    "D",
    "E",
    "F",
    "G",
    "K",
    "M",
    "N",
    "P",
    "R",
    "S",
    "T",
    "U",
    "V",
    "W",
    "X",
    "Any",
    "Api",
    "AsRef",
    "Batched",
    "Bool",
    "Box",
    "Client",
    "ClientBuilder",
    "Clone",
    "Copy",
    "Core",
    "Debug",
    "Default",
    "Display",
    "Drop",
    "Eq",
    "Err",
    "Error",
    "Fn",
    "From",
    "FromStr",
    "Future",
    "Infallible",
    "Item",
    "Iterator",
    "List",
    "Map",
    "None",
    "Ok",
    "Operation",
    "Option",
    "Ord",
    "Output",
    "PartialEq",
    "Reply",
    "Result",
    "Send",
    "Serializer",
    "Sized",
    "Some",
    "String",
    "ToString",
    "TryFrom",
    "Vec",
];

const WORDS: [&str; 78] = [
    "as_ref",
    "as_str",
    "async",
    "await",
    "body",
    "bool",
    "borrow",
    "box",
    "builder",
    "call",
    "client",
    "clone",
    "config",
    "context",
    "context_mut",
    "core",
    "crate",
    "data",
    "default",
    "deserialize",
    "done",
    "drop",
    "dyn",
    "eq",
    "err",
    "error",
    "example",
    "fmt",
    "format",
    "from",
    "gen",
    "hash",
    "i64",
    "impl",
    "into",
    "into_iter",
    "items",
    "iter",
    "json",
    "keep_raw",
    "kind",
    "len",
    "list",
    "loop",
    "macro_rules",
    "match",
    "name",
    "new",
    "next",
    "number",
    "ok",
    "operations",
    "option",
    "options",
    "output",
    "pages",
    "println",
    "reply",
    "request",
    "result",
    "row",
    "rows",
    "rt",
    "self",
    "send",
    "serialize",
    "some",
    "spec",
    "std",
    "str",
    "string",
    "succeeded",
    "table",
    "to_owned",
    "try_into",
    "type",
    "types",
    "value",
];

/// Names of methods, as tags and operations become them.
const METHODS: [&str; 32] = [
    "as_ref",
    "borrow",
    "builder",
    "call",
    "client",
    "clone",
    "config",
    "context",
    "core",
    "default",
    "drop",
    "eq",
    "fmt",
    "from",
    "gen",
    "hash",
    "into",
    "into_iter",
    "items",
    "match",
    "new",
    "operations",
    "options",
    "output",
    "pages",
    "self",
    "send",
    "spec",
    "to_owned",
    "try_into",
    "type",
    "types",
];

/// Documents by the place where they have the names. Each name is a document of its own; those that are not refused are one.
pub(crate) fn all(refused: impl Fn(&str) -> bool) -> Vec<(&'static str, String)> {
    type Write = dyn Fn(&[&str]) -> String;
    let places: [(&str, &[&str], &Write); 9] = [
        ("objects", &TYPES, &|names| {
            components(
                names,
                "{type: object, description: O., required: [a], properties: {a: {type: string, description: A.}}}",
            )
        }),
        ("tuples", &TYPES, &|names| {
            components(
                names,
                "{type: array, description: T., prefixItems: [{type: string}, {type: number, format: decimal}], items: false, minItems: 1}",
            )
        }),
        ("unions", &TYPES, &|names| {
            components(
                names,
                "{description: U., oneOf: [{type: string}, {$ref: '#/components/schemas/Payload'}, {type: array, items: {$ref: '#/components/schemas/Payload'}}]}",
            )
        }),
        ("enums", &TYPES, &|names| components(names, "{type: string, description: E., enum: [a, b]}")),
        ("integers", &TYPES, &|names| {
            components(names, "{type: integer, format: int64, description: E., enum: [1, 2]}")
        }),
        ("payloads", &TYPES, &payloads),
        ("tags", &METHODS, &tags),
        ("methods", &METHODS, &methods),
        ("members", &WORDS, &members),
    ];
    let mut documents = Vec::new();
    for (place, names, write) in places {
        let kept: Vec<&str> = names.iter().copied().filter(|name| !refused(&write(&[name]))).collect();
        assert!(kept.len() * 3 > names.len() * 2, "{place}: only {kept:?}");
        documents.push((place, write(&kept)));
    }
    documents
}

fn operation(out: &mut String, path: &str, id: &str, tag: &str, rest: &str) {
    _ = writeln!(
        out,
        "  /{path}:\n    post:\n      operationId: {id}\n      tags: [{tag}]\n      summary: Works\n      description: \
         Works.\n      x-safety: write\n{rest}      responses:\n        '200': {{description: R., content: {{application/json: \
         {{schema: {{$ref: '#/components/schemas/Holder'}}}}}}}}"
    );
}

const BODY: &str = "      requestBody:\n        required: true\n        description: B.\n        content: {application/json: \
                    {schema: {$ref: '#/components/schemas/Holder'}}}\n";

/// An object that holds each of some types, and requires the first one.
fn holder(names: &[&str]) -> String {
    let mut out = format!(
        "    Holder:\n      type: object\n      description: H.\n      required: [m_{}]\n      properties:\n",
        names[0]
    );
    for name in names {
        _ = writeln!(out, "        m_{name}: {{$ref: '#/components/schemas/{name}'}}");
    }
    out
}

fn components(names: &[&str], schema: &str) -> String {
    let mut out = format!("{}tags: [{{name: things, description: T.}}]\npaths:\n", super::random::HEAD);
    operation(&mut out, "things", "things_put", "things", BODY);
    out.push_str("components:\n  schemas:\n    Payload: {type: object, description: P., properties: {n: {type: string, description: N.}}}\n");
    out.push_str(&holder(names));
    for name in names {
        _ = writeln!(out, "    {name}: {schema}");
    }
    out
}

/// Types of these names in unions and tuples.
fn payloads(names: &[&str]) -> String {
    let mut out =
        components(names, "{type: object, description: O., properties: {a: {type: string, description: A.}}}");
    let mut extra = String::new();
    for name in names {
        let reference = format!("{{$ref: '#/components/schemas/{name}'}}");
        _ = writeln!(out, "    Union{name}: {{description: U., oneOf: [{{type: string}}, {reference}]}}");
        _ = writeln!(
            out,
            "    Tuple{name}: {{type: array, description: T., prefixItems: [{reference}, {reference}], items: false, minItems: 1}}"
        );
        _ = writeln!(
            extra,
            "        u_{name}: {{$ref: '#/components/schemas/Union{name}'}}\n        t_{name}: {{$ref: '#/components/schemas/Tuple{name}'}}"
        );
    }
    let first = format!("        m_{}: ", names[0]);
    out.replacen(&first, &format!("{extra}{first}"), 1)
}

const THING: &str = "components:\n  schemas:\n    Holder: {type: object, description: H., required: [a], properties: {a: {type: string, \
                     description: A.}}}\n";

fn tags(names: &[&str]) -> String {
    let tags: Vec<_> = names.iter().map(|name| format!("{{name: {name}, description: T.}}")).collect();
    let mut out = format!("{}tags: [{}]\npaths:\n", super::random::HEAD, tags.join(", "));
    for name in names {
        operation(&mut out, &format!("t_{name}"), &format!("{name}_get"), name, BODY);
    }
    out + THING
}

fn methods(names: &[&str]) -> String {
    let mut out = format!("{}tags: [{{name: things, description: T.}}]\npaths:\n", super::random::HEAD);
    for name in names {
        operation(&mut out, &format!("t_{name}"), &format!("things_{name}"), "things", BODY);
    }
    out + THING
}

/// Parameters, members, values and places, required and not.
fn members(names: &[&str]) -> String {
    let mut out = format!("{}tags: [{{name: things, description: T.}}]\npaths:\n", super::random::HEAD);
    for required in [true, false] {
        let mut parameters = String::from("      parameters:\n");
        for name in names {
            _ = writeln!(
                parameters,
                "      - {{name: {name}, in: query, required: {required}, description: P., schema: {{type: string}}}}"
            );
        }
        operation(&mut out, &format!("p_{required}"), &format!("things_p_{required}"), "things", &parameters);
        let body = BODY.replace("Holder", &format!("Body{required}"));
        operation(&mut out, &format!("b_{required}"), &format!("things_b_{required}"), "things", &body);
    }
    out.push_str("components:\n  schemas:\n");
    let member = |name: &&str| format!("{name}: {{type: string, description: M.}}");
    let all = names.iter().map(member).collect::<Vec<_>>().join(", ");
    let tree = "inner: {$ref: '#/components/schemas/Holder'}, place: {$ref: '#/components/schemas/Place'}, sort: {$ref: '#/components/schemas/Sort'}";
    _ = writeln!(
        out,
        "    Bodytrue: {{type: object, description: O., required: [{}], properties: {{{all}, {tree}}}}}",
        names.join(", ")
    );
    _ = writeln!(out, "    Bodyfalse: {{type: object, description: O., properties: {{{all}, {tree}}}}}");
    _ = writeln!(
        out,
        "    Holder: {{type: object, description: O., required: [{}], properties: {{{all}}}}}",
        names.join(", ")
    );
    let places: Vec<_> = names.iter().map(|name| format!("{{type: string, x-rust-name: r_{name}}}")).collect();
    _ = writeln!(
        out,
        "    Place: {{type: array, description: T., prefixItems: [{}], items: false, minItems: 1}}",
        places.join(", ")
    );
    _ = writeln!(out, "    Sort: {{type: string, description: E., enum: [{}]}}", names.join(", "));
    out
}
