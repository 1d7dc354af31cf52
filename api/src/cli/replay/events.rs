//! The events of a ticket as they stand in the log.

use event_store::SqliteStore;
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::TicketId;
use events_schema::{Entry, Revision, TicketCode};
use serde::Serialize;
use serde_json::Value;

use crate::cli::output::{Failure, Output};
use crate::http::AsOf;

#[derive(Serialize)]
struct Line {
    revision: Revision,
    occurred_at: String,
    recorded_at: String,
    actor: String,
    role: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_behalf_of: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    data: Value,
}

/// Prints them; `None` if there are none.
pub(super) fn print(
    store: &SqliteStore,
    id: TicketId,
    as_of: Option<AsOf>,
    output: Output,
) -> Result<Option<()>, Failure> {
    let (mut lines, mut from) = (Vec::new(), Revision::FIRST);
    'pages: loop {
        let page = store.read_stream_blocking(&id.stream(), from, 500)?;
        let Some(last) = page.last() else { break };
        from = last.revision.next();
        for event in &page {
            if let Some(as_of) = as_of
                && !as_of.includes(event)?
            {
                break 'pages;
            }
            let envelope = Entry::<TicketFact>::decode(event)?.envelope;
            lines.push(Line {
                revision: event.revision,
                occurred_at: envelope.occurred_at.to_string(),
                recorded_at: envelope.recorded_at.to_string(),
                actor: envelope.actor.id.to_string(),
                role: envelope.actor.role.to_string(),
                on_behalf_of: envelope.actor.on_behalf_of.as_ref().map(ToString::to_string),
                kind: event.kind.to_string(),
                data: serde_json::from_slice(&event.data)?,
            });
        }
    }
    if lines.is_empty() {
        return Ok(None);
    }
    if output == Output::Table {
        eprintln!("ticket {} ({id})", TicketCode::of(id));
    }
    output.rows(&lines, ["", "happened", "by", "as", "what", "details"], |line| {
        let details = line.data.as_object().map(details).unwrap_or_default();
        [
            line.revision.to_string(),
            line.occurred_at.clone(),
            match &line.on_behalf_of {
                Some(principal) => format!("{}\nfor {principal}", line.actor),
                None => line.actor.clone(),
            },
            line.role.clone(),
            line.kind.clone(),
            details,
        ]
    })?;
    Ok(Some(()))
}

/// A line each, personal values named and not shown.
fn details(data: &serde_json::Map<String, Value>) -> String {
    let shown = data.iter().map(|(name, value)| match value {
        Value::String(text) => format!("{name}: {text}"),
        Value::Object(fields) if name == "contact" => {
            format!("{name}: sealed ({})", fields.keys().cloned().collect::<Vec<_>>().join(", "))
        }
        other => format!("{name}: {other}"),
    });
    shown.collect::<Vec<_>>().join("\n")
}
