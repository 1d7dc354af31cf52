//! `as_of` and `occurred_until`: what a query sees of the past, and `GET /v1/as-of`.

use std::path::PathBuf;
use std::str::FromStr;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::queries::SHOW_READ_MODELS;
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::TicketId;
use events_schema::{Duration, Entry, Envelope, Position, RecordedEvent, Timestamp};
use projections::{Model, Past, Projection, View, had_happened, models};

use super::auth::Caller;
use super::parameters::Parameters;
use super::tickets::wait_for;
use super::{Problem, Served};
use crate::entries::each_entry;
use crate::past::{Making, NotThere, file, position_at};

/// Up to when a history is asked for.
#[derive(Debug, Clone, Copy)]
pub enum AsOf {
    /// Everything up to this position of the log, with it.
    Position(Position),
    /// Everything recorded until then: the longest beginning of the history that was.
    Time(Timestamp),
}

impl FromStr for AsOf {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let position = text.parse().map(Self::Position).ok();
        let as_of = position.or_else(|| text.parse().map(Self::Time).ok()).or_else(|| end_of_day(text).map(Self::Time));
        as_of.ok_or(
            "send a position, an RFC 3339 time, or a day of the factory, as 2026-06-30, which stands for its end",
        )
    }
}

/// The last microsecond of a day of the factory.
fn end_of_day(text: &str) -> Option<Timestamp> {
    const DAY: Duration = Duration::from_micros(24 * 3_600_000_000 - 1);
    if text.len() != "2026-06-30".len() {
        return None;
    }
    let begin: Timestamp = format!("{text}T00:00:00+08:00").parse().ok()?;
    Some(begin + DAY)
}

impl AsOf {
    /// Refuses what is still to come: an answer for it could read otherwise tomorrow.
    pub(super) fn checked(self, served: &Served) -> Result<Self, Problem> {
        let is_ahead = match self {
            Self::Position(position) => position.0 >= *served.app.store.length().borrow(),
            Self::Time(time) => time > served.app.clock.now(),
        };
        if is_ahead {
            Err(Problem::bad_parameter("as_of", "lies in the future; leave it out for now"))
        } else {
            Ok(self)
        }
    }

    /// Whether an event was there.
    pub fn includes(self, event: &RecordedEvent) -> Result<bool, serde_json::Error> {
        match self {
            Self::Position(position) => Ok(event.position <= position),
            Self::Time(time) => {
                serde_json::from_slice::<Envelope>(&event.metadata).map(|envelope| envelope.recorded_at <= time)
            }
        }
    }
}

/// What a query sees of the past.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    as_of: Option<AsOf>,
    occurred_until: Option<Timestamp>,
}

impl Parameters {
    /// Takes `as_of` and `occurred_until`; `None`: it is asked for now. Nobody waits for a position in the past.
    pub(super) fn take_past(
        &mut self,
        served: &Served,
        min_position: Option<Position>,
    ) -> Result<Option<Asked>, Problem> {
        let as_of = self.take("as_of")?.map(|as_of: AsOf| as_of.checked(served)).transpose()?;
        let occurred_until = self.take("occurred_until")?;
        let is_past = as_of.is_some() || occurred_until.is_some();
        if is_past && min_position.is_some() {
            return Err(Problem::bad_parameter(
                "min_position",
                "waits for what is shown now; leave it out of the past",
            ));
        }
        Ok(is_past.then_some(Asked { as_of, occurred_until }))
    }
}

impl Asked {
    /// The instant that it stands for: what was due then, and who was there.
    pub(super) async fn instant(self, served: &Served) -> Result<Timestamp, Problem> {
        let recorded = match self.as_of {
            None => served.app.clock.now(),
            Some(AsOf::Time(time)) => time,
            Some(AsOf::Position(last)) => {
                let event = served.app.store.read_all(last, 1).await?;
                let envelope = event.first().map(|event| serde_json::from_slice::<Envelope>(&event.metadata));
                let envelope = envelope.transpose().map_err(|error| Problem::internal(&error))?;
                envelope.map_or_else(|| served.app.clock.now(), |envelope| envelope.recorded_at)
            }
        };
        Ok(self.occurred_until.map_or(recorded, |until| until.min(recorded)))
    }

    /// The file of a read model as it was.
    pub(super) async fn file<P: Projection>(self, served: &Served) -> Result<PathBuf, Problem> {
        Ok(file(&served.app, model::<P>(), self.place(served).await?).await?)
    }

    /// The entries of a ticket that were there, which is what folds one stream is computed from.
    pub(super) async fn entries(self, served: &Served, ticket: TicketId) -> Result<Vec<Entry<TicketFact>>, Problem> {
        let place = self.place(served).await?;
        let mut entries = Vec::new();
        let keep = |entry: &Entry<TicketFact>| {
            if entry.position < Some(place.recorded) {
                entries.push(entry.clone());
            }
        };
        each_entry::<_, Problem>(&*served.app.store, &ticket.stream(), keep).await?;
        if let Some(until) = place.occurred {
            entries = had_happened(&entries, until).into_iter().cloned().collect();
        }
        if entries.is_empty() { Err(Problem::not_found().detail("there was no such ticket then")) } else { Ok(entries) }
    }

    /// The place in the log that it stands for.
    pub(super) async fn place(self, served: &Served) -> Result<Past, Problem> {
        let recorded = match self.as_of {
            None => settled(*served.app.store.length().borrow()),
            Some(AsOf::Position(last)) => last.next(),
            Some(AsOf::Time(time)) => position_at(&served.app, time).await?,
        };
        Ok(Past { recorded, occurred: self.occurred_until })
    }
}

/// What had happened until a time, as we know it now, is asked again and again while the log grows: of a large log it is the
/// state at the last of these steps, which the answer names, so that it is made once and not at every event.
fn settled(length: u64) -> Position {
    const STEP: u64 = 8_192;
    Position(if length < STEP { length } else { length / STEP * STEP })
}

/// The queries of a read model: as it is, once it has seen a position, or as it was.
pub(super) async fn view<P: Projection>(
    served: &Served,
    past: Option<Asked>,
    min_position: Option<Position>,
) -> Result<View<P>, Problem> {
    match past {
        None => {
            wait_for(served, P::NAME, min_position).await?;
            Ok(served.app.models.views().of::<P>())
        }
        Some(past) => Ok(View::of_file(past.file::<P>(served).await?)),
    }
}

fn model<P: Projection>() -> &'static Model {
    let named = models().iter().find(|model| model.name == P::NAME);
    named.expect("every read model stands in the table of read models")
}

/// What is being made of the past.
pub(super) async fn list(State(served): State<Served>, caller: Caller) -> Result<Json<Vec<Making>>, Problem> {
    caller.may(&SHOW_READ_MODELS)?;
    Ok(Json(served.app.pasts.makings()))
}

impl From<NotThere> for Problem {
    fn from(error: NotThere) -> Self {
        match &error {
            NotThere::Making(making) => {
                let rate = making.done.0 as f64 / making.seconds.max(1.0);
                let left = (making.total.0.saturating_sub(making.done.0)) as f64 / rate.max(1.0);
                Self::not_there_yet(
                    format!("what it was then is being made: {} of {} events; ask again", making.done, making.total),
                    left.clamp(2.0, 60.0) as u32,
                )
            }
            NotThere::Busy => Self::busy("past_busy", "several states of the past are being made; ask again"),
            NotThere::Failed(_) | NotThere::Times(_) => {
                tracing::error!(error = projections::with_sources(&error), "a state of the past cannot be made");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the program failed", "程序内部错误")
            }
        }
    }
}
