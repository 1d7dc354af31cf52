//! Following the log: every event counts once, whatever happens between.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use event_store::{Append, EventStore, MemoryStore, PendingAppend, ReadError, StoreId};
use events_schema::facts::ticket::CustomerReached;
use events_schema::ids::TicketId;
use events_schema::{Position, RecordedEvent, Revision, StreamName};
use projections::{Behind, Following, Model, ReadModels, contents, models};
use tokio::runtime::Handle;
use tokio::sync::watch;
use uuid::Uuid;

use crate::appraisals::{appraised, rewarded};
use crate::causes::analysed;
use crate::history::{Chance, World};
use crate::improvements::measured;
use crate::plans::exercised;
use crate::quality::taken;
use crate::rebuild::{file, rebuilt};
use crate::reports::reported;
use crate::responsibilities::{became_final, determined};
use crate::scorecards::{evaluated, stood};
use crate::suppliers::{corrected, notified, registered};
use crate::training::trained;

/// Longer than any test takes; who waits as long has found a defect.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) async fn started(folder: &Path, store: Arc<dyn EventStore>) -> ReadModels {
    let models = ReadModels::open(folder, store).await.expect("a folder for read models");
    models.start(&Handle::current()).expect("threads");
    models
}

pub(crate) async fn caught_up(models: &ReadModels, world: &World) {
    for model in projections::models() {
        models.reached(model.name, world.last(), PATIENCE).await.expect("the model follows");
    }
}

async fn assert_as_rebuilt(folder: &Path, store: Arc<dyn EventStore>) {
    for model in models() {
        let live = contents(&file(folder, model)).expect("a file");
        assert_eq!(live, rebuilt(model, Arc::clone(&store)).await, "{}", model.name);
    }
}

fn stopped(models: &ReadModels, model: &str) -> bool {
    let health = models.health().into_iter().find(|health| health.name == model).expect("a model");
    matches!(health.following, Following::Stopped { .. })
}

/// Plans, responsibility, measures, appraisals, rewards, suppliers, quality records, training, and the emergency.
pub(crate) fn whatever_else_there_is(world: &mut World) {
    let ticket = exercised(world);
    determined(world, ticket);
    measured(world, ticket);
    appraised(world, ticket);
    rewarded(world, ticket);
    registered(world);
    let notice = notified(world, ticket);
    corrected(world, notice);
    evaluated(world);
    stood(world);
    became_final(world);
    taken(world, ticket);
    trained(world, ticket);
    reported(world);
    analysed(world);
}

#[tokio::test]
async fn what_was_folded_live_is_what_a_rebuild_folds() {
    let (folder, mut world) = (tempfile::tempdir().unwrap(), World::new(1));
    world.go_on(2_500);
    let read_models = started(folder.path(), world.store.clone()).await;
    for round in 0..50 {
        world.go_on(7);
        if round % 5 == 0 {
            whatever_else_there_is(&mut world);
        }
        caught_up(&read_models, &world).await;
    }
    read_models.stop();
    assert_as_rebuilt(folder.path(), world.store).await;
}

#[tokio::test]
async fn an_event_that_is_delivered_again_after_a_restart_counts_once() {
    let (folder, mut world, mut chance) = (tempfile::tempdir().unwrap(), World::new(2), Chance(3));
    for _ in 0..25 {
        let before = world.length();
        world.go_on(1 + chance.below(1_500));
        whatever_else_there_is(&mut world);
        let read_models = started(folder.path(), world.store.clone()).await;
        // Sometimes it is stopped somewhere on the way, sometimes after all of it.
        if chance.below(2) == 0 {
            let somewhere = Position(before + chance.below(usize::try_from(world.length() - before).unwrap()) as u64);
            read_models.reached("ticket_list", somewhere, PATIENCE).await.unwrap();
        }
        read_models.stop();
    }
    let read_models = started(folder.path(), world.store.clone()).await;
    caught_up(&read_models, &world).await;
    read_models.stop();
    assert_as_rebuilt(folder.path(), world.store).await;
}

