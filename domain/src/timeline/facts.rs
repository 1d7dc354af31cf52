//! The entries of a ticket as lines: each as it is said now, with what was done to it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use events_schema::facts::ticket::{TicketFact, unpacked};
use events_schema::values::{TicketClass, Verdict};
use events_schema::{Entry, EventId, FactSet, Timestamp};

use super::details::{Names, detail, details};
use super::line::{Amendment, By, HowAmended, LineClock, LineEvent, LineIs, TimelineLine, name_of};
use super::{AT_ONCE, Detail, Order, Place, Placed};
use crate::clocks::ClockId;
use crate::factory_time::factory_time;
use crate::sla_policy::clause_of;
use crate::ticket::entry_spec;
use crate::words::{Field, Language, Named, Phrase, of_clause, of_fact, of_field};

/// An entry and what later ones say of it.
pub(super) struct Told<'a> {
    /// As it was recorded.
    recorded: &'a Entry<TicketFact>,
    /// The same; one that was moved here as what it says.
    pub(super) entry: Cow<'a, Entry<TicketFact>>,
    /// What it says now.
    pub(super) fact: TicketFact,
    /// When it happened, as it says now.
    pub(super) at: Timestamp,
    amended: Vec<Amendment>,
    about: Option<About>,
    /// What it says beyond its fields.
    more: Vec<Detail>,
}

/// The entry that an amendment is about, by its index.
#[derive(Clone, Copy)]
struct About(usize);

/// All entries in the order of recording.
pub(super) fn told<'a>(entries: &'a [Entry<TicketFact>], language: Language) -> Vec<Told<'a>> {
    let index: HashMap<EventId, usize> = entries.iter().enumerate().map(|(index, entry)| (entry.id, index)).collect();
    let mut told: Vec<Told<'a>> = Vec::with_capacity(entries.len());
    for recorded in entries {
        let mut next = Told::of(recorded, language);
        let amends = match &recorded.fact {
            TicketFact::EntryCorrected(fact) => Some(fact.corrects),
            fact => fact.removes(),
        };
        if let Some(amended) = amends.and_then(|id| index.get(&id).copied())
            && let Some(target) = told.get_mut(amended)
        {
            next.about = Some(About(amended));
            next.more = target.amend(recorded, language);
        }
        told.push(next);
    }
    told
}

impl<'a> Told<'a> {
    fn of(recorded: &'a Entry<TicketFact>, language: Language) -> Self {
        let entry = unpacked(recorded);
        let (fact, at) = (entry.fact.clone(), happened_at(&entry));
        let mut told = Self { recorded, entry, fact, at, amended: Vec::new(), about: None, more: Vec::new() };
        if let TicketFact::EntryMovedIn(moved) = &recorded.fact {
            told.amended.push(amendment(HowAmended::MovedIn, recorded, language));
            if let Field::Shown(label) = of_field(recorded.fact.kind(), "from") {
                let (label, value) = (label.in_language(language).to_owned(), moved.from.to_string());
                told.more.push(Detail { label, value });
            }
        }
        told
    }

    /// Takes in what a later entry says of this one, and tells what it changed.
    fn amend(&mut self, by: &Entry<TicketFact>, language: Language) -> Vec<Detail> {
        self.amended.extend(how_amended(&by.fact).map(|how| amendment(how, by, language)));
        let TicketFact::EntryCorrected(correction) = &by.fact else { return Vec::new() };
        let before = (std::mem::replace(&mut self.fact, (*correction.replacement.0).clone()), self.at);
        self.at = correction.happened_at.unwrap_or(self.at);
        let mut changes = Vec::new();
        if before.1 != self.at {
            changes.push(detail(
                Phrase::HappenedAt,
                changed(&factory_time(before.1), &factory_time(self.at)),
                language,
            ));
        }
        let names = Names::new();
        let (said, says) = (details(&before.0, &names, language), details(&self.fact, &names, language));
        changes.extend(differences(&said, &says));
        changes
    }

