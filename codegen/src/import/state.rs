//! What an import knows and has planned.

use std::path::Path;

use super::Report;
use crate::load::Loader;
use crate::node::Node;
use crate::pipeline::bundles_of;
use crate::scaffold::{Scaffold, Vendor};

/// An import into the specs of a vendor.
pub(super) struct Import {
    pub(super) vendor: String,
    pub(super) loader: Loader,
    /// What the specs have of the vendor; nothing for a new one.
    pub(super) known: Option<Vendor>,
    /// The bundled document of the vendor as it is.
    pub(super) ours: Option<Node>,
    pub(super) scaffold: Scaffold,
    pub(super) report: Report,
    /// The paths of a new vendor's document.
    pub(super) paths: String,
}

impl Import {
    pub(super) fn begin(specs: &Path, vendor: &str) -> Result<Self, String> {
        crate::scaffold::check_vendor(vendor)?;
        let mut loader = Loader::new(specs);
        let is_there = loader.vendors().unwrap_or_default().iter().any(|name| name == vendor);
        let (known, ours) = match is_there {
            true => {
                let documents = bundles_of(&mut loader).map_err(|found| {
                    format!("the specs have to be sound before something is added to them:\n{}", found.render(false))
                })?;
                let ours = documents.into_iter().find(|(name, _)| name == vendor).map(|(_, document)| document);
                (Some(Vendor::read(&mut loader, vendor)?), ours)
            }
            false => (None, None),
        };
        let (scaffold, report) = (Scaffold::default(), Report::default());
        Ok(Self { vendor: vendor.to_owned(), loader, known, ours, scaffold, report, paths: String::new() })
    }
}
