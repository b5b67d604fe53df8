//! The short forms: each stands for plain OpenAPI, an exception at the operation wins, and what stands for nothing is told.

#![allow(clippy::expect_used)]

#[path = "graphs/random.rs"]
mod random;
mod support;

use nomenclature_codegen::diagnostic::{Code, Severity};
use nomenclature_codegen::load::Loader;
use nomenclature_codegen::{bundles_of, findings_of};
use serde_json::{Value, json};
use support::Specs;

const HEAD: &str = "openapi: 3.1.1\ninfo: {title: Shop, version: v1, description: A shop.}\n\
                    servers: [{url: 'https://shop.test', description: Production.}]\n";

/// The bundled document of one vendor, by its files.
#[track_caller]
fn bundled(files: &[(&str, &str)]) -> Value {
    let files = files.iter().map(|(path, text)| (format!("shop/{path}"), text.as_bytes().to_vec()));
    let documents = bundles_of(&mut Loader::in_memory(files)).unwrap_or_else(|found| panic!("{}", found.render(false)));
    serde_json::from_str(&documents[0].1.to_json()).expect("JSON")
}

/// What is found, a line each: code, file, line, and the message.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let files = files.iter().map(|(path, text)| (format!("shop/{path}"), text.as_bytes().to_vec()));
    let findings = findings_of(&mut Loader::in_memory(files));
    let errors = findings.0.iter().filter(|found| found.severity == Severity::Error);
    let line = |found: &nomenclature_codegen::diagnostic::Diagnostic| match found.span() {
        Some(span) => format!(
            "{} {}:{} {}",
            found.code,
            span.file.name().trim_start_matches("specs/shop/"),
            span.line,
            found.message
        ),
        None => format!("{} {}", found.code, found.message),
    };
    errors.map(line).collect()
}

const GOODS: &str = "\
Goods:
  type: object
  description: Goods.
  properties:
    id: {}
    name: {type: [string, 'null'], example: Tea, description: Name.}
    last_update: {description: When it changed.}
";

const HABITS: &str = "\
every:
  responses:
    '401': {description: The token is refused.}
verbs:
  Get:
    x-safety: read
    x-reply: page
    summary: Lists {many}.
  Delete:
    x-safety: idempotent
    summary: Deletes {a} {one}.
    x-request:
      description: Which {one}.
      required: [id]
      properties:
        id: {description: 'Id of the {one}.'}
    responses:
      '200':
        description: It is gone.
replies:
  page:
    x-pagination: {style: page, request: {page: /page}, response: {items: /data}, page-size: 100}
    requestBody: {required: true, description: Which page.}
    x-request:
      description: Which {many}.
      properties:
        page: {type: integer, format: int32, description: Number of the page.}
    responses:
      '200':
        description: A page of {many}.
        content:
          application/json:
            schema:
              x-component: '{Id}Reply'
              type: object
              description: A page of {many}.
              properties:
                data: {type: array, items: {$ref: '{of}'}, description: 'The {many}.'}
nouns:
  Goods: {one: piece of goods, many: goods}
glossary:
  id: {type: integer, format: int64, description: '{One} id.'}
  last_update: {type: integer, format: unix-time, description: Time of the last change.}
";

const PATHS: &str = "\
Get:
  post: {}
Delete:
  post: {}
";

fn shop(paths: &str, habits: &str) -> Value {
    bundled(&files(paths, habits, &document()))
}

fn document() -> String {
    format!(
        "{HEAD}x-habits: {{$ref: habits.yaml}}\npaths:\n  /Goods/Get: {{$ref: 'paths/goods.yaml#/Get'}}\n  \
         /Goods/Delete: {{$ref: 'paths/goods.yaml#/Delete'}}\n"
    )
}

fn files<'a>(paths: &'a str, habits: &'a str, document: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("openapi.yaml", document),
        ("habits.yaml", habits),
        ("paths/goods.yaml", paths),
        ("schemas/goods.yaml", GOODS),
    ]
}

/// The same shop in the long form.
const LONG: &str = "\
tags:
  - {name: goods, description: Operations on goods.}
