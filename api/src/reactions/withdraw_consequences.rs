//! What stands of a case is not what something rests on: that is withdrawn (open point 11).

use domain::Aggregate;
use domain::appraisal::{self, WithdrawResult};
use domain::responsibility::Responsibility;
use domain::reward::{self, WithdrawConsequence};
use events_schema::facts::responsibility::{Consequence, Overturned, ResponsibilityFact};
use events_schema::ids::ResponsibilityId;
use events_schema::{CommandId, Entry, Envelope, EventId, RecordedEvent};
use futures_util::FutureExt;

use super::{Reaction, ReactionError, send_as};
use crate::app::App;
use crate::commands::named;
use crate::entries::each_entry;

const NAME: &str = "withdraw-consequence";

pub(super) const CONCLUDED: Reaction =
    Reaction { on: "responsibility.dispute_concluded", react: |app, event| react(app, event).boxed() };
pub(super) const NO_CAUSE: Reaction =
    Reaction { on: "responsibility.no_cause_decided", react: |app, event| react(app, event).boxed() };
pub(super) const BECAME_FINAL: Reaction =
    Reaction { on: "responsibility.became_final", react: |app, event| react(app, event).boxed() };
/// What is noted may rest on what stood no longer by then.
pub(super) const NOTED: Reaction =
    Reaction { on: "responsibility.consequence_noted", react: |app, event| react(app, event).boxed() };

async fn react(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let envelope = Entry::<ResponsibilityFact>::decode(event)?.envelope;
    let Ok(case) = event.stream.as_str().parse::<ResponsibilityId>() else { return Ok(()) };
    // As it stood with this event: what came later withdraws what it overturned itself, so that each says why.
    let mut then = Responsibility::default();
    let until_then = |entry: &Entry<ResponsibilityFact>| {
        if entry.revision <= event.revision {
            then.evolve(entry);
        }
    };
    each_entry::<_, ReactionError>(&*app.store, &event.stream, until_then).await?;
    for noted in then.overturned() {
        let because = Overturned { case, event: event.id };
        withdraw(app, event, &envelope, because, (noted.consequence, noted.event)).await?;
    }
    Ok(())
}

/// Withdraws what an event elsewhere decided, unless that no longer holds anyway.
pub(super) async fn withdraw(
    app: &App,
    event: &RecordedEvent,
    envelope: &Envelope,
    because: Overturned,
    (consequence, decided): (Consequence, EventId),
) -> Result<(), ReactionError> {
    let id = |stream: &dyn std::fmt::Display| CommandId::following(event.id, &format!("{NAME} {stream} {decided}"));
    match consequence {
        Consequence::Appraisal { appraisal } => {
            let spec = named(appraisal::COMMANDS, "withdraw-result");
            let command = WithdrawResult { because, assessment: decided };
            let stream = appraisal.stream();
            send_as(app, (NAME, id(&stream)), event, envelope, (spec, Some(stream), &command)).await
        }
        Consequence::Reward { reward } => {
            let spec = named(reward::COMMANDS, "withdraw-consequence");
            let stream = reward.stream();
            send_as(app, (NAME, id(&stream)), event, envelope, (spec, Some(stream), &WithdrawConsequence { because }))
                .await
        }
    }
}
