//! From bytes to rows: encoding, header, lines.

use std::str::FromStr;

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::GB18030;

use super::rows::{BadRow, COLUMNS};
use crate::import::Lines;

/// The largest file.
pub const MOST_BYTES: usize = 8 << 20;

/// The most rows of one file.
pub const MOST_ROWS: usize = 20_000;

/// A character encoding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// GB18030, and so GBK and GB2312.
    Gb18030,
}

/// Why a text is not an encoding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an encoding that is taken: send utf-8, gb18030, gbk or gb2312")]
pub struct NotAnEncoding(String);

impl Encoding {
    /// Its name, as headers have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Gb18030 => "gb18030",
        }
    }
}

impl FromStr for Encoding {
    type Err = NotAnEncoding;

    fn from_str(text: &str) -> Result<Self, NotAnEncoding> {
        match text.trim().to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Ok(Self::Utf8),
            "gb18030" | "gbk" | "gb2312" => Ok(Self::Gb18030),
            _ => Err(NotAnEncoding(text.chars().take(60).collect())),
        }
    }
}

/// Why a whole file is refused. Nothing of it is recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// Too large.
    #[error("the file has more than 8 MiB; split it between two records, and give each part the header")]
    TooLarge,
    /// Too long.
    #[error("the file has more than {MOST_ROWS} rows; split it between two records, and give each part the header")]
    TooManyRows,
    /// Not what it is declared as.
    #[error("line {line} is not {expected}; {advice}")]
    Encoding {
        /// Where.
        line: u64,
        /// What it is declared as.
        expected: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// No text.
    #[error("the file is no text; export the sheet as CSV")]
    NotText,
    /// Nothing there.
    #[error("the file is empty; it needs a header and rows")]
    Empty,
    /// A broken table.
    #[error("the file is no CSV at line {line}; quotes have to be closed, and doubled within a field")]
    Broken {
        /// Where.
        line: u64,
    },
    /// A column that nothing is known of: it would be lost.
    #[error("the column `{0}` is not known, and what stands in it would be lost; rename it, or take it out")]
    UnknownColumn(String),
    /// A column that has to be there.
    #[error("the column `{0}` is missing")]
    MissingColumn(&'static str),
    /// A column that is there twice.
    #[error("the header has the column `{0}` more than once; rename one of them")]
    ColumnTwice(String),
    /// No system, neither in the file nor beside it.
    #[error("say whose records these are: in a column `system`, or for all of them by `system` beside the file")]
    NoSystem,
}

/// A row: the cells that are not blank, with their columns, in the order of the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// The line where it begins.
    pub(crate) line: u32,
    pub(crate) cells: Vec<(&'static str, String)>,
    /// The source's own word for the verdict, where the cell has another one for it.
    pub(crate) said: Option<String>,
    /// Why it says nothing that can be taken, so that its record cannot.
    pub(crate) fault: Option<BadRow>,
}

impl Row {
    pub(super) fn get(&self, column: &'static str) -> Option<&str> {
        self.cells.iter().find(|(name, _)| *name == column).map(|(_, cell)| cell.as_str())
    }

    /// Whether it says nothing.
    pub(crate) fn is_blank(&self) -> bool {
        self.cells.is_empty() && self.fault.is_none()
    }
}

/// Reads the rows of a file.
pub(super) fn rows(bytes: &[u8], encoding: Encoding) -> Result<Vec<Row>, Unusable> {
    if bytes.len() > MOST_BYTES {
        return Err(Unusable::TooLarge);
    }
    let text = text(bytes, encoding)?;
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.records();
    let header = header(&records.next().ok_or(Unusable::Empty)?.map_err(|error| broken(&error))?)?;
    let (mut lines, mut rows) = (Lines::new(text.as_bytes()), Vec::new());
    for record in records {
        let record = record.map_err(|error| broken(&error))?;
        let start = record.position().map_or(0, csv::Position::byte);
        let line = lines.at(usize::try_from(start).unwrap_or(usize::MAX));
        let row = row(&header, &record, u32::try_from(line).unwrap_or(u32::MAX));
        if !row.is_blank() {
            rows.push(row);
        }
        if rows.len() > MOST_ROWS {
            return Err(Unusable::TooManyRows);
        }
    }
    if rows.is_empty() { Err(Unusable::Empty) } else { Ok(rows) }
}

fn text(bytes: &[u8], encoding: Encoding) -> Result<String, Unusable> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.contains(&0) {
        return Err(Unusable::NotText);
    }
    let unread = |expected, advice| {
        let at = str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
        Unusable::Encoding { line: Lines::new(bytes).at(at), expected, advice }
    };
    match encoding {
        Encoding::Utf8 => str::from_utf8(bytes)
            .map(str::to_owned)
            .map_err(|_| unread("UTF-8", "declare what it is, such as gb18030 for a file of a Chinese Excel")),
        Encoding::Gb18030 => GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned)
            .ok_or_else(|| unread("GB18030", "declare utf-8")),
    }
}

