//! `new`: for each vendor, what it writes passes the lints as soon as its marks are filled, and nothing is ever overwritten.

#![allow(clippy::expect_used)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nomenclature_codegen::diagnostic::{Code, Diagnostic, Severity};
use nomenclature_codegen::scaffold::{self, Wanted};
use support::Specs;

fn workspace() -> Specs {
    Specs::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("specs"))
}

fn wanted(vendor: &str, path: &str) -> Wanted {
    Wanted { vendor: vendor.into(), path: path.into(), ..Wanted::default() }
}

fn snapshot(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut all = BTreeMap::new();
    let mut queue = vec![folder.to_path_buf()];
    while let Some(folder) = queue.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                queue.push(path);
            } else {
                all.insert(path.clone(), fs::read_to_string(&path).expect("a file"));
            }
        }
    }
    all
}

/// Scaffolds what is wanted, fills its marks, and returns the texts of its files by their paths below `specs`.
#[track_caller]
fn filled(wanted: &[Wanted]) -> BTreeMap<String, String> {
    let specs = workspace();
    let mut all = BTreeMap::new();
    for wanted in wanted {
        let before = snapshot(&specs.folder());
        let planned = scaffold::plan(&specs.folder(), wanted).expect("a plan");
        assert_eq!(snapshot(&specs.folder()), before, "planning writes nothing");
        for path in planned.write(&specs.folder()).expect("written") {
            let name = path.strip_prefix(specs.folder()).expect("inside").to_string_lossy().replace('\\', "/");
            all.insert(name, path);
        }
        // What was there is there as before, up to new lines in between.
        for (path, text) in &before {
            let now = fs::read_to_string(path).expect("a file");
            let mut lines = now.lines();
            let is_kept = |line: &str| line.ends_with(": []") || line.ends_with(": {}") || lines.any(|new| new == line);
            assert!(text.lines().all(is_kept), "{}", path.display());
        }
    }
    let findings = specs.findings();
    assert!(
        findings.0.iter().all(|found| found.severity == Severity::Warning || found.code == Code::UnfilledTodo),
        "{}",
        findings.render(false)
    );
    for path in all.values() {
        let text = fs::read_to_string(path).expect("a file");
        let text =
            text.replace("TODO read, idempotent or write", "write").replace("x-reply: TODO one of page, ", "x-reply: ");
        let text = text.replace("TODO the greatest number of records in a request", "100");
        let text =
            text.replace("https://TODO", "https://filled.test").replace("TODO_", "filled_").replace("TODO", "filled");
        fs::write(path, text).expect("written");
    }
    let findings = specs.findings();
    let is_told = |found: &&Diagnostic| found.code != Code::MissingErrorResponse;
    let left: Vec<_> = findings.0.iter().filter(is_told).collect();
    assert!(left.is_empty(), "{}", findings.render(false));
    nomenclature_codegen::compile(&specs.folder(), &Default::default()).expect("generated");
    all.into_iter().map(|(name, path)| (name, fs::read_to_string(path).expect("a file"))).collect()
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
}

#[test]
fn what_a_habit_says_is_not_asked_for() {
    let files = filled(&[wanted("quince", "/price_type/list")]);
    assert_eq!(
        files["quince/paths/price_types.yaml"].split_once('\n').expect("lines").1,
        "list:\n  post:\n    x-request:\n      properties: {}\n"
    );
    has(&files["quince/schemas/price_type.yaml"], &["PriceType:\n", "    Name: {}\n", "filled_member"]);
    has(&files["quince/openapi.yaml"], &["  /price_type/list:\n    $ref: paths/price_types.yaml#/list\n"]);
    // The vendor has a schema `Firm`, so it is of that.
    let files = filled(&[wanted("regos", "/Firm/Get")]);
    assert_eq!(files.keys().collect::<Vec<_>>(), ["regos/openapi.yaml", "regos/paths/firm.yaml"]);
    assert!(!files["regos/openapi.yaml"].contains("filled"), "nothing is left to fill in");
    // A verb that no habit has.
    let files = filled(&[wanted("quince", "/price_type/archive")]);
    has(
        &files["quince/paths/price_types.yaml"],
        &["archive:\n  post:\n    summary: filled", "x-safety: write", "x-reply: ids"],
    );
    let files = filled(&[wanted("zegoal", "/EditCatalogPosition")]);
    has(
        &files["zegoal/paths/catalog.yaml"],
        &["EditCatalogPosition:\n  post:\n", "x-reply: {result: EditCatalogPositionResult}"],
    );
}