paths:
  /Goods/Get:
    post:
      operationId: goods_get
      tags: [goods]
      summary: Lists goods.
      x-safety: read
      x-pagination: {style: page, request: {page: /page}, response: {items: /data}, page-size: 100}
      requestBody:
        description: Which page.
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/GoodsGetRequest'}
            examples:
              derived: {summary: Derived from the schema, description: The vendor documents no example., value: {}}
      responses:
        '200':
          description: A page of goods.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/GoodsGetReply'}
              examples:
                derived:
                  summary: Derived from the schema
                  description: The vendor documents no example.
                  value: {data: [{id: 1, name: Tea, last_update: 1767225600}]}
        '401': {description: The token is refused.}
  /Goods/Delete:
    post:
      operationId: goods_delete
      tags: [goods]
      summary: Deletes a piece of goods.
      x-safety: idempotent
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/GoodsDeleteRequest'}
            examples:
              derived: {summary: Derived from the schema, description: The vendor documents no example., value: {id: 1}}
      responses:
        '200': {description: It is gone.}
        '401': {description: The token is refused.}
components:
  schemas:
    GoodsGetRequest:
      type: object
      description: Which goods.
      properties:
        page: {type: integer, format: int32, description: Number of the page.}
    GoodsGetReply:
      type: object
      description: A page of goods.
      properties:
        data: {type: array, items: {$ref: '#/components/schemas/Goods'}, description: The goods.}
    GoodsDeleteRequest:
      type: object
      description: Which piece of goods.
      required: [id]
      properties:
        id: {type: integer, format: int64, description: Id of the piece of goods.}
    Goods:
      type: object
      description: Goods.
      properties:
        id: {type: integer, format: int64, description: Piece of goods id.}
        name: {type: [string, 'null'], example: Tea, description: Name.}
        last_update: {type: integer, format: unix-time, description: When it changed.}
";

#[test]
fn a_shop_in_the_short_form_is_the_shop_in_the_long_form() {
    let long = bundled(&[("openapi.yaml", &format!("{HEAD}{LONG}"))]);
    assert_eq!(shop(PATHS, HABITS), long);
    // Habits in the document itself, and operations in it, are the same.
    let indented =
        |text: &str, by: usize| text.lines().map(|line| format!("{}{line}\n", " ".repeat(by))).collect::<String>();
    let inline = format!(
        "{HEAD}x-habits:\n{}paths:\n  /Goods/Get: {{post: {{}}}}\n  /Goods/Delete: {{post: {{}}}}\n",
        indented(HABITS, 2)
    );
    assert_eq!(bundled(&[("openapi.yaml", &inline), ("schemas/goods.yaml", GOODS)]), long);
}

