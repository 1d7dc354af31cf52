//! How the policy says no.

use std::error::Error;

use crate::context::Gate;

/// What is stable about a refusal: clients branch on the code, people read the titles, auditors look up the clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// The stable code.
    pub code: &'static str,
    /// What kind of no it is.
    pub kind: RefusalKind,
    /// The clause of the policy that it carries out.
    pub clause: &'static str,
    /// What it says to a person, in Chinese.
    pub zh: &'static str,
    /// What it says to a person, in English.
    pub en: &'static str,
    /// The gate of the policy that stands in the way, if it is one. An import may pass it, as unproven.
    pub gate: Option<Gate>,
}

impl About {
    /// A refusal that is no gate.
    #[must_use]
    pub const fn new(
        code: &'static str,
        kind: RefusalKind,
        clause: &'static str,
        zh: &'static str,
        en: &'static str,
    ) -> Self {
        Self { code, kind, clause, zh, en, gate: None }
    }

    /// The same at a gate of the policy.
    #[must_use]
    pub const fn at(self, gate: Gate) -> Self {
        Self { gate: Some(gate), ..self }
    }
}

/// What the one who asked can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// Another value has to be sent.
    Value,
    /// Something else has to happen first, or it is too late.
    State,
    /// Somebody else has to do it.
    Permission,
    /// What is named does not exist.
    Missing,
}

/// A refusal of one aggregate, with what it has to say. Its `Display` tells the one who asked what to do.
pub trait Refuse: Error + Send + Sync + 'static {
    /// What is stable about it.
    fn about(&self) -> About;
}

/// Any refusal, for the edge that answers it.
pub type Refused = Box<dyn Refuse>;

impl<R: Refuse> From<R> for Refused {
    fn from(refusal: R) -> Self {
        Box::new(refusal)
    }
}
