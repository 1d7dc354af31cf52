//! Records of production and quality control (生产与质检记录), by engine serial number and batch (P5.1). A source sends each as
//! often as it likes, one by one or in files; it is recorded once. What differs from what is recorded has to say that it
//! corrects it.

mod check;
mod commands;
mod correct;
mod differences;
mod record;
mod refusal;
#[cfg(test)]
mod tests;
mod withdraw;

pub use commands::COMMANDS;
pub use correct::CorrectRecord;
pub use record::TakeRecord;
pub use refusal::{Difference, QualityRecordRefusal};
pub use withdraw::WithdrawRecord;

use events_schema::facts::quality_record::{
    CheckedValue, Conformity, FromFile, InspectionVerdict, MeasuredValue, QualityRecordFact, RecordContent,
    RecordSource,
};
use events_schema::text::Paragraph;
use events_schema::{Actor, Entry, Timestamp};
use serde::{Deserialize, Serialize};

use crate::command::Aggregate;

/// A record as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualityRecord {
    /// Whose it is, and in which version.
    pub source: Option<RecordSource>,
    /// What it says now.
    pub now: Option<Version>,
    /// What it said before it was corrected, the oldest first.
    pub before: Vec<RecordContent>,
    /// Why it does not hold, if it was withdrawn.
    pub withdrawn: Option<Paragraph>,
}

/// What a record says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// What the source says.
    pub record: RecordContent,
    /// What its values are by the register.
    pub checked: Vec<CheckedValue>,
    /// Where in a file it stood.
    pub file: Option<FromFile>,
}

impl Version {
    /// The values with what the register makes of them.
    pub fn values(&self) -> impl Iterator<Item = (&MeasuredValue, &CheckedValue)> {
        self.record.values.iter().zip(&self.checked)
    }

    /// How many values do not conform, by their limits or by their source's word.
    #[must_use]
    pub fn not_ok(&self) -> usize {
        let is_not_ok = |said: Option<Conformity>| said == Some(Conformity::NotOk);
        self.values().filter(|(value, checked)| is_not_ok(value.verdict) || is_not_ok(checked.by_limits)).count()
    }

    /// How many values the source judges otherwise than their limits do.
    #[must_use]
    pub fn contradicted(&self) -> usize {
        self.values().filter(|(value, checked)| contradict(value, checked)).count()
    }

    /// What its values come to, whatever the source says; `None` where none is judged.
    #[must_use]
    pub fn by_values(&self) -> Option<InspectionVerdict> {
        let is_judged =
            |(value, checked): (&MeasuredValue, &CheckedValue)| value.verdict.or(checked.by_limits).is_some();
        match self.not_ok() {
            0 => self.values().any(is_judged).then_some(InspectionVerdict::Passed),
            _ => Some(InspectionVerdict::Failed),
        }
    }

    /// What the inspection came to: what the source says, or else its defects and values. Whatever has a defect has not passed.
    #[must_use]
    pub fn verdict(&self) -> Option<InspectionVerdict> {
        let stated = self.record.verdict.as_ref().map(|stated| stated.is);
        let by_defects = (!self.record.defects.is_empty()).then_some(InspectionVerdict::Failed);
        stated.or(by_defects).or_else(|| self.by_values())
    }

    /// Whether the source contradicts itself or the limits. Somebody should look; both are kept.
    #[must_use]
    pub fn is_contradictory(&self) -> bool {
        let stated = self.record.verdict.as_ref().map(|stated| stated.is);
        let passes = stated == Some(InspectionVerdict::Passed);
        self.contradicted() > 0 || (passes && (self.not_ok() > 0 || !self.record.defects.is_empty()))
    }
}

/// Whether a source judges a value otherwise than its limits do.
#[must_use]
pub fn contradict(value: &MeasuredValue, checked: &CheckedValue) -> bool {
    matches!((value.verdict, checked.by_limits), (Some(said), Some(is)) if said != is)
}

impl Aggregate for QualityRecord {
    type Fact = QualityRecordFact;
    const COLLECTION: &'static str = "quality-records";

    fn evolve(&mut self, entry: &Entry<QualityRecordFact>) {
        match &entry.fact {
            QualityRecordFact::Taken(fact) => {
                let (record, checked, file) = (fact.record.clone(), fact.checked.clone(), fact.file);
                self.source = Some(fact.source.clone());
                self.now = Some(Version { record, checked, file });
            }
            QualityRecordFact::Corrected(fact) => {
                let (record, checked, file) = (fact.record.clone(), fact.checked.clone(), fact.file);
                self.source = Some(fact.source.clone());
                self.before.extend(self.now.replace(Version { record, checked, file }).map(|before| before.record));
                self.withdrawn = None;
            }
            QualityRecordFact::Withdrawn(fact) => self.withdrawn = Some(fact.reason.clone()),
        }
    }

    /// A record is dated by its source, and may be as old as the engine; no clock rests on it.
    fn may_date_back(&self, _: &Actor, _: Timestamp, _: Timestamp) -> bool {
        true
    }
}
