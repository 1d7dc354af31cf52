//! The story of one ticket: who does what next, and how long that takes.

use domain::Decide;
use domain::ticket::{
    AddNote, ApproveSolution, Assign, AttemptContact, Classify, Close, ConcludeDiagnosis, ConfirmSolved,
    FinishSolution, IdentifyEngine, ProposeSolution, ReachCustomer, Reassign, RecordBackInService, RecordCost,
    RecordDiagnosisStep, RecordOutOfService, Reopen, Report, ReportedContact, ReturnSolution, Solution, StartSolution,
    TakeOver, TellProgress, Ticket, Withdraw,
};
use events_schema::facts::ticket::FailedAttempt;
use events_schema::ids::GroupId;
use events_schema::values::{
    CauseCategory, ContactMethod, CostKind, DiagnosisMethod, EffectOnProduction, EffectOnUse, Grounds, IntakeChannel,
    OnBehalf, Part, SafetyHazard, SolutionKind, TicketClass,
};
use events_schema::{Actor, Duration, EventId, Role, Timestamp};

use super::AnyCommand;
use super::chance::Chance;
use super::directory::{Staff, StaffMember, id};
use super::faults::{FAULTS, Fault, GENERALISTS, MODELS, SCENARIOS};
use crate::commands::Draft;

/// One thing that somebody does.
pub(super) struct Step {
    pub(super) actor: Actor,
    pub(super) name: &'static str,
    pub(super) command: AnyCommand,
}

impl Step {
    pub(super) fn by(actor: Actor, name: &'static str, command: impl Decide<Ticket> + 'static) -> Self {
        Self { actor, name, command: Box::new(command) }
    }
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chapter {
    Report,
    Classify,
    Assign,
    Reassign,
    TakeOver,
    Attempt,
    Reach,
    OutOfService,
    Identify,
    Examine,
    Conclude,
    Propose,
    Return,
    Approve,
    Start,
    Tell,
    Finish,
    BackInService,
    Cost,
    Confirm,
    Close,
    Note,
    Withdraw,
    Reopen,
}

pub(super) struct Story {
    chance: Chance,
    fault: &'static Fault,
    class: TicketClass,
    at: Timestamp,
    agent: StaffMember,
    engineer: StaffMember,
    lead: StaffMember,
    group: GroupId,
    /// The group that gets it first, and gives it away if it is another.
    first_group: GroupId,
    /// What is to come, next first, with the time before it.
    plot: std::collections::VecDeque<(Duration, Chapter)>,
    proposal: Option<EventId>,
    round: u32,
}

impl Story {
    pub(super) fn new(mut chance: Chance, staff: &Staff, at: Timestamp) -> Self {
        let fault = chance.one_of(&FAULTS);
        let group: GroupId = id(fault.group);
        let pick =
            |chance: &mut Chance, role, group: Option<&GroupId>| (*chance.one_of(&staff.of(role, group))).clone();
        let class = match chance.below::<u64>(100) {
            0..=1 => TicketClass::Emergency,
            2..=9 => TicketClass::Important,
            _ => TicketClass::General,
        };
        let (agent, engineer) =
            (pick(&mut chance, Role::HotlineAgent, None), pick(&mut chance, Role::SupportEngineer, Some(&group)));
        let lead = pick(&mut chance, Role::SupportLead, Some(&group));
        let (plot, proposal, round) = (std::collections::VecDeque::new(), None, 1);
        let first_group = if chance.percent(12) { id(GENERALISTS) } else { group.clone() };
        let mut story =
            Self { chance, fault, class, at, agent, engineer, lead, group, first_group, plot, proposal, round };
        story.write();
        story
    }

    /// The whole plot, as far as it can be known at the report.
    fn write(&mut self) {
        self.plot.push_back((Duration::ZERO, Chapter::Report));
        let late = self.chance.percent(6);
        self.then(if late { 70 } else { 4 }, if late { 90 } else { 40 }, Chapter::Classify);
        if self.chance.percent(2) {
            self.then(10, 120, Chapter::Withdraw);
            return;
        }
        // The urgent classes have their own course, with meetings and arrivals; a group looks at them all the same.
        self.then(2, 20, Chapter::Assign);
        if self.first_group != self.group {
            self.then(10, 60, Chapter::Reassign);
        }
        self.then(5, 20, Chapter::TakeOver);
        while self.chance.percent(25) {
            self.then(5, 40, Chapter::Attempt);
        }
        let late = self.chance.percent(9);
        self.then(if late { 100 } else { 5 }, if late { 120 } else { 50 }, Chapter::Reach);
        if self.class != TicketClass::General {
            return;
        }
        if self.chance.percent(30) {
            self.then(1, 5, Chapter::OutOfService);
        }
        self.then(1, 10, Chapter::Identify);
        self.repair();
    }

