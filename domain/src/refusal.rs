//! How the policy says no.

use std::error::Error;

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

    /// The gate of the policy that stands in the way, if it is one. An import may pass it, as unproven.
    fn gate(&self) -> Option<crate::context::Gate> {
        None
    }
}

/// Any refusal, for the edge that answers it.
pub type Refused = Box<dyn Refuse>;

impl<R: Refuse> From<R> for Refused {
    fn from(refusal: R) -> Self {
        Box::new(refusal)
    }
}