    /// What the watch noticed, or somebody said of one of the clocks.
    pub(super) fn clock(&self) -> Option<ClockId> {
        let (clock, episode, number) = match &self.fact {
            TicketFact::ClockWarned(fact) => (fact.clock, fact.episode, fact.number),
            TicketFact::ClockBreached(fact) => (fact.clock, fact.episode, fact.number),
            TicketFact::ReassessmentOpened(fact) => (fact.clock, fact.episode, fact.number),
            TicketFact::ClockReassessed(fact) => (fact.clock, fact.episode, fact.number),
            TicketFact::WaiverRequested(fact) => (fact.clock, fact.episode, fact.number),
            TicketFact::WaiverGranted(fact) => (fact.clock, fact.episode, fact.number),
            _ => return None,
        };
        Some(ClockId { clock, episode, number })
    }

    /// The verdict that it leaves.
    fn verdict(&self) -> Option<Verdict> {
        match &self.fact {
            TicketFact::ClockBreached(_) => Some(Verdict::Breached),
            TicketFact::ReassessmentOpened(fact) => Some(fact.stands),
            TicketFact::ClockReassessed(fact) => Some(fact.verdict),
            _ => None,
        }
    }

    fn is(&self) -> LineIs {
        match &self.fact {
            TicketFact::ClockWarned(_) => LineIs::ClockWarned,
            TicketFact::ClockBreached(_) => LineIs::ClockBreached,
            TicketFact::ReassessmentOpened(_) => LineIs::ClockContested,
            TicketFact::ClockReassessed(_) => LineIs::ClockReassessed,
            TicketFact::WaiverGranted(_) => LineIs::ClockWaived,
            _ => LineIs::Fact,
        }
    }

    /// Whether somebody told of it much later than it happened. A watch is not a late clerk. An entry that was moved here may
    /// have been made in time on the other ticket, and what was imported was recorded elsewhere as it happened, as far as
    /// anybody can tell.
    fn is_entered_late(&self) -> bool {
        let is_by_hand = !matches!(
            self.recorded.fact,
            TicketFact::ClockWarned(_) | TicketFact::ClockBreached(_) | TicketFact::EntryMovedIn(_)
        );
        let envelope = &self.recorded.envelope;
        is_by_hand && !envelope.origin.is_import() && envelope.recorded_at.since(self.at) > AT_ONCE
    }

    /// The class that the ticket has from here on, if this says so and still counts.
    fn class(&self) -> Option<TicketClass> {
        let counts_no_longer = self.amended.iter().any(|amended| match amended.how.is {
            HowAmended::Retracted | HowAmended::MovedOut => true,
            HowAmended::Corrected | HowAmended::MovedIn => false,
        });
        match &self.fact {
            _ if counts_no_longer => None,
            TicketFact::Classified(fact) => Some(fact.class),
            TicketFact::ClassCorrected(fact) => Some(fact.class),
            TicketFact::ClassChangeApproved(fact) => Some(fact.class),
            _ => None,
        }
    }

    pub(super) fn event(&self, language: Language) -> LineEvent {
        let envelope = &self.entry.envelope;
        LineEvent {
            id: self.entry.id,
            revision: self.entry.revision,
            kind: self.fact.kind(),
            recorded_at: envelope.recorded_at,
            entered_late: self.is_entered_late(),
            by: By {
                id: envelope.actor.id.clone(),
                role: Named::of(envelope.actor.role, language),
                on_behalf_of: envelope.actor.on_behalf_of.clone(),
            },
        }
    }

    fn title(&self, language: Language) -> &'static str {
        of_fact(self.fact.kind()).map_or(self.fact.kind(), |words| words.title.in_language(language))
    }

    /// As other lines name it.
    pub(super) fn name(&self, language: Language) -> String {
        format!("#{} {}", self.entry.revision, self.title(language))
    }
}

