//! The board: what is to be done, the most urgent first, while anything is.

use domain::ticket::{Task, urgency};
use events_schema::facts::person::{PersonFact, PersonLeft, PersonRegistered};
use events_schema::facts::sla_policy::{ClockKind, HoldReason};
use events_schema::facts::ticket::{
    ClockBreached, CustomerReached, EntryCorrected, EntryRetracted, HoldPlaced, NotificationAcknowledged, Replacement,
    ResponsibilityReviewed, ReviewOutcome, SolutionFinished, StaffArrived, TicketAssigned, TicketClassified,
    TicketClosed, TicketReopened, TicketTakenOver,
};
use events_schema::ids::TicketId;
use events_schema::values::{ContactMethod, TicketClass, Verdict};
use events_schema::{Duration, Personal, Revision, Role, Timestamp};
use projections::board::{BoardFilter, BoardRow};
use projections::{Board, ReadModels};

use crate::follow::{caught_up, started};
use crate::history::{Chance, World};

struct Screen {
    _folder: tempfile::TempDir,
    models: ReadModels,
}

impl Screen {
    async fn before(world: &World) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let models = started(folder.path(), world.store.clone()).await;
        caught_up(&models, world).await;
        Self { _folder: folder, models }
    }

    fn page(&self, filter: &BoardFilter) -> Vec<BoardRow> {
        self.models.views().of::<Board>().page(filter, None, 500).unwrap().value.items
    }

    async fn shows(&self, world: &World) -> Vec<BoardRow> {
        caught_up(&self.models, world).await;
        self.page(&BoardFilter::default())
    }
}

fn at(minute: i64) -> Timestamp {
    "2026-03-02T01:15:00Z".parse::<Timestamp>().unwrap() + Duration::from_minutes(minute)
}

fn classified(class: TicketClass) -> TicketClassified {
    TicketClassified { class, grounds: None, issue_type: "leak".parse().ok(), policy_version: 0 }
}

fn assigned() -> TicketAssigned {
    TicketAssigned { group: "fuel".parse().unwrap(), group_revision: Revision::FIRST, policy_version: 0 }
}

fn arrived(number: &str, role: Role) -> StaffArrived {
    StaffArrived { person: number.parse().unwrap(), role, policy_version: 0 }
}

fn tickets(rows: &[BoardRow]) -> Vec<TicketId> {
    rows.iter().map(|row| row.ticket).collect()
}

fn tasks(row: &BoardRow) -> Vec<Task> {
    row.to_dos.iter().map(|to_do| to_do.what).collect()
}

#[tokio::test]
async fn the_most_urgent_class_comes_first_and_of_each_the_next_due() {
    let mut world = World::new(40);
    let [general, important, late, emergency] = [(); 4].map(|()| world.report("漏油"));
    let unknown = world.after(5).report("漏油");
    world.add(general, classified(TicketClass::General));
    world.add(important, classified(TicketClass::Important));
    world.add(late, classified(TicketClass::Important));
    world.add(late, NotificationAcknowledged { role: Role::HeadOfAfterSales });
    world.add(late, NotificationAcknowledged { role: Role::TechnicalExpert });
    world.add(emergency, classified(TicketClass::Emergency));
    let screen = Screen::before(&world).await;
    let rows = screen.page(&BoardFilter::default());
    assert_eq!(tickets(&rows), [emergency, important, late, unknown, general]);
    let due: Vec<_> = rows.iter().map(|row| row.due_at).collect();
    assert_eq!(due, [Some(at(10)), Some(at(10)), Some(at(35)), Some(at(65)), None]);
    assert_eq!(rows[0].not_acknowledged, [Role::HeadOfAfterSales, Role::TechnicalExpert, Role::ProductionHead]);
    assert_eq!((rows[2].not_acknowledged.len(), tasks(&rows[4])), (0, vec![Task::CompleteIntake, Task::Assign]));
}

