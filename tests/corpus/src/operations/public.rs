//! Shapes that public documents have: inheritance, unions that are one type after all, inputs of one name, ranges of media types.

use nomenclature_codegen::diagnostic::Code;
use nomenclature_runtime::{Decimal, Error, RetryPolicy};

use crate::generated::public::shop::operations::ThingsEditReply;
use crate::generated::public::shop::{Client, types};
use crate::harness::{Script, compile, findings, header, now, owned, query, segments};

const ID: &str = "16d1f9cd-4d1b-459b-9b8a-1f8f6e3bee3e";

fn shop() -> (Script, Client) {
    let script = Script::default();
    let client = Client::builder().transport(script.clone()).retry(RetryPolicy::none()).build().expect("a client");
    (script, client)
}

fn document() -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("public/specs/shop/openapi.yaml");
    std::fs::read_to_string(path).expect("a text")
}

#[test]
fn what_extends_a_base_is_read_by_its_discriminator() {
    let (script, client) = shop();
    script.json(
        200,
        r#"[{"petType":"dog","name":"Rex","bark":"wow","friend":{"petType":"cat","name":"Tom"}},{"petType":"hound","bark":"o"},
            {"petType":"Puppy","weeks":7,"bark":"i"},{"petType":"Pet","name":"it"},{"petType":"fish","fins":2}]"#,
    );
    let pets = now(client.pets().list().send()).expect("pets");
    let [types::Pet::Dog(rex), types::Pet::Dog(hound), types::Pet::Puppy(puppy), types::Pet::Base(it), fish] =
        &pets[..]
    else {
        panic!("{pets:?}")
    };
    assert_eq!((rex.bark.as_deref(), rex.name.as_deref()), (Some("wow"), Some("Rex")));
    assert!(matches!(&rex.friend, Some(types::Pet::Cat(cat)) if cat.name.as_deref() == Some("Tom")));
    assert_eq!((hound.pet_type.as_str(), puppy.weeks, puppy.bark.as_deref()), ("hound", Some(7), Some("i")));
    assert_eq!(it.name.as_deref(), Some("it"));
    // What the vendor adds is kept, and can be read as what all share.
    let types::Pet::Unrecognized(fish) = fish else { panic!("{fish:?}") };
    assert_eq!(fish.decode::<types::PetBase>().expect("a pet").pet_type, "fish");

    script.answer(200, "application/json", r#"{"petType":"cat"}"#);
    let added = now(client.pets().add(types::Cat::new()).send()).expect("a cat");
    assert_eq!(script.last().body(), r#"{"petType":"cat"}"#);
    assert!(matches!(added, types::Pet::Cat(_)));
    script.answer(200, "application/json;charset=UTF-8", r#"{"petType":"Puppy","weeks":1}"#);
    assert_eq!(now(client.pets().puppy().send()).expect("a puppy").weeks, Some(1));
}

#[test]
fn inputs_of_one_name_are_all_sent() {
    let (script, client) = shop();
    script.json(200, r#"{"state":"shut"}"#).answer(201, "application/hal+json", r#"{"made":true}"#);
    let state = types::State::Gone;
    let inner = types::ThingsEditBodyInner::new().state(state);
    let call = client.things().edit("7").query_id("tea").header_id(65_535u16).id(ID).inner(inner);
    let edited = now(call.send()).expect("a success");
    let request = script.last();
    assert_eq!((segments(&request), query(&request)), (vec!["things".into(), "7".into()], owned(&[("id", "tea")])));
    assert_eq!((header(&request, "id"), header(&request, "content-type")), ("65535".into(), "application/json".into()));
    assert_eq!(request.body(), &format!(r#"{{"id":"{ID}","inner":{{"state":"lost"}}}}"#));
    assert!(matches!(edited, ThingsEditReply::Ok(done) if done.state == Some(types::State::Shut)));
    let made = now(client.things().edit("tea").send()).expect("a success");
    assert!(matches!(made, ThingsEditReply::Created(made) if made.made == Some(true)));
    assert_eq!(segments(&script.last()), ["things", "tea"]);
    script.answer(400, "application/problem+json", r#"{"title":"no"}"#);
    let error: Error = now(client.things().edit("tea").send()).expect_err("a failure");
    let details = error.vendor_error().expect("an error of the vendor").details();
    assert_eq!(details.decode::<types::ThingsEditResponse400>().expect("its type").title.as_deref(), Some("no"));
}

#[test]
fn integers_have_the_width_that_their_format_says() {
    let (script, client) = shop();
    script.json(
        200,
        r#"{"large":18446744073709551615,"small":255,"below":-128,"many":[4294967295],"deep":{"kind":"wide"}}"#,
    );
    let call = client.things().widths().most(u64::MAX).request_key("k");
    let widths = now(call.send()).expect("a success");
    let (large, small, below): (u64, u8, i8) =
        (widths.large.expect("a"), widths.small.expect("b"), widths.below.expect("c"));
    assert_eq!((large, small, below, &widths.many[..]), (u64::MAX, 255, -128, &[u32::MAX][..]));
    assert_eq!(widths.deep.and_then(|deep| deep.kind), Some(types::NumbersOfWidthsDeepKind::Wide));
    assert_eq!(query(&script.last()), owned(&[("most", "18446744073709551615")]));
    assert_eq!(header(&script.last(), "request-key"), "k");
    assert_eq!(serde_json::to_string(&widths.large).expect("JSON"), "18446744073709551615");
    assert!(serde_json::from_str::<types::NumbersOfWidths>(r#"{"small":256}"#).is_err());
}

#[test]
fn a_word_of_any_media_type_is_read_as_it_comes() {
    let (script, client) = shop();
    script.answer(200, "text/plain", "tea").json(200, r#""tea""#).json(200, "[");
    assert_eq!(now(client.things().word().send()).expect("a text"), "tea");
    assert_eq!(header(&script.last(), "accept"), "*/*");
    assert_eq!(now(client.things().word().send()).expect("JSON"), "tea");
    assert_eq!(now(client.things().word().send()).expect("what is none"), "[");
}

#[test]
fn a_member_brings_a_body_into_being() {
    let (script, client) = shop();
    script.json(200, r#"{"rows":["a"]}"#);
    now(client.things().rows().send()).expect("a page");
    assert!(script.last().body().is_empty() && header(&script.last(), "content-type").is_empty());
    script.json(200, r#"{"rows":["a","b"],"total":3}"#).json(200, r#"{"rows":["c"],"total":3}"#);
    let mut rows = client.things().rows().limit(2u32).items();
    let mut found = Vec::new();
    while let Some(row) = now(rows.try_next()).expect("a row") {
        found.push(row);
    }
    assert_eq!(found, ["a", "b", "c"]);
    assert_eq!(script.last().body(), r#"{"offset":2,"limit":2}"#);
}

#[test]
fn what_cannot_be_told_apart_is_sent_and_kept() {
    let (script, client) = shop();
    script.json(200, r#"{"b":23.10}"#);
    let right = types::Right::new().b(Decimal::new(2310, 2));
    let either = now(client.things().either(right).send()).expect("a success");
    assert_eq!(script.last().body(), r#"{"b":23.10}"#);
    let types::ThingsEitherResponse::Unrecognized(raw) = either else { panic!("{either:?}") };
    assert_eq!(raw.decode::<types::Right>().expect("right").b, Some(Decimal::new(2310, 2)));
    // The flag counts, whichever it is.
    script.json(200, r#"{"ok":true,"a":"x"}"#).json(200, r#"{"ok":false,"code":"E1"}"#).json(200, r#"{"a":"x"}"#);
    assert!(now(client.things().flagged().send()).is_ok());
    let error = now(client.things().flagged().send()).expect_err("a failure");
    assert_eq!(error.vendor_error().and_then(|error| error.code()), Some("E1"));
    assert!(now(client.things().flagged().send()).is_err(), "a flag that is missing is no success");
    let warned = compile(&document()).expect("it compiles").warnings;
    assert_eq!(warned.0.iter().filter(|found| found.code == Code::AmbiguousUnion).count(), 3);
}

#[test]
fn parts_and_alternatives_are_put_together() {
    let (script, client) = shop();
    script.json(
        200,
        r#"{"undescribed":[1],"shape":{"size":1,"kind":"round","radius":0.10},"named":{"size":2,"kind":"square","side":3,"name":"n"},
            "written":"yes","nested":{"because":"so"},"number":7.50,"empty":"ever","texts":{"a":"x","other":"y"},"maybe":null,"narrowed":"b"}"#,
    );
    let mixed = now(client.things().mixed().send()).expect("a success");
    assert_eq!(mixed.undescribed.get(), "[1]");
    assert!(
        matches!(&mixed.shape, Some(types::Shape::Round(round)) if round.radius == Some(Decimal::new(10, 2)) && round.size == 1)
    );
    assert!(matches!(&mixed.named, Some(types::MixedNamed::Square(square)) if square.name.as_deref() == Some("n")));
    assert!(
        matches!(&mixed.written, Some(types::Written::Variant1(types::WrittenVariant1::Yes))),
        "{:?}",
        mixed.written
    );
    let Some(types::Nested::Written(types::Written::Variant2(because))) = &mixed.nested else {
        panic!("{:?}", mixed.nested)
    };
    assert_eq!(because.because, "so");
    assert_eq!(mixed.empty, Some(types::MixedEmpty::Ever));
    assert_eq!(mixed.texts.map(|texts| texts.len()), Some(2));
    assert_eq!(
        (mixed.number, mixed.maybe, mixed.narrowed),
        (Some(Decimal::new(750, 2)), None, Some(types::MixedNarrowed::B))
    );
    let rated = |json: &str| serde_json::from_str::<types::MixedRated>(json).expect("JSON");
    assert!(["1", "\"all\"", "true", "7"].iter().all(|json| matches!(rated(json), types::MixedRated::Variant1(_))));
    assert!(matches!((rated("[]"), rated("{}")), (types::MixedRated::List(_), types::MixedRated::Unrecognized(_))));
    for (json, is_written) in [("\"free\"", true), ("true", false), ("[\"a\"]", false)] {
        let nested: types::Nested = serde_json::from_str(json).expect("JSON");
        assert_eq!(matches!(nested, types::Nested::Written(_)), is_written, "{nested:?}");
    }
}

#[test]
fn what_is_not_enforced_is_documented() {
    let output = compile(&document()).expect("it compiles");
    let types = &output.files["shop/types.rs"];
    for said in [
        "At least one of these is there: `a`; `b`.",
        "These are not there together: `a`, `b`.",
        "With `b` there is `c`.",
        "Is open.",
        "Is shut.",
        "The second.",
        "Known members: `a`, `id`.",
    ] {
        assert!(types.replace("\n    ", " ").replace("\n/// ", " ").contains(said), "{said}");
    }
    let operations = &output.files["shop/operations.rs"];
    assert!(operations.contains("Either a UUID (id) or a text that fits `^[a-z]` (name)."), "{operations}");
}

#[test]
fn other_versions_and_servers_are_told_as_what_they_are() {
    let swagger = findings("swagger: '2.0'\nx-what: 1\npaths: {}\n");
    assert_eq!(swagger.0.len(), 1, "{swagger}");
    assert!(swagger.0[0].message.contains("this is Swagger 2.0"));
    assert!(findings("swaggerVersion: '1.2'\napis: []\n").0[0].message.contains("this is Swagger 1"));
    assert!(findings("openapi: 3.2.0\n").0[0].suggestion.is_some());
    let own = findings(&document().replace(
        "servers: [{url: 'https://shop.test'}]\n      parameters",
        "servers: [{url: 'https://a.test'}]\n      parameters",
    ));
    assert!(own.0.iter().any(|found| found.code == Code::OwnServer), "{own}");
}

#[test]
fn alternatives_whose_names_are_none_in_rust() {
    let named = document()
        .replace("    Left:\n", "    left-part:\n      x-rust-name: LeftPart\n")
        .replace("schemas/Left'", "schemas/left-part'");
    let types = &compile(&named).expect("it compiles").files["shop/types.rs"];
    assert!(types.contains("LeftPart(LeftPart)"), "{types}");
}

#[test]
fn a_base_without_members_is_what_extends_it() {
    let bare = document()
        .replace("      required: [petType]\n      properties: {petType: {type: string}, name: {type: string}}\n", "")
        .replace(
            "operationId: pets_list",
            "operationId: pets_a\n      parameters: [{name: b, in: query, schema: {type: string, enum: [c]}}]",
        );
    let output = compile(&bare).expect("it compiles");
    let types = &output.files["shop/types.rs"];
    assert!(
        types.contains("pub enum Pet {") && !types.contains("PetBase") && types.contains("pub enum PetsAb"),
        "{types}"
    );
}
