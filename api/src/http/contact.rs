//! `GET /v1/tickets/{id}/contact` and `/v1/people/{id}/contact`: contact data, opened.

use axum::Json;
use axum::extract::{Path, State};
use domain::Aggregate;
use domain::queries::{SHOW_CONTACT, SHOW_STAFF_CONTACT};
use domain::ticket::Ticket;
use events_schema::Personal;
use events_schema::ids::{CustomerId, PersonId};
use schemars::JsonSchema;
use serde::Serialize;

use super::auth::Caller;
use super::history::check_own;
use super::{Problem, Served, command};
use crate::entries::each_entry;
use crate::keys::{self, KeyStoreError, OpenError};

/// How to reach the customer of a ticket.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ShownContact {
    /// The customer.
    customer: CustomerId,
    /// Whether his data were erased; then there are none below.
    erased: bool,
    /// The name of the person to ask for.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// The WeChat id.
    #[serde(skip_serializing_if = "Option::is_none")]
    wechat: Option<String>,
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

pub(super) async fn show(
    State(served): State<Served>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Json<ShownContact>, Problem> {
    caller.may(&SHOW_CONTACT)?;
    let stream = command::member::<Ticket>(&id).ok_or_else(Problem::not_found)?;
    check_own::<Ticket>(&served, &stream, &caller).await?;
    let mut ticket = Ticket::default();
    each_entry::<_, Problem>(&*served.app.store, &stream, |entry| ticket.evolve(entry)).await?;
    let report = ticket.report().ok_or_else(Problem::not_found)?;
    let mut shown =
        ShownContact { customer: report.customer, erased: false, name: None, phone: None, wechat: None, address: None };
    if let Some(contact) = ticket.contact() {
        shown.name = open(&served, Some(&contact.name), &mut shown.erased)?;
        shown.phone = open(&served, Some(&contact.phone), &mut shown.erased)?;
        shown.wechat = open(&served, contact.wechat.as_ref(), &mut shown.erased)?;
        shown.address = open(&served, contact.address.as_ref(), &mut shown.erased)?;
    }
    tracing::info!(actor = %caller.actor.id, ticket.id = %stream, "contact data were opened");
    Ok(Json(shown))
}

/// How to reach somebody of the factory.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ShownStaffContact {
    /// The personnel number.
    person: PersonId,
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

pub(super) async fn of_person(
    State(served): State<Served>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Json<ShownStaffContact>, Problem> {
    caller.may(&SHOW_STAFF_CONTACT)?;
    let person: PersonId = id.parse().map_err(|_| Problem::not_found())?;
    let reference = served.app.directory.now().reference;
    let known = &reference.person(&person).ok_or_else(Problem::not_found)?.is;
    let contact = known.contact();
    let mut erased = false;
    let name = open(&served, known.name(), &mut erased)?;
    let phone = open(&served, contact.and_then(|contact| contact.phone.as_ref()), &mut erased)?;
    let email = open(&served, contact.and_then(|contact| contact.email.as_ref()), &mut erased)?;
    tracing::info!(actor = %caller.actor.id, %person, "contact data of staff were opened");
    Ok(Json(ShownStaffContact { person, erased, name, phone, email }))
}

/// The text of a sealed value; nothing, and a note, if its subject was erased.
pub(super) fn open(served: &Served, value: Option<&Personal>, erased: &mut bool) -> Result<Option<String>, Problem> {
    let Some(Personal::Sealed(sealed)) = value else { return Ok(None) };
    match keys::open(sealed, &served.app.keys) {
        Ok(text) => Ok(Some(text)),
        Err(OpenError::Key(KeyStoreError::Erased(_))) => {
            *erased = true;
            Ok(None)
        }
        Err(error @ (OpenError::Key(_) | OpenError::NotGenuine)) => Err(Problem::internal(&error)),
    }
}
