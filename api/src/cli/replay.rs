//! `flywheel replay TICKET`: the history of a ticket, from the folder, beside a running server.

use std::path::Path;

use clap::Args;
use domain::Aggregate;
use domain::ticket::Ticket;
use event_store::SqliteStore;
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::TicketId;
use events_schema::{Entry, Revision, TicketCode};
use serde::Serialize;
use serde_json::Value;

use super::output::{Failure, Output};
use crate::http::AsOf;

#[derive(Debug, Args)]
pub(super) struct Replay {
    /// The ticket: its id.
    ticket: TicketId,
    /// What was recorded until then: a position of the log, or an RFC 3339 time.
    #[arg(long, value_parser = clap::value_parser!(AsOf))]
    as_of: Option<AsOf>,
}

#[derive(Serialize)]
struct Line {
    revision: Revision,
    occurred_at: String,
    recorded_at: String,
    actor: String,
    role: String,
    #[serde(rename = "type")]
    kind: String,
    data: Value,
}

impl Replay {
    pub(super) fn run(self, data: &Path, output: Output) -> Result<(), Failure> {
        let store = SqliteStore::open_read_only(data)?;
        let (mut lines, mut ticket, mut from) = (Vec::new(), Ticket::default(), Revision::FIRST);
        'pages: loop {
            let page = store.read_stream_blocking(&self.ticket.stream(), from, 500)?;
            let Some(last) = page.last() else { break };
            from = last.revision.next();
            for event in &page {
                if let Some(as_of) = self.as_of
                    && !as_of.includes(event)?
                {
                    break 'pages;
                }
                let entry = Entry::<TicketFact>::decode(event)?;
                ticket.evolve(&entry);
                lines.push(Line {
                    revision: event.revision,
                    occurred_at: entry.envelope.occurred_at.to_string(),
                    recorded_at: entry.envelope.recorded_at.to_string(),
                    actor: entry.envelope.actor.id.to_string(),
                    role: entry.envelope.actor.role.to_string(),
                    kind: event.kind.to_string(),
                    data: serde_json::from_slice(&event.data)?,
                });
            }
        }
        if lines.is_empty() {
            return Err(Failure::not_found(format!("there is no ticket {} in {}", self.ticket, data.display())));
        }
        if output == Output::Table {
            eprintln!("ticket {} ({})", TicketCode::of(self.ticket), self.ticket);
        }
        output.rows(&lines, ["", "happened", "by", "as", "what", "details"], |line| {
            let details = line.data.as_object().map(details).unwrap_or_default();
            [
                line.revision.to_string(),
                line.occurred_at.clone(),
                line.actor.clone(),
                line.role.clone(),
                line.kind.clone(),
                details,
            ]
        })
    }
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
