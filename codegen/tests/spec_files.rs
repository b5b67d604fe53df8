//! `build`, `check`, `generate`, `lint`, `new` and the fingerprint agree on which files are specs.

#![allow(clippy::expect_used)]

mod support;

use std::fs;
use std::process::Command;

use nomenclature_codegen::{Target, compile, fingerprint};
use support::{Specs, lines};

const API: &str = "openapi.yaml";
const GOODS: &str = "schemas/goods.yaml";

fn command(specs: &Specs, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_nomenclature-codegen"))
        .args(arguments)
        .current_dir(specs.root())
        .output()
        .expect("the command runs");
    (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

/// What editors and other programs leave beside a spec.
#[test]
fn what_is_no_spec_is_left_alone_by_all() {
    let specs = Specs::shop();
    assert_eq!(command(&specs, &["generate"]).0, Some(0));
    let before = fingerprint::specs_hash(&specs.folder()).expect("a hash");
    let shop = specs.folder().join("shop");
    for name in [".goods.yaml.swp", "goods.yaml~", "goods.yaml.orig", "#goods.yaml#", ".hidden.yaml", ".DS_Store"] {
        fs::write(shop.join("schemas").join(name), b"\xff: [").expect("a file");
    }
    fs::create_dir_all(shop.join(".idea")).expect("a folder");
    fs::write(shop.join(".idea/workspace.yaml"), "x: [").expect("a file");
    fs::create_dir_all(specs.folder().join(".git")).expect("a folder");
    fs::create_dir_all(shop.join("schemas/folder.yaml")).expect("a folder");
    #[cfg(unix)]
    for link in [".#service.yaml", "schemas/.#goods.yaml"] {
        std::os::unix::fs::symlink("me@here.1234:567", shop.join(link)).expect("a link");
    }
    for verb in ["lint", "check", "generate"] {
        let (status, said) = command(&specs, &[verb]);
        assert_eq!(status, Some(0), "{verb}: {said}");
        assert!(!said.contains("warning"), "{verb}: {said}");
    }
    assert_eq!(fingerprint::specs_hash(&specs.folder()).expect("a hash"), before);
    let (status, said) = command(&specs, &["new", "shop", "/goods/list"]);
    assert_eq!(status, Some(0), "{said}");
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_a_warning_unless_something_needs_it() {
    let specs = Specs::shop();
    let link = specs.folder().join("shop/lost.yaml");
    let before = fingerprint::specs_hash(&specs.folder()).expect("a hash");
    std::os::unix::fs::symlink("nowhere", link).expect("a link");
    assert_eq!(lines(&specs.findings()), ["NC0903 lost.yaml:1:1 "]);
    let output = compile(&specs.folder(), &Target::default()).expect("generated");
    assert_eq!(lines(&output.warnings), ["NC0903 lost.yaml:1:1 "]);
    assert_eq!(fingerprint::specs_hash(&specs.folder()).expect("a hash"), before);
    specs.edit(API, "paths/goods_add.yaml", "lost.yaml");
    let findings = specs.findings();
    let found = findings.0.iter().find(|found| found.code.id() == "NC0201").expect("the reference");
    assert_eq!(found.message, "`specs/shop/lost.yaml` is a link, and what it leads to is missing");
    assert!(compile(&specs.folder(), &Target::default()).is_err());
}

/// A document that is not where it is expected is told by the name that it has.
#[test]
fn a_document_by_another_name() {
    let specs = Specs::shop();
    let shop = specs.folder().join("shop");
    for name in ["openapi.yml", "openapi.json"] {
        fs::rename(shop.join(API), shop.join(name)).expect("renamed");
        let findings = specs.findings();
        assert_eq!(lines(&findings), ["NC0102"], "{}", findings.render(false));
        let help = format!("rename `specs/shop/{name}` to `openapi.yaml`");
        assert_eq!(findings.0[0].help.as_deref(), Some(help.as_str()));
        fs::rename(shop.join(name), shop.join(API)).expect("renamed");
    }
    #[cfg(unix)]
    {
        fs::remove_file(shop.join(API)).expect("removed");
        std::os::unix::fs::symlink("nowhere", shop.join(API)).expect("a link");
        let findings = specs.findings();
        assert_eq!(lines(&findings), ["NC0102"], "{}", findings.render(false));
        assert!(
            findings.0[0].message.ends_with("is a link, and what it leads to is missing"),
            "{}",
            findings.0[0].message
        );
    }
}

/// What a folder holds counts wherever the folder really is; a circle of links ends.
#[cfg(unix)]
#[test]
fn links_to_folders_are_followed() {
    let specs = Specs::shop();
    let (shop, aside) = (specs.folder().join("shop"), specs.root().join("aside"));
    let before = fingerprint::specs_hash(&specs.folder()).expect("a hash");
    fs::rename(shop.join("schemas"), &aside).expect("moved");
    std::os::unix::fs::symlink(&aside, shop.join("schemas")).expect("a link");
    std::os::unix::fs::symlink(&shop, aside.join("again")).expect("a link");
    assert_eq!(lines(&specs.findings()), [""; 0]);
    assert_eq!(fingerprint::specs_hash(&specs.folder()).expect("a hash"), before);
    specs.edit(GOODS, "Its name.", "Its name!");
    assert_ne!(fingerprint::specs_hash(&specs.folder()).expect("a hash"), before);
}

#[test]
fn every_file_that_a_reference_may_lead_to_counts_in_the_fingerprint() {
    for name in ["kind.yaml", "kind.yml", "kind.json", "more/kind.yaml"] {
        let specs = Specs::shop();
        specs.write(&format!("schemas/{name}"), "{\"Kind\": {\"type\": \"string\", \"description\": \"Kind.\"}}");
        specs.edit(GOODS, "'goods.yaml#/Kind'", &format!("'{name}#/Kind'"));
        let before = fingerprint::specs_hash(&specs.folder()).expect("a hash");
        assert_eq!(lines(&specs.findings()), ["NC0902 schemas/goods.yaml:49:1 Kind"], "{name}");
        specs.edit(&format!("schemas/{name}"), "Kind.", "A kind.");
        assert_ne!(fingerprint::specs_hash(&specs.folder()).expect("a hash"), before, "{name}");
    }
    for name in ["kind.txt", ".kind.yaml", ".more/kind.yaml", "kind.yaml~"] {
        let (specs, other) = (Specs::shop(), format!("'{name}#/Kind'"));
        specs.write(&format!("schemas/{name}"), "Kind: {type: string, description: Kind.}");
        specs.edit(GOODS, "'goods.yaml#/Kind'", &other);
        assert_eq!(lines(&specs.findings()), [format!("NC0115 schemas/goods.yaml:48:18 {other}")]);
    }
}

/// One cause, however many references lead there.
#[test]
fn a_folder_or_file_that_is_gone_is_one_finding() {
    let specs = Specs::shop();
    let shop = specs.folder().join("shop");
    fs::rename(shop.join("schemas"), shop.join("shemas")).expect("renamed");
    let findings = specs.findings();
    assert_eq!(lines(&findings), ["NC0201 paths/goods_add.yaml:11:24 '../schemas/goods.yaml#/GoodsAddRequest'"]);
    assert_eq!(findings.0[0].message, "there is no folder `specs/shop/schemas`");
    assert_eq!(findings.0[0].notes, ["5 more places come to this"]);
    assert_eq!(findings.0[0].help.as_deref(), Some("did you mean `../shemas/goods.yaml`?"));

    fs::write(shop.join("schemas"), "a file").expect("written");
    let findings = specs.findings();
    assert_eq!(lines(&findings), ["NC0101 paths/goods_add.yaml:11:24 '../schemas/goods.yaml#/GoodsAddRequest'"]);
    assert_eq!(findings.0[0].message, "cannot read the folder `specs/shop/schemas`: it is a file");

    // A link to itself can be read by nobody, not even by a superuser.
    #[cfg(unix)]
    {
        fs::remove_file(shop.join("schemas")).expect("removed");
        std::os::unix::fs::symlink("schemas", shop.join("schemas")).expect("a link");
        let findings = specs.findings();
        assert_eq!(findings.0.len(), 1, "{}", findings.render(false));
        assert!(findings.0[0].message.starts_with("cannot read the folder"), "{}", findings.0[0].message);
    }

    let specs = Specs::shop();
    fs::remove_file(specs.folder().join("shop/schemas/goods.yaml")).expect("removed");
    let findings = specs.findings();
    assert_eq!(findings.0.len(), 1, "{}", findings.render(false));
    assert_eq!(findings.0[0].notes, ["3 more places come to this"]);
    fs::create_dir(specs.folder().join("shop/schemas/goods.yaml")).expect("a folder");
    let findings = specs.findings();
    assert_eq!(findings.0.len(), 1, "{}", findings.render(false));
    assert!(findings.0[0].message.ends_with("it is not a regular file"), "{}", findings.0[0].message);
}
