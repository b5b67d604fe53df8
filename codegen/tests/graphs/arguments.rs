//! A document with an argument of every type, as a member, as a body of its own, as a parameter, and inside other types.

use std::fmt::Write as _;

const PLAIN: [&str; 22] = [
    "{type: string}",
    "{type: boolean}",
    "{type: integer, format: int32}",
    "{type: integer, format: int64}",
    "{type: integer, format: unix-time}",
    "{type: number, format: decimal}",
    "{type: string, format: uuid}",
    "{type: string, format: date-time}",
    "{type: string, format: local-date-time}",
    "{}",
    "{type: object}",
    "{$ref: '#/components/schemas/Text'}",
    "{$ref: '#/components/schemas/Number'}",
    "{$ref: '#/components/schemas/Either'}",
    "{$ref: '#/components/schemas/Pair'}",
    "{$ref: '#/components/schemas/Tree'}",
    "{$ref: '#/components/schemas/Wide'}",
    "{$ref: '#/components/schemas/Part'}",
    "{$ref: '#/components/schemas/Maybe'}",
    "{$ref: '#/components/schemas/Nest'}",
    "{$ref: '#/components/schemas/Tagged'}",
    "{$ref: '#/components/schemas/Mixed'}",
];

const SCHEMAS: &str = "
    Text: {type: string, description: E., enum: [a, b]}
    Number: {type: integer, format: int64, description: E., enum: [1, 2]}
    Mixed: {description: E., enum: [1, two, 0.5]}
    Either: {description: U., oneOf: [{type: number, format: decimal}, {type: array, items: {$ref: '#/components/schemas/Part'}}]}
    Pair: {type: array, description: T., prefixItems: [{type: number, format: decimal}, {type: array, items: {type: array, items: {type: number, format: decimal}}}, {oneOf: [{type: integer, format: int64}, {type: 'null'}]}], items: false, minItems: 3}
    Tree: {type: object, description: O., required: [name, children, parent], properties: {name: {type: string}, children: {type: array, items: {$ref: '#/components/schemas/Tree'}}, parent: {oneOf: [{$ref: '#/components/schemas/Tree'}, {type: 'null'}]}}}
    Part: {type: object, description: O., required: [price], properties: {price: {type: number, format: decimal}}}
    Maybe: {type: [object, 'null'], description: O., required: [a], properties: {a: {type: string}}}
    Nest: {type: array, description: L., items: {oneOf: [{$ref: '#/components/schemas/Nest'}, {type: 'null'}]}}
    Tagged: {description: U., oneOf: [{$ref: '#/components/schemas/Part'}, {$ref: '#/components/schemas/Tree'}], discriminator: {propertyName: kind}}
";

/// An object that requires so much that no example can write it down.
fn wide() -> String {
    let mut out = String::new();
    for (name, next) in [("Wide", "Wide1"), ("Wide1", "Wide2"), ("Wide2", "Wide3"), ("Wide3", "Part")] {
        let members = ["a", "b", "c", "d"].map(|name| format!("{name}: {{$ref: '#/components/schemas/{next}'}}"));
        let members = members.join(", ");
        _ = writeln!(
            out,
            "    {name}: {{type: object, description: O., required: [a, b, c, d], properties: {{{members}}}}}"
        );
    }
    out
}

/// The document.
pub(crate) fn document() -> String {
    let mut schemas: Vec<String> = Vec::new();
    for plain in PLAIN {
        let list = format!("{{type: array, items: {plain}}}");
        let map = format!("{{type: object, additionalProperties: {plain}}}");
        schemas.push(format!("{{type: array, items: {list}}}"));
        schemas.push(format!("{{type: object, additionalProperties: {list}}}"));
        schemas.push(format!("{{type: array, items: {map}}}"));
        schemas.extend([plain.to_owned(), list, map]);
    }
    let or_null: Vec<String> =
        schemas.iter().map(|schema| format!("{{oneOf: [{schema}, {{type: 'null'}}]}}")).collect();
    let inner = or_null.iter().step_by(3).map(|schema| format!("{{type: array, items: {schema}}}"));
    let all: Vec<String> = schemas.iter().cloned().chain(inner).chain(or_null.clone()).collect();

    let mut out = format!("{}tags: [{{name: things, description: T.}}]\npaths:\n", super::random::HEAD);
    let mut bodies = String::new();
    let mut add = |id: &str, rest: &str| {
        _ = writeln!(
            out,
            "  /{id}:\n    post:\n      operationId: things_{id}\n      tags: [things]\n      summary: Works\n      description: \
             Works.\n      x-safety: write\n{rest}      responses: {{'204': {{description: Done.}}}}"
        );
    };
    let body = |schema: &str| {
        format!(
            "      requestBody: {{required: true, description: B., content: {{application/json: {{schema: {schema}}}}}}}\n"
        )
    };
    // Many at once, because each operation takes the compiler its time.
    for (index, schemas) in all.chunks(40).enumerate() {
        add(&format!("members{index}"), &body(&format!("{{$ref: '#/components/schemas/Body{index}'}}")));
        let members: Vec<_> = schemas.iter().enumerate().map(|(place, schema)| format!("v{place}: {schema}")).collect();
        let names: Vec<_> = (0..members.len()).map(|place| format!("v{place}")).collect();
        _ = writeln!(
            bodies,
            "    Body{index}: {{type: object, description: B., required: [client, {}], properties: {{client: {{type: string}}, {}}}}}",
            names.join(", "),
            members.join(", ")
        );
    }
    for (index, schemas) in schemas.chunks(40).enumerate() {
        let mut parameters = String::from("      parameters:\n");
        for (place, schema) in schemas.iter().enumerate() {
            let name = if place == 0 { "client".to_owned() } else { format!("v{place}") };
            _ = writeln!(
                parameters,
                "      - {{name: {name}, in: query, required: true, description: P., content: {{application/json: {{schema: {schema}}}}}}}"
            );
        }
        add(&format!("json{index}"), &parameters);
    }
    for (index, schema) in
        PLAIN.iter().map(|plain| (*plain).to_owned()).chain(schemas.iter().step_by(7).cloned()).enumerate()
    {
        add(&format!("body{index}"), &body(&schema));
    }
    for (index, plain) in PLAIN[..9].iter().enumerate() {
        add(
            &format!("query{index}"),
            &format!(
                "      parameters:\n      - {{name: one, in: query, required: true, description: P., schema: {plain}}}\n      \
                 - {{name: many, in: query, required: true, description: P., schema: {{type: array, items: {plain}}}}}\n"
            ),
        );
    }
    for media in ["text/plain", "application/octet-stream"] {
        add(
            media.split_once('/').map_or(media, |(sort, _)| sort),
            &format!(
                "      requestBody: {{required: true, description: B., content: {{{media}: {{schema: {{type: string}}}}}}}}\n"
            ),
        );
    }
    add(
        "upload",
        "      requestBody: {required: true, description: B., content: {multipart/form-data: {schema: {type: object, required: \
         [file, files, name], properties: {file: {type: string, contentMediaType: application/octet-stream}, files: {type: \
         array, items: {type: string, contentMediaType: application/octet-stream}}, name: {type: string}}}}}}\n",
    );
    format!("{out}components:\n  schemas:{SCHEMAS}{}{bodies}", wide())
}
