//! `new`: for each vendor, what it writes passes the lints as soon as its marks are filled, and nothing is ever overwritten.

#![allow(clippy::expect_used)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nomenclature_codegen::diagnostic::Code;
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

/// Scaffolds an operation, fills its marks, and returns the texts of its files by the ends of their names.
#[track_caller]
fn filled(vendor: &str, path: &str, id: &str) -> BTreeMap<String, String> {
    let specs = workspace();
    let before = snapshot(&specs.folder());
    let planned = scaffold::plan(&specs.folder(), &wanted(vendor, path)).expect("a plan");
    assert_eq!(snapshot(&specs.folder()), before, "planning writes nothing");
    let written = planned.write(&specs.folder()).expect("written");

    let findings = specs.findings();
    assert!(!findings.0.is_empty() && findings.0.iter().all(|found| found.code == Code::UnfilledTodo), "{findings}");
    // Each file that has a mark is shown.
    for path in &written {
        let name = path.strip_prefix(specs.root()).expect("inside").to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(path).expect("a file");
        let is_shown = findings.0.iter().any(|found| found.span().is_some_and(|span| span.file.name() == name));
        assert_eq!(is_shown, text.contains("TODO"), "{name}\n{findings}");
        let text = text.replace("TODO read, idempotent or write", "write").replace("TODO", "filled");
        fs::write(path, text).expect("written");
    }
    let findings = specs.findings();
    assert!(findings.0.is_empty(), "{}", findings.render(false));
    let output = nomenclature_codegen::compile(&specs.folder(), &Default::default()).expect("generated");
    let operations = &output.files[&format!("{vendor}/operations.rs")];
    assert!(operations.contains(path.rsplit('/').next().expect("a word")), "{operations}");

    // What was there is there as before, up to new lines in the document.
    for (path, text) in &before {
        let now = fs::read_to_string(path).expect("a file");
        let mut lines = now.lines();
        assert!(text.lines().all(|line| lines.any(|new| new == line)), "{}", path.display());
        assert!(*text == now || path.ends_with(format!("{vendor}/openapi.yaml")), "{}", path.display());
    }
    let short = |path: &PathBuf| path.file_name().expect("a name").to_string_lossy().replace(id, "ID");
    let folder =
        |path: &PathBuf| path.parent().and_then(Path::file_name).expect("a folder").to_string_lossy().into_owned();
    let named = written
        .iter()
        .map(|path| (format!("{}/{}", folder(path), short(path)), fs::read_to_string(path).expect("a file")));
    named.collect()
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
}

#[test]
fn a_listing_of_quince_has_the_pages_and_the_failure_of_its_siblings() {
    let files = filled("quince", "/price_type/list", "price_types_list");
    has(
        &files["paths/ID.yaml"],
        &[
            "post:\n  operationId: price_types_list\n  tags: [price_types]\n",
            "x-safety: read",
            "x-pagination: {style: page, request: {page: /page}, response: {items: /data}, page-size: 100}",
            "- $ref: ../schemas/error.yaml#/ErrorReply",
        ],
    );
    has(&files["schemas/ID.yaml"], &["x-hoist: true", "const: true", "$ref: price_types_list.yaml#/PriceType\n"]);
    has(&files["examples/ID.failure.json"], &["\"success\": false"]);
    has(&files["quince/openapi.yaml"], &["  - name: price_types\n", "    $ref: paths/price_types_list.yaml\n\n"]);
}

#[test]
fn an_addition_to_quince_is_a_batch_that_answers_with_identifiers() {
    let files = filled("quince", "/price_type/add", "price_types_add");
    has(&files["paths/ID.yaml"], &["x-safety: write", "x-batch: {items: /array, max-items: 100}"]);
    has(&files["schemas/ID.yaml"], &["required: [array]", "$ref: record_id.yaml#/RecordId"]);
}

#[test]
fn a_listing_of_regos_counts_by_offset() {
    let files = filled("regos", "/Firm/Get", "firm_get");
    has(&files["paths/ID.yaml"], &["style: offset", "next-offset: /next_offset", "../schemas/error.yaml#/ErrorReply"]);
    // The vendor has a schema `Firm`.
    has(&files["schemas/ID.yaml"], &["FirmGetRecord:", "type: [array, 'null']"]);
}

