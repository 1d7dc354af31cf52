//! Periodic reports as read.

use events_schema::attachment::{Attachment, MediaType};
use events_schema::facts::periodic_report::{
    MadeBecause, PeriodicReportAcknowledged, PeriodicReportFact, PeriodicReportMade, PeriodicReportRequested,
    PeriodicReportSubmitted,
};
use events_schema::ids::PeriodicReportId;
use events_schema::{Digest256, Position};
use projections::periodic_reports::PERIODIC_REPORTS;
use projections::{Condition, PeriodicReports};
use serde_json::json;

use crate::follow::{caught_up, started};
use crate::history::World;

/// A report that was submitted and acknowledged, and one that was made later.
pub(crate) fn reported(world: &mut World) {
    let report: PeriodicReportId = "2025-12".parse().unwrap();
    let now = world.now;
    let mut record = |fact: PeriodicReportFact| world.record(&report.stream(), &fact);
    let made = |number, because| PeriodicReportMade {
        report,
        number,
        because,
        at: Position(7),
        as_of: now,
        policy_version: 3,
        supplier_scheme_version: 2,
        appraisal_scheme_version: 1,
        content: Attachment {
            hash: Digest256([7; 32]),
            size: 9,
            media_type: MediaType::Text,
            name: "2025-12.json".parse().unwrap(),
        },
    };
    let first = record(made(1, MadeBecause::PeriodOver).into());
    let submitted = record(PeriodicReportSubmitted { made: first, remark: Some("总体平稳".parse().unwrap()) }.into());
    record(PeriodicReportAcknowledged { submitted, remark: None }.into());
    let event = record(PeriodicReportRequested { reason: "补录".parse().unwrap() }.into());
    record(made(2, MadeBecause::Requested { event }).into());
}

#[tokio::test]
async fn each_report_of_a_period_shows_how_far_it_came() {
    let mut world = World::new(46);
    reported(&mut world);
    let folder = tempfile::tempdir().unwrap();
    let models = started(folder.path(), world.store.clone()).await;
    caught_up(&models, &world).await;
    let view = models.views().of::<PeriodicReports>();
    let of_period = [Condition::of(&PERIODIC_REPORTS, "period", "2025-12").unwrap()];
    let rows = view.rows(&PERIODIC_REPORTS, &of_period, None, 10).unwrap().value.items;
    let shown: Vec<_> =
        rows.iter().map(|row| json!([row["nth"], row["stage"], row["because"], row["is_latest"]])).collect();
    assert_eq!(shown, [json!([2, "made", "requested", true]), json!([1, "acknowledged", "period_over", false])]);
    assert_eq!((&rows[1]["submitted_remark"], &rows[1]["kind"]), (&json!("总体平稳"), &json!("month")));
}