    /// From diagnosis to the customer's word.
    fn repair(&mut self) {
        self.then(20, 300, Chapter::Examine);
        if self.chance.percent(40) {
            self.then(20, 300, Chapter::Examine);
        }
        self.then(10, 120, Chapter::Conclude);
        self.then(15, 180, Chapter::Propose);
        if self.chance.percent(7) {
            self.then(20, 300, Chapter::Return);
            self.then(30, 300, Chapter::Propose);
        }
        self.then(10, 400, Chapter::Approve);
        self.then(30, 1_500, Chapter::Start);
        self.then(1, 20, Chapter::Tell);
        self.then(60, 4_000, Chapter::Finish);
        self.then(1, 10, Chapter::BackInService);
        self.then(5, 60, Chapter::Cost);
        self.then(60, 3_000, Chapter::Confirm);
    }

    fn then(&mut self, least: i64, jitter: u64, chapter: Chapter) {
        let minutes = least + self.chance.below::<i64>(jitter);
        let seconds: i64 = self.chance.below(60);
        self.plot.push_back((Duration::from_minutes(minutes) + Duration::from_seconds(seconds), chapter));
    }

    pub(super) fn is_over(&self) -> bool {
        self.plot.is_empty()
    }

    /// How long it is until the next step.
    pub(super) fn wait(&self) -> Option<Duration> {
        self.plot.front().map(|(wait, _)| *wait)
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each chapter, and nothing else")]
    pub(super) fn next(&mut self, draft: &Draft<Ticket>) -> Option<Step> {
        let (wait, chapter) = self.plot.pop_front()?;
        self.at = self.at + wait;
        let (agent, engineer, lead) = (self.agent.actor(), self.engineer.actor(), self.lead.actor());
        let solution = |proposal: Option<EventId>| proposal.unwrap_or(EventId::from_uuid(uuid::Uuid::nil()));
        if let Chapter::Return | Chapter::Approve = chapter {
            self.proposal = match &draft.state().state().solution {
                Solution::Proposed(proposal) => Some(proposal.id),
                Solution::None | Solution::Approved(..) | Solution::Started(..) => None,
            };
        }
        Some(match chapter {
            Chapter::Report => Step::by(agent, "report", self.report()),
            Chapter::Classify => Step::by(agent, "classify", self.classify()),
            Chapter::Assign => Step::by(agent, "assign", Assign { assigned_at: None, group: self.first_group.clone() }),
            Chapter::Reassign => {
                let reason = Some(id("非本组专业,转相关小组"));
                Step::by(agent, "reassign", Reassign { reassigned_at: None, group: self.group.clone(), reason })
            }
            Chapter::TakeOver => Step::by(engineer, "take-over", TakeOver { taken_over_at: None, person: None }),
            Chapter::Attempt => {
                let (method, outcome) = (ContactMethod::Phone, FailedAttempt::NoAnswer);
                Step::by(engineer, "attempt-contact", AttemptContact { attempted_at: None, method, outcome })
            }
            Chapter::Reach => {
                let (method, summary) = (Some(ContactMethod::Phone), Some(id("已与客户通话,了解故障经过")));
                Step::by(engineer, "reach-customer", ReachCustomer { reached_at: None, method, summary })
            }
            Chapter::OutOfService => Step::by(engineer, "record-out-of-service", RecordOutOfService { since: None }),
            Chapter::Identify => Step::by(engineer, "identify-engine", self.identify()),
            Chapter::Examine => Step::by(engineer, "record-diagnosis-step", self.examine()),
            Chapter::Conclude => Step::by(engineer, "conclude-diagnosis", self.conclude()),
            Chapter::Propose => {
                let (kind, description) = (SolutionKind::ReplaceParts, id(self.fault.remedy));
                Step::by(engineer, "propose-solution", ProposeSolution { proposed_at: None, kind, description })
            }
            Chapter::Return => {
                let (solution, reason) = (solution(self.proposal), id("请补充检查数据"));
                Step::by(lead, "return-solution", ReturnSolution { returned_at: None, solution, reason })
            }
            Chapter::Approve => {
                let solution = solution(self.proposal);
                Step::by(lead, "approve-solution", ApproveSolution { approved_at: None, solution, remark: None })
            }
            Chapter::Start => Step::by(engineer, "start-solution", StartSolution { started_at: None }),
            Chapter::Tell => {
                let expected_completion = self.at + Duration::from_hours(48);
                let (method, progress) = (ContactMethod::Wechat, id("配件已发出,正在维修"));
                let tell = TellProgress { told_at: None, method, progress, expected_completion };
                Step::by(engineer, "tell-progress", tell)
            }
            Chapter::Finish => Step::by(
                engineer,
                "finish-solution",
                FinishSolution { finished_at: None, summary: Some(id(self.fault.remedy)) },
            ),
            Chapter::BackInService if draft.state().state().out_of_service_since.is_none() => {
                Step::by(engineer, "add-note", AddNote { text: id("试运行正常") })
            }
            Chapter::BackInService => Step::by(engineer, "record-back-in-service", RecordBackInService { at: None }),
            Chapter::Cost => Step::by(engineer, "record-cost", self.cost()),
            Chapter::Confirm => Step::by(agent, "confirm-solved", self.confirm()),
            Chapter::Close => {
                Step::by(engineer, "close", Close { closed_at: None, result: Some(id(self.fault.remedy)) })
            }
            Chapter::Note => Step::by(engineer, "add-note", AddNote { text: id("客户反馈仍有问题,重新诊断") }),
            Chapter::Withdraw => {
                Step::by(agent, "withdraw", Withdraw { withdrawn_at: None, reason: Some(id("客户自行解决")) })
            }
            Chapter::Reopen => {
                Step::by(agent, "reopen", Reopen { reopened_at: None, reason: Some(id("同一故障再次出现")) })
            }
        })
    }

    fn report(&mut self) -> Report {
        let channels = [IntakeChannel::Hotline, IntakeChannel::Hotline, IntakeChannel::Website, IntakeChannel::Wechat];
        let number: u64 = self.chance.below(9_000);
        Report {
            received_at: None,
            channel: *self.chance.one_of(&channels),
            organisation: Some(id(&format!("演示客户{:03}", number % 400))),
            engine_model: Some(id(self.chance.one_of::<&str>(&MODELS))),
            engine_serial: None,
            symptom: Some(id(self.chance.one_of::<&str>(self.fault.symptoms))),
            usage_scenario: Some(id(self.chance.one_of::<&str>(&SCENARIOS))),
            contact: Some(ReportedContact {
                name: id(&format!("客户联系人{number}")),
                phone: id(&format!("0536-555{number:04}")),
                wechat: None,
                address: None,
            }),
        }
    }

    fn classify(&mut self) -> Classify {
        let grounds = match self.class {
            TicketClass::General => (EffectOnUse::Little, SafetyHazard::None, EffectOnProduction::None),
            TicketClass::Important => (EffectOnUse::Affected, SafetyHazard::None, EffectOnProduction::Limited),
            TicketClass::Emergency => (EffectOnUse::Stopped, SafetyHazard::Possible, EffectOnProduction::Serious),
        };
        let (effect_on_use, safety_hazard, effect_on_production) = grounds;
        Classify {
            classified_at: None,
            class: self.class,
            grounds: Some(Grounds { effect_on_use, safety_hazard, effect_on_production }),
            issue_type: Some(id(self.fault.issue_type)),
        }
    }

    fn identify(&mut self) -> IdentifyEngine {
        if self.chance.percent(3) {
            return IdentifyEngine { serial: None, unreadable: Some(id("铭牌锈蚀")) };
        }
        let (year, number): (u64, u64) = (2021 + self.chance.below::<u64>(5), self.chance.below(20_000));
        IdentifyEngine { serial: Some(id(&format!("WF{year}-{number:06}"))), unreadable: None }
    }

    fn examine(&mut self) -> RecordDiagnosisStep {
        let methods = [DiagnosisMethod::Phone, DiagnosisMethod::Remote, DiagnosisMethod::OnSite];
        let (step, finding) = (id(self.fault.step), id(self.fault.finding));
        RecordDiagnosisStep { examined_at: None, method: *self.chance.one_of(&methods), step, finding }
    }

    fn conclude(&mut self) -> ConcludeDiagnosis {
        let batch: u64 = self.chance.below(40);
        let part = self.fault.part.map(|(number, supplier)| Part {
            number: id(number),
            batch: Some(id(&format!("B{batch:03}"))),
            supplier: Some(id(supplier)),
        });
        ConcludeDiagnosis {
            concluded_at: None,
            category: if part.is_some() { CauseCategory::Material } else { CauseCategory::Method },
            failure_code: id(self.fault.failure_code),
            root_cause: id(self.fault.root_cause),
            part,
        }
    }

    fn cost(&mut self) -> RecordCost {
        let yuan: u64 = 80 + self.chance.below::<u64>(2_400);
        let amount = id(&format!("{yuan}.50"));
        RecordCost { arisen_at: None, kind: CostKind::Parts, amount, currency: id("CNY"), description: None }
    }

    /// Most are content; some rate badly, and it goes on, in the second round always to a good end.
    fn confirm(&mut self) -> ConfirmSolved {
        let good = self.round > 1 || !self.chance.percent(5);
        let rating: u8 = if good { 3 + self.chance.below::<u8>(3) } else { 1 + self.chance.below::<u8>(2) };
        self.round += 1;
        if good {
            self.then(5, 600, Chapter::Close);
            if self.round == 2 && self.chance.percent(2) {
                self.then(2_000, 20_000, Chapter::Reopen);
                self.repair();
            }
        } else {
            self.then(1, 20, Chapter::Note);
            self.repair();
        }
        let on_behalf = OnBehalf { method: ContactMethod::Phone, reference: id("回访录音") };
        ConfirmSolved { confirmed_at: None, rating: rating.try_into().ok(), comment: None, on_behalf: Some(on_behalf) }
    }
}
