//! `flywheel replay TICKET`: the history of a ticket, from the folder, beside a running server. As a person reads it, or
//! event by event as it stands in the log.

mod events;
mod lines;

use std::path::Path;
use std::str::FromStr;

use clap::Args;
use domain::factory_time::factory_time;
use domain::words::Language;
use event_store::SqliteStore;
use events_schema::ids::TicketId;
use events_schema::{Envelope, Position, RecordedEvent, Revision, StreamName, TicketCode, Timestamp};

use super::output::{Failure, Output};
use crate::http::AsOf;

#[derive(Debug, Args)]
pub(super) struct Replay {
    /// The ticket: its id, or the code that one says on the phone.
    ticket: Named,
    /// What was recorded until then: a position of the log, or an RFC 3339 time.
    #[arg(long, value_parser = clap::value_parser!(AsOf))]
    as_of: Option<AsOf>,
    /// The language of titles, fields and values: zh-CN or en.
    #[arg(long, default_value_t = Language::English)]
    lang: Language,
    /// Prints the events as they stand in the log, without clocks.
    #[arg(long, conflicts_with = "lang")]
    events: bool,
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

impl Replay {
    pub(super) async fn run(self, data: &Path, output: Output) -> Result<(), Failure> {
        let store = SqliteStore::open_read_only(data)?;
        let id = self.ticket.find(&store)?;
        let printed = if self.events {
            events::print(&store, id, self.as_of, output)?
        } else {
            lines::print(&store, id, self.as_of, self.lang, output).await?
        };
        if printed.is_some() {
            return Ok(());
        }
        // Nothing to print, and yet a first event: it came after what was asked for.
        Err(Failure::not_found(match store.read_stream_blocking(&id.stream(), Revision::FIRST, 1)?.first() {
            None => format!("there is no ticket {id} in {}", data.display()),
            Some(first) => {
                let envelope: Envelope = serde_json::from_slice(&first.metadata)?;
                format!(
                    "there was no ticket {id} then: it was first recorded at {}, position {}",
                    envelope.recorded_at, first.position
                )
            }
        }))
    }
}

/// All events of a stream.
fn all(store: &SqliteStore, stream: &StreamName) -> Result<Vec<RecordedEvent>, Failure> {
    let (mut events, mut from) = (Vec::new(), Revision::FIRST);
    loop {
        let page = store.read_stream_blocking(stream, from, 500)?;
        let Some(last) = page.last() else { return Ok(events) };
        from = last.revision.next();
        events.extend(page);
    }
}

/// On the factory's clocks, to the second, which is enough for eyes.
fn shown(at: Timestamp) -> String {
    let text = factory_time(at);
    text.chars().take(19).map(|c| if c == 'T' { ' ' } else { c }).collect()
}
