//! What is shown of suppliers beside lists: who is reached there, a notice, how its clocks come to their deadlines.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::Aggregate;
use domain::clocks::Explanation;
use domain::queries::{SHOW_SUPPLIER_CONTACTS, SHOW_SUPPLIER_NOTICES};
use domain::supplier::Supplier;
use domain::supplier_notice::{CLOCKS, COMMANDS, NoteOpened, SupplierNotice};
use events_schema::facts::supplier::{SupplierContactAdded, SupplierFact};
use events_schema::ids::SupplierContactId;
use events_schema::{Actor, CommandId, StreamName};
use projections::SupplierNotices;
use schemars::JsonSchema;
use serde::Serialize;

use super::auth::Caller;
use super::contact::open;
use super::listing::By;
use super::parameters::Parameters;
use super::queries::NOTICES;
use super::{Problem, Served, command, history};
use crate::app::Holds;
use crate::commands::{Request, named};
use crate::entries::each_entry;

/// Somebody who is reached at a supplier.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ShownSupplierContact {
    /// The contact.
    contact: SupplierContactId,
    /// For what.
    duty: String,
    /// Whether the data were erased; then there are none below.
    erased: bool,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// The e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

pub(super) async fn contacts(
    State(served): State<Served>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Json<Vec<ShownSupplierContact>>, Problem> {
    caller.may(&SHOW_SUPPLIER_CONTACTS)?;
    let stream = command::member::<Supplier>(&id).ok_or_else(Problem::not_found)?;
    let mut known: Vec<SupplierContactAdded> = Vec::new();
    let is_there = each_entry::<SupplierFact, Problem>(&*served.app.store, &stream, |entry| match &entry.fact {
        SupplierFact::ContactAdded(fact) => known.push(fact.clone()),
        SupplierFact::ContactRemoved(fact) => known.retain(|of| of.contact != fact.contact),
        SupplierFact::Registered(_)
        | SupplierFact::Renamed(_)
        | SupplierFact::PartsSet(_)
        | SupplierFact::VolumeRecorded(_)
        | SupplierFact::Retired(_) => {}
    });
    if !is_there.await? {
        return Err(Problem::not_found());
    }
    let shown = known.iter().map(|of| {
        let mut erased = false;
        let name = open(&served, Some(&of.reached.name), &mut erased)?;
        let phone = open(&served, of.reached.phone.as_ref(), &mut erased)?;
        let email = open(&served, of.reached.email.as_ref(), &mut erased)?;
        Ok(ShownSupplierContact { contact: of.contact, duty: of.duty.to_string(), erased, name, phone, email })
    });
    let shown = shown.collect::<Result<_, Problem>>()?;
    tracing::info!(actor = %caller.actor.id, %stream, "contact data of a supplier were opened");
    Ok(Json(shown))
}

/// The supplier who asks for a notice has received it.
pub(super) async fn notice(
    State(served): State<Served>,
    Path(id): Path<String>,
    caller: Caller,
    parameters: Parameters,
) -> Result<Response, Problem> {
    let shown =
        NOTICES.row::<SupplierNotices>(&served, &caller, (By::Stream("supplier_notice"), &id), parameters).await?;
    if let (Some(_), Some(stream)) = (caller.actor.supplier(), command::member::<SupplierNotice>(&id)) {
        opened(&served, &caller, stream).await?;
    }
    Ok(shown)
}

async fn opened(served: &Served, caller: &Caller, stream: StreamName) -> Result<(), Problem> {
    let id = CommandId::to("system-supplier-login", stream.as_str(), "opened");
    let actor = Actor { on_behalf_of: Some(caller.actor.id.clone()), ..Actor::system("supplier-login") };
    let request = Request::live(named(COMMANDS, "note-opened"), &NoteOpened {}, Some(stream), id, actor);
    Holds::<SupplierNotice>::streams(&*served.app).perform(&request).await?;
    Ok(())
}

pub(super) async fn explain(
    State(served): State<Served>,
    Path((id, name)): Path<(String, String)>,
    caller: Caller,
    parameters: Parameters,
) -> Result<Json<Explanation>, Problem> {
    caller.may(&SHOW_SUPPLIER_NOTICES)?;
    parameters.nothing_else()?;
    let stream = history::readable::<SupplierNotice>(&served, &id, &caller).await?;
    let ours = caller.actor.supplier().map_or(0, |_| 1);
    let kind = CLOCKS.into_iter().skip(ours).find(|clock| clock.name() == name).ok_or_else(Problem::not_found)?;
    let mut notice = SupplierNotice::default();
    each_entry::<_, Problem>(&*served.app.store, &stream, |entry| notice.evolve(entry)).await?;
    let (now, reference) = (served.app.clock.now(), served.app.directory.now().reference);
    let unpinned = |error| Problem::internal(&error);
    let mut clocks = notice.clocks(now, &reference).map_err(unpinned)?.into_iter();
    let clock = clocks.find(|clock| clock.clock == kind).ok_or_else(Problem::not_found)?;
    Ok(Json(clock.explained(now, &reference).map_err(unpinned)?))
}