#[test]
fn a_family_is_one_file() {
    let family = |vendor: &str, path: &str| Wanted { family: true, ..wanted(vendor, path) };
    let files = filled(&[family("regos", "/Stock")]);
    let text = &files["regos/paths/stock.yaml"];
    let keys: Vec<_> = text.lines().filter(|line| !line.starts_with([' ', '#'])).collect();
    assert_eq!(keys, ["Get:", "Add:", "Edit:", "Delete:"]);
    let files = filled(&[family("quince", "/price_type")]);
    has(&files["quince/paths/price_types.yaml"], &["list:\n", "add:\n", "update:\n"]);
    let specs = workspace();
    let said = scaffold::plan(&specs.folder(), &family("zegoal", "/Catalog")).expect_err("no family");
    assert!(said.contains("family: [Get, Add, Edit, Delete]"), "{said}");
}

#[test]
fn a_listing_of_life_pos_needs_the_record_alone() {
    let files = filled(&[wanted("life_pos", "/v5/orgs/{org_guid}/groups")]);
    assert_eq!(
        files["life_pos/paths/groups.yaml"].split_once('\n').expect("lines").1,
        "collection:\n  get:\n    x-reply: {page: Group}\n"
    );
    has(&files["life_pos/openapi.yaml"], &["  - name: groups\n", "    x-paths: ['/v5/orgs/{org_guid}/groups']\n"]);
}

#[test]
fn a_path_takes_further_methods() {
    let path = "/v5/orgs/{org_guid}/groups";
    let by = |method: &str, batch| Wanted { method: Some(method.into()), batch, ..wanted("life_pos", path) };
    let files = filled(&[wanted("life_pos", path), by("post", false), by("PATCH", true)]);
    let text = &files["life_pos/paths/groups.yaml"];
    has(
        text,
        &[
            "collection:\n  get:\n",
            "\n  post:\n    operationId: groups_create\n",
            "\n  patch:\n    operationId: groups_update\n",
        ],
    );
    has(text, &["x-batch: {items: '', max-items: 100}", "      type: array\n"]);
    // A file that is a path itself goes on at its end.
    let imports = "/v5/orgs/{org_guid}/async/imports/nomenclature";
    let files = filled(&[Wanted { path: imports.into(), ..by("post", false) }]);
    has(&files["life_pos/paths/nomenclature_imports.yaml"], &["\npost:\n  operationId: nomenclature_imports_create\n"]);
    let specs = workspace();
    let said = scaffold::plan(&specs.folder(), &wanted("life_pos", imports)).expect_err("which method?");
    assert!(said.ends_with("already; --method adds another one"), "{said}");
    let said =
        scaffold::plan(&specs.folder(), &Wanted { path: imports.into(), ..by("get", false) }).expect_err("there");
    assert_eq!(said, format!("`specs/life_pos/openapi.yaml` has GET `{imports}` already"));
}

#[test]
fn what_a_tag_is_for_stays_with_it() {
    let imports = "/v5/orgs/{org_guid}/async/imports/nomenclature/{guid}";
    let files = filled(&[wanted("life_pos", imports)]);
    assert!(
        files["life_pos/paths/nomenclature_imports_get.yaml"].contains("operationId: nomenclature_imports_get\n"),
        "{files:?}"
    );
    assert_eq!(files["life_pos/openapi.yaml"].matches("x-paths").count(), 1);
}

#[test]
fn an_action_behind_a_colon_has_the_tag_of_its_thing() {
    let post = |path: &str| Wanted { method: Some("post".into()), ..wanted("life_pos", path) };
    let groups = "/v5/orgs/{org_guid}/groups";
    let files = filled(&[wanted("life_pos", groups), post(&format!("{groups}/{{group_guid}}:archive"))]);
    has(&files["life_pos/paths/groups.yaml"], &["\narchive:\n  post:\n    summary:"]);
    let files = filled(&[
        wanted("life_pos", groups),
        Wanted { method: Some("get".into()), ..post(&format!("{groups}:new.csv")) },
    ]);
    has(&files["life_pos/paths/groups.yaml"], &["\nnew_csv:\n  get:\n", "x-safety: read"]);
}

