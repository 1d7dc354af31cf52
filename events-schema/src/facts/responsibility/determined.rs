use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::fact::fact;
use crate::ids::{DepartmentId, PersonId, SupplierId};
use crate::text::Paragraph;
use crate::time::{FromText, Timestamp};
use crate::values::CauseCategory;

/// Cause and responsibility were determined (责任认定; P4.2.a). Until the objections are over it is provisional, and counts nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResponsibilityDetermined {
    /// The cause (问题原因).
    #[schemars(example = &"油管接头装配力矩不足")]
    pub cause: Paragraph,
    /// Its category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CauseCategory>,
    /// Who answers for it, each with a share; together 100 per cent.
    pub shares: Vec<ShareOf>,
    /// On what that rests (P4.1).
    #[schemars(example = &"拆检记录与装配扭矩记录一致")]
    pub grounds: Paragraph,
    /// Until when those who are held responsible may object.
    pub objections_until: Timestamp,
    /// The version of the policy that says how long that is.
    pub policy_version: u32,
}

fact!(ResponsibilityDetermined, "responsibility.determined", 1);

/// What somebody answers for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareOf {
    /// Who.
    pub party: Party,
    /// How much of it.
    pub share: Share,
}

/// Who can be responsible (open point 10).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Party {
    /// 责任部门: a department of the factory.
    Department {
        /// Its code.
        department: DepartmentId,
    },
    /// 责任人: a person of the factory.
    Person {
        /// The personnel number.
        person: PersonId,
        /// The department of the person then, which answers with the person; filled in from the directory.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<DepartmentId>,
    },
    /// 责任供应商: a supplier of parts.
    Supplier {
        /// Its code.
        supplier: SupplierId,
    },
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Department { department } => write!(f, "department {department}"),
            Self::Person { person, .. } => write!(f, "person {person}"),
            Self::Supplier { supplier } => write!(f, "supplier {supplier}"),
        }
    }
}

/// A share of responsibility in per cent: more than 0, at most 100, with at most two places, written as a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(u16);

/// Why a text is not a share.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a share: write per cent as \"33.34\", more than 0, at most 100, with at most two places")]
pub struct NotAShare(String);

impl Share {
    /// In hundredths of a per cent; all of it is 10,000.
    #[must_use]
    pub const fn hundredths(self) -> u16 {
        self.0
    }
}

impl FromStr for Share {
    type Err = NotAShare;

    fn from_str(text: &str) -> Result<Self, NotAShare> {
        let wrong = || NotAShare(text.chars().take(60).collect());
        let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || whole.len() > 3 || !is_number(places) || places.len() > 2 {
            return Err(wrong());
        }
        let whole: u16 = whole.parse().map_err(|_| wrong())?;
        let hundredths: u16 = format!("{places:0<2}").parse().map_err(|_| wrong())?;
        let share = whole * 100 + hundredths;
        if (1..=10_000).contains(&share) { Ok(Self(share)) } else { Err(wrong()) }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, places) if places % 10 == 0 => write!(f, "{whole}.{}", places / 10),
            (whole, places) => write!(f, "{whole}.{places:02}"),
        }
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(FromText::<Self>::new("a share as a string"))
    }
}

impl JsonSchema for Share {
    fn schema_name() -> Cow<'static, str> {
        "Share".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]{1,3}([.][0-9]{1,2})?$", "examples": ["100"] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_exact() {
        for (text, hundredths, shown) in [
            ("100", 10_000, "100"),
            ("33.34", 3_334, "33.34"),
            ("12.5", 1_250, "12.5"),
            ("0.01", 1, "0.01"),
            ("50.00", 5_000, "50"),
        ] {
            let share: Share = text.parse().unwrap();
            assert_eq!((share.hundredths(), &*share.to_string()), (hundredths, shown));
        }
        for wrong in ["0", "0.00", "100.01", "101", "-1", "+5", "1.234", "", ".", "5.", ".5", "1e2", "１０"] {
            assert!(wrong.parse::<Share>().is_err(), "{wrong}");
        }
    }
}
