//! What is published of notices to suppliers.

use domain::queries::SHOW_SUPPLIER_NOTICES;

use crate::published::ColumnKind::{Boolean, Instant, Integer, Json, Text};
use crate::published::{PublishedView, column};

/// Notices.
pub const SUPPLIER_NOTICES: PublishedView = PublishedView {
    name: "supplier_notices",
    about: "A row for each notice to a supplier, also proposed ones (P7.1, P7.2).",
    permission: &SHOW_SUPPLIER_NOTICES,
    columns: &[
        column("number", Integer, "the position of its first event"),
        column("supplier_notice", Text, "the notice's id"),
        column("supplier", Text, "the supplier's code"),
        column("ticket", Text, "the ticket"),
        column("stage", Text, "proposed, confirmed, dismissed, sent, closed or withdrawn"),
        column("counts", Boolean, "whether it counts for or against the supplier (open points 10 and 11)"),
        column("class", Text, "general, important or emergency"),
        column("engine_model", Text, "the engine model"),
        column("engine_serial", Text, "the engine's serial number"),
        column("symptom", Text, "the fault symptom"),
        column("arose_at", Instant, "when the issue arose, or was reported"),
        column("failure_code", Text, "the code of the failure"),
        column("finding", Text, "what the diagnosis found"),
        column("part", Text, "the first part involved"),
        column("parts", Json, "all parts involved"),
        column("proposed_at", Instant, "when it was proposed"),
        column("confirmed_at", Instant, "when the cause was confirmed"),
        column("sent_at", Instant, "when it was sent"),
        column("solution_within_us", Integer, "until how long after its receipt a solution is to be given, in microseconds"),
        column("response", Text, "what the supplier says to the cause: accepts, investigates or disputes"),
        column("responded_at", Instant, "when he responded first"),
        column("solutions", Integer, "how many solutions he gave"),
        column("returned", Integer, "how many of them were returned"),
        column("review", Text, "what became of the last one: open, accepted or returned"),
        column("solved_at", Instant, "when the one was given that was accepted"),
        column("liability", Text, "none, proposed, agreed, disputed, waived or lapsed"),
        column("claimed", Text, "what he is to bear of the cost of repair, an exact decimal"),
        column("borne", Text, "what he has borne of it"),
        column("currency", Text, "in which currency"),
        column("hundredths", Integer, "his share of responsibility by what stands of the case, in hundredths of a per cent"),
        column("refuted", Boolean, "whether what stands of the case says that he does not answer for it"),
        column("ended_at", Instant, "when it was dismissed, closed or withdrawn"),
        column("evidence", Integer, "how many files go with it"),
        column("last_changed_at", Instant, "when its last event was recorded"),
        column("revision", Integer, "the revision of its last event"),
    ],
    select: "SELECT number, stream AS supplier_notice, supplier, ticket, stage, counts, class, engine_model, engine_serial,
            symptom, instant(arose_at_us) AS arose_at, failure_code, finding, part, parts, instant(proposed_at_us) AS proposed_at, instant(confirmed_at_us) AS confirmed_at,
            instant(sent_at_us) AS sent_at, solution_within_us, response, instant(responded_at_us) AS responded_at, solutions, returned, review,
            instant(solved_at_us) AS solved_at, liability, claimed, borne, currency, hundredths, refuted,
            instant(ended_at_us) AS ended_at, evidence, instant(last_changed_at_us) AS last_changed_at, revision
        FROM supplier_notices.supplier_notices",
};

/// Their clocks.
pub const SUPPLIER_CLOCKS: PublishedView = PublishedView {
    name: "supplier_clocks",
    about: "A row for each clock of a notice to a supplier: the notice itself, the response, the solution (P7.1, P7.2).",
    permission: &SHOW_SUPPLIER_NOTICES,
    columns: &[
        column("number", Integer, "a number of its own"),
        column("notice", Text, "the notice's id"),
        column("supplier", Text, "the supplier's code"),
        column("class", Text, "general, important or emergency"),
        column("counts", Boolean, "whether the notice counts for or against the supplier"),
        column("clock", Text, "supplier_notice, supplier_response or supplier_solution"),
        column("policy_version", Integer, "the version of the policy that it is pinned to"),
        column("target_us", Integer, "how long it may run, in microseconds"),
        column(
            "started_at",
            Instant,
            "when it started; a supplier has a notice an hour after it was sent at the latest",
        ),
        column("started_by", Text, "by which event"),
        column("due_at", Instant, "when it is due; null while it stands still"),
        column("state", Text, "running, stopped or cancelled"),
        column("stopped_at", Instant, "when it stopped or was cancelled"),
        column("stopped_by", Text, "by which event"),
        column("verdict", Text, "met, breached or void, as far as it is judged by the last event of the notice"),
        column("first_verdict", Text, "the verdict before a reassessment"),
        column("contested", Text, "what the record says now, where that is another verdict"),
        column("judged_by", Instant, "the deadline by which it is judged"),
        column("reassessed_by", Text, "the event of the reassessment"),
        column("provenance", Text, "live or imported"),
        column("for_the_supplier", Text, "the clock again, where it is the supplier's and not ours"),
    ],
    select: "SELECT number, notice, supplier, class, counts, clock, policy_version, target_us,
            instant(started_at_us) AS started_at, started_by, instant(clock_due_at_us) AS due_at, state,
            instant(stopped_at_us) AS stopped_at, stopped_by, verdict, first_verdict, contested,
            instant(judged_by_us) AS judged_by, reassessed_by, provenance,
            nullif(clock, 'supplier_notice') AS for_the_supplier
        FROM supplier_notices.supplier_clocks",
};
