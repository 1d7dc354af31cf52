//! What is published of notifications.

use domain::queries::SHOW_BOARD;

use crate::published::ColumnKind::{Boolean, Instant, Integer, Json, Text};
use crate::published::{PublishedView, column};

/// Who is told of what.
pub const NOTIFICATIONS: PublishedView = PublishedView {
    name: "notifications",
    about: "A row for everybody who is told of something by the rules that were in force: by role, group, department or name \
            (P2.1.b, P3.2.a, P3.3.a, P4.2). What was brought in tells nobody. Of appraisals the appraised are told, and nobody sees it \
            here.",
    permission: &SHOW_BOARD,
    columns: &[
        column("number", Integer, "grows with the log; what follows from one event has numbers in a row"),
        column("ticket", Text, "the ticket; none where it is about another record"),
        column("stream", Text, "the ticket, its case, the improvement measure or the reward"),
        column("event", Text, "the event that is told"),
        column("kind", Text, "its type"),
        column("rule", Text, "the rule by which it is told"),
        column("role", Text, "the role that is told"),
        column("group_code", Text, "the group that is told"),
        column("person", Text, "the person who is told"),
        column("department", Text, "the department whose head is told, or everybody of it where it has none"),
        column("class", Text, "the class of the ticket then"),
        column("clock", Text, "the clock that it is about"),
        column("is_live", Boolean, "whether it happened here; what is made up for a demonstration stays in inboxes"),
        column("channels", Json, "the channels beside the inbox, by name; null: all that are set up"),
        column("every_s", Integer, "after how many seconds it is told again, until it is answered"),
        column("told_at", Instant, "when the event was recorded"),
        column("answered_at", Instant, "when what it waits for was done"),
    ],
    select: "SELECT number, ticket, stream, event, kind, rule, role, group_code, person, department, class, clock,
            is_live, channels, every_us / 1000000 AS every_s, instant(told_at_us) AS told_at,
            instant(answered_at_us) AS answered_at
        FROM notifications.notifications WHERE stream NOT LIKE 'appraisal-%'",
};
