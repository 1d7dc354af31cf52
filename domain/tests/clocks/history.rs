//! Random histories of tickets: they need not pass every rule of the deciders, but mostly make sense. Times are multiples of
//! five minutes, so that things often happen at once.

use events_schema::Role;
use events_schema::facts::sla_policy::{ClockKind, HoldReason};
use events_schema::values::{TicketClass, Verdict};

use crate::said::{Inner, Said, Step, inner, step};

/// Splitmix64: a few lines that give the same numbers everywhere and for ever.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    fn per_cent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }

    fn one_of<T: Clone>(&mut self, things: &[T]) -> T {
        let index = self.below(things.len() as u64);
        things[usize::try_from(index).expect("it is the index of a thing")].clone()
    }

    fn version(&mut self) -> u32 {
        self.one_of(&[0, 0, 0, 1, 1, 2])
    }

    fn class(&mut self) -> TicketClass {
        self.one_of(&[TicketClass::General, TicketClass::Important, TicketClass::Emergency])
    }

    fn number(&mut self) -> u32 {
        self.one_of(&[1, 1, 1, 2, 2, 3])
    }
}

/// A history in the making.
struct Draft {
    chance: Chance,
    now: i64,
    history: Vec<Step>,
    class: Option<TicketClass>,
    classified_at: i64,
    is_withdrawn: bool,
    is_merged: bool,
    /// Everything is recorded as it happens, and nothing is ever corrected.
    is_orderly: bool,
}

