//! What happens beside tickets and cases: records of engines, notices to suppliers, and what the factory does about what a month
//! has brought.

use std::cmp::Reverse;

use domain::factory_time::{bounds, period_at};
use domain::quality_record::{self, QualityRecord};
use domain::supplier_notice;
use domain::ticket::Engine;
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::{CauseAnalysisId, CorrectiveActionId, ImprovementId, QualityRecordId, SupplierNoticeId};
use events_schema::{Actor, CommandId, Duration, EventId, PeriodKind, Role, Timestamp};

use super::{Due, Live, Month, World};
use crate::commands::Draft;
use crate::reactions::note_suppliers::{self, Stands, noting};
use crate::reactions::{for_whom, propose_notice};
use crate::simulation::SimulationError;
use crate::simulation::actions::Action;
use crate::simulation::cases::Case;
use crate::simulation::chance::Chance;
use crate::simulation::faults::FAULTS;
use crate::simulation::improvements::{Analysis, Measure};
use crate::simulation::notices::Notice;
use crate::simulation::quality::{Returned, records};
use crate::simulation::stage::Sent;
use crate::simulation::suppliers::supplier;
use crate::simulation::tale::Goes;

/// So many notices to one supplier in a month are too many.
const TOO_MANY: usize = 3;

/// When the factory looks at a month that is over.
const MEETS_AFTER: Duration = Duration::from_hours(4 * 24);

