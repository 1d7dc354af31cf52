//! What the board publishes.

use domain::queries::ASK;

use crate::published::ColumnKind::{Instant, Integer, Json, Text};
use crate::published::{PublishedView, column};

pub(super) const BOARD: PublishedView = PublishedView {
    name: "board",
    about: "A row for each ticket of which something is to be done.",
    permission: &ASK,
    columns: &[
        column("ticket", Text, "the ticket's id"),
        column("urgency", Integer, "the rank of its class, the most urgent first"),
        column("due_at", Instant, "the next deadline"),
        column("class", Text, "general, important or emergency (P2.2)"),
        column("stage", Text, "the life stage"),
        column("group_code", Text, "the group that has it"),
        column("person", Text, "who handles it"),
        column("received_at", Instant, "when the report was received"),
        column("missed_slots", Integer, "slots of the progress grid without a report (P3.2.c)"),
        column("to_dos", Json, "what is to be done, by which roles, until when"),
        column("holds", Json, "the holds that are in force (open point 3)"),
        column("contested", Json, "clocks whose verdict the record speaks against (open point 8)"),
    ],
    select: "SELECT ticket, urgency, instant(due_at_us) AS due_at, class, stage, group_code, person,
            instant(received_at_us) AS received_at, missed_slots, to_dos, holds, contested
        FROM board.board",
};
