//! What is published of rewards.

use domain::queries::SHOW_REWARDS;

use crate::published::ColumnKind::{Instant, Integer, Text};
use crate::published::{PublishedView, column};

/// Rewards.
pub const REWARDS: PublishedView = PublishedView {
    name: "rewards",
    about: "A row for each who gets a reward, or is to get one (P4.3.b). A reward that several share has a row for each of them, with \
            the whole award in each.",
    permission: &SHOW_REWARDS,
    columns: &[
        column("number", Integer, "tells rows apart, and grows with the rewards"),
        column("reward", Text, "the reward's id"),
        column("stage", Text, "proposed, approved, declined, granted or withdrawn"),
        column("ground", Text, "fast_solution, innovative_solution or recurrence_reduced"),
        column("ticket", Text, "the ticket that was solved"),
        column("improvement", Text, "the measure that brought recurrence down"),
        column("party", Text, "department or person"),
        column("department", Text, "the department that gets it"),
        column("person", Text, "the person who gets it"),
        column("shared_by", Integer, "how many share it"),
        column("award", Text, "bonus or certificate_of_honour; as proposed until it is approved"),
        column("amount", Text, "the amount of a bonus, as an exact decimal"),
        column("currency", Text, "its currency (ISO 4217)"),
        column("title", Text, "what a certificate says"),
        column("proposed_at", Instant, "when it was proposed"),
        column("proposed_by", Text, "by whom; where a rule did, who did what it saw: closed the ticket, or verified the measure"),
        column("scheme_version", Integer, "the version of the scheme whose rule proposed it; none where a person did"),
        column("decided_at", Instant, "when management approved or declined it"),
        column("decided_by", Text, "who did"),
        column("granted_at", Instant, "when it was handed over"),
        column("withdrawn_at", Instant, "when it was withdrawn"),
        column("overturned_by", Text, "the case of responsibility whose dispute withdrew it (open point 11)"),
        column("last_changed_at", Instant, "when its last event was recorded"),
        column("revision", Integer, "the revision of its last event"),
    ],
    select: "SELECT number, stream AS reward, stage, ground, ticket, improvement, party, department, person, shared_by, award,
            amount, currency, title, instant(proposed_at_us) AS proposed_at, proposed_by, scheme_version,
            instant(decided_at_us) AS decided_at, decided_by, instant(granted_at_us) AS granted_at,
            instant(withdrawn_at_us) AS withdrawn_at, overturned_by, instant(last_changed_at_us) AS last_changed_at, revision
        FROM rewards.beneficiaries",
};
