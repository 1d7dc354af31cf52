//! Golden events: every version of every fact, byte for byte as a log holds it.
//!
//! Whatever the program becomes, it has to read these bytes, and to write them again where the version is today's. A file
//! is made once, with `UPDATE_GOLDEN=1`, and never changes: SHA256SUMS says what each one is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use events_schema::attachment::Attachment;
use events_schema::facts::access::AccessFact;
use events_schema::facts::appraisal::AppraisalFact;
use events_schema::facts::appraisal_scheme::AppraisalSchemeFact;
use events_schema::facts::calendar::CalendarFact;
use events_schema::facts::cause_analysis::CauseAnalysisFact;
use events_schema::facts::characteristic::CharacteristicFact;
use events_schema::facts::corrective_action::CorrectiveActionFact;
use events_schema::facts::course::CourseFact;
use events_schema::facts::customer::CustomerFact;
use events_schema::facts::department::DepartmentFact;
use events_schema::facts::emergency_plan::EmergencyPlanFact;
use events_schema::facts::group::GroupFact;
use events_schema::facts::improvement::ImprovementFact;
use events_schema::facts::inbox::InboxFact;
use events_schema::facts::issue_type::IssueTypeFact;
use events_schema::facts::metric::MetricFact;
use events_schema::facts::notification_rules::NotificationRulesFact;
use events_schema::facts::periodic_report::PeriodicReportFact;
use events_schema::facts::person::PersonFact;
use events_schema::facts::qualification::QualificationFact;
use events_schema::facts::quality_record::QualityRecordFact;
use events_schema::facts::quarantine::QuarantineFact;
use events_schema::facts::responsibility::ResponsibilityFact;
use events_schema::facts::reward::RewardFact;
use events_schema::facts::roster::RosterFact;
use events_schema::facts::sla_policy::SlaPolicyFact;
use events_schema::facts::supplier::SupplierFact;
use events_schema::facts::supplier_evaluation::SupplierEvaluationFact;
use events_schema::facts::supplier_notice::SupplierNoticeFact;
use events_schema::facts::supplier_scheme::SupplierSchemeFact;
use events_schema::facts::supplier_standing::SupplierStandingFact;
use events_schema::facts::training_need::TrainingNeedFact;
use events_schema::facts::training_plan::TrainingPlanFact;
use events_schema::facts::training_session::TrainingSessionFact;
use events_schema::facts::{catalogue, ticket::TicketFact};
use events_schema::ids::ImportRun;
use events_schema::schema::{Extent, example};
use events_schema::{
    Actor, Channel, CommandId, DecodeError, Digest256, Entry, Envelope, EventId, FactSet, NewEvent, Origin, Position,
    RecordedEvent, Revision, Role, StreamName,
};
use sha2::{Digest, Sha256};

const SUMS: &str = "SHA256SUMS";

/// Files are written instead of compared where this is set.
pub(crate) fn updating() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some()
}

pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Where they stand; what is missing was made first, if that is wanted.
fn folder() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = workspace().join("events-schema/golden");
        if updating() {
            make_missing(&folder);
        }
        folder
    });
    &FOLDER
}

fn make_missing(folder: &Path) {
    let mut sums = fs::read_to_string(folder.join(SUMS)).unwrap_or_default();
    for (name, events) in versions().into_iter().filter(|(name, _)| !folder.join(name).exists()) {
        let text = write(&events);
        fs::create_dir_all(folder.join(&name).parent().unwrap()).unwrap();
        fs::write(folder.join(&name), &text).unwrap();
        sums.push_str(&sum(text.as_bytes(), &name));
    }
    fs::write(folder.join(SUMS), sums).unwrap();
}

/// The line that `sha256sum` prints.
fn sum(content: &[u8], name: &str) -> String {
    let hex: String = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}  {name}\n")
}

/// The name of the file for a version of a fact.
fn name_of(kind: &str, version: u32) -> String {
    format!("{}.v{version}.events", kind.replacen('.', "/", 1))
}

/// The stream that an example of a category stands in.
fn stream_of(category: &str) -> StreamName {
    let id = match category {
        "ticket"
        | "customer"
        | "responsibility"
        | "improvement"
        | "appraisal"
        | "reward"
        | "supplier_notice"
        | "corrective_action"
        | "supplier_evaluation"
        | "cause_analysis"
        | "quality_record"
        | "training_need"
        | "training_session"
        | "qualification" => "0b6c6a7e-52f1-5c1a-8f0e-2a9d3b4c5d6e",
        _ => "example",
    };
    format!("{category}-{id}").parse().unwrap()
}

