//! Training goes its way through several streams (P6.1, P6.3): what is accepted is planned, what is dropped is to be decided again,
//! what is held meets its plan and its need, and whoever was there stands otherwise in the course.

use domain::training_need::{self, NoteDropped, NoteMet};
use domain::training_plan::{self, NoteHeld, TakeInNeed};
use domain::{qualification, qualification::NoteAttendance};
use events_schema::facts::training_need::TrainingNeedFact;
use events_schema::facts::training_plan::TrainingPlanFact;
use events_schema::facts::training_session::TrainingSessionFact;
use events_schema::ids::TrainingPlanId;
use events_schema::{CommandId, Entry, RecordedEvent};
use futures_util::FutureExt;

use super::{Reaction, ReactionError, send, send_as};
use crate::app::App;
use crate::commands::named;

const TAKE_IN: &str = "take-in-need";
const DROPPED: &str = "note-dropped";
const MET: &str = "note-met";
const HELD: &str = "note-held";
const ATTENDED: &str = "note-attendance";

pub(super) const REACTIONS: [Reaction; 5] = [
    Reaction { on: "training_need.accepted", react: |app, event| accepted(app, event).boxed() },
    Reaction { on: "training_plan.item_removed", react: |app, event| of_plan(app, event).boxed() },
    Reaction { on: "training_plan.item_held", react: |app, event| of_plan(app, event).boxed() },
    Reaction { on: "training_session.held", react: |app, event| held(app, event).boxed() },
    Reaction { on: "training_session.attendance_recorded", react: |app, event| attended(app, event).boxed() },
];

async fn accepted(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let entry = Entry::<TrainingNeedFact>::decode(event)?;
    let (TrainingNeedFact::Accepted(accepted), Ok(need)) = (entry.fact, event.stream.as_str().parse()) else {
        return Ok(());
    };
    let command = TakeInNeed { need, accepted };
    send(app, TAKE_IN, event, &entry.envelope, (named(training_plan::COMMANDS, TAKE_IN), None, &command)).await
}

async fn of_plan(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let entry = Entry::<TrainingPlanFact>::decode(event)?;
    let Ok(plan) = event.stream.key().parse::<TrainingPlanId>() else { return Ok(()) };
    match entry.fact {
        TrainingPlanFact::ItemRemoved(fact) => {
            let Some(need) = fact.need else { return Ok(()) };
            let command = NoteDropped { plan, item: fact.item, reason: fact.reason };
            let command = (named(training_need::COMMANDS, DROPPED), Some(need.stream()), &command as _);
            send(app, DROPPED, event, &entry.envelope, command).await
        }
        TrainingPlanFact::ItemHeld(fact) => {
            let Some(need) = fact.need else { return Ok(()) };
            let command = NoteMet { plan, item: fact.item, session: fact.session };
            let command = (named(training_need::COMMANDS, MET), Some(need.stream()), &command as _);
            send(app, MET, event, &entry.envelope, command).await
        }
        _ => Ok(()),
    }
}

async fn held(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let entry = Entry::<TrainingSessionFact>::decode(event)?;
    let (TrainingSessionFact::Held(fact), Ok(session)) = (entry.fact, event.stream.as_str().parse()) else {
        return Ok(());
    };
    let Some(fulfils) = fact.fulfils else { return Ok(()) };
    let command = NoteHeld { item: fulfils.item, course: fact.course, session, held_at: entry.envelope.occurred_at };
    let command = (named(training_plan::COMMANDS, HELD), Some(fulfils.plan.stream()), &command as _);
    send(app, HELD, event, &entry.envelope, command).await
}

async fn attended(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let entry = Entry::<TrainingSessionFact>::decode(event)?;
    let (TrainingSessionFact::AttendanceRecorded(fact), Ok(session)) = (entry.fact, event.stream.as_str().parse())
    else {
        return Ok(());
    };
    for of in fact.people {
        let id = CommandId::following(event.id, &format!("{ATTENDED} {}", of.person));
        let command = NoteAttendance {
            person: of.person,
            course: fact.course.clone(),
            course_version: fact.course_version,
            session,
            held_at: fact.held_at,
            attendance: of.attendance,
        };
        let command = (named(qualification::COMMANDS, ATTENDED), None, &command as _);
        send_as(app, (ATTENDED, id), event, &entry.envelope, command).await?;
    }
    Ok(())
}
