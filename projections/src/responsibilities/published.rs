//! What is published of responsibility.

use domain::queries::SHOW_RESPONSIBILITY;

use crate::published::ColumnKind::{Boolean, Instant, Integer, Json, Text};
use crate::published::{PublishedView, column};

/// Cases.
pub const RESPONSIBILITIES: PublishedView = PublishedView {
    name: "responsibilities",
    about: "A row for each ticket whose handling has ended: how far the determination of responsibility is (P4.2).",
    permission: &SHOW_RESPONSIBILITY,
    columns: &[
        column("number", Integer, "the position of its first event"),
        column("ticket", Text, "the ticket's id"),
        column(
            "stage",
            Text,
            "meeting_due, meeting_held, no_cause, provisional, disputed, final or suspended (the ticket is handled again)",
        ),
        column("rounds", Integer, "how often handling ended"),
        column("closed_at", Instant, "when handling ended last"),
        column("cause", Text, "what was determined as the cause"),
        column("determined_by", Text, "who determined it"),
        column("objections", Integer, "how many object"),
        column("objections_until", Instant, "until when those who are held responsible may object"),
        column("investigation_lead", Text, "who of quality control investigates"),
        column("evidence", Integer, "how many pieces of evidence this dispute has"),
        column("stands_since", Instant, "since when what stands counts"),
        column("report", Text, "submitted, approved or returned"),
        column("report_event", Text, "the event of that report"),
        column(
            "questioned_by",
            Text,
            "the event by which management questioned what was final, until something is again",
        ),
        column("last_changed_at", Instant, "when its last event was recorded"),
        column("revision", Integer, "the revision of its last event"),
        column("responsibility", Text, "the id of the case"),
    ],
    select:
        "SELECT number, ticket, stage, rounds, instant(closed_at_us) AS closed_at, cause, determined_by, objections,
            instant(objections_until_us) AS objections_until, investigation_lead, evidence,
            instant(stands_since_us) AS stands_since, report, report_event, questioned_by,
            instant(last_changed_at_us) AS last_changed_at, revision, stream AS responsibility
        FROM responsibilities.responsibilities",
};

/// Shares.
pub const SHARES: PublishedView = PublishedView {
    name: "responsibility_shares",
    about: "A row for each share of responsibility that counts, or that may come to count (open point 10). Figures take those \
            that count. A person's share stands for the department of that time too.",
    permission: &SHOW_RESPONSIBILITY,
    columns: &[
        column("number", Integer, "tells rows apart, and grows with the cases"),
        column("ticket", Text, "the ticket's id"),
        column("event", Text, "the event that says so: a determination, or the conclusion of a dispute"),
        column("counts", Boolean, "whether it counts; while objections or a dispute are possible it does not"),
        column("since", Instant, "since when it counts, which puts it into its period"),
        column("party", Text, "department, person or supplier"),
        column("department", Text, "the department, also the person's"),
        column("person", Text, "the person"),
        column("supplier", Text, "the supplier"),
        column("hundredths", Integer, "the share in hundredths of a per cent; all of it is 10000"),
    ],
    select: "SELECT number, ticket, event, counts, instant(since_us) AS since, party, department, person, supplier, hundredths
        FROM responsibilities.responsibility_shares",
};

/// Sums.
pub const SUMS: PublishedView = PublishedView {
    name: "responsibility_sums",
    about: "A row for each department, person and supplier who answers for issues, and each month, quarter and year of the factory \
            (UTC+8) in which that came to count (P4.2, P5.3). What is provisional is in none of them, and neither is what a \
            dispute took back. A person has a row for each department to which he belonged when it was determined.",
    permission: &SHOW_RESPONSIBILITY,
    columns: &[
        column("number", Integer, "tells rows apart, and grows with the cases"),
        column("period", Text, "a month as 2026-10, a quarter as 2026-Q3, a year as 2026"),
        column("party", Text, "department, with the shares of its people; person; or supplier"),
        column("department", Text, "the department, also the person's then"),
        column("person", Text, "the person"),
        column("supplier", Text, "the supplier"),
        column("tickets", Integer, "for how many issues"),
        column("hundredths", Integer, "the sum of the shares; 10000 is all of one issue"),
        column("events", Json, "what it is the sum of: event, ticket and hundredths of each share"),
    ],
    select: "SELECT min(3 * number + grain) AS number,
            CASE grain
                WHEN 0 THEN month
                WHEN 1 THEN substr(month, 1, 5) || 'Q' || ((CAST(substr(month, 6) AS INTEGER) + 2) / 3)
                ELSE substr(month, 1, 4)
            END AS period,
            answers AS party, department, person, supplier, count(DISTINCT ticket) AS tickets, sum(hundredths) AS hundredths,
            json_group_array(json_object('event', event, 'ticket', ticket, 'hundredths', hundredths) ORDER BY number) AS events
        FROM (
            SELECT 2 * number AS number, 'department' AS answers, department, NULL AS person, NULL AS supplier, ticket, event,
                hundredths, factory_month(since_us) AS month
            FROM responsibilities.responsibility_shares WHERE counts AND department IS NOT NULL
            UNION ALL
            SELECT 2 * number + 1, party, department, person, supplier, ticket, event, hundredths, factory_month(since_us)
            FROM responsibilities.responsibility_shares WHERE counts AND party <> 'department'
        ) CROSS JOIN (SELECT 0 AS grain UNION ALL SELECT 1 UNION ALL SELECT 2)
        GROUP BY period, answers, department, person, supplier",
};
