//! What the clocks publish.

use domain::queries::ASK;

use crate::published::ColumnKind::{Boolean, Instant, Integer, Text};
use crate::published::{PublishedView, column};

pub(super) const CLOCKS: PublishedView = PublishedView {
    name: "clocks",
    about: "A row for each clock of each ticket. It never says that a clock is late now: compare `due_at` with the time you mean.",
    permission: &ASK,
    columns: &[
        column("ticket", Text, "the ticket's id"),
        column("clock", Text, "which clock, as the policy names them"),
        column("episode", Integer, "the episode of the ticket, from 1"),
        column("number", Integer, "which of its kind in the episode, from 1"),
        column("class", Text, "the class of the ticket"),
        column("group_code", Text, "the group that has the ticket"),
        column("policy_version", Integer, "the version of the policy that it is pinned to"),
        column("started_at", Instant, "when it started"),
        column("due_at", Instant, "when it is due; null if its calendar never opens long enough"),
        column("state", Text, "running, stopped, missed or cancelled"),
        column("verdict", Text, "met, breached or void; null while it is not judged"),
        column("first_verdict", Text, "the verdict before another person changed it (open point 8)"),
        column("contested", Text, "what the record speaks for, where that is not the verdict"),
        column("waiver", Text, "in_time or late, if its deadline was waived (open point 2)"),
        column("born_breached", Boolean, "its deadline had passed before anybody could know of it"),
        column("judged_by", Instant, "the deadline by which it is judged"),
        column("stopped_at", Instant, "when it was stopped, missed or cancelled"),
        column("provenance", Text, "live or imported"),
    ],
    select:
        "SELECT ticket, clock, episode, number, class, group_code, policy_version, instant(started_at_us) AS started_at,
            instant(due_at_us) AS due_at, state, verdict, first_verdict, contested, waiver, born_breached,
            instant(judged_by_us) AS judged_by, instant(stopped_at_us) AS stopped_at, provenance
        FROM clocks.clocks",
};
