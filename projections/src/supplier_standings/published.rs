//! What is published of how suppliers stand.

use domain::queries::SHOW_SUPPLIERS;

use crate::published::ColumnKind::{Boolean, Instant, Integer, Text};
use crate::published::{PublishedView, column};

/// How they stand.
pub const SUPPLIER_STANDINGS: PublishedView = PublishedView {
    name: "supplier_standings",
    about: "A row for each supplier whose standing was opened (P7.3, open point 9).",
    permission: &SHOW_SUPPLIERS,
    columns: &[
        column("number", Integer, "the position of its first event"),
        column("supplier", Text, "the supplier's code"),
        column("standing", Text, "preferred, approved, warned, probation, suspended or disqualified"),
        column("business", Text, "whether he gets more business: more or as_before"),
        column("proposed", Text, "the step that is proposed and waits for a decision"),
        column("proposal", Text, "the event that proposes it"),
        column("proposed_by_period", Text, "the period whose score proposes it"),
        column("decided_at", Instant, "when it was decided last how he stands"),
        column("objections_until", Instant, "until when he may object to that"),
        column("objection", Text, "what became of his last objection: open, upheld or rejected"),
        column("rewards", Integer, "how many rewards stand"),
        column("penalties", Integer, "how many penalties stand"),
        column("opened_at", Instant, "since when he has a standing"),
        column("last_changed_at", Instant, "when its last event was recorded"),
        column("revision", Integer, "the revision of its last event"),
    ],
    select: "SELECT number, supplier, standing, business, proposed, proposal, proposed_by_period,
            instant(decided_at_us) AS decided_at, instant(objections_until_us) AS objections_until, objection, rewards, penalties,
            instant(opened_at_us) AS opened_at, instant(last_changed_at_us) AS last_changed_at, revision
        FROM supplier_standings.supplier_standings",
};

/// How they came there.
pub const SUPPLIER_STANDING_STEPS: PublishedView = PublishedView {
    name: "supplier_standing_steps",
    about: "A row for each event in the course of a supplier's standing: proposals, decisions, objections, rewards, penalties, and \
            what was withdrawn of them (open points 9 and 11).",
    permission: &SHOW_SUPPLIERS,
    columns: &[
        column("number", Integer, "the position of the event"),
        column("supplier", Text, "the supplier's code"),
        column("event", Text, "the event"),
        column("type", Text, "its type"),
        column("from_standing", Text, "how he stood"),
        column("to_standing", Text, "how he stands, or is proposed to"),
        column("business", Text, "whether he gets more business: more or as_before"),
        column("evaluation", Text, "the evaluation on which it rests"),
        column("answers", Text, "the event that it answers or withdraws"),
        column("ruling", Text, "upheld or rejected, where it answers an objection"),
        column("text", Text, "what was said: reason, grounds, answer, what the reward or penalty is"),
        column("amount", Text, "what the reward or penalty is worth, an exact decimal"),
        column("currency", Text, "in which currency"),
        column("is_withdrawn", Boolean, "whether the reward or penalty was withdrawn"),
        column("recorded_by", Text, "by whom it was recorded"),
        column("recorded_at", Instant, "when it was recorded"),
        column(
            "for_the_supplier",
            Text,
            "the type again, where the supplier sees it: what is proposed and not decided is ours",
        ),
    ],
    select: "SELECT number, supplier, event, type, from_standing, to_standing, business, evaluation, answers, ruling, text, amount,
            currency, is_withdrawn, recorded_by, instant(recorded_at_us) AS recorded_at,
            CASE WHEN type NOT LIKE 'supplier_standing.propos%' THEN type END AS for_the_supplier
        FROM supplier_standings.supplier_standing_steps",
};
