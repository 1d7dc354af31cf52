//! What the details publish: the entries of tickets, as corrected.

use domain::queries::ASK;

use crate::published::ColumnKind::{Instant, Integer, Json, Text};
use crate::published::{PublishedView, column};

pub(super) const ENTRIES: PublishedView = PublishedView {
    name: "entries",
    about: "A row for each entry of each ticket that counts, as corrected. What was retracted or moved away is not there; \
            `events` has what was recorded.",
    permission: &ASK,
    columns: &[
        column("ticket", Text, "the ticket's id"),
        column("section", Text, "where it stands in the ticket's details"),
        column("event", Text, "the event's id"),
        column("revision", Integer, "its place in the ticket's history"),
        column("type", Text, "the type of the fact"),
        column("occurred_at", Instant, "when it happened, as corrected"),
        column("recorded_at", Instant, "when it was recorded"),
        column("actor", Text, "who recorded it"),
        column("role", Text, "in which role"),
        column("corrections", Integer, "how often it was corrected"),
        column("data", Json, "what happened, as corrected; personal values are sealed"),
    ],
    select: "SELECT details.ticket, section.key AS section, entry.value ->> 'event' AS event,
            entry.value ->> 'revision' AS revision, entry.value ->> '$.fact.type' AS type,
            instant(entry.value ->> 'occurred_at') AS occurred_at, instant(entry.value ->> 'recorded_at') AS recorded_at,
            entry.value ->> '$.actor.id' AS actor, entry.value ->> '$.actor.role' AS role,
            ifnull(json_array_length(entry.value -> 'corrected_by'), 0) AS corrections, entry.value -> '$.fact.data' AS data
        FROM ticket_details.ticket_details AS details, json_each(details.document) AS section, json_each(section.value) AS entry
        WHERE section.type = 'array' AND section.key <> 'retracted'",
};

/// Diagnoses.
pub const DIAGNOSES: PublishedView = PublishedView {
    name: "diagnoses",
    about: "A row for each diagnosis that came to a cause and counts, as corrected (P3.1.c).",
    permission: &ASK,
    columns: &[
        column("ticket", Text, "the ticket's id"),
        column("event", Text, "the event's id"),
        column("concluded_at", Instant, "when it was concluded, as corrected"),
        column("person", Text, "who concluded it"),
        column("category", Text, "the category of the cause (人机料法环测)"),
        column("failure_code", Text, "the code of the failure, from the factory's own list"),
        column("root_cause", Text, "the root cause"),
        column("part_number", Text, "the part at fault, if one is"),
        column("part_batch", Text, "the batch that the part is from"),
        column("part_supplier", Text, "who made the part"),
    ],
    select: "SELECT details.ticket, entry.value ->> 'event' AS event, instant(entry.value ->> 'occurred_at') AS concluded_at,
            entry.value ->> '$.actor.id' AS person, entry.value ->> '$.fact.data.category' AS category,
            entry.value ->> '$.fact.data.failure_code' AS failure_code, entry.value ->> '$.fact.data.root_cause' AS root_cause,
            entry.value ->> '$.fact.data.part.number' AS part_number, entry.value ->> '$.fact.data.part.batch' AS part_batch,
            entry.value ->> '$.fact.data.part.supplier' AS part_supplier
        FROM ticket_details.ticket_details AS details, json_each(details.document, '$.diagnosis') AS entry
        WHERE entry.value ->> '$.fact.type' = 'ticket.diagnosis_concluded'",
};
