//! Photographs, records and reports: what an event says of a file that is kept beside the log.
//!
//! The file is named by the hash of its bytes, so that nobody can change what an event refers to.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::envelope::Digest256;
use crate::text::Line;

/// A file, by the hash of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// SHA-256 of its bytes.
    pub hash: Digest256,
    /// How many bytes it has.
    pub size: u64,
    /// What it is, by its first bytes.
    pub media_type: MediaType,
    /// Its name, without personal data.
    #[schemars(example = &"高压油管断口.jpg")]
    pub name: Line,
}

impl Attachment {
    /// All files that the data of an event refer to, however deep they stand. Whatever has to know which files a fact holds
    /// asks here, so that there is no list of such facts.
    #[must_use]
    pub fn all_in(data: &Value) -> Vec<Self> {
        let mut found = Vec::new();
        collect(data, &mut found);
        found
    }
}

fn collect(data: &Value, found: &mut Vec<Attachment>) {
    match data {
        Value::Object(fields) => {
            let attachment = if fields.contains_key("hash") { Attachment::deserialize(data).ok() } else { None };
            match attachment {
                Some(attachment) => found.push(attachment),
                None => fields.values().for_each(|field| collect(field, found)),
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What a file can be. Nothing of it runs where it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum MediaType {
    /// A photograph.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// A picture of a screen.
    #[serde(rename = "image/png")]
    Png,
    /// A picture.
    #[serde(rename = "image/webp")]
    Webp,
    /// A photograph, as some telephones take them.
    #[serde(rename = "image/heif")]
    Heif,
    /// A film.
    #[serde(rename = "video/mp4")]
    Mp4,
    /// A report.
    #[serde(rename = "application/pdf")]
    Pdf,
    /// A spreadsheet, a document, or files put together.
    #[serde(rename = "application/zip")]
    Zip,
    /// A text or a table, in UTF-8.
    #[serde(rename = "text/plain")]
    Text,
}

impl MediaType {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Jpeg, Self::Png, Self::Webp, Self::Heif, Self::Mp4, Self::Pdf, Self::Zip, Self::Text];

    /// Its name (RFC 6838).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heif => "image/heif",
            Self::Mp4 => "video/mp4",
            Self::Pdf => "application/pdf",
            Self::Zip => "application/zip",
            Self::Text => "text/plain",
        }
    }

    /// What bytes are, whatever their name says; `None` for what is not taken.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let brand = bytes.get(4..12).unwrap_or_default();
        Some(match bytes {
            [0xff, 0xd8, 0xff, ..] => Self::Jpeg,
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Self::Png,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Self::Webp,
            _ if [b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheim"].iter().any(|known| brand == *known) => Self::Heif,
            _ if brand.starts_with(b"ftyp") => Self::Mp4,
            [b'%', b'P', b'D', b'F', b'-', ..] => Self::Pdf,
            [b'P', b'K', 3, 4, ..] => Self::Zip,
            _ if is_text(bytes) => Self::Text,
            _ => return None,
        })
    }
}

/// UTF-8 without what no person types.
fn is_text(bytes: &[u8]) -> bool {
    let is_typed = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{feff}');
    !bytes.is_empty() && str::from_utf8(bytes).is_ok_and(|text| text.chars().all(is_typed))
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        for (bytes, is) in [
            (&b"\xff\xd8\xff\xe0\x00\x10JFIF"[..], Some(MediaType::Jpeg)),
            (b"\x89PNG\r\n\x1a\n....", Some(MediaType::Png)),
            (b"RIFF\x10\x00\x00\x00WEBPVP8 ", Some(MediaType::Webp)),
            (b"\x00\x00\x00\x18ftypheic....", Some(MediaType::Heif)),
            (b"\x00\x00\x00\x18ftypisom....", Some(MediaType::Mp4)),
            (b"%PDF-1.7\n", Some(MediaType::Pdf)),
            (b"PK\x03\x04....", Some(MediaType::Zip)),
            ("检验报告,合格\r\n".as_bytes(), Some(MediaType::Text)),
            (b"", None),
            (b"MZ\x90\x00\x03", None),
            (b"\x7fELF\x02\x01\x01\x00", None),
            (b"\xb0\xa1\xb0\xa1", None),
        ] {
            assert_eq!(MediaType::of(bytes), is, "{bytes:?}");
        }
        for known in MediaType::ALL {
            assert_eq!(serde_json::to_value(known).unwrap(), known.name());
        }
    }
}
