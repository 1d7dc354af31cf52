//! What the simulated factory does about the causes that it meets most: measures (P1.3) and the analyses before them (P5.2).

use domain::cause_analysis::{
    self, AddCause, AddCauseEvidence, CauseAnalysis, ConcludeCauseAnalysis, JudgeCause, OpenCauseAnalysis,
};
use domain::improvement::{self, DeclareDone, Improvement, NoteOverdue, OpenImprovement, RecordStep, Stage, Verify};
use domain::{CommandSpec, Reference};
use events_schema::facts::cause_analysis::{AnalysisScope, CauseVerdict, EvidenceSide};
use events_schema::facts::improvement::{Addressed, Effect, ImprovementKind, ImprovementSource};
use events_schema::ids::{CauseAnalysisId, ImprovementId};
use events_schema::values::CauseCategory;
use events_schema::{Actor, Duration, Period, Role, Timestamp};

use super::SimulationError;
use super::chance::Chance;
use super::directory::id;
use super::faults::Fault;
use super::tale::{Act, Moment, Plot, Tale, act};
use crate::commands::Draft;

/// A measure, while something is to come of it.
pub(super) struct Measure {
    fault: &'static Fault,
    draft: Draft<Improvement>,
    plot: Plot<OfMeasure>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OfMeasure {
    Open,
    Step(u32),
    Finish,
    Verify,
    NoteOverdue,
}

const STEPS: [&str; 2] = ["修订检验与装配规范", "产线员工培训并抽查"];

/// Until when a measure is to be done.
const TIME: Duration = Duration::from_hours(24 * 30);

impl Measure {
    pub(super) fn decided(id: ImprovementId, fault: &'static Fault, chance: Chance, at: Timestamp) -> Self {
        let mut plot = Plot::new(chance);
        plot.at(at, OfMeasure::Open);
        Self { fault, draft: Draft::new(id.stream()), plot }
    }

    fn opened(&mut self, now: &Moment<'_>) -> OpenImprovement {
        self.plot.then(now.at, (24 * 5, 24 * 5), OfMeasure::Step(1));
        self.plot.then(now.at, (24 * 12, 24 * 5), OfMeasure::Step(2));
        let is_late = self.plot.chance.percent(20);
        self.plot.then(now.at, if is_late { (24 * 33, 24 * 6) } else { (24 * 18, 24 * 10) }, OfMeasure::Finish);
        OpenImprovement {
            kind: ImprovementKind::Corrective,
            title: id(&format!("{}:减少重复发生", self.fault.title)),
            description: id(&format!("针对“{}”,{}", self.fault.root_cause, "自检验到装配逐道把关")),
            source: ImprovementSource::Other { explanation: id("月度质量例会") },
            addresses: Some(Addressed {
                failure_code: Some(id(self.fault.failure_code)),
                part: None,
                engine_model: None,
            }),
            owner: now.staff.in_charge(Role::ProductionHead, None, now.at).person.clone(),
            due_at: now.at + TIME,
            steps: STEPS.map(id).into(),
        }
    }

    fn verified(&mut self, at: Timestamp) -> Verify {
        if self.plot.chance.percent(80) {
            return Verify { effect: Effect::Effective, findings: id("实施后同类故障明显减少"), file: None };
        }
        // Everything is done once more, and better.
        self.plot.then(at, (24 * 2, 24 * 2), OfMeasure::Step(1));
        self.plot.then(at, (24 * 5, 24 * 3), OfMeasure::Step(2));
        self.plot.then(at, (24 * 10, 24 * 10), OfMeasure::Finish);
        let effect = Effect::NotEffective { due_at: at + TIME };
        Verify { effect, findings: id("同类故障未见减少,补充措施"), file: None }
    }
}

impl Tale for Measure {
    type Of = Improvement;
    const COMMANDS: &'static [CommandSpec<Improvement>] = improvement::COMMANDS;

    fn draft(&mut self) -> &mut Draft<Improvement> {
        &mut self.draft
    }

    fn next_at(&self) -> Option<Timestamp> {
        self.plot.next_at()
    }

    fn play(&mut self, now: &Moment<'_>) -> Option<Act<Improvement>> {
        let (scene, at) = (self.plot.pop()?, now.at);
        let in_charge = |role| now.staff.in_charge(role, None, at).actor();
        let (quality, owner) = (in_charge(Role::QualityEngineer), in_charge(Role::ProductionHead));
        Some(match scene {
            OfMeasure::Open => act(quality, "open", self.opened(now)),
            OfMeasure::Step(step) => act(owner, "record-step", RecordStep { step, remark: None }),
            OfMeasure::Finish => {
                self.plot.then(at, (24 * 20, 24 * 10), OfMeasure::Verify);
                let result = id("规范已发布,培训记录与抽查结果齐全");
                act(owner, "declare-done", DeclareDone { result, effective_from: None, file: None })
            }
            OfMeasure::Verify => act(quality, "verify", self.verified(at)),
            OfMeasure::NoteOverdue if self.draft.state().stage != Stage::Open => return None,
            OfMeasure::NoteOverdue => act(Actor::system(crate::watch::NAME), "note-overdue", NoteOverdue {}),
        })
    }

