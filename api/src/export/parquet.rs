//! Rows as Apache Parquet, packed by zstd. The file's metadata says which log it is from, up to which position it goes, and
//! in which version its columns are.

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type};

use projections::{ColumnKind, PublishedColumn};

use super::ExportError;
use super::table::{Cell, Label, Sink};

/// So many rows, or so many bytes of texts, are held before they are written as a group.
const GROUP_ROWS: usize = 65_536;
const GROUP_BYTES: usize = 32 << 20;

pub(super) struct Parquet<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Held>,
    rows: usize,
    bytes: usize,
}

/// The values of one column that are not yet written.
struct Held {
    values: Values,
    /// 1 where there is a value, 0 where there is none.
    present: Vec<i16>,
}

enum Values {
    Bytes(Vec<ByteArray>),
    Numbers(Vec<i64>),
    Reals(Vec<f64>),
    Flags(Vec<bool>),
}

impl<W: Write + Send> Parquet<W> {
    pub(super) fn new(columns: &[PublishedColumn], out: W) -> Result<Self, ExportError> {
        let fields = columns.iter().map(|column| field(column).map(Arc::new)).collect::<Result<_, _>>()?;
        let schema = Type::group_type_builder("schema").with_fields(fields).build()?;
        let program = format!("flywheel {}", env!("CARGO_PKG_VERSION"));
        let mut properties = WriterProperties::builder()
            .set_created_by(program)
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?));
        for column in columns.iter().filter(|column| column.kind == ColumnKind::Json) {
            // Hardly any two are alike, and nobody looks for the least one.
            let path = || ColumnPath::from(column.name);
            properties = properties.set_column_dictionary_enabled(path(), false);
            properties =
                properties.set_column_statistics_enabled(path(), parquet::file::properties::EnabledStatistics::None);
        }
        let file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties.build()))?;
        Ok(Self { file, columns: columns.iter().map(Held::new).collect(), rows: 0, bytes: 0 })
    }

    /// Writes what is held as a group.
    fn write_group(&mut self) -> Result<(), ExportError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group()?;
        for held in &mut self.columns {
            held.write(&mut group)?;
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl<W: Write + Send> Sink for Parquet<W> {
    fn row(&mut self, row: &[Cell<'_>]) -> Result<(), ExportError> {
        for (held, cell) in self.columns.iter_mut().zip(row) {
            self.bytes += held.push(cell)?;
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES { self.write_group() } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>, label: &Label) -> Result<(), ExportError> {
        self.write_group()?;
        for (key, value) in label.pairs() {
            self.file.append_key_value_metadata(KeyValue::new(key.to_owned(), value));
        }
        self.file.into_inner()?.flush()?;
        Ok(())
    }
}

const STORE: &str = "flywheel.store";
const SCHEMA_VERSION: &str = "flywheel.schema_version";

impl Label {
    fn pairs(&self) -> [(&'static str, String); 5] {
        [
            ("flywheel.table", self.table.to_owned()),
            (SCHEMA_VERSION, self.schema_version.to_string()),
            (STORE, store(self.store)),
            ("flywheel.from_position", self.from.to_string()),
            ("flywheel.position", self.position.to_string()),
        ]
    }
}

/// Which log it is, and how often it was restored: positions may mean something else afterwards.
pub(super) fn store(store: event_store::StoreId) -> String {
    format!("{} epoch {}", store.id, store.epoch)
}

/// From which log a file is, and the version of its columns.
pub(super) fn origin_of(file: File) -> Result<(Option<String>, Option<String>), ParquetError> {
    let reader = SerializedFileReader::new(file)?;
    let pairs = reader.metadata().file_metadata().key_value_metadata().cloned().unwrap_or_default();
    let mut pairs: HashMap<String, Option<String>> = pairs.into_iter().map(|pair| (pair.key, pair.value)).collect();
    Ok((pairs.remove(STORE).flatten(), pairs.remove(SCHEMA_VERSION).flatten()))
}

fn field(column: &PublishedColumn) -> Result<Type, ParquetError> {
    let (physical, logical) = match column.kind {
        // Not every tool knows the logical type of JSON: some read it as bytes.
        ColumnKind::Text | ColumnKind::Json => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        ColumnKind::Integer => (Physical::INT64, None),
        ColumnKind::Number => (Physical::DOUBLE, None),
        ColumnKind::Boolean => (Physical::BOOLEAN, None),
        ColumnKind::Instant => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS))),
    };
    Type::primitive_type_builder(column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
}

impl Held {
    fn new(column: &PublishedColumn) -> Self {
        let values = match column.kind {
            ColumnKind::Text | ColumnKind::Json => Values::Bytes(Vec::new()),
            ColumnKind::Integer | ColumnKind::Instant => Values::Numbers(Vec::new()),
            ColumnKind::Number => Values::Reals(Vec::new()),
            ColumnKind::Boolean => Values::Flags(Vec::new()),
        };
        Self { values, present: Vec::new() }
    }

    /// Takes a value in, and says how many bytes it has.
    fn push(&mut self, cell: &Cell<'_>) -> Result<usize, ExportError> {
        let bytes = match (&mut self.values, cell) {
            (_, Cell::Null) => {
                self.present.push(0);
                return Ok(0);
            }
            (Values::Bytes(values), Cell::Text(text) | Cell::Json(text)) => {
                values.push(text.as_bytes().to_vec().into());
                text.len()
            }
            (Values::Numbers(values), Cell::Integer(number)) => {
                values.push(*number);
                size_of::<i64>()
            }
            (Values::Numbers(values), Cell::Instant(at)) => {
                values.push(at.as_micros());
                size_of::<i64>()
            }
            (Values::Reals(values), Cell::Real(number)) => {
                values.push(*number);
                size_of::<f64>()
            }
            (Values::Flags(values), Cell::Boolean(is)) => {
                values.push(*is);
                size_of::<bool>()
            }
            (Values::Bytes(_) | Values::Numbers(_) | Values::Reals(_) | Values::Flags(_), cell) => {
                return Err(ExportError::OtherKind(format!("{cell:?}")));
            }
        };
        self.present.push(1);
        Ok(bytes)
    }

    fn write<W: Write + Send>(&mut self, group: &mut SerializedRowGroupWriter<'_, W>) -> Result<(), ParquetError> {
        let Some(mut writer) = group.next_column()? else { return Ok(()) };
        match &mut self.values {
            Values::Bytes(values) => {
                writer.typed::<ByteArrayType>().write_batch(values, Some(&self.present), None)?;
                values.clear();
            }
            Values::Numbers(values) => {
                writer.typed::<Int64Type>().write_batch(values, Some(&self.present), None)?;
                values.clear();
            }
            Values::Reals(values) => {
                writer.typed::<DoubleType>().write_batch(values, Some(&self.present), None)?;
                values.clear();
            }
            Values::Flags(values) => {
                writer.typed::<BoolType>().write_batch(values, Some(&self.present), None)?;
                values.clear();
            }
        }
        self.present.clear();
        writer.close()
    }
}
