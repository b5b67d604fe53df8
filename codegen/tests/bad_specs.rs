//! A spec that cannot be read or resolved ends with the file, line and column and what was expected; nothing panics and
//! the output folder stays as it was.

#[path = "support/command.rs"]
mod command;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use command::command;

/// A small vendor that compiles; each case breaks one thing.
const OPENAPI: &str = include_str!("shop/openapi.yaml");

const PATH: &str = include_str!("shop/goods_get.yaml");

const SCHEMAS: &str = include_str!("shop/goods.yaml");

fn shop() -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("specs/shop/openapi.yaml", OPENAPI.to_owned()),
        ("specs/shop/paths/goods_get.yaml", PATH.to_owned()),
        ("specs/shop/schemas/goods.yaml", SCHEMAS.to_owned()),
        ("specs/shop/examples/one.json", "{\"limit\": 1}\n".to_owned()),
    ])
}

fn write(root: &Path, files: &BTreeMap<&'static str, String>) {
    for (name, text) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

fn snapshot(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let mut all = BTreeMap::new();
    let mut queue = vec![folder.to_path_buf()];
    while let Some(folder) = queue.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                queue.push(path);
            } else {
                let modified = fs::metadata(&path).and_then(|data| data.modified()).expect("a date");
                all.insert(path.clone(), (fs::read(&path).expect("a file"), modified));
            }
        }
    }
    all
}

/// Breaks `file` by replacing `from`, and checks that the message is told with the place where `marker` stands, and that
/// nothing is written.
#[track_caller]
fn refused(file: &'static str, from: &str, to: &str, marker: &str, message: &str) {
    let root = tempfile::tempdir().expect("a temporary folder");
    write(root.path(), &shop());
    let (code, _, stderr) = command(root.path(), &["generate"]);
    assert_eq!(code, Some(0), "{stderr}");
    let before = snapshot(&root.path().join("generated"));

    let mut files = shop();
    let text = files.get_mut(file).expect("a file of the shop");
    assert!(text.contains(from), "`{from}` does not stand in {file}");
    *text = text.replacen(from, to, 1);
    let at = text.find(marker).expect("the marker stands in the broken file");
    let line = text[..at].matches('\n').count() + 1;
    let column = text[..at].chars().rev().take_while(|c| *c != '\n').count() + 1;
    let place = format!("--> {file}:{line}:{column}\n");
    write(root.path(), &files);
    for verb in ["generate", "check"] {
        let (code, stdout, stderr) = command(root.path(), &[verb]);
        assert_eq!(code, Some(2), "{verb}: {stdout}{stderr}");
        assert!(!stderr.contains("panicked"), "{verb} panicked: {stderr}");
        assert!(stderr.contains(&place), "expected the place `{place}` in:\n{stderr}");
        assert!(stderr.contains(message), "expected `{message}` in:\n{stderr}");
    }
    assert_eq!(before, snapshot(&root.path().join("generated")), "the output was touched");
}

const API: &str = "specs/shop/openapi.yaml";
const GET: &str = "specs/shop/paths/goods_get.yaml";
const GOODS: &str = "specs/shop/schemas/goods.yaml";

#[test]
fn broken_yaml() {
    refused(GET, "tags: [goods]", "tags: [goods", "[goods", "the list that begins here is not closed");
}

#[test]
fn a_key_that_stands_twice() {
    refused(GOODS, "    limit: ", "    \"offset\": ", "\"offset\"", "the key `offset` stands twice");
}

#[test]
fn a_file_that_is_not_there() {
    refused(API, "paths/goods_get.yaml", "paths/gone.yaml", "paths/gone", "there is no file");
}

#[test]
fn a_schema_that_is_not_there() {
    refused(GET, "goods.yaml#/GoodsGetReply", "goods.yaml#/Gone", "../schemas/goods.yaml#/Gone\n", "no member `Gone`");
}

#[test]
fn a_reference_out_of_the_folder() {
    refused(API, "paths/goods_get.yaml", "../../../x.yaml", "../../../x", "of the specs folder");
}

#[test]
fn an_example_that_is_not_json() {
    let file = "specs/shop/examples/one.json";
    refused(file, "{\"limit\": 1}", "{\"limit\": 1, ...}", "...", "expected strict JSON");
}

#[test]
fn an_unknown_extension() {
    refused(GET, "x-safety", "x-saftey", "x-saftey", "no extension `x-saftey` in an operation");
}

#[test]
fn a_misspelt_keyword() {
    refused(GOODS, "    id: {type: integer", "    id: {tyре: integer", "tyре", "did you mean `type`?");
    refused(
        GOODS,
        "    offset: {type: integer, format: int32}",
        "    offset: {type: integer, fromat: int32}",
        "fromat",
        "`format`?",
    );
}

#[test]
fn a_missing_safety() {
    refused(GET, "  x-safety: read\n", "", "post", "expected `x-safety`");
}

