//! Documents whose schemas would grow without end, or far beyond their size, if they were written out.

use std::fmt::Write as _;

/// A name, and the schemas as YAML; `Root` is sent and received.
pub(crate) fn all() -> Vec<(&'static str, String)> {
    let object = |required: &str, properties: &str| {
        format!("{{type: object, description: O., required: [{required}], properties: {{{properties}}}}}")
    };
    let name = |index: usize| if index == 0 { "Root".to_owned() } else { format!("L{index}") };
    let to = |name: &str| format!("{{$ref: '#/components/schemas/{name}'}}");
    // Each level by the next one, and the last one as it is.
    let levels = |count: usize, level: &dyn Fn(&str) -> String, last: &str| {
        let mut out = String::new();
        for index in 0..count {
            _ = writeln!(out, "    {}: {}", name(index), level(&to(&name(index + 1))));
        }
        _ = writeln!(out, "    {}: {last}", name(count));
        out
    };
    let leaf = object("x", "x: {type: string, description: X.}");
    let text = "{type: string, description: X.}";
    let list = |inner: &str| format!("{{type: array, description: L., items: {inner}}}");
    let map = |inner: &str| format!("{{type: object, description: M., additionalProperties: {inner}}}");
    let root = |schema: String| format!("    Root: {schema}\n");
    vec![
        ("a list of itself", root(list(&to("Root")))),
        ("a map of itself", root(map(&to("Root")))),
        (
            "a list of maps of itself or null",
            root(list(&map(&format!("{{oneOf: [{}, {{type: 'null'}}]}}", to("Root"))))),
        ),
        ("a list of another name for itself", format!("    Root: {}\n    Other: {}\n", list(&to("Other")), to("Root"))),
        ("lists and maps in a circle", format!("    Root: {}\n    Other: {}\n", list(&to("Other")), map(&to("Root")))),
        (
            "a tuple of lists of itself",
            root(format!(
                "{{type: array, description: T., prefixItems: [{}], items: false, minItems: 1}}",
                list(&to("Root"))
            )),
        ),
        ("a required list of itself", root(object("a", &format!("a: {}", list(&to("Root")))))),
        ("a required map of itself", root(object("a", &format!("a: {}", map(&to("Root")))))),
        ("a required null or itself", root(object("a", &format!("a: {{oneOf: [{}, {{type: 'null'}}]}}", to("Root"))))),
        (
            "a required union that leads back",
            format!(
                "    Root: {}\n    Other: {{description: U., oneOf: [{}, {text}]}}\n",
                object("a", &format!("a: {}", to("Other"))),
                to("Root")
            ),
        ),
        (
            "two of the next level, required",
            levels(24, &|next| object("a, b", &format!("a: {next}, b: {next}")), &leaf),
        ),
        (
            "two lists of the next level, required",
            levels(24, &|next| object("a, b", &format!("a: {0}, b: {0}", list(next))), &leaf),
        ),
        (
            "two maps of the next level, required",
            levels(24, &|next| object("a, b", &format!("a: {0}, b: {0}", map(next))), &leaf),
        ),
        (
            "a tuple of two of the next level",
            levels(
                24,
                &|next| {
                    format!(
                        "{{type: array, description: T., prefixItems: [{next}, {next}], items: false, minItems: 2}}"
                    )
                },
                &leaf,
            ),
        ),
        (
            "a union of a list of the next level",
            levels(24, &|next| format!("{{description: U., oneOf: [{text}, {}]}}", list(next)), &leaf),
        ),
        (
            "two parts that are the next level",
            levels(24, &|next| format!("{{description: A., allOf: [{next}, {next}]}}"), &leaf),
        ),
        (
            "two members made of the next level",
            levels(
                16,
                &|next| {
                    object(
                        "a",
                        &format!(
                            "a: {{description: A., allOf: [{next}, {{properties: {{y: {text}}}}}]}}, b: {{description: A., allOf: [{next}, {{properties: {{y: {text}}}}}]}}"
                        ),
                    )
                },
                &leaf,
            ),
        ),
        (
            "a member made of its own object",
            root(object(
                "x",
                &format!(
                    "x: {text}, child: {{description: A., allOf: [{}, {{properties: {{y: {text}}}}}]}}",
                    to("Root")
                ),
            )),
        ),
        (
            "a list of what is made of its own object",
            root(object(
                "x",
                &format!(
                    "x: {text}, child: {{type: array, description: L., items: {{allOf: [{}, {{properties: {{y: {text}}}}}]}}}}",
                    to("Root")
                ),
            )),
        ),
        (
            "as many required members within each other as compile",
            levels(99, &|next| object("a", &format!("a: {next}")), &leaf),
        ),
        (
            "as many optional members within each other as compile",
            levels(49, &|next| object("", &format!("a: {next}")), &leaf),
        ),
        (
            "as many lists of each other as compile",
            levels(24, &|next| object("a", &format!("a: {}", list(next))), &leaf),
        ),
        ("as many maps of each other as compile", levels(24, &|next| object("a", &format!("a: {}", map(next))), &leaf)),
        ("a long chain of required members", levels(3_000, &|next| object("a", &format!("a: {next}")), &leaf)),
        ("a long chain of optional members", levels(3_000, &|next| object("", &format!("a: {next}")), &leaf)),
        ("a long chain of other names", levels(3_000, &|next| next.to_owned(), &leaf)),
        ("a long chain of lists", levels(3_000, &|next| list(next), text)),
        (
            "a long chain of parts",
            levels(
                3_000,
                &|next| format!("{{description: A., allOf: [{next}, {{properties: {{y: {text}}}}}]}}"),
                &leaf,
            ),
        ),
        (
            "lists within one schema",
            root(format!("{}{text}{}", "{type: array, description: L., items: ".repeat(60), "}".repeat(60))),
        ),
        ("many members", root(object("", &(0..2_000).map(|index| format!("m{index}: {text}, ")).collect::<String>()))),
        ("many required members", {
            let names: Vec<String> = (0..2_000).map(|index| format!("m{index}")).collect();
            let members: String = names.iter().map(|name| format!("{name}: {text}, ")).collect();
            root(object(&names.join(", "), &members))
        }),
        ("many schemas that nothing uses", {
            let unused: String = (0..5_000)
                .map(|index| format!("    U{index}: {}\n", object("", "a: {type: string, description: X.}")))
                .collect();
            root(leaf.clone()) + &unused
        }),
    ]
}

/// The document around schemas.
pub(crate) fn document(schemas: &str) -> String {
    format!(
        "{}tags: [{{name: things, description: Things.}}]\npaths:\n  /things:\n    post:\n      operationId: things_put\n      \
         tags: [things]\n      summary: Works\n      description: Works.\n      x-safety: write\n      requestBody:\n        \
         required: true\n        description: B.\n        content: {{application/json: {{schema: {{$ref: \
         '#/components/schemas/Root'}}}}}}\n      responses:\n        '200': {{description: R., content: {{application/json: \
         {{schema: {{$ref: '#/components/schemas/Root'}}}}}}}}\ncomponents:\n  schemas:\n{schemas}",
        super::random::HEAD
    )
}
