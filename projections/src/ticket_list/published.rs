//! What the list publishes.

use domain::queries::ASK;

use crate::published::ColumnKind::{Instant, Integer, Text};
use crate::published::{PublishedView, column};

pub(super) const TICKETS: PublishedView = PublishedView {
    name: "tickets",
    about: "A row for each ticket, as it reads now.",
    permission: &ASK,
    columns: &[
        column("ticket", Text, "the ticket's id"),
        column("code", Text, "its short code, for the telephone"),
        column("customer", Text, "the customer's id"),
        column("organisation", Text, "the customer's company"),
        column("channel", Text, "hotline, website, wechat or on_site"),
        column("engine_model", Text, "the engine's model"),
        column("engine_serial", Text, "the engine's serial number"),
        column("symptom", Text, "what the customer reported"),
        column("class", Text, "general, important or emergency (P2.2)"),
        column("issue_type", Text, "the code of the issue type (P2.2)"),
        column("group_code", Text, "the group that has it (P3.1.a)"),
        column("person", Text, "who handles it"),
        column("stage", Text, "open, solved, satisfied, closed, closed_unconfirmed, withdrawn or merged"),
        column("received_at", Instant, "when the report was received, as corrected"),
        column("last_changed_at", Instant, "when its last event was recorded"),
        column("revision", Integer, "the revision of its last event"),
        column("first_position", Integer, "the position of its first event"),
    ],
    select:
        "SELECT ticket, code, customer, organisation, channel, engine_model, engine_serial, symptom, class, issue_type,
            group_code, person, stage, instant(received_at_us) AS received_at,
            instant(last_changed_at_us) AS last_changed_at, revision, number AS first_position
        FROM ticket_list.tickets",
};