#[test]
fn an_exception_at_the_operation_wins() {
    let said = |paths: &str| shop(paths, HABITS)["paths"]["/Goods/Get"]["post"].clone();
    let get = |own: &str| said(&format!("Get:\n  post: {{{own}}}\nDelete: {{post: {{}}}}\n"));
    assert_eq!(get("summary: Others.")["summary"], "Others.");
    let unpaged = get("x-safety: idempotent, x-pagination: null");
    assert_eq!(unpaged["x-safety"], "idempotent");
    assert_eq!(get("operationId: goods_other")["operationId"], "goods_other");
    assert_eq!(get("x-pagination: {page-size: 7}")["x-pagination"]["page-size"], 7);
    assert_eq!(get("x-pagination: {page-size: 7}")["x-pagination"]["style"], "page");
    assert_eq!(get("x-pagination: null").get("x-pagination"), None);
    assert_eq!(get("responses: {'401': {description: Mine.}}")["responses"]["401"]["description"], "Mine.");
    assert_eq!(get("responses: {'401': null}")["responses"].get("401"), None);
    let named = get("x-examples: {reply: {one: {value: {data: []}}}}");
    let examples = &named["responses"]["200"]["content"]["application/json"]["examples"];
    assert_eq!(examples, &json!({"one": {"value": {"data": []}}}), "nothing is derived beside it");
    // A body or a schema of its own is never mixed with that of a habit.
    let own = "{content: {application/json: {schema: {type: object, properties: {mine: {$ref: ../schemas/goods.yaml#/Goods}}}}}";
    let delete = |body: &str| {
        shop(&format!("Get: {{post: {{}}}}\nDelete: {{post: {{{body}}}}}\n"), HABITS)["paths"]["/Goods/Delete"]["post"]
            .clone()
    };
    let body = &delete(&format!("requestBody: {own}}}"))["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["properties"].as_object().map(serde_json::Map::len), Some(1), "{body}");
    let reply = get(&format!("x-pagination: null, responses: {{'200': {own}, description: Mine.}}}}"));
    let schema = &reply["responses"]["200"]["content"]["application/json"]["schema"];
    assert_eq!(schema, &json!({"type": "object", "properties": {"mine": {"$ref": "#/components/schemas/Goods"}}}));
    let shared =
        HABITS.replacen("'401': {description: The token is refused.}", "'401': {$ref: paths/goods.yaml#/Refused}", 1);
    let paths = "Get: {post: {responses: {'401': {description: Mine.}}}}\nDelete: {post: {}}\nRefused: {description: Theirs.}\n";
    assert_eq!(
        shop(paths, &shared)["paths"]["/Goods/Get"]["post"]["responses"]["401"],
        json!({"description": "Mine."})
    );
    // The verb's reply can be another one, or none.
    let other = "responses: {'200': {description: Done.}}, x-request: null";
    let bare = shop(&format!("Get:\n  post: {{}}\nDelete: {{post: {{{other}}}}}\n"), HABITS);
    assert_eq!(bare["paths"]["/Goods/Delete"]["post"].get("requestBody"), None);
}

#[test]
fn a_property_takes_from_the_glossary_what_it_does_not_say() {
    let habits = "every: {}\nglossary:\n  a: {type: string, maxLength: 5, description: 'A {one}.', x-aliases: [A]}\n";
    let property = |own: &str| {
        let get = "Get: {post: {x-safety: read, x-reply: null, summary: Lists., responses: {'200': {description: Yes., \
                   content: {application/json: {schema: {$ref: ../schemas/goods.yaml#/Goods}}}}}}}\n";
        let goods = format!(
            "Goods:\n  type: object\n  properties:\n    b: {{type: object, properties: {{a: {{}}}}}}\n    a: {own}\nWord: {{type: string}}\n"
        );
        let document =
            format!("{HEAD}x-habits: {{$ref: habits.yaml}}\npaths:\n  /Goods/Get: {{$ref: 'paths/goods.yaml#/Get'}}\n");
        let files = [
            ("openapi.yaml", &*document),
            ("habits.yaml", habits),
            ("paths/goods.yaml", get),
            ("schemas/goods.yaml", &*goods),
        ];
        let schema = bundled(&files)["components"]["schemas"]["Goods"].clone();
        assert_eq!(schema["properties"]["b"]["properties"]["a"]["maxLength"], 5, "deep down too");
        schema["properties"]["a"].clone()
    };
    assert_eq!(
        property("{}"),
        json!({"type": "string", "maxLength": 5, "description": "A goods.", "x-aliases": ["A"]})
    );
    assert_eq!(property("{maxLength: 9}")["maxLength"], 9);
    assert_eq!(property("{type: [string, 'null']}")["type"], json!(["string", "null"]));
    // What says its own type is not restricted.
    assert_eq!(property("{type: [string, 'null']}").get("maxLength"), None);
    assert_eq!(property("{type: [string, 'null']}")["description"], "A goods.");
    // Of another type it is another thing.
    assert_eq!(property("{type: integer, format: int32}"), json!({"type": "integer", "format": "int32"}));
    // What restricts a value does not come beside a reference or an enum.
    let reference = property("{$ref: goods.yaml#/Word}");
    assert_eq!(reference["description"], "A goods.");
    assert_eq!(reference.get("maxLength"), None);
    assert_eq!(property("{type: string, enum: [x, y]}").get("maxLength"), None);
}

#[test]
fn tags_and_ids_follow_from_the_path() {
    let of = |habits: &str, path: &str, method: &str| {
        let operation = "{x-safety: read, summary: Does it., responses: {'200': {description: Done.}}}";
        let document = format!(
            "{HEAD}tags: [{{name: special, description: Special., x-paths: [/special]}}]\nx-habits: {{every: {{}}{habits}}}\n\
             paths: {{'/special/x': {{get: {operation}}}, '{path}': {{parameters: [{{name: id, in: path, required: true, \
             description: Id., schema: {{type: string}}}}], {method}: {operation}}}}}\n"
        );
        let document = match path.contains("{id}") {
            true => document,
            false => document.replace(
                "parameters: [{name: id, in: path, required: true, description: Id., schema: {type: string}}], ",
                "",
            ),
        };
        let bundle = bundled(&[("openapi.yaml", &document)]);
        let said = &bundle["paths"][path][method];
        (said["tags"][0].as_str().expect("a tag").to_owned(), said["operationId"].as_str().expect("an id").to_owned())
    };
    let named = |tag: &str, id: &str| (tag.to_owned(), id.to_owned());
    assert_eq!(of("", "/PriceType/Get", "post"), named("price_type", "price_type_get"));
    assert_eq!(of("", "/pos/DocCheque/get", "post"), named("pos_doc_cheque", "pos_doc_cheque_get"));
    assert_eq!(
        of(", tags: plural", "/service/category/list", "post"),
        named("service_categories", "service_categories_list")
    );
    let rest = ", verbs: {get: {operationId: '{tag}_list'}, 'get {}': {operationId: '{tag}_get'}}";
    assert_eq!(of(rest, "/special/{id}", "get"), named("special", "special_get"));
    assert_eq!(
        of(", verbs: {get: {operationId: '{tag}_list'}}", "/v5/shelves", "get"),
        named("shelves", "shelves_list")
    );
    assert_eq!(of("", "/orders/{id}:cancel", "post"), named("orders", "orders_cancel"));
}

#[test]
fn a_parameter_of_the_path_and_an_inline_body_need_no_file() {
    let document = format!(
        "{HEAD}x-habits:\n  every: {{x-safety: write, summary: Does it.}}\n  path-parameters:\n    shop_id: \
         {{name: shop_id, in: path, required: true, description: Shop., schema: {{type: string}}}}\n    goods_id: \
         {{name: goods_id, in: path, required: true, description: Goods., schema: {{type: string}}}}\npaths:\n  \
         /shops/{{shop_id}}/goods/{{goods_id}}/set:\n    post:\n      x-request: {{type: array, items: {{description: One., \
         properties: {{n: {{type: integer, format: int32}}}}}}}}\n      responses: {{'200': {{description: Done.}}}}\n"
    );
    let bundle = bundled(&[("openapi.yaml", &document)]);
    let operation = &bundle["paths"]["/shops/{shop_id}/goods/{goods_id}/set"]["post"];
    let names: Vec<_> =
        operation["parameters"].as_array().expect("parameters").iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, ["shop_id", "goods_id"], "in the order of the path");
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(schema, &json!({"type": "array", "items": {"$ref": "#/components/schemas/ShopsGoodsSetItem"}}));
    assert_eq!(bundle["components"]["schemas"]["ShopsGoodsSetItem"]["type"], "object");
}

