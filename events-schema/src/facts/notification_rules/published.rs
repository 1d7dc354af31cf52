use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Role;
use crate::fact::fact;
use crate::text::Code;
use crate::time::Duration;
use crate::values::{IntakeChannel, TicketClass};

/// A version of the rules came into force by which people are told of what happens. What was told before is not told again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotificationRulesPublished {
    /// The number of this version, from 1.
    pub version: u32,
    /// The rules.
    pub rules: Vec<NotificationRule>,
}

fact!(NotificationRulesPublished, "notification_rules.published", 1);

/// Which fact tells whom, and by which ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotificationRule {
    /// What the rule is called, once in a version.
    #[schemars(example = &"emergency")]
    pub rule: Code,
    /// The types of facts that it is about.
    #[schemars(extend("examples" = [["ticket.classified"]]))]
    pub on: Vec<String>,
    /// The classes of tickets that it is about; empty: all, and those that have none yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<TicketClass>,
    /// The channels of intake that it is about; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intake: Vec<IntakeChannel>,
    /// Who is told.
    pub tell: Vec<Addressee>,
    /// The channels by which they are told beside their inbox, by name; absent: all that are set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Vec<Code>>,
    /// Whether they are told again until something is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repeat>,
}

/// Who is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Addressee {
    /// Everybody who has a role, is on duty in it, or acts for somebody who has it.
    Role {
        /// The role.
        role: Role,
    },
    /// 技术支持小组: the group that has the ticket.
    Group,
    /// Whoever of the group has taken the ticket over, while nobody has, the group; of an improvement measure or an analysis its owner.
    PersonInCharge,
    /// Whom it is about: who is held responsible (责任部门、责任人), is appraised, gets the reward, or is invited to a training or assessed in it; of a department its head.
    Concerned,
}

/// Told again and again, until something is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// After how long.
    pub every: Duration,
    /// The types of facts by which it is done. Of those that name a role, only the one for the role that was told. A withdrawal or a
    /// merge always ends it.
    #[schemars(extend("examples" = [["ticket.classified", "ticket.taken_over"]]))]
    pub until: Vec<String>,
}
