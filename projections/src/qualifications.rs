//! How people stand in courses: each chain of training and assessment, and what it came to (P6.3).

mod published;

use domain::Reference;
use domain::qualification::Qualification;
use events_schema::facts::course::AssessmentMethod;
use events_schema::facts::qualification::{AssessmentResult, QualificationAssessed, QualificationFact, Standing};
use events_schema::facts::training_session::Instructor;
use events_schema::ids::{QualificationId, TrainingSessionId};
use events_schema::values::Mark;
use events_schema::{Entry, EventId, FactSet, Position, PrincipalId, Timestamp};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::columns::{Json, Micros, Shown, Word, integer};
use crate::due::Deadlines;
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::recorded::{Place, Recorded, kept};
pub use published::{QUALIFICATIONS, TRAINING_ASSESSMENTS};

/// The read model `qualifications`.
pub struct Qualifications;

/// How somebody stands, as the fold keeps it, with the chain that goes on or ended last and all assessments.
#[derive(Default, Serialize, Deserialize)]
pub struct Qualified {
    record: Recorded<Qualification>,
    chain: Vec<Link>,
    /// The chains before: one goes on where the training that began the next one was entered by mistake.
    before: Vec<Chain>,
    assessments: Vec<Assessed>,
    decided: Option<(PrincipalId, Timestamp)>,
}

/// What happened in a chain, and who decided it.
type Chain = (Vec<Link>, Option<(PrincipalId, Timestamp)>);

/// Something that happened in a chain.
#[derive(Serialize, Deserialize)]
struct Link {
    event: EventId,
    #[serde(rename = "type")]
    kind: String,
    at: Timestamp,
}

/// An assessment, whether it counts or not.
#[derive(Serialize, Deserialize)]
struct Assessed {
    event: EventId,
    position: Option<Position>,
    at: Timestamp,
    course_version: Option<u32>,
    session: TrainingSessionId,
    method: AssessmentMethod,
    attempt: u32,
    score: Mark,
    maximum: Mark,
    pass_mark: Mark,
    result: AssessmentResult,
    by: Option<Instructor>,
    is_void: bool,
    has_passed: bool,
}

impl Projection for Qualifications {
    const NAME: &'static str = "qualifications";
    const VERSION: u32 = 2;
    const TABLES: &'static str = "
        CREATE TABLE qualifications (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL UNIQUE,
            person TEXT NOT NULL,
            course TEXT NOT NULL,
            stage TEXT NOT NULL,
            chains INTEGER NOT NULL,
            trainings INTEGER NOT NULL,
            session TEXT,
            course_version INTEGER,
            trained_at_us INTEGER,
            attempts INTEGER NOT NULL,
            last_method TEXT,
            last_score TEXT,
            last_result TEXT,
            last_assessed_at_us INTEGER,
            passed_at_us INTEGER,
            valid_until_us INTEGER,
            decision TEXT,
            decided_at_us INTEGER,
            decided_by TEXT,
            chain TEXT NOT NULL,
            last_changed_at_us INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            due_at_us INTEGER,
            kept TEXT NOT NULL
        ) STRICT;
        CREATE INDEX passes_due ON qualifications (due_at_us) WHERE due_at_us IS NOT NULL;
        CREATE INDEX qualifications_by_person ON qualifications (person, number);
        CREATE INDEX qualifications_by_course ON qualifications (course, number);
        CREATE INDEX qualifications_by_stage ON qualifications (stage, number);
        CREATE TABLE training_assessments (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL,
            event TEXT NOT NULL,
            person TEXT NOT NULL,
            course TEXT NOT NULL,
            course_version INTEGER,
            session TEXT NOT NULL,
            method TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            score TEXT NOT NULL,
            maximum TEXT NOT NULL,
            pass_mark TEXT NOT NULL,
            result TEXT NOT NULL,
            counts INTEGER NOT NULL,
            assessed_by TEXT,
            organisation TEXT,
            assessed_at_us INTEGER NOT NULL,
            has_passed INTEGER NOT NULL,
            UNIQUE (stream, number)
        ) STRICT;
        CREATE INDEX assessments_by_session ON training_assessments (session, number);
        CREATE INDEX assessments_by_course ON training_assessments (course, number);
    ";
    const CATEGORIES: &'static [&'static str] = &[QualificationFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[QUALIFICATIONS, TRAINING_ASSESSMENTS];

    type Key = QualificationId;
    type Row = Qualified;

    fn keys(event: &Event) -> impl IntoIterator<Item = QualificationId> {
        let Event::Qualification(qualification, _) = event else { return None };
        Some(*qualification)
    }

    fn apply(row: &mut Qualified, event: &Event) {
        let Event::Qualification(_, entry) = event else { return };
        let chains = row.record.is.chains;
        row.record.apply(entry);
        if row.record.is.chains > chains {
            row.before.push((std::mem::take(&mut row.chain), row.decided.take()));
        } else if row.record.is.chains < chains {
            row.goes_on();
        }
        let at = entry.envelope.occurred_at;
        row.chain.push(Link { event: entry.id, kind: entry.fact.kind().to_owned(), at });
        match &entry.fact {
            QualificationFact::Assessed(fact) => row.assess(entry, fact),
            QualificationFact::AssessmentVoided(fact) => {
                let voided = row.assessments.iter_mut().filter(|of| of.event == fact.assessment);
                voided.for_each(|of| of.is_void = true);
            }
            QualificationFact::Decided(_) => row.decided = Some((entry.envelope.actor.id.clone(), at)),
            QualificationFact::Required(_)
            | QualificationFact::AttendanceNoted(_)
            | QualificationFact::FeedbackRecorded(_)
            | QualificationFact::Lapsed(_) => {}
        }
    }

    fn weight(row: &Qualified) -> usize {
        2_000 + 200 * row.chain.len() + 500 * row.assessments.len()
    }

    fn load(tables: &Connection, id: &QualificationId) -> rusqlite::Result<Option<Qualified>> {
        kept(tables, Self::NAME, id)
    }

    fn store(tables: &Connection, id: &QualificationId, row: &mut Qualified, _: &Reference) -> rusqlite::Result<()> {
        let Some(Place { first, last, .. }) = row.record.place() else { return Ok(()) };
        let is = &row.record.is;
        let Some((person, course)) = &is.of else { return Ok(()) };
        let round = is.round.as_ref();
        let attempt = round.and_then(|round| round.attempts.last());
        let last_of = attempt.and_then(|attempt| row.assessments.iter().find(|of| of.event == attempt.event));
        let decided = row.decided.as_ref();
        let mut upsert = tables.prepare_cached(
            "INSERT OR REPLACE INTO qualifications (number, stream, person, course, stage, chains, trainings, session,
                course_version, trained_at_us, attempts, last_method, last_score, last_result, last_assessed_at_us, passed_at_us,
                valid_until_us, decision, decided_at_us, decided_by, chain, last_changed_at_us, revision, due_at_us, kept)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,
                ?24, ?25)",
        )?;
        upsert.execute(params![
            integer(first.0),
            Shown(id),
            Shown(person),
            Shown(course),
            Word(is.stage),
            is.chains,
            is.trainings,
            round.map(|round| Shown(round.session)),
            round.map(|round| round.course_version),
            round.map(|round| Micros(round.held_at)),
            integer(round.map_or(0, |round| round.attempts.len()) as u64),
            last_of.map(|of| of.method.name()),
            last_of.map(|of| Shown(of.score)),
            last_of.map(|of| Word(of.result)),
            last_of.map(|of| Micros(of.at)),
            is.passed.map(|(at, _)| Micros(at)),
            is.passed.and_then(|(_, valid_until)| valid_until).map(Micros),
            is.decided.filter(|_| decided.is_some()).map(Word),
            decided.map(|(_, at)| Micros(*at)),
            decided.map(|(by, _)| Shown(by)),
            Json(&row.chain),
            Micros(last.recorded_at),
            integer(last.revision.0),
            is.lapses_at().map(Micros),
            Json(&*row),
        ])?;
        store_assessments(tables, *id, row)
    }
}

