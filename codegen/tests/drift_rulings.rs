//! `drift`: what differs on purpose is a row of `rulings.yaml`, and a row that fits nothing is an error. The command prints all of it.

#![allow(clippy::expect_used)]

#[path = "support/command.rs"]
mod command;
mod support;

use std::fs;
use std::path::Path;

use command::command;
use nomenclature_codegen::diagnostic::Code;
use nomenclature_codegen::drift::{self, Kind, Wanted};
use serde_json::{Value, json};
use support::newer::{against, bundle, told, wanted, write};
use support::{Specs, lines};

/// A shop whose vendor has renamed a member, added a value and an operation, and shortened a name.
fn newer(specs: &Specs) -> Value {
    let mut document = bundle(specs);
    let schemas = &mut document["components"]["schemas"];
    let properties = schemas["Item"]["properties"].as_object_mut().expect("members");
    let price = properties.remove("price").expect("a price");
    properties.insert("cost".to_owned(), price);
    properties["name"]["maxLength"] = json!(20);
    schemas["Kind"]["enum"] = json!(["Good", "Service", "Set"]);
    document["paths"]["/goods/set"] = json!({"post": {"summary": "Sets goods."}});
    document
}

const ALL: [&str; 5] = [
    "Kind: value-added Set [- | Set]",
    "Item /cost: member-added [- | number (decimal)]",
    "Item /name: limit maxLength [- | maxLength 20]",
    "Item /price: member-gone [number (decimal) | -]",
    "POST /goods/set: operation-added [- | Sets goods]",
];

/// What is left of all differences under some rulings, and what is wrong with these.
fn left(rulings: &str) -> (Vec<String>, Vec<String>) {
    let specs = Specs::shop();
    let document = newer(&specs).to_string();
    specs.write("rulings.yaml", rulings);
    let report = against(&specs, "newer.json", &document).expect("rulings that can be read");
    assert_eq!(report.on_purpose + report.differences.len(), ALL.len());
    let mut left = told(&report);
    left.sort_by_key(|line| ALL.iter().position(|known| known == line));
    (left, lines(&report.findings))
}

/// A row, and those of [`ALL`] that it covers.
#[test]
fn a_ruling_covers_what_it_names() {
    assert_eq!(left("[]"), (ALL.map(str::to_owned).to_vec(), Vec::new()));
    for (row, covered) in [
        ("at: Item /cost\n  difference: member-added", &[1][..]),
        ("at: Item /*\n  difference: member-added", &[1]),
        ("at: '*'\n  difference: member-gone", &[3]),
        ("at: Kind\n  difference: value-added\n  value: Set", &[0]),
        ("at: '*'\n  difference: value-added\n  value: S*", &[0]),
        ("at: Item /name\n  difference: limit\n  value: maxLength", &[2]),
        ("at: POST /goods/set\n  difference: operation-added", &[4]),
        ("at: POST /goods/*\n  difference: operation-added", &[4]),
        // Without a sort, all that is there and below.
        ("at: Item", &[1, 2, 3]),
        ("at: POST /goods/set", &[4]),
        ("at: Item /price", &[3]),
        ("at: Item /cost\n  document: newer.*", &[1]),
        ("at: POST /goods/*", &[4]),
    ] {
        let expected: Vec<String> =
            (0..ALL.len()).filter(|at| !covered.contains(at)).map(|at| ALL[at].to_owned()).collect();
        assert_eq!(left(&format!("- {row}\n  reason: It is known.\n")), (expected, Vec::new()), "{row}");
    }
}

#[test]
fn a_row_without_a_sort_covers_the_whole_operation_and_no_other() {
    let specs = Specs::shop();
    let mut document = bundle(&specs);
    for path in ["/goods/get", "/goods/add"] {
        let operation = &mut document["paths"][path]["post"];
        operation["deprecated"] = json!(true);
        operation["requestBody"]["content"] = json!({"text/csv": {}});
        operation["parameters"] = json!([{"name": "shop", "in": "query"}]);
    }
    for (at, left) in [
        ("POST /goods/get", "/goods/add"),
        ("POST /goods/add", "/goods/get"),
        ("POST /goods/get request", "/goods/"),
        ("POST /goods/* query shop", "/goods/"),
    ] {
        specs.write("rulings.yaml", &format!("- at: {at}\n  reason: It is known.\n"));
        let report = against(&specs, "newer.json", &document.to_string()).expect("a document");
        assert!(report.findings.0.is_empty() && report.on_purpose > 0, "{at}: {report:?}");
        assert!(told(&report).iter().all(|line| line.contains(left)), "{at}: {report:?}");
    }
}

