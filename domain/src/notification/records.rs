//! What happens in records that have a stream of their own, as far as somebody may be told of it.

use events_schema::facts::appraisal::AppraisalFact;
use events_schema::facts::cause_analysis::CauseAnalysisFact;
use events_schema::facts::improvement::ImprovementFact;
use events_schema::facts::qualification::QualificationFact;
use events_schema::facts::reward::RewardFact;
use events_schema::facts::supplier_notice::SupplierNoticeFact;
use events_schema::facts::training_session::TrainingSessionFact;
use events_schema::ids::{DepartmentId, PersonId};
use events_schema::{Entry, FactSet};

use super::{Course, Whom};

impl Course {
    /// Takes in an entry of an improvement measure, and says whether anything changed.
    pub fn apply_improvement(&mut self, entry: &Entry<ImprovementFact>) -> bool {
        match &entry.fact {
            ImprovementFact::Opened(fact) => self.person = Some(fact.owner.clone()),
            ImprovementFact::OwnerChanged(fact) => self.person = Some(fact.owner.clone()),
            // The others change nothing of who owns it.
            _ => {}
        }
        self.apply_record(entry)
    }

    /// Takes in an entry of an appraisal, and says whether anything changed.
    pub fn apply_appraisal(&mut self, entry: &Entry<AppraisalFact>) -> bool {
        if let AppraisalFact::Opened(fact) = &entry.fact {
            self.concerned = vec![Whom::of(&fact.subject)];
        }
        self.apply_record(entry)
    }

    /// Takes in an entry of a reward, and says whether anything changed.
    pub fn apply_reward(&mut self, entry: &Entry<RewardFact>) -> bool {
        if let RewardFact::Proposed(fact) = &entry.fact {
            self.concerned = fact.beneficiaries.iter().map(Whom::of).collect();
        }
        self.apply_record(entry)
    }

    /// Takes in an entry of a notice to a supplier, and says whether anything changed.
    pub fn apply_notice(&mut self, entry: &Entry<SupplierNoticeFact>) -> bool {
        let mut clock = None;
        match &entry.fact {
            SupplierNoticeFact::Proposed(fact) => self.class = fact.content.class,
            SupplierNoticeFact::Sent(fact) => self.class = fact.content.class,
            SupplierNoticeFact::ClockBreached(fact) => clock = Some(fact.clock),
            // The others change nothing of what people are told.
            _ => {}
        }
        self.happen(entry, false, None, clock)
    }

    /// Takes in an entry of a training session, and says whether anything changed.
    pub fn apply_session(&mut self, entry: &Entry<TrainingSessionFact>) -> bool {
        match &entry.fact {
            TrainingSessionFact::Planned(fact) => self.concerned = invited(&fact.departments, &fact.participants),
            TrainingSessionFact::Invited(fact) => {
                // Whoever was invited before has heard of it.
                let before = std::mem::replace(&mut self.concerned, invited(&fact.departments, &fact.participants));
                let is_changed = self.apply_record(entry);
                self.concerned.extend(before);
                return is_changed;
            }
            // The others change nothing of who is invited.
            _ => {}
        }
        self.apply_record(entry)
    }

    /// Takes in an entry of how somebody stands in a course, and says whether anything changed.
    pub fn apply_qualification(&mut self, entry: &Entry<QualificationFact>) -> bool {
        match &entry.fact {
            QualificationFact::Required(fact) => self.concerned = vec![Whom::Person(fact.person.clone())],
            QualificationFact::AttendanceNoted(fact) => self.concerned = vec![Whom::Person(fact.person.clone())],
            // The others are about the same person.
            _ => {}
        }
        self.apply_record(entry)
    }

    /// Takes in an entry of a cause-and-effect analysis, and says whether anything changed.
    pub fn apply_analysis(&mut self, entry: &Entry<CauseAnalysisFact>) -> bool {
        if let CauseAnalysisFact::Opened(fact) = &entry.fact {
            self.person = Some(fact.owner.clone());
        }
        self.apply_record(entry)
    }

    /// Takes in an entry of a record of which rules tell roles only, and says whether anything changed.
    pub fn apply_record<F: FactSet>(&mut self, entry: &Entry<F>) -> bool {
        self.happen(entry, false, None, None)
    }
}

fn invited(departments: &[DepartmentId], participants: &[PersonId]) -> Vec<Whom> {
    let departments = departments.iter().cloned().map(Whom::Department);
    participants.iter().cloned().map(Whom::Person).chain(departments).collect()
}
