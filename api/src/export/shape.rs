//! What an event says, as process mining wants it: plain values as attributes, and the objects that it names.
//!
//! Both are found in the schema of the fact, so that a new fact needs no line here; a new kind of object needs one in
//! [`OBJECT_TYPES`]. Texts that people write and sealed values are left out.

use std::collections::HashMap;
use std::sync::LazyLock;

use events_schema::facts::catalogue;
use events_schema::{PrincipalId, StreamName};
use schemars::Schema;
use serde_json::{Map, Value};

use super::happened::Happening;

/// A kind of thing that events are about.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ObjectType {
    pub(super) name: &'static str,
    /// How the schemas of facts call its ids.
    schema: &'static str,
    /// What its ids have in front, where the facts have them bare.
    prefix: &'static str,
}

/// All of them. Rules, calendars, characteristics, duty rosters, metrics, quarantines and keys are no things that a process is about.
static OBJECT_TYPES: [ObjectType; 25] = [
    ObjectType { name: "ticket", schema: "TicketId", prefix: "" },
    ObjectType { name: "customer", schema: "CustomerId", prefix: "" },
    ObjectType { name: "engine", schema: "EngineSerial", prefix: "engine-" },
    ObjectType { name: "person", schema: "PersonId", prefix: "person-" },
    ObjectType { name: "group", schema: "GroupId", prefix: "group-" },
    ObjectType { name: "issue_type", schema: "IssueTypeId", prefix: "issue_type-" },
    ObjectType { name: "emergency_plan", schema: "PlanId", prefix: "emergency_plan-" },
    ObjectType { name: "department", schema: "DepartmentId", prefix: "department-" },
    ObjectType { name: "supplier", schema: "SupplierId", prefix: "supplier-" },
    ObjectType { name: "supplier_notice", schema: "SupplierNoticeId", prefix: "" },
    ObjectType { name: "corrective_action", schema: "CorrectiveActionId", prefix: "" },
    ObjectType { name: "responsibility", schema: "ResponsibilityId", prefix: "" },
    ObjectType { name: "improvement", schema: "ImprovementId", prefix: "" },
    ObjectType { name: "appraisal", schema: "AppraisalId", prefix: "" },
    ObjectType { name: "reward", schema: "RewardId", prefix: "" },
    ObjectType { name: "supplier_evaluation", schema: "SupplierEvaluationId", prefix: "" },
    ObjectType { name: "supplier_standing", schema: "SupplierStandingId", prefix: "supplier_standing-" },
    ObjectType { name: "quality_record", schema: "QualityRecordId", prefix: "" },
    ObjectType { name: "course", schema: "CourseId", prefix: "course-" },
    ObjectType { name: "training_need", schema: "TrainingNeedId", prefix: "" },
    ObjectType { name: "training_plan", schema: "TrainingPlanId", prefix: "training_plan-" },
    ObjectType { name: "training_session", schema: "TrainingSessionId", prefix: "" },
    ObjectType { name: "cause_analysis", schema: "CauseAnalysisId", prefix: "" },
    ObjectType { name: "periodic_report", schema: "PeriodicReportId", prefix: "periodic_report-" },
    ObjectType { name: "qualification", schema: "QualificationId", prefix: "" },
];

/// How the schemas call the id of somebody who acts.
const PRINCIPAL: &str = "PrincipalId";

/// A thing: its type and its id, which no thing of another type has.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Object {
    pub(super) kind: &'static str,
    pub(super) id: String,
}

impl Object {
    /// The thing whose history a stream is.
    pub(super) fn of(stream: &StreamName) -> Option<Self> {
        let kind = OBJECT_TYPES.iter().find(|kind| kind.name == stream.category())?;
        Some(Self { kind: kind.name, id: stream.to_string() })
    }

    /// Somebody who acts; programs are no things.
    pub(super) fn acting(principal: &PrincipalId) -> Option<Self> {
        match principal {
            PrincipalId::Person(person) => Some(Self::named("PersonId", &person.to_string())?),
            PrincipalId::Customer(customer) => Some(Self::named("CustomerId", &customer.to_string())?),
            PrincipalId::Supplier(supplier) => Some(Self::named("SupplierId", &supplier.to_string())?),
            PrincipalId::System(_) => None,
        }
    }

    /// What an id names that the schemas call like this.
    pub(super) fn named(schema: &str, id: &str) -> Option<Self> {
        if schema == PRINCIPAL {
            return id.parse().ok().as_ref().and_then(Self::acting);
        }
        let kind = OBJECT_TYPES.iter().find(|kind| kind.schema == schema)?;
        Some(Self { kind: kind.name, id: format!("{}{id}", kind.prefix) })
    }
}

