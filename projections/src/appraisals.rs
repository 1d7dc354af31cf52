//! Appraisals: how far they are, what they came to, and what followed (P4.3.a).

mod published;

use domain::Reference;
use domain::appraisal::Appraisal;
use events_schema::facts::appraisal::{AppraisalFact, Outcome};
use events_schema::ids::AppraisalId;
use events_schema::values::OwnParty;
use events_schema::{FactSet, PrincipalId, Timestamp};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::columns::{Json, Micros, Shown, Word, integer};
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::recorded::{Place, Recorded, kept};
pub use published::APPRAISALS;

/// The read model `appraisals`.
pub struct Appraisals;

/// An appraisal as the fold keeps it, with what was said of its result.
#[derive(Default, Serialize, Deserialize)]
pub struct Appraised {
    record: Recorded<Appraisal>,
    said: Said,
    withdrawn: u32,
}

/// What was said of the result that there is.
#[derive(Default, Serialize, Deserialize)]
struct Said {
    assessed_at: Option<Timestamp>,
    acknowledged_at: Option<Timestamp>,
    objected_at: Option<Timestamp>,
    approved: Option<(PrincipalId, Timestamp)>,
    outcomes: Vec<Outcome>,
}

impl Projection for Appraisals {
    const NAME: &'static str = "appraisals";
    const VERSION: u32 = 1;
    const TABLES: &'static str = "
        CREATE TABLE appraisals (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL UNIQUE,
            period TEXT NOT NULL,
            subject TEXT NOT NULL,
            person TEXT,
            department TEXT,
            scheme_version INTEGER NOT NULL,
            stage TEXT NOT NULL,
            result TEXT,
            opened_at_us INTEGER NOT NULL,
            assessed_at_us INTEGER,
            assessed_by TEXT,
            objections_until_us INTEGER,
            acknowledged_at_us INTEGER,
            objected_at_us INTEGER,
            approved_at_us INTEGER,
            approved_by TEXT,
            outcomes TEXT NOT NULL,
            withdrawn INTEGER NOT NULL,
            last_changed_at_us INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            kept TEXT NOT NULL
        ) STRICT;
        CREATE INDEX appraisals_by_person ON appraisals (person, number) WHERE person IS NOT NULL;
        CREATE INDEX appraisals_by_department ON appraisals (department, number) WHERE department IS NOT NULL;
        CREATE INDEX appraisals_by_period ON appraisals (period, number);
        CREATE INDEX appraisals_by_stage ON appraisals (stage, number);
    ";
    const CATEGORIES: &'static [&'static str] = &[AppraisalFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[APPRAISALS];

    type Key = AppraisalId;
    type Row = Appraised;

    fn keys(event: &Event) -> impl IntoIterator<Item = AppraisalId> {
        let Event::Appraisal(appraisal, _) = event else { return None };
        Some(*appraisal)
    }

    fn apply(row: &mut Appraised, event: &Event) {
        let Event::Appraisal(_, entry) = event else { return };
        let (by, at) = (&entry.envelope.actor.id, entry.envelope.recorded_at);
        row.record.apply(entry);
        match &entry.fact {
            AppraisalFact::Opened(_) | AppraisalFact::ObjectionAnswered(_) => {}
            AppraisalFact::Assessed(_) => row.said = Said { assessed_at: Some(at), ..Said::default() },
            AppraisalFact::Acknowledged(_) => row.said.acknowledged_at = Some(at),
            AppraisalFact::Objected(_) => row.said.objected_at = Some(at),
            AppraisalFact::Approved(_) => row.said.approved = Some((by.clone(), at)),
            AppraisalFact::OutcomeRecorded(fact) => row.said.outcomes.push(fact.outcome.clone()),
            AppraisalFact::ResultWithdrawn(_) => {
                row.said = Said::default();
                row.withdrawn += 1;
            }
        }
    }

    fn weight(row: &Appraised) -> usize {
        2_000 + 300 * row.said.outcomes.len()
    }

    fn load(tables: &Connection, appraisal: &AppraisalId) -> rusqlite::Result<Option<Appraised>> {
        kept(tables, Self::NAME, appraisal)
    }

    fn store(tables: &Connection, id: &AppraisalId, row: &mut Appraised, _: &Reference) -> rusqlite::Result<()> {
        let Some(Place { first, opened_at, last }) = row.record.place() else { return Ok(()) };
        let Some(opened) = &row.record.is.opened else { return Ok(()) };
        let (subject, person, department) = match &opened.subject {
            OwnParty::Person { person } => ("person", Some(person), opened.department.as_ref()),
            OwnParty::Department { department } => ("department", None, Some(department)),
        };
        let (said, assessment) = (&row.said, row.record.is.assessment.as_ref());
        let mut upsert = tables.prepare_cached(
            "INSERT OR REPLACE INTO appraisals (number, stream, period, subject, person, department, scheme_version, stage, result,
                opened_at_us, assessed_at_us, assessed_by, objections_until_us, acknowledged_at_us, objected_at_us,
                approved_at_us, approved_by, outcomes, withdrawn, last_changed_at_us, revision, kept)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
        )?;
        let values = params![
            integer(first.0),
            Shown(id),
            Shown(opened.period),
            subject,
            person.map(Shown),
            department.map(Shown),
            opened.scheme_version,
            Word(row.record.is.stage),
            assessment.map(|is| Shown(is.result)),
            Micros(opened_at),
            said.assessed_at.map(Micros),
            assessment.map(|is| Shown(&is.by)),
            assessment.map(|is| Micros(is.objections_until)),
            said.acknowledged_at.map(Micros),
            said.objected_at.map(Micros),
            said.approved.as_ref().map(|(_, at)| Micros(*at)),
            said.approved.as_ref().map(|(by, _)| Shown(by)),
            Json(&said.outcomes),
            row.withdrawn,
            Micros(last.recorded_at),
            integer(last.revision.0),
            Json(&*row),
        ];
        upsert.execute(values).map(|_| ())
    }
}
