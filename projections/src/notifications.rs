//! Who is told of what (P2.1.b, P3.2.a, P3.3.a, P4.2): what stands in inboxes, and what leaves by other channels.
//!
//! A row says who is told by role, group, department or name, as the rule has it; who that is by the directory is for whoever
//! reads it to find out, at the time at which he reads.

mod published;
mod query;

use domain::Reference;
use domain::notification::{Course, Told, Whom};
use events_schema::facts::appraisal::AppraisalFact;
use events_schema::facts::cause_analysis::CauseAnalysisFact;
use events_schema::facts::corrective_action::CorrectiveActionFact;
use events_schema::facts::improvement::ImprovementFact;
use events_schema::facts::periodic_report::PeriodicReportFact;
use events_schema::facts::qualification::QualificationFact;
use events_schema::facts::responsibility::ResponsibilityFact;
use events_schema::facts::reward::RewardFact;
use events_schema::facts::supplier_evaluation::SupplierEvaluationFact;
use events_schema::facts::supplier_notice::SupplierNoticeFact;
use events_schema::facts::supplier_standing::SupplierStandingFact;
use events_schema::facts::ticket::TicketFact;
use events_schema::facts::training_need::TrainingNeedFact;
use events_schema::facts::training_plan::TrainingPlanFact;
use events_schema::facts::training_session::TrainingSessionFact;
use events_schema::ids::{ResponsibilityId, TicketId};
use events_schema::{FactSet, StreamName};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::columns::{Json, Micros, Packed, Shown, Word, integer};
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
pub use published::NOTIFICATIONS;
pub use query::Notified;

/// The read model `notifications`.
pub struct Notifications;

/// What is told of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A ticket with its case.
    Ticket(TicketId),
    /// A record that has a stream of its own, as an improvement measure or a notice to a supplier.
    Record(StreamName),
}

impl Subject {
    /// What a stream is about; the one of a case is about its ticket.
    #[must_use]
    pub fn of(stream: &StreamName) -> Self {
        let name = stream.as_str();
        let of_case = || name.parse::<ResponsibilityId>().ok().map(ResponsibilityId::ticket);
        match name.parse().ok().or_else(of_case) {
            Some(ticket) => Self::Ticket(ticket),
            None => Self::Record(stream.clone()),
        }
    }

    /// The ticket, if it is one.
    #[must_use]
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::Ticket(ticket) => Some(*ticket),
            Self::Record(_) => None,
        }
    }

    fn stream(&self) -> StreamName {
        match self {
            Self::Ticket(ticket) => ticket.stream(),
            Self::Record(stream) => stream.clone(),
        }
    }
}

/// A ticket with its case, or another record, as the fold keeps them.
#[derive(Default)]
pub struct Rows {
    kept: Kept,
    is_changed: bool,
}

#[derive(Default, Serialize, Deserialize)]
struct Kept {
    course: Course,
    /// How many rows there are, and how many of them are answered.
    rows: usize,
    answered: usize,
}

