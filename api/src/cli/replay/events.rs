//! The events of a ticket as they stand in the log.

use event_store::SqliteStore;
use events_schema::ids::TicketId;
use events_schema::{Audience, Envelope, RecordedEvent, TicketCode};
use serde_json::Value;

use crate::cli::output::{Failure, Output};
use crate::http::{AsOf, ShownEvent, shown};

/// Prints them; `None` if there are none. As JSON they are what `/history` shows; the table leaves out ids and hashes.
pub(super) fn print(
    store: &SqliteStore,
    id: TicketId,
    as_of: Option<AsOf>,
    output: Output,
) -> Result<Option<()>, Failure> {
    let mut events = Vec::new();
    for event in super::all(store, &id.stream())? {
        if let Some(as_of) = as_of
            && !as_of.includes(&event)?
        {
            break;
        }
        events.push(event);
    }
    if events.is_empty() {
        return Ok(None);
    }
    match output {
        Output::Table => {
            eprintln!("ticket {} ({id}), times of UTC+8", TicketCode::of(id));
            let rows = events.iter().map(row).collect::<Result<Vec<_>, _>>()?;
            output.rows(&rows, ["", "happened", "recorded", "by", "what", "details"], |row| row.clone())?;
        }
        Output::Json | Output::Ndjson => {
            let whole = |event: &RecordedEvent| shown(event, Audience::Internal).transpose();
            let whole: Vec<ShownEvent> = events.iter().filter_map(whole).collect::<Result<_, _>>()?;
            output.rows(&whole, [], |_| [])?;
        }
    }
    Ok(Some(()))
}

fn row(event: &RecordedEvent) -> Result<[String; 6], serde_json::Error> {
    let envelope: Envelope = serde_json::from_slice(&event.metadata)?;
    let data: Value = serde_json::from_slice(&event.data)?;
    let own = format!("{}\n{}", envelope.actor.id, envelope.actor.role);
    Ok([
        event.revision.to_string(),
        super::shown(envelope.occurred_at),
        super::shown(envelope.recorded_at),
        match &envelope.actor.on_behalf_of {
            Some(principal) => format!("{own}\nfor {principal}"),
            None => own,
        },
        event.kind.to_string(),
        data.as_object().map(details).unwrap_or_default(),
    ])
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
