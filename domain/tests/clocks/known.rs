//! What the record says of a ticket as it was known at an instant: moments, the class, the episodes, the standstills.

use domain::Reference;
use events_schema::facts::sla_policy::{ClockKind, PolicyPublished, UrgentStart};
use events_schema::facts::ticket::{TicketFact, TicketReported, unpacked};
use events_schema::values::TicketClass;
use events_schema::{Duration, Entry, EventId, Revision, Timestamp};

/// The place of a moment in the order of what happened.
pub(crate) type Place = (Timestamp, Revision);

/// Something that happened, as some knowledge has it.
#[derive(Debug, Clone)]
pub(crate) struct Moment {
    pub(crate) id: EventId,
    pub(crate) place: Place,
    pub(crate) recorded_at: Timestamp,
    /// Whether it was brought in from another system.
    pub(crate) is_imported: bool,
    pub(crate) fact: TicketFact,
}

/// From a report, a refusal or a reopening to the next one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Episode {
    pub(crate) number: u32,
    pub(crate) begins: Place,
    pub(crate) ends: Option<Place>,
}

impl Episode {
    pub(crate) fn holds(&self, place: Place) -> bool {
        self.begins <= place && self.ends.is_none_or(|end| place < end)
    }
}

/// How long the ticket had a class.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Period {
    pub(crate) class: TicketClass,
    /// Where its clocks count from: the first classification, or the instant at which the situation changed.
    pub(crate) since: Timestamp,
    pub(crate) is_changed: bool,
    pub(crate) policy_version: u32,
    pub(crate) ends: Option<Timestamp>,
}

/// A time that may have no end yet.
pub(crate) type Standstill = (Timestamp, Option<Timestamp>);

/// A ticket as it was known at an instant.
#[derive(Debug)]
pub(crate) struct Known<'a> {
    pub(crate) moments: Vec<Moment>,
    pub(crate) rules: &'a Reference,
}

/// When each entry counts as recorded: never before those in front of it, whatever the machine's clock said. What was imported
/// counts as recorded when it happened.
pub(crate) fn recorded_instants(entries: &[Entry<TicketFact>]) -> Vec<Timestamp> {
    let mut latest = Timestamp::from_micros(i64::MIN);
    let mut instants = Vec::new();
    for Entry { envelope, .. } in entries {
        if envelope.origin.is_import() {
            instants.push(envelope.occurred_at);
        } else {
            instants.push(latest.max(envelope.recorded_at));
        }
        latest = instants.iter().copied().max().unwrap_or(latest);
    }
    instants
}

impl<'a> Known<'a> {
    /// Entries recorded until then, with everything that had been said of them by then.
    pub(crate) fn at(instant: Timestamp, entries: &[Entry<TicketFact>], rules: &'a Reference) -> Self {
        let mut moments: Vec<Moment> = Vec::new();
        for (entry, recorded_at) in entries.iter().zip(recorded_instants(entries)) {
            if recorded_at > instant {
                continue;
            }
            let entry = unpacked(entry);
            if let TicketFact::EntryCorrected(correction) = &entry.fact {
                for corrected in moments.iter_mut().filter(|moment| moment.id == correction.corrects) {
                    corrected.fact = (*correction.replacement.0).clone();
                    corrected.place.0 = correction.happened_at.unwrap_or(corrected.place.0);
                }
            } else if let Some(removed) = entry.fact.removes() {
                moments.retain(|moment| moment.id != removed);
            } else {
                let place = (entry.envelope.occurred_at, entry.revision);
                let is_imported = entry.envelope.origin.is_import();
                moments.push(Moment { id: entry.id, place, recorded_at, is_imported, fact: entry.fact.clone() });
            }
        }
        for moment in &mut moments {
            if let TicketFact::ClassChangeApproved(change) = &moment.fact {
                moment.place.0 = change.changed_at;
            }
        }
        moments.sort_by_key(|moment| moment.place);
        Self { moments, rules }
    }

    pub(crate) fn first(&self, is_it: impl Fn(&TicketFact) -> bool) -> Option<&Moment> {
        self.moments.iter().find(|moment| is_it(&moment.fact))
    }

    /// When it first happened, from an instant on.
    pub(crate) fn first_from(&self, start: Timestamp, is_it: impl Fn(&TicketFact) -> bool) -> Option<Timestamp> {
        let mut later = self.moments.iter().filter(|moment| moment.place.0 >= start);
        later.find(|moment| is_it(&moment.fact)).map(|moment| moment.place.0)
    }

    pub(crate) fn first_in(&self, episode: &Episode, is_it: impl Fn(&TicketFact) -> bool) -> Option<&Moment> {
        self.moments.iter().find(|moment| episode.holds(moment.place) && is_it(&moment.fact))
    }

    pub(crate) fn receipt(&self) -> Option<(Place, &TicketReported)> {
        self.moments.iter().find_map(|moment| match &moment.fact {
            TicketFact::Reported(report) => Some((moment.place, report)),
            _ => None,
        })
    }

    pub(crate) fn policy(&self, version: u32) -> &PolicyPublished {
        self.rules.policy_version(version).expect("histories name versions that are published")
    }

    pub(crate) fn target(&self, version: u32, clock: ClockKind) -> Duration {
        self.rules.clock_rule(version, clock).expect("every version has a rule for every clock").target
    }