#[test]
fn an_own_parameter_stands_for_that_of_a_habit() {
    let lang = "Lang: {name: lang, in: query, description: Theirs., schema: {type: string}}\n";
    // Of whichever file the habits are, and whether they say it themselves or refer to it.
    for (in_file, of_habit) in [
        (true, "{$ref: 'parameters/all.yaml#/Lang'}"),
        (false, "{$ref: 'parameters/all.yaml#/Lang'}"),
        (true, "{name: lang, in: query, description: Theirs., schema: {type: string}}"),
        (false, "{name: lang, in: query, description: Theirs., schema: {type: string}}"),
    ] {
        let habits = format!("every: {{x-safety: read, summary: Does it., parameters: [{of_habit}]}}\n");
        let said = if in_file { "{$ref: habits.yaml}".to_owned() } else { format!("{{{}}}", habits.trim_end()) };
        let document = format!(
            "{HEAD}x-habits: {said}\npaths:\n  /goods/get:\n    get: {{parameters: [{{name: lang, in: query, description: Mine., \
             schema: {{type: string}}}}], responses: {{'200': {{description: Done.}}}}}}\n  /goods/list:\n    get: {{responses: \
             {{'200': {{description: Done.}}}}}}\n"
        );
        let bundle = bundled(&[("openapi.yaml", &document), ("habits.yaml", &habits), ("parameters/all.yaml", lang)]);
        let parameters =
            |path: &str| bundle["paths"][path]["get"]["parameters"].as_array().expect("parameters").clone();
        assert_eq!(parameters("/goods/get").len(), 1, "{in_file} {of_habit}");
        assert_eq!(parameters("/goods/get")[0]["description"], "Mine.");
        assert_eq!(parameters("/goods/list").len(), 1);
        match of_habit.starts_with("{$ref") {
            true => assert_eq!(parameters("/goods/list")[0]["$ref"], "#/components/parameters/Lang"),
            false => assert_eq!(parameters("/goods/list")[0]["description"], "Theirs."),
        }
    }
}