#[test]
fn a_call_of_zegoal_names_its_frame_after_itself() {
    let files = filled("zegoal", "/EditCatalogPosition", "catalog_edit_position");
    has(
        &files["schemas/ID.yaml"],
        &[
            "    EditCatalogPosition:\n",
            "EditCatalogPositionFailure:",
            "x-client-parameter: {name: tenant, secret: false}",
        ],
    );
    has(&files["examples/ID.reply.json"], &["\"EditCatalogPosition\"", "\"status\": \"ok\""]);
    has(&files["examples/ID.failure.json"], &["\"EditCatalogPosition\"", "\"status\": \"error\""]);
}

#[test]
fn a_listing_of_life_pos_has_the_headers_and_statuses_of_its_sibling() {
    let files = filled("life_pos", "/v5/orgs/{org_guid}/async/exports/nomenclature", "exports_list");
    has(
        &files["paths/ID.yaml"],
        &[
            "style: token",
            "#/OrgGuid",
            "#/PageToken",
            "#/AcceptLanguage",
            "'429':\n      $ref: ../responses/errors.yaml",
        ],
    );
    assert!(!files["paths/ID.yaml"].contains("TaskStatus"), "a filter of the sibling");
    assert!(!files.contains_key("examples/ID.request.json"), "a GET has no body");
}

#[test]
fn what_is_chosen_replaces_what_is_derived() {
    let specs = Specs::shop();
    let chosen = Wanted {
        method: Some("PUT".into()),
        tag: Some("stock".into()),
        id: Some("stock_replace".into()),
        ..wanted("shop", "/store/{store_id}/set")
    };
    let planned = scaffold::plan(&specs.folder(), &chosen).expect("a plan");
    let text = &planned.files[0].1;
    has(text, &["put:\n  operationId: stock_replace\n  tags: [stock]\n", "x-safety: TODO", "name: store_id"]);
    assert!(!text.contains("x-pagination") && !text.contains("x-batch"), "{text}");
}

#[test]
fn nothing_is_overwritten_and_nothing_is_half_written() {
    let specs = workspace();
    let wanted = wanted("quince", "/price_type/list");
    let planned = scaffold::plan(&specs.folder(), &wanted).expect("a plan");
    let mine = specs.folder().join("quince/examples/price_types_list.reply.json");
    fs::write(&mine, "mine").expect("written");
    let before = snapshot(&specs.folder());
    let message = scaffold::plan(&specs.folder(), &wanted).expect_err("a file is there");
    assert_eq!(message, "`specs/quince/examples/price_types_list.reply.json` exists already; nothing was written");
    // Somebody was faster: what was written before it is taken back.
    assert!(planned.write(&specs.folder()).is_err());
    assert_eq!(snapshot(&specs.folder()), before);
}

#[test]
fn what_cannot_be_scaffolded_is_told_in_a_line() {
    let specs = workspace();
    let refused = |wanted: Wanted| scaffold::plan(&specs.folder(), &wanted).expect_err("refused");
    for (vendor, path, message) in [
        ("quinse", "/a/list", "no vendor `quinse`; did you mean `quince`?"),
        ("quince", "/service/list", "`specs/quince/openapi.yaml` has the path `/service/list` already"),
        ("quince", "price_type/list", "expected a path such as `/price_type/list`, found `price_type/list`"),
        ("quince", "/", "expected a path such as `/price_type/list`, found `/`"),
    ] {
        assert_eq!(refused(wanted(vendor, path)), message);
    }
    let twice =
        Wanted { tag: Some("services".into()), id: Some("services_list".into()), ..wanted("quince", "/x/list") };
    assert!(refused(twice).starts_with("`quince` has the operation `services_list` already"));
    let apart = Wanted { tag: Some("services".into()), id: Some("other_list".into()), ..wanted("quince", "/x/list") };
    assert!(refused(apart).starts_with("expected an operation id `services_<method>`"));

    let output = Command::new(env!("CARGO_BIN_EXE_nomenclature-codegen"))
        .args(["new", "quinse", "/a/list"])
        .current_dir(specs.root())
        .output()
        .expect("the command runs");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "error: no vendor `quinse`; did you mean `quince`?\n");
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