#[tokio::test]
async fn a_row_says_what_people_know_the_ticket_by() {
    let mut world = World::new(41);
    let ticket = world.report(&"启动困难 \n 排气管冒黑烟,".repeat(9));
    world.add(ticket, classified(TicketClass::General));
    world.add(ticket, assigned());
    let (reason, explanation) = (HoldReason::CustomerAskedForLater, None);
    let hold = world.after(3).add(ticket, HoldPlaced { reason, explanation, expected_until: Some(at(90)) });
    let rows = Screen::before(&world).await.page(&BoardFilter::default());
    let [row] = &rows[..] else { panic!("{rows:?}") };
    let symptom = row.symptom.as_deref().unwrap();
    assert!(symptom.starts_with("启动困难 排气管冒黑烟,启动困难") && symptom.ends_with('…'), "{symptom}");
    assert_eq!(symptom.chars().count(), 61);
    assert_eq!((row.received_at, row.group.clone()), (at(0), "fuel".parse().ok()));
    let [held] = row.holds[..] else { panic!("{row:?}") };
    assert_eq!((held.hold, held.since, held.expected_until), (hold, at(3), Some(at(90))));
}

#[tokio::test]
async fn a_ticket_leaves_when_nothing_is_to_do_and_comes_back_with_a_reopening_or_a_retraction() {
    let mut world = World::new(42);
    let ticket = world.report("漏油");
    world.add(ticket, classified(TicketClass::General));
    world.add(ticket, SolutionFinished { solution: None, summary: None, policy_version: 0 });
    let screen = Screen::before(&world).await;
    assert_eq!(tasks(&screen.shows(&world).await[0]), [Task::CompleteIntake, Task::ConfirmWithCustomer]);
    let closed = world.add(ticket, TicketClosed { result: None, policy_version: 0 });
    assert_eq!(tasks(&screen.shows(&world).await[0]), [Task::ReviewResponsibility]);
    let reviewed = || ResponsibilityReviewed { review: closed, outcome: ReviewOutcome::NoCause };
    world.add(ticket, reviewed());
    assert_eq!(screen.shows(&world).await, []);
    world.add(ticket, TicketReopened { reason: None });
    assert_eq!(tasks(&screen.shows(&world).await[0]), [Task::CompleteIntake, Task::Assign]);
    let other = world.report("水温高");
    world.add(other, classified(TicketClass::General));
    let mistaken = world.add(other, TicketClosed { result: None, policy_version: 0 });
    world.add(other, reviewed());
    assert_eq!(tickets(&screen.shows(&world).await), [ticket]);
    let (kind, reason) = ("ticket.closed".to_owned(), "wrong ticket".parse().unwrap());
    world.add(other, EntryRetracted { retracts: mistaken, kind, reason });
    assert_eq!(tickets(&screen.shows(&world).await).len(), 2);
}

#[tokio::test]
async fn missed_slots_are_counted_when_the_watch_has_seen_them() {
    let mut world = World::new(43);
    let ticket = world.report("漏油");
    world.add(ticket, classified(TicketClass::Important));
    world.after(60).add(ticket, arrived("e2001", Role::TechnicalExpert));
    world.add(ticket, arrived("e2002", Role::OnSiteEngineer));
    let screen = Screen::before(&world).await;
    let report = |rows: &[BoardRow]| {
        let to_do = rows[0].to_dos.iter().find(|to_do| to_do.what == Task::ReportProgress).unwrap();
        (rows[0].missed_slots, to_do.clock.unwrap().number, to_do.due_at)
    };
    assert_eq!(report(&screen.shows(&world).await), (0, 1, Some(at(180))));
    for number in [1, 2] {
        let due_at = at(60 + 120 * i64::from(number));
        world.after(120).add(ticket, ClockBreached { clock: ClockKind::ProgressReport, episode: 1, number, due_at });
    }
    assert_eq!(report(&screen.shows(&world).await), (2, 3, Some(at(420))));
}

#[tokio::test]
async fn a_verdict_that_the_record_speaks_against_is_shown() {
    let mut world = World::new(48);
    let ticket = world.report("漏油");
    world.add(ticket, classified(TicketClass::General));
    world.add(ticket, assigned());
    let reached = CustomerReached { method: Some(ContactMethod::Phone), summary: None };
    let call = world.after(130).add(ticket, reached.clone());
    let (replacement, reason) = (Replacement(Box::new(reached.into())), "mistyped".parse().unwrap());
    world.after(5).add(ticket, EntryCorrected { corrects: call, replacement, happened_at: Some(at(100)), reason });
    let rows = Screen::before(&world).await.page(&BoardFilter::default());
    let [clock] = rows[0].contested[..] else { panic!("{rows:?}") };
    assert_eq!(clock.clock.clock, ClockKind::FirstContact);
    assert_eq!((clock.verdict, clock.contested), (Some(Verdict::Breached), Verdict::Met));
}