#[test]
fn what_stands_for_nothing_is_told_where_it_stands() {
    let document = document();
    let errors = |paths: &str, habits: &str| found(&files(paths, habits, &document));
    assert_eq!(errors(PATHS, HABITS), [""; 0]);
    let habit = |from: &str, to: &str| errors(PATHS, &HABITS.replacen(from, to, 1));
    for (from, to, expected) in [
        ("x-reply: page", "x-reply: pages", "NC1101 habits.yaml:7 the vendor's habits have no reply `pages`"),
        (
            "x-reply: page",
            "x-reply: {page: Good}",
            "NC1101 habits.yaml:7 the reply is of `Good`, and no file of `schemas` has it",
        ),
        (
            "x-reply: page",
            "x-reply: {a: b, c: d}",
            "NC0108 habits.yaml:7 expected the name of a reply, found a mapping",
        ),
        (
            "x-reply: page",
            "x-reply: {page: 5}",
            "NC0108 habits.yaml:7 expected a schema, or the name of one, found a number",
        ),
        ("Lists {many}.", "Lists {many.", "NC1103 habits.yaml:8 a brace that begins no hole"),
        ("Lists {many}.", "Lists {{many}}.", "NC1103 habits.yaml:8 a brace that begins no hole"),
        ("{one: piece of goods, many: goods}", "''", "NC0108 habits.yaml:40 expected a noun, found a string"),
        ("x-reply: page", "x-reply: TODO which", "NC0905 habits.yaml:7 the value still has a `TODO` mark"),
        ("Lists {many}.", "Lists {mayn}.", "NC1103 habits.yaml:8 a habit has no hole `{mayn}`"),
        ("nouns:\n", "nouns:\n  Tea: tea\n", "NC1102 habits.yaml:40 no operation has the habit `Tea` of `nouns`"),
        (
            "glossary:\n",
            "glossary:\n  x: {type: string}\n",
            "NC1102 habits.yaml:42 no property takes anything from `x` of the glossary",
        ),
        ("verbs:\n", "verbs:\n  Edit: {}\n", "NC1102 habits.yaml:5 no operation has the habit `Edit` of `verbs`"),
        ("glossary:", "glosary:", "NC0112 habits.yaml:41 `x-habits` has no member `glosary`"),
        ("many: goods", "several: goods", "NC0108 habits.yaml:40 expected a noun, found a mapping"),
        (
            "  page:\n    x-pagination",
            "  page: []\n  pag:\n    x-pagination",
            "NC0108 habits.yaml:21 expected a mapping, found a list",
        ),
    ] {
        let said = habit(from, to);
        assert!(said.contains(&expected.to_owned()), "{from} -> {to}\n{said:#?}");
    }
    let get = |own: &str| errors(&format!("Get:\n  post: {{{own}}}\nDelete: {{post: {{}}}}\n"), HABITS);
    for (own, expected) in [
        ("x-reply: {pgae: Goods}", "NC1101 paths/goods.yaml:2 the vendor's habits have no reply `pgae`"),
        ("x-examples: {repyl: {}}", "NC0112 paths/goods.yaml:2 `x-examples` has no member `repyl`"),
        ("x-request: [a]", "NC0108 paths/goods.yaml:2 expected a mapping, found a list"),
        ("x-words: {many: all}", "NC1103 paths/goods.yaml:2 `{many}` is a hole of its own"),
        (
            "x-request: {properties: {}}, requestBody: {content: {application/json: {schema: {type: object}}}}",
            "NC1101 paths/goods.yaml:2 the body of the request is described twice",
        ),
        ("x-words: [a]", "NC0108 paths/goods.yaml:2 expected a mapping, found a list"),
    ] {
        let said = get(own);
        assert!(said.contains(&expected.to_owned()), "{own}\n{said:#?}");
        assert_eq!(said.len(), 1, "{own} has one cause\n{said:#?}");
    }
    // An operation that its path does not lead to is missing, as in files of one operation.
    let said = errors(&format!("{PATHS}Add:\n  post: {{}}\n"), HABITS);
    assert_eq!(said, ["NC0906 paths/goods.yaml:5 no path refers to `Add`, so its operation `post` is missing"]);
    // A beginning of paths that no path has, and one of two tags.
    let tagged = |tags: &str| {
        let document = document.replacen("paths:\n", &format!("tags: [{tags}]\npaths:\n"), 1);
        found(&files(PATHS, HABITS, &document))
    };
    let tag = |name: &str, path: &str| format!("{{name: {name}, description: Tag., x-paths: [{path}]}}");
    assert_eq!(tagged(&tag("wares", "/Gods")), ["NC1102 openapi.yaml:5 no path begins with `/Gods`"]);
    let twice = tagged(&format!("{}, {}", tag("wares", "/Goods"), tag("others", "/Goods")));
    assert!(
        twice.contains(&"NC0203 openapi.yaml:5 `/Goods` is a path of two tags".to_owned())
            || twice.iter().any(|line| line.contains("is a path of two tags")),
        "{twice:?}"
    );
    // Two operations may not make one component of two schemas.
    let twice = "Get:\n  post: {x-request: {x-component: Same}}\nDelete:\n  post: {x-request: {x-component: Same}}\n";
    assert!(errors(twice, HABITS).iter().any(|found| found.contains("two components are called `Same`")));
}

