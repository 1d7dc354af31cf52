//! Cause-and-effect analyses as read.

use std::collections::BTreeSet;

use events_schema::EventId;
use events_schema::facts::cause_analysis::{
    AnalysisScope, CauseAdded, CauseAnalysisConcluded, CauseAnalysisFact, CauseAnalysisOpened, CauseEvidenceAdded,
    CauseJudged, CauseVerdict, EvidenceSide,
};
use events_schema::ids::CauseAnalysisId;
use events_schema::values::CauseCategory;
use projections::cause_analyses::{CAUSE_ANALYSES, CAUSES};
use projections::{CauseAnalyses, Condition};
use serde_json::json;
use uuid::Uuid;

use crate::follow::{caught_up, started};
use crate::history::World;

/// An analysis that was concluded with a confirmed cause; another one was rejected.
pub(crate) fn analysed(world: &mut World) {
    let analysis = CauseAnalysisId::from_uuid(Uuid::from_u128(u128::from(world.length())));
    let mut record = |fact: CauseAnalysisFact| -> EventId { world.record(&analysis.stream(), &fact) };
    let scope = AnalysisScope { failure_code: Some("FUEL-017".parse().unwrap()), ..AnalysisScope::default() };
    let (effect, owner) = ("高压油管渗油".parse().unwrap(), "e3001".parse().unwrap());
    record(CauseAnalysisOpened { effect, scope, owner, department: None }.into());
    let causes = [(CauseCategory::Method, "接头拧紧力矩不足"), (CauseCategory::Material, "油管壁厚不足")];
    for (number, (category, text)) in (1..).zip(causes) {
        let (text, failure_code) = (text.parse().unwrap(), Some("FUEL-017".parse().unwrap()));
        record(CauseAdded { number, category, text, parent: None, failure_code, part: None }.into());
        let text = Some("抽检 20 台,3 台力矩低于下限".parse().unwrap());
        record(CauseEvidenceAdded { cause: number, side: EvidenceSide::For, text, attachments: Vec::new() }.into());
        let verdict = if number == 1 { CauseVerdict::Confirmed } else { CauseVerdict::Rejected };
        record(CauseJudged { cause: number, verdict, reason: "复现试验".parse().unwrap() }.into());
    }
    record(CauseAnalysisConcluded { root_causes: BTreeSet::from([1]), remark: None }.into());
}

#[tokio::test]
async fn an_analysis_shows_its_causes_with_what_was_found() {
    let mut world = World::new(47);
    analysed(&mut world);
    let folder = tempfile::tempdir().unwrap();
    let models = started(folder.path(), world.store.clone()).await;
    caught_up(&models, &world).await;
    let view = models.views().of::<CauseAnalyses>();
    let rows =
        |of, column, text| view.rows(of, &[Condition::of(of, column, text).unwrap()], None, 10).unwrap().value.items;
    let analysis = rows(&CAUSE_ANALYSES, "stage", "concluded").remove(0);
    let counts = ["confirmed", "open", "rejected"].map(|column| analysis[column].clone());
    assert_eq!(counts, [json!(1), json!(0), json!(1)]);
    let found = rows(&CAUSES, "is_root_cause", "true");
    assert_eq!((found.len(), &found[0]["category"], &found[0]["evidence_for"]), (1, &json!("method"), &json!(1)));
}
