//! How values of the contract stand in columns.

use std::error::Error;
use std::fmt::Display;
use std::str::FromStr;

use domain::reference::UnknownVersion;
use events_schema::Timestamp;
use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use serde::Serialize;
use serde::de::value::{Error as ValueError, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};

/// A clock is pinned to a version that is not there.
pub(crate) fn unpinned(error: UnknownVersion) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(error.into())
}

/// An id, a code or a text, as it is written.
pub(crate) struct Shown<T>(pub(crate) T);

/// One of few words, as JSON has them.
pub(crate) struct Word<T>(pub(crate) T);

/// Something with parts, as JSON.
pub(crate) struct Json<T>(pub(crate) T);

/// What a fold keeps of a row for itself, as small as it gets. Nothing says which field is which: who changes what is kept
/// raises the read model's version, and what is kept leaves no field out and has no enum with a tag. Debug builds read again
/// what they write.
pub(crate) struct Packed<T>(pub(crate) T);

/// An instant, in microseconds.
pub(crate) struct Micros(pub(crate) Timestamp);

/// A count or a place. SQLite's integers end at 2^63, and no log is as long.
pub(crate) fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What `integer` wrote.
pub(crate) fn natural(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn unreadable(error: impl Error + Send + Sync + 'static) -> FromSqlError {
    FromSqlError::Other(Box::new(error))
}

fn unwritable(error: impl Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}

impl<T: Display> ToSql for Shown<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.to_string().into())
    }
}

impl<T: FromStr<Err: Error + Send + Sync + 'static>> FromSql for Shown<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(unreadable)
    }
}

impl<T: Serialize> ToSql for Word<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let quoted = serde_json::to_string(&self.0).map_err(unwritable)?;
        Ok(quoted.trim_matches('"').to_owned().into())
    }
}

impl<T: DeserializeOwned> FromSql for Word<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word: StrDeserializer<'_, ValueError> = value.as_str()?.into_deserializer();
        T::deserialize(word).map(Self).map_err(unreadable)
    }
}

impl<T: Serialize> ToSql for Json<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(serde_json::to_string(&self.0).map_err(unwritable)?.into())
    }
}

impl<T: DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map(Self).map_err(unreadable)
    }
}

impl<T: Serialize + DeserializeOwned> ToSql for Packed<&T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let packed = postcard::to_stdvec(self.0).map_err(unwritable)?;
        if cfg!(debug_assertions) {
            let again = postcard::from_bytes::<T>(&packed).and_then(|kept| postcard::to_stdvec(&kept));
            assert!(again.is_ok_and(|again| again == packed), "what a fold keeps is read as it was written");
        }
        Ok(packed.into())
    }
}

impl<T: DeserializeOwned> FromSql for Packed<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        postcard::from_bytes(value.as_blob()?).map(Self).map_err(unreadable)
    }
}

impl ToSql for Micros {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.as_micros().into())
    }
}

impl FromSql for Micros {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Self(Timestamp::from_micros(value.as_i64()?)))
    }
}
