//! What generated code is compiled with.

use crate::format::{INDENT, MARGIN};

/// What generated code is compiled with.
#[derive(Clone, Debug)]
pub struct Target {
    /// Path of the runtime: `crate::runtime`, or `::nomenclature_runtime` in another crate.
    pub runtime: String,
    /// Path of the module with the vendors in documentation examples: the name of the crate where it is the root.
    pub crate_name: String,
    /// Whether each vendor's module stands behind a feature of its own name.
    pub features: bool,
    /// Whether models have JSON schemas.
    pub schemars: Schemars,
}

/// When models derive `schemars::JsonSchema`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schemars {
    /// With the feature `schemars` of the crate.
    Feature,
    /// Always: the crate depends on `schemars`, and on `nomenclature-runtime` with its feature of that name.
    Always,
    /// Never.
    Never,
}

impl Schemars {
    /// An attribute that only counts where there are schemas, as prettyplease lays it out.
    pub(crate) fn attribute(self, indent: &str, attribute: &str) -> String {
        match self {
            Schemars::Feature => {
                let condition = "feature = \"schemars\"";
                match format!("{indent}#[cfg_attr({condition}, {attribute})]\n") {
                    line if line.chars().count() <= MARGIN + 1 => line,
                    _ => format!(
                        "{indent}#[cfg_attr(\n{indent}{INDENT}{condition},\n{indent}{INDENT}{attribute}\n{indent})]\n"
                    ),
                }
            }
            Schemars::Always => format!("{indent}#[{attribute}]\n"),
            Schemars::Never => String::new(),
        }
    }
}

impl Default for Target {
    fn default() -> Self {
        Self {
            runtime: "crate::runtime".into(),
            crate_name: "nomenclature".into(),
            features: true,
            schemars: Schemars::Feature,
        }
    }
}

impl Target {
    /// Code for a crate that depends on `nomenclature-runtime`, without features and schemas. `module` is the path of the module that includes
    /// it, as `my_crate` or `my_crate::api`; documentation examples name it.
    pub fn dependent(module: &str) -> Self {
        Self {
            runtime: "::nomenclature_runtime".into(),
            crate_name: module.into(),
            features: false,
            schemars: Schemars::Never,
        }
    }

    /// Path of the runtime as documentation examples see it.
    pub(crate) fn runtime_for_docs(&self) -> String {
        self.runtime.replacen("crate", &self.crate_name, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{render, settled};

    #[test]
    fn attributes_are_written_as_prettyplease_lays_them_out() {
        for schemars in [Schemars::Feature, Schemars::Always, Schemars::Never] {
            for width in 1..80 {
                let attribute = schemars.attribute(INDENT, &format!("schemars(rename = \"{}\")", "n".repeat(width)));
                let code = format!("pub struct A {{\n{attribute}    pub a: u8,\n}}\n");
                assert_eq!(settled(code.clone()), render([code.parse().expect("tokens")]));
            }
        }
    }
}
