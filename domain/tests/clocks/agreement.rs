//! What has to hold for the clocks of every history.

use std::collections::{BTreeMap, BTreeSet};

use domain::clocks::{Clock, ClockState, Marks};
use events_schema::facts::sla_policy::ClockKind;
use events_schema::facts::ticket::TicketFact;
use events_schema::values::Verdict;
use events_schema::{Duration, Entry, Timestamp};

use crate::history::history;
use crate::known::recorded_instants;
use crate::reference::{Expected, Name, State, expected};
use crate::said::{RULES, Said, Step, entries};

/// How many histories each property looks at.
const HISTORIES: u64 = 10_000;

type Held = Result<(), String>;

/// Looks at the histories of many seeds; of the first that does not keep the property the smallest that does not is printed
/// as it can be pasted into a test.
#[track_caller]
fn for_each_history(seeds: impl Iterator<Item = u64>, property: fn(&[Entry<TicketFact>]) -> Held) {
    for seed in seeds {
        let whole = history(seed);
        if property(&entries(&whole)).is_err() {
            let least = smallest(whole, |history| property(&entries(history)).is_err());
            let why = property(&entries(&least)).expect_err("it was kept because it fails");
            panic!("seed {seed}: {why}\nagree(&{least:#?});");
        }
    }
}

/// Leaves out one entry after the other, as long as it still fails. Without receipt and classification nothing would make
/// sense.
fn smallest(mut history: Vec<Step>, fails: impl Fn(&[Step]) -> bool) -> Vec<Step> {
    let mut index = 0;
    while index < history.len() {
        let mut without = history.clone();
        let left_out = without.remove(index);
        if !matches!(left_out.says, Said::Reported(_) | Said::Classified(..)) && fails(&without) {
            (history, index) = (without, 0);
        } else {
            index += 1;
        }
    }
    history
}

pub(crate) fn marks(entries: &[Entry<TicketFact>]) -> Marks {
    let mut marks = Marks::default();
    for entry in entries {
        marks.apply(entry);
    }
    marks
}

fn clocks(marks: &Marks, horizon: Timestamp) -> Vec<Clock> {
    marks.clocks(horizon, &RULES).expect("histories name versions that are published")
}

/// When the last entry was recorded.
fn last(entries: &[Entry<TicketFact>]) -> Timestamp {
    recorded_instants(entries).into_iter().max().expect("a history has an entry")
}

/// What a clock shows of what the reference says.
fn seen(clock: &Clock) -> Expected {
    Expected {
        name: name(clock),
        started_at: clock.started_at,
        due_at: clock.due_at,
        state: match clock.state {
            ClockState::Running => State::Running,
            ClockState::Stopped { at, .. } => State::Stopped(at),
            ClockState::Missed { at } => State::Missed(at),
            ClockState::Cancelled { at, .. } => State::Cancelled(at),
        },
        verdict: clock.verdict,
        contested: clock.contested,
        first_verdict: clock.reassessed.and_then(|reassessed| reassessed.first_verdict),
        waived_late: clock.waiver.map(|waiver| waiver.is_late),
    }
}

fn name(clock: &Clock) -> Name {
    (clock.clock, clock.episode, clock.number)
}

fn by_name(clocks: impl IntoIterator<Item = Expected>) -> BTreeMap<Name, Expected> {
    clocks.into_iter().map(|clock| (clock.name, clock)).collect()
}

/// The implementation agrees with the reference when the time has come to an instant.
pub(crate) fn agrees_at(horizon: Timestamp, entries: &[Entry<TicketFact>]) -> Held {
    let ours = by_name(clocks(&marks(entries), horizon).iter().map(seen));
    let theirs = by_name(expected(entries, horizon, &RULES));
    let names = ours.keys().chain(theirs.keys());
    match names.into_iter().find(|name| ours.get(name) != theirs.get(name)) {
        Some(name) => Err(format!("at {horizon}\nclocks: {:#?}\nreference: {:#?}", ours.get(name), theirs.get(name))),
        None => Ok(()),
    }
}

pub(crate) fn agrees(entries: &[Entry<TicketFact>]) -> Held {
    let end = last(entries);
    agrees_at(end, entries)?;
    agrees_at(end + Duration::from_hours(26), entries)
}

pub(crate) fn agrees_always(entries: &[Entry<TicketFact>]) -> Held {
    (1..=entries.len()).try_for_each(|length| agrees(&entries[..length]))
}

/// A history that once showed a mistake, or a boundary, agrees after every entry.
#[track_caller]
pub(crate) fn agree(history: &[Step]) {
    if let Err(why) = agrees_always(&entries(history)) {
        panic!("{why}");
    }
}

#[test]
fn clocks_are_what_the_reference_says() {
    for_each_history(0..HISTORIES, agrees);
}

#[test]
fn clocks_are_what_the_reference_says_after_every_entry() {
    for_each_history(0..HISTORIES / 5, agrees_always);
}

/// The segments of an explanation follow each other from the start to the deadline, and what counts of them is the target;
/// a slot of the progress grid is as long as its target whatever counts of it.
fn explains(entries: &[Entry<TicketFact>]) -> Held {
    let mut marks = Marks::default();
    for length in 1..=entries.len() {
        marks.apply(&entries[length - 1]);
        let now = last(&entries[..length]);
        for clock in clocks(&marks, now) {
            let explained = marks.explain(clock.clone(), now, &RULES).expect("its versions are published");
            let problem = |what: &str| Err(format!("{what} after {length} entries: {explained:#?}"));
            let mut reached = clock.started_at;
            for segment in &explained.segments {
                if segment.from != reached || segment.to <= segment.from {
                    return problem("a gap");
                }
                if segment.length != segment.to.since(segment.from) {
                    return problem("a wrong length");
                }
                reached = segment.to;
            }
            let Some(due) = clock.due_at else { continue };
            let is_cut = explained.segments.iter().any(|segment| segment.from < due && due < segment.to);
            let until_due = explained.segments.iter().filter(|segment| segment.to <= due);
            let whole: Duration = until_due.map(|segment| segment.length).sum();
            let is_slot = clock.clock == ClockKind::ProgressReport;
            if reached < due || (!is_cut && whole != due.since(clock.started_at)) {
                return problem("segments that do not add up to the deadline");
            }
            if explained.counted_to_deadline != clock.target || (is_slot && due != clock.started_at + clock.target) {
                return problem("another target");
            }
        }
    }
    Ok(())
}