impl Projection for Notifications {
    const NAME: &'static str = "notifications";
    const VERSION: u32 = 3;
    const TABLES: &'static str = "
        CREATE TABLE notifications (
            number INTEGER PRIMARY KEY,
            ticket TEXT,
            stream TEXT NOT NULL,
            event TEXT NOT NULL,
            kind TEXT NOT NULL,
            rule TEXT NOT NULL,
            role TEXT,
            group_code TEXT,
            person TEXT,
            department TEXT,
            class TEXT,
            clock TEXT,
            is_live INTEGER NOT NULL,
            channels TEXT,
            every_us INTEGER,
            told_at_us INTEGER NOT NULL,
            answered_at_us INTEGER
        ) STRICT;
        CREATE INDEX told_by_role ON notifications (role, number) WHERE role IS NOT NULL;
        CREATE INDEX told_by_group ON notifications (group_code, number) WHERE group_code IS NOT NULL;
        CREATE INDEX told_by_person ON notifications (person, number) WHERE person IS NOT NULL;
        CREATE INDEX told_by_department ON notifications (department, number) WHERE department IS NOT NULL;
        CREATE INDEX told_by_ticket ON notifications (ticket, number) WHERE ticket IS NOT NULL;
        CREATE INDEX told_by_record ON notifications (stream, number) WHERE ticket IS NULL;
        CREATE INDEX told_again ON notifications (number) WHERE every_us IS NOT NULL AND answered_at_us IS NULL;
        CREATE TABLE courses (
            subject TEXT NOT NULL PRIMARY KEY,
            kept BLOB NOT NULL
        ) STRICT;
    ";
    const CATEGORIES: &'static [&'static str] = &[
        TicketFact::CATEGORY,
        ResponsibilityFact::CATEGORY,
        ImprovementFact::CATEGORY,
        AppraisalFact::CATEGORY,
        RewardFact::CATEGORY,
        SupplierNoticeFact::CATEGORY,
        CorrectiveActionFact::CATEGORY,
        SupplierEvaluationFact::CATEGORY,
        SupplierStandingFact::CATEGORY,
        TrainingNeedFact::CATEGORY,
        TrainingPlanFact::CATEGORY,
        TrainingSessionFact::CATEGORY,
        QualificationFact::CATEGORY,
        CauseAnalysisFact::CATEGORY,
        PeriodicReportFact::CATEGORY,
    ];
    const PUBLISHED: &'static [PublishedView] = &[NOTIFICATIONS];
    const USES_REFERENCE: bool = true;

    type Key = Subject;
    type Row = Rows;

    fn keys(event: &Event) -> impl IntoIterator<Item = Subject> {
        match event {
            Event::Ticket(ticket, _) => Some(Subject::Ticket(*ticket)),
            Event::Responsibility(case, _) => Some(Subject::Ticket(case.ticket())),
            Event::Improvement(improvement, _) => Some(Subject::Record(improvement.stream())),
            Event::Appraisal(appraisal, _) => Some(Subject::Record(appraisal.stream())),
            Event::Reward(reward, _) => Some(Subject::Record(reward.stream())),
            Event::SupplierNotice(notice, _) => Some(Subject::Record(notice.stream())),
            Event::CorrectiveAction(action, _) => Some(Subject::Record(action.stream())),
            Event::SupplierEvaluation(evaluation, _) => Some(Subject::Record(evaluation.stream())),
            Event::SupplierStanding(standing, _) => Some(Subject::Record(standing.stream())),
            Event::TrainingNeed(need, _) => Some(Subject::Record(need.stream())),
            Event::TrainingPlan(plan, _) => Some(Subject::Record(plan.stream())),
            Event::TrainingSession(session, _) => Some(Subject::Record(session.stream())),
            Event::Qualification(qualification, _) => Some(Subject::Record(qualification.stream())),
            Event::CauseAnalysis(analysis, _) => Some(Subject::Record(analysis.stream())),
            Event::PeriodicReport(report, _) => Some(Subject::Record(report.stream())),
            Event::Plan(..) | Event::Supplier(..) | Event::Quality(..) | Event::Course(..) => None,
        }
    }

    fn apply(row: &mut Rows, event: &Event) {
        let course = &mut row.kept.course;
        row.is_changed |= match event {
            Event::Ticket(_, entry) => course.apply_ticket(entry),
            Event::Responsibility(_, entry) => course.apply_case(entry),
            Event::Improvement(_, entry) => course.apply_improvement(entry),
            Event::Appraisal(_, entry) => course.apply_appraisal(entry),
            Event::Reward(_, entry) => course.apply_reward(entry),
            Event::SupplierNotice(_, entry) => course.apply_notice(entry),
            Event::CorrectiveAction(_, entry) => course.apply_record(entry),
            Event::SupplierEvaluation(_, entry) => course.apply_record(entry),
            Event::SupplierStanding(_, entry) => course.apply_record(entry),
            Event::TrainingNeed(_, entry) => course.apply_record(entry),
            Event::TrainingPlan(_, entry) => course.apply_record(entry),
            Event::TrainingSession(_, entry) => course.apply_session(entry),
            Event::Qualification(_, entry) => course.apply_qualification(entry),
            Event::CauseAnalysis(_, entry) => course.apply_analysis(entry),
            Event::PeriodicReport(_, entry) => course.apply_record(entry),
            Event::Plan(..) | Event::Supplier(..) | Event::Quality(..) | Event::Course(..) => false,
        };
    }

    fn weight(row: &Rows) -> usize {
        500 + 250 * row.kept.course.len()
    }

    fn load(tables: &Connection, subject: &Subject) -> rusqlite::Result<Option<Rows>> {
        let mut select = tables.prepare_cached("SELECT kept FROM courses WHERE subject = ?1")?;
        let kept = select.query_row([subject.stream().as_str()], |row| row.get(0)).optional()?;
        Ok(kept.map(|Packed(kept)| Rows { kept, is_changed: false }))
    }

    fn store(tables: &Connection, subject: &Subject, row: &mut Rows, reference: &Reference) -> rusqlite::Result<()> {
        if !row.is_changed {
            return Ok(());
        }
        let told = row.kept.course.told(reference);
        let answered = told.iter().filter(|told| told.answered_at.is_some()).count();
        // What is new stands at the end. Where more is answered than before, any row may be the one.
        let since = if answered == row.kept.answered { row.kept.rows } else { 0 };
        told.iter().skip(since).try_for_each(|told| show(tables, subject, told))?;
        (row.kept.rows, row.kept.answered) = (told.len(), answered);
        let mut upsert = tables.prepare_cached(
            "INSERT INTO courses (subject, kept) VALUES (?1, ?2) ON CONFLICT (subject) DO UPDATE SET kept = excluded.kept",
        )?;
        upsert.execute(params![subject.stream().as_str(), Packed(&row.kept)])?;
        row.is_changed = false;
        Ok(())
    }
}

fn show(tables: &Connection, subject: &Subject, told: &Told<'_>) -> rusqlite::Result<()> {
    let mut upsert = tables.prepare_cached(
        "INSERT OR REPLACE INTO notifications (number, ticket, stream, event, kind, rule, role, group_code, person, department,
            class, clock, is_live, channels, every_us, told_at_us, answered_at_us)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?;
    let stream = match subject {
        Subject::Ticket(ticket) if told.is_of_the_case => ResponsibilityId::of(*ticket).stream(),
        Subject::Ticket(_) | Subject::Record(_) => subject.stream(),
    };
    let (mut role, mut group, mut person, mut department) = (None, None, None, None);
    match &told.whom {
        Whom::Role(of) => role = Some(Word(*of)),
        Whom::Group(of) => group = Some(Shown(of)),
        Whom::Person(of) => person = Some(Shown(of)),
        Whom::Department(of) => department = Some(Shown(of)),
    }
    let values = params![
        integer(told.number),
        subject.ticket().map(Shown),
        stream.as_str(),
        Shown(told.event),
        told.kind,
        Shown(told.rule),
        role,
        group,
        person,
        department,
        told.class.map(Word),
        told.clock.map(Word),
        told.is_live,
        told.by.map(Json),
        told.every.map(|every| every.as_micros()),
        Micros(told.at),
        told.answered_at.map(Micros),
    ];
    upsert.execute(values).map(|_| ())
}
