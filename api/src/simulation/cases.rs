//! Who is responsible for the issues of the simulated factory: the case of each closed ticket, from the meeting to the approved
//! report (P4.2).

use std::collections::BTreeMap;

use domain::Decide;
use domain::responsibility::{
    ApproveReport, BecomeFinal, ConcludeDispute, DecideNoCause, Determine, HoldMeeting, Object, OpenInvestigation,
    RecordEvidence, Responsibility, Stage, SubmitReport,
};
use events_schema::facts::responsibility::{Conclusion, EvidenceKind, Party, ShareOf};
use events_schema::ids::{PersonId, ResponsibilityId};
use events_schema::values::CauseCategory;
use events_schema::{Actor, CommandId, Duration, EventId, Role, Timestamp};

use super::chance::Chance;
use super::directory::id;
use super::records::MEASURED;
use super::staff::Staff;
use crate::commands::Draft;

/// The case of a ticket, while something is to come of it.
pub(super) struct Case {
    pub(super) draft: Draft<Responsibility>,
    chance: Chance,
    /// What broke, as the diagnosis has it.
    cause: &'static str,
    course: Course,
    plot: BTreeMap<Timestamp, Scene>,
    evidence: Option<EventId>,
    report: Option<EventId>,
}

/// What the meeting will come to.
#[derive(Debug, Clone, Copy)]
struct Course {
    shares: &'static [(Answers, &'static str)],
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
#[derive(Debug, Clone, Copy)]
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

/// One thing that somebody does about a case.
pub(super) struct Act {
    pub(super) actor: Actor,
    pub(super) name: &'static str,
    pub(super) command: Box<dyn Decide<Responsibility>>,
}

/// What meetings find, the frequent first: the department that assembled it, the supplier whose part failed, both, or whoever
/// repaired it last.
const FOUND: [(&[(Answers, &str)], CauseCategory); 4] = [
    (&[(Answers::Department("production"), "100")], CauseCategory::Method),
    (&[(Answers::Supplier("s-0007"), "100")], CauseCategory::Material),
    (&[(Answers::Supplier("s-0012"), "62.5"), (Answers::Department("production"), "37.5")], CauseCategory::Material),
    (&[(Answers::Department("technical-support"), "100")], CauseCategory::People),
];
const PRODUCTION: Answers = Answers::Department("production");

const fn hours(hours: i64) -> Duration {
    Duration::from_hours(hours)
}

impl Case {
    pub(super) fn opened(case: ResponsibilityId, mut chance: Chance, cause: &'static str) -> Self {
        let drawn = match chance.below::<u64>(100) {
            0..=39 => 0,
            40..=69 => 1,
            70..=87 => 2,
            _ => 3,
        };
        let (shares, category) = FOUND[drawn];
        let is_disputed = matches!(shares[0].0, Answers::Department("production")) && chance.percent(20);
        let course = Course { shares, category, is_disputed, is_reported: chance.percent(70) };
        let draft = Draft::new(case.stream());
        Self { draft, chance, cause, course, plot: BTreeMap::new(), evidence: None, report: None }
    }

    /// Handling ended: most meetings are held within the five days, some are not.
    pub(super) fn begin(&mut self, at: Timestamp) {
        self.plot.clear();
        let wait = if self.chance.percent(90) { (6, 100) } else { (121, 48) };
        let is_acquitted = self.chance.percent(40) && self.draft.state().stood.shares.is_empty();
        let scene = if is_acquitted { Scene::DecideNoCause } else { Scene::HoldMeeting };
        self.then(at, wait, scene);
    }

    /// The ticket is being handled again: what was to come does not.
    pub(super) fn suspend(&mut self) {
        self.plot.clear();
    }

    /// When it goes on; `None` when all is told.
    pub(super) fn next_at(&self) -> Option<Timestamp> {
        self.plot.first_key_value().map(|(at, _)| *at)
    }

