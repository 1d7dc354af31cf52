//! Who did it, in which role, for whom, by which channel.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ids::{CustomerId, PersonId, SupplierId};
use crate::text::Code;
use crate::time::FromText;

/// What a person or a system does here; permissions derive from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 客户: reports and confirms.
    Customer,
    /// 客服人员: the hotline.
    HotlineAgent,
    /// 技术支持人员: a member of a technical support group.
    SupportEngineer,
    /// 技术支持主管: approves solutions.
    SupportLead,
    /// 售后现场人员: service staff at the customer's.
    OnSiteEngineer,
    /// 技术专家.
    TechnicalExpert,
    /// 售后服务部门负责人.
    HeadOfAfterSales,
    /// 生产部门负责人.
    ProductionHead,
    /// 质量控制人员.
    QualityEngineer,
    /// 管理层.
    Management,
    /// 零部件供应商.
    Supplier,
    /// 培训师.
    Trainer,
    /// 人力资源.
    Hr,
    /// 审计员: reads everything, changes nothing.
    Auditor,
    /// 分析员.
    Analyst,
    /// 管理员: directory, policies, keys.
    Administrator,
    /// The program itself: watches and reactions.
    System,
}

impl Role {
    /// All roles, in the order of the vocabulary.
    pub const ALL: [Self; 17] = [
        Self::Customer,
        Self::HotlineAgent,
        Self::SupportEngineer,
        Self::SupportLead,
        Self::OnSiteEngineer,
        Self::TechnicalExpert,
        Self::HeadOfAfterSales,
        Self::ProductionHead,
        Self::QualityEngineer,
        Self::Management,
        Self::Supplier,
        Self::Trainer,
        Self::Hr,
        Self::Auditor,
        Self::Analyst,
        Self::Administrator,
        Self::System,
    ];

    /// The kind of actor that has this role.
    #[must_use]
    pub const fn kind(self) -> ActorKind {
        match self {
            Self::Customer => ActorKind::Customer,
            Self::Supplier => ActorKind::Supplier,
            Self::System => ActorKind::System,
            Self::HotlineAgent
            | Self::SupportEngineer
            | Self::SupportLead
            | Self::OnSiteEngineer
            | Self::TechnicalExpert
            | Self::HeadOfAfterSales
            | Self::ProductionHead
            | Self::QualityEngineer
            | Self::Management
            | Self::Trainer
            | Self::Hr
            | Self::Auditor
            | Self::Analyst
            | Self::Administrator => ActorKind::Staff,
        }
    }

    /// The name of the role in JSON, keys and tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::HotlineAgent => "hotline_agent",
            Self::SupportEngineer => "support_engineer",
            Self::SupportLead => "support_lead",
            Self::OnSiteEngineer => "on_site_engineer",
            Self::TechnicalExpert => "technical_expert",
            Self::HeadOfAfterSales => "head_of_after_sales",
            Self::ProductionHead => "production_head",
            Self::QualityEngineer => "quality_engineer",
            Self::Management => "management",
            Self::Supplier => "supplier",
            Self::Trainer => "trainer",
            Self::Hr => "hr",
            Self::Auditor => "auditor",
            Self::Analyst => "analyst",
            Self::Administrator => "administrator",
            Self::System => "system",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a text is not a role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a role; the roles are {roles}", roles = Role::ALL.map(Role::name).join(", "))]
pub struct NotARole(String);

impl FromStr for Role {
    type Err = NotARole;

    fn from_str(text: &str) -> Result<Self, NotARole> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or_else(|| NotARole(text.chars().take(60).collect()))
    }
}

/// On whose side an actor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// The customer.
    Customer,
    /// Somebody of the factory.
    Staff,
    /// A supplier of parts.
    Supplier,
    /// A program.
    System,
}

/// A person, customer or system that can act, by the stream or the name that stands for it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrincipalId {
    /// Somebody of the factory.
    Person(PersonId),
    /// A customer.
    Customer(CustomerId),
    /// A supplier of parts.
    Supplier(SupplierId),
    /// A program, ours or another.
    System(Code),
}

/// Why a text names no principal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names nobody: use person-<code>, customer-<UUID>, supplier-<code> or system-<code>")]
pub struct NotAPrincipal(String);

impl FromStr for PrincipalId {
    type Err = NotAPrincipal;

    fn from_str(text: &str) -> Result<Self, NotAPrincipal> {
        let principal = match text.split_once('-') {
            Some(("person", code)) => code.parse().ok().map(Self::Person),
            Some(("customer", uuid)) => uuid.parse().ok().map(Self::Customer),
            Some(("supplier", code)) => code.parse().ok().map(Self::Supplier),
            Some(("system", code)) => code.parse().ok().map(Self::System),
            _ => None,
        };
        principal.ok_or_else(|| NotAPrincipal(text.chars().take(60).collect()))
    }
}

impl fmt::Display for PrincipalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(person) => write!(f, "person-{person}"),
            Self::Customer(customer) => write!(f, "{customer}"),
            Self::Supplier(supplier) => write!(f, "supplier-{supplier}"),
            Self::System(code) => write!(f, "system-{code}"),
        }
    }
}

impl fmt::Debug for PrincipalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for PrincipalId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PrincipalId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(FromText::<Self>::new("a principal"))
    }
}

impl JsonSchema for PrincipalId {
    fn schema_name() -> Cow<'static, str> {
        "PrincipalId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^(person|customer|supplier|system)-", "examples": ["person-e1042"] })
    }
}

/// How a command reached us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Over HTTP.
    Http,
    /// From the command line on the same machine.
    Cli,
    /// From an imported file.
    Import,
    /// From inside the program.
    Internal,
    /// From the customer himself, by the official account at WeChat.
    Wechat,
    /// From the customer himself, by the form on the web.
    Web,
}

/// Who did something: recorded with every event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// The person or system.
    pub id: PrincipalId,
    /// The role in which it was done.
    pub role: Role,
    /// On whose side the actor stands.
    pub kind: ActorKind,
    /// For whom it was done, if for somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<PrincipalId>,
    /// How the command reached us.
    pub channel: Channel,
}

impl Actor {
    /// Somebody who acts for himself. A program stays one, whatever role it was given.
    #[must_use]
    pub fn new(id: PrincipalId, role: Role, channel: Channel) -> Self {
        let kind = match id {
            PrincipalId::System(_) => ActorKind::System,
            PrincipalId::Person(_) | PrincipalId::Customer(_) | PrincipalId::Supplier(_) => role.kind(),
        };
        Self { id, role, kind, on_behalf_of: None, channel }
    }

    /// The program itself, by the name of the part that acts.
    ///
    /// # Panics
    /// If `part` is not a code; parts are named in the source.
    #[must_use]
    pub fn system(part: &str) -> Self {
        let code = part.parse().expect("parts of the program are named by codes");
        Self::new(PrincipalId::System(code), Role::System, Channel::Internal)
    }

    /// The person of the factory who acts, if it is one.
    #[must_use]
    pub fn person(&self) -> Option<&PersonId> {
        match &self.id {
            PrincipalId::Person(person) => Some(person),
            PrincipalId::Customer(_) | PrincipalId::Supplier(_) | PrincipalId::System(_) => None,
        }
    }

    /// The supplier who acts, if it is one.
    #[must_use]
    pub fn supplier(&self) -> Option<&SupplierId> {
        match &self.id {
            PrincipalId::Supplier(supplier) => Some(supplier),
            PrincipalId::Person(_) | PrincipalId::Customer(_) | PrincipalId::System(_) => None,
        }
    }
}
