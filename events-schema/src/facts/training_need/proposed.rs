use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::responsibility::Share;
use crate::ids::{CourseId, DepartmentId, GroupId, PersonId, TicketId};
use crate::period::Period;
use crate::text::{Line, Paragraph};
use crate::time::Timestamp;

/// A training need was proposed (P6.1). Somebody else decides about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingNeedProposed {
    /// What says so.
    pub source: NeedSource,
    /// Who has to learn it.
    pub trainees: Trainees,
    /// The course that would meet it, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<CourseId>,
}

fact!(TrainingNeedProposed, "training_need.proposed", 1);

/// What says that somebody has to learn something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum NeedSource {
    /// Issues that really occurred: the same confirmed cause, again and again.
    Issues {
        /// Which.
        cause: FrequentCause,
    },
    /// Somebody who sees it.
    Person {
        /// Why.
        #[schemars(example = &"新机型下半年投产")]
        reason: Paragraph,
    },
}

/// A confirmed cause that a department or a group met often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FrequentCause {
    /// The failure code.
    #[schemars(example = &"FUEL-017")]
    pub failure_code: Line,
    /// When its issues were confirmed.
    pub period: Period,
    /// The department that met it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    /// The group that met it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// How many issues had it.
    pub issues: u32,
    /// How many issues with a confirmed cause they met in all.
    pub of: u32,
    /// When the first of them was confirmed.
    pub since: Timestamp,
    /// The tickets, the first ones of many.
    pub tickets: Vec<TicketId>,
    /// By which rule that is often.
    pub rule: NeedRule,
}

/// How often is often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NeedRule {
    /// So many issues at least.
    pub issues: u32,
    /// Of all issues that they met, such a share at least.
    #[schemars(example = &"10")]
    pub share: Share,
}

/// Who is to be trained: departments, technical support groups, people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trainees {
    /// Departments.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub departments: BTreeSet<DepartmentId>,
    /// Groups.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<GroupId>,
    /// People.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub people: BTreeSet<PersonId>,
}

impl Trainees {
    /// How many are named.
    #[must_use]
    pub fn count(&self) -> usize {
        self.departments.len() + self.groups.len() + self.people.len()
    }
}
