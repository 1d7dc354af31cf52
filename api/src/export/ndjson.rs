//! Rows as JSON, an object a line. JSON in a row stands there byte for byte as it is stored.

use std::io::Write;

use projections::PublishedColumn;

use super::ExportError;
use super::table::{Cell, Label, Sink, sortable};

pub(super) struct Ndjson<W: Write> {
    columns: &'static [PublishedColumn],
    out: W,
    /// The line that is being made.
    line: Vec<u8>,
}

impl<W: Write> Ndjson<W> {
    pub(super) fn new(columns: &'static [PublishedColumn], out: W) -> Self {
        Self { columns, out, line: Vec::new() }
    }
}

impl<W: Write> Sink for Ndjson<W> {
    fn row(&mut self, row: &[Cell<'_>]) -> Result<(), ExportError> {
        let line = &mut self.line;
        line.clear();
        for (column, cell) in self.columns.iter().zip(row) {
            line.push(if line.is_empty() { b'{' } else { b',' });
            text(line, column.name)?;
            line.push(b':');
            match cell {
                Cell::Null => line.extend(b"null"),
                Cell::Text(value) => text(line, value)?,
                Cell::Integer(number) => line.extend(number.to_string().as_bytes()),
                Cell::Real(number) => line.extend(number.to_string().as_bytes()),
                Cell::Boolean(is) => line.extend(is.to_string().as_bytes()),
                Cell::Instant(at) => text(line, &sortable(*at))?,
                Cell::Json(json) => line.extend(json.as_bytes()),
            }
        }
        line.extend(b"}\n");
        Ok(self.out.write_all(line)?)
    }

    fn finish(mut self: Box<Self>, _: &Label) -> Result<(), ExportError> {
        Ok(self.out.flush()?)
    }
}

fn text(line: &mut Vec<u8>, text: &str) -> Result<(), ExportError> {
    serde_json::to_writer(line, text).map_err(|error| ExportError::Write(error.into()))
}
