//! Rebuilding: the same rows, whatever stays in memory.

use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::Reference;
use event_store::EventStore;
use events_schema::Digest256;
use projections::{
    Appraisals, Board, CauseAnalyses, Clocks, CorrectiveActions, Courses, Engines, Event, Improvements, Model,
    Notifications, PeriodicReports, Plans, Projection, PublishedView, Qualifications, QualityRecords, Responsibilities,
    Rewards, SupplierEvaluations, SupplierNotices, SupplierStandings, Suppliers, TicketDetails, TicketList,
    TicketMeasures, TrainingNeeds, TrainingPlans, TrainingSessions, contents, models, rebuild,
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
struct Cramped<P>(PhantomData<P>);

impl<P: Projection> Projection for Cramped<P> {
    const NAME: &'static str = P::NAME;
    const VERSION: u32 = P::VERSION;
    const TABLES: &'static str = P::TABLES;
    const CATEGORIES: &'static [&'static str] = P::CATEGORIES;
    const PUBLISHED: &'static [PublishedView] = P::PUBLISHED;
    const USES_REFERENCE: bool = P::USES_REFERENCE;
    type Key = P::Key;
    type Row = P::Row;

    fn keys(event: &Event) -> impl IntoIterator<Item = Self::Key> {
        P::keys(event)
    }

    fn apply(row: &mut Self::Row, event: &Event) {
        P::apply(row, event);
    }

    fn weight(_: &Self::Row) -> usize {
        // As if there were room for two.
        16 << 20
    }

    fn load(tables: &Connection, key: &Self::Key) -> rusqlite::Result<Option<Self::Row>> {
        P::load(tables, key)
    }

    fn store(tables: &Connection, key: &Self::Key, row: &mut Self::Row, at: &Reference) -> rusqlite::Result<()> {
        P::store(tables, key, row, at)
    }
}

/// A read model, and itself with room for two rows.
const fn pair<P: Projection>() -> (Model, Model) {
    (Model::of::<P>(), Model::of::<Cramped<P>>())
}

#[tokio::test]
async fn rows_that_come_and_go_are_those_that_stay_in_memory() {
    static PAIRS: &[(Model, Model)] = &[
        pair::<TicketList>(),
        pair::<TicketDetails>(),
        pair::<Clocks>(),
        pair::<Board>(),
        pair::<TicketMeasures>(),
        pair::<Plans>(),
        pair::<Responsibilities>(),
        pair::<Improvements>(),
        pair::<Notifications>(),
        pair::<Appraisals>(),
        pair::<Rewards>(),
        pair::<Suppliers>(),
        pair::<SupplierNotices>(),
        pair::<CorrectiveActions>(),
        pair::<SupplierEvaluations>(),
        pair::<SupplierStandings>(),
        pair::<QualityRecords>(),
        pair::<Engines>(),
        pair::<Courses>(),
        pair::<TrainingNeeds>(),
        pair::<TrainingPlans>(),
        pair::<TrainingSessions>(),
        pair::<Qualifications>(),
        pair::<PeriodicReports>(),
        pair::<CauseAnalyses>(),
    ];
    assert_eq!(PAIRS.len(), models().len());
    let mut world = World::new(11);
    world.go_on(3_000);
    whatever_else_there_is(&mut world);
    for (roomy, cramped) in PAIRS {
        let stayed = rebuilt(roomy, world.store.clone()).await;
        assert_eq!(stayed, rebuilt(cramped, world.store.clone()).await, "{}", roomy.name);
    }
}

/// The rows of one history, by the version of each read model.
const ROWS: &[(&str, u32, &str)] = &[
    ("ticket_list", 3, "C-vWn4fMPQI9c0yxujYZJIn3C-Ozy0OoOQFjNJls03E"),
    ("ticket_details", 2, "d_2pWjMfFto8XNQZiGMCwVQ3P2fVh-zOKfivjK5i4kk"),
    ("clocks", 7, "Uwz4GvpMVSq93RMRO8ybc13V_AntIMroQ5UhsdhLfZQ"),
    ("board", 6, "Q7VZRGhhkZY5QxJsQWC8QG0pBg3WtbmO8YLHz0JDH-0"),
    ("ticket_measures", 3, "jdd5UdzTi2bt-3ZaJuzragB1Z1dFLKg576TI-_s4Sxk"),
    ("plans", 1, "K3ng-UtUPUHapZJ4x-lm8deTFkxW0wd8gWdKz0HAQSY"),
    ("responsibilities", 3, "GZB2oGjkzTMNXMEF34nmddHld3PkpLH6_aApb6ALkSI"),
    ("improvements", 1, "79i8N5NuSHWcmf5sdyeNXql-q_nb1t6LfIdL0IkDSQU"),
    ("notifications", 3, "qNm17pTncbPkid1ze3c4EOXCsMDmgWasFcJp9gUuocI"),
    ("appraisals", 1, "GyLf0Tyu_JYC9o8MAmQtU83VFtyVEpyNiK6qmkTJSik"),
    ("rewards", 2, "O7I0yYYFRWy3Rwt3rb3_qoABm3ma3f9PQmVpEXlKtJU"),
    ("suppliers", 1, "97QwYcystEztPhR7LSzNbRWNOUq9ke7i6OY5HMmk44w"),
    ("supplier_notices", 2, "FOcB-Qzlxym5Ay3vK0mDt0M4tk0nxDK9MI8CeOq_kKI"),
    ("corrective_actions", 3, "PAw7WrV7w-7YGldjGKJFszo_oCt41EeYzznvUBsMG_c"),
    ("supplier_evaluations", 2, "OFQC2syIEC7rlzCnOLfNxX1RjVHZBwB_bgDxhVxbRs8"),
    ("supplier_standings", 2, "IQ7n0DO80BauAOYx851Edpn_FFgFu_u6BAi0YCeln5k"),
    ("quality_records", 2, "qyMfSpK7TANB_fvhCkAh3PQTHQiV1T0_X15VrLLda9Y"),
    ("engines", 2, "bcaU84WHt2diyrvzxn0KN8Kq4WKqwR3_nJd9mirZ2pM"),
    ("courses", 1, "VhSId-bV61IV11M6vGfjxp8z_lO4kQ6vwoGfsfyvnUI"),
    ("training_needs", 1, "S6w6MccC_ad8OU8RPWvRRyyg8aT011NSgP636kq3S4Y"),
    ("training_plans", 1, "2DwEkfHN3beK6J0UqWzDA_HqFdu8FUhI0U7ptIvlH5s"),
    ("training_sessions", 2, "VEOlZaow_6hr4iHMrokUkqy5yRYNdrDY9s_LkQfHQmA"),
    ("qualifications", 2, "X53kQ5L1nSD6DpoFw8wbRHfMVt9lz6LVclx0_-gHlnY"),
    ("periodic_reports", 1, "L_KsYqK4xt3aMG3AuYHYa3Pknxr7BDkNiZY6pl7puuQ"),
    ("cause_analyses", 1, "rlb19ACK3F2Xm9nLywrwMvPQ3NHQCZjIispzyUWZF78"),
];

/// So many of them, the last ones, are of more than tickets: their history goes on with what else there is.
const OTHERS: usize = 18;

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
    let known: Vec<_> = ROWS.iter().map(|(name, version, digest)| (*name, *version, (*digest).to_owned())).collect();
    assert_eq!(found, known, "raise VERSION of what has changed, unless the history of this test has");
}
