//! Values that several facts share, each checked where it enters.

mod decimals;

pub(crate) use decimals::exact_decimals;
pub use decimals::{Amount, Mark, Measured, NotAMark, NotAScore, NotAnAmount, NotMeasured, NotPoints, Points, Score};

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ids::{DepartmentId, PersonId};
use crate::personal::Personal;
use crate::text::Line;
use crate::time::FromText;

/// How urgent an issue is (P2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TicketClass {
    /// 一般: little effect on normal use, can be solved within some time.
    General,
    /// 重要: affects normal use, must be solved soon.
    Important,
    /// 紧急: possible safety hazard, or serious effect on the customer's production.
    Emergency,
}

impl TicketClass {
    /// Its name in paths, queries and events.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Important => "important",
            Self::Emergency => "emergency",
        }
    }
}

/// The effect on use, on which a classification rests (P2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EffectOnUse {
    /// The engine serves its purpose.
    Little,
    /// The engine runs, but not as it should.
    Affected,
    /// The engine cannot be used.
    Stopped,
}

/// The safety hazard, on which a classification rests (P2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SafetyHazard {
    /// Nobody can come to harm.
    None,
    /// Harm cannot be ruled out.
    Possible,
}

/// The effect on the customer's production, on which a classification rests (P2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EffectOnProduction {
    /// Production goes on.
    None,
    /// Production is slowed down.
    Limited,
    /// Production stands still or loses heavily.
    Serious,
}

/// What was weighed when an issue was classified (P2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grounds {
    /// The effect on use.
    pub effect_on_use: EffectOnUse,
    /// The safety hazard.
    pub safety_hazard: SafetyHazard,
    /// The effect on the customer's production.
    pub effect_on_production: EffectOnProduction,
}

impl Grounds {
    /// The lowest class that these grounds allow (P2.2).
    #[must_use]
    pub fn implied_class(self) -> TicketClass {
        if self.safety_hazard == SafetyHazard::Possible || self.effect_on_production == EffectOnProduction::Serious {
            return TicketClass::Emergency;
        }
        match self.effect_on_use {
            EffectOnUse::Little => TicketClass::General,
            EffectOnUse::Affected | EffectOnUse::Stopped => TicketClass::Important,
        }
    }
}

/// What becomes of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 按时: stopped in time.
    Met,
    /// 超时: not stopped when its deadline passed.
    Breached,
    /// 不予判定: cancelled before its deadline; nobody is judged.
    Void,
}

/// Where a report came in (P2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IntakeChannel {
    /// 24小时客服热线.
    Hotline,
    /// 官方网站.
    Website,
    /// 微信公众号; a conversation that may start incomplete.
    Wechat,
    /// 现场反馈; an entry that may start incomplete.
    OnSite,
}

impl IntakeChannel {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hotline => "hotline",
            Self::Website => "website",
            Self::Wechat => "wechat",
            Self::OnSite => "on_site",
        }
    }
}

/// How a person and the customer spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactMethod {
    /// By telephone.
    Phone,
    /// By WeChat.
    Wechat,
    /// By e-mail.
    Email,
    /// Face to face.
    InPerson,
}

/// The contact data of a customer (P2.1.a). Each field is sealed on its own, so that one can be disclosed alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The name of the person to ask for.
    pub name: Personal,
    /// The telephone number.
    pub phone: Personal,
    /// The WeChat id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wechat: Option<Personal>,
    /// The address, where somebody has to go there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Personal>,
}

impl Contact {
    /// The personal fields with the labels under which they are sealed.
    pub fn personal(&mut self) -> Vec<(&'static str, &mut Personal)> {
        let mut fields = vec![("contact.name", &mut self.name), ("contact.phone", &mut self.phone)];
        fields.extend(self.wechat.as_mut().map(|wechat| ("contact.wechat", wechat)));
        fields.extend(self.address.as_mut().map(|address| ("contact.address", address)));
        fields
    }
}

/// The serial number of an engine (发动机编号): 3 to 40 capital letters, digits, `-`, `/` and `.`; small letters are raised.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct EngineSerial(String);

/// Why a text is not a serial number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an engine serial number: 3 to 40 letters, digits, `-`, `/` and `.`")]
pub struct NotASerial(String);

impl EngineSerial {
    /// The number as it is engraved.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EngineSerial {
    type Err = NotASerial;

    fn from_str(text: &str) -> Result<Self, NotASerial> {
        let serial = text.trim().to_ascii_uppercase();
        let allowed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '/' | '.');
        if (3..=40).contains(&serial.len()) && serial.chars().all(allowed) {
            Ok(Self(serial))
        } else {
            Err(NotASerial(text.chars().take(60).collect()))
        }
    }
}

