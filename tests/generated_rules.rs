//! The rules for generated models, checked on the generated files themselves.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use syn::{Attribute, Fields, ImplItem, Item, Visibility};

fn generated() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated")
}

/// Vendor, file name and text of every generated Rust file.
fn files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for vendor in fs::read_dir(generated()).expect("the generated folder") {
        let path = vendor.expect("an entry").path();
        for file in
            ["mod.rs", "operations.rs", "types.rs"].map(|file| path.join(file)).iter().filter(|file| file.is_file())
        {
            let name = file.strip_prefix(generated()).expect("below the folder").display().to_string();
            files.push((name, fs::read_to_string(file).expect("a file")));
        }
    }
    assert_eq!(files.len(), 12, "three files a vendor");
    files
}

fn models() -> Vec<(String, syn::File)> {
    let types = files().into_iter().filter(|(name, _)| name.ends_with("types.rs"));
    types.map(|(name, text)| (name, syn::parse_file(&text).expect("Rust"))).collect()
}

fn derives(attributes: &[Attribute]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        attribute
            .parse_nested_meta(|meta| {
                found.extend(meta.path.segments.last().map(|segment| segment.ident.to_string()));
                Ok(())
            })
            .expect("a list of derives");
    }
    found
}

fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}

#[test]
fn money_never_passes_through_floats_nor_through_serde_s_buffer() {
    for (name, text) in files() {
        for forbidden in
            ["f64", "f32", "untagged", "flatten", "serde(tag", "serde_json::Value", "NonZero", "deny_unknown_fields"]
        {
            assert!(!text.contains(forbidden), "{name} contains `{forbidden}`");
        }
    }
}

#[test]
fn every_struct_is_non_exhaustive_documented_and_has_the_common_derives() {
    let mut structs = 0;
    for (file, parsed) in models() {
        for item in &parsed.items {
            let Item::Struct(item) = item else { continue };
            structs += 1;
            let name = format!("{file}: {}", item.ident);
            assert!(has(&item.attrs, "non_exhaustive"), "{name} is exhaustive");
            assert!(has(&item.attrs, "doc"), "{name} has no documentation");
            let derives = derives(&item.attrs);
            for wanted in ["Clone", "Debug", "PartialEq"] {
                assert!(derives.contains(wanted), "{name} does not derive {wanted}");
            }
            let Fields::Named(fields) = &item.fields else { panic!("{name} has no named fields") };
            for field in &fields.named {
                let field_name = field.ident.as_ref().expect("a name");
                assert!(has(&field.attrs, "doc"), "{name}.{field_name} has no documentation");
                assert!(matches!(field.vis, Visibility::Public(_)), "{name}.{field_name} is private");
                assert!(field_name.to_string().is_ascii(), "{name}.{field_name} is not ASCII");
            }
        }
    }
    assert!(structs > 30, "only {structs} structs were looked at");
}

#[test]
fn every_struct_can_be_made_by_a_user() {
    for (file, parsed) in models() {
        let constructors: BTreeSet<String> = parsed.items.iter().filter_map(constructed).collect();
        for item in &parsed.items {
            let Item::Struct(item) = item else { continue };
            let name = item.ident.to_string();
            let made = derives(&item.attrs).contains("Default") || constructors.contains(&name);
            assert!(made, "{file}: {name} has neither a `Default` nor a constructor");
        }
    }
}

/// The type that an `impl` with a public `new` is of.
fn constructed(item: &Item) -> Option<String> {
    let Item::Impl(item) = item else { return None };
    let is_new = |member: &ImplItem| matches!(member, ImplItem::Fn(f) if f.sig.ident == "new" && matches!(f.vis, Visibility::Public(_)));
    let syn::Type::Path(path) = &*item.self_ty else { return None };
    item.items.iter().any(is_new).then(|| path.path.segments.last().map(|segment| segment.ident.to_string())).flatten()
}
