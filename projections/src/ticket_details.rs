//! The details of a ticket: everything that a person needs to see of it, as one JSON document.

mod document;
mod published;

use domain::Reference;
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::TicketId;
use events_schema::{Entry, FactSet, Revision};
use rusqlite::{Connection, OptionalExtension, params};

use crate::columns::{Json, Shown, integer, natural};
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::view::{Read, Unreadable, View};
pub use document::{Details, Item, Retracted};
pub use published::DIAGNOSES;

/// The read model `ticket_details`.
pub struct TicketDetails;

impl Projection for TicketDetails {
    const NAME: &'static str = "ticket_details";
    const VERSION: u32 = 2;
    const TABLES: &'static str = "
        CREATE TABLE ticket_details (
            ticket TEXT NOT NULL PRIMARY KEY,
            revision INTEGER NOT NULL,
            document TEXT NOT NULL
        ) STRICT;
    ";
    const CATEGORIES: &'static [&'static str] = &[TicketFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[published::ENTRIES, DIAGNOSES];

    type Key = TicketId;
    type Row = Option<Details>;

    fn keys(event: &Event) -> impl IntoIterator<Item = TicketId> {
        event.of_ticket().map(|(ticket, _)| ticket)
    }

    fn apply(row: &mut Option<Details>, event: &Event) {
        let Some((ticket, entry)) = event.of_ticket() else { return };
        row.get_or_insert_with(|| Details::new(ticket, entry)).apply(entry);
    }

    fn weight(row: &Option<Details>) -> usize {
        let entries = row.as_ref().map_or(0, |details| details.revision.next().0);
        usize::try_from(entries).unwrap_or(usize::MAX).saturating_mul(1_200).saturating_add(1_000)
    }

    fn load(tables: &Connection, ticket: &TicketId) -> rusqlite::Result<Option<Option<Details>>> {
        let mut select = tables.prepare_cached("SELECT document FROM ticket_details WHERE ticket = ?1")?;
        let document = select.query_row([Shown(ticket)], |row| row.get(0)).optional()?;
        Ok(document.map(|Json(document)| Some(document)))
    }

    fn store(tables: &Connection, ticket: &TicketId, row: &mut Option<Details>, _: &Reference) -> rusqlite::Result<()> {
        let Some(details) = row else { return Ok(()) };
        details.sum_up();
        let mut upsert = tables.prepare_cached(
            "INSERT INTO ticket_details (ticket, revision, document) VALUES (?1, ?2, ?3)
             ON CONFLICT (ticket) DO UPDATE SET revision = excluded.revision, document = excluded.document",
        )?;
        upsert.execute(params![Shown(ticket), integer(details.revision.0), Json(&*details)])?;
        Ok(())
    }
}

impl Details {
    /// The details that entries of a ticket add up to; `None` without any.
    #[must_use]
    pub fn of<'a>(ticket: TicketId, entries: impl IntoIterator<Item = &'a Entry<TicketFact>>) -> Option<Self> {
        let mut details = entries.into_iter().fold(None, |details, entry| {
            let mut details = details.unwrap_or_else(|| Self::new(ticket, entry));
            details.apply(entry);
            Some(details)
        })?;
        details.sum_up();
        Some(details)
    }
}

/// The document of a ticket as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The revision of the ticket's last event.
    pub revision: Revision,
    /// [`Details`] as JSON.
    pub json: String,
}

impl View<TicketDetails> {
    /// The details of a ticket; `None` if there is no such ticket.
    ///
    /// # Errors
    /// If the read model cannot be read.
    pub fn details(&self, ticket: TicketId) -> Result<Read<Option<Document>>, Unreadable> {
        self.read(|tables| {
            let mut select =
                tables.prepare_cached("SELECT revision, document FROM ticket_details WHERE ticket = ?1")?;
            let document =
                |row: &rusqlite::Row<'_>| Ok(Document { revision: Revision(natural(row.get(0)?)), json: row.get(1)? });
            select.query_row([Shown(ticket)], document).optional()
        })
    }
}
