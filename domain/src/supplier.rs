//! The register of suppliers (供应商): what they make, who is reached there, how much they deliver (P7.1, P7.3).

mod add_contact;
mod commands;
mod record_volume;
mod refusal;
mod register;
mod remove_contact;
mod rename;
mod retire;
mod set_parts;
#[cfg(test)]
mod tests;

pub use add_contact::AddContact;
pub use commands::COMMANDS;
pub use record_volume::RecordVolume;
pub use refusal::SupplierRefusal;
pub use register::RegisterSupplier;
pub use remove_contact::RemoveContact;
pub use rename::RenameSupplier;
pub use retire::RetireSupplier;
pub use set_parts::SetParts;

use std::collections::{BTreeMap, BTreeSet};

use events_schema::facts::supplier::{SuppliedPart, SupplierFact, Turnover};
use events_schema::ids::{SupplierContactId, SupplierId};
use events_schema::text::Line;
use events_schema::{Actor, Entry, Period, Timestamp};
use serde::{Deserialize, Serialize};

use crate::command::Aggregate;
use crate::queries::{QuerySpec, SHOW_SUPPLIERS};

/// A supplier as the register has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplier {
    /// What is registered; `None` if no supplier of this code ever was.
    pub register: Option<Register>,
}

/// What is registered of a supplier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    /// Its code.
    pub supplier: SupplierId,
    /// Since when it is known: what was diagnosed before names nobody.
    pub registered_at: Timestamp,
    /// What it is called.
    pub name: Line,
    /// What it makes.
    pub parts: Vec<SuppliedPart>,
    /// Who is reached there.
    pub contacts: BTreeSet<SupplierContactId>,
    /// What it delivered, by month.
    pub volumes: BTreeMap<Period, Volume>,
    /// Whether it delivers no more.
    pub is_retired: bool,
}

/// What a supplier delivered in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Volume {
    /// How many parts.
    pub delivered: u64,
    /// For how much.
    pub turnover: Option<Turnover>,
}

impl Supplier {
    /// What is registered, while it delivers.
    fn delivering(&self) -> Result<&Register, SupplierRefusal> {
        match &self.register {
            Some(register) if register.is_retired => Err(SupplierRefusal::Retired),
            Some(register) => Ok(register),
            None => Err(SupplierRefusal::Unknown),
        }
    }
}

impl Register {
    /// Whether a text on a part or in a diagnosis means this supplier: its code, or its name, in whatever case.
    #[must_use]
    pub fn is_called(&self, text: &str) -> bool {
        let same = |name: &str| name.trim().to_lowercase() == text.trim().to_lowercase();
        same(self.supplier.code().as_str()) || same(self.name.as_str())
    }

    /// Whether it makes a part.
    #[must_use]
    pub fn makes(&self, number: &Line) -> bool {
        self.parts.iter().any(|part| part.number == *number)
    }
}

impl Aggregate for Supplier {
    type Fact = SupplierFact;
    const COLLECTION: &'static str = "suppliers";
    const HISTORY: &'static QuerySpec = &SHOW_SUPPLIERS;

    fn evolve(&mut self, entry: &Entry<SupplierFact>) {
        if let SupplierFact::Registered(fact) = &entry.fact {
            self.register = Some(Register {
                supplier: fact.supplier.clone(),
                registered_at: entry.envelope.recorded_at,
                name: fact.name.clone(),
                parts: Vec::new(),
                contacts: BTreeSet::new(),
                volumes: BTreeMap::new(),
                is_retired: false,
            });
        }
        let Some(register) = &mut self.register else { return };
        match &entry.fact {
            SupplierFact::Registered(_) => {}
            SupplierFact::Renamed(fact) => register.name = fact.name.clone(),
            SupplierFact::PartsSet(fact) => register.parts.clone_from(&fact.parts),
            SupplierFact::ContactAdded(fact) => _ = register.contacts.insert(fact.contact),
            SupplierFact::ContactRemoved(fact) => _ = register.contacts.remove(&fact.contact),
            SupplierFact::VolumeRecorded(fact) => {
                let volume = Volume { delivered: fact.delivered, turnover: fact.turnover };
                register.volumes.insert(fact.month, volume);
            }
            SupplierFact::Retired(_) => register.is_retired = true,
        }
    }

    fn belongs_to(&self, actor: &Actor) -> bool {
        self.register.as_ref().is_some_and(|register| actor.supplier() == Some(&register.supplier))
    }
}
