//! An evaluation wants the emergency plan improved: the next draft takes it in (P3.3.d).

use domain::emergency_plan::{COMMANDS, DraftImprovement};
use events_schema::facts::ticket::{PlanFindings, TicketFact};
use events_schema::{Entry, RecordedEvent};
use futures_util::FutureExt;

use super::{Reaction, ReactionError, send, survivor_as_it_stands};
use crate::app::App;
use crate::commands::named;

const NAME: &str = "draft-improvement";

pub(super) const REACTION: Reaction =
    Reaction { on: "ticket.response_evaluated", react: |app, event| react(app, event).boxed() };

async fn react(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let entry = Entry::<TicketFact>::decode(event)?;
    let (TicketFact::ResponseEvaluated(evaluated), Ok(id)) = (entry.fact, event.stream.as_str().parse()) else {
        return Ok(());
    };
    let PlanFindings::Improve { proposal } = evaluated.plan_findings else { return Ok(()) };
    let ticket = survivor_as_it_stands(app, id, NAME, event).await?;
    // Where no plan was started there is none to improve; the proposal stands in the evaluation.
    let Some(active) = ticket.and_then(|ticket| ticket.is.state().emergency.plan.clone()) else { return Ok(()) };
    let command = DraftImprovement { ticket: id, evaluation: event.id, proposal };
    send(app, NAME, event, &entry.envelope, (named(COMMANDS, NAME), Some(active.plan.stream()), &command)).await
}
