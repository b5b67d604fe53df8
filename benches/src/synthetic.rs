//! Specs with as many operations as are wanted.
//!
//! `benches/synthetic/` is the tree of one resource, called `sample`: a listing, a read, and two batch writes, with schemas and
//! examples of their own. Here it is written again and again under other names. The lints find nothing in it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::Result;

/// The name of the vendor.
pub(crate) const VENDOR: &str = "synthetic";

/// Operations of a resource.
const OPERATIONS: [(&str, &str); 4] = [("list", "List"), ("get", "Get"), ("add", "Add"), ("update", "Update")];

/// Files of a resource: the name, in which `sample` stands for the resource, and the text.
const OWN: [(&str, &str); 12] = [
    ("paths/sample_list.yaml", include_str!("../synthetic/paths/sample_list.yaml")),
    ("paths/sample_get.yaml", include_str!("../synthetic/paths/sample_get.yaml")),
    ("paths/sample_add.yaml", include_str!("../synthetic/paths/sample_add.yaml")),
    ("paths/sample_update.yaml", include_str!("../synthetic/paths/sample_update.yaml")),
    ("schemas/sample.yaml", include_str!("../synthetic/schemas/sample.yaml")),
    ("examples/sample_list.request.json", include_str!("../synthetic/examples/sample_list.request.json")),
    ("examples/sample_list.reply.json", include_str!("../synthetic/examples/sample_list.reply.json")),
    ("examples/sample_get.request.json", include_str!("../synthetic/examples/sample_get.request.json")),
    ("examples/sample_get.reply.json", include_str!("../synthetic/examples/sample_get.reply.json")),
    ("examples/sample_add.request.json", include_str!("../synthetic/examples/sample_add.request.json")),
    ("examples/sample_add.reply.json", include_str!("../synthetic/examples/sample_add.reply.json")),
    ("examples/sample_update.request.json", include_str!("../synthetic/examples/sample_update.request.json")),
];

/// The reply of an update is that of an addition.
const UPDATE_REPLY: (&str, &str) =
    ("examples/sample_update.reply.json", include_str!("../synthetic/examples/sample_update.reply.json"));

const SHARED: [(&str, &str); 2] = [
    ("schemas/common.yaml", include_str!("../synthetic/schemas/common.yaml")),
    ("examples/failure.json", include_str!("../synthetic/examples/failure.json")),
];

/// What a resource is called: one of these and one of [`THINGS`].
const SORTS: [&str; 26] = [
    "annual", "branch", "cash", "daily", "export", "foreign", "goods", "home", "import", "joint", "key", "local",
    "main", "net", "open", "partner", "quota", "retail", "stock", "trade", "unit", "vendor", "weekly", "extra",
    "yearly", "zone",
];

const THINGS: [&str; 26] = [
    "act", "balance", "check", "discount", "entry", "firm", "group", "holding", "invoice", "journal", "kit", "label",
    "margin", "notice", "order", "price", "quote", "receipt", "shelf", "tariff", "usage", "voucher", "waybill",
    "expense", "yield", "zone",
];

/// As [`write()`], in place of what was there.
pub(crate) fn fresh(specs: &Path, operations: usize) -> Result<()> {
    if specs.exists() {
        fs::remove_dir_all(specs)?;
    }
    write(specs, operations)
}

/// Writes a folder of specs, as a generator takes it, with one vendor of so many operations.
pub(crate) fn write(specs: &Path, operations: usize) -> Result<()> {
    let most = SORTS.len() * THINGS.len() * OPERATIONS.len();
    if !operations.is_multiple_of(OPERATIONS.len()) || operations > most {
        return Err(format!("{operations} operations: it takes a multiple of {} up to {most}", OPERATIONS.len()).into());
    }
    let folder = specs.join(VENDOR);
    for part in ["paths", "schemas", "examples"] {
        fs::create_dir_all(folder.join(part))?;
    }
    let mut document = include_str!("../synthetic/openapi.yaml").to_owned();
    let (mut tags, mut paths) = (String::from("tags:\n"), String::from("paths:\n"));
    for index in 0..operations / OPERATIONS.len() {
        let (sort, thing) = (SORTS[index % SORTS.len()], THINGS[index / SORTS.len()]);
        let (snake, pascal) = (format!("{sort}_{thing}"), format!("{}{}", capital(sort), capital(thing)));
        let named = |text: &str| text.replace("sample", &snake).replace("Sample", &pascal);
        for (name, text) in OWN.iter().chain([&UPDATE_REPLY]) {
            fs::write(folder.join(named(name)), named(text))?;
        }
        writeln!(tags, "  - name: {snake}\n    description: Records of the sort {sort} {thing}.")?;
        for (operation, last) in OPERATIONS {
            writeln!(paths, "  /{pascal}/{last}:\n    $ref: paths/{snake}_{operation}.yaml")?;
        }
    }
    for (name, text) in SHARED {
        fs::write(folder.join(name), text)?;
    }
    document.push_str(&tags);
    document.push_str(&paths);
    fs::write(folder.join("openapi.yaml"), document)?;
    Ok(())
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{SORTS, THINGS, VENDOR, write};
    use crate::folders::scratch;

    #[test]
    fn the_lints_find_nothing_and_every_operation_is_there() {
        let specs = scratch("synthetic-test");
        let _ = std::fs::remove_dir_all(&specs);
        write(&specs, 12).expect("specs");
        assert_eq!(nomenclature_codegen::findings(&specs).render(false), "");
        let bundles = nomenclature_codegen::bundles(&specs).expect("a bundle");
        let apis = nomenclature_codegen::apis(&bundles).expect("an API");
        assert_eq!((apis.len(), apis[0].name.as_str(), apis[0].operations.len()), (1, VENDOR, 12));
        // Nine schemas a resource for itself and more; a shared one would not grow with the operations.
        assert!(apis[0].models.len() > 3 * 12, "{}", apis[0].models.len());
    }

    #[test]
    fn no_two_resources_have_one_name() {
        let names: BTreeSet<String> =
            SORTS.iter().flat_map(|sort| THINGS.iter().map(move |thing| format!("{sort}_{thing}"))).collect();
        assert_eq!(names.len(), SORTS.len() * THINGS.len());
    }

    #[test]
    fn a_number_that_cannot_be_had_is_refused() {
        for operations in [3, 2708] {
            assert!(write(&scratch("synthetic-refused"), operations).is_err(), "{operations}");
        }
    }
}
