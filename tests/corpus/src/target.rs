//! What the code of the corpus is compiled with; the build script has this file too.

use nomenclature_codegen::{Schemars, Target};

pub(crate) fn target() -> Target {
    Target {
        runtime: "::nomenclature_runtime".into(),
        crate_name: "corpus".into(),
        features: false,
        schemars: Schemars::Always,
    }
}
