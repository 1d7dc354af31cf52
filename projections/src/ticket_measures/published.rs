//! What is published of tickets as measures need them.

use domain::queries::ASK;

use crate::published::ColumnKind::{Instant, Integer, Json, Text};
use crate::published::{PublishedView, column};

/// Tickets with their times.
pub const TICKET_MEASURES: PublishedView = PublishedView {
    name: "ticket_measures",
    about: "A row for each ticket with what measures count: when what was reached first, how it ended, what it is about (P4.3.a).",
    permission: &ASK,
    columns: &[
        column("number", Integer, "the position of its first event"),
        column("ticket", Text, "the ticket's id"),
        column("class", Text, "general, important or emergency"),
        column("channel", Text, "hotline, website, wechat or on_site"),
        column("issue_type", Text, "the issue type"),
        column("engine_model", Text, "the engine's model"),
        column("engine_serial", Text, "the engine's serial number"),
        column("group_code", Text, "the group that had it last"),
        column("person", Text, "who had it last"),
        column("department", Text, "the department of that person then"),
        column("failure_code", Text, "the failure code of the last diagnosis"),
        column("cause", Text, "the category of its cause"),
        column("part", Text, "the part at fault"),
        column("supplier", Text, "the supplier who makes it, as registered then"),
        column("received_at", Instant, "when the report was received"),
        column("triaged_at", Instant, "when it was classified first"),
        column("assigned_at", Instant, "when a group had it first"),
        column("contacted_at", Instant, "when a person spoke with the customer first"),
        column("arrived_at", Instant, "when somebody arrived first"),
        column("relieved_at", Instant, "when a temporary solution let the engine run first"),
        column("solved_at", Instant, "when it was declared solved last"),
        column("ended_at", Instant, "when it ended, if it stands ended"),
        column("ended", Text, "closed, closed_unconfirmed, withdrawn or merged, if it stands ended"),
        column("rating", Integer, "the last rating of the customer, 1 to 5"),
        column("visits", Integer, "in how many episodes somebody was on site"),
        column("came_back", Integer, "how often the customer refused the solution or it was opened again"),
        column("entries", Integer, "how many entries staff recorded"),
        column("late_entries", Integer, "how many of them late, by the policy under which it was received"),
        column("judged", Integer, "how many of its clocks were judged"),
        column("met", Integer, "how many of those were met, by the latest verdict"),
        column("waived", Integer, "of how many clocks the deadline was waived"),
        column("signs", Integer, "how many signs of gaming there are: holds and lower classes close to a deadline"),
        column("costs", Json, "what it cost: amount, an exact decimal, and currency of each entry"),
        column("stood_still_us", Integer, "how long its engine stood still, as far as it runs again, in microseconds"),
        column("stands_since", Instant, "since when its engine stands still, if it does"),
    ],
    select: "SELECT number, ticket, class, channel, issue_type, engine_model, engine_serial, group_code, person, department,
            failure_code, cause, part, supplier, instant(received_at_us) AS received_at, instant(triaged_at_us) AS triaged_at,
            instant(assigned_at_us) AS assigned_at, instant(contacted_at_us) AS contacted_at,
            instant(arrived_at_us) AS arrived_at, instant(relieved_at_us) AS relieved_at, instant(solved_at_us) AS solved_at,
            instant(ended_at_us) AS ended_at, ended, rating, visits, came_back, entries, late_entries, judged, met, waived, signs,
            costs, stood_still_us, instant(stands_since_us) AS stands_since
        FROM ticket_measures.ticket_measures",
};
