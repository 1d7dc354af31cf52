//! Rebuilds beside the live read model: shown in its place when both agree, and never half.

use std::path::Path;

use events_schema::facts::quarantine::{QuarantineFact, QuarantineLifted, QuarantinePlaced};
use events_schema::facts::ticket::CustomerReached;
use events_schema::ids::TicketId;
use events_schema::{Position, Revision};
use projections::{
    Following, Quarantined, ReadModels, RebuildOptions, RebuildRefused, RebuildState, RebuildStatus, contents, models,
};
use rusqlite::Connection;
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::follow::{PATIENCE, caught_up, of_tickets, started};
use crate::history::World;
use crate::rebuild::rebuilt;

async fn ended(mut news: watch::Receiver<RebuildStatus>) -> RebuildStatus {
    let ended = news.wait_for(|status| status.state.is_over());
    tokio::time::timeout(PATIENCE, ended).await.expect("a rebuild ends").expect("it says how").clone()
}

async fn begin(
    models: &ReadModels,
    model: &str,
    options: RebuildOptions,
) -> Result<watch::Receiver<RebuildStatus>, RebuildRefused> {
    models.rebuild(&[model], options, &Handle::current()).await.map(|mut begun| begun.remove(0).1)
}

async fn rebuild(models: &ReadModels, model: &str, options: RebuildOptions) -> RebuildStatus {
    ended(begin(models, model, options).await.expect("it may be rebuilt")).await
}

fn shows(models: &ReadModels, model: &str) -> String {
    models.health().into_iter().find(|health| health.name == model).expect("a model").shows
}

async fn assert_shown_is_right(folder: &Path, models: &ReadModels, world: &World) {
    for model in projections::models() {
        let shown = contents(&folder.join(shows(models, model.name))).expect("a file");
        assert_eq!(shown, rebuilt(model, world.store.clone()).await, "{}", model.name);
    }
}

const USUAL: RebuildOptions = RebuildOptions { anew: false, replace: false };

#[tokio::test]
async fn a_rebuilt_file_takes_the_place_of_the_other_while_events_come_in() {
    let (folder, mut world) = (tempfile::tempdir().unwrap(), World::new(51));
    world.go_on(2_000);
    let read_models = started(folder.path(), world.store.clone()).await;
    caught_up(&read_models, &world).await;
    for round in 2..=4 {
        for model in models() {
            let news = begin(&read_models, model.name, USUAL).await.unwrap();
            world.go_on(200);
            let status = ended(news).await;
            let RebuildState::Shown { agreed: Some(_) } = status.state else { panic!("{}: {status:?}", model.name) };
            assert_eq!(status.done, status.total);
            let file = format!("{}-v{}-{round}.db", model.name, model.version);
            assert_eq!((status.file, shows(&read_models, model.name)), (file.clone(), file));
        }
        world.go_on(50);
        caught_up(&read_models, &world).await;
    }
    let files =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let kept = files.filter(|file| file.starts_with("clocks-") && file.ends_with(".db")).count();
    assert_eq!(kept, 2, "the one that is shown, and the one before");
    read_models.stop();
    assert_shown_is_right(folder.path(), &read_models, &world).await;
    // A restart goes on with the file that is shown.
    let again = started(folder.path(), world.store.clone()).await;
    caught_up(&again, &world).await;
    assert!(shows(&again, "clocks").ends_with("-4.db"));
    again.stop();
}

#[tokio::test]
async fn rows_that_differ_are_not_shown_unless_that_is_wanted() {
    let (folder, mut world) = (tempfile::tempdir().unwrap(), World::new(52));
    world.go_on(500);
    let read_models = started(folder.path(), world.store.clone()).await;
    caught_up(&read_models, &world).await;
    let first = shows(&read_models, "ticket_list");
    let spoiled = Connection::open(folder.path().join(&first)).unwrap();
    let changed = spoiled
        .execute(
            "UPDATE tickets SET received_at_us = received_at_us + 1 WHERE ticket = (SELECT min(ticket) FROM tickets)",
            [],
        )
        .unwrap();
    assert_eq!(changed, 1);
    let status = rebuild(&read_models, "ticket_list", USUAL).await;
    let RebuildState::Differs { tables } = &status.state else { panic!("{status:?}") };
    let said = tables.iter().map(|table| (&*table.table, table.only_shown, table.only_new)).collect::<Vec<_>>();
    assert_eq!(said, [("tickets", 1, 1)]);
    assert_eq!(shows(&read_models, "ticket_list"), first, "nothing was switched");
    let status = rebuild(&read_models, "ticket_list", RebuildOptions { replace: true, ..USUAL }).await;
    assert_eq!(status.state, RebuildState::Shown { agreed: None });
    assert!(status.resumed_from > Position(0), "what was folded before need not be folded again");
    assert_ne!(shows(&read_models, "ticket_list"), first);
    world.go_on(10);
    caught_up(&read_models, &world).await;
    read_models.stop();
    assert_shown_is_right(folder.path(), &read_models, &world).await;
}