#[test]
fn a_row_that_fits_nothing_is_an_error_at_its_place() {
    for row in [
        "at: Item /cost\n  difference: member-gone",
        "at: Item /cos\n  difference: member-added",
        "at: Item\n  difference: member-added",
        "at: Ite",
        "at: Kind\n  difference: value-added\n  value: Service",
        "at: POST /goods\n  difference: operation-added",
        "at: POST /goods",
    ] {
        let at = row.lines().next().and_then(|line| line.strip_prefix("at: ")).expect("a place");
        let (told, found) = left(&format!("- {row}\n  reason: It was known.\n"));
        assert_eq!((told.len(), found), (5, vec![format!("NC1202 rulings.yaml:1:7 {at}")]), "{row}");
    }
    // A row about another file is not judged.
    let other = "- at: Item /cos\n  document: older.json\n  reason: It was known.\n";
    assert_eq!(left(other).1, [""; 0]);
}

#[test]
fn rows_are_judged_only_where_all_that_they_are_about_was_compared() {
    let specs = Specs::shop();
    let document = newer(&specs).to_string();
    let row = |document: &str| format!("- at: Item /cos\n  reason: It was known.\n{document}");
    specs.write("rulings.yaml", &row(""));
    write(&specs, "newer.json", &document);
    let wanted = Wanted { only: Some("/goods/a*".into()), ..wanted(&specs, "newer.json") };
    let report = drift::drift(&specs.folder(), &wanted).expect("a document");
    assert!(report.findings.0.is_empty() && report.compared == 1, "{report:?}");
    assert!(told(&report).iter().all(|line| !line.contains("/goods/set")), "{report:?}");
    // Facts are about requests, unless a row says that it is about them.
    let facts = r#"[{"path": "goods/get", "paged": true}, {"path": "goods/add"}]"#;
    let report = against(&specs, "facts.json", facts).expect("facts");
    assert!(report.findings.0.is_empty(), "{report:?}");
    specs.write("rulings.yaml", &row("  document: facts.json\n"));
    let report = against(&specs, "facts.json", facts).expect("facts");
    assert_eq!(lines(&report.findings), ["NC1202 rulings.yaml:1:7 Item /cos"]);
}

#[test]
fn a_row_that_cannot_be_read_is_told_by_every_command() {
    let good = "- at: Item\n  reason: It is known.\n";
    for (rulings, expected) in [
        (good, &[][..]),
        ("[]", &[]),
        ("at: Item", &["NC0108 rulings.yaml:1:1 at: Item"]),
        ("- Item", &["NC0108 rulings.yaml:1:3 Item"]),
        ("- reason: It is known.", &["NC1201 rulings.yaml:1:3 reason: It is known."]),
        ("- at: Item", &["NC1201 rulings.yaml:1:3 at: Item"]),
        ("- at: Item\n  reason: ''", &["NC1201 rulings.yaml:2:11 ''"]),
        ("- at: Item\n  reason: [a]", &["NC0108 rulings.yaml:2:11 [a]"]),
        ("- at: 1\n  reason: It is known.", &["NC0108 rulings.yaml:1:7 1"]),
        ("- at: Item\n  differnce: type\n  reason: It is known.", &["NC1201 rulings.yaml:2:3 differnce"]),
        ("- at: Item\n  difference: typ\n  reason: It is known.", &["NC1201 rulings.yaml:2:15 typ"]),
        (
            "- at: Item\n  difference: other\n  why: It is known.",
            &["NC1201 rulings.yaml:1:3 at: Item", "NC1201 rulings.yaml:2:15 other", "NC1201 rulings.yaml:3:3 why"],
        ),
        ("- {at: Item, reason: a}\n- {reason: b, at: Item}", &["NC1201 rulings.yaml:2:19 Item"]),
    ] {
        let specs = Specs::shop();
        let document = bundle(&specs).to_string();
        specs.write("rulings.yaml", rulings);
        assert_eq!(lines(&specs.findings()), expected, "{rulings}");
        let error = against(&specs, "newer.json", &document);
        assert_eq!(error.map_err(|found| lines(&found)).is_err(), !expected.is_empty(), "{rulings}");
    }
    let specs = Specs::shop();
    specs.write("rulings.yaml", "- at: Item\n  difference: typ\n  reason: It is known.");
    assert!(specs.findings().0[0].to_string().contains("did you mean `type`?"), "{}", specs.findings());
}

