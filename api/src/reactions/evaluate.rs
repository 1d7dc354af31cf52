//! Late data changes what a supplier came to in a period that is over: there is a second figure (P7.3). A figure, and what becomes
//! of an objection to it, is passed on to how the supplier stands (open point 9).

use domain::supplier_evaluation::{COMMANDS, SupplierEvaluation};
use domain::supplier_standing::{self, ProposeStanding};
use domain::{Aggregate, corrective_action::CorrectiveAction, supplier_notice::SupplierNotice};
use events_schema::facts::corrective_action::CorrectiveActionFact;
use events_schema::facts::supplier_evaluation::SupplierEvaluationFact;
use events_schema::facts::supplier_notice::SupplierNoticeFact;
use events_schema::ids::{SupplierEvaluationId, SupplierId};
use events_schema::{CommandId, Entry, Envelope, FactSet, RecordedEvent};
use futures_util::FutureExt;

use super::{Reaction, ReactionError, send, send_as};
use crate::app::App;
use crate::commands::named;
use crate::entries::each_entry;
use crate::evaluation::{SCORE, look};

const PROPOSE: &str = "propose";

const fn late(on: &'static str) -> Reaction {
    Reaction { on, react: |app, event| late_data(app, event).boxed() }
}

const fn passed_on(on: &'static str) -> Reaction {
    Reaction { on, react: |app, event| pass_on(app, event).boxed() }
}

/// Whatever may change a figure.
pub(super) const REACTIONS: [Reaction; 19] = [
    late("supplier_notice.sent"),
    late("supplier_notice.received"),
    late("supplier_notice.responded"),
    late("supplier_notice.solution_given"),
    late("supplier_notice.solution_accepted"),
    late("supplier_notice.solution_returned"),
    late("supplier_notice.clock_breached"),
    late("supplier_notice.clock_reassessed"),
    late("supplier_notice.responsibility_noted"),
    late("supplier_notice.withdrawn"),
    late("corrective_action.requested"),
    late("corrective_action.gate_accepted"),
    late("corrective_action.gate_moved"),
    late("corrective_action.verified"),
    late("corrective_action.cancelled"),
    late("supplier.volume_recorded"),
    passed_on("supplier_evaluation.scored"),
    passed_on("supplier_evaluation.rescored"),
    passed_on("supplier_evaluation.objection_answered"),
];

/// Scores the supplier whom an event is about once more, for each period for which he was scored: the oldest first, for what it
/// comes to counts in those after it.
pub(crate) async fn late_data(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let Some((supplier, envelope)) = concerned(app, event).await? else { return Ok(()) };
    let mut found = look(app, &supplier, Some(event.position)).await?;
    let reference = app.directory.now().reference;
    for (period, version) in found.evaluated() {
        let command = found.score(period, reference.supplier_scheme_version(version)?)?;
        let stream = SupplierEvaluationId::of(period, &supplier).stream();
        let id = CommandId::following(event.id, &format!("{SCORE} {stream}"));
        send_as(app, (SCORE, id), event, &envelope, (named(COMMANDS, SCORE), None, &command)).await?;
    }
    Ok(())
}

/// Whose figures an event may change.
async fn concerned(app: &App, event: &RecordedEvent) -> Result<Option<(SupplierId, Envelope)>, ReactionError> {
    let envelope = |envelope: &Envelope| envelope.clone();
    Ok(match event.stream.category() {
        SupplierNoticeFact::CATEGORY => {
            let said = Entry::<SupplierNoticeFact>::decode(event)?;
            let is = state::<SupplierNotice>(app, event).await?;
            is.supplier().cloned().zip(Some(envelope(&said.envelope)))
        }
        CorrectiveActionFact::CATEGORY => {
            let said = Entry::<CorrectiveActionFact>::decode(event)?;
            let is = state::<CorrectiveAction>(app, event).await?;
            is.owed.map(|(supplier, _)| supplier).zip(Some(envelope(&said.envelope)))
        }
        _ => {
            let said = Entry::<events_schema::facts::supplier::SupplierFact>::decode(event)?;
            event.stream.key().parse().ok().zip(Some(envelope(&said.envelope)))
        }
    })
}

/// What a stream had come to with an event.
async fn state<A: Aggregate>(app: &App, event: &RecordedEvent) -> Result<A, ReactionError> {
    let mut is = A::default();
    let until_then = |entry: &Entry<A::Fact>| {
        if entry.revision <= event.revision {
            is.evolve(entry);
        }
    };
    each_entry::<_, ReactionError>(&*app.store, &event.stream, until_then).await?;
    Ok(is)
}

async fn pass_on(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let envelope = Entry::<SupplierEvaluationFact>::decode(event)?.envelope;
    let is = state::<SupplierEvaluation>(app, event).await?;
    let target = is.target();
    let (Some((supplier, period, _)), Some(figure)) = (is.of, is.latest) else { return Ok(()) };
    // An objection that was rejected leaves the figure, and with it what was proposed, as it is.
    let score_event = if target.is_some() { figure.event } else { event.id };
    let command = ProposeStanding { supplier, period, target, score_event };
    let propose = named(supplier_standing::COMMANDS, PROPOSE);
    send(app, PROPOSE, event, &envelope, (propose, None, &command)).await
}