#[test]
fn without_habits_a_body_may_still_be_written_in_place() {
    let specs = Specs::shop();
    specs.edit("paths/goods_get.yaml", "  responses:\n", "  x-words: {z: b}\n  responses:\n");
    assert_eq!(support::lines(&specs.findings()), [""; 0]);
    let specs = Specs::shop();
    specs.edit("paths/goods_get.yaml", "  responses:\n", "  x-reply: page\n  responses:\n");
    assert_eq!(support::lines(&specs.findings()), ["NC1101 paths/goods_get.yaml:19:12 page"]);
}

#[test]
fn derived_examples_are_valid_whatever_the_schemas() {
    let (mut tried, mut derived) = (0, 0);
    for seed in 0..300 {
        let document = random::document(&mut random::Random::new(seed, &[]));
        let checked = |text: &str| {
            findings_of(&mut Loader::in_memory([("shop/openapi.yaml".to_owned(), text.as_bytes().to_vec())]))
        };
        if checked(&document).has_errors() {
            continue;
        }
        let with = document.replacen("paths:\n", "x-habits: {every: {}}\npaths:\n", 1);
        let findings = checked(&with);
        let wrong: Vec<_> = findings.0.iter().filter(|found| found.code == Code::InvalidExample).collect();
        assert!(wrong.is_empty(), "seed {seed}: {}\n{with}", findings.render(false));
        let documents = bundles_of(&mut Loader::in_memory([("shop/openapi.yaml".to_owned(), with.into_bytes())]))
            .expect("a bundle");
        tried += 1;
        derived += documents[0].1.to_json().matches("Derived from the schema").count();
    }
    assert!(tried > 50 && derived > 2 * tried, "{tried} documents with {derived} examples");
}