#[tokio::test]
async fn a_rebuild_that_was_cancelled_goes_on_where_it_was() {
    let (folder, mut world) = (tempfile::tempdir().unwrap(), World::new(53));
    world.go_on(10_000);
    let read_models = started(folder.path(), world.store.clone()).await;
    caught_up(&read_models, &world).await;
    let mut news = begin(&read_models, "clocks", USUAL).await.unwrap();
    let running = begin(&read_models, "clocks", USUAL).await;
    assert!(matches!(running, Err(RebuildRefused::Running)));
    news.wait_for(|status| status.done > Position(0)).await.unwrap();
    read_models.cancel("clocks").unwrap();
    let cancelled = ended(news).await;
    assert_eq!(cancelled.state, RebuildState::Cancelled);
    assert!(cancelled.done < cancelled.total, "{cancelled:?}");
    assert!(matches!(read_models.cancel("clocks"), Err(RebuildRefused::NotRunning)));
    assert_eq!(shows(&read_models, "clocks"), format!("clocks-v{}.db", models()[2].version));
    let status = rebuild(&read_models, "clocks", USUAL).await;
    assert_eq!((status.resumed_from, &status.file), (cancelled.done, &cancelled.file));
    assert!(matches!(status.state, RebuildState::Shown { agreed: Some(_) }), "{status:?}");
    let anew = rebuild(&read_models, "clocks", RebuildOptions { anew: true, ..USUAL }).await;
    assert_eq!(anew.resumed_from, Position(0));
    let twice = read_models.rebuild(&["clocks", "clocks"], USUAL, &Handle::current()).await;
    assert!(matches!(twice, Err(RebuildRefused::Running)));
    let once = rebuild(&read_models, "clocks", USUAL).await;
    assert!(matches!(once.state, RebuildState::Shown { .. }), "what did not begin stands in nobody's way: {once:?}");
    read_models.stop();
    assert_shown_is_right(folder.path(), &read_models, &world).await;
}

/// What an older program has shown is shown until today's has caught up, and stays for a way back.
#[tokio::test]
async fn after_an_upgrade_the_old_file_is_shown_until_the_new_one_has_caught_up() {
    let (folder, mut world) = (tempfile::tempdir().unwrap(), World::new(54));
    world.go_on(400);
    let read_models = started(folder.path(), world.store.clone()).await;
    caught_up(&read_models, &world).await;
    read_models.stop();
    let version = models()[0].version;
    let (today, old) = (format!("ticket_list-v{version}.db"), format!("ticket_list-v{}.db", version - 1));
    std::fs::rename(folder.path().join(&today), folder.path().join(&old)).unwrap();
    std::fs::write(folder.path().join("ticket_list.shown"), &old).unwrap();
    world.go_on(100);

    let upgraded = ReadModels::open(folder.path(), world.store.clone()).await.unwrap();
    let health = &upgraded.health()[0];
    assert_eq!((&health.shows, health.position, health.folded), (&old, Position(400), Some(Position(0))));
    assert_eq!(health.following, Following::CatchingUp);
    let shown = upgraded.views().of::<projections::TicketList>().page(&Default::default(), None, 1).unwrap();
    assert_eq!((shown.position, shown.value.items.len()), (Position(400), 1), "with its own position");
    let spoilt = Connection::open(folder.path().join(&old)).unwrap();
    spoilt.execute_batch("ALTER TABLE tickets DROP COLUMN class").unwrap();
    let list = upgraded.views().of::<projections::TicketList>();
    let lacks = list.page(&Default::default(), None, 1).unwrap_err();
    assert!(lacks.is_older, "what it lacks will come");
    upgraded.start(&Handle::current()).unwrap();
    caught_up(&upgraded, &world).await;
    let health = &upgraded.health()[0];
    assert_eq!((&health.shows, health.position, health.folded), (&today, Position(500), None));
    assert!(folder.path().join(&old).exists(), "a way back");
    upgraded.stop();
    assert_shown_is_right(folder.path(), &upgraded, &world).await;
}

