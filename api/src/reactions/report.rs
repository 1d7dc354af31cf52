//! Somebody wants a report to be made again: it is made, of what is known with that event (P5.3).

use domain::periodic_report::COMMANDS;
use events_schema::facts::periodic_report::PeriodicReportFact;
use events_schema::ids::PeriodicReportId;
use events_schema::{Entry, RecordedEvent};
use futures_util::FutureExt;

use super::{Reaction, ReactionError, send};
use crate::app::App;
use crate::commands::named;
use crate::report::{MAKE, make};

pub(super) const REACTION: Reaction =
    Reaction { on: "periodic_report.requested", react: |app, event| react(app, event).boxed() };

async fn react(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let entry = Entry::<PeriodicReportFact>::decode(event)?;
    let Ok(report) = event.stream.key().parse::<PeriodicReportId>() else { return Ok(()) };
    let command = make(app, report.period(), Some(event.position)).await?;
    send(app, MAKE, event, &entry.envelope, (named(COMMANDS, MAKE), None, &command)).await
}
