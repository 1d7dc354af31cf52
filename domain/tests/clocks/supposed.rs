//! What a backtest says, compared with the independent reference: over histories in which every fact names the version that
//! is tried, as if it had been in force, and in which nobody has reassessed anything.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use domain::Reference;
use domain::backtest::{Asked, Compared, Outcome, Side, Trial, compare};
use events_schema::ids::TicketId;
use events_schema::values::Verdict;
use events_schema::{Actor, Channel, Duration, Role, Timestamp};
use uuid::Uuid;

use crate::agreement::marks;
use crate::history::history;
use crate::known::recorded_instants;
use crate::reference::{Expected, Name, State, expected};
use crate::said::{Inner, RULES, Said, Step, at, entries};

const HISTORIES: u64 = 5_000;

static TRIALS: LazyLock<Vec<Trial>> = LazyLock::new(|| {
    let rules: Arc<Reference> = Arc::new(RULES.clone());
    let Ok(somebody) = "person-e1042".parse() else { unreachable!("it is the name of a person") };
    let actor = Actor::new(somebody, Role::Auditor, Channel::Http);
    let trial = |version| {
        let asked = Asked { policy: Some(version), ..Asked::default() };
        asked.against(&rules, &actor, at(0)).unwrap_or_else(|refusal| panic!("{refusal}"))
    };
    (0..=2).map(trial).collect()
});

/// The same, had the version been in force all the time.
fn under(tried: u32, says: &Said) -> Said {
    match says {
        Said::Reported(_) => Said::Reported(tried),
        Said::Classified(class, _) => Said::Classified(*class, tried),
        Said::ClassWasWrong(class, _) => Said::ClassWasWrong(*class, tried),
        Said::ClassChanged { class, changed, .. } => {
            Said::ClassChanged { class: *class, changed: *changed, version: tried }
        }
        Said::Assigned(_) => Said::Assigned(tried),
        Said::Dispatched(_) => Said::Dispatched(tried),
        Said::Arrived(who, role, _) => Said::Arrived(*who, *role, tried),
        Said::Solved(_) => Said::Solved(tried),
        Said::Closed(_) => Said::Closed(tried),
        Said::Corrected(entry, to, happened) => {
            Said::Corrected(*entry, Inner(Box::new(under(tried, &to.0))), *happened)
        }
        Said::MovedIn(said) => Said::MovedIn(Inner(Box::new(under(tried, &said.0)))),
        other => other.clone(),
    }
}

type Seen = BTreeMap<Name, (Timestamp, Outcome, Option<bool>)>;

fn theirs(history: &[Step], horizon: Timestamp) -> Seen {
    let outcome = |clock: &Expected| match (clock.verdict, clock.state) {
        (Some(Verdict::Met), _) => Outcome::Met,
        (Some(Verdict::Breached), _) => Outcome::Breached,
        (Some(Verdict::Void), _) | (None, State::Cancelled(_)) => Outcome::Void,
        (None, State::Running | State::Stopped(_) | State::Missed(_)) => Outcome::Running,
    };
    let clocks = expected(&entries(history), horizon, &RULES).into_iter();
    clocks.map(|clock| (clock.name, (clock.started_at, outcome(&clock), clock.waived_late))).collect()
}

fn ours(compared: &[Compared], side: fn(&Compared) -> Option<&Side>) -> Seen {
    let seen = |clock: &Compared| {
        let Side { episode, number, started_at, outcome, waiver, .. } = side(clock)?;
        let waived_late = waiver.map(|waiver| waiver.is_late);
        Some(((clock.clock, *episode, *number), (*started_at, *outcome, waived_late)))
    };
    compared.iter().filter_map(seen).collect()
}

#[test]
fn a_backtest_says_what_the_reference_says_of_both_sides() {
    let (mut changed, mut additional, mut no_more) = (0, 0, 0);
    for seed in 0..HISTORIES {
        let whole = history(seed);
        let reassessed = |step: &Step| matches!(step.says, Said::Reassessed(..));
        let first: Vec<Step> = whole.iter().filter(|step| !reassessed(step)).cloned().collect();
        let known = entries(&whole);
        let marks = marks(&known);
        let end = recorded_instants(&known).into_iter().max().expect("a history has an entry");
        let as_of = end + Duration::from_hours(26);
        let horizon = if marks.is_imported() { marks.latest().expect("it has marks") } else { as_of };
        for (tried, trial) in (0..).zip(TRIALS.iter()) {
            let compared = compare(TicketId::from_uuid(Uuid::from_u128(1)), &marks, as_of, trial).unwrap();
            let under = |step: &Step| Step { says: under(tried, &step.says), ..step.clone() };
            let rewritten: Vec<Step> = first.iter().map(under).collect();
            let sides = (ours(&compared, |clock| clock.before.as_ref()), ours(&compared, |clock| clock.after.as_ref()));
            let reference = (theirs(&first, horizon), theirs(&rewritten, horizon));
            let differs = |ours: &Seen, theirs: &Seen| {
                let mut names = ours.keys().chain(theirs.keys());
                let name = names.find(|name| ours.get(name) != theirs.get(name))?;
                Some(format!("{name:?} is {:?}, by the reference {:?}", ours.get(name), theirs.get(name)))
            };
            let differ = (differs(&sides.0, &reference.0), differs(&sides.1, &reference.1));
            assert_eq!(differ, (None, None), "seed {seed}, version {tried}: {whole:#?}");
            changed += compared.iter().filter(|clock| clock.is_changed()).count();
            additional += compared.iter().filter(|clock| clock.before.is_none()).count();
            no_more += compared.iter().filter(|clock| clock.after.is_none()).count();
        }
    }
    assert!(changed > 1_000 && additional > 10 && no_more > 10, "{changed}, {additional}, {no_more}");
}
