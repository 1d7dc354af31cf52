//! `flywheel replay TICKET`: the history of a ticket, from the folder, beside a running server.

use std::path::Path;
use std::str::FromStr;

use clap::Args;
use domain::Aggregate;
use domain::ticket::Ticket;
use event_store::SqliteStore;
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::TicketId;
use events_schema::{Entry, Position, Revision, TicketCode};
use serde::Serialize;
use serde_json::Value;

use super::output::{Failure, Output};
use crate::http::AsOf;

#[derive(Debug, Args)]
pub(super) struct Replay {
    /// The ticket: its id, or the code that one says on the phone.
    ticket: Named,
    /// What was recorded until then: a position of the log, or an RFC 3339 time.
    #[arg(long, value_parser = clap::value_parser!(AsOf))]
    as_of: Option<AsOf>,
}

/// A ticket as people name it.
#[derive(Debug, Clone, Copy)]
enum Named {
    Id(TicketId),
    Code(TicketCode),
}

impl FromStr for Named {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let id = || text.parse().map(Self::Id);
        let neither = |code| format!("{code}, and an id has the form ticket-<UUID>");
        id().or_else(|_| text.parse().map(Self::Code).map_err(neither))
    }
}

impl Named {
    /// The ticket's id. A code says nothing of the id, so that the log is searched for the ticket that has it.
    fn find(self, store: &SqliteStore) -> Result<TicketId, Failure> {
        let code = match self {
            Self::Id(ticket) => return Ok(ticket),
            Self::Code(code) => code,
        };
        let (mut found, mut from) = (Vec::new(), Position(0));
        loop {
            let page = store.read_all_blocking(from, 10_000)?;
            let Some(last) = page.last() else { break };
            from = last.position.next();
            let opened = page.iter().filter(|event| event.revision == Revision::FIRST);
            let tickets = opened.filter_map(|event| event.stream.as_str().parse::<TicketId>().ok());
            found.extend(tickets.filter(|ticket| TicketCode::of(*ticket) == code));
        }
        match found[..] {
            [] => Err(Failure::not_found(format!("there is no ticket {code}"))),
            [ticket] => Ok(ticket),
            _ => Err(Failure::usage(format!("several tickets have the code {code}; name one of {found:?}"))),
        }
    }
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
        let id = self.ticket.find(&store)?;
        let (mut lines, mut ticket, mut from) = (Vec::new(), Ticket::default(), Revision::FIRST);
        'pages: loop {
            let page = store.read_stream_blocking(&id.stream(), from, 500)?;
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
            return Err(Failure::not_found(format!("there is no ticket {id} in {}", data.display())));
        }
        if output == Output::Table {
            eprintln!("ticket {} ({id})", TicketCode::of(id));
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
