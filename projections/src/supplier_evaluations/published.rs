//! What is published of evaluations of suppliers.

use domain::queries::SHOW_SUPPLIERS;

use crate::published::ColumnKind::{Boolean, Instant, Integer, Json, Number, Text};
use crate::published::{PublishedView, column};

/// Evaluations.
pub const SUPPLIER_EVALUATIONS: PublishedView = PublishedView {
    name: "supplier_evaluations",
    about: "A row for each evaluation of a supplier for a period: what it came to first, and what it comes to after late data \
            (P7.3).",
    permission: &SHOW_SUPPLIERS,
    columns: &[
        column("number", Integer, "the position of its first event"),
        column("supplier_evaluation", Text, "the evaluation's id"),
        column("supplier", Text, "the supplier's code"),
        column("period", Text, "the period: a month, a quarter or a year"),
        column("scheme_version", Integer, "the version of the scheme by which he is evaluated"),
        column("stage", Text, "scored, objected, upheld or rejected"),
        column("first_score", Text, "the score of the first figure, from 0 to 100, as an exact decimal; null without enough data"),
        column("first_band", Text, "its band"),
        column("score", Text, "the score of the last figure"),
        column("of_period", Text, "what the period comes to by itself; of a scorecard that is another number"),
        column("band", Text, "the band of the last figure"),
        column("target", Text, "to which standing that band leads"),
        column("figures", Integer, "how many figures there are"),
        column("scored_at", Instant, "when the first figure was recorded"),
        column("rescored_at", Instant, "when the last one was recorded, if it is another one"),
        column("objections_until", Instant, "until when the supplier may object to the last figure"),
        column("objected_at", Instant, "when he objected last"),
        column("ruling", Text, "what became of that: upheld or rejected; null while it waits"),
        column("last_changed_at", Instant, "when its last event was recorded"),
        column("revision", Integer, "the revision of its last event"),
    ],
    select: "SELECT number, stream AS supplier_evaluation, supplier, period, scheme_version, stage, first_score, first_band, score,
            of_period, band, target, figures, instant(scored_at_us) AS scored_at, instant(rescored_at_us) AS rescored_at,
            instant(objections_until_us) AS objections_until, instant(objected_at_us) AS objected_at, ruling,
            instant(last_changed_at_us) AS last_changed_at, revision
        FROM supplier_evaluations.supplier_evaluations",
};

/// Their figures.
pub const SUPPLIER_EVALUATION_FIGURES: PublishedView = PublishedView {
    name: "supplier_evaluation_figures",
    about: "A row for each figure of an evaluation: what was counted, what it came to, and what is otherwise than in the figure \
            before (P7.3).",
    permission: &SHOW_SUPPLIERS,
    columns: &[
        column("number", Integer, "the position of the event that holds it"),
        column("evaluation", Text, "the evaluation's id"),
        column("supplier", Text, "the supplier's code"),
        column("period", Text, "the period"),
        column("event", Text, "the event that holds it"),
        column("is_latest", Boolean, "whether no later one took its place"),
        column("looked_at", Integer, "the position to which the log was looked at"),
        column("cases", Integer, "how many notices counted that were sent in the period"),
        column("response_good", Integer, "responses in time"),
        column("response_due", Integer, "responses that were due"),
        column("response_weighted_good", Integer, "responses in time, each with the weight of its class"),
        column("response_weighted_due", Integer, "responses that were due, so weighted"),
        column("solution_good", Integer, "solutions in time"),
        column("solution_due", Integer, "solutions that were due"),
        column("solution_weighted_good", Integer, "solutions in time, weighted"),
        column("solution_weighted_due", Integer, "solutions that were due, weighted"),
        column("corrective_action_good", Integer, "corrective actions that have their effect"),
        column("corrective_action_due", Integer, "corrective actions that were due"),
        column("corrective_action_weighted_good", Integer, "corrective actions that have their effect, weighted"),
        column("corrective_action_weighted_due", Integer, "corrective actions that were due, weighted"),
        column("repeats", Integer, "issues that came back"),
        column("repeats_of", Integer, "of how many"),
        column("median_response_us", Integer, "the median of the times to the first response, in microseconds"),
        column("delivered", Integer, "how many parts he delivered"),
        column("per_million", Number, "cases per million parts delivered"),
        column("turnover", Text, "for how much he delivered, an exact decimal"),
        column("currency", Text, "in which currency"),
        column("score", Text, "what it comes to; null without enough data"),
        column("of_period", Text, "what the period comes to by itself"),
        column("band", Text, "the band"),
        column("differences", Json, "what is otherwise than in the figure before"),
        column("recorded_at", Instant, "when it was recorded"),
    ],
    select: "SELECT number, evaluation, supplier, period, event, is_latest, looked_at, cases, response_good, response_due,
            response_weighted_good, response_weighted_due, solution_good, solution_due, solution_weighted_good,
            solution_weighted_due, corrective_action_good, corrective_action_due, corrective_action_weighted_good,
            corrective_action_weighted_due, repeats, repeats_of, median_response_us, delivered, per_million, turnover, currency,
            score, of_period, band, differences, instant(recorded_at_us) AS recorded_at
        FROM supplier_evaluations.supplier_evaluation_figures",
};