#[test]
fn every_explanation_adds_up_to_its_deadline() {
    for_each_history(0..HISTORIES, explains);
}

/// Whether somebody looked at the clock again in these entries.
fn is_reassessed(clock: Name, entries: &[Entry<TicketFact>]) -> bool {
    entries.iter().any(|entry| match &entry.fact {
        TicketFact::ClockReassessed(fact) => (fact.clock, fact.episode, fact.number) == clock,
        _ => false,
    })
}

/// Open points 5 and 8: what was judged when its deadline had passed on the record stays judged so, unless somebody looks at it
/// again.
fn stands(entries: &[Entry<TicketFact>]) -> Held {
    let recorded = recorded_instants(entries);
    let mut given: BTreeMap<Name, (Verdict, usize)> = BTreeMap::new();
    let mut marks = Marks::default();
    for (index, entry) in entries.iter().enumerate() {
        marks.apply(entry);
        let end = last(&entries[..=index]);
        let next = recorded.get(index + 1).map_or(end + Duration::from_hours(26), |next| end.max(*next));
        let shown = clocks(&marks, next);
        for (name, (verdict, since)) in &given {
            let now = shown.iter().find(|clock| self::name(clock) == *name).and_then(|clock| clock.verdict);
            if now != Some(*verdict) && !is_reassessed(*name, &entries[since + 1..=index]) {
                return Err(format!(
                    "{name:?} was {verdict:?} after entry {since}, and is {now:?} after entry {index}"
                ));
            }
        }
        // What nobody had judged and somebody gave a verdict all the same is not judged on the record.
        let is_judged = |clock: &&Clock| clock.reassessed.is_none_or(|reassessed| reassessed.first_verdict.is_some());
        let has_passed = |clock: &&Clock| end < next && clock.due_at.is_some_and(|due| due < next);
        for clock in shown.iter().filter(has_passed).filter(is_judged) {
            given.extend(clock.verdict.map(|verdict| (name(clock), (verdict, index))));
        }
    }
    Ok(())
}

#[test]
fn verdicts_stand_once_their_deadline_has_passed_on_the_record() {
    for_each_history(0..HISTORIES, stands);
}

/// Marks that were put away and read again after every entry are those that were folded at once.
fn rests(entries: &[Entry<TicketFact>]) -> Held {
    let mut live = Marks::default();
    for entry in entries {
        live.apply(entry);
        let stored = serde_json::to_vec(&live).map_err(|error| error.to_string())?;
        live = serde_json::from_slice(&stored).map_err(|error| error.to_string())?;
    }
    let (at_once, end) = (marks(entries), last(entries));
    let is_same = live == at_once && clocks(&live, end) == clocks(&at_once, end);
    is_same.then_some(()).ok_or_else(|| format!("live {live:#?}\nat once {at_once:#?}"))
}

#[test]
fn marks_that_rested_are_those_folded_at_once() {
    for_each_history(0..HISTORIES, rests);
}

/// The histories are worth looking at only if they come to everything that can become of a clock.
#[test]
fn the_histories_come_to_everything_that_can_become_of_a_clock() {
    let mut states = BTreeSet::new();
    let mut outcomes = BTreeSet::new();
    for seed in 0..HISTORIES {
        let entries = entries(&history(seed));
        for clock in clocks(&marks(&entries), last(&entries) + Duration::from_hours(26)).iter().map(seen) {
            let state = match clock.state {
                State::Running => "running",
                State::Stopped(_) => "stopped",
                State::Cancelled(_) => "cancelled",
                State::Missed(_) => "missed",
            };
            states.insert((clock.name.0, state));
            outcomes.insert(format!("{:?} but {:?}", clock.verdict, clock.contested));
            outcomes.extend(clock.waived_late.map(|is_late| format!("waived, late {is_late}")));
            outcomes.extend(clock.first_verdict.map(|first| format!("first {first:?}")));
            outcomes.extend((clock.name.1 > 2).then(|| "a third episode".to_owned()));
        }
    }
    for kind in ClockKind::OF_TICKETS {
        for state in ["running", "stopped", "cancelled"] {
            // The horizon lies behind the end of every slot that the last entry was in.
            let is_rare = kind == ClockKind::ProgressReport && state == "running";
            assert!(is_rare || states.contains(&(kind, state)), "no {kind} was {state}");
        }
    }
    assert!(states.contains(&(ClockKind::ProgressReport, "missed")));
    let (met, breached, void) = (Verdict::Met, Verdict::Breached, Verdict::Void);
    for (verdict, claim) in [(met, breached), (breached, met), (breached, void), (void, met), (void, breached)] {
        assert!(outcomes.contains(&format!("{:?} but {:?}", Some(verdict), Some(claim))), "{verdict:?} but {claim:?}");
    }
    for outcome in ["waived, late true", "waived, late false", "first Met", "first Breached", "a third episode"] {
        assert!(outcomes.contains(outcome), "{outcome} in {outcomes:?}");
    }
}