fn broken(error: &csv::Error) -> Unusable {
    Unusable::Broken { line: error.position().map_or(1, csv::Position::line) }
}

/// The columns in their order.
fn header(record: &StringRecord) -> Result<Vec<&'static str>, Unusable> {
    let mut header = Vec::new();
    for cell in record {
        let name = cell.trim();
        let known = COLUMNS.iter().find(|column| column.name == name);
        let column = known.ok_or_else(|| Unusable::UnknownColumn(name.chars().take(60).collect()))?;
        if header.contains(&column.name) {
            return Err(Unusable::ColumnTwice(name.to_owned()));
        }
        header.push(column.name);
    }
    let missing = COLUMNS.iter().find(|column| column.is_required && !header.contains(&column.name));
    missing.map_or(Ok(header), |column| Err(Unusable::MissingColumn(column.name)))
}

fn row(header: &[&'static str], record: &StringRecord, line: u32) -> Row {
    let cells = header.iter().zip(record).map(|(column, cell)| (*column, cell.trim()));
    let cells = cells.filter(|(_, cell)| !cell.is_empty()).map(|(column, cell)| (column, cell.to_owned())).collect();
    let is_too_long = record.iter().skip(header.len()).any(|cell| !cell.trim().is_empty());
    Row { line, cells, said: None, fault: is_too_long.then_some(BadRow::TooLong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "system,number,kind,taken_at,remark";

    fn read(bytes: &[u8], encoding: Encoding) -> Result<Vec<(u32, Option<String>)>, Unusable> {
        let remark = |row: &Row| (row.line, row.get("remark").map(str::to_owned));
        rows(bytes, encoding).map(|rows| rows.iter().map(remark).collect())
    }

    #[test]
    fn rows_are_read_whatever_the_line_ends_with_blank_ones_left_out() {
        let expected = Ok(vec![(2, Some("=1+1".to_owned())), (5, Some("漏油\n二".to_owned())), (7, None)]);
        for end in ["\n", "\r\n"] {
            let text = [HEADER, "mes,1,,, =1+1 ", "", ",,,,", "mes,2,,,\"漏油\n二\"", "mes,3"].join(end);
            assert_eq!(read(text.as_bytes(), Encoding::Utf8), expected, "{end:?}");
            assert_eq!(read(format!("\u{feff}{text}").as_bytes(), Encoding::Utf8), expected);
            assert_eq!(read(&GB18030.encode(&text).0, Encoding::Gb18030), expected);
        }
    }

    #[test]
    fn a_file_is_refused_for_what_is_wrong_with_all_of_it() {
        let refused = |text: &str| rows(text.as_bytes(), Encoding::Utf8).unwrap_err();
        assert_eq!(refused(""), Unusable::Empty);
        assert_eq!(refused(HEADER), Unusable::Empty);
        assert_eq!(refused("number,kind\n1,built"), Unusable::MissingColumn("taken_at"));
        assert_eq!(refused("number,torque\n1,2"), Unusable::UnknownColumn("torque".to_owned()));
        assert_eq!(refused("number,number\n1,2"), Unusable::ColumnTwice("number".to_owned()));
        assert_eq!(refused("PK\u{3}\u{4}\0\0"), Unusable::NotText);
        let many = format!("{HEADER}\n{}", "m,1,,,\n".repeat(MOST_ROWS + 1));
        assert_eq!(refused(&many), Unusable::TooManyRows);
        assert_eq!(rows(&vec![b'x'; MOST_BYTES + 1], Encoding::Utf8).unwrap_err(), Unusable::TooLarge);
        let chinese = GB18030.encode("number,kind,taken_at\n漏油,built,x\n").0.into_owned();
        let error = rows(&chinese, Encoding::Utf8).unwrap_err();
        assert!(matches!(error, Unusable::Encoding { line: 2, expected: "UTF-8", .. }), "{error}");
    }

    #[test]
    fn encodings_are_named_as_people_name_them() {
        for (name, encoding) in [("UTF-8", Encoding::Utf8), ("GBK", Encoding::Gb18030), (" gb2312", Encoding::Gb18030)]
        {
            assert_eq!(name.parse(), Ok(encoding));
        }
        assert!("latin-1".parse::<Encoding>().is_err());
    }
}