    /// What happens next, and writes what follows from it.
    pub(super) fn play(&mut self, staff: &Staff, at: Timestamp, command: CommandId) -> Option<Act> {
        let (_, scene) = self.plot.pop_first()?;
        let in_charge = |role| staff.in_charge(role, None, at);
        let (head, quality) = (in_charge(Role::HeadOfAfterSales), in_charge(Role::QualityEngineer));
        Some(match scene {
            Scene::DecideNoCause => act(
                head.actor(),
                "decide-no-cause",
                DecideNoCause { grounds: id("使用不当或正常磨损,非内部及供应商原因") },
            ),
            Scene::HoldMeeting => {
                self.then(at, (1, 20), Scene::Determine);
                let attendees = [head, quality, in_charge(Role::ProductionHead), in_charge(Role::SupportLead)];
                let attendees: Vec<PersonId> = attendees.map(|member| member.person.clone()).to_vec();
                act(head.actor(), "hold-meeting", HoldMeeting { held_at: None, attendees, minutes: None })
            }
            Scene::Determine => self.determine(head.actor(), at),
            Scene::Object => {
                self.then(at, (4, 30), Scene::OpenInvestigation);
                let (party, grounds) = (party(PRODUCTION), id("装配记录显示该工位作业合格"));
                let object = Object { party, grounds, on_behalf: None };
                act(in_charge(Role::ProductionHead).actor(), "object", object)
            }
            Scene::OpenInvestigation => {
                self.then(at, (8, 40), Scene::RecordEvidence);
                let open = OpenInvestigation { lead: quality.person.clone(), members: Vec::new() };
                act(quality.actor(), "open-investigation", open)
            }
            Scene::RecordEvidence => {
                self.then(at, (8, 60), Scene::Conclude);
                self.evidence = Some(EventId::of(command, 0));
                let (kind, file, finding) =
                    (EvidenceKind::InspectionReport, MEASURED.uploaded(), id("出厂检验数据与规范比对"));
                act(quality.actor(), "record-evidence", RecordEvidence { kind, file, reference: None, finding })
            }
            Scene::Conclude => {
                self.report_after(at);
                let is_changed = self.chance.percent(50);
                let whole = [(Answers::Supplier("s-0007"), "100")];
                let conclusion =
                    if is_changed { Conclusion::Changed { shares: shares(&whole) } } else { Conclusion::Upheld };
                let findings = if is_changed {
                    "来料尺寸超差,与装配无关"
                } else {
                    "装配扭矩记录缺失,维持原认定"
                };
                let evidence = self.evidence.into_iter().collect();
                act(
                    quality.actor(),
                    "conclude-dispute",
                    ConcludeDispute { conclusion, findings: id(findings), evidence },
                )
            }
            // Of a period that an objection ended another one may have begun since.
            Scene::BecomeFinal if self.draft.state().due_at().is_none_or(|due_at| due_at > at) => return None,
            Scene::BecomeFinal => {
                self.report_after(at);
                act(Actor::system(crate::watch::NAME), "become-final", BecomeFinal {})
            }
            Scene::SubmitReport if self.draft.state().stage != Stage::Final => return None,
            Scene::SubmitReport => {
                self.then(at, (10, 90), Scene::ApproveReport);
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

    fn determine(&mut self, head: Actor, at: Timestamp) -> Act {
        if self.course.is_disputed {
            self.then(at, (10, 90), Scene::Object);
        }
        act(
            head,
            "determine",
            Determine {
                cause: id(self.cause),
                category: Some(self.course.category),
                shares: shares(self.course.shares),
                grounds: id("拆检记录与装机档案一致"),
            },
        )
    }

    fn report_after(&mut self, at: Timestamp) {
        if self.course.is_reported {
            self.then(at, (10, 90), Scene::SubmitReport);
        }
    }

    /// What nobody objects to becomes final by the passing of time, which is not of this case's telling.
    pub(super) fn look_at_the_time(&mut self) {
        if let (Stage::Provisional, Some(due_at)) = (self.draft.state().stage, self.draft.state().due_at()) {
            self.plot.entry(due_at).or_insert(Scene::BecomeFinal);
        }
    }

    fn then(&mut self, at: Timestamp, (least, jitter): (i64, u64), scene: Scene) {
        let minutes: i64 = self.chance.below(jitter * 60);
        self.plot.insert(at + hours(least) + Duration::from_minutes(minutes), scene);
    }
}

fn act(actor: Actor, name: &'static str, command: impl Decide<Responsibility> + 'static) -> Act {
    Act { actor, name, command: Box::new(command) }
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
