//! Functions of ours, beside SQLite's.

use std::collections::HashSet;

use domain::factory_time::factory_time;
use events_schema::Timestamp;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Result};

/// Functions beside SQLite's: their names, and what they do.
pub const OURS: [(&str, &str); 4] = [
    ("instant", "instant(x): microseconds since 1970 or an RFC 3339 time as an instant with six digits of a second"),
    ("seconds_between", "seconds_between(a, b): from instant a to instant b, in seconds"),
    ("factory_date", "factory_date(x): the day of an instant in the factory's time (UTC+8), as in 2026-06-30"),
    ("factory_month", "factory_month(x): the month of an instant in the factory's time (UTC+8), as in 2026-06"),
];

pub(crate) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("instant", 1, flags, |context| Ok(instant(context, 0)?.map(sortable)))?;
    connection.create_scalar_function("seconds_between", 2, flags, |context| {
        let (Some(from), Some(to)) = (instant(context, 0)?, instant(context, 1)?) else { return Ok(None) };
        #[expect(clippy::cast_precision_loss, reason = "exact to a microsecond over 285 years")]
        let micros = (to.as_micros() - from.as_micros()) as f64;
        Ok(Some(micros / 1e6))
    })?;
    bounded(connection, flags)?;
    connection.create_scalar_function("factory_date", 1, flags, |context| factory(context, 10))?;
    connection.create_scalar_function("factory_month", 1, flags, |context| factory(context, 7))
}

/// SQLite's own compare every place with everything, and a single call could take minutes; these take time in proportion.
fn bounded(connection: &Connection, flags: FunctionFlags) -> Result<()> {
    connection.create_scalar_function("instr", 2, flags, |context| {
        let (Some(text), Some(part)) = (text(context, 0)?, text(context, 1)?) else { return Ok(None) };
        let found = text.find(&part).map(|at| text[..at].chars().fold(1_i64, |count, _| count + 1));
        Ok(Some(found.unwrap_or(0)))
    })?;
    connection.create_scalar_function("replace", 3, flags, |context| {
        let (Some(whole), Some(old), Some(new)) = (text(context, 0)?, text(context, 1)?, text(context, 2)?) else {
            return Ok(None);
        };
        if old.is_empty() {
            return Ok(Some(whole));
        }
        let grows = whole.matches(&*old).count().saturating_mul(new.len().saturating_sub(old.len()));
        let longest = usize::try_from(super::LONGEST_VALUE).unwrap_or(usize::MAX);
        if whole.len().saturating_add(grows) > longest {
            return Err(Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_TOOBIG), None));
        }
        Ok(Some(whole.replace(&*old, &new)))
    })?;
    for (name, sides) in [("trim", (true, true)), ("ltrim", (true, false)), ("rtrim", (false, true))] {
        connection.create_scalar_function(name, 2, flags, move |context| {
            let (Some(text), Some(these)) = (text(context, 0)?, text(context, 1)?) else { return Ok(None) };
            let these: HashSet<char> = these.chars().collect();
            let is_one = |character: char| these.contains(&character);
            let trimmed = if sides.0 { text.trim_start_matches(is_one) } else { &text };
            let trimmed = if sides.1 { trimmed.trim_end_matches(is_one) } else { trimmed };
            Ok(Some(trimmed.to_owned()))
        })?;
    }
    Ok(())
}

/// An argument as text, as SQLite has it too.
fn text(context: &Context<'_>, argument: usize) -> Result<Option<String>> {
    Ok(match context.get_raw(argument) {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(format!("{number:?}")),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
    })
}

/// The instant that an argument means.
fn instant(context: &Context<'_>, argument: usize) -> Result<Option<Timestamp>> {
    let wrong = |what: &str| Error::UserFunctionError(format!("`{what}` is no RFC 3339 time").into());
    match context.get_raw(argument) {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(micros) => Ok(Some(Timestamp::from_micros(micros))),
        ValueRef::Text(text) => {
            let text = str::from_utf8(text).unwrap_or("not UTF-8");
            text.parse().map(Some).map_err(|_| wrong(text))
        }
        ValueRef::Real(_) | ValueRef::Blob(_) => Err(wrong("a number with a fraction")),
    }
}

/// With all digits, so that it sorts as text.
pub(crate) fn sortable(at: Timestamp) -> String {
    let text = at.to_string();
    match text.strip_suffix('Z') {
        Some(seconds) if !text.contains('.') => format!("{seconds}.000000Z"),
        Some(_) | None => text,
    }
}

fn factory(context: &Context<'_>, length: usize) -> Result<Option<String>> {
    let at = instant(context, 0)?;
    Ok(at.map(|at| factory_time(at).chars().take(length).collect()))
}
