//! Identities. Those of things that people name are codes; all others are UUIDs derived from the command that made them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::period::Period;
use crate::stream::StreamName;
use crate::text::{Code, Line};
use crate::time::FromText;
use crate::values::OwnParty;

/// Why a text is not an id of this kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an id of the form {form}")]
pub struct NotAnId {
    text: String,
    form: &'static str,
}

impl NotAnId {
    fn new(text: &str, form: &'static str) -> Self {
        Self { text: text.chars().take(60).collect(), form }
    }
}

macro_rules! text_form {
    ($Id:ident($Within:ty), $expected:expr, $schema:expr) => {
        impl fmt::Debug for $Id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
        impl<'de> Deserialize<'de> for $Id {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if !deserializer.is_human_readable() {
                    return <$Within>::deserialize(deserializer).map(Self);
                }
                deserializer.deserialize_str(FromText::<Self>::new($expected))
            }
        }
        /// As text where people may read it, else what is within.
        impl Serialize for $Id {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() { serializer.collect_str(self) } else { self.0.serialize(serializer) }
            }
        }
        impl JsonSchema for $Id {
            fn schema_name() -> Cow<'static, str> {
                stringify!($Id).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

/// An id that is a UUID and nothing else.
macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $Id:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $Id(Uuid);

        impl $Id {
            /// The id that is this UUID.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }
            /// The UUID behind the id.
            #[must_use]
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }
        impl fmt::Display for $Id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
        impl FromStr for $Id {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Uuid::try_parse(text).map(Self).map_err(|_| NotAnId::new(text, "UUID"))
            }
        }
        text_form!($Id(Uuid), "a UUID", json_schema!({
            "type": "string", "format": "uuid", "examples": ["6f1c2c0e-8a4b-5d3f-9d0a-3c5e7f901122"],
        }));
    )*};
}

/// An id that is a UUID and names a stream.
macro_rules! stream_ids {
    ($($(#[$doc:meta])* $Id:ident = $category:literal)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $Id(Uuid);

        impl $Id {
            /// The category of the streams that have such ids.
            pub const CATEGORY: &str = $category;

            /// The id that is this UUID.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }
            /// The UUID behind the id.
            #[must_use]
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
            /// The stream that holds this thing's history.
            #[must_use]
            pub fn stream(self) -> StreamName {
                self.to_string().parse().expect("a category and a UUID name a stream")
            }
        }
        impl fmt::Display for $Id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($category, "-{}"), self.0)
            }
        }
        impl FromStr for $Id {
            type Err = NotAnId;
            /// Reads the stream's name; the bare UUID is enough.
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let bare = text.strip_prefix(concat!($category, "-")).unwrap_or(text);
                Uuid::try_parse(bare).map(Self).map_err(|_| NotAnId::new(text, concat!($category, "-<UUID>")))
            }
        }
        text_form!($Id(Uuid), concat!("the id ", $category, "-<UUID>"), json_schema!({
            "type": "string", "pattern": concat!("^(", $category, "-)?[0-9a-f-]{36}$"),
            "examples": [concat!($category, "-0b6c6a7e-52f1-5c1a-8f0e-2a9d3b4c5d6e")],
        }));
    )*};
}

/// An id that is a code and names a stream.
macro_rules! code_ids {
    ($($(#[$doc:meta])* $Id:ident = $category:literal, $example:literal)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $Id(Code);

        impl $Id {
            /// The category of the streams that have such ids.
            pub const CATEGORY: &str = $category;

            /// The code that people use.
            #[must_use]
            pub fn code(&self) -> &Code {
                &self.0
            }
            /// The stream that holds this thing's history.
            #[must_use]
            pub fn stream(&self) -> StreamName {
                format!(concat!($category, "-{}"), self.0).parse().expect("a category and a code name a stream")
            }
        }
        impl fmt::Display for $Id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
        impl FromStr for $Id {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                text.parse().map(Self).map_err(|_| NotAnId::new(text, "[a-z0-9][a-z0-9_.-]{0,39}"))
            }
        }
        text_form!($Id(Code), "a code", json_schema!({
            "type": "string", "pattern": "^[a-z0-9][a-z0-9_.-]{0,39}$", "examples": [$example],
        }));
    )*};
}