impl Qualified {
    /// The chain before goes on, with what has happened since.
    fn goes_on(&mut self) {
        let Some((mut chain, decided)) = self.before.pop() else { return };
        chain.append(&mut self.chain);
        (self.chain, self.decided) = (chain, decided);
    }

    fn assess(&mut self, entry: &Entry<QualificationFact>, fact: &QualificationAssessed) {
        self.assessments.push(Assessed {
            event: entry.id,
            position: entry.position,
            at: entry.envelope.occurred_at,
            course_version: self.record.is.round.as_ref().map(|round| round.course_version),
            session: fact.session,
            method: fact.method,
            attempt: fact.attempt,
            score: fact.score,
            maximum: fact.maximum,
            pass_mark: fact.pass_mark,
            result: fact.result,
            has_passed: matches!(fact.standing, Standing::Passed { .. }),
            by: fact.assessed_by.clone(),
            is_void: false,
        });
    }
}

/// Each has the position of its event as number.
fn store_assessments(tables: &Connection, id: QualificationId, row: &Qualified) -> rusqlite::Result<()> {
    let Some((person, course)) = &row.record.is.of else { return Ok(()) };
    tables.prepare_cached("DELETE FROM training_assessments WHERE stream = ?1")?.execute([Shown(id)])?;
    let mut insert = tables.prepare_cached(
        "INSERT INTO training_assessments (number, stream, event, person, course, course_version, session, method, attempt, score,
            maximum, pass_mark, result, counts, assessed_by, organisation, assessed_at_us, has_passed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?;
    for of in &row.assessments {
        let (assessed_by, organisation) = match &of.by {
            Some(Instructor::Person { person }) => (Some(person), None),
            Some(Instructor::External { organisation }) => (None, Some(organisation.as_str())),
            None => (None, None),
        };
        insert.execute(params![
            of.position.map(|position| integer(position.0)),
            Shown(id),
            Shown(of.event),
            Shown(person),
            Shown(course),
            of.course_version,
            Shown(of.session),
            of.method.name(),
            of.attempt,
            Shown(of.score),
            Shown(of.maximum),
            Shown(of.pass_mark),
            Word(of.result),
            !of.is_void,
            assessed_by.map(Shown),
            organisation,
            Micros(of.at),
            of.has_passed,
        ])?;
    }
    Ok(())
}

impl Deadlines for Qualifications {
    const TABLE: &'static str = "qualifications";
}