#[test]
fn what_no_operation_could_be_is_refused_before_anything_is_written() {
    let specs = workspace();
    let before = snapshot(&specs.folder());
    let refused = |wanted: Wanted, part: &str| {
        let said = scaffold::plan(&specs.folder(), &wanted).expect_err(part);
        assert!(said.contains(part), "{said}");
    };
    let good = || wanted("quince", "/price_type/list");
    refused(Wanted { method: Some("FOO".into()), ..good() }, "no method `FOO`");
    for path in ["/a/{b", "/a/b}", "/a/{}", "/a/{b}{c}", "/a/x{b}", "/../../x", "/a/./b", "/a//b", "/a/.."] {
        refused(wanted("quince", path), "expected a path such as");
    }
    refused(Wanted { tag: Some("type".into()), ..good() }, "choose another tag");
    refused(wanted("nix", "/a"), "there are: ");
    refused(wanted("quinse", "/a"), "did you mean `quince`?");
    assert!(scaffold::plan(&specs.folder(), &Wanted { method: Some("POST".into()), ..good() }).is_ok());
    assert_eq!(snapshot(&specs.folder()), before);
}

#[test]
fn a_collection_of_life_pos_has_pages_as_the_others() {
    let files = filled("life_pos", "/v5/orgs/{org_guid}/groups", "groups_list");
    let like = fs::read_to_string(workspace().folder().join("life_pos/paths/nomenclature_imports_list.yaml"));
    let like = like.expect("the sibling");
    assert!(like.contains("x-pagination:"), "{like}");
    has(&files["paths/ID.yaml"], &["operationId: groups_list", "x-pagination:", "query:", "x-safety: read"]);
}

#[test]
fn what_new_writes_has_names_that_are_ones() {
    let files = filled("quince", "/self/type", "selfs_type");
    has(&files["schemas/ID.yaml"], &["SelfsTypeRequest:"]);
    assert!(!files["schemas/ID.yaml"].contains("Self_"), "{}", files["schemas/ID.yaml"]);
}

#[test]
fn a_body_stands_only_where_http_gives_it_a_meaning() {
    let specs = workspace();
    let by = |method: &str| {
        let wanted = Wanted { method: Some(method.into()), ..wanted("quince", "/price_type/list") };
        scaffold::plan(&specs.folder(), &wanted)
    };
    for method in ["get", "TRACE", "delete", "options"] {
        let files = by(method).expect("a plan").files;
        assert!(!files[0].1.contains("requestBody"), "{}", files[0].1);
        assert!(!files.iter().any(|(path, _)| path.ends_with(".request.json")), "{method}");
    }
    assert!(by("HEAD").expect_err("no body").starts_with("the reply to HEAD has no body"));
}

#[test]
fn the_method_tells_what_a_path_without_a_word_for_it_does() {
    let specs = workspace();
    let id = |method: &str, path: &str| {
        let wanted = Wanted { method: Some(method.into()), ..wanted("life_pos", path) };
        let files = scaffold::plan(&specs.folder(), &wanted).expect("a plan").files;
        files[0].0.trim_start_matches("life_pos/paths/").trim_end_matches(".yaml").to_owned()
    };
    assert_eq!(id("get", "/v5/orgs/{org_guid}/goods"), "goods_list");
    assert_eq!(id("get", "/v5/orgs/{org_guid}/goods/{good_guid}"), "goods_get");
    assert_eq!(id("post", "/v5/orgs/{org_guid}/goods"), "goods_create");
    assert_eq!(id("post", "/v5/orgs/{org_guid}/goods/do"), "goods_do");
    assert_eq!(id("patch", "/v5/orgs/{org_guid}/goods/{good_guid}"), "goods_update");
}

#[test]
fn a_vendor_without_operations_is_shown_one_to_follow() {
    let specs = workspace();
    let fresh = specs.folder().join("fresh");
    fs::create_dir(&fresh).expect("a folder");
    fs::write(fresh.join("openapi.yaml"), "openapi: 3.1.1\npaths: {}\n").expect("written");
    let said = scaffold::plan(&specs.folder(), &wanted("fresh", "/thing/list")).expect_err("nothing to follow");
    let example = said.split('`').nth(5).expect("an example");
    assert!(specs.root().join(example).is_file(), "{said}");
    let article = Wanted { id: Some("A".into()), ..wanted("quince", "/price_type/list") };
    let said = scaffold::plan(&specs.folder(), &article).expect_err("no id");
    assert!(said.starts_with("expected an operation id in snake_case"), "{said}");
}