impl fmt::Display for EngineSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EngineSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for EngineSerial {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(FromText::<Self>::new("an engine serial number"))
    }
}

impl JsonSchema for EngineSerial {
    fn schema_name() -> Cow<'static, str> {
        "EngineSerial".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[A-Za-z0-9./-]{3,40}$", "examples": ["WP12-2025-004711"] })
    }
}

/// A department or a person of the factory: whoever is appraised or rewarded (P4.3).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum OwnParty {
    /// 员工: a person.
    Person {
        /// The personnel number.
        person: PersonId,
    },
    /// 部门: a department.
    Department {
        /// Its code.
        department: DepartmentId,
    },
}

impl fmt::Display for OwnParty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Department { department } => write!(f, "department {department}"),
            Self::Person { person } => write!(f, "person {person}"),
        }
    }
}

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// Why a text is not a currency.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a currency: use the three capital letters of ISO 4217, such as CNY")]
pub struct NotACurrency(String);

impl FromStr for Currency {
    type Err = NotACurrency;

    fn from_str(text: &str) -> Result<Self, NotACurrency> {
        match text.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(NotACurrency(text.chars().take(60).collect())),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|letter| write!(f, "{}", char::from(*letter)))
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(FromText::<Self>::new("a currency"))
    }
}

impl JsonSchema for Currency {
    fn schema_name() -> Cow<'static, str> {
        "Currency".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[A-Z]{3}$", "examples": ["CNY"] })
    }
}

/// Who wrote to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The factory wrote to the customer.
    ToCustomer,
    /// The customer wrote to the factory.
    FromCustomer,
}

/// How an engine was examined (P3.1.c).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DiagnosisMethod {
    /// 电话沟通: by asking on the phone.
    Phone,
    /// 远程诊断: over the engine's telemetry.
    Remote,
    /// 现场检查: at the engine.
    OnSite,
}

/// The category of a cause: 人机料法环测, the classic 5M1E.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CauseCategory {
    /// 人: people.
    People,
    /// 机: machines.
    Machine,
    /// 料: material and parts.
    Material,
    /// 法: methods.
    Method,
    /// 环: environment.
    Environment,
    /// 测: measurement.
    Measurement,
}

impl CauseCategory {
    /// All of them, in the order in which people name them.
    pub const ALL: [Self; 6] =
        [Self::People, Self::Machine, Self::Material, Self::Method, Self::Environment, Self::Measurement];

    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Machine => "machine",
            Self::Material => "material",
            Self::Method => "method",
            Self::Environment => "environment",
            Self::Measurement => "measurement",
        }
    }
}

/// A part at fault, with where it came from as far as that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The part number.
    #[schemars(example = &"612600090561")]
    pub number: Line,
    /// The batch that it is from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"2025-11-B3")]
    pub batch: Option<Line>,
    /// The supplier who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"Supplier A")]
    pub supplier: Option<Line>,
}

/// What a cost is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CostKind {
    /// Parts.
    Parts,
    /// Working time.
    Labour,
    /// Travel.
    Travel,
    /// Freight.
    Freight,
    /// Anything else.
    Other,
}

/// What kind of solution it is (P3.1.d).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SolutionKind {
    /// 更换零部件: parts are replaced.
    ReplaceParts,
    /// 调整参数: parameters are adjusted.
    AdjustParameters,
    /// 维修: something is repaired.
    Repair,
    /// 指导使用: the customer is shown how.
    Guidance,
    /// Anything else.
    Other,
}

/// A customer's rating, 1 (bad) to 5 (good).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Rating(u8);

/// Why a number is not a rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a rating is a whole number from 1 to 5, not {0}")]
pub struct NotARating(u8);

impl Rating {
    /// Whether a customer who rates so counts as satisfied (`policy.md`, open point 5).
    #[must_use]
    pub const fn is_satisfied(self) -> bool {
        self.0 > 2
    }
}

impl TryFrom<u8> for Rating {
    type Error = NotARating;

    fn try_from(number: u8) -> Result<Self, NotARating> {
        if (1..=5).contains(&number) { Ok(Self(number)) } else { Err(NotARating(number)) }
    }
}

impl From<Rating> for u8 {
    fn from(rating: Rating) -> Self {
        rating.0
    }
}

impl JsonSchema for Rating {
    fn schema_name() -> Cow<'static, str> {
        "Rating".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 1, "maximum": 5, "examples": [5] })
    }
}

/// How staff learnt what a customer said, where they record it for him (`policy.md`, open point 5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnBehalf {
    /// How he said it.
    pub method: ContactMethod,
    /// Where that can be looked up: the number of a call recording, a message.
    #[schemars(example = &"recording 2026-03-02-017")]
    pub reference: Line,
}