    /// The times between a withdrawal and its reopening; the last one has no end if the withdrawal stands.
    fn withdrawals(&self) -> Vec<(Standstill, Option<EventId>)> {
        let mut withdrawals: Vec<(Standstill, Option<EventId>)> = Vec::new();
        for moment in &self.moments {
            let stands = withdrawals.last_mut().filter(|((_, end), _)| end.is_none());
            match (&moment.fact, stands) {
                (TicketFact::Withdrawn(_), None) => withdrawals.push(((moment.place.0, None), None)),
                (TicketFact::Reopened(_), Some((withdrawal, reopening))) => {
                    withdrawal.1 = Some(moment.place.0);
                    *reopening = Some(moment.id);
                }
                _ => {}
            }
        }
        withdrawals
    }

    /// When the ticket ended without an outcome, if it did.
    pub(crate) fn over(&self) -> Option<Timestamp> {
        let merged = self.first(|fact| matches!(fact, TicketFact::Merged(_))).map(|moment| moment.place.0);
        let withdrawals = self.withdrawals();
        let stands = withdrawals.iter().find(|((_, end), _)| end.is_none()).map(|((start, _), _)| *start);
        [merged, stands].into_iter().flatten().min()
    }

    pub(crate) fn episodes(&self) -> Vec<Episode> {
        let ends_withdrawal: Vec<EventId> = self.withdrawals().into_iter().filter_map(|(_, end)| end).collect();
        let begins = self.moments.iter().filter(|moment| match &moment.fact {
            TicketFact::SatisfactionRefused(_) => true,
            TicketFact::Reopened(_) => !ends_withdrawal.contains(&moment.id),
            _ => false,
        });
        let mut places: Vec<Place> = self.receipt().map(|(place, _)| place).into_iter().collect();
        places.extend(begins.map(|moment| moment.place));
        let number = |index: usize| u32::try_from(index + 1).expect("an issue has few episodes");
        let episode = |(index, begins): (usize, &Place)| {
            let ends = places.get(index + 1).copied();
            Episode { number: number(index), begins: *begins, ends }
        };
        places.iter().enumerate().map(episode).collect()
    }

    pub(crate) fn periods(&self) -> Vec<Period> {
        let mut periods: Vec<Period> = Vec::new();
        for moment in &self.moments {
            let at = moment.place.0;
            let next = match (&moment.fact, periods.last()) {
                (TicketFact::Classified(fact), None) => Period {
                    class: fact.class,
                    since: at,
                    is_changed: false,
                    policy_version: fact.policy_version,
                    ends: None,
                },
                (TicketFact::ClassCorrected(fact), Some(stands)) => {
                    Period { class: fact.class, policy_version: fact.policy_version, ends: None, ..*stands }
                }
                (TicketFact::ClassChangeApproved(fact), Some(_)) => Period {
                    class: fact.class,
                    since: fact.changed_at,
                    is_changed: true,
                    policy_version: fact.policy_version,
                    ends: None,
                },
                _ => continue,
            };
            if let Some(before) = periods.last_mut() {
                before.ends = Some(at);
            }
            periods.push(next);
        }
        periods
    }

    /// Where the urgent clocks of a period start (open point 4).
    pub(crate) fn urgent_start(&self, period: &Period, received_at: Timestamp) -> Timestamp {
        match self.policy(period.policy_version).open.urgent_start {
            _ if period.is_changed => period.since,
            UrgentStart::Classified => {
                period.since.min(received_at + self.target(period.policy_version, ClockKind::Triage))
            }
            UrgentStart::Received => received_at,
        }
    }

    /// When a clock of this kind, pinned to this version of the policy, stands still.
    pub(crate) fn standstills(&self, kind: ClockKind, version: u32) -> Vec<Standstill> {
        let holds = &self.policy(version).open.holds;
        let pauses = |reason| holds.iter().any(|rule| rule.reason == reason && rule.clocks.contains(&kind));
        let mut standstills: Vec<Standstill> =
            self.withdrawals().into_iter().map(|(withdrawal, _)| withdrawal).filter(|(_, end)| end.is_some()).collect();
        for moment in &self.moments {
            if let TicketFact::HoldPlaced(hold) = &moment.fact
                && pauses(hold.reason)
            {
                let release = self
                    .first(|fact| matches!(fact, TicketFact::HoldReleased(released) if released.hold == moment.id))
                    .map(|released| released.place.0);
                standstills.push((moment.place.0, release));
            }
        }
        standstills
    }
}

/// How much of the time between two instants counts: every stretch between two ends of standstills counts, unless one of them
/// covers it.
pub(crate) fn counted(from: Timestamp, to: Timestamp, standstills: &[Standstill]) -> Duration {
    let ends = standstills.iter().flat_map(|(start, end)| [Some(*start), *end]).flatten();
    let mut cuts: Vec<Timestamp> = ends.filter(|cut| from < *cut && *cut < to).chain([from, to]).collect();
    cuts.sort();
    let covered =
        |start: Timestamp| standstills.iter().any(|(begin, end)| *begin <= start && end.is_none_or(|end| start < end));
    cuts.windows(2).filter(|stretch| !covered(stretch[0])).map(|stretch| stretch[1].since(stretch[0])).sum()
}

/// The first instant at which the target has counted. What is still missing is at least what has still to pass, so that the
/// search never steps over it; where nothing more comes, there is none.
pub(crate) fn due_at(start: Timestamp, target: Duration, standstills: &[Standstill]) -> Option<Timestamp> {
    let mut instant = start;
    loop {
        let missing = target - counted(start, instant, standstills);
        if missing == Duration::ZERO {
            return Some(instant);
        }
        let stands_for_ever = |(begin, end): &Standstill| *begin <= instant && end.is_none();
        if standstills.iter().any(stands_for_ever) {
            return None;
        }
        instant = instant + missing;
    }
}
