//! What a report says beside measures: who answers for issues, what improvement measures came to, suppliers, training.

use std::collections::BTreeMap;

use domain::factory_time::{bounds, period_at};
use domain::measures::{Case, Cause, cause_before_after};
use domain::report::{Cell, ColumnName, Line, Table, TableName};
use domain::statistics::rate::Rate;
use events_schema::values::Points;
use events_schema::{Duration, Period, PeriodKind, Timestamp};
use projections::PublishedView;
use projections::improvements::IMPROVEMENTS;
use projections::qualifications::TRAINING_ASSESSMENTS;
use projections::responsibilities::{SHARES, SUMS};
use projections::sql::{SqlError, Together};
use projections::supplier_evaluations::SUPPLIER_EVALUATIONS;
use projections::supplier_notices::{SUPPLIER_CLOCKS, SUPPLIER_NOTICES};
use projections::supplier_standings::SUPPLIER_STANDINGS;
use projections::ticket_measures::TICKET_MEASURES;
use projections::training_plans::TRAINING_PLAN_ITEMS;
use projections::training_sessions::TRAINING_SESSIONS;

use super::NotReported;
use crate::said::{NoSuchValue, Said, answered};

/// What is looked at.
pub(super) static VIEWS: [&PublishedView; 11] = [
    &TICKET_MEASURES,
    &SHARES,
    &SUMS,
    &IMPROVEMENTS,
    &SUPPLIER_NOTICES,
    &SUPPLIER_CLOCKS,
    &SUPPLIER_EVALUATIONS,
    &SUPPLIER_STANDINGS,
    &TRAINING_SESSIONS,
    &TRAINING_ASSESSMENTS,
    &TRAINING_PLAN_ITEMS,
];

/// Who answers for issues whose determination became final in the period.
const ANSWERS: &str = "
    SELECT party, department, person, supplier, CAST(sum(tickets) AS TEXT), CAST(sum(hundredths) AS TEXT)
    FROM responsibility_sums WHERE period = :period
    GROUP BY party, CASE party WHEN 'department' THEN department WHEN 'person' THEN person ELSE supplier END
    ORDER BY 1, 2, 3, 4";

const MEASURES: &str = "
    SELECT improvement, title, kind, stage, owner, opened_at, due_at, done_at, overdue_since, effective_from, failure_code, part,
        last_changed_at, engine_model
    FROM improvements ORDER BY number";

const OF_SUPPLIERS: &str = "
    SELECT 'clock' AS what, supplier, clock, verdict, CASE verdict WHEN 'met' THEN stopped_at ELSE judged_by END AS at
    FROM supplier_clocks
    WHERE counts AND verdict IN ('met', 'breached') AND clock IN ('supplier_response', 'supplier_solution')
    UNION ALL
    SELECT 'notice', supplier, NULL, NULL, sent_at FROM supplier_notices WHERE sent_at IS NOT NULL AND counts
    UNION ALL
    SELECT 'evaluation', supplier, period, score, NULL FROM supplier_evaluations
    UNION ALL
    SELECT 'standing', supplier, standing, NULL, NULL FROM supplier_standings";

const TRAININGS: &str = "
    SELECT training_session, course, kind, held_at, CAST(attended AS TEXT),
        (SELECT CAST(count(DISTINCT person) AS TEXT) FROM training_assessments AS of
            WHERE of.session = training_session AND of.counts AND of.has_passed),
        (SELECT CAST(count(DISTINCT person) AS TEXT) FROM training_assessments AS of
            WHERE of.session = training_session AND of.counts)
    FROM training_sessions WHERE stage = 'held' ORDER BY number";

const PLAN: &str = "
    SELECT plan || ' / ' || item, course, state, due_at, held_at, overdue_since, plan
    FROM training_plan_items WHERE state <> 'removed' ORDER BY number";

/// The rows of the views that concern a period.
pub(super) struct Beside {
    answers: Vec<Said>,
    improvements: Vec<Improvement>,
    suppliers: BTreeMap<String, Supplier>,
    trainings: Vec<Said>,
    plan: Vec<Said>,
}

struct Improvement {
    id: String,
    title: String,
    kind: String,
    stage: String,
    owner: Option<String>,
    due_at: Option<Timestamp>,
    done_at: Option<Timestamp>,
    overdue_since: Option<Timestamp>,
    effective_from: Option<Timestamp>,
    cause: Cause,
}

#[derive(Default)]
struct Supplier {
    standing: Option<String>,
    evaluation: Option<(Period, Option<Points>)>,
    notices: u64,
    responses: Rate,
    solutions: Rate,
}

