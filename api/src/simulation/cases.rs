//! Who is responsible for the issues of the simulated factory: the case of each closed ticket, from the meeting to the approved
//! report (P4.2).

use domain::responsibility::{
    self, ApproveReport, BecomeFinal, ConcludeDispute, DecideNoCause, Determine, HoldMeeting, Object,
    OpenInvestigation, RecordEvidence, Responsibility, Stage, SubmitReport,
};
use domain::{CommandSpec, Reference};
use events_schema::facts::responsibility::{Conclusion, EvidenceKind, Party, ShareOf};
use events_schema::ids::{PersonId, ResponsibilityId};
use events_schema::values::CauseCategory;
use events_schema::{Actor, EventId, Role, Timestamp};

use super::SimulationError;
use super::chance::Chance;
use super::directory::id;
use super::records::MEASURED;
use super::tale::{Act, Moment, Plot, Tale, act};
use crate::commands::Draft;

/// The case of a ticket, while something is to come of it.
pub(super) struct Case {
    pub(super) id: ResponsibilityId,
    pub(super) draft: Draft<Responsibility>,
    /// The event that said that nobody is responsible, if that is how it stands.
    pub(super) no_cause: Option<EventId>,
    plot: Plot<Scene>,
    /// What broke, as the diagnosis has it.
    cause: &'static str,
    /// Who made the part that broke.
    maker: Option<&'static str>,
    course: Course,
    evidence: Option<EventId>,
    report: Option<EventId>,
}

/// What the meeting will come to.
#[derive(Debug)]
struct Course {
    shares: Vec<(Answers, &'static str)>,
    category: CauseCategory,
    is_disputed: bool,
    is_reported: bool,
}

/// Who answers for a part.
#[derive(Debug, Clone, Copy)]
enum Answers {
    Department(&'static str),
    Supplier(&'static str),
}

/// What happens next in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scene {
    DecideNoCause,
    HoldMeeting,
    Determine,
    Object,
    OpenInvestigation,
    RecordEvidence,
    Conclude,
    BecomeFinal,
    SubmitReport,
    ApproveReport,
}

const PRODUCTION: Answers = Answers::Department("production");
const SUPPORT: Answers = Answers::Department("technical-support");

/// What meetings find, the frequent first: the supplier whose part failed, the department that assembled it, both, or whoever
/// repaired it last.
fn found(chance: &mut Chance, maker: Option<&'static str>) -> (Vec<(Answers, &'static str)>, CauseCategory) {
    match (chance.below::<u64>(100), maker.map(Answers::Supplier)) {
        (0..=54, Some(supplier)) => (vec![(supplier, "100")], CauseCategory::Material),
        (55..=74, Some(supplier)) => (vec![(supplier, "62.5"), (PRODUCTION, "37.5")], CauseCategory::Material),
        (75..=91, Some(_)) | (0..=79, None) => (vec![(PRODUCTION, "100")], CauseCategory::Method),
        (_, _) => (vec![(SUPPORT, "100")], CauseCategory::People),
    }
}

impl Case {
    pub(super) fn opened(
        id: ResponsibilityId,
        mut chance: Chance,
        cause: &'static str,
        maker: Option<&'static str>,
    ) -> Self {
        let (shares, category) = found(&mut chance, maker);
        let is_disputed = matches!(shares[0].0, Answers::Department("production")) && chance.percent(20);
        let course = Course { shares, category, is_disputed, is_reported: chance.percent(70) };
        Self {
            id,
            draft: Draft::new(id.stream()),
            no_cause: None,
            plot: Plot::new(chance),
            cause,
            maker,
            course,
            evidence: None,
            report: None,
        }
    }

    /// Handling ended: most meetings are held within the five days, some are not.
    pub(super) fn begin(&mut self, at: Timestamp) {
        self.plot.clear();
        let wait = if self.plot.chance.percent(90) { (6, 100) } else { (121, 48) };
        let is_acquitted = self.plot.chance.percent(40) && self.draft.state().stood.shares.is_empty();
        let scene = if is_acquitted { Scene::DecideNoCause } else { Scene::HoldMeeting };
        self.plot.then(at, wait, scene);
    }

    /// The ticket is being handled again: what was to come does not.
    pub(super) fn suspend(&mut self) {
        self.plot.clear();
    }

    fn determine(&mut self, head: Actor, at: Timestamp) -> Act<Responsibility> {
        if self.course.is_disputed {
            self.plot.then(at, (10, 90), Scene::Object);
        }
        let determine = Determine {
            cause: id(self.cause),
            category: Some(self.course.category),
            shares: shares(&self.course.shares),
            grounds: id("拆检记录与装机档案一致"),
        };
        act(head, "determine", determine)
    }