uuid_ids! {
    /// One event. Derived from its command and its place in the decision, so that a retry writes the same event.
    EventId
    /// One command, derived from who sent it and its `Idempotency-Key`.
    CommandId
    /// One run of an import.
    ImportRun
}

stream_ids! {
    /// A ticket (工单): one issue that a customer reported, from its receipt to its close.
    TicketId = "ticket"
    /// Who is responsible for an issue (责任认定): the case of a ticket, and of the same UUID.
    ResponsibilityId = "responsibility"
    /// An improvement measure (改进措施), preventive or corrective.
    ImprovementId = "improvement"
    /// A cause-and-effect analysis (因果分析) of one effect.
    CauseAnalysisId = "cause_analysis"
    /// The appraisal (考核) of a department or a person for a period; there is one of each.
    AppraisalId = "appraisal"
    /// A reward (奖励).
    RewardId = "reward"
    /// A notice to a supplier that its part caused an issue (供应商通知).
    SupplierNoticeId = "supplier_notice"
    /// A corrective action that a supplier owes (纠正措施, 8D).
    CorrectiveActionId = "corrective_action"
    /// The evaluation of a supplier (供应商评价) for a period; there is one of each.
    SupplierEvaluationId = "supplier_evaluation"
    /// Somebody whom the factory reaches at a supplier: the subject of the personal data that he left with us.
    SupplierContactId = "supplier_contact"
    /// A record of production or quality control (生产与质检记录); there is one of each number of a source.
    QualityRecordId = "quality_record"
    /// A training need (培训需求).
    TrainingNeedId = "training_need"
    /// A training session (培训活动).
    TrainingSessionId = "training_session"
    /// How a person stands in a course (培训合格); there is one of each.
    QualificationId = "qualification"
    /// A customer (客户): the subject of the personal data that he left with us.
    CustomerId = "customer"
}

code_ids! {
    /// A person of the factory (员工), by the personnel number.
    PersonId = "person", "e1042"
    /// A department of the factory (部门).
    DepartmentId = "department", "technical-support"
    /// A duty roster (值班表).
    RosterId = "roster", "head-at-night"
    /// A supplier of parts (零部件供应商).
    SupplierId = "supplier", "supplier-a"
    /// How a supplier stands (供应商资格), by the supplier's code.
    SupplierStandingId = "supplier_standing", "supplier-a"
    /// A technical support group (技术支持小组).
    GroupId = "group", "electrical"
    /// A type of issue (问题类型), by which groups are chosen.
    IssueTypeId = "issue_type", "starting"
    /// A policy for clocks (时限规则).
    PolicyId = "sla_policy", "after-sales"
    /// Rules by which people are told (自动提醒规则).
    NotificationRulesId = "notification_rules", "after-sales"
    /// What a person is told (收件箱), by the personnel number.
    InboxId = "inbox", "e1042"
    /// A scheme by which is appraised (考核方案).
    SchemeId = "appraisal_scheme", "after-sales"
    /// A scheme by which suppliers are evaluated (供应商评价方案).
    SupplierSchemeId = "supplier_scheme", "after-sales"
    /// A working calendar (工作日历).
    CalendarId = "calendar", "weifang-5x9"
    /// An emergency plan (应急预案).
    PlanId = "emergency_plan", "engine-fire"
    /// A characteristic that is measured or judged (质量特性).
    CharacteristicId = "characteristic", "oil-pressure-idle"
    /// A course (培训课程).
    CourseId = "course", "fuel-diagnosis"
    /// A metric (指标).
    MetricId = "metric", "first-contact"
    /// What a read model leaves out, by the read model's name.
    QuarantineId = "quarantine", "clocks"
    /// An API key, by its public part.
    KeyId = "access", "k7f3a9"
}

