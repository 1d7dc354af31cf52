//! Training in the simulated factory (P6): courses, a plan for each quarter with what issues say that has to be learnt, sessions,
//! exams, and who has to repeat them.

use std::collections::BTreeSet;

use domain::course::{self, DefineCourse};
use domain::factory_time;
use domain::qualification::{self, AssessTrainee, DecideChain, Qualification, Scored, Stage};
use domain::training_need::{self, AcceptNeed};
use domain::training_plan::{self, AddTraining, ApproveTrainingPlan, DraftTrainingPlan, ItemState, TrainingPlan};
use domain::training_session::{self, HoldSession, PlanSession, RecordAttendance, WasThere};
use events_schema::facts::course::{CourseAssessment, CourseKind, Evaluation};
use events_schema::facts::qualification::QualificationDecision;
use events_schema::facts::training_need::Trainees;
use events_schema::facts::training_session::{Attendance, Instructor, PlanItem};
use events_schema::ids::{CourseId, DepartmentId, PersonId, QualificationId, TrainingPlanId, TrainingSessionId};
use events_schema::{Actor, Duration, PeriodKind, Role, StreamName, Timestamp};

use super::SimulationError;
use super::directory::{Change, Office, id};
use super::staff::Staff;
use crate::commands::Draft;

/// What is taught, and to which group of engineers the plan of a quarter gives it.
struct Course {
    code: &'static str,
    title: &'static str,
    kind: CourseKind,
    content: &'static [&'static str],
    group: Option<&'static str>,
    is_assessed: bool,
}

#[rustfmt::skip]
const COURSES: [Course; 5] = [
    Course { code: "engine-basics", title: "发动机构造与工作原理", kind: CourseKind::EnginePrinciples, content: &["燃油与进排气系统", "润滑与冷却系统"], group: Some("mechanical"), is_assessed: true },
    Course { code: "overhaul", title: "发动机拆装与修复", kind: CourseKind::Repair, content: &["缸盖拆装与力矩", "轴瓦间隙测量"], group: Some("cooling"), is_assessed: true },
    Course { code: "diagnosis", title: "常见故障诊断", kind: CourseKind::FaultDiagnosis, content: &["故障码判读", "典型案例分析"], group: Some("electrical"), is_assessed: true },
    Course { code: "service-attitude", title: "服务态度与客户沟通", kind: CourseKind::ServiceAttitude, content: &["首次联系规范", "投诉处理"], group: Some("fuel"), is_assessed: true },
    Course { code: "exchange", title: "与生产、质量部门的案例交流", kind: CourseKind::CrossDepartmentExchange, content: &["本季度重点质量问题"], group: None, is_assessed: false },
];

/// The course that answers what issues say.
const DIAGNOSIS: &str = "diagnosis";

const DAY: Duration = Duration::from_hours(24);

/// A training on its way.
#[derive(Debug, Clone)]
pub(super) struct Lesson {
    course: CourseId,
    departments: BTreeSet<DepartmentId>,
    people: Vec<PersonId>,
    /// What of a plan it fulfils; a repetition fulfils nothing.
    fulfils: Option<PlanItem>,
    session: Option<TrainingSessionId>,
    step: LessonStep,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LessonStep {
    Plan,
    Hold,
    Assess,
    Retake,
}

fn trainer(staff: &Staff, at: Timestamp) -> Actor {
    staff.in_charge(Role::Trainer, None, at).actor()
}

impl Office<'_> {
    /// Everything that is taught, before the first plan.
    pub(super) async fn found_school(&mut self, staff: &Staff, at: Timestamp) -> Result<(), SimulationError> {
        for course in &COURSES {
            let exam = CourseAssessment::Exam { maximum: id("100"), pass_mark: id("80"), attempts: 2 };
            let evaluation = if course.is_assessed {
                Evaluation::Assessed { assessments: vec![exam] }
            } else {
                Evaluation::NotAssessed { reason: id("经验交流,不设考核") }
            };
            let define = DefineCourse {
                course: id(course.code),
                title: id(course.title),
                kind: course.kind,
                content: course.content.iter().copied().map(id).collect(),
                evaluation,
                partners: if course.group.is_none() { departments() } else { BTreeSet::new() },
                failure_codes: BTreeSet::new(),
                valid_for: Some(Duration::from_hours(365 * 24)),
            };
            let stream = define.course.stream();
            self.send_as(trainer(staff, at), at, course::COMMANDS, "define", stream, &define).await?;
        }
        self.due(at + DAY, Change::PlanQuarter);
        Ok(())
    }