/// A plain value of an event or a thing.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Plain {
    Text(String),
    Integer(i64),
    /// With all six digits, so that all are alike.
    Time(String),
}

/// What kind of plain value an attribute has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlainKind {
    Text,
    Integer,
    Time,
}

impl Plain {
    pub(super) fn kind(&self) -> PlainKind {
        match self {
            Self::Text(_) => PlainKind::Text,
            Self::Integer(_) => PlainKind::Integer,
            Self::Time(_) => PlainKind::Time,
        }
    }
}

/// What the schema of a fact says of it.
struct Shape {
    attributes: Vec<(String, PlainKind)>,
    /// The fields that hold ids, with the way to them and the name of the id in schemas.
    naming: Vec<(Vec<String>, String)>,
}

/// By type and version.
static SHAPES: LazyLock<HashMap<&'static str, HashMap<u32, Shape>>> = LazyLock::new(|| {
    let shapes =
        |versions: &[(u32, Schema)]| versions.iter().map(|(version, schema)| (*version, Shape::of(schema))).collect();
    catalogue().iter().map(|spec| (spec.kind, shapes(&spec.versions))).collect()
});

impl Shape {
    fn of(schema: &Schema) -> Self {
        let schema = schema.as_value();
        let mut shape = Self { attributes: Vec::new(), naming: Vec::new() };
        let found = Definitions(schema.get("$defs").and_then(Value::as_object));
        for (name, field) in fields(schema) {
            let (before, mut way) = (shape.naming.len(), vec![name.clone()]);
            found.ids(field, &mut way, &mut shape.naming);
            if shape.naming.len() == before
                && let Some(kind) = found.plain(field)
            {
                shape.attributes.push((name.clone(), kind));
            }
        }
        shape
    }
}

fn fields(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema.get("properties").and_then(Value::as_object).into_iter().flatten()
}

/// The schemas that others refer to.
struct Definitions<'a>(Option<&'a Map<String, Value>>);

impl<'a> Definitions<'a> {
    /// The name of what a field refers to, where it does; what may be absent refers to what it is otherwise.
    fn referred(field: &'a Value) -> Option<&'a str> {
        let reference = |schema: &'a Value| schema.get("$ref").and_then(Value::as_str)?.rsplit('/').next();
        let or_null = || field.get("anyOf").and_then(Value::as_array)?.iter().find_map(reference);
        reference(field).or_else(or_null)
    }

    fn resolved(&self, field: &'a Value) -> &'a Value {
        Self::referred(field).and_then(|name| self.0?.get(name)).unwrap_or(field)
    }

    fn ids(&self, field: &'a Value, way: &mut Vec<String>, naming: &mut Vec<(Vec<String>, String)>) {
        if let Some(name) = Self::referred(field)
            && (name == PRINCIPAL || OBJECT_TYPES.iter().any(|kind| kind.schema == name))
        {
            naming.push((way.clone(), name.to_owned()));
            return;
        }
        let resolved = self.resolved(field);
        if let Some(items) = resolved.get("items") {
            self.ids(items, way, naming);
        }
        for (name, field) in fields(resolved) {
            way.push(name.clone());
            self.ids(field, way, naming);
            way.pop();
        }
    }

    /// Words, numbers and times. A text without a pattern is what somebody wrote, and a UUID means nothing by itself.
    fn plain(&self, field: &'a Value) -> Option<PlainKind> {
        let resolved = self.resolved(field);
        let has = |name: &str| resolved.get(name).is_some();
        let is = |name: &str, value: &str| resolved.get(name).and_then(Value::as_str) == Some(value);
        let is_words = |name: &str| {
            let choices = resolved.get(name).and_then(Value::as_array);
            choices.is_some_and(|choices| choices.iter().all(|choice| choice.get("const").is_some()))
        };
        if has("enum") || is_words("oneOf") || (is("type", "string") && has("pattern")) {
            Some(PlainKind::Text)
        } else if is("format", "date-time") {
            Some(PlainKind::Time)
        } else if is("type", "integer") {
            Some(PlainKind::Integer)
        } else {
            None
        }
    }
}

impl Happening {
    /// What it says in plain values, by the names of the fields.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'static str, Plain)> {
        let attributes = self.shape().into_iter().flat_map(|shape| &shape.attributes);
        attributes.filter_map(|(name, kind)| Some((&**name, plain(self.data.get(name)?, *kind)?)))
    }

    /// The things that it is about, each with how: what has this history, who acted, and what the fact names, by its fields.
    pub(super) fn objects(&self) -> Vec<(&'static str, Object)> {
        let actor = &self.envelope.actor;
        let own = Object::of(&self.stream).map(|own| (own.kind, own));
        let acted = Object::acting(&actor.id).map(|actor| ("actor", actor));
        let behalf = actor.on_behalf_of.as_ref().and_then(Object::acting).map(|other| ("on_behalf_of", other));
        let mut objects: Vec<(&'static str, Object)> = [own, acted, behalf].into_iter().flatten().collect();
        for (way, schema) in self.shape().into_iter().flat_map(|shape| &shape.naming) {
            let Some((field, way)) = way.split_first() else { continue };
            let mut ids = Vec::new();
            self.data.get(field).into_iter().for_each(|value| collect(value, way, &mut ids));
            objects.extend(ids.into_iter().filter_map(|id| Some((&**field, Object::named(schema, id)?))));
        }
        objects.sort_unstable();
        objects.dedup();
        objects
    }

    fn shape(&self) -> Option<&'static Shape> {
        SHAPES.get(&*self.kind)?.get(&self.version)
    }
}

fn collect<'a>(value: &'a Value, way: &[String], ids: &mut Vec<&'a str>) {
    match (value, way.split_first()) {
        (Value::Array(items), _) => items.iter().for_each(|item| collect(item, way, ids)),
        (Value::String(id), None) => ids.push(id),
        (Value::Object(fields), Some((field, way))) => {
            fields.get(field).into_iter().for_each(|value| collect(value, way, ids));
        }
        // What may be absent is.
        _ => {}
    }
}