/// What a watch noticed is dated by what it noticed. A reassessment is opened when the late entry is recorded, and not when
/// what that tells of happened, of which its envelope has the time.
fn happened_at(entry: &Entry<TicketFact>) -> Timestamp {
    match &entry.fact {
        TicketFact::ClockWarned(fact) => fact.reached_at,
        TicketFact::ClockBreached(fact) => fact.due_at,
        TicketFact::ReassessmentOpened(_) => entry.envelope.recorded_at,
        _ => entry.envelope.occurred_at,
    }
}

/// What a fact does to the entry that it is about; a further fact that removes one needs a word here before it is shown.
fn how_amended(by: &TicketFact) -> Option<HowAmended> {
    match by {
        TicketFact::EntryCorrected(_) => Some(HowAmended::Corrected),
        TicketFact::EntryRetracted(_) => Some(HowAmended::Retracted),
        TicketFact::EntryMovedOut(_) => Some(HowAmended::MovedOut),
        _ => None,
    }
}

fn amendment(how: HowAmended, by: &Entry<TicketFact>, language: Language) -> Amendment {
    let (recorded_at, event, revision) = (by.envelope.recorded_at, by.id, by.revision);
    Amendment { how: Named::of(how, language), recorded_at, event, revision }
}

fn changed(before: &str, after: &str) -> String {
    format!("{before} → {after}")
}

/// What reads otherwise than before, by label.
fn differences(before: &[Detail], after: &[Detail]) -> Vec<Detail> {
    let value = |details: &[Detail], label: &str| {
        let found = details.iter().find(|detail| detail.label == label);
        found.map_or_else(|| "–".to_owned(), |detail| detail.value.clone())
    };
    let gone = before.iter().filter(|detail| after.iter().all(|other| other.label != detail.label));
    let differ = |detail: &Detail| {
        let (said, says) = (value(before, &detail.label), value(after, &detail.label));
        (said != says).then(|| Detail { label: detail.label.clone(), value: changed(&said, &says) })
    };
    after.iter().chain(gone).filter_map(differ).collect()
}

/// The lines of all entries but those that stand elsewhere: in the lines of clocks.
pub(super) fn lines<'a>(
    told: &'a [Told<'_>],
    elsewhere: &'a HashSet<EventId>,
    language: Language,
) -> impl Iterator<Item = Placed> + 'a {
    let names: Names = told.iter().map(|told| (told.entry.id, told.name(language))).collect();
    let mut class = None;
    let of_class = told.iter().map(move |told| {
        class = told.class().or(class);
        (told, class)
    });
    of_class.filter(|(told, _)| !elsewhere.contains(&told.entry.id)).map(move |(of, class)| {
        let about = of.about.and_then(|About(index)| told.get(index));
        let line = line(of, about, class, &names, language);
        Placed { place: Place::in_past(of.at, Some(of.entry.revision), Order::Fact), line }
    })
}

fn line(
    told: &Told<'_>,
    about: Option<&Told<'_>>,
    class: Option<TicketClass>,
    names: &Names,
    language: Language,
) -> TimelineLine {
    let clock = told.clock();
    let subject = match (about, clock) {
        (Some(about), _) => Some(about.name(language)),
        (None, Some(clock)) => Some(name_of(clock, language)),
        (None, None) => None,
    };
    let title = match subject {
        Some(subject) => format!("{}{}{subject}", told.title(language), language.colon()),
        None => told.title(language).to_owned(),
    };
    let own = of_fact(told.fact.kind()).and_then(|words| words.clause_for(class));
    let mut shown = details(&told.fact, names, language);
    shown.extend(told.more.iter().cloned());
    TimelineLine {
        at: told.at,
        what: Named::of(told.is(), language),
        title,
        clause: own.or_else(|| clock.map(|clock| clause_of(clock.clock))).map(|clause| of_clause(clause, language)),
        section: Some(Named::of(entry_spec(&told.fact).section, language)),
        event: Some(told.event(language)),
        clock: clock.map(|clock| LineClock::of(clock, language)),
        verdict: told.verdict().map(|verdict| Named::of(verdict, language)),
        details: shown,
        amended: told.amended.clone(),
    }
}
