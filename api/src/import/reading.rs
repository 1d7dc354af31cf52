//! From bytes to records: compression, encoding, line ends, quotes.

use std::io::Read;

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::GB18030;
use flate2::read::MultiGzDecoder;

use super::mapping::{Encoding, Source};

/// The most text that one file may hold.
const MAX_TEXT_BYTES: u64 = 2 << 30;

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The compression is broken, or it unpacks to more than we take.
    #[error("the file cannot be unpacked; fetch it again, or unpack it yourself and import the CSV")]
    Packed(#[source] std::io::Error),
    /// Too large.
    #[error("the file holds more than 2 GiB of text; split it by cases")]
    TooLarge,
    /// No text.
    #[error("the file is no CSV text; export the table as CSV")]
    NotText,
    /// Another encoding.
    #[error("line {line} is not {expected}; set `source.encoding` in the mapping to {other}")]
    Encoding {
        /// Where.
        line: u64,
        /// What the mapping says.
        expected: &'static str,
        /// What it may be instead.
        other: &'static str,
    },
    /// Neither of the encodings that we know.
    #[error("the file is neither UTF-8 nor GB18030; convert it to UTF-8")]
    UnknownEncoding,
    /// Nothing there.
    #[error("the file is empty; it needs a header and rows")]
    Empty,
    /// A broken table.
    #[error("the file is no CSV")]
    Csv(#[from] csv::Error),
    /// A column that the mapping names and the file does not have.
    #[error("`{key}` names the column `{column}`, which the file does not have; its header is: {header}")]
    MissingColumn {
        /// The key of the mapping.
        key: &'static str,
        /// What it names.
        column: String,
        /// What the file has.
        header: String,
    },
    /// A column that the file has twice.
    #[error("the header has the column `{0}` more than once; rename one of them")]
    AmbiguousColumn(String),
}

/// A table as the file has it.
pub(super) struct Table {
    pub(super) header: Vec<String>,
    pub(super) records: Vec<Record>,
}

/// A row and the line where it begins.
pub(super) struct Record {
    pub(super) line: u64,
    pub(super) fields: StringRecord,
}

/// Reads a table.
pub(super) fn table(bytes: &[u8], source: &Source) -> Result<Table, Unreadable> {
    let text = text(bytes, source.encoding)?;
    let delimiter = u8::try_from(source.delimiter).unwrap_or(b',');
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut lines = Lines::new(text.as_bytes());
    let mut records = reader.records();
    let header = records.next().ok_or(Unreadable::Empty)??;
    let header = header.iter().map(|name| name.trim().to_owned()).collect();
    let records = records.map(|fields| {
        let fields = fields?;
        let start = fields.position().map_or(0, csv::Position::byte);
        Ok(Record { line: lines.at(usize::try_from(start).unwrap_or(usize::MAX)), fields })
    });
    Ok(Table { header, records: records.collect::<Result<_, csv::Error>>()? })
}

fn text(bytes: &[u8], encoding: Encoding) -> Result<String, Unreadable> {
    let mut unpacked = Vec::new();
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut packed = MultiGzDecoder::new(bytes).take(MAX_TEXT_BYTES + 1);
        packed.read_to_end(&mut unpacked).map_err(Unreadable::Packed)?;
        &unpacked
    } else {
        bytes
    };
    if bytes.len() as u64 > MAX_TEXT_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.contains(&0) {
        return Err(Unreadable::NotText);
    }
    let text = match encoding {
        Encoding::Utf8 => utf8(bytes).map_err(|line| Unreadable::Encoding {
            line,
            expected: "UTF-8",
            other: "\"gb18030\" or \"auto\"",
        })?,
        Encoding::Gb18030 => gb18030(bytes).ok_or(Unreadable::Encoding {
            line: utf8(bytes).err().unwrap_or(1),
            expected: "GB18030",
            other: "\"utf-8\" or \"auto\"",
        })?,
        Encoding::Auto => utf8(bytes).ok().or_else(|| gb18030(bytes)).ok_or(Unreadable::UnknownEncoding)?,
    };
    if text.trim().is_empty() { Err(Unreadable::Empty) } else { Ok(text) }
}

/// The text, or the line where it stops to be UTF-8.
fn utf8(bytes: &[u8]) -> Result<String, u64> {
    match str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(Lines::new(bytes).at(error.valid_up_to())),
    }
}

fn gb18030(bytes: &[u8]) -> Option<String> {
    GB18030.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// Counts lines as editors do, whichever line ends a file has. Asked in ascending order.
pub(crate) struct Lines<'a> {
    bytes: &'a [u8],
    offset: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, offset: 0, line: 1 }
    }

    /// The line of the first byte from `offset` on that ends no line: the reader counts blank lines to the row behind.
    pub(crate) fn at(&mut self, offset: usize) -> u64 {
        let is_end = |at: usize| matches!(self.bytes.get(at), Some(b'\r' | b'\n'));
        let mut start = offset.min(self.bytes.len());
        while is_end(start) {
            start += 1;
        }
        while self.offset < start {
            let ends = match self.bytes[self.offset] {
                b'\n' => true,
                b'\r' => self.bytes.get(self.offset + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += u64::from(ends);
            self.offset += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(encoding: &str) -> Source {
        toml::from_str(&format!("encoding = \"{encoding}\"\ntime_format = \"rfc3339\"")).unwrap()
    }

    fn read(bytes: &[u8], encoding: &str) -> Vec<(u64, Vec<String>)> {
        let table = table(bytes, &source(encoding)).unwrap();
        let fields = |record: &Record| (record.line, record.fields.iter().map(str::to_owned).collect());
        table.records.iter().map(fields).collect()
    }

    #[test]
    fn line_ends_do_not_matter_and_lines_are_those_of_an_editor() {
        let expected = [(2, vec!["1".to_owned(), "x".to_owned()]), (4, vec!["2".to_owned(), "y\nz".to_owned()])];
        for end in ["\n", "\r\n", "\r"] {
            let text = format!("a,b{end}1,x{end}{end}2,\"y\nz\"{end}");
            assert_eq!(read(text.as_bytes(), "auto"), expected, "{end:?}");
        }
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "a,b\n1,漏油\n";
        let (gb, _, _) = GB18030.encode(text);
        let bom = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        let expected = read(text.as_bytes(), "utf-8");
        assert_eq!(read(&bom, "utf-8"), expected);
        assert_eq!(read(&gb, "gb18030"), expected);
        assert_eq!(read(&gb, "auto"), expected);
        assert_eq!(table(&bom, &source("auto")).unwrap().header, ["a", "b"]);
        let wrong = table(&gb, &source("utf-8")).err().unwrap().to_string();
        assert_eq!(wrong, "line 2 is not UTF-8; set `source.encoding` in the mapping to \"gb18030\" or \"auto\"");
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert!(matches!(table(b"PK\x03\x04\0\0", &source("auto")), Err(Unreadable::NotText)));
        assert!(matches!(table(b"\n\n", &source("auto")), Err(Unreadable::Empty)));
        assert!(matches!(table(b"\x1f\x8bnothing", &source("auto")), Err(Unreadable::Packed(_))));
    }
}