#[tokio::test]
async fn a_read_model_that_stands_still_is_tried_again() {
    let (folder, mut world) = (tempfile::tempdir().unwrap(), World::new(55));
    let ticket = world.report("漏油");
    world.record_unheard_of("sla_policy-after-sales");
    world.add(ticket, CustomerReached { method: None, summary: None });
    let read_models = started(folder.path(), world.store.clone()).await;
    read_models.reached("clocks", world.last(), PATIENCE).await.unwrap_err();
    let refused = begin(&read_models, "clocks", USUAL).await;
    assert!(matches!(refused, Err(RebuildRefused::StandsStill)));
    read_models.retry("clocks", &Handle::current()).await.unwrap();
    read_models.reached("clocks", world.last(), PATIENCE).await.unwrap_err();
    let follows = read_models.retry("ticket_list", &Handle::current()).await;
    assert!(matches!(follows, Err(RebuildRefused::Follows)));
    let unknown = read_models.retry("tickets", &Handle::current()).await;
    assert!(matches!(unknown, Err(RebuildRefused::Unknown(_))));
}

#[tokio::test]
async fn several_are_rebuilt_at_once_and_one_that_is_cancelled_holds_up_no_other() {
    let (folder, mut world) = (tempfile::tempdir().unwrap(), World::new(56));
    world.go_on(10_000);
    let read_models = started(folder.path(), world.store.clone()).await;
    caught_up(&read_models, &world).await;
    let names: Vec<&str> = models().iter().map(|model| model.name).collect();
    let begun = read_models.rebuild(&names, USUAL, &Handle::current()).await.unwrap();
    let again = read_models.rebuild(&names[1..], USUAL, &Handle::current()).await;
    assert!(matches!(again, Err(RebuildRefused::Running)));
    let names_one_twice = read_models.rebuild(&["board", "board"], USUAL, &Handle::current()).await;
    assert!(matches!(names_one_twice, Err(RebuildRefused::Running)));
    read_models.cancel("ticket_details").unwrap();
    for (name, news) in begun {
        let state = ended(news).await.state;
        match name {
            "ticket_details" => assert_eq!(state, RebuildState::Cancelled),
            _ => assert!(matches!(state, RebuildState::Shown { agreed: Some(_) }), "{name}: {state:?}"),
        }
    }
    read_models.stop();
    assert_shown_is_right(folder.path(), &read_models, &world).await;
}

#[tokio::test]
async fn what_a_person_has_decided_to_leave_out_is_left_out_live_and_in_every_rebuild() {
    let (folder, mut world) = (tempfile::tempdir().unwrap(), World::new(57));
    let (broken, whole) = (world.report("漏油"), world.report("水温高"));
    world.record_unheard_of(broken.stream().as_str());
    let read_models = started(folder.path(), world.store.clone()).await;
    let all_stand_still = async |world: &World| {
        for model in of_tickets() {
            read_models.reached(model.name, world.last(), PATIENCE).await.unwrap_err();
        }
    };
    all_stand_still(&world).await;
    let (stream, from) = (broken.stream(), Revision(1));
    let placed = QuarantinePlaced { stream: stream.clone(), from, reason: "nobody can read it".parse().unwrap() };
    for model in of_tickets() {
        let quarantine = format!("quarantine-{}", model.name).parse().unwrap();
        world.record::<QuarantineFact>(&quarantine, &placed.clone().into());
    }
    for ticket in [broken, whole] {
        world.add(ticket, CustomerReached { method: None, summary: None });
    }
    for model in of_tickets() {
        read_models.retry(model.name, &Handle::current()).await.unwrap();
    }
    caught_up(&read_models, &world).await;
    for health in read_models.health().into_iter().filter(|health| of_tickets().any(|model| model.name == health.name))
    {
        assert_eq!(health.quarantined, [Quarantined { stream: stream.clone(), from }], "{}", health.name);
    }
    let revision = |ticket: TicketId| {
        let details = read_models.views().of::<projections::TicketDetails>().details(ticket).unwrap();
        details.value.unwrap().revision
    };
    assert_eq!((revision(broken), revision(whole)), (Revision(0), Revision(1)), "the other goes on");
    let state = rebuild(&read_models, "ticket_details", USUAL).await.state;
    assert!(matches!(state, RebuildState::Shown { agreed: Some(_) }), "{state:?}");

    // What is lifted comes in with the next rebuild, or stops it.
    let lifted = QuarantineLifted { stream, reason: "a newer program may read it".parse().unwrap() };
    let quarantine = "quarantine-ticket_details".parse().unwrap();
    world.record::<QuarantineFact>(&quarantine, &lifted.into());
    caught_up(&read_models, &world).await;
    let state = rebuild(&read_models, "ticket_details", USUAL).await.state;
    assert!(matches!(state, RebuildState::Failed { .. }), "{state:?}");
    assert_eq!(revision(whole), Revision(1), "what was shown is shown still");
}