/// An id that is a period, and names a stream.
macro_rules! period_ids {
    ($($(#[$doc:meta])* $Id:ident = $category:literal, $may_be:expr, $form:literal, $expected:literal, $schema:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $Id(Period);

        impl $Id {
            /// The category of the streams that have such ids.
            pub const CATEGORY: &str = $category;

            /// The period.
            #[must_use]
            pub const fn period(self) -> Period {
                self.0
            }

            /// The stream that holds this thing's history.
            ///
            /// # Panics
            /// Never: a category and a period name a stream.
            #[must_use]
            pub fn stream(self) -> StreamName {
                format!("{}-{self}", Self::CATEGORY).parse().expect("a category and a period name a stream")
            }
        }
        impl fmt::Display for $Id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
        impl FromStr for $Id {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let may_be: fn(Period) -> bool = $may_be;
                let period = text.parse().ok().filter(|period| may_be(*period));
                period.map(Self).ok_or_else(|| NotAnId::new(text, $form))
            }
        }
        text_form!($Id(Period), $expected, $schema);
    )*};
}

period_ids! {
    /// The training plan (培训计划) of a quarter (`policy.md`, open point 12).
    TrainingPlanId = "training_plan", Period::is_quarter, "2026-Q3", "a quarter", json_schema!({
        "type": "string", "pattern": "^[0-9]{4}-Q[1-4]$", "description": "a quarter of the factory's time", "examples": ["2026-Q4"],
    });
    /// The periodic report (定期报告) of a month, a quarter or a year (P5.3).
    PeriodicReportId = "periodic_report", |_| true, "2026-10, 2026-Q3 or 2026", "a period", json_schema!({
        "type": "string", "pattern": "^[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]))?$",
        "description": "a month, a quarter or a year of the factory's time", "examples": ["2026-10"],
    });
}

impl PeriodicReportId {
    /// The report of a period.
    #[must_use]
    pub const fn of(period: Period) -> Self {
        Self(period)
    }
}

impl InboxId {
    /// The inbox of a person.
    #[must_use]
    pub fn of(person: &PersonId) -> Self {
        Self(person.0.clone())
    }
}

impl ResponsibilityId {
    /// The case of a ticket.
    #[must_use]
    pub const fn of(ticket: TicketId) -> Self {
        Self(ticket.0)
    }

    /// The ticket that it is about.
    #[must_use]
    pub const fn ticket(self) -> TicketId {
        TicketId(self.0)
    }
}

impl AppraisalId {
    /// The appraisal of a department or a person for a period.
    #[must_use]
    pub fn of(period: Period, subject: &OwnParty) -> Self {
        Self(Uuid::new_v5(&NAMESPACE, format!("appraisal {period} of {subject}").as_bytes()))
    }
}

impl SupplierEvaluationId {
    /// The evaluation of a supplier for a period.
    #[must_use]
    pub fn of(period: Period, supplier: &SupplierId) -> Self {
        Self(Uuid::new_v5(&NAMESPACE, format!("supplier evaluation {period} of {supplier}").as_bytes()))
    }
}

impl SupplierStandingId {
    /// How a supplier stands.
    #[must_use]
    pub fn of(supplier: &SupplierId) -> Self {
        Self(supplier.0.clone())
    }
}

impl QualityRecordId {
    /// The record that a system has under this number.
    #[must_use]
    pub fn of(system: &Code, number: &Line) -> Self {
        Self(Uuid::new_v5(&NAMESPACE, format!("quality record of {system}: {number}").as_bytes()))
    }
}

impl QualificationId {
    /// How a person stands in a course.
    #[must_use]
    pub fn of(person: &PersonId, course: &CourseId) -> Self {
        // No code has a blank, so that the two cannot be shifted.
        Self(Uuid::new_v5(&NAMESPACE, format!("qualification of {person} in {course}").as_bytes()))
    }
}

