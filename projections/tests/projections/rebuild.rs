//! Rebuilding: the same rows, whatever stays in memory.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::Reference;
use event_store::EventStore;
use events_schema::Digest256;
use projections::{
    Appraisals, Board, Clocks, Event, Improvements, Model, Notifications, Plans, Projection, PublishedView,
    Responsibilities, Rewards, TicketDetails, TicketList, contents, models, rebuild,
};
use rusqlite::Connection;
use tokio::runtime::Handle;

use crate::follow::whatever_else_there_is;
use crate::history::World;

pub(crate) fn file(folder: &Path, model: &Model) -> PathBuf {
    folder.join(format!("{}-v{}.db", model.name, model.version))
}

/// The digest of a read model that is folded from the log's start.
pub(crate) async fn rebuilt(model: &'static Model, store: Arc<dyn EventStore>) -> Digest256 {
    let handle = Handle::current();
    let fold = move || {
        let folder = tempfile::tempdir().expect("a folder");
        let into = file(folder.path(), model);
        rebuild(model, &*store, &handle, &into).expect("a history that can be read");
        contents(&into).expect("a file")
    };
    tokio::task::spawn_blocking(fold).await.expect("no panic")
}

/// The same read model with room for two rows.
macro_rules! cramped {
    ($Cramped:ident of $Model:ident) => {
        struct $Cramped;

        impl Projection for $Cramped {
            const NAME: &'static str = $Model::NAME;
            const VERSION: u32 = $Model::VERSION;
            const TABLES: &'static str = $Model::TABLES;
            const CATEGORIES: &'static [&'static str] = $Model::CATEGORIES;
            const PUBLISHED: &'static [PublishedView] = $Model::PUBLISHED;
            const USES_REFERENCE: bool = $Model::USES_REFERENCE;
            type Key = <$Model as Projection>::Key;
            type Row = <$Model as Projection>::Row;

            fn keys(event: &Event) -> impl IntoIterator<Item = Self::Key> {
                $Model::keys(event)
            }
            fn apply(row: &mut Self::Row, event: &Event) {
                $Model::apply(row, event);
            }
            fn weight(_: &Self::Row) -> usize {
                // As if there were room for two.
                16 << 20
            }
            fn load(tables: &Connection, key: &Self::Key) -> rusqlite::Result<Option<Self::Row>> {
                $Model::load(tables, key)
            }
            fn store(
                tables: &Connection,
                key: &Self::Key,
                row: &mut Self::Row,
                at: &Reference,
            ) -> rusqlite::Result<()> {
                $Model::store(tables, key, row, at)
            }
        }
    };
}

cramped!(CrampedList of TicketList);
cramped!(CrampedDetails of TicketDetails);
cramped!(CrampedClocks of Clocks);
cramped!(CrampedBoard of Board);
cramped!(CrampedPlans of Plans);
cramped!(CrampedResponsibilities of Responsibilities);
cramped!(CrampedImprovements of Improvements);
cramped!(CrampedNotifications of Notifications);
cramped!(CrampedAppraisals of Appraisals);
cramped!(CrampedRewards of Rewards);

#[tokio::test]
async fn rows_that_come_and_go_are_those_that_stay_in_memory() {
    static PAIRS: [(Model, Model); 10] = [
        (Model::of::<TicketList>(), Model::of::<CrampedList>()),
        (Model::of::<TicketDetails>(), Model::of::<CrampedDetails>()),
        (Model::of::<Clocks>(), Model::of::<CrampedClocks>()),
        (Model::of::<Board>(), Model::of::<CrampedBoard>()),
        (Model::of::<Plans>(), Model::of::<CrampedPlans>()),
        (Model::of::<Responsibilities>(), Model::of::<CrampedResponsibilities>()),
        (Model::of::<Improvements>(), Model::of::<CrampedImprovements>()),
        (Model::of::<Notifications>(), Model::of::<CrampedNotifications>()),
        (Model::of::<Appraisals>(), Model::of::<CrampedAppraisals>()),
        (Model::of::<Rewards>(), Model::of::<CrampedRewards>()),
    ];
    let mut world = World::new(11);
    world.go_on(3_000);
    whatever_else_there_is(&mut world);
    for (roomy, cramped) in &PAIRS {
        let stayed = rebuilt(roomy, world.store.clone()).await;
        assert_eq!(stayed, rebuilt(cramped, world.store.clone()).await, "{}", roomy.name);
    }
}

/// The rows of one history, by the version of each read model.
const ROWS: [(&str, u32, &str); 10] = [
    ("ticket_list", 3, "C-vWn4fMPQI9c0yxujYZJIn3C-Ozy0OoOQFjNJls03E"),
    ("ticket_details", 2, "d_2pWjMfFto8XNQZiGMCwVQ3P2fVh-zOKfivjK5i4kk"),
    ("clocks", 7, "Uwz4GvpMVSq93RMRO8ybc13V_AntIMroQ5UhsdhLfZQ"),
    ("board", 6, "Q7VZRGhhkZY5QxJsQWC8QG0pBg3WtbmO8YLHz0JDH-0"),
    ("plans", 1, "kqsNFT6WS4xxraY7Mhl4SwWUhrFq9JSCPvNhHAqFMck"),
    ("responsibilities", 3, "6H6jrNYVVCSIFL6W_4bcvmxppySaOr1-4UScx81_xEc"),
    ("improvements", 1, "lN3YxwGjSsbl-S81JsZQib_pIB8CkInCLMy7lSkQqwI"),
    ("notifications", 2, "GDFovfx1jOVfb6uWr12yedyXWjLS66gAwm5REio7ie8"),
    ("appraisals", 1, "cZQp7MrZji83pFEVDlNz8PEiTEse65SgVbcIgtsL-yM"),
    ("rewards", 2, "IuZJGaiaQwKvI599LLprtKlwczNGn0NpLHJqwDUlchQ"),
];

/// So many of them, the last ones, are of more than tickets: their history goes on with what else there is.
const OTHERS: usize = 6;

/// A file of today's version is taken as it is, so that other rows, and other bytes of what a fold keeps, need a new version.
#[tokio::test]
async fn one_version_means_one_set_of_rows() {
    let mut world = World::new(70);
    world.go_on(3_000);
    let tickets = models().len() - OTHERS;
    let mut found = Vec::new();
    for (index, model) in models().iter().enumerate() {
        if index == tickets {
            whatever_else_there_is(&mut world);
        }
        found.push((model.name, model.version, rebuilt(model, world.store.clone()).await.to_string()));
    }
    let known = ROWS.map(|(name, version, digest)| (name, version, digest.to_owned()));
    assert_eq!(found, known, "raise VERSION of what has changed, unless the history of this test has");
}
