//! Important issues, and what emergencies share with them (P3.2).

mod acknowledge;
mod approve_no_visit;
mod dispatch;
mod file_summary;
mod hold_first_analysis;
mod propose_no_visit;
mod record_arrival;
mod record_notification;
mod refusal;
mod relay_progress;
mod report_progress;

pub use acknowledge::Acknowledge;
pub use approve_no_visit::ApproveNoVisit;
pub use dispatch::Dispatch;
pub use file_summary::FileSummary;
pub use hold_first_analysis::HoldFirstAnalysis;
pub use propose_no_visit::ProposeNoVisit;
pub use record_arrival::RecordArrival;
pub use record_notification::RecordNotification;
pub use refusal::UrgentRefusal;
pub use relay_progress::RelayProgress;
pub use report_progress::ReportProgress;

use events_schema::Role;
use events_schema::ids::PersonId;
use events_schema::values::TicketClass;

use super::Ticket;
use crate::context::Context;

/// The classes that cannot wait.
pub(super) const URGENT: &[TicketClass] = &[TicketClass::Important, TicketClass::Emergency];

/// Who else has to know, by the plan that was started (P3.3.a).
fn named_by_plan<'r>(ticket: &Ticket, cx: &Context<'r>) -> &'r [Role] {
    let active = ticket.state().emergency.plan.as_ref();
    let version = active.and_then(|active| cx.reference.plan(&active.plan)?.version(active.version));
    version.map_or(&[], |plan| &plan.notify)
}

/// People who work here at the time in question.
pub(super) fn check_people(people: &[PersonId], cx: &Context<'_>) -> Result<(), UrgentRefusal> {
    let unknown = people.iter().find(|person| cx.reference.employed_at(person, cx.at).is_none());
    unknown.map_or(Ok(()), |person| Err(UrgentRefusal::UnknownPerson(person.clone())))
}

/// Somebody who has a role at the time in question, is on duty in it, or acts for somebody who has.
pub(super) fn check_role(person: &PersonId, role: Role, cx: &Context<'_>) -> Result<(), UrgentRefusal> {
    check_people(std::slice::from_ref(person), cx)?;
    let own = cx.reference.employed_at(person, cx.at).is_some_and(|employment| employment.roles.contains(&role));
    let mut represented = cx.reference.represented_by(person, cx.at);
    let acts_for_one = represented.any(|(_, employment)| employment.roles.contains(&role));
    if own || acts_for_one || cx.reference.is_on_duty(person, role, cx.at) {
        return Ok(());
    }
    Err(UrgentRefusal::NotOfRole { person: person.clone(), role })
}
