//! A list of suppliers: which column has their codes, names and parts.

use std::collections::BTreeMap;

use events_schema::ids::SupplierId;
use events_schema::text::Code;
use serde::Deserialize;

use super::{BadMapping, Source, none_of, read};

/// What a list of suppliers means.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupplierMapping {
    /// The name of the source.
    pub name: Code,
    /// How the file is written.
    pub source: Source,
    /// What its rows say.
    pub suppliers: Suppliers,
}

/// What the rows say: each names a supplier, and one part or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suppliers {
    /// Which column says what.
    pub columns: SupplierColumns,
    /// What separates the part numbers of one cell; a cell holds one if absent.
    #[serde(default)]
    pub part_separator: Option<char>,
    /// Suppliers of ours by the codes of the source; others have their code there, in lower case.
    #[serde(default)]
    pub codes: BTreeMap<String, SupplierId>,
}

/// Which column says what, by the names in the header.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupplierColumns {
    /// The code of the supplier.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// The number of a part that it makes, or of several.
    #[serde(default)]
    pub part: Option<String>,
    /// What that part is.
    #[serde(default)]
    pub part_name: Option<String>,
}

impl SupplierMapping {
    pub(super) fn parse(text: &str) -> Result<Self, BadMapping> {
        let mapping: Self = read(text)?;
        mapping.source.check()?;
        mapping.source.check_without_tickets()?;
        let (source, columns) = (&mapping.source, &mapping.suppliers.columns);
        let (part, separator) = (&columns.part, mapping.suppliers.part_separator);
        none_of([
            (
                source.time_format.is_some() || source.time_zone.is_some(),
                "a list of suppliers has no times; leave `source.time_format` and `source.time_zone` out",
            ),
            (
                part.is_none() && columns.part_name.is_some(),
                "`suppliers.columns.part_name` needs `suppliers.columns.part`: the number of the part that it names",
            ),
            (
                part.is_none() && separator.is_some(),
                "`suppliers.part_separator` needs `suppliers.columns.part`: the numbers that it separates",
            ),
            (
                columns.part_name.is_some() && separator.is_some(),
                "keep one of `suppliers.columns.part_name` and `suppliers.part_separator`: a name is of one part",
            ),
        ])?;
        Ok(mapping)
    }

    /// Every column that the mapping names, with the key that names it.
    pub(in crate::import) fn named_columns(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let columns = &self.suppliers.columns;
        let optional = [("suppliers.columns.part", &columns.part), ("suppliers.columns.part_name", &columns.part_name)];
        let optional = optional.into_iter().filter_map(|(key, name)| Some((key, name.as_deref()?)));
        let needed = [("suppliers.columns.code", &columns.code), ("suppliers.columns.name", &columns.name)];
        needed.into_iter().map(|(key, name)| (key, name.as_str())).chain(optional)
    }
}
