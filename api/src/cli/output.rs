//! How verbs print, and how they fail.

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use clap::ValueEnum;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ContentArrangement, Table};
use serde::Serialize;

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Output {
    /// For people.
    Table,
    /// One JSON document.
    Json,
    /// One JSON document a line.
    Ndjson,
}

impl Output {
    /// Prints rows: as a table with these columns, or as JSON.
    pub(super) fn rows<T: Serialize, const N: usize>(
        self,
        rows: &[T],
        columns: [&str; N],
        cells: impl Fn(&T) -> [String; N],
    ) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        match self {
            Self::Table => writeln!(out, "{}", table(&columns, rows.iter().map(|row| cells(row).into())))?,
            Self::Json => writeln!(out, "{}", serde_json::to_string_pretty(rows)?)?,
            Self::Ndjson => {
                for row in rows {
                    writeln!(out, "{}", serde_json::to_string(row)?)?;
                }
            }
        }
        Ok(())
    }
}

/// A table as wide as the terminal.
pub(super) fn table<C: ToString>(columns: &[C], rows: impl Iterator<Item = Vec<String>>) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(table.width().unwrap_or(120)).set_header(columns.iter().map(ToString::to_string));
    for row in rows {
        table.add_row(row);
    }
    table
}

/// Why a verb failed: what is printed, and the exit code.
#[derive(Debug)]
pub(super) struct Failure {
    message: String,
    code: u8,
}

impl Failure {
    /// The machine does not give what is needed.
    pub(super) fn unusable(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 1 }
    }

    /// It was asked for in a way that cannot be done.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 2 }
    }

    /// Something that should be there is not.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 3 }
    }

    /// The policy, or the server, says no.
    pub(super) fn refused(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 4 }
    }

    /// Two things that should agree do not.
    pub(super) fn unverified(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 5 }
    }

    /// The store failed while it wrote.
    pub(super) fn store(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 70 }
    }

    /// The same, with what it is about in front.
    pub(super) fn about(self, what: &str) -> Self {
        Self { message: format!("{what}: {}", self.message), code: self.code }
    }

    /// Prints the failure. Where nobody reads any more, as behind `head`, there is none.
    pub(super) fn report(self) -> ExitCode {
        if self.code == 0 {
            return ExitCode::SUCCESS;
        }
        eprintln!("error: {}", self.message);
        ExitCode::from(self.code)
    }
}

impl<E: Error + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut message = error.to_string();
        let mut code = if is_broken_pipe(&error) { 0 } else { 1 };
        let mut cause = error.source();
        while let Some(error) = cause {
            message.push_str(&format!("\n  because {error}"));
            code = if is_broken_pipe(error) { 0 } else { code };
            cause = error.source();
        }
        Self { message, code }
    }
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    let error = error.downcast_ref::<std::io::Error>();
    error.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