#[test]
fn the_first_operation_of_a_vendor_begins_its_document() {
    let first = Wanted { first: true, ..wanted("acme", "/shops/{shop_id}/goods/{goods_uuid}") };
    let files = filled(std::slice::from_ref(&first));
    has(&files["acme/openapi.yaml"], &["openapi: 3.1.1\n", "  - name: goods\n", "$ref: paths/goods.yaml#/record\n"]);
    let text = &files["acme/paths/goods.yaml"];
    has(text, &["record:\n  get:\n    operationId: goods_get\n", "format: uuid"]);
    assert!(text.find("shop_id").expect("there") < text.find("goods_uuid").expect("there"), "in the order of the path");
    let collection = wanted("acme", "/shops/{shop_id}/goods");
    let files = filled(&[first, collection.clone(), Wanted { method: Some("post".into()), ..collection }]);
    has(&files["acme/paths/goods.yaml"], &["collection:\n  get:\n", "  post:\n    operationId: goods_create\n"]);
    let specs = Specs::empty();
    let planned = scaffold::plan(&specs.folder(), &Wanted { first: true, ..wanted("acme", "/goods") }).expect("a plan");
    planned.write(&specs.folder()).expect("written where nothing was");
    let again = Wanted { first: true, ..wanted("acme", "/goods") };
    let said = scaffold::plan(&specs.folder(), &again).expect_err("it is there");
    assert_eq!(said, "`specs/acme/openapi.yaml` exists already; leave --first out");
}

#[test]
fn a_vendor_without_habits_is_written_out_and_follows_its_siblings() {
    let specs = Specs::shop();
    let chosen = Wanted {
        method: Some("PUT".into()),
        tag: Some("stock".into()),
        id: Some("stock_replace".into()),
        ..wanted("shop", "/store/{store_id}/set")
    };
    let planned = scaffold::plan(&specs.folder(), &chosen).expect("a plan");
    let text = &planned.files["shop/paths/stock.yaml"];
    has(
        text,
        &[
            "collection:\n  put:\n    operationId: stock_replace\n    tags: [stock]\n",
            "x-safety: idempotent",
            "name: store_id",
        ],
    );
    assert!(!text.contains("x-pagination") && !text.contains("examples"), "no example of another operation:\n{text}");
}

#[test]
fn nothing_is_overwritten_and_nothing_is_half_written() {
    let specs = workspace();
    let wanted = wanted("quince", "/price_type/list");
    let planned = scaffold::plan(&specs.folder(), &wanted).expect("a plan");
    // Somebody was faster: what was written before it is taken back.
    let mine = specs.folder().join("quince/schemas/price_type.yaml");
    fs::write(&mine, "mine").expect("written");
    let before = snapshot(&specs.folder());
    assert!(planned.write(&specs.folder()).is_err());
    assert_eq!(snapshot(&specs.folder()), before);
    // A file that cannot be changed takes everything back, what was changed before it too.
    fs::remove_file(&mine).expect("removed");
    fs::remove_file(specs.folder().join("quince/openapi.yaml")).expect("removed");
    let before = snapshot(&specs.folder());
    assert!(planned.write(&specs.folder()).is_err());
    assert_eq!(snapshot(&specs.folder()), before);
}