    /// Half of the objections lead to another conclusion: it was the part, or whoever repaired it.
    fn conclude(&mut self, lead: Actor, at: Timestamp) -> Act<Responsibility> {
        self.report_after(at);
        let instead = [(self.maker.map_or(SUPPORT, Answers::Supplier), "100")];
        let (conclusion, findings) = if self.plot.chance.percent(50) {
            let found = if self.maker.is_some() {
                "来料尺寸超差,与装配无关"
            } else {
                "上次维修未按规程复紧,与装配无关"
            };
            (Conclusion::Changed { shares: shares(&instead) }, found)
        } else {
            (Conclusion::Upheld, "装配扭矩记录缺失,维持原认定")
        };
        let evidence = self.evidence.into_iter().collect();
        act(lead, "conclude-dispute", ConcludeDispute { conclusion, findings: id(findings), evidence })
    }

    fn report_after(&mut self, at: Timestamp) {
        if self.course.is_reported {
            self.plot.then(at, (10, 90), Scene::SubmitReport);
        }
    }
}

impl Tale for Case {
    type Of = Responsibility;
    const COMMANDS: &'static [CommandSpec<Responsibility>] = responsibility::COMMANDS;

    fn draft(&mut self) -> &mut Draft<Responsibility> {
        &mut self.draft
    }

    fn next_at(&self) -> Option<Timestamp> {
        self.plot.next_at()
    }

    fn play(&mut self, now: &Moment<'_>) -> Option<Act<Responsibility>> {
        let scene = self.plot.pop()?;
        let Moment { at, command, staff, .. } = *now;
        let in_charge = |role| staff.in_charge(role, None, at);
        let (head, quality) = (in_charge(Role::HeadOfAfterSales), in_charge(Role::QualityEngineer));
        Some(match scene {
            Scene::DecideNoCause => act(
                head.actor(),
                "decide-no-cause",
                DecideNoCause { grounds: id("使用不当或正常磨损,非内部及供应商原因") },
            ),
            Scene::HoldMeeting => {
                self.plot.then(at, (1, 20), Scene::Determine);
                let attendees = [head, quality, in_charge(Role::ProductionHead), in_charge(Role::SupportLead)];
                let attendees: Vec<PersonId> = attendees.map(|member| member.person.clone()).to_vec();
                act(head.actor(), "hold-meeting", HoldMeeting { held_at: None, attendees, minutes: None })
            }
            Scene::Determine => self.determine(head.actor(), at),
            Scene::Object => {
                self.plot.then(at, (4, 30), Scene::OpenInvestigation);
                let (party, grounds) = (party(PRODUCTION), id("装配记录显示该工位作业合格"));
                let object = Object { party, grounds, on_behalf: None };
                act(in_charge(Role::ProductionHead).actor(), "object", object)
            }
            Scene::OpenInvestigation => {
                self.plot.then(at, (8, 40), Scene::RecordEvidence);
                let open = OpenInvestigation { lead: quality.person.clone(), members: Vec::new() };
                act(quality.actor(), "open-investigation", open)
            }
            Scene::RecordEvidence => {
                self.plot.then(at, (8, 60), Scene::Conclude);
                self.evidence = Some(EventId::of(command, 0));
                let (kind, file, finding) =
                    (EvidenceKind::InspectionReport, MEASURED.uploaded(), id("出厂检验数据与规范比对"));
                act(quality.actor(), "record-evidence", RecordEvidence { kind, file, reference: None, finding })
            }
            Scene::Conclude => self.conclude(quality.actor(), at),
            // Of a period that an objection ended another one may have begun since.
            Scene::BecomeFinal if self.draft.state().due_at().is_none_or(|due_at| due_at > at) => return None,
            Scene::BecomeFinal => {
                self.report_after(at);
                act(Actor::system(crate::watch::NAME), "become-final", BecomeFinal {})
            }
            Scene::SubmitReport if self.draft.state().stage != Stage::Final => return None,
            Scene::SubmitReport => {
                self.plot.then(at, (10, 90), Scene::ApproveReport);
                self.report = Some(EventId::of(command, 0));
                let submit = SubmitReport { measures: vec![id("更新装配作业指导书并培训")], file: None };
                act(head.actor(), "submit-report", submit)
            }
            Scene::ApproveReport => {
                let approve = ApproveReport { report: self.report?, remark: None };
                act(in_charge(Role::Management).actor(), "approve-report", approve)
            }
        })
    }

    /// What nobody objects to becomes final by the passing of time, which is not of this case's telling.
    fn look_at_the_time(&mut self, _: &Reference) -> Result<(), SimulationError> {
        let is = self.draft.state();
        let due_at = is.due_at().filter(|_| is.stage == Stage::Provisional);
        self.plot.once_at(due_at, Scene::BecomeFinal);
        Ok(())
    }
}

fn party(answers: Answers) -> Party {
    match answers {
        Answers::Department(department) => Party::Department { department: id(department) },
        Answers::Supplier(supplier) => Party::Supplier { supplier: id(supplier) },
    }
}

fn shares(of: &[(Answers, &str)]) -> Vec<ShareOf> {
    of.iter().map(|(answers, share)| ShareOf { party: party(*answers), share: id(share) }).collect()
}