/// The history of a seed.
pub(crate) fn history(seed: u64) -> Vec<Step> {
    let mut chance = Chance(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let length = 5 + chance.below(26);
    let is_orderly = chance.per_cent(25);
    let delay = if is_orderly { 0 } else { chance.one_of(&[0, 0, 0, 5, 60]) };
    let received = step(0, 0, delay, Said::Reported(chance.version()));
    let mut draft = Draft {
        chance,
        now: received.recorded,
        history: vec![received],
        class: None,
        classified_at: 0,
        is_withdrawn: false,
        is_merged: false,
        is_orderly,
    };
    while draft.history.len() < usize::try_from(length).expect("a history is short") {
        draft.go_on();
    }
    if draft.chance.per_cent(10) {
        draft.bring_in();
    }
    draft.history
}

impl Draft {
    fn go_on(&mut self) {
        self.now += self.chance.one_of(&[0, 0, 5, 5, 10, 15, 25, 30, 55, 60, 60, 120, 120, 240, 1440]);
        let says = match self.class {
            None if self.chance.per_cent(45) => self.classify(),
            _ if !self.is_orderly && self.chance.per_cent(15) => self.amend(),
            _ => self.handle(),
        };
        let Some(says) = says else { return };
        let earliest = match says {
            Said::ClassWasWrong(..) => self.classified_at,
            Said::Released(hold) => self.history[hold].at,
            _ => 0,
        };
        let recorded = self.recorded().max(earliest);
        let is_prompt = self.is_orderly
            || matches!(says, Said::Waived(..) | Said::Reassessed(..) | Said::Corrected(..))
            || matches!(says, Said::Retracted(_) | Said::MovedOut(_) | Said::ClassChanged { .. });
        let late = if is_prompt { 0 } else { self.chance.one_of(&[0, 0, 0, 0, 0, 5, 10, 60, 120]) };
        let at = (recorded - late).max(earliest);
        if matches!(says, Said::Classified(..)) {
            self.classified_at = at;
        }
        self.history.push(step(self.history.len(), at, recorded, says));
    }

    /// The machine's clock may go wrong and be put back. A note means nothing to clocks, so that it says no time either.
    fn recorded(&mut self) -> i64 {
        let is_noted = self.history.last().is_some_and(|last| last.says == Said::Noted);
        if self.chance.per_cent(3) && !is_noted && !self.is_orderly { (self.now - 10).max(0) } else { self.now }
    }

    fn classify(&mut self) -> Option<Said> {
        let class = self.chance.class();
        self.class = Some(class);
        Some(Said::Classified(class, self.chance.version()))
    }

    fn handle(&mut self) -> Option<Said> {
        match self.chance.below(20) {
            0 => self.reclassify(),
            1 | 2 => self.hold(),
            3 => self.end(),
            4 | 5 => self.solve(),
            6 => self.decide(),
            _ => Some(self.work()),
        }
    }

    fn reclassify(&mut self) -> Option<Said> {
        let before = self.class?;
        let class = self.chance.class();
        if class == before {
            return None;
        }
        self.class = Some(class);
        let version = self.chance.version();
        if self.chance.per_cent(50) {
            return Some(Said::ClassWasWrong(class, version));
        }
        let ago = if self.is_orderly { 0 } else { self.chance.one_of(&[0, 0, 5, 30, 60, 120]) };
        Some(Said::ClassChanged { class, changed: (self.now - ago).max(self.classified_at), version })
    }

    fn hold(&mut self) -> Option<Said> {
        let is_released =
            |number: usize| self.history.iter().any(|step| matches!(step.says, Said::Released(hold) if hold == number));
        let placed = self.history.iter().rfind(|step| matches!(step.says, Said::Held(_)) && !is_released(step.number));
        match placed.map(|step| step.number) {
            Some(hold) => Some(Said::Released(hold)),
            None => Some(Said::Held(self.chance.one_of(&[
                HoldReason::CustomerAskedForLater,
                HoldReason::CustomerAskedForLater,
                HoldReason::MissingPart,
            ]))),
        }
    }

    fn end(&mut self) -> Option<Said> {
        if self.is_withdrawn {
            self.is_withdrawn = false;
            return Some(Said::Reopened);
        }
        if self.chance.per_cent(60) {
            self.is_withdrawn = true;
            return Some(Said::Withdrawn);
        }
        if self.is_merged || self.chance.per_cent(60) {
            return None;
        }
        self.is_merged = true;
        Some(Said::Merged)
    }

    fn solve(&mut self) -> Option<Said> {
        let version = self.chance.version();
        let outcome = [
            Said::Solved(version),
            Said::Solved(version),
            Said::SummaryFiled,
            Said::Evaluated,
            Said::Closed(version),
            Said::Closed(version),
            Said::Reviewed,
            Said::Refused,
            Said::Refused,
            Said::Reopened,
        ];
        Some(self.chance.one_of(&outcome)).filter(|said| !self.is_withdrawn || *said != Said::Reopened)
    }

    /// What somebody decides about a clock that may be there.
    fn decide(&mut self) -> Option<Said> {
        let clock = self.chance.one_of(&ClockKind::ALL);
        let (episode, number) = (self.chance.number(), self.chance.number());
        if self.chance.per_cent(60) {
            return Some(Said::Waived(clock, episode, number));
        }
        let verdict = self.chance.one_of(&[Verdict::Met, Verdict::Breached, Verdict::Void]);
        Some(Said::Reassessed(clock, episode, number, verdict))
    }

    fn work(&mut self) -> Said {
        let version = self.chance.version();
        let who = self.chance.one_of(&[1, 2, 3]);
        let role = self.chance.one_of(&[Role::HeadOfAfterSales, Role::TechnicalExpert, Role::ProductionHead]);
        let came_as = self.chance.one_of(&[Role::TechnicalExpert, Role::OnSiteEngineer]);
        let told = if self.chance.per_cent(50) { Said::Notified(role) } else { Said::Acknowledged(role) };
        let general = [Said::Assigned(version), Said::Reached, Said::Noted, Said::MovedIn(inner(Said::Reached))];
        let visit =
            [Said::Dispatched(version), Said::Arrived(who, came_as, version), Said::Arrived(who, came_as, version)];
        let important = [Said::AnalysisHeld, Said::NoVisit, Said::Progress, Said::Progress, Said::Progress];
        let emergency = [Said::PlanActive, Said::Team { leader: who }, Said::Team { leader: who }];
        let class = if self.chance.per_cent(85) { self.class } else { Some(self.chance.class()) };
        let mut may: Vec<Said> = general.to_vec();
        match class {
            None | Some(TicketClass::General) => may.extend([Said::Assigned(version), Said::Reached]),
            Some(TicketClass::Important) => {
                may.extend([told.clone(), told].into_iter().chain(visit.clone()).chain(visit).chain(important));
            }
            Some(TicketClass::Emergency) => {
                may.extend([told.clone(), told].into_iter().chain(visit.clone()).chain(visit).chain(emergency));
            }
        }
        self.chance.one_of(&may)
    }

    /// A correction, a retraction or a move of an entry that is there.
    fn amend(&mut self) -> Option<Said> {
        let entry = self.chance.one_of(&self.history);
        let (way, shift) = (self.chance.below(10), self.chance.one_of(&[-120, -60, -30, -10, -5, 5, 10, 30]));
        let at = (entry.at + shift).min(entry.recorded);
        // What was moved here is corrected as what it says.
        let again = |said: &Said| match said {
            Said::MovedIn(said) => said.clone(),
            said => inner(said.clone()),
        };
        match &entry.says {
            // Nothing happened before the receipt, and nothing was classified anew before it was classified.
            Said::Reported(_) => Some(Said::Corrected(entry.number, again(&entry.says), Some(at.clamp(-60, 0)))),
            Said::Classified(..) => {
                self.classified_at = at.clamp(0, self.classified_at);
                Some(Said::Corrected(entry.number, again(&entry.says), Some(self.classified_at)))
            }
            Said::ClassWasWrong(..) => {
                Some(Said::Corrected(entry.number, again(&entry.says), Some(at.max(self.classified_at))))
            }
            // No hold ended before it began.
            Said::Held(_) => Some(Said::Corrected(entry.number, again(&entry.says), Some(at.clamp(0, entry.at)))),
            Said::Released(_) => Some(Said::Corrected(entry.number, again(&entry.says), Some(at.max(entry.at)))),
            Said::Assigned(_) | Said::Closed(_) | Said::Reopened | Said::PlanActive => {
                Some(Said::Corrected(entry.number, again(&entry.says), Some(at.max(0))))
            }
            Said::Reached if way < 3 => Some(Said::MovedOut(entry.number)),
            Said::Waived(..) | Said::Reassessed(..) | Said::ClassChanged { .. } | Said::NoVisit | Said::Merged => None,
            // What the program passes on is not corrected here.
            Said::Reviewed => None,
            Said::Corrected(..) | Said::Retracted(_) | Said::MovedOut(_) => None,
            says if way < 5 => Some(Said::Corrected(entry.number, again(says), Some(at.max(0)))),
            says if way < 7 => Some(Said::Corrected(entry.number, self.otherwise(says), None)),
            _ => Some(Said::Retracted(entry.number)),
        }
    }

    /// The same type of fact, saying something else where it can.
    fn otherwise(&mut self, says: &Said) -> Inner {
        let who = self.chance.one_of(&[1, 2, 3]);
        inner(match says {
            Said::Arrived(_, Role::TechnicalExpert, version) => Said::Arrived(who, Role::OnSiteEngineer, *version),
            Said::Arrived(_, _, version) => Said::Arrived(who, Role::TechnicalExpert, *version),
            Said::Notified(_) => Said::Notified(Role::TechnicalExpert),
            Said::Acknowledged(_) => Said::Acknowledged(Role::HeadOfAfterSales),
            Said::Team { .. } => Said::Team { leader: who },
            Said::MovedIn(said) => (*said.0).clone(),
            says => says.clone(),
        })
    }

    /// The beginning was brought in from another system, in the order in which it happened and as it stood in the end.
    fn bring_in(&mut self) {
        let count = usize::try_from(self.chance.below(self.history.len() as u64)).expect("a history is short");
        let live = self.history.split_off(count);
        for correction in self.history.clone() {
            if let Said::Corrected(entry, _, Some(at)) = correction.says {
                self.history[entry].at = at;
            }
        }
        let is_amendment = |says: &Said| matches!(says, Said::Corrected(..) | Said::Retracted(_) | Said::MovedOut(_));
        self.history.retain(|step| !is_amendment(&step.says));
        self.history.sort_by_key(|step| step.at);
        for step in &mut self.history {
            step.is_imported = true;
            step.recorded = live[0].recorded.max(step.recorded);
        }
        self.history.extend(live);
    }
}
