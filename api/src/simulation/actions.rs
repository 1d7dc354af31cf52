//! Corrective actions that the simulated factory asks of its suppliers, in 8D gates (P7.2).

use std::collections::VecDeque;

use domain::corrective_action::{
    self, AcceptGate, AnswerGate, CorrectiveAction, NoteGateOverdue, RequestAction, ReturnGate, Stage, VerifyAction,
};
use domain::{CommandSpec, Reference};
use events_schema::facts::corrective_action::{ActionEffect, ActionLevel, EightD};
use events_schema::ids::{CorrectiveActionId, SupplierNoticeId};
use events_schema::{Actor, Duration, Role, Timestamp};

use super::SimulationError;
use super::chance::Chance;
use super::directory::id;
use super::suppliers::{Supplier, Temper};
use super::tale::{Act, Moment, Plot, Tale, act};
use crate::commands::Draft;

/// A corrective action, while something is to come of it.
pub(super) struct Action {
    supplier: &'static Supplier,
    notices: Vec<SupplierNoticeId>,
    draft: Draft<CorrectiveAction>,
    /// The gates that are not accepted yet.
    gates: VecDeque<EightD>,
    plot: Plot<Scene>,
    has_returned: bool,
}

/// What happens next in an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scene {
    Request,
    Answer,
    Review,
    Verify,
    NoteOverdue,
}

impl Action {
    pub(super) fn asked(
        id: CorrectiveActionId,
        (supplier, notices): (&'static Supplier, Vec<SupplierNoticeId>),
        chance: Chance,
        at: Timestamp,
    ) -> Self {
        let mut plot = Plot::new(chance);
        plot.at(at, Scene::Request);
        let gates = [EightD::D3, EightD::D4, EightD::D5, EightD::D6, EightD::D7].into();
        Self { supplier, notices, draft: Draft::new(id.stream()), gates, plot, has_returned: false }
    }

    /// Answered before it is due, or a day after.
    fn answer_in_time(&mut self, at: Timestamp) {
        let Some(due_at) = self.gates.front().and_then(|gate| self.due_at(*gate)) else { return };
        let is_late = self.supplier.temper == Temper::Slow && self.plot.chance.percent(40);
        let answered_at = if is_late { due_at + Duration::from_hours(20) } else { due_at - Duration::from_hours(6) };
        let soonest = at + Duration::from_hours(1);
        self.plot.at(answered_at.max(soonest), Scene::Answer);
    }

    fn due_at(&self, gate: EightD) -> Option<Timestamp> {
        self.draft.state().gates.get(&gate).map(|gate| gate.due_at)
    }

    fn review(&mut self, gate: EightD, at: Timestamp, quality: Actor) -> Act<CorrectiveAction> {
        if !self.has_returned && gate == EightD::D4 && self.plot.chance.percent(self.supplier.temper.returned()) {
            self.has_returned = true;
            self.plot.then(at, (20, 60), Scene::Answer);
            let reason = id("原因分析止于操作失误,未到流出原因");
            return act(quality, "return-gate", ReturnGate { gate, reason });
        }
        self.gates.pop_front();
        if self.gates.is_empty() {
            self.plot.then(at, (24 * 20, 24 * 20), Scene::Verify);
        }
        self.answer_in_time(at);
        act(quality, "accept-gate", AcceptGate { gate })
    }
}

fn said(gate: EightD) -> &'static str {
    match gate {
        EightD::D3 => "隔离在库及在途同批次产品,全检后放行",
        EightD::D4 => "热处理炉温区漂移,首件检验未覆盖该特性",
        EightD::D5 => "炉温增加在线监测,首件检验增加硬度项",
        EightD::D6 => "监测装置已投用,连续三批检验合格",
        EightD::D7 => "更新控制计划与作业指导书,推广至同类产线",
    }
}

impl Tale for Action {
    type Of = CorrectiveAction;
    const COMMANDS: &'static [CommandSpec<CorrectiveAction>] = corrective_action::COMMANDS;

    fn draft(&mut self) -> &mut Draft<CorrectiveAction> {
        &mut self.draft
    }

    fn next_at(&self) -> Option<Timestamp> {
        self.plot.next_at()
    }

    fn play(&mut self, now: &Moment<'_>) -> Option<Act<CorrectiveAction>> {
        let (scene, at) = (self.plot.pop()?, now.at);
        let quality = now.staff.in_charge(Role::QualityEngineer, None, at).actor();
        Some(match scene {
            Scene::Request => {
                self.plot.then(at, (2, 14), Scene::Answer);
                let (supplier, notices) = (self.supplier.id(), std::mem::take(&mut self.notices));
                let (level, problem) = (ActionLevel::Major, id("同一零件一个月内多次失效,要求8D整改"));
                act(quality, "request", RequestAction { supplier, notices, level, problem, gates: Vec::new() })
            }
            Scene::Answer => {
                self.plot.then(at, (2, 40), Scene::Review);
                let gate = *self.gates.front()?;
                let effective_from = (gate == EightD::D6).then_some(at);
                let answer = id(said(gate));
                let answer =
                    AnswerGate { answered_at: None, gate, answer, effective_from, files: vec![], on_behalf: None };
                act(self.supplier.actor(), "answer-gate", answer)
            }
            Scene::Review => self.review(*self.gates.front()?, at, quality),
            Scene::Verify => {
                let (effect, findings) = (ActionEffect::Effective, id("整改后各批次来料检验合格,未再收到同类问题"));
                act(quality, "verify", VerifyAction { effect, findings, file: None })
            }
            Scene::NoteOverdue if self.draft.state().stage != Stage::Open => return None,
            Scene::NoteOverdue => act(Actor::system(crate::watch::NAME), "note-overdue", NoteGateOverdue {}),
        })
    }

    fn supplier(&self) -> Option<&'static Supplier> {
        Some(self.supplier)
    }

    fn look_at_the_time(&mut self, _: &Reference) -> Result<(), SimulationError> {
        self.plot.once_at(self.draft.state().overdue_at(), Scene::NoteOverdue);
        Ok(())
    }
}
