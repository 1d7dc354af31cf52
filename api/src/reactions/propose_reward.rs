//! A complex issue was solved, or a measure has its effect: where a rule of the scheme fits, a reward is proposed (P4.3.b).

use domain::reward::{COMMANDS, ProposeByRule};
use events_schema::facts::improvement::{Effect, ImprovementFact};
use events_schema::facts::reward::RewardGround;
use events_schema::facts::ticket::TicketFact;
use events_schema::{Entry, Envelope, RecordedEvent};
use futures_util::FutureExt;

use super::{Reaction, ReactionError, send};
use crate::app::App;
use crate::commands::named;

const NAME: &str = "propose-by-rule";

pub(super) const SOLVED: Reaction = Reaction { on: "ticket.closed", react: |app, event| solved(app, event).boxed() };
pub(super) const VERIFIED: Reaction =
    Reaction { on: "improvement.verified", react: |app, event| verified(app, event).boxed() };

async fn solved(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let envelope = Entry::<TicketFact>::decode(event)?.envelope;
    let Ok(ticket) = event.stream.as_str().parse() else { return Ok(()) };
    propose(app, event, &envelope, RewardGround::FastSolution { ticket }).await
}

async fn verified(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let entry = Entry::<ImprovementFact>::decode(event)?;
    let (ImprovementFact::Verified(fact), Ok(improvement)) = (entry.fact, event.stream.as_str().parse()) else {
        return Ok(());
    };
    match fact.effect {
        Effect::Effective => {
            propose(app, event, &entry.envelope, RewardGround::RecurrenceReduced { improvement }).await
        }
        Effect::NotEffective { .. } => Ok(()),
    }
}

/// History that was brought in is not rewarded again, and without rules then there is nothing to look at. By the rules of then it is
/// judged, so that whoever sees the event again, years later, proposes nothing new.
async fn propose(
    app: &App,
    event: &RecordedEvent,
    envelope: &Envelope,
    ground: RewardGround,
) -> Result<(), ReactionError> {
    if envelope.origin.is_import() || app.directory.now().reference.scheme_at(event.position).rewards.is_empty() {
        return Ok(());
    }
    send(
        app,
        NAME,
        event,
        envelope,
        (named(COMMANDS, NAME), None, &ProposeByRule { ground, earned_at: event.position }),
    )
    .await
}