#[test]
fn the_page_has_each_sort_of_difference_with_its_meaning() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("docs/drift.md");
    let page = fs::read_to_string(page).expect("the page");
    let (_, table) = page.split_once("| `difference` | meaning |\n| --- | --- |\n").expect("the table");
    let rows: Vec<&str> = table.lines().take_while(|line| line.starts_with('|')).collect();
    let expected: Vec<String> =
        Kind::ALL.iter().map(|kind| format!("| `{}` | {} |", kind.name(), kind.meaning())).collect();
    assert_eq!(rows, expected);
    // Its example is a file of rulings.
    let specs = Specs::shop();
    let example = page.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    specs.write("rulings.yaml", example);
    assert_eq!(lines(&specs.findings()), [""; 0]);
}

/// Runs the command on the shop.
fn run(specs: &Specs, arguments: &[&str]) -> (Option<i32>, String, String) {
    command(specs.root(), &[&["drift", "shop"], arguments].concat())
}

#[test]
fn the_exit_status_tells_agreement_drift_and_error_apart() {
    let specs = Specs::shop();
    write(&specs, "same.json", &bundle(&specs).to_string());
    write(&specs, "newer.json", &newer(&specs).to_string());
    let (code, stdout, stderr) = run(&specs, &["vendor/same.json"]);
    assert_eq!(
        (code, stdout.as_str(), stderr.as_str()),
        (Some(0), "shop against same.json: no difference in 2 operations\n", "")
    );
    let (code, stdout, stderr) = run(&specs, &["vendor/newer.json"]);
    let expected = "\
shop against newer.json: 1 operation added, 1 changed in 4 places, 0 withdrawn

POST /goods/get
  Item /cost   member-added     theirs: number (decimal)
  Kind         value-added Set
  Item /name   limit maxLength  theirs: maxLength 20
  Item /price  member-gone      ours: number (decimal)

added
  /goods 1
";
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (Some(1), expected, ""));
    assert!(run(&specs, &["vendor/newer.json", "--all"]).1.ends_with("\nadded\n  POST /goods/set  Sets goods\n"));
    let (code, stdout, stderr) = run(&specs, &["vendor/newer.json", "--only", "/none"]);
    assert_eq!((code, stdout.as_str()), (Some(2), ""));
    assert!(stderr.contains("no operation has such a path"), "{stderr}");
    let (code, stdout, stderr) = run(&specs, &["vendor/none.json"]);
    assert_eq!((code, stdout.as_str()), (Some(2), ""));
    assert!(stderr.contains("error[NC0101]") && stderr.contains("vendor/none.json"), "{stderr}");

    specs.write("rulings.yaml", "- at: '*'\n  reason: All of it is known.\n");
    let (code, stdout, _) = run(&specs, &["vendor/newer.json"]);
    assert_eq!(
        (code, stdout.as_str()),
        (Some(0), "shop against newer.json: no difference in 2 operations; 5 differences on purpose\n")
    );
    // The report is printed all the same.
    let (code, stdout, stderr) = run(&specs, &["vendor/same.json"]);
    assert_eq!((code, stdout.as_str()), (Some(2), "shop against same.json: no difference in 2 operations\n"));
    assert!(
        stderr.contains(&format!("error[{}]", Code::StaleRuling)) && stderr.contains("specs/shop/rulings.yaml:1:7"),
        "{stderr}"
    );
}

#[test]
fn markdown_has_a_section_for_each_and_no_text_of_the_vendor_breaks_a_row() {
    let specs = Specs::shop();
    let mut document = newer(&specs);
    let paths = document["paths"].as_object_mut().expect("paths");
    paths.remove("/goods/add");
    paths.insert("/odd".into(), json!({"get": {"description": "\n Sells <b> a|b [x] *y*\nand more."}}));
    write(&specs, "newer.json", &document.to_string());
    let (code, stdout, _) = run(&specs, &["vendor/newer.json", "--markdown"]);
    let expected = "\
# Drift of `shop` against `newer.json`

2 operations added, 1 changed in 4 places, 1 withdrawn.

## Added

| paths below | operations |
| --- | --- |
| `/goods` | 1 |
| `/odd` | 1 |

## Changed

### `POST /goods/get`

| place | difference | ours | theirs |
| --- | --- | --- | --- |
| `Item /cost` | member-added |  | number (decimal) |
| `Kind` | value-added `Set` |  | Set |
| `Item /name` | limit `maxLength` |  | maxLength 20 |
| `Item /price` | member-gone | number (decimal) |  |

## Withdrawn

| operation | what it does |
| --- | --- |
| `POST /goods/add` | Adds goods |
";
    assert_eq!((code, stdout.as_str()), (Some(1), expected));
    let (_, stdout, _) = run(&specs, &["vendor/newer.json", "--markdown", "--all"]);
    assert!(stdout.contains("| `GET /odd` | Sells \\<b> a\\|b \\[x] \\*y\\* |\n"), "{stdout}");
}
