//! A file that is no YAML or no JSON: each mistake is told where it is, in words of ours, and with what mends it.

mod support;

use nomenclature_codegen::diagnostic::{Code, Diagnostic};
use support::{Specs, lines};

const GET: &str = "paths/goods_get.yaml";
const GOODS: &str = "schemas/goods.yaml";
const ADDED: &str = "examples/goods_add.reply.json";
const ADD: &str = "examples/goods_add.request.json";

/// A mistake: what it replaces, the line and column where it is told, what is said of it, and what is suggested there.
type Row = (&'static str, &'static str, &'static str, &'static str, Option<&'static str>);

/// Breaks a file in each of the ways; one finding is told, at its place, and what it suggests mends the file.
fn table(file: &str, rows: &[Row]) {
    let mut wrong = Vec::new();
    for (from, to, place, message, suggested) in rows {
        let specs = Specs::shop();
        specs.edit(file, from, to);
        let findings = specs.findings();
        let shown = findings.render(false);
        let found = &findings.0[0];
        let told = found.span().map(|span| format!("{}:{}", span.line, span.column));
        let text = found.suggestion.as_ref().map(|suggestion| suggestion.text.as_str());
        let is_right = findings.0.len() == 1
            && told.as_deref() == Some(place)
            && found.message.contains(message)
            && text == *suggested
            && found.help.is_some()
            && !shown.contains("while parsing");
        if !is_right || !mends(file, &specs, found) {
            wrong.push(format!("{to:?} at {place}, {message:?}, {suggested:?}:\n{shown}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Whether a file can be read with what a finding suggests.
fn mends(file: &str, specs: &Specs, found: &Diagnostic) -> bool {
    let Some(suggestion) = &found.suggestion else { return true };
    let mut text = specs.read(file);
    text.replace_range(suggestion.span.bytes(), &suggestion.text);
    specs.write(file, &text);
    let unread = [Code::InvalidYaml, Code::InvalidJson, Code::YamlFeature];
    !specs.findings().0.iter().any(|found| unread.contains(&found.code))
}

#[test]
fn texts_that_need_quotes() {
    let says = "description: What it is.";
    let mut rows: Vec<Row> = vec![
        (says, "description: What: it is.", "51:16", "a colon and a space", Some("'What: it is.'")),
        (says, "description: It's: one.", "51:16", "a colon and a space", Some("'It''s: one.'")),
        (says, "description: What it is:", "51:16", "a colon and a space", Some("'What it is:'")),
        (says, "description: 'It's a kind.'", "51:16", "behind its closing quote", Some("'It''s a kind.'")),
        (says, "description: \"A \"kind\".\"", "51:16", "behind its closing quote", Some("'A \"kind\".'")),
        (says, "description: \"Kind\" of it.", "51:16", "behind its closing quote", Some("'\"Kind\" of it.'")),
        (says, "description: \"C:\\path\"", "51:16", "a backslash", Some("'C:\\path'")),
        (says, "description: | kind", "51:16", "begins in the next line", Some("'| kind'")),
        (says, "description: > 5 of it", "51:16", "begins in the next line", Some("'> 5 of it'")),
        (says, "description: {kind} of it", "51:16", "begins with `{`", Some("'{kind} of it'")),
        (says, "description: [kind] of it", "51:16", "begins with `[`", Some("'[kind] of it'")),
    ];
    for (text, right) in [
        ("`kind` of it", "'`kind` of it'"),
        ("%5 of it", "'%5 of it'"),
        ("@kind", "'@kind'"),
        ("*kind* of it", "'*kind* of it'"),
        ("**Kind** of it", "'**Kind** of it'"),
        ("&kind of it", "'&kind of it'"),
        ("!kind of it", "'!kind of it'"),
        ("? kind", "'? kind'"),
        ("- kind", "'- kind'"),
        (", kind", "', kind'"),
    ] {
        let to: &'static str = format!("description: {text}").leak();
        let message = if text.starts_with(['&', '!']) { "expected plain YAML" } else { "needs quotes" };
        rows.push((says, to, "51:16", message, Some(right)));
    }
    table(GOODS, &rows);
    let name = "description: Its name.}";
    table(
        GOODS,
        &[
            (name, "description: Note: its name.}", "43:39", "a colon and a space", Some("'Note: its name.'")),
            (name, "description: Note: a, b.}", "43:39", "a colon and a space", Some("'Note: a, b.'")),
            (name, "description: 'It's a name.'}", "43:39", "behind its closing quote", Some("'It''s a name.'")),
            (name, "description: It is., pattern: \"^\\d$\"}", "43:56", "a backslash", Some("'^\\d$'")),
            (name, "description: Item #1 name.}", "43:44", "a comment to YAML", Some("'Item #1 name.'}")),
            (name, "description: `name` of it}", "43:39", "begins with a backtick", Some("'`name` of it'")),
            ("[Good, Service]", "[Good, *]", "52:16", "begins with `*`", Some("'*'")),
            ("[Good, Service]", "[%, Service]", "52:10", "begins with `%`", Some("'%'")),
            ("    kind: {", "    @kind: {", "48:5", "a name cannot begin with `@`", Some("'@kind'")),
            ("    kind: {", "    *kind: {", "48:5", "a name cannot begin with `*`", Some("'*kind'")),
            (says, "description: {{ kind }}", "51:17", "expected a scalar as key", None),
        ],
    );
}

#[test]
fn brackets_and_quotes_that_are_not_closed() {
    table(
        GOODS,
        &[
            ("required: [ok, result]", "required: [ok, result", "10:13", "list that begins here", Some("[ok, result]")),
            ("[Good, Service]", "[Good, Service", "52:9", "list that begins here", Some("[Good, Service]")),
            ("[Good, Service]", "[\n    Good,\n    Service", "52:9", "list that begins here", None),
            ("name.}", "name.", "43:11", "mapping that", Some("{type: string, description: Its name.}")),
            ("What it is.", "'What it is.", "51:16", "quote that begins here", Some("'What it is.'")),
            ("What it is.", "\"What it is.", "51:16", "quote that begins here", Some("\"What it is.\"")),
            ("Its name.", "'Its name.", "43:39", "quote that begins here", Some("'Its name.'}")),
            ("[Good, Service]", "[Good, Service],", "52:24", "`,` closes or separates nothing", Some("")),
            ("[Good, Service]", "[Good, Service]]", "52:24", "`]` closes or separates nothing", Some("")),
        ],
    );
    table(GET, &[("[goods]", "[goods", "3:9", "list that begins here", Some("[goods]"))]);
}

#[test]
fn spaces_colons_and_dashes_that_are_missing() {
    let name = "{type: string, description: Its name.}";
    table(
        GOODS,
        &[
            ("type: number", "type:number", "45:11", "behind the colon of `type`", Some(": ")),
            (name, "{type:string, description: Its name.}", "43:12", "the colon of `type`", Some("type: string")),
            (name, "{type: string, description:Name.}", "43:26", "`description`", Some("description: Name.")),
            (name, "{type: string description: Its name.}", "43:24", "a comma is missing", Some(", ")),
            ("type: number", "type = number", "45:7", "not by `=`", Some("type: number")),
            ("type: number", "type; number", "45:7", "not by `;`", Some("type: number")),
            ("type: number\n", "type: number; x: 5\n", "45:19", "a `;` separates nothing", Some("\n      ")),
            (name, "{type: string; description: Its name.}", "43:24", "a `;` separates nothing", Some(", ")),
            ("type: number", "type\u{ff1a} number", "45:7", "not by `\u{ff1a}`", Some("type: number")),
            ("type: number", "type :number", "45:7", "the colon of `type`", Some("type: number")),
            (
                "{$ref: 'goods.yaml#/Kind'}",
                "{$ref 'goods.yaml#/Kind'}",
                "48:12",
                "behind `$ref`",
                Some("$ref: 'goods.yaml#/Kind'"),
            ),
            ("    price:\n", "    price\n", "44:5", "a colon is missing behind `price`", Some("price:")),
            ("\nItem:\n", "\nItem\n", "38:1", "a colon is missing behind `Item`", Some("Item:")),
            ("\nKind:\n", "\n// Kinds\nKind:\n", "49:1", "`//` begins no comment", Some("# Kinds")),
            ("\nKind:\n", "\n---\nKind:\n", "49:1", "a second one", None),
        ],
    );
    table(GET, &[("- $ref: ../schemas/goods", "-$ref: ../schemas/goods", "26:15", "behind the dash", Some("- "))]);
    let failure = "              - $ref: ../schemas/fail";
    table(
        GET,
        &[
            (failure, "              * $ref: ../schemas/fail", "27:15", "not with `*`", Some("-")),
            (failure, "                $ref: ../schemas/fail", "27:17", "`$ref` stands twice", None),
        ],
    );
    let specs = Specs::shop();
    specs.edit(GET, "- $ref: ../schemas/goods", "-$ref: ../schemas/goods");
    specs.edit(GET, "- $ref: ../schemas/fail", "-$ref: ../schemas/fail");
    assert_eq!(
        lines(&specs.findings()),
        ["NC0103 paths/goods_get.yaml:26:15 -", "NC0103 paths/goods_get.yaml:27:15 -"]
    );
}

#[test]
fn indentations() {
    let decimal = "      format: decimal\n";
    let space = "stands where a space belongs";
    table(
        GOODS,
        &[
            (decimal, "    format: decimal\n", "46:5", "indentation by 4 spaces", None),
            (decimal, "     format: decimal\n", "46:6", "indentation by 5 spaces", None),
            (decimal, "       format: decimal\n", "46:8", "indentation by 7 spaces", None),
            (decimal, "      format: decimal\n        max: 3\n", "47:9", "indentation by 8 spaces", None),
            (decimal, "      format: decimal\n        - a\n", "47:9", "a list stands below a value", None),
            (
                "  description: What it is.",
                "  \u{a0}description: What it is.",
                "51:3",
                "the character U+00A0 stands where a space belongs",
                None,
            ),
            (decimal, "     \u{a0}format: decimal\n", "46:6", space, None),
            (decimal, "\u{3000}\u{3000}format: decimal\n", "46:1", space, None),
            (decimal, "      format:\u{a0}decimal\n", "46:14", space, None),
            (decimal, "\t\t\tformat: decimal\n", "46:1", "a tab", None),
            (decimal, "      format:\tdecimal\n", "46:14", "a tab", None),
            ("it is.\n", "it is and\n  so on.\n", "52:3", "does not stand below the text above", None),
            ("What it is.\n", ">-\n  What it is.\n", "52:3", "deeper than its key", None),
        ],
    );
    let failure = "              - $ref: ../schemas/failure";
    table(
        GET,
        &[
            (failure, "            - $ref: ../schemas/failure", "27:13", "indentation by 12 spaces", None),
            (failure, "             - $ref: ../schemas/failure", "27:14", "indentation by 13 spaces", None),
            (failure, "               - $ref: ../schemas/failure", "27:16", "indentation by 15 spaces", None),
        ],
    );
}

#[test]
fn a_merge_conflict_is_told_with_both_ends() {
    for (file, from) in [(GOODS, "    name: {type"), (ADD, "{\"goods\"")] {
        let specs = Specs::shop();
        specs.edit(file, from, &format!("<<<<<<< HEAD\n{from}"));
        specs.write(file, &format!("{}=======\n>>>>>>> other\n", specs.read(file)));
        let findings = specs.findings();
        assert_eq!(findings.0.len(), 1, "{}", findings.render(false));
        let found = &findings.0[0];
        assert_eq!(found.message, "a merge conflict is not resolved");
        assert_eq!([0, 1].map(|index| found.labels[index].span.text()), ["<<<<<<< HEAD", ">>>>>>> other"]);
    }
}

#[test]
fn what_makes_no_difference() {
    let all = Specs::shop().read(GOODS);
    for text in [
        format!("\u{feff}{all}"),
        all.replace('\n', "\r\n"),
        all.replacen('\n', "\r\n", 9),
        all.replace("type: number", "type : number"),
        all.replace("format: decimal", "format: decimal  # exact"),
        all.replace("format: decimal", "format: decimal\t"),
    ] {
        let specs = Specs::shop();
        specs.write(GOODS, &text);
        assert_eq!(lines(&specs.findings()), [""; 0], "{text}");
    }
}

/// Whatever is wrong, the parser's own words are not shown, and something can be done about it.
#[test]
fn a_file_with_any_piece_missing_has_a_finding_of_ours() {
    let specs = Specs::shop();
    for file in [GOODS, GET] {
        let all = specs.read(file);
        for (at, mark) in all.match_indices([':', '\'', '[', ']', '{', '}', ',', '-']) {
            specs.write(file, &format!("{}{}", &all[..at], &all[at + mark.len()..]));
            for found in specs.findings().0.iter().filter(|found| found.code == Code::InvalidYaml) {
                let is_raw = ["while ", "did not find", "simple key", "not allowed in"]
                    .iter()
                    .any(|raw| found.message.contains(raw));
                assert!(!is_raw && found.help.is_some(), "without the {mark:?} at {at}: {}", found.render(false));
            }
        }
        specs.write(file, &all);
    }
}

#[test]
fn examples_that_are_no_json() {
    table(
        ADD,
        &[
            ("}]}", "}],}", "1:45", "a comma before a closing bracket", None),
            ("\"goods\"", "'goods'", "1:2", "a name needs double quotes", None),
            ("\"goods\"", "goods", "1:2", "a name needs double quotes", None),
            ("\"Tea\"", "'Tea'", "1:21", "a text needs double quotes", None),
            ("\"Tea\"", "\u{201c}Tea\u{201d}", "1:21", "plain double quotes", None),
            ("\"Tea\", ", "\"Tea\" ", "1:27", "a comma or the closing bracket", None),
            ("\"goods\":", "\"goods\"", "1:10", "a colon is missing", None),
            ("}]}", "}]", "1:43", "the file ends before the value does", None),
            ("}]}", "}]}}", "1:45", "the value ends before the file does", None),
            ("\"Tea\"", "\"C:\\path\"", "1:25", "a backslash begins no known escape", None),
            ("\"Tea\"", "\"Te\na\"", "2:1", "goes on over the end of its line", None),
            ("{\"goods\"", "// x\n{\"goods\"", "1:1", "no comments", None),
        ],
    );
    table(
        ADDED,
        &[
            ("true", "True", "1:8", "written small", None),
            ("[7]", "None", "1:24", "written small", None),
            ("[7]", "[NaN]", "1:25", "does not know", None),
            ("[7]", "[007]", "1:26", "does not know", None),
            ("[7]", "[+7]", "1:25", "does not know", None),
            ("{\"ok\": true, \"result\": [7]}\n", "", "1:1", "the file is empty", None),
            ("{\"ok\": true, \"result\": [7]}", "ok: true", "1:1", "does not know", None),
        ],
    );
}
