//! What is taught.

use events_schema::facts::course::{CourseAssessment, CourseDefined, CourseKind, CourseRetired, Evaluation};
use events_schema::{Duration, RecordedEvent};

use super::recorded;

fn course(version: u32, kind: CourseKind, evaluation: Evaluation) -> CourseDefined {
    CourseDefined {
        version,
        title: "培训".parse().unwrap(),
        kind,
        content: vec!["故障树".parse().unwrap()],
        evaluation,
        partners: Vec::new(),
        failure_codes: Vec::new(),
        valid_for: None,
    }
}

pub(crate) fn exam(pass_mark: &str, attempts: u8) -> CourseAssessment {
    CourseAssessment::Exam { maximum: "100".parse().unwrap(), pass_mark: pass_mark.parse().unwrap(), attempts }
}

pub(crate) fn practical_test(pass_mark: &str, attempts: u8) -> CourseAssessment {
    CourseAssessment::PracticalTest { maximum: "50".parse().unwrap(), pass_mark: pass_mark.parse().unwrap(), attempts }
}

pub(crate) fn feedback(ratings: u8, pass_mark: &str, attempts: u8) -> CourseAssessment {
    CourseAssessment::CustomerFeedback { ratings, pass_mark: pass_mark.parse().unwrap(), attempts }
}

pub(crate) fn assessed(assessments: &[CourseAssessment]) -> Evaluation {
    Evaluation::Assessed { assessments: assessments.to_vec() }
}

pub(crate) fn not_assessed() -> Evaluation {
    Evaluation::NotAssessed { reason: "经验交流".parse().unwrap() }
}

/// Fuel, with an exam twice and a practical test once, and in its second version once each; attitude, by a mean of two ratings,
/// which holds for thirty days; an exchange with production; and one that is taught no longer.
pub(super) fn courses() -> Vec<RecordedEvent> {
    let fuel = CourseDefined {
        failure_codes: vec!["FUEL-017".parse().unwrap()],
        ..course(1, CourseKind::FaultDiagnosis, assessed(&[exam("80", 2), practical_test("40", 1)]))
    };
    let stricter = CourseDefined { version: 2, evaluation: assessed(&[exam("90", 1)]), ..fuel.clone() };
    let attitude = CourseDefined {
        valid_for: Some(Duration::from_hours(30 * 24)),
        ..course(1, CourseKind::ServiceAttitude, assessed(&[feedback(2, "4", 2)]))
    };
    let exchange = CourseDefined {
        partners: vec!["production".parse().unwrap()],
        ..course(1, CourseKind::CrossDepartmentExchange, not_assessed())
    };
    let old = course(1, CourseKind::Repair, assessed(&[exam("60", 1)]));
    vec![
        recorded("course-fuel", (0, -60), &fuel),
        recorded("course-fuel", (1, -60), &stricter),
        recorded("course-attitude", (0, -60), &attitude),
        recorded("course-exchange", (0, -60), &exchange),
        recorded("course-old", (0, -60), &old),
        recorded("course-old", (1, -60), &CourseRetired { reason: None }),
    ]
}