#[tokio::test]
async fn what_was_brought_in_is_not_to_do_until_something_happens_here() {
    let mut world = World::new(44);
    let ticket = world.imported("漏油");
    let screen = Screen::before(&world).await;
    assert_eq!(screen.shows(&world).await, []);
    world.after(10).add(ticket, classified(TicketClass::Emergency));
    let rows = screen.shows(&world).await;
    assert_eq!((tickets(&rows), rows[0].due_at), (vec![ticket], Some(at(15))));
}

#[tokio::test]
async fn nobody_waits_for_somebody_who_has_left() {
    let mut world = World::new(45);
    let person = "person-e2001".parse().unwrap();
    let (subject, label) = (person, "name".to_owned());
    let sealed = events_schema::Sealed {
        subject,
        event: events_schema::EventId::from_uuid(uuid::Uuid::nil()),
        label,
        sealed: "c2VhbGVk".to_owned(),
    };
    let registered = PersonRegistered {
        department: None,
        name: Personal::Sealed(sealed),
        roles: vec![Role::SupportEngineer],
        groups: vec![],
        superior: None,
    };
    let stream = "person-e2001".parse().unwrap();
    world.record(&stream, &PersonFact::from(registered));
    let ticket = world.report("漏油");
    world.add(ticket, classified(TicketClass::General));
    world.add(ticket, assigned());
    world.add(ticket, TicketTakenOver { person: "e2001".parse().unwrap() });
    let screen = Screen::before(&world).await;
    let expected = |rows: &[BoardRow]| rows[0].to_dos[0].people.clone();
    assert_eq!(expected(&screen.shows(&world).await), ["e2001".parse().unwrap()]);
    world.record(&stream, &PersonFact::from(PersonLeft {}));
    let mut reference = domain::Reference::default();
    for event in world.events().await {
        reference.apply(&event).unwrap();
    }
    let row = screen.shows(&world).await.remove(0).at(world.now, &reference);
    assert_eq!((row.person.clone(), expected(&[row])), (None, vec![]));
    // The row keeps him, because somebody may act for him.
    world.add(ticket, classified(TicketClass::General));
    let row = screen.shows(&world).await.remove(0);
    assert_eq!(expected(std::slice::from_ref(&row)), ["e2001".parse().unwrap()]);
    assert_eq!(expected(&[row.at(world.now, &reference)]), []);
}

#[tokio::test]
async fn filters_find_exactly_the_rows_that_fit_and_pages_leave_nothing_out() {
    let (mut world, mut chance) = (World::new(46), Chance(47));
    world.go_on(1_200);
    let screen = Screen::before(&world).await;
    let all = screen.page(&BoardFilter::default());
    assert!(all.len() > 50 && all.len() < 500, "{}", all.len());
    let place = |row: &BoardRow| (urgency(row.class), row.due_at.is_none(), row.due_at, row.ticket);
    assert!(all.is_sorted_by_key(place));
    assert!(all.iter().all(|row| !row.to_dos.is_empty()));
    let none = BoardFilter::default;
    let acts = |row: &BoardRow, role| row.to_dos.iter().any(|to_do| to_do.roles.contains(&role));
    let middle = all.iter().filter_map(|row| row.due_at).nth(20);
    type Fits<'a> = Box<dyn Fn(&&BoardRow) -> bool + 'a>;
    let filters: [(BoardFilter, Fits<'_>); 4] = [
        (
            BoardFilter { class: Some(TicketClass::Emergency), ..none() },
            Box::new(|row| row.class == Some(TicketClass::Emergency)),
        ),
        (BoardFilter { group: "fuel".parse().ok(), ..none() }, Box::new(|row| row.group == "fuel".parse().ok())),
        (
            BoardFilter { role: Some(Role::HeadOfAfterSales), ..none() },
            Box::new(move |row| acts(row, Role::HeadOfAfterSales)),
        ),
        (
            BoardFilter { due_before: middle, ..none() },
            Box::new(move |row| row.due_at.is_some_and(|at| Some(at) < middle)),
        ),
    ];
    for (filter, fits) in filters {
        let expected: Vec<BoardRow> = all.iter().filter(fits).cloned().collect();
        assert!(!expected.is_empty() && expected.len() < all.len(), "{filter:?}");
        assert_eq!(screen.page(&filter), expected, "{filter:?}");
    }
    let (board, mut paged, mut after) = (screen.models.views().of::<Board>(), Vec::new(), None);
    loop {
        let page = board.page(&none(), after, 1 + chance.below(9)).unwrap().value;
        paged.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(paged, all);
}