impl Beside {
    pub(super) fn read(together: &mut Together, period: Period) -> Result<Self, NotReported> {
        let (from, before) = bounds(period);
        let within = |at: Option<Timestamp>| at.is_some_and(|at| (from..before).contains(&at));
        let mut rows = |sql, parameters: &[(&str, &str)]| -> Result<Vec<Said>, SqlError> {
            Ok(answered(sql, parameters, |question, rows| together.answer(question, rows))?.rows)
        };
        let answers = rows(ANSWERS, &[("period", &period.to_string())])?;
        let mut improvements = Vec::new();
        for row in rows(MEASURES, &[])? {
            improvements.extend(improvement(&row, from, before)?);
        }
        let mut suppliers = BTreeMap::<String, Supplier>::new();
        for row in rows(OF_SUPPLIERS, &[])? {
            let of = suppliers.entry(row.or_empty(1).to_owned()).or_default();
            of.take(&row, period, &within)?;
        }
        let (mut trainings, mut plan) = (rows(TRAININGS, &[])?, rows(PLAN, &[])?);
        let mut keep = |row: &Said| -> Result<bool, NoSuchValue> { Ok(within(row.wanted(3)?)) };
        trainings = kept(trainings, &mut keep)?;
        let quarters: Vec<String> = quarters(period);
        plan.retain(|row| quarters.iter().any(|quarter| row.text(6) == Some(quarter)));
        Ok(Self { answers, improvements, suppliers, trainings, plan })
    }

    /// From when on the listed measures work.
    pub(super) fn effective_from(&self) -> impl Iterator<Item = Timestamp> {
        self.improvements.iter().filter(|of| of.cause != Cause::default()).filter_map(|of| of.effective_from)
    }

    /// Adds for what departments and people answer to what they did.
    pub(super) fn answers_for(&self, tables: &mut [Table]) {
        for (name, party, column) in [(TableName::Departments, "department", 1), (TableName::People, "person", 2)] {
            if let Some(table) = tables.iter_mut().find(|table| table.table == name) {
                self.join(table, party, column);
            }
        }
    }

    fn join(&self, table: &mut Table, party: &str, column: usize) {
        let width = table.columns.len();
        table.columns.extend([ColumnName::Responsibility, ColumnName::Answers]);
        let mut answers: BTreeMap<&str, [Cell; 2]> = self.of(party, column).collect();
        for line in &mut table.rows {
            line.cells.extend(answers.remove(line.key.as_str()).unwrap_or([Cell::Nothing, Cell::Nothing]));
        }
        let only_answers = answers.into_iter().map(|(key, cells)| Line {
            key: key.to_owned(),
            cells: vec![Cell::Nothing; width].into_iter().chain(cells).collect(),
        });
        table.rows.extend(only_answers);
        table.rows.sort_by(|a, b| a.key.is_empty().cmp(&b.key.is_empty()).then_with(|| a.key.cmp(&b.key)));
    }

    fn of<'a>(&'a self, party: &'a str, column: usize) -> impl Iterator<Item = (&'a str, [Cell; 2])> {
        let rows = self.answers.iter().filter(move |row| row.text(0) == Some(party));
        rows.map(move |row| {
            let number = |column| row.or_empty(column).parse().unwrap_or_default();
            (row.or_empty(column), [Cell::Shares { hundredths: number(5) }, Cell::count(number(4))])
        })
    }

    pub(super) fn suppliers_responsible(&self) -> Table {
        use ColumnName::{Answers, Responsibility};
        let mut table = Table::new(TableName::SuppliersResponsible, &[Responsibility, Answers]);
        for (supplier, cells) in self.of("supplier", 3) {
            table.row(supplier, cells.into());
        }
        table
    }

    pub(super) fn improvements(&self, window: Duration, as_of: Timestamp, cases: &[Case]) -> Table {
        use ColumnName::{CauseAfter, CauseBefore, Change, DoneAt, DueAt, Kind, OverdueSince, Owner, Stage, Title};
        let columns = [Title, Kind, Stage, Owner, DueAt, DoneAt, OverdueSince, CauseBefore, CauseAfter, Change];
        let mut table = Table::new(TableName::Improvements, &columns);
        for of in &self.improvements {
            let effect = of.effective_from.and_then(|from| cause_before_after(&of.cause, from, window, as_of, cases));
            let cells = vec![
                text(&of.title),
                word(&of.kind),
                word(&of.stage),
                Cell::of(of.owner.as_deref(), text),
                instant(of.due_at),
                instant(of.done_at),
                instant(of.overdue_since),
                Cell::of(effect, |effect| Cell::Share(effect.before)),
                Cell::of(effect, |effect| Cell::Share(effect.after)),
                Cell::of(effect.and_then(|effect| effect.change), Cell::Change),
            ];
            table.row(of.id.clone(), cells);
        }
        table
    }

    pub(super) fn suppliers(&self) -> Table {
        use ColumnName::{Notices, ResponsesInTime, Score, SolutionsInTime, Standing};
        let mut table = Table::new(TableName::Suppliers, &[Standing, Score, Notices, ResponsesInTime, SolutionsInTime]);
        for (supplier, of) in &self.suppliers {
            let cells = vec![
                Cell::of(of.standing.as_deref(), word),
                Cell::of(of.evaluation.and_then(|(_, score)| score), |points| Cell::Points { points }),
                Cell::count(of.notices),
                Cell::Share(of.responses.into()),
                Cell::Share(of.solutions.into()),
            ];
            table.row(supplier, cells);
        }
        table
    }

    pub(super) fn trainings(&self) -> Table {
        use ColumnName::{Attended, HeldAt, Kind, Passed, Title};
        let mut table = Table::new(TableName::Trainings, &[Title, Kind, HeldAt, Attended, Passed]);
        for row in &self.trainings {
            let number = |column| row.or_empty(column).parse::<u64>().unwrap_or_default();
            let (passed, assessed) = (number(5), number(6));
            let cells = vec![
                text(row.or_empty(1)),
                word(row.or_empty(2)),
                instant(row.wanted(3).ok().flatten()),
                Cell::count(number(4)),
                Cell::Share(Rate::of(passed, assessed.saturating_sub(passed)).into()),
            ];
            table.row(row.or_empty(0), cells);
        }
        table
    }

    pub(super) fn plan(&self, as_of: Timestamp) -> Table {
        use ColumnName::{DoneAt, DueAt, OverdueSince, Stage, Title};
        let mut table = Table::new(TableName::TrainingPlan, &[Title, Stage, DueAt, DoneAt, OverdueSince]);
        for row in &self.plan {
            let at = |column| row.wanted::<Timestamp>(column).ok().flatten();
            let due = at(3);
            let overdue = at(5).or_else(|| due.filter(|due| *due <= as_of && at(4).is_none()));
            let cells =
                vec![text(row.or_empty(1)), word(row.or_empty(2)), instant(due), instant(at(4)), instant(overdue)];
            table.row(row.or_empty(0), cells);
        }
        table
    }
}

