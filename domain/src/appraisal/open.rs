use events_schema::facts::appraisal::{AppraisalFact, AppraisalOpened};
use events_schema::ids::AppraisalId;
use events_schema::values::OwnParty;
use events_schema::{CommandId, Period, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Appraisal, AppraisalRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::factory_time::is_over;
use crate::refusal::Refused;

/// Opens the appraisal of a department or a person for a period that is over, by the scheme in force (P4.3.a). There is one of
/// each.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenAppraisal {
    /// The period.
    pub period: Period,
    /// Who is appraised.
    pub subject: OwnParty,
}

impl Decide<Appraisal> for OpenAppraisal {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(AppraisalId::of(self.period, &self.subject).stream())
    }

    fn decide(&self, state: &Appraisal, cx: &Context<'_>) -> Result<Vec<AppraisalFact>, Refused> {
        if state.stage != Stage::Unopened {
            return Err(AppraisalRefusal::AlreadyOpened.into());
        }
        if !cx.reference.knows(&self.subject) {
            return Err(AppraisalRefusal::UnknownSubject(self.subject.clone()).into());
        }
        if !is_over(self.period, cx.now) {
            return Err(AppraisalRefusal::PeriodNotOver(self.period).into());
        }
        let department = match &self.subject {
            OwnParty::Department { .. } => None,
            OwnParty::Person { person } => {
                let employment = cx.reference.person(person).and_then(|known| known.is.last_employment());
                employment.and_then(|does| does.department.clone())
            }
        };
        let (period, subject, scheme_version) = (self.period, self.subject.clone(), cx.reference.scheme().version);
        Ok(vec![AppraisalOpened { period, subject, department, scheme_version }.into()])
    }
}