/// An envelope: only what every event has, or everything that one can have.
fn envelope(extent: Extent, previous: Option<Digest256>) -> Envelope {
    let command = CommandId::of("person-e1042", "golden");
    let at = "2026-03-02T00:30:00.123456Z".parse().unwrap();
    let complete = extent == Extent::Complete;
    let channel = if complete { Channel::Import } else { Channel::Http };
    let mut actor = Actor::new("person-e1042".parse().unwrap(), Role::HotlineAgent, channel);
    actor.on_behalf_of = complete.then(|| "customer-0b6c6a7e-52f1-5c1a-8f0e-2a9d3b4c5d6e".parse().unwrap());
    let run = ImportRun::from_uuid(command.derive("run"));
    Envelope {
        occurred_at: at,
        recorded_at: at,
        actor,
        command,
        causation: complete.then(|| EventId::of(command, 7)),
        correlation: command,
        fingerprint: complete.then(|| Digest256(Sha256::digest("request").into())),
        origin: if complete { Origin::Import { run, unproven: vec!["reached".into()] } } else { Origin::Live },
        trace: complete.then(|| "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".to_owned()),
        previous,
    }
}

/// Two events of one stream: the fact with its required fields only, then with all of them.
fn events_of(category: &str, kind: &'static str, version: u32, schema: &schemars::Schema) -> Vec<RecordedEvent> {
    let stream = stream_of(category);
    let mut events: Vec<RecordedEvent> = Vec::new();
    for (revision, extent) in (0..).zip([Extent::Minimal, Extent::Complete]) {
        let envelope = envelope(extent, events.last().map(RecordedEvent::hash));
        events.push(RecordedEvent {
            position: Position(revision),
            stream: stream.clone(),
            revision: Revision(revision),
            id: EventId::of(envelope.command, usize::try_from(revision).unwrap()),
            kind: kind.into(),
            version,
            metadata: serde_json::to_vec(&envelope).unwrap().into(),
            data: serde_json::to_vec(&example(schema, extent)).unwrap().into(),
        });
    }
    events
}

fn write(events: &[RecordedEvent]) -> String {
    let mut text = String::new();
    for event in events {
        let RecordedEvent { stream, revision, id, kind, version, metadata, data, .. } = event;
        writeln!(text, "{stream} {revision} {id} {kind} {version} {}", event.hash()).unwrap();
        writeln!(text, "{}", str::from_utf8(metadata).unwrap()).unwrap();
        writeln!(text, "{}", str::from_utf8(data).unwrap()).unwrap();
    }
    text
}

/// The events of a golden file, with the hashes that it gives them.
fn read(text: &str) -> Vec<(RecordedEvent, Digest256)> {
    let lines: Vec<&str> = text.lines().collect();
    let event = |(position, lines): (u64, &[&str])| {
        let [head, metadata, data] = lines else { panic!("three lines for each event") };
        let head: Vec<&str> = head.split(' ').collect();
        let [stream, revision, id, kind, version, hash] = head[..] else { panic!("six words: {head:?}") };
        let event = RecordedEvent {
            position: Position(position),
            stream: stream.parse().unwrap(),
            revision: Revision(revision.parse().unwrap()),
            id: id.parse().unwrap(),
            kind: Arc::from(kind),
            version: version.parse().unwrap(),
            metadata: metadata.as_bytes().into(),
            data: data.as_bytes().into(),
        };
        (event, hash.parse().unwrap())
    };
    (0..).zip(lines.chunks(3)).map(event).collect()
}

/// An event once it was read and written again, as today's version of its fact.
fn again(event: &RecordedEvent) -> Result<NewEvent, DecodeError> {
    fn through<F: FactSet>(event: &RecordedEvent, kind: &'static str) -> Result<NewEvent, DecodeError> {
        let Entry { id, envelope, fact, .. } = Entry::<F>::decode(event)?;
        let metadata = serde_json::to_vec(&envelope).unwrap();
        assert_eq!(fact.kind(), kind);
        Ok(NewEvent { id, kind, version: fact.version(), metadata, data: fact.encode().unwrap() })
    }
    let spec = catalogue().into_iter().find(|spec| *spec.kind == *event.kind).unwrap();
    match spec.category {
        TicketFact::CATEGORY => through::<TicketFact>(event, spec.kind),
        ResponsibilityFact::CATEGORY => through::<ResponsibilityFact>(event, spec.kind),
        ImprovementFact::CATEGORY => through::<ImprovementFact>(event, spec.kind),
        AppraisalFact::CATEGORY => through::<AppraisalFact>(event, spec.kind),
        RewardFact::CATEGORY => through::<RewardFact>(event, spec.kind),
        SupplierFact::CATEGORY => through::<SupplierFact>(event, spec.kind),
        SupplierNoticeFact::CATEGORY => through::<SupplierNoticeFact>(event, spec.kind),
        CorrectiveActionFact::CATEGORY => through::<CorrectiveActionFact>(event, spec.kind),
        CauseAnalysisFact::CATEGORY => through::<CauseAnalysisFact>(event, spec.kind),
        PeriodicReportFact::CATEGORY => through::<PeriodicReportFact>(event, spec.kind),
        SupplierEvaluationFact::CATEGORY => through::<SupplierEvaluationFact>(event, spec.kind),
        SupplierStandingFact::CATEGORY => through::<SupplierStandingFact>(event, spec.kind),
        SupplierSchemeFact::CATEGORY => through::<SupplierSchemeFact>(event, spec.kind),
        QualityRecordFact::CATEGORY => through::<QualityRecordFact>(event, spec.kind),
        CharacteristicFact::CATEGORY => through::<CharacteristicFact>(event, spec.kind),
        CourseFact::CATEGORY => through::<CourseFact>(event, spec.kind),
        TrainingNeedFact::CATEGORY => through::<TrainingNeedFact>(event, spec.kind),
        TrainingPlanFact::CATEGORY => through::<TrainingPlanFact>(event, spec.kind),
        TrainingSessionFact::CATEGORY => through::<TrainingSessionFact>(event, spec.kind),
        QualificationFact::CATEGORY => through::<QualificationFact>(event, spec.kind),
        CustomerFact::CATEGORY => through::<CustomerFact>(event, spec.kind),
        PersonFact::CATEGORY => through::<PersonFact>(event, spec.kind),
        DepartmentFact::CATEGORY => through::<DepartmentFact>(event, spec.kind),
        RosterFact::CATEGORY => through::<RosterFact>(event, spec.kind),
        GroupFact::CATEGORY => through::<GroupFact>(event, spec.kind),
        IssueTypeFact::CATEGORY => through::<IssueTypeFact>(event, spec.kind),
        QuarantineFact::CATEGORY => through::<QuarantineFact>(event, spec.kind),
        MetricFact::CATEGORY => through::<MetricFact>(event, spec.kind),
        NotificationRulesFact::CATEGORY => through::<NotificationRulesFact>(event, spec.kind),
        InboxFact::CATEGORY => through::<InboxFact>(event, spec.kind),
        SlaPolicyFact::CATEGORY => through::<SlaPolicyFact>(event, spec.kind),
        AppraisalSchemeFact::CATEGORY => through::<AppraisalSchemeFact>(event, spec.kind),
        CalendarFact::CATEGORY => through::<CalendarFact>(event, spec.kind),
        EmergencyPlanFact::CATEGORY => through::<EmergencyPlanFact>(event, spec.kind),
        AccessFact::CATEGORY => through::<AccessFact>(event, spec.kind),
        other => panic!("no set of facts for {other}"),
    }
}