impl World<'_> {
    /// Production's and quality control's records of an engine that came back (P5.1).
    pub(super) fn look_up_records(&mut self, number: u64, live: &Live, at: Timestamp) -> Result<(), SimulationError> {
        let Engine::Identified(serial) = &live.draft.state().state().engine else { return Ok(()) };
        if !self.engines.insert(serial.clone()) {
            return Ok(());
        }
        let model = live.draft.state().report().and_then(|report| report.engine_model.clone());
        let engine = Returned { serial, model, fault: live.story.fault(), at };
        let quality = self.stage.staff.in_charge(Role::QualityEngineer, None, at).actor();
        for record in records(&engine, &mut Chance::of(self.plan.seed ^ 0x5e, number)) {
            let source = &record.source;
            let stream = QualityRecordId::of(&source.system, &source.number).stream();
            let command = self.stage.next_command();
            let row = (quality_record::COMMANDS, "record", &record as _);
            let mut draft = Draft::<QualityRecord>::new(stream);
            self.stage.carry_out(&mut draft, row, &quality, &Sent::by_itself(command, at))?;
        }
        Ok(())
    }

    /// A diagnosis names a part: a notice to its maker is proposed (P7.1).
    pub(super) fn propose_notice(
        &mut self,
        number: u64,
        live: &Live,
        (actor, diagnosis): (&Actor, EventId),
        at: Timestamp,
    ) -> Result<(), SimulationError> {
        let fault = live.story.fault();
        let place = FAULTS.iter().position(|of| std::ptr::eq(of, fault));
        *self.month.diagnosed.entry(place.unwrap_or_default()).or_default() += 1;
        let Some(TicketFact::DiagnosisConcluded(fact)) = live.draft.state().entry(diagnosis).map(|entry| &entry.fact)
        else {
            return Ok(());
        };
        let proposal = propose_notice::proposal(&self.stage.reference, (live.id, diagnosis), fact, at);
        let (Some(propose), Some((_, maker))) = (proposal, fault.part) else { return Ok(()) };
        let command = propose_notice::proposing(diagnosis, &propose.supplier);
        let id = SupplierNoticeId::from_uuid(command.derive("supplier_notice"));
        let notices = self.notices.entry(number).or_default();
        let nth = notices.len();
        let chance = Chance::of(self.plan.seed ^ 0x7e57 ^ nth as u64, number);
        let mut notice = Notice::proposed(id, supplier(maker), chance, at);
        let other = live.as_other();
        let sent = Sent { other: Some(&other), ..Sent::following(command, diagnosis, at) };
        let row = (supplier_notice::COMMANDS, propose_notice::NAME, &propose as _);
        self.stage.carry_out(&mut notice.draft, row, &for_whom(actor), &sent)?;
        self.due.extend(notice.next_at().map(|next| Reverse((next, number, Due::Notice(nth)))));
        self.notices.entry(number).or_default().push(notice);
        Ok(())
    }

    pub(super) fn go_on_with_notice(&mut self, number: u64, nth: usize, at: Timestamp) -> Result<(), SimulationError> {
        let Some(notice) = self.notices.get_mut(&number).and_then(|notices| notices.get_mut(nth)) else {
            return Ok(());
        };
        if notice.next_at() != Some(at) {
            return Ok(());
        }
        let command = self.stage.next_command();
        let happened = notice.go_on(&mut self.stage, command, at)?;
        self.due.extend(notice.next_at().map(|next| Reverse((next, number, Due::Notice(nth)))));
        if let Some((_, actor)) = happened.filter(|(name, _)| *name == "send") {
            self.month.sent.entry(notice.supplier.name).or_default().push(notice.id);
            if let Some(case) = self.cases.remove(&number) {
                self.note_in(number, nth, &case, (&actor, EventId::of(command, 0)), at)?;
                self.cases.insert(number, case);
            }
        }
        Ok(())
    }

    /// What stands of a case says whether the suppliers who got a notice answer for the issue (P4.1).
    pub(super) fn note_responsibility(
        &mut self,
        number: u64,
        case: &Case,
        cause: (&Actor, EventId),
        at: Timestamp,
    ) -> Result<(), SimulationError> {
        for nth in 0..self.notices.get(&number).map_or(0, Vec::len) {
            self.note_in(number, nth, case, cause, at)?;
        }
        Ok(())
    }

    fn note_in(
        &mut self,
        number: u64,
        nth: usize,
        case: &Case,
        (actor, event): (&Actor, EventId),
        at: Timestamp,
    ) -> Result<(), SimulationError> {
        let stands = Stands::of(case.draft.state(), case.no_cause);
        let notice = self.notices.get_mut(&number).and_then(|notices| notices.get_mut(nth));
        let (Some(stands), Some(notice)) = (stands, notice) else { return Ok(()) };
        let note = stands.noted(case.id, &notice.supplier.id());
        let sent = Sent::following(noting(event, notice.id), event, at);
        let row = (supplier_notice::COMMANDS, note_suppliers::NAME, &note as _);
        self.stage.carry_out(&mut notice.draft, row, &for_whom(actor), &sent)?;
        self.stage.late.extend(notice.draft.last().map(|last| (notice.supplier.name, last)));
        Ok(())
    }

    pub(super) fn plan_meeting(&mut self, after: Timestamp) {
        let (_, over_at) = bounds(period_at(PeriodKind::Month, after));
        self.due.push(Reverse((over_at + MEETS_AFTER, u64::MAX, Due::Meeting)));
    }

    /// The cause that was met most is analysed and measures are taken; whoever got too many notices owes a corrective action.
    pub(super) fn meet(&mut self, at: Timestamp) -> Result<(), SimulationError> {
        self.plan_meeting(at);
        let Month { diagnosed, sent } = std::mem::take(&mut self.month);
        if let Some((place, _)) = diagnosed.into_iter().max_by_key(|(place, times)| (*times, Reverse(*place))) {
            let (fault, month) = (&FAULTS[place], period_at(PeriodKind::Month, at).before());
            self.begin(at, |command, chance| {
                let id = CauseAnalysisId::from_uuid(command.derive("cause-analysis"));
                Box::new(Analysis::begun(id, (fault, month), chance, at))
            })?;
            self.begin(at, |command, chance| {
                let id = ImprovementId::from_uuid(command.derive("improvement"));
                Box::new(Measure::decided(id, fault, chance, at))
            })?;
        }
        let worst = sent.into_iter().filter(|(_, notices)| notices.len() >= TOO_MANY);
        if let Some((name, notices)) = worst.max_by_key(|(_, notices)| notices.len()) {
            let named = notices.into_iter().take(10).collect();
            self.begin(at, |command, chance| {
                let id = CorrectiveActionId::from_uuid(command.derive("corrective_action"));
                Box::new(Action::asked(id, (supplier(name), named), chance, at))
            })?;
        }
        Ok(())
    }

    /// Begins a tale with its first scene.
    fn begin(
        &mut self,
        at: Timestamp,
        tale: impl FnOnce(CommandId, Chance) -> Box<dyn Goes>,
    ) -> Result<(), SimulationError> {
        let (command, number) = (self.stage.next_command(), self.begun);
        self.begun += 1;
        let mut tale = tale(command, Chance::of(self.plan.seed ^ 0x7a1e, number));
        tale.go_on(&mut self.stage, command, at)?;
        self.keep_tale(number, tale);
        Ok(())
    }

    pub(super) fn go_on_with_tale(&mut self, number: u64, at: Timestamp) -> Result<(), SimulationError> {
        let Some(mut tale) = self.tales.remove(&number) else { return Ok(()) };
        if tale.next_at() == Some(at) {
            let command = self.stage.next_command();
            tale.go_on(&mut self.stage, command, at)?;
        }
        self.keep_tale(number, tale);
        Ok(())
    }

    fn keep_tale(&mut self, number: u64, tale: Box<dyn Goes>) {
        if let Some(next) = tale.next_at() {
            self.due.push(Reverse((next, number, Due::Tale)));
            self.tales.insert(number, tale);
        }
    }
}
