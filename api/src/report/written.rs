//! A report as a file, in one of its forms.

use std::fmt;
use std::str::FromStr;

use domain::Reference;
use domain::report::{Keys, Report};
use domain::words::Language;
use events_schema::Period;

use super::render::{About, CsvError, XlsxError, csv, html, xlsx};

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Its tables, for programs.
    Json,
    /// A page to read and to print.
    Html,
    /// A workbook.
    Xlsx,
    /// A row for each figure.
    Csv,
}

/// Why a report is not written.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// It is no JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// It is no workbook.
    #[error(transparent)]
    Xlsx(#[from] XlsxError),
    /// It is no table.
    #[error(transparent)]
    Csv(#[from] CsvError),
}

/// Why a text is no form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a report is json, html, xlsx or csv")]
pub struct NotAForm;

impl FromStr for Form {
    type Err = NotAForm;

    fn from_str(text: &str) -> Result<Self, NotAForm> {
        Self::ALL.into_iter().find(|form| form.ending() == text).ok_or(NotAForm)
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.ending())
    }
}

impl Form {
    const ALL: [Self; 4] = [Self::Json, Self::Html, Self::Xlsx, Self::Csv];

    /// How the names of its files end.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Html => "html",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// What it is.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Html => "text/html; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    /// What a file of it is called.
    #[must_use]
    pub fn file_name(self, period: Period) -> String {
        format!("report-{period}.{self}")
    }

    /// The report in this form. Suppliers stand by their names, people by their numbers: their names are sealed.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(
        self,
        report: &Report,
        about: &About,
        language: Language,
        reference: &Reference,
    ) -> Result<Vec<u8>, NotWritten> {
        let names = |keys, key: &str| name(reference, keys, key);
        Ok(match self {
            Self::Json => serde_json::to_vec(report)?,
            Self::Html => html(report, about, language, &names).into_bytes(),
            Self::Xlsx => xlsx(report, about, language, &names)?,
            Self::Csv => csv(report, language, &names)?,
        })
    }
}

fn name(reference: &Reference, keys: Keys, key: &str) -> Option<String> {
    match keys {
        Keys::Suppliers => Some(reference.supplier(&key.parse().ok()?)?.name.to_string()),
        Keys::Words | Keys::Codes | Keys::People | Keys::Departments | Keys::Ids => None,
    }
}