#[test]
fn a_batch_whose_records_are_no_required_list() {
    let paging = &PATH[PATH.find("  x-pagination").expect("it pages")..PATH.find("  requestBody").expect("a body")];
    let batch = |items: &str| format!("  x-batch: {{items: /{items}, max-items: 100}}\n");
    refused(
        GET,
        paging,
        &batch("limit"),
        "/limit, max",
        "expected a required list at the top of the request at `/limit`",
    );
    refused(GET, paging, &batch("array"), "/array", "`/array` leads nowhere in the request");
}

#[test]
fn a_pointer_that_leads_nowhere() {
    refused(GET, "items: /result", "items: /rows", "/rows", "`/rows` leads nowhere");
}

#[test]
fn a_number_without_decimal() {
    refused(GOODS, "{type: number, format: decimal}", "{type: number}", "{type: number}", "`format: decimal`");
}

#[test]
fn an_integer_without_format() {
    refused(GOODS, "{type: integer, format: int64}", "{type: integer}", "{type: integer}", "int32, int64 or unix-time");
}

#[test]
fn a_name_with_a_letter_that_only_looks_latin() {
    refused(GOODS, "    price:", "    \u{440}rice:", "\u{440}rice", "mixes scripts");
}

#[test]
fn two_names_for_one_field() {
    refused(GOODS, "    price:", "    Id: {type: string}\n    price:", "Id: {", "both become the field `id`");
}

#[test]
fn two_values_for_one_variant() {
    refused(GOODS, "[Good, Service]", "[Good, good]", "good]", "both become the variant `Good`");
}

#[test]
fn an_enum_value_that_collides_with_the_open_variant() {
    refused(GOODS, "[Good, Service]", "[Good, unrecognized]", "unrecognized]", "no usable variant name");
}

#[test]
fn a_schema_that_refers_to_itself() {
    let itself = "  $ref: 'goods.yaml#/Kind'";
    refused(GOODS, "  type: string\n  enum: [Good, Service]", itself, "$ref: 'goods.yaml#/Kind'\n", "refers to itself");
}

#[test]
fn a_path_item_that_refers_to_itself() {
    let itself = "$ref: goods_get.yaml\npost:\n";
    refused(GET, "post:\n", itself, "goods_get.yaml\n", "the reference leads back to itself");
}

#[test]
fn a_union_in_a_model() {
    let union = "{oneOf: [{type: 'null'}]}";
    refused(GOODS, "{type: number, format: decimal}", union, "[{type: 'null'}]", "expected a schema beside `null`");
}

#[test]
fn two_success_responses() {
    let two = "  responses:\n    '201': {description: Made.}\n";
    refused(GET, "  responses:\n", two, "'201'", "needs one success reply, and that a JSON object");
}

#[test]
fn an_operation_without_its_tag_as_prefix() {
    refused(GET, "operationId: goods_get", "operationId: get_goods", "get_goods", "`goods_<method>`");
}

#[test]
fn a_body_that_is_nested_too_deeply() {
    let deep = format!("    price: {}{}", "[".repeat(120), "]".repeat(120));
    refused(
        GOODS,
        "    price: {type: number, format: decimal}",
        &deep,
        &format!("{}]", "[".repeat(26)),
        "levels of nesting",
    );
}

/// The shop with an OAuth scheme whose flows are these.
fn oauth(flows: &str) -> String {
    let scheme = "components: {securitySchemes: {Oauth: {type: oauth2, x-client-parameter: {name: oauth, secret: true}";
    format!("{scheme}, flows: {flows}}}}}}}\npaths:\n")
}

#[test]
fn an_oauth_scheme_that_no_client_can_follow() {
    let fine = "clientCredentials: {tokenUrl: 'https://auth.shop.test/token', scopes: {}}";
    for (flows, marker, message) in [
        ("{implicit: {scopes: {}}}", "implicit", "expected the flow `clientCredentials` only, found `implicit`"),
        (&format!("{{{fine}, password: {{scopes: {{}}}}}}"), "password", "`clientCredentials` only, found `password`"),
        ("{}", "{}}}}", "expected a member `clientCredentials`"),
        ("{clientCredentials: {scopes: {}}}", "{scopes", "expected a member `tokenUrl`"),
        ("{clientCredentials: {tokenUrl: 'https://a.test/t'}}", "{tokenUrl", "expected a member `scopes`"),
        ("{clientCredentials: {tokenUrl: 5, scopes: {}}}", "5, ", "expected a string"),
        ("{clientCredentials: {tokenUrl: 'http://a.test/t', scopes: {}}}", "'http://a", "expected an https address"),
        ("{clientCredentials: {tokenUrl: 'https://a.test', scopes: {}}}", "'https://a", "with a path"),
        (
            "{clientCredentials: {tokenUrl: 'https://{a}.test/t', scopes: {}}}",
            "'https://{",
            "expected an https address",
        ),
        ("{clientCredentials: {tokenUrl: 'https://a.test/t', scopes: {r: Reads.}}}", "{r: ", "expected no scopes"),
        (
            "{clientCredentials: {refreshUrl: 'https://a.test/r', tokenUrl: 'https://a.test/t', scopes: {}}}",
            "refreshUrl",
            "found `refreshUrl`",
        ),
    ] {
        refused(API, "paths:\n", &oauth(flows), marker, message);
    }
    refused(API, "paths:\n", &oauth("{}").replace(", flows: {}", ""), "{type: oauth2", "expected a member `flows`");
}