impl Supplier {
    fn take(
        &mut self,
        row: &Said,
        period: Period,
        within: &dyn Fn(Option<Timestamp>) -> bool,
    ) -> Result<(), NoSuchValue> {
        match row.or_empty(0) {
            "clock" if within(row.wanted(4)?) => {
                let met = row.text(3) == Some("met");
                let rate =
                    if row.text(2) == Some("supplier_response") { &mut self.responses } else { &mut self.solutions };
                *rate = *rate + Rate::of(u64::from(met), u64::from(!met));
            }
            "notice" if within(row.wanted(4)?) => self.notices += 1,
            "evaluation" => {
                let of: Period = row.needed(2)?;
                let (from, before) = bounds(of);
                let (begins, ends) = bounds(period);
                // Of several in the period the last one says how he stands at its end.
                let is_later = self.evaluation.is_none_or(|(known, _)| bounds(known).1 < before);
                if begins <= from && before <= ends && is_later {
                    self.evaluation = Some((of, row.wanted(3)?));
                }
            }
            "standing" => self.standing = row.text(2).map(str::to_owned),
            _ => {}
        }
        Ok(())
    }
}

/// A measure that was carried out, due or open in the period.
fn improvement(row: &Said, from: Timestamp, before: Timestamp) -> Result<Option<Improvement>, NoSuchValue> {
    let (opened, done): (Timestamp, Option<Timestamp>) = (row.needed(5)?, row.wanted(7)?);
    // Of one that was cancelled that is the last thing that happened to it.
    let ended = match row.or_empty(3) {
        "open" => None,
        "cancelled" => Some(row.needed(12)?),
        _ => done,
    };
    let is_over = ended.is_some_and(|ended: Timestamp| ended < from);
    if opened >= before || is_over {
        return Ok(None);
    }
    let text = |column| row.or_empty(column).to_owned();
    Ok(Some(Improvement {
        id: text(0),
        title: text(1),
        kind: text(2),
        stage: text(3),
        owner: row.text(4).map(str::to_owned),
        due_at: row.wanted(6)?,
        done_at: done,
        overdue_since: row.wanted(8)?,
        effective_from: row.wanted(9)?,
        cause: Cause { failure_code: row.wanted(10)?, part: row.wanted(11)?, engine_model: row.wanted(13)? },
    }))
}

fn kept(rows: Vec<Said>, keep: &mut impl FnMut(&Said) -> Result<bool, NoSuchValue>) -> Result<Vec<Said>, NoSuchValue> {
    let mut kept = Vec::new();
    for row in rows {
        if keep(&row)? {
            kept.push(row);
        }
    }
    Ok(kept)
}

/// The quarters of a period, or the one in which it lies.
fn quarters(period: Period) -> Vec<String> {
    let mut quarters: Vec<String> = period.quarters().map(|quarter| quarter.to_string()).collect();
    if quarters.is_empty() {
        quarters.push(period_at(PeriodKind::Quarter, bounds(period).0).to_string());
    }
    quarters
}

fn text(text: &str) -> Cell {
    Cell::Text { text: text.to_owned() }
}

fn word(word: &str) -> Cell {
    Cell::Word { word: word.to_owned() }
}

fn instant(at: Option<Timestamp>) -> Cell {
    Cell::of(at, |at| Cell::Instant { at })
}