    /// The plan of the quarter: two courses in turn, the exchange, and what issues say; management approves it.
    pub(super) async fn plan_quarter(&mut self, staff: &Staff, at: Timestamp) -> Result<(), SimulationError> {
        let quarter = factory_time::period_at(PeriodKind::Quarter, at);
        let (_, end) = factory_time::bounds(quarter);
        let due_at = end - DAY;
        // What begins in the last weeks of a quarter begins with the plan of the next.
        if due_at < at + Duration::from_hours(14 * 24) {
            return Ok(());
        }
        let plan: TrainingPlanId = id(&quarter.to_string());
        // What comes after its plan was approved waits for the next.
        let is = Draft::<TrainingPlan>::read(plan.stream(), &*self.app.store).await?;
        if is.state().stage != training_plan::Stage::Undrafted {
            return Ok(());
        }
        let by = trainer(staff, at);
        let stream = plan.stream();
        self.send_as(by.clone(), at, training_plan::COMMANDS, "draft", stream.clone(), &DraftTrainingPlan { plan })
            .await?;
        let turn = usize::from(quarter.first_month().1 / 3);
        for course in [&COURSES[turn % 4], &COURSES[(turn + 1) % 4], &COURSES[4]] {
            let trainees = match course.group {
                Some(group) => Trainees { groups: [id(group)].into(), ..Trainees::default() },
                None => Trainees {
                    departments: departments().into_iter().chain([id("technical-support")]).collect(),
                    ..Trainees::default()
                },
            };
            let add = AddTraining { course: id(course.code), trainees, due_at };
            self.send_as(by.clone(), at, training_plan::COMMANDS, "add-training", stream.clone(), &add).await?;
        }
        for need in self.needs() {
            let accept = AcceptNeed { plan, course: Some(id(DIAGNOSIS)), trainees: None, due_at };
            self.send_as(by.clone(), at, training_need::COMMANDS, "accept", need.stream(), &accept).await?;
        }
        let management = staff.in_charge(Role::Management, None, at).actor();
        self.send_as(management, at, training_plan::COMMANDS, "approve", stream, &ApproveTrainingPlan {}).await?;
        self.schedule(staff, plan, at).await
    }

    /// A training a week.
    async fn schedule(&mut self, staff: &Staff, plan: TrainingPlanId, at: Timestamp) -> Result<(), SimulationError> {
        let draft = Draft::<TrainingPlan>::read(plan.stream(), &*self.app.store).await?;
        let planned = draft.state().items.iter().filter(|item| item.state == ItemState::Planned);
        let lessons = planned.map(|item| Lesson {
            course: item.added.course.clone(),
            departments: item.added.trainees.departments.clone(),
            people: people(staff, &item.added.trainees),
            fulfils: Some(PlanItem { plan, item: item.added.item }),
            session: None,
            step: LessonStep::Plan,
        });
        for (week, lesson) in (1..).zip(lessons.collect::<Vec<_>>()) {
            self.due(at + Duration::from_hours(7 * 24 * week), Change::Lesson(lesson));
        }
        Ok(())
    }

    pub(super) async fn go_on_with(
        &mut self,
        staff: &Staff,
        lesson: Lesson,
        at: Timestamp,
    ) -> Result<(), SimulationError> {
        match lesson.step {
            LessonStep::Plan => self.plan_session(staff, lesson, at).await,
            LessonStep::Hold => self.hold(staff, lesson, at).await,
            LessonStep::Assess | LessonStep::Retake => self.assess(staff, lesson, at).await,
        }
    }

    async fn plan_session(&mut self, staff: &Staff, lesson: Lesson, at: Timestamp) -> Result<(), SimulationError> {
        let session = TrainingSessionId::from_uuid(self.next_id().derive("training-session"));
        let from = at + Duration::from_hours(4 * 24);
        let plan = PlanSession {
            course: lesson.course.clone(),
            trainer: Instructor::External { organisation: id("培训中心A") },
            place: id("二号培训教室"),
            from,
            until: from + Duration::from_hours(4),
            departments: lesson.departments.clone(),
            participants: lesson.people.iter().cloned().collect(),
            fulfils: lesson.fulfils,
        };
        self.send_as(trainer(staff, at), at, training_session::COMMANDS, "plan", session.stream(), &plan).await?;
        let held = Lesson { session: Some(session), step: LessonStep::Hold, ..lesson };
        self.due(from + Duration::from_hours(4), Change::Lesson(held));
        Ok(())
    }

