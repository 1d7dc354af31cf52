//! The read model that CONTRIBUTING.md adds, word for word.

use domain::Reference;
use events_schema::FactSet;
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::TicketId;
use projections::{Event, Model, Projection, PublishedView, rebuild};
use rusqlite::{Connection, OptionalExtension};
use tokio::runtime::Handle;

use crate::history::World;

// From here on it is what CONTRIBUTING.md says.
/// How often somebody spoke with the customer of a ticket (P3.1.b).
pub(crate) struct Talks;

impl Projection for Talks {
    const NAME: &'static str = "talks";
    const VERSION: u32 = 1;
    const TABLES: &'static str = "CREATE TABLE talks (ticket TEXT PRIMARY KEY, times INTEGER NOT NULL) STRICT;";
    const CATEGORIES: &'static [&'static str] = &[TicketFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[];
    type Key = TicketId;
    type Row = u32;

    fn keys(event: &Event) -> impl IntoIterator<Item = TicketId> {
        let (ticket, entry) = event.of_ticket()?;
        matches!(entry.fact, TicketFact::CustomerReached(_)).then_some(ticket)
    }

    fn apply(times: &mut u32, _: &Event) {
        *times += 1;
    }

    fn weight(_: &u32) -> usize {
        100
    }

    fn load(tables: &Connection, ticket: &TicketId) -> rusqlite::Result<Option<u32>> {
        let mut select = tables.prepare_cached("SELECT times FROM talks WHERE ticket = ?1")?;
        select.query_row([ticket.to_string()], |row| row.get(0)).optional()
    }

    fn store(tables: &Connection, ticket: &TicketId, times: &mut u32, _: &Reference) -> rusqlite::Result<()> {
        let mut upsert = tables.prepare_cached("INSERT OR REPLACE INTO talks (ticket, times) VALUES (?1, ?2)")?;
        upsert.execute((ticket.to_string(), *times)).map(|_| ())
    }
}
// Up to here.

#[test]
fn it_is_what_contributing_says() {
    let here = include_str!("example.rs");
    let code = here.split("what CONTRIBUTING.md says.\n").nth(1).unwrap().split("// Up to here.").next().unwrap();
    assert!(include_str!("../../../CONTRIBUTING.md").contains(code), "CONTRIBUTING.md shows another example");
    assert!(code.lines().count() <= 38);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_counts() {
    let (folder, mut world) = (tempfile::tempdir().unwrap(), World::new(77));
    world.go_on(3_000);
    let is_talk = |event: &events_schema::RecordedEvent| &*event.kind == "ticket.customer_reached";
    let expected = world.events().await.iter().filter(|event| is_talk(event)).count();
    let (store, file, handle) = (world.store.clone(), folder.path().join("talks.db"), Handle::current());
    let counted = tokio::task::spawn_blocking(move || {
        rebuild(&Model::of::<Talks>(), &*store, &handle, &file).unwrap();
        let count = "SELECT ifnull(sum(times), 0) FROM talks";
        Connection::open(file).unwrap().query_row(count, [], |row| row.get::<_, i64>(0)).unwrap()
    });
    assert_eq!(usize::try_from(counted.await.unwrap()).unwrap(), expected);
    assert!(expected > 0, "the history has talks");
}
