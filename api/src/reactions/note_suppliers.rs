//! What stands of a case says whether a supplier answers for the issue: the notices to suppliers about it note that (P4.1, open
//! point 11).

use domain::Aggregate;
use domain::responsibility::{Responsibility, Stage};
use domain::supplier_notice::{COMMANDS, NoteResponsibility};
use events_schema::facts::responsibility::{Party, ResponsibilityFact, Share};
use events_schema::facts::supplier_notice::SupplierNoticeFact;
use events_schema::ids::{ResponsibilityId, SupplierId, SupplierNoticeId};
use events_schema::{CommandId, Entry, Envelope, EventId, Position, RecordedEvent, Revision};
use futures_util::FutureExt;
use projections::supplier_notices::SUPPLIER_NOTICES;
use projections::{Condition, Projection, SupplierNotices};

use super::{Reaction, ReactionError, send_as};
use crate::app::App;
use crate::commands::named;
use crate::entries::each_entry;

pub(crate) const NAME: &str = "note-responsibility";

pub(super) const BECAME_FINAL: Reaction =
    Reaction { on: "responsibility.became_final", react: |app, event| decided(app, event).boxed() };
pub(super) const CONCLUDED: Reaction =
    Reaction { on: "responsibility.dispute_concluded", react: |app, event| decided(app, event).boxed() };
pub(super) const NO_CAUSE: Reaction =
    Reaction { on: "responsibility.no_cause_decided", react: |app, event| decided(app, event).boxed() };
/// What stands already by then is noted too.
pub(super) const SENT: Reaction = Reaction { on: "supplier_notice.sent", react: |app, event| sent(app, event).boxed() };

/// How long the read model may take to see what is in the log.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(600);

/// What stands of a case about suppliers, and by which event.
pub(crate) struct Stands {
    standing: EventId,
    shares: Vec<(SupplierId, Share)>,
}

impl Stands {
    /// `None` while nothing does. `no_cause` is the event that said that nobody is responsible, if one did.
    pub(crate) fn of(is: &Responsibility, no_cause: Option<EventId>) -> Option<Self> {
        match (is.stage, &is.standing, no_cause) {
            (Stage::Final, Some(standing), _) => {
                let suppliers = standing.shares.iter().filter_map(|of| match &of.party {
                    Party::Supplier { supplier } => Some((supplier.clone(), of.share)),
                    Party::Department { .. } | Party::Person { .. } => None,
                });
                Some(Self { standing: standing.event, shares: suppliers.collect() })
            }
            (Stage::NoCause, _, Some(standing)) => Some(Self { standing, shares: Vec::new() }),
            (_, _, _) => None,
        }
    }

    /// What the notice to a supplier notes of it.
    pub(crate) fn noted(&self, case: ResponsibilityId, supplier: &SupplierId) -> NoteResponsibility {
        let share = self.shares.iter().find(|(of, _)| of == supplier).map(|(_, share)| *share);
        NoteResponsibility { case, standing: self.standing, share }
    }
}

/// By which command a notice notes what follows from an event.
pub(crate) fn noting(event: EventId, notice: SupplierNoticeId) -> CommandId {
    CommandId::following(event, &format!("{NAME} {notice}"))
}

async fn decided(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let envelope = Entry::<ResponsibilityFact>::decode(event)?.envelope;
    let Ok(case) = event.stream.as_str().parse::<ResponsibilityId>() else { return Ok(()) };
    // As it stood with this event: what came later is noted by its own.
    let Some(stands) = stands(app, case, Some(event)).await? else { return Ok(()) };
    for (notice, supplier) in notices_of(app, case, event.position).await? {
        // What was proposed later notes what stands when it is sent; what stood before is no news to it.
        let first = app.store.read_stream(&notice.stream(), Revision::FIRST, 1).await?;
        if first.iter().any(|proposed| proposed.position > event.position) {
            continue;
        }
        note(app, event, &envelope, (case, &stands), (notice, &supplier)).await?;
    }
    Ok(())
}

async fn sent(app: &App, event: &RecordedEvent) -> Result<(), ReactionError> {
    let entry = Entry::<SupplierNoticeFact>::decode(event)?;
    let (SupplierNoticeFact::Sent(fact), Ok(notice)) = (&entry.fact, event.stream.as_str().parse()) else {
        return Ok(());
    };
    let case = ResponsibilityId::of(fact.ticket);
    let Some(stands) = stands(app, case, None).await? else { return Ok(()) };
    note(app, event, &entry.envelope, (case, &stands), (notice, &fact.supplier)).await
}

async fn stands(
    app: &App,
    case: ResponsibilityId,
    until: Option<&RecordedEvent>,
) -> Result<Option<Stands>, ReactionError> {
    let (mut is, mut no_cause) = (Responsibility::default(), None);
    let until_then = |entry: &Entry<ResponsibilityFact>| {
        if until.is_none_or(|until| entry.revision <= until.revision) {
            is.evolve(entry);
            if let ResponsibilityFact::NoCauseDecided(_) = entry.fact {
                no_cause = Some(entry.id);
            }
        }
    };
    each_entry::<_, ReactionError>(&*app.store, &case.stream(), until_then).await?;
    Ok(Stands::of(&is, no_cause))
}

async fn notices_of(
    app: &App,
    case: ResponsibilityId,
    position: Position,
) -> Result<Vec<(SupplierNoticeId, SupplierId)>, ReactionError> {
    app.models.reached(SupplierNotices::NAME, position, PATIENCE).await?;
    let of_ticket = Condition::of(&SUPPLIER_NOTICES, "ticket", &case.ticket().to_string())?;
    let view = app.models.views().of::<SupplierNotices>();
    let rows = view.rows(&SUPPLIER_NOTICES, &[of_ticket], None, 500)?.value.items;
    let named = rows.iter().filter_map(|row| {
        let text = |column| row.get(column).and_then(serde_json::Value::as_str);
        Some((text("supplier_notice")?.parse().ok()?, text("supplier")?.parse().ok()?))
    });
    Ok(named.collect())
}

async fn note(
    app: &App,
    event: &RecordedEvent,
    envelope: &Envelope,
    (case, stands): (ResponsibilityId, &Stands),
    (notice, supplier): (SupplierNoticeId, &SupplierId),
) -> Result<(), ReactionError> {
    let (command, id) = (stands.noted(case, supplier), noting(event.id, notice));
    send_as(app, (NAME, id), event, envelope, (named(COMMANDS, NAME), Some(notice.stream()), &command)).await
}
