//! What all of training (培训) has in common: who plans it, for whom it may be, which course and which time it may have; what
//! issues say that has to be learnt, and what came of it (P6).

pub mod effect;
pub mod needs;

use events_schema::Role::{self, HeadOfAfterSales, Hr, Trainer};
use events_schema::Timestamp;
use events_schema::facts::course::CourseDefined;
use events_schema::facts::training_need::Trainees;
use events_schema::ids::{CourseId, DepartmentId, GroupId, PersonId, TrainingPlanId};

use crate::context::Context;
use crate::factory_time::{is_over, lies_in};
use crate::refusal::{About, RefusalKind, Refuse};

/// Those who plan and give training.
pub(crate) const PLANNERS: &[Role] = &[Trainer, Hr, HeadOfAfterSales];

/// The most departments, groups and people for whom one training is.
const MOST: usize = 200;

/// Why nothing of training can be as it is said to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrainingRefusal {
    /// For nobody.
    #[error("say for whom it is: departments, groups or people")]
    Nobody,
    /// For more than fit.
    #[error("it is for at most 200 departments, groups and people, not {0}; make two of it")]
    TooMany(usize),
    /// No such department.
    #[error("the directory has no department {0}")]
    UnknownDepartment(DepartmentId),
    /// No such group.
    #[error("the directory has no group {0}")]
    UnknownGroup(GroupId),
    /// No such person.
    #[error("{0} does not work here, or was never registered; name somebody of the directory")]
    UnknownPerson(PersonId),
    /// No such course.
    #[error("there is no course {0}, or it was retired; define it first (POST /v1/courses)")]
    UnknownCourse(CourseId),
    /// Nobody could keep that.
    #[error("the quarter {0} is over in the factory's time; take one that is not")]
    QuarterOver(TrainingPlanId),
    /// It is due when nobody can keep it, or in the plan of another quarter.
    #[error("in the plan of {0} it is due at a time of that quarter that is still to come")]
    DueOutside(TrainingPlanId),
}

impl Refuse for TrainingRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        use RefusalKind::{State, Value};
        let about = |code, kind, zh, en| About::new(code, kind, "P6.1", zh, en);
        match self {
            Self::Nobody => about("nobody_to_train", Value, "未指明培训对象", "it is for nobody"),
            Self::TooMany(_) => about("too_many_to_train", Value, "培训对象过多", "it is for too many"),
            Self::UnknownDepartment(_) => about("unknown_department", Value, "部门不存在", "there is no such department"),
            Self::UnknownGroup(_) => about("unknown_group", Value, "小组不存在", "there is no such group"),
            Self::UnknownPerson(_) => about("unknown_person", Value, "人员不存在", "there is no such person"),
            Self::UnknownCourse(_) => about("unknown_course", Value, "课程不存在或已停用", "there is no such course in use"),
            Self::QuarterOver(_) => about("quarter_over", State, "该季度已结束", "the quarter is over"),
            Self::DueOutside(_) => about("due_outside_quarter", Value, "期限不在该季度内", "due outside the quarter, or in the past"),
        }
    }
}

/// Whether there is somebody to train, and everybody is there.
pub(crate) fn check_trainees(trainees: &Trainees, cx: &Context<'_>) -> Result<(), TrainingRefusal> {
    match trainees.count() {
        0 => return Err(TrainingRefusal::Nobody),
        1..=MOST => {}
        more => return Err(TrainingRefusal::TooMany(more)),
    }
    check_departments(&trainees.departments, cx)?;
    let is_unknown = |group: &&GroupId| cx.reference.group(group).is_none_or(|known| known.is.scope().is_none());
    if let Some(unknown) = trainees.groups.iter().find(is_unknown) {
        return Err(TrainingRefusal::UnknownGroup(unknown.clone()));
    }
    check_people(&trainees.people, cx)
}

/// Whether there are such departments.
pub(crate) fn check_departments<'a>(
    departments: impl IntoIterator<Item = &'a DepartmentId>,
    cx: &Context<'_>,
) -> Result<(), TrainingRefusal> {
    match departments.into_iter().find(|department| cx.reference.active_department(department).is_none()) {
        Some(unknown) => Err(TrainingRefusal::UnknownDepartment(unknown.clone())),
        None => Ok(()),
    }
}

/// Whether they all work here.
pub(crate) fn check_people<'a>(
    people: impl IntoIterator<Item = &'a PersonId>,
    cx: &Context<'_>,
) -> Result<(), TrainingRefusal> {
    match people.into_iter().find(|person| !cx.reference.works_here(person)) {
        Some(unknown) => Err(TrainingRefusal::UnknownPerson(unknown.clone())),
        None => Ok(()),
    }
}

/// The version of a course with which something new is planned.
pub(crate) fn course_in_use<'a>(course: &CourseId, cx: &Context<'a>) -> Result<&'a CourseDefined, TrainingRefusal> {
    let in_use = cx.reference.course(course).and_then(|known| known.in_use());
    in_use.ok_or_else(|| TrainingRefusal::UnknownCourse(course.clone()))
}

/// Whether a quarter can still be planned.
pub(crate) fn check_quarter(plan: TrainingPlanId, cx: &Context<'_>) -> Result<(), TrainingRefusal> {
    if is_over(plan.period(), cx.now) { Err(TrainingRefusal::QuarterOver(plan)) } else { Ok(()) }
}

/// Whether somebody can still keep a time in a quarter's plan.
pub(crate) fn check_due(plan: TrainingPlanId, due_at: Timestamp, cx: &Context<'_>) -> Result<(), TrainingRefusal> {
    check_quarter(plan, cx)?;
    let can_be_kept = due_at > cx.now && lies_in(plan.period(), due_at);
    if can_be_kept { Ok(()) } else { Err(TrainingRefusal::DueOutside(plan)) }
}