fn plain(value: &Value, kind: PlainKind) -> Option<Plain> {
    match kind {
        PlainKind::Text => value.as_str().map(|text| Plain::Text(text.to_owned())),
        PlainKind::Integer => value.as_i64().map(Plain::Integer),
        PlainKind::Time => value.as_str()?.parse().ok().map(|at| Plain::Time(super::table::sortable(at))),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What events carry beside what facts say of themselves, in OCEL and XES.
    const COMMON: [&str; 12] = [
        "position",
        "revision",
        "recorded_at",
        "actor",
        "actor_kind",
        "actor_role",
        "actor_channel",
        "origin",
        "ocel_id",
        "ocel_time",
        "on_behalf_of",
        "ocel_changed_field",
    ];

    #[test]
    fn no_field_of_a_fact_has_the_name_of_what_every_event_carries() {
        for (kind, versions) in &*SHAPES {
            for shape in versions.values() {
                let named = shape.naming.iter().filter_map(|(way, _)| way.first());
                for name in shape.attributes.iter().map(|(name, _)| name).chain(named) {
                    assert!(!COMMON.contains(&name.as_str()), "{kind} has {name}");
                }
            }
        }
    }

    #[test]
    fn schemas_say_which_things_a_fact_names_and_which_values_are_plain() {
        let shape = |kind: &str| &SHAPES[kind][&1];
        let naming = |kind: &str| -> Vec<(String, &str)> {
            shape(kind).naming.iter().map(|(way, schema)| (way.join("."), schema.as_str())).collect()
        };
        let named = |way: &str, schema: &'static str| (way.to_owned(), schema);
        assert_eq!(
            naming("ticket.reported"),
            [named("customer", "CustomerId"), named("engine_serial", "EngineSerial")]
        );
        assert_eq!(naming("ticket.team_formed"), [named("leader", "PersonId"), named("members.person", "PersonId")]);
        assert_eq!(naming("clock.reassessment_opened"), [named("evidence_by", "PrincipalId")]);
        let attributes: Vec<&str> = shape("ticket.cost_recorded").attributes.iter().map(|(name, _)| &**name).collect();
        assert_eq!(attributes, ["kind", "amount", "currency"], "what people write is left out");
    }

    #[test]
    fn every_kind_of_stream_but_rules_measures_and_keys_is_a_thing() {
        let categories: BTreeSet<&str> = catalogue().iter().map(|spec| spec.category).collect();
        let things = |name: &&str| OBJECT_TYPES.iter().any(|kind| kind.name == *name);
        let others: Vec<&str> = categories.into_iter().filter(|name| !things(name)).collect();
        assert_eq!(
            others,
            [
                "access",
                "appraisal_scheme",
                "calendar",
                "characteristic",
                "inbox",
                "metric",
                "notification_rules",
                "quarantine",
                "roster",
                "sla_policy",
                "supplier_scheme"
            ]
        );
    }
}
