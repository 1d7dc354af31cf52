use events_schema::facts::ticket::{LateEntryAllowed, TicketFact};
use events_schema::ids::PersonId;
use events_schema::text::Paragraph;
use events_schema::{Duration, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::TimingRefusal;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Allows somebody else to enter what happened longer ago than one may enter alone (open point 8). It holds for a day, and for
/// this ticket.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AllowLateEntry {
    /// Who may enter it.
    pub person: PersonId,
    /// How far back.
    pub back_to: Timestamp,
    /// Why it comes so late.
    pub reason: Paragraph,
}

impl Decide<Ticket> for AllowLateEntry {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.intake()?;
        let works_here = cx.reference.employed_at(&self.person, cx.now).is_some();
        if !works_here {
            return Err(TimingRefusal::UnknownPerson(self.person.clone()).into());
        }
        if cx.actor.person() == Some(&self.person) {
            return Err(TimingRefusal::OwnLateEntry.into());
        }
        if self.back_to > cx.now {
            return Err(TimingRefusal::NothingLate(self.back_to).into());
        }
        let (person, back_to, until) = (self.person.clone(), self.back_to, cx.now + A_DAY);
        Ok(vec![LateEntryAllowed { person, back_to, until, reason: self.reason.clone() }.into()])
    }
}

/// For so long somebody may make use of it.
const A_DAY: Duration = Duration::from_hours(24);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{actor, as_expert, as_lead, assigned, at, classified, given, person, reached, reported};
    use crate::ticket::{ReachCustomer, TicketRefusal};
    use events_schema::Role;
    use events_schema::values::ContactMethod;

    /// Four days after the call, when nobody enters alone any more what happened on the first.
    const LATE: i64 = 4 * 1440;

    fn allow(number: &str) -> AllowLateEntry {
        AllowLateEntry { person: person(number), back_to: at(30), reason: "现场无网络".parse().unwrap() }
    }

    fn reach(minute: i64) -> ReachCustomer {
        ReachCustomer { reached_at: Some(at(minute)), method: Some(ContactMethod::Phone), summary: None }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        given([]).by(as_lead()).when(&allow("e8888")).refused(&TicketRefusal::NotReported);
        let unknown = |number| TimingRefusal::UnknownPerson(person(number));
        given([reported()]).by(as_lead()).when(&allow("e8888")).refused(&unknown("e8888"));
        given([reported()]).by(as_lead()).when(&allow("e9001")).refused(&unknown("e9001"));
        given([reported()]).by(as_lead()).when(&allow("e3001")).refused(&TimingRefusal::OwnLateEntry);
        let ahead = AllowLateEntry { back_to: at(LATE), ..allow("e1042") };
        given([reported()]).by(as_lead()).when(&ahead).refused(&TimingRefusal::NothingLate(at(LATE)));
    }

    #[test]
    fn it_holds_for_one_person_so_far_back_and_a_day_long() {
        let history = || vec![reported(), classified(), assigned()];
        let too_far = |minute| Inadmissible::TooFarBack { at: at(minute), limit: Duration::from_hours(72) };
        given(history()).at_minute(LATE).when(&reach(40)).refused(&too_far(40));
        let allowed = given(history()).at_minute(LATE).by(as_lead()).when(&allow("e1042")).facts().remove(0);
        let with = |minute| given(history().into_iter().chain([allowed.clone()])).at_minute(minute);
        assert_eq!(with(LATE + 10).when(&reach(40)).facts()[0], reached());
        with(LATE + 10).by(as_expert()).when(&reach(40)).refused(&too_far(40));
        with(LATE + 10).when(&reach(29)).refused(&too_far(29));
        with(LATE + 1440).when(&reach(40)).refused(&too_far(40));
        let in_any_role = with(LATE + 1439).by(actor(Role::SupportEngineer));
        assert_eq!(in_any_role.when(&reach(30)).facts()[0], reached());
    }

    #[test]
    fn what_is_entered_late_with_a_permit_undoes_no_breach_either() {
        let history = [reported(), classified(), assigned()];
        let allowed = given(history.clone()).at_minute(LATE).by(as_lead()).when(&allow("e1042")).facts();
        let entered = given(history.into_iter().chain(allowed)).at_minute(LATE + 10).when(&reach(40)).facts();
        assert!(matches!(entered[..], [TicketFact::CustomerReached(_), TicketFact::ReassessmentOpened(_)]));
    }
}