#[test]
fn lines_end_as_they_did() {
    let specs = workspace();
    let document = specs.folder().join("quince/openapi.yaml");
    let text = fs::read_to_string(&document).expect("a file").replace('\n', "\r\n");
    fs::write(&document, &text).expect("written");
    let planned = scaffold::plan(&specs.folder(), &wanted("quince", "/price_type/list")).expect("a plan");
    let text = &planned.changed["quince/openapi.yaml"];
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn what_cannot_be_scaffolded_is_told_in_a_line() {
    let specs = workspace();
    let before = snapshot(&specs.folder());
    let refused = |wanted: Wanted, message: &str| {
        let said = scaffold::plan(&specs.folder(), &wanted).expect_err(message);
        assert!(said.contains(message), "{said}");
        assert!(!said.contains('\n'), "{said}");
    };
    let good = || wanted("quince", "/price_type/list");
    for (vendor, path, message) in [
        ("quinse", "/a/list", "no vendor `quinse`; did you mean `quince`?"),
        ("nix", "/a", "--first begins another one"),
        ("quince", "/service/list", "`specs/quince/openapi.yaml` has POST `/service/list` already"),
        ("quince", "price_type/list", "expected a path such as `/price_type/list`, found `price_type/list`"),
    ] {
        refused(wanted(vendor, path), message);
    }
    for path in [
        "/",
        "/a/{b",
        "/a/b}",
        "/a/{}",
        "/a/{b}{c}",
        "/a/x{b}",
        "/../../x",
        "/a/./b",
        "/a//b",
        "/a/..",
        "/a:",
        "/a:b:c",
    ] {
        refused(wanted("quince", path), "expected a path such as");
    }
    refused(Wanted { method: Some("FOO".into()), ..good() }, "no method `FOO`");
    refused(Wanted { method: Some("HEAD".into()), ..good() }, "the reply to HEAD has no body");
    refused(Wanted { tag: Some("type".into()), ..good() }, "choose another tag");
    refused(Wanted { id: Some("A".into()), ..good() }, "expected an operation id in snake_case");
    refused(
        Wanted { tag: Some("services".into()), id: Some("services_list".into()), ..wanted("quince", "/x/list") },
        "`quince` has the operation `services_list` already",
    );
    refused(
        Wanted { tag: Some("services".into()), id: Some("other_list".into()), ..wanted("quince", "/x/list") },
        "expected an operation id `services_<method>`",
    );
    refused(Wanted { first: true, ..wanted("Acme", "/a") }, "expected a vendor in snake_case");
    assert_eq!(snapshot(&specs.folder()), before);

    let output = Command::new(env!("CARGO_BIN_EXE_nomenclature-codegen"))
        .args(["new", "quinse", "/a/list"])
        .current_dir(specs.root())
        .output()
        .expect("the command runs");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "error: no vendor `quinse`; did you mean `quince`?\n");
}

#[test]
fn a_body_stands_only_where_http_gives_it_a_meaning() {
    let specs = workspace();
    for method in ["get", "TRACE", "delete", "options"] {
        let wanted = Wanted { method: Some(method.into()), ..wanted("life_pos", "/v5/orgs/{org_guid}/groups") };
        let files = scaffold::plan(&specs.folder(), &wanted).expect("a plan").files;
        assert!(!files["life_pos/paths/groups.yaml"].contains("x-request"), "{method}");
    }
}

#[test]
fn the_method_tells_what_a_path_without_a_word_for_it_does() {
    let specs = workspace();
    for (method, path, id) in [
        ("get", "/v5/orgs/{org_guid}/goods", "goods_list"),
        ("get", "/v5/orgs/{org_guid}/goods/{good_guid}", "goods_get"),
        ("post", "/v5/orgs/{org_guid}/goods", "goods_create"),
        ("post", "/v5/orgs/{org_guid}/goods/do", "goods_do"),
        ("patch", "/v5/orgs/{org_guid}/goods/{good_guid}", "goods_update"),
    ] {
        let wanted = Wanted { method: Some(method.into()), ..wanted("life_pos", path) };
        let files = scaffold::plan(&specs.folder(), &wanted).expect("a plan").files;
        let text = &files["life_pos/paths/goods.yaml"];
        // What a path or a habit says is not repeated.
        let is_known = id == "goods_list" || text.contains("\ndo:\n");
        assert!(is_known || text.contains(&format!("operationId: {id}\n")), "{text}");
    }
}

#[test]
fn marks_are_found_in_names_values_and_examples_but_not_in_comments_or_words() {
    let specs = Specs::shop();
    specs.edit("openapi.yaml", "paths:\n", "# TODO: order.\npaths:\n");
    specs.edit("openapi.yaml", "description: Goods.", "description: TODOS.");
    assert_eq!(support::lines(&specs.findings()), [""; 0]);
    specs.edit(
        "schemas/goods.yaml",
        "    name: {type: string, description: Its name.}",
        "    TODO: {type: string, description: 'A TODO.'}",
    );
    specs.edit("examples/goods_get.reply.json", "\"name\": \"Tea\"", "\"name\": \"TODO\"");
    specs.edit("examples/goods_add.request.json", "\"name\": \"Tea\", ", "");
    assert_eq!(
        support::lines(&specs.findings()),
        [
            "NC0905 examples/goods_get.reply.json:4:24 TODO",
            "NC0905 schemas/goods.yaml:43:5 TODO",
            "NC0905 schemas/goods.yaml:43:39 'A TODO.'"
        ]
    );
}