#[test]
fn every_version_of_every_fact_has_its_golden_file() {
    let expected: BTreeSet<String> = versions().into_iter().map(|(name, _)| name).collect();
    assert_eq!(files(), expected, "UPDATE_GOLDEN=1 makes what is missing; what was once written has to stay readable");
}

/// Every version of every fact with the name of its file.
fn versions() -> Vec<(String, Vec<RecordedEvent>)> {
    let mut versions = Vec::new();
    for spec in catalogue() {
        for (version, schema) in &spec.versions {
            versions.push((name_of(spec.kind, *version), events_of(spec.category, spec.kind, *version, schema)));
        }
    }
    versions
}

/// A golden file that was made before stays as it was; `sha256sum --check` says the same.
#[test]
fn no_golden_file_has_changed() {
    let known = fs::read_to_string(folder().join(SUMS)).unwrap();
    let known: BTreeSet<&str> = known.lines().collect();
    let now: Vec<String> = files().iter().map(|name| sum(&fs::read(folder().join(name)).unwrap(), name)).collect();
    assert_eq!(now.iter().map(|line| line.trim_end()).collect::<BTreeSet<_>>(), known);
}

#[test]
fn golden_events_are_read_and_written_as_they_are() {
    let newest: BTreeMap<&str, u32> =
        catalogue().iter().map(|spec| (spec.kind, spec.versions.last().unwrap().0)).collect();
    for name in files() {
        let text = fs::read_to_string(folder().join(&name)).unwrap();
        let mut before = None;
        for (event, hash) in read(&text) {
            assert_eq!(event.hash(), hash, "{name}: the hash of an event");
            let envelope: Envelope = serde_json::from_slice(&event.metadata).unwrap();
            assert_eq!(envelope.previous, before, "{name}: the chain");
            let again = again(&event).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(again.metadata, *event.metadata, "{name}: the envelope");
            if newest[again.kind] == event.version {
                let (now, then) = (String::from_utf8_lossy(&again.data), String::from_utf8_lossy(&event.data));
                assert_eq!(now, then, "{name}: the payload");
            }
            before = Some(hash);
        }
    }
}

/// In old logs too: a file that is not found where an event refers to it is an orphan, and orphans are removed.
#[test]
fn the_files_to_which_facts_refer_are_found_in_every_version() {
    let mut holding = BTreeSet::new();
    for name in files() {
        for (event, _) in read(&fs::read_to_string(folder().join(&name)).unwrap()) {
            let data: serde_json::Value = serde_json::from_slice(&event.data).unwrap();
            let said = data.to_string().matches("\"media_type\"").count();
            assert_eq!(Attachment::all_in(&data).len(), said, "{name}");
            holding.extend((said > 0).then(|| name.clone()));
        }
    }
    assert!(holding.contains("ticket/attachment_added.v1.events") && holding.len() >= 6, "{holding:?}");
}

/// The golden files, by their paths below the folder.
fn files() -> BTreeSet<String> {
    let names =
        |folder: &Path| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let of = |category: String| names(&folder().join(&category)).map(move |file| format!("{category}/{file}"));
    names(folder()).filter(|name| name != SUMS).flat_map(of).collect()
}
