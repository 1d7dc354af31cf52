use events_schema::ids::{PersonId, SupplierId};
use events_schema::{PrincipalId, Role};

use crate::refusal::{About, RefusalKind, Refuse};

/// Why a key is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccessRefusal {
    /// The code is taken.
    #[error("the key's public part is taken; choose another")]
    AlreadyCreated,
    /// The public part would run into the secret.
    #[error("the public part of a key cannot have an underscore; it ends there")]
    Underscore,
    /// The directory does not know the person, or the person has left.
    #[error("the directory has no person {0} who works here; register the person first")]
    UnknownPerson(PersonId),
    /// The person does not have the role.
    #[error("{person} does not have the role {role}; set the person's roles first")]
    NotTheirRole {
        /// The person.
        person: PersonId,
        /// The role.
        role: Role,
    },
    /// The register does not know the supplier.
    #[error("there is no supplier {0}; register it first")]
    UnknownSupplier(SupplierId),
    /// A role of another kind of principal.
    #[error("{principal} cannot act as {role}")]
    RoleOfOthers {
        /// As whom the key would act.
        principal: PrincipalId,
        /// The role.
        role: Role,
    },
}

impl Refuse for AccessRefusal {
    fn about(&self) -> About {
        let about = |code, kind, zh, en| About::new(code, kind, "P1.2", zh, en);
        match self {
            Self::AlreadyCreated => about("key_exists", RefusalKind::State, "密钥已存在", "the key exists"),
            Self::Underscore => {
                about("key_with_underscore", RefusalKind::Value, "密钥编号不能含下划线", "the key has an underscore")
            }
            Self::UnknownPerson(_) => {
                about("unknown_person", RefusalKind::Value, "人员不存在", "there is no such person")
            }
            Self::NotTheirRole { .. } => {
                about("not_their_role", RefusalKind::Value, "该人员没有此角色", "the person does not have this role")
            }
            Self::UnknownSupplier(_) => {
                about("unknown_supplier", RefusalKind::Value, "供应商不存在", "there is no such supplier")
            }
            Self::RoleOfOthers { .. } => about(
                "role_of_others",
                RefusalKind::Value,
                "主体不能担任此角色",
                "this principal cannot have this role",
            ),
        }
    }
}