#[test]
fn client_credentials_become_two_builder_methods() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let mut files = shop();
    let api = files.get_mut(API).expect("the document");
    let flow = oauth("{clientCredentials: {tokenUrl: 'https://auth.shop.test/token', scopes: {}}}");
    *api = api.replace("paths:\n", &flow);
    write(root.path(), &files);
    let (code, _, stderr) = command(root.path(), &["generate"]);
    assert_eq!(code, Some(0), "{stderr}");
    let client = fs::read_to_string(root.path().join("generated/shop/mod.rs")).expect("the client");
    for part in ["pub fn oauth(", "client_id: impl", "pub fn oauth_token_url(", "\"https://auth.shop.test/token\""] {
        assert!(client.contains(part), "{part} is not in:\n{client}");
    }

    let api = files.get_mut(API).expect("the document");
    let twin = "securitySchemes: {Twin: {type: http, scheme: bearer, x-client-parameter: {name: oauth_token_url}}, ";
    *api = api.replace("securitySchemes: {", twin);
    write(root.path(), &files);
    let (code, _, stderr) = command(root.path(), &["generate"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("`oauth` has the name of another builder method"), "{stderr}");
}

#[test]
fn every_finding_is_shown() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let mut files = shop();
    let goods = files.get_mut(GOODS).expect("the schemas");
    *goods = goods
        .replace("{type: number, format: decimal}", "{type: number}")
        .replace("enum: [Good", "enum: [service, Good");
    write(root.path(), &files);
    let (code, _, stderr) = command(root.path(), &["generate"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("`format: decimal`") && stderr.contains("both become the variant"), "{stderr}");
    assert!(!root.path().join("generated").exists());
}

#[test]
fn no_specs_folder() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let (code, _, stderr) = command(root.path(), &["generate"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("cannot read the specs folder `specs`"), "{stderr}");
}

#[test]
fn check_tells_a_stale_folder_by_status_and_diff() {
    let root = tempfile::tempdir().expect("a temporary folder");
    write(root.path(), &shop());
    assert_eq!(command(root.path(), &["generate"]).0, Some(0));
    let (code, stdout, _) = command(root.path(), &["check"]);
    assert_eq!((code, stdout.as_str()), (Some(0), "generated is fresh\n"));

    let types = root.path().join("generated/shop/types.rs");
    let text = fs::read_to_string(&types).expect("the models");
    fs::write(&types, text.replace("pub price", "pub cost")).expect("written");
    let (code, stdout, stderr) = command(root.path(), &["check"]);
    assert_eq!(code, Some(1));
    assert!(stdout.contains("-    pub cost") && stdout.contains("+    pub price"), "{stdout}");
    assert!(stderr.contains("generate"), "{stderr}");

    assert_eq!(
        command(root.path(), &["generate"]).1,
        "wrote generated/shop/types.rs\nwrote generated/FINGERPRINT\n2 files changed\n"
    );
    assert_eq!(command(root.path(), &["check"]).0, Some(0));
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    let (first, second) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let texts = [&first, &second].map(|root| {
        write(root.path(), &shop());
        assert_eq!(command(root.path(), &["generate"]).0, Some(0));
        let files = snapshot(&root.path().join("generated")).into_iter();
        files
            .map(|(path, (text, _))| (path.strip_prefix(root.path()).expect("below the root").to_path_buf(), text))
            .collect::<BTreeMap<_, _>>()
    });
    assert_eq!(texts[0], texts[1]);
}

#[test]
fn what_cannot_be_written_is_named() {
    let root = tempfile::tempdir().expect("a temporary folder");
    write(root.path(), &shop());
    fs::create_dir_all(root.path().join("generated/shop/types.rs")).expect("a folder");
    let (code, _, stderr) = command(root.path(), &["generate"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("types.rs`: "), "{stderr}");
}

/// A pipe is never read: nobody writes into it, and the test would not end.
#[cfg(unix)]
#[test]
fn only_regular_files_are_read() {
    let root = tempfile::tempdir().expect("a temporary folder");
    write(root.path(), &shop());
    let one = root.path().join("specs/shop/examples/one.json");
    let pipe = root.path().join("specs/shop/schemas/pipe.yaml");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    let (status, _, said) = command(root.path(), &["generate"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("NC0903") && said.contains("pipe.yaml"), "{said}");
    fs::remove_dir_all(root.path().join("generated")).expect("no output");
    fs::remove_file(&pipe).expect("no pipe");

    fs::remove_file(&one).expect("no example");
    std::os::unix::fs::symlink("/dev/zero", &one).expect("a link");
    let (status, _, said) = command(root.path(), &["lint"]);
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("NC0101") && said.contains("not a regular file"), "{said}");
    assert!(!root.path().join("generated").exists());
}