#[tokio::test]
async fn a_file_of_another_log_is_discarded() {
    let folder = tempfile::tempdir().unwrap();
    let (mut first, mut second, mut shorter) = (World::new(4), World::new(5), World::new(4));
    first.go_on(300);
    second.report("漏油");
    second.go_on(400);
    shorter.go_on(200);
    // Another event at the place, a shorter log, another epoch, another log.
    let epoch = Named::log_of(&second, 0, 1);
    let other = Named::log_of(&second, 9, 1);
    let logs: [(Arc<dyn EventStore>, &World); 5] = [
        (first.store.clone(), &first),
        (second.store.clone(), &second),
        (shorter.store.clone(), &shorter),
        (epoch, &second),
        (other, &second),
    ];
    for (store, world) in logs {
        let read_models = started(folder.path(), Arc::clone(&store)).await;
        caught_up(&read_models, world).await;
        read_models.stop();
        assert_as_rebuilt(folder.path(), store).await;
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_discarded() {
    let (folder, mut world) = (tempfile::tempdir().unwrap(), World::new(6));
    world.go_on(50);
    for model in models() {
        std::fs::write(file(folder.path(), model), "not a database, though as long as the head of one. ".repeat(9))
            .unwrap();
    }
    let read_models = started(folder.path(), world.store.clone()).await;
    caught_up(&read_models, &world).await;
    read_models.stop();
    assert_as_rebuilt(folder.path(), world.store).await;
}

#[tokio::test]
async fn a_file_continues_where_it_stood() {
    let (folder, mut world) = (tempfile::tempdir().unwrap(), World::new(7));
    world.go_on(100);
    let read_models = started(folder.path(), world.store.clone()).await;
    caught_up(&read_models, &world).await;
    read_models.stop();
    let again = ReadModels::open(folder.path(), world.store.clone()).await.unwrap();
    for health in again.health() {
        assert_eq!((health.position, health.following), (Position(100), Following::Live), "{}", health.name);
    }
}

#[tokio::test]
async fn an_event_that_cannot_be_read_stops_only_those_that_want_it() {
    let (folder, mut world) = (tempfile::tempdir().unwrap(), World::new(8));
    let ticket = world.report("漏油");
    let poison = world.record_unheard_of("sla_policy-after-sales");
    world.add(ticket, CustomerReached { method: None, summary: None });
    let read_models = started(folder.path(), world.store.clone()).await;

    for model in ["ticket_list", "ticket_details"] {
        read_models.reached(model, world.last(), PATIENCE).await.unwrap();
        assert!(!stopped(&read_models, model));
    }
    let behind = read_models.reached("clocks", world.last(), PATIENCE).await.unwrap_err();
    assert!(matches!(&behind, Behind::Stopped { position: Position(1), .. }), "{behind:?}");
    let health = read_models.health().into_iter().find(|health| health.name == "clocks").unwrap();
    let Following::Stopped { at: Some(at), error } = health.following else { panic!("{health:?}") };
    assert_eq!((at.event, at.stream.as_str(), at.revision), (poison, "sla_policy-after-sales", Revision(0)));
    assert!(error.contains("it.unheard_of"), "{error}");
    let shown = read_models.views().of::<projections::Clocks>().of_ticket(ticket).unwrap();
    assert_eq!((shown.position, shown.value.len()), (Position(1), 1), "what came before is shown");
}

/// The read models that are folded from tickets.
pub(crate) fn of_tickets() -> impl Iterator<Item = &'static Model> {
    models().iter().filter(|model| model.categories.contains(&TicketId::CATEGORY))
}

#[tokio::test]
async fn an_event_in_a_ticket_that_cannot_be_read_is_not_skipped_after_a_restart() {
    let (folder, mut world) = (tempfile::tempdir().unwrap(), World::new(9));
    let ticket: TicketId = world.report("漏油");
    world.record_unheard_of(ticket.stream().as_str());
    for _ in 0..2 {
        let read_models = started(folder.path(), world.store.clone()).await;
        for model in of_tickets() {
            let behind = read_models.reached(model.name, world.last(), PATIENCE).await.unwrap_err();
            assert!(matches!(behind, Behind::Stopped { position: Position(1), .. }), "{}: {behind:?}", model.name);
        }
        read_models.stop();
    }
}

#[tokio::test]
async fn who_waits_for_an_event_that_does_not_come_is_told_so() {
    let (folder, mut world) = (tempfile::tempdir().unwrap(), World::new(10));
    world.report("漏油");
    let read_models = started(folder.path(), world.store.clone()).await;
    caught_up(&read_models, &world).await;
    let late = read_models.reached("ticket_list", world.last().next(), Duration::from_millis(1)).await;
    assert_eq!(late, Err(Behind::Late { position: Position(1) }));
    let unknown = read_models.reached("tickets", world.last(), PATIENCE).await;
    assert_eq!(unknown, Err(Behind::Unknown("tickets".to_owned())));
}

/// The same events as a log of another name.
struct Named {
    events: Arc<MemoryStore>,
    id: StoreId,
}

impl Named {
    fn log_of(world: &World, id: u128, epoch: u64) -> Arc<dyn EventStore> {
        Arc::new(Self { events: world.store.clone(), id: StoreId { id: Uuid::from_u128(id), epoch } })
    }
}

#[async_trait::async_trait]
impl EventStore for Named {
    fn append(&self, append: Append) -> PendingAppend {
        self.events.append(append)
    }

    async fn read_stream(
        &self,
        stream: &StreamName,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        self.events.read_stream(stream, from, limit).await
    }

    async fn read_all(&self, from: Position, limit: usize) -> Result<Vec<RecordedEvent>, ReadError> {
        self.events.read_all(from, limit).await
    }

    fn length(&self) -> watch::Receiver<u64> {
        self.events.length()
    }

    fn id(&self) -> StoreId {
        self.id
    }
}