impl TrainingNeedId {
    /// The need that a frequent cause stands for: one for each period, and those who met it.
    #[must_use]
    pub fn found(period: Period, department: Option<&DepartmentId>, group: Option<&GroupId>, cause: &str) -> Self {
        let party = |code: Option<&Code>| code.map_or("-", Code::as_str).to_owned();
        let (department, group) = (party(department.map(|of| &of.0)), party(group.map(|of| &of.0)));
        Self(Uuid::new_v5(&NAMESPACE, format!("training need {period} {department} {group} {cause}").as_bytes()))
    }
}

impl EventId {
    /// The id of the `index`-th event that a command wrote.
    #[must_use]
    pub fn of(command: CommandId, index: usize) -> Self {
        Self(Uuid::new_v5(&command.0, &(index as u64).to_be_bytes()))
    }
}

impl CommandId {
    /// The id of the command that `principal` sent under this idempotency key, which tells commands of one target apart.
    #[must_use]
    pub fn to(principal: &str, target: &str, idempotency_key: &str) -> Self {
        Self::of(principal, &format!("{}:{target}{idempotency_key}", target.len()))
    }

    /// The id of the command that `principal` sent under this key.
    #[must_use]
    pub fn of(principal: &str, idempotency_key: &str) -> Self {
        let named = format!("{}:{principal}{idempotency_key}", principal.len());
        Self(Uuid::new_v5(&NAMESPACE, named.as_bytes()))
    }

    /// The id of what follows from an event by the rule of this name, however often it is carried out.
    #[must_use]
    pub fn following(cause: EventId, rule: &str) -> Self {
        Self(Uuid::new_v5(&cause.0, rule.as_bytes()))
    }

    /// A UUID for a thing that this command makes.
    #[must_use]
    pub fn derive(self, what: &str) -> Uuid {
        Uuid::new_v5(&self.0, what.as_bytes())
    }
}

/// Flywheel's own namespace for derived UUIDs; it is part of the stored format.
const NAMESPACE: Uuid = Uuid::from_u128(0x4f6c_1f0e_7d58_5b6a_9b1e_52c0_7a33_d9e1);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_with_and_without_their_category() {
        let bare = "0b6c6a7e-52f1-5c1a-8f0e-2a9d3b4c5d6e";
        let whole: TicketId = format!("ticket-{bare}").parse().unwrap();
        assert_eq!(bare.parse::<TicketId>().unwrap(), whole);
        assert_eq!(whole.stream().category(), "ticket");
        assert!("customer-0b6c6a7e-52f1-5c1a-8f0e-2a9d3b4c5d6e".parse::<TicketId>().is_err());
    }

    #[test]
    fn a_training_plan_is_of_a_quarter() {
        let plan: TrainingPlanId = "2026-Q4".parse().unwrap();
        assert_eq!((plan.stream().category(), plan.stream().key()), ("training_plan", "2026-Q4"));
        for other in ["2026", "2026-10", "2026-q4", "2026-Q5"] {
            assert!(other.parse::<TrainingPlanId>().is_err(), "{other}");
        }
    }

    #[test]
    fn what_is_derived_from_several_codes_has_one_id_of_each() {
        let of = |person: &str, course: &str| QualificationId::of(&person.parse().unwrap(), &course.parse().unwrap());
        assert_eq!(of("e4002", "fuel"), of("e4002", "fuel"));
        assert_ne!(of("e4002.a", "b"), of("e4002", "a.b"));
        let (quarter, group) = ("2026-Q1".parse().unwrap(), "starters".parse().unwrap());
        let of_group = TrainingNeedId::found(quarter, None, Some(&group), "FUEL-017");
        let department = "starters".parse().unwrap();
        assert_ne!(of_group, TrainingNeedId::found(quarter, Some(&department), None, "FUEL-017"));
    }

    #[test]
    fn the_parts_of_a_command_id_cannot_be_shifted() {
        assert_ne!(CommandId::of("person-a", "bc"), CommandId::of("person-ab", "c"));
    }
}
