//! A result or a reward rests on responsibility: the case notes it, so that a dispute can withdraw it (open point 11).

use std::collections::BTreeSet;

use domain::responsibility::{COMMANDS, NoteConsequence};
use events_schema::facts::appraisal::AppraisalFact;
use events_schema::facts::responsibility::{Consequence, Overturned, RestsOn};
use events_schema::facts::reward::RewardFact;
use events_schema::{CommandId, Entry, Envelope, RecordedEvent, Revision};
use futures_util::FutureExt;

use super::withdraw_consequences::withdraw;
use super::{Reaction, ReactionError, send_as};
use crate::app::App;
use crate::commands::named;

const NAME: &str = "note-consequence";

pub(super) const ASSESSED: Reaction =
    Reaction { on: "appraisal.assessed", react: |app, event| assessed(app, event).boxed() };
pub(super) const PROPOSED: Reaction =
    Reaction { on: "reward.proposed", react: |app, event| proposed(app, event).boxed() };

async fn assessed(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let entry = Entry::<AppraisalFact>::decode(event)?;
    let (AppraisalFact::Assessed(fact), Ok(appraisal)) = (entry.fact, event.stream.as_str().parse()) else {
        return Ok(());
    };
    let rests_on = fact.figures.into_iter().flat_map(|figure| figure.rests_on).collect();
    note(app, event, &entry.envelope, Consequence::Appraisal { appraisal }, rests_on).await
}

async fn proposed(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let entry = Entry::<RewardFact>::decode(event)?;
    let (RewardFact::Proposed(fact), Ok(reward)) = (entry.fact, event.stream.as_str().parse()) else {
        return Ok(());
    };
    note(app, event, &entry.envelope, Consequence::Reward { reward }, fact.rests_on.into_iter().collect()).await
}

async fn note(
    app: &App,
    event: &RecordedEvent,
    envelope: &Envelope,
    consequence: Consequence,
    rests_on: BTreeSet<RestsOn>,
) -> Result<(), ReactionError> {
    for RestsOn { case, standing } in rests_on {
        let noted = NoteConsequence { consequence, event: event.id, standing };
        let stream = case.stream();
        if app.store.read_stream(&stream, Revision::FIRST, 1).await?.is_empty() {
            // Nothing stands in a case that is not there, and it can note nothing.
            let because = Overturned { case, event: event.id };
            withdraw(app, event, envelope, because, (consequence, event.id)).await?;
            continue;
        }
        let id = CommandId::following(event.id, &format!("{NAME} {stream} {standing}"));
        send_as(app, (NAME, id), event, envelope, (named(COMMANDS, NAME), Some(stream), &noted)).await?;
    }
    Ok(())
}
