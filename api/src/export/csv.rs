//! Rows as CSV.
//!
//! Nothing and an empty text look alike in CSV; whoever has to tell them apart takes another format.

use std::io::Write;

use projections::PublishedColumn;

use super::ExportError;
use super::table::{Cell, Label, Sink, sortable};

pub(super) struct Csv<W: Write>(csv::Writer<W>);

impl<W: Write> Csv<W> {
    pub(super) fn new(columns: &[PublishedColumn], out: W) -> Result<Self, ExportError> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(columns.iter().map(|column| column.name)).map_err(written)?;
        Ok(Self(writer))
    }
}

impl<W: Write> Sink for Csv<W> {
    fn row(&mut self, row: &[Cell<'_>]) -> Result<(), ExportError> {
        for cell in row {
            let field = match cell {
                Cell::Null => self.0.write_field(""),
                Cell::Text(text) | Cell::Json(text) => self.0.write_field(text.as_bytes()),
                Cell::Integer(number) => self.0.write_field(number.to_string()),
                Cell::Real(number) => self.0.write_field(number.to_string()),
                Cell::Boolean(is) => self.0.write_field(is.to_string()),
                Cell::Instant(at) => self.0.write_field(sortable(*at)),
            };
            field.map_err(written)?;
        }
        self.0.write_record(None::<&[u8]>).map_err(written)
    }

    fn finish(mut self: Box<Self>, _: &Label) -> Result<(), ExportError> {
        Ok(self.0.flush()?)
    }
}

/// A row of another length than the first one would be our mistake; everything else is the disk's.
fn written(error: csv::Error) -> ExportError {
    ExportError::Write(error.into())
}