    /// One in ten is excused, and is trained with the next.
    async fn hold(&mut self, staff: &Staff, lesson: Lesson, at: Timestamp) -> Result<(), SimulationError> {
        let Some(session) = lesson.session else { return Ok(()) };
        let (by, stream) = (trainer(staff, at), session.stream());
        let hold = HoldSession { summary: Some(id("结合近期案例讲解并讨论")), at: None, file: None };
        self.send_as(by.clone(), at, training_session::COMMANDS, "hold", stream.clone(), &hold).await?;
        let chance = &mut self.chance;
        let was_there = |person: &PersonId| WasThere {
            person: person.clone(),
            attendance: if chance.percent(10) { Attendance::Excused } else { Attendance::Attended },
        };
        let people: Vec<WasThere> = lesson.people.iter().map(was_there).collect();
        let there = people.iter().filter(|of| of.attendance == Attendance::Attended);
        let people_there = there.map(|of| of.person.clone()).collect();
        let record = RecordAttendance { people, reason: None };
        self.send_as(by, at, training_session::COMMANDS, "record-attendance", stream, &record).await?;
        if COURSES.iter().any(|course| course.is_assessed && lesson.course == id::<CourseId>(course.code)) {
            let assess = Lesson { people: people_there, step: LessonStep::Assess, ..lesson };
            self.due(at + DAY, Change::Lesson(assess));
        }
        Ok(())
    }

    async fn stands(&self, stream: &StreamName) -> Result<Qualification, SimulationError> {
        Ok(Draft::<Qualification>::read(stream.clone(), &*self.app.store).await?.state().clone())
    }

    /// Whoever fails may try again; whoever fails twice is trained again, and after that somebody decides.
    async fn assess(&mut self, staff: &Staff, lesson: Lesson, at: Timestamp) -> Result<(), SimulationError> {
        let (mut retake, mut repeat) = (Vec::new(), Vec::new());
        for person in &lesson.people {
            let stream = QualificationId::of(person, &lesson.course).stream();
            if !matches!(self.stands(&stream).await?.stage, Stage::AssessmentDue | Stage::RetakeDue) {
                continue;
            }
            let passes = self.chance.percent(if lesson.step == LessonStep::Assess { 75 } else { 60 });
            let points: u64 =
                if passes { 80 + self.chance.below::<u64>(20) } else { 55 + self.chance.below::<u64>(25) };
            let assess = AssessTrainee {
                method: Scored::Exam,
                score: id(&points.to_string()),
                assessed_by: None,
                at: None,
                remark: None,
                file: None,
            };
            let by = trainer(staff, at);
            self.send_as(by, at, qualification::COMMANDS, "assess", stream.clone(), &assess).await?;
            let is = self.stands(&stream).await?;
            match is.stage {
                Stage::RetakeDue => retake.push(person.clone()),
                Stage::RepeatDue if is.trainings < 2 => repeat.push(person.clone()),
                Stage::RepeatDue => {
                    let (decision, reason) = (QualificationDecision::MovedToOtherWork, id("两次培训均未通过,调整岗位"));
                    let decide = DecideChain { decision, reason };
                    let hr = staff.in_charge(Role::Hr, None, at).actor();
                    self.send_as(hr, at, qualification::COMMANDS, "decide", stream, &decide).await?;
                }
                _ => {}
            }
        }
        let again = |people, step, fulfils| Lesson { people, step, fulfils, ..lesson.clone() };
        if !retake.is_empty() {
            let retake = again(retake, LessonStep::Retake, lesson.fulfils);
            self.due(at + Duration::from_hours(7 * 24), Change::Lesson(retake));
        }
        if !repeat.is_empty() {
            let repeat = again(repeat, LessonStep::Plan, None);
            self.due(at + Duration::from_hours(14 * 24), Change::Lesson(repeat));
        }
        Ok(())
    }
}

/// Those who exchange what they know with the engineers (P6.2).
fn departments() -> BTreeSet<DepartmentId> {
    ["production", "quality-control"].map(id).into()
}

/// Whoever a training is for: the engineers of groups, those who speak for other departments.
fn people(staff: &Staff, trainees: &Trainees) -> Vec<PersonId> {
    let of_groups = trainees.groups.iter().flat_map(|group| staff.of(Role::SupportEngineer, Some(group)));
    let of_departments = trainees.departments.iter().flat_map(|department| match department.to_string().as_str() {
        "production" => staff.of(Role::ProductionHead, None),
        "quality-control" => staff.of(Role::QualityEngineer, None),
        "after-sales" => staff.of(Role::OnSiteEngineer, None),
        _ => staff.of(Role::SupportEngineer, None),
    });
    let people: BTreeSet<PersonId> = of_groups.chain(of_departments).map(|member| member.person.clone()).collect();
    people.into_iter().chain(trainees.people.iter().cloned()).collect()
}
