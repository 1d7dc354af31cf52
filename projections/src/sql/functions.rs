//! Functions of ours, beside SQLite's.

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

pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("instant", 1, flags, |context| Ok(instant(context, 0)?.map(sortable)))?;
    connection.create_scalar_function("seconds_between", 2, flags, |context| {
        let (Some(from), Some(to)) = (instant(context, 0)?, instant(context, 1)?) else { return Ok(None) };
        #[expect(clippy::cast_precision_loss, reason = "exact to a microsecond over 285 years")]
        let micros = (to.as_micros() - from.as_micros()) as f64;
        Ok(Some(micros / 1e6))
    })?;
    connection.create_scalar_function("factory_date", 1, flags, |context| factory(context, 10))?;
    connection.create_scalar_function("factory_month", 1, flags, |context| factory(context, 7))
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
pub(super) fn sortable(at: Timestamp) -> String {
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
