//! What is published of engines.

use domain::queries::SHOW_QUALITY;

use crate::published::ColumnKind::{Boolean, Instant, Integer, Text};
use crate::published::{PublishedView, column};

/// Engines.
pub const ENGINES: PublishedView = PublishedView {
    name: "engines",
    about: "A row for each serial number of an engine of which anything is recorded: that it was built, what was inspected, what was \
            reported (P5.1).",
    permission: &SHOW_QUALITY,
    columns: &[
        column("number", Integer, "the position of the first event of it"),
        column("engine_serial", Text, "the serial number"),
        column("engine_model", Text, "the model: by the record that it was built, else by another record, else by a ticket"),
        column("is_known", Boolean, "whether there is a record that it was built"),
        column("built_at", Instant, "when it was built"),
        column("built_records", Integer, "how many records say that it was built; with more than one somebody should look"),
        column("first_at", Instant, "when the first thing happened to it that is known"),
        column("last_at", Instant, "when the last one did"),
        column("inspections", Integer, "how many inspections of it hold"),
        column("failed", Integer, "how many of them failed"),
        column("contradictory", Integer, "how many records contradict their limits or themselves"),
        column("tickets", Integer, "how many issues were reported, without those that were withdrawn or merged into others"),
        column("open_tickets", Integer, "how many of them are not closed"),
        column("repairs", Integer, "how many solutions were finished"),
        column("last_changed_at", Instant, "when anything of it was recorded last"),
    ],
    select: "SELECT number, engine_serial, engine_model, built_records > 0 AS is_known, instant(built_at_us) AS built_at, built_records,
            instant(first_at_us) AS first_at, instant(last_at_us) AS last_at, inspections, failed, contradictory, tickets,
            open_tickets, repairs, instant(last_changed_at_us) AS last_changed_at
        FROM engines.engines",
};

/// What happened to engines.
pub const ENGINE_EVENTS: PublishedView = PublishedView {
    name: "engine_events",
    about: "A row for everything that happened to an engine, as corrected, with the event that says it (P5.1). What is of no engine, or \
            of one whose plate could not be read, is in `quality_records` and `tickets`.",
    permission: &SHOW_QUALITY,
    columns: &[
        column("number", Integer, "tells rows apart, and grows with the log; `happened_at` is the order of time"),
        column("engine_serial", Text, "the serial number"),
        column("is_known", Boolean, "whether there is a record that this engine was built"),
        column("happened_at", Instant, "when it happened"),
        column(
            "kind",
            Text,
            "built, incoming_inspection, in_process_inspection, final_inspection, test_bench, field_inspection, process, \
             fault_reported, diagnosed, temporarily_solved, solved, out_of_service, back_in_service, satisfied, not_satisfied, \
             closed, closed_unconfirmed, reopened, withdrawn or merged",
        ),
        column("ticket", Text, "the ticket that says so"),
        column("quality_record", Text, "the record that says so"),
        column("event", Text, "the event behind it"),
        column("position", Integer, "the position of that event"),
        column("class", Text, "of a report: general, important or emergency"),
        column("failure_code", Text, "of a diagnosis: the code of the failure"),
        column("cause", Text, "of a diagnosis: the category of the cause (人机料法环测)"),
        column("solution", Text, "of a solution: replace_parts, adjust_parameters, repair, guidance or other"),
        column("verdict", Text, "of an inspection: passed, failed or conditional"),
        column("part", Text, "the part that was inspected, at fault, or replaced"),
        column("batch", Text, "the batch of the part"),
        column("supplier", Text, "who made the part"),
        column("station", Text, "of a record: the station or test bench"),
        column("said", Text, "the symptom, the root cause, what was done, or a remark"),
    ],
    select: "SELECT number, engine_serial,
            EXISTS (SELECT 1 FROM engines.engines AS engine
                WHERE engine.engine_serial = happened.engine_serial AND engine.built_records > 0) AS is_known,
            instant(happened_at_us) AS happened_at, kind, ticket, quality_record, event, position, class, failure_code, cause,
            solution, verdict, part, batch, supplier, station, said
        FROM engines.engine_events AS happened",
};

/// What engines are made of.
pub const ENGINE_PARTS: PublishedView = PublishedView {
    name: "engine_parts",
    about: "A row for each part that a record says was built into an engine (P5.1): which engines have a batch, and which batches an \
            engine has.",
    permission: &SHOW_QUALITY,
    columns: &[
        column("number", Integer, "tells rows apart, and grows with the records"),
        column("engine_serial", Text, "the serial number of the engine"),
        column("part", Text, "the part number"),
        column("batch", Text, "the batch"),
        column("supplier", Text, "who made it"),
        column("built_in_at", Instant, "when it was built in"),
        column("quality_record", Text, "the record that says so"),
    ],
    select: "SELECT number, engine_serial, part, batch, supplier, instant(built_in_at_us) AS built_in_at, source AS quality_record
        FROM engines.engine_parts",
};