    fn look_at_the_time(&mut self, _: &Reference) -> Result<(), SimulationError> {
        self.plot.once_at(self.draft.state().overdue_at(), OfMeasure::NoteOverdue);
        Ok(())
    }
}

/// An analysis of what causes an effect, while something is to come of it.
pub(super) struct Analysis {
    fault: &'static Fault,
    month: Period,
    draft: Draft<CauseAnalysis>,
    plot: Plot<OfAnalysis>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OfAnalysis {
    Open,
    /// A cause by its place in the tree, from 1.
    Add(u32),
    Prove(u32),
    Judge(u32),
    Conclude,
}

/// What people think of beside the cause that was found, from its number 2 on.
struct ThoughtOf {
    /// The category; that of the cause above it if absent.
    category: Option<CauseCategory>,
    text: &'static str,
    holds: CauseVerdict,
}

const THOUGHT_OF: [ThoughtOf; 3] = [
    ThoughtOf { category: None, text: "检验规范未覆盖该特性", holds: CauseVerdict::Confirmed },
    ThoughtOf {
        category: Some(CauseCategory::People), text: "维修人员未按规程操作", holds: CauseVerdict::Rejected
    },
    ThoughtOf {
        category: Some(CauseCategory::Environment), text: "用户工况粉尘大", holds: CauseVerdict::Rejected
    },
];

impl ThoughtOf {
    fn by(number: u32) -> Option<&'static Self> {
        THOUGHT_OF.get(usize::try_from(number).ok()?.checked_sub(2)?)
    }
}

impl Analysis {
    pub(super) fn begun(
        id: CauseAnalysisId,
        (fault, month): (&'static Fault, Period),
        chance: Chance,
        at: Timestamp,
    ) -> Self {
        let mut plot = Plot::new(chance);
        plot.at(at, OfAnalysis::Open);
        Self { fault, month, draft: Draft::new(id.stream()), plot }
    }

    fn cause(&self, number: u32) -> AddCause {
        let found = match self.fault.part {
            Some(_) => CauseCategory::Material,
            None => CauseCategory::Method,
        };
        match ThoughtOf::by(number) {
            Some(ThoughtOf { category, text, .. }) => AddCause {
                category: category.unwrap_or(found),
                text: id(text),
                parent: category.is_none().then_some(1),
                failure_code: None,
                part: None,
            },
            None => AddCause {
                category: found,
                text: id(self.fault.root_cause),
                parent: None,
                failure_code: Some(id(self.fault.failure_code)),
                part: self.fault.part.map(|(number, _)| id(number)),
            },
        }
    }

    fn verdict(number: u32) -> CauseVerdict {
        ThoughtOf::by(number).map_or(CauseVerdict::Confirmed, |thought_of| thought_of.holds)
    }
}

impl Tale for Analysis {
    type Of = CauseAnalysis;
    const COMMANDS: &'static [CommandSpec<CauseAnalysis>] = cause_analysis::COMMANDS;

    fn draft(&mut self) -> &mut Draft<CauseAnalysis> {
        &mut self.draft
    }

    fn next_at(&self) -> Option<Timestamp> {
        self.plot.next_at()
    }

    fn play(&mut self, now: &Moment<'_>) -> Option<Act<CauseAnalysis>> {
        let (scene, at) = (self.plot.pop()?, now.at);
        let in_charge = |role| now.staff.in_charge(role, None, at);
        let (quality, head) = (in_charge(Role::QualityEngineer), in_charge(Role::HeadOfAfterSales));
        Some(match scene {
            OfAnalysis::Open => {
                for number in 1..=4 {
                    let days = i64::from(number);
                    self.plot.then(at, (24 * days, 4), OfAnalysis::Add(number));
                    self.plot.then(at, (24 * (days + 5), 20), OfAnalysis::Prove(number));
                    self.plot.then(at, (24 * (days + 10), 20), OfAnalysis::Judge(number));
                }
                self.plot.then(at, (24 * 16, 48), OfAnalysis::Conclude);
                let (effect, owner) = (id(self.fault.title), quality.person.clone());
                let scope = AnalysisScope {
                    failure_code: Some(id(self.fault.failure_code)),
                    period: Some(self.month),
                    ..AnalysisScope::default()
                };
                act(quality.actor(), "open", OpenCauseAnalysis { effect, scope, owner })
            }
            OfAnalysis::Add(number) => act(quality.actor(), "add-cause", self.cause(number)),
            OfAnalysis::Prove(cause) => {
                let (side, text) = match Self::verdict(cause) {
                    CauseVerdict::Confirmed | CauseVerdict::Open => (EvidenceSide::For, "拆检件与检验记录相符"),
                    CauseVerdict::Rejected => (EvidenceSide::Against, "抽查维修与工况记录,未见关联"),
                };
                let evidence = AddCauseEvidence { cause, side, text: Some(id(text)), files: Vec::new() };
                act(quality.actor(), "add-evidence", evidence)
            }
            OfAnalysis::Judge(cause) => {
                let judge = JudgeCause { cause, verdict: Self::verdict(cause), reason: id("依据所附证据") };
                act(head.actor(), "judge-cause", judge)
            }
            OfAnalysis::Conclude => {
                let conclude = ConcludeCauseAnalysis { root_causes: [2].into(), remark: None };
                act(head.actor(), "conclude", conclude)
            }
        })
    }
}
