//! Documents with random schemas that refer to each other in every way.

use std::fmt::Write as _;

/// The beginning of a document.
pub(crate) const HEAD: &str = "openapi: 3.1.1\ninfo: {title: Shop, version: v1, description: Made up.}\nservers: [{url: \
                               'https://shop.invalid/v1', description: Made up.}]\n";

/// A source of choices: some bytes, then numbers that look random. The same ones give the same choices.
pub(crate) struct Random<'a> {
    bytes: &'a [u8],
    state: u64,
}

impl<'a> Random<'a> {
    pub(crate) fn new(seed: u64, bytes: &'a [u8]) -> Self {
        Self { bytes, state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1 }
    }

    fn below(&mut self, limit: usize) -> usize {
        if let Some((first, rest)) = self.bytes.split_first() {
            self.bytes = rest;
            return usize::from(*first) % limit.max(1);
        }
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 33) as usize % limit.max(1)
    }

    fn chance(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    fn one<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }
}

const SCALARS: [&str; 9] = [
    "type: string",
    "type: boolean",
    "type: integer, format: int32",
    "type: integer, format: int64",
    "type: integer, format: unix-time",
    "type: number, format: decimal",
    "type: string, format: uuid",
    "type: string, format: date-time",
    "type: string, format: local-date-time",
];

/// A document with some schemas and an operation that sends and receives each of them.
pub(crate) fn document(random: &mut Random<'_>) -> String {
    let count = 1 + random.below(9);
    let mut out = String::from(HEAD);
    out.push_str("tags: [{name: things, description: Things.}]\npaths:\n");
    for index in 0..count {
        let required = !random.chance(4);
        _ = writeln!(
            out,
            "  /t{index}:\n    post:\n      operationId: things_put{index}\n      tags: [things]\n      summary: Works\n      \
             description: Works.\n      x-safety: write\n      parameters:\n      - {{name: p, in: query, required: true, \
             description: P., schema: {{{}}}}}\n      requestBody:\n        required: {required}\n        description: B.\n        \
             content: {{application/json: {{schema: {}}}}}\n      responses:\n        '200': {{description: R., content: \
             {{application/json: {{schema: {}}}}}}}",
            random.one(&SCALARS),
            reference(index),
            reference(random.below(count)),
        );
    }
    out.push_str("components:\n  schemas:\n");
    for index in 0..count {
        let schema = component(random, count, index);
        _ = writeln!(out, "    S{index}: {schema}");
    }
    out
}

fn reference(index: usize) -> String {
    format!("{{$ref: '#/components/schemas/S{index}'}}")
}

fn component(random: &mut Random<'_>, count: usize, index: usize) -> String {
    match random.below(12) {
        0 => format!("{{type: array, description: L., items: {}}}", value(random, count, 2)),
        1 => format!("{{type: object, description: M., additionalProperties: {}}}", value(random, count, 2)),
        2 => tuple(random, count, 2),
        3 => "{type: string, description: E., enum: [a, b]}".into(),
        4 => format!("{{description: U., oneOf: [{{type: string}}, {}]}}", container(random, count, 2)),
        5 => {
            let (first, second) = (random.below(count), random.below(count));
            let tag = "discriminator: {propertyName: kind}";
            format!("{{description: U., oneOf: [{}, {}], {tag}}}", reference(first), reference(second))
        }
        6 => format!(
            "{{description: A., allOf: [{}, {}]}}",
            reference(random.below(count)),
            object(random, count, 2, "own")
        ),
        7 => format!("{{description: N., oneOf: [{}, {{type: 'null'}}]}}", reference(random.below(count))),
        _ => object(random, count, 2, &format!("m{index}")),
    }
}

fn object(random: &mut Random<'_>, count: usize, depth: usize, name: &str) -> String {
    let members = 1 + random.below(4);
    let mut required = Vec::new();
    let mut properties = Vec::new();
    for member in 0..members {
        if random.chance(2) {
            required.push(format!("{name}_{member}"));
        }
        properties.push(format!("{name}_{member}: {}", value(random, count, depth)));
    }
    format!(
        "{{type: object, description: O., required: [{}], properties: {{{}}}}}",
        required.join(", "),
        properties.join(", ")
    )
}

fn tuple(random: &mut Random<'_>, count: usize, depth: usize) -> String {
    let places: Vec<_> = (0..1 + random.below(3)).map(|_| value(random, count, depth)).collect();
    let least = random.below(places.len() + 1);
    format!("{{type: array, description: T., prefixItems: [{}], items: false, minItems: {least}}}", places.join(", "))
}

fn container(random: &mut Random<'_>, count: usize, depth: usize) -> String {
    match random.below(3) {
        0 => format!("{{type: array, description: L., items: {}}}", value(random, count, depth)),
        1 => reference(random.below(count)),
        _ => object(random, count, depth, "in"),
    }
}

/// A schema inside another one.
fn value(random: &mut Random<'_>, count: usize, depth: usize) -> String {
    if depth == 0 {
        return format!("{{{}, description: V.}}", random.one(&SCALARS));
    }
    match random.below(14) {
        0..=3 => format!("{{{}, description: V.}}", random.one(&SCALARS)),
        4 | 5 => reference(random.below(count)),
        6 => format!("{{description: N., oneOf: [{}, {{type: 'null'}}]}}", reference(random.below(count))),
        7 | 8 => format!("{{type: array, description: L., items: {}}}", value(random, count, depth - 1)),
        9 => format!("{{type: object, description: M., additionalProperties: {}}}", value(random, count, depth - 1)),
        10 => tuple(random, count, depth - 1),
        11 => object(random, count, depth - 1, "in"),
        12 => {
            let (base, own) = (reference(random.below(count)), object(random, count, depth - 1, "more"));
            format!("{{description: A., allOf: [{base}, {own}]}}")
        }
        _ => "{type: ['null', integer], format: int64, description: N.}".into(),
    }
}
