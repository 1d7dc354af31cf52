use events_schema::Timestamp;
use events_schema::facts::ticket::{FirstAnalysisHeld, TicketFact};
use events_schema::ids::PersonId;
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::URGENT;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records the first analysis meeting (问题分析会议), which the head of after-sales holds within 30 min, with the first measures
/// that it set (P3.2.a).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldFirstAnalysis {
    /// When it was held; now if absent.
    #[serde(default)]
    pub held_at: Option<Timestamp>,
    /// Who took part.
    pub attendees: Vec<PersonId>,
    /// The first measures (初步应对措施).
    pub first_measures: Vec<Paragraph>,
}

impl Decide<Ticket> for HoldFirstAnalysis {
    fn happened_at(&self) -> Option<Timestamp> {
        self.held_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        ticket.of_class(URGENT)?;
        let (attendees, first_measures) = (self.attendees.clone(), self.first_measures.clone());
        Ok(vec![FirstAnalysisHeld { attendees, first_measures }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::super::UrgentRefusal;
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{as_deputy, at, classified, closed, given, important, person, reported};
    use crate::ticket::TicketRefusal;
    use events_schema::Role;
    use events_schema::values::TicketClass;

    fn meeting(attendees: &[&str], measures: &[&str]) -> HoldFirstAnalysis {
        HoldFirstAnalysis {
            held_at: None,
            attendees: attendees.iter().map(|number| person(number)).collect(),
            first_measures: measures.iter().map(|measure| measure.parse().unwrap()).collect(),
        }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let stranger = meeting(&["e8888"], &[]);
        given([reported(), closed()]).when(&stranger).refused(&TicketRefusal::Closed);
        let general = TicketRefusal::NotOfClass { class: TicketClass::General, classes: URGENT };
        given([reported(), classified()]).when(&stranger).refused(&general);
        let unknown = UrgentRefusal::UnknownPerson(person("e8888"));
        given([reported(), important()]).when(&stranger).refused(&unknown);
        given([reported(), important()]).when(&meeting(&[], &[])).refused(&UrgentRefusal::AttendeesMissing);
        given([reported(), important()]).when(&meeting(&["e4001"], &[])).refused(&UrgentRefusal::MeasuresMissing);
        let early = HoldFirstAnalysis { held_at: Some(at(0)), ..meeting(&["e4001"], &["停机"]) };
        let before = Inadmissible::BeforeCause { at: at(0), what: "the classification", since: at(1) };
        given([reported(), important()]).when(&early).refused(&before);
    }

    #[test]
    fn the_head_holds_it_or_a_deputy() {
        let held = meeting(&["e4001"], &["停机"]);
        let hotline = given([reported(), important()]).by_the_table("hold-first-analysis");
        let (command, may) = ("hold-first-analysis", &[Role::HeadOfAfterSales]);
        hotline.when(&held).refused(&Inadmissible::NotPermitted { command, role: Role::HotlineAgent, may });
        let deputy = given([reported(), important()]).by_the_table("hold-first-analysis").by(as_deputy());
        assert_eq!(deputy.when(&held).facts().len(), 1);
    }
}
