//! The suppliers of the simulated factory: what they make, and how well they answer.

use events_schema::ids::SupplierId;
use events_schema::{Actor, Channel, PrincipalId, Role};

use super::directory::id;
use super::faults::FAULTS;

/// A supplier of the register.
pub(super) struct Supplier {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) temper: Temper,
}

/// How a supplier answers notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Temper {
    /// In time, and with solutions that are some.
    Prompt,
    /// In time for the most part.
    Usual,
    /// Late as often as not, and with solutions that come back.
    Slow,
}

#[rustfmt::skip]
pub(super) const SUPPLIERS: [Supplier; 13] = [
    Supplier { code: "s-0001", name: "启动机供应商A", temper: Temper::Slow },
    Supplier { code: "s-0002", name: "节温器供应商B", temper: Temper::Usual },
    Supplier { code: "s-0003", name: "油封供应商C", temper: Temper::Prompt },
    Supplier { code: "s-0004", name: "线束供应商D", temper: Temper::Usual },
    Supplier { code: "s-0005", name: "活塞环供应商E", temper: Temper::Prompt },
    Supplier { code: "s-0006", name: "喷油器供应商F", temper: Temper::Slow },
    Supplier { code: "s-0007", name: "输油泵供应商G", temper: Temper::Usual },
    Supplier { code: "s-0008", name: "增压器供应商H", temper: Temper::Usual },
    Supplier { code: "s-0009", name: "轴瓦供应商J", temper: Temper::Prompt },
    Supplier { code: "s-0010", name: "继电器供应商K", temper: Temper::Usual },
    Supplier { code: "s-0011", name: "油管供应商L", temper: Temper::Slow },
    Supplier { code: "s-0012", name: "螺栓供应商M", temper: Temper::Prompt },
    Supplier { code: "s-0013", name: "调速器供应商N", temper: Temper::Usual },
];

impl Supplier {
    pub(super) fn id(&self) -> SupplierId {
        id(self.code)
    }

    /// The supplier with his own login.
    pub(super) fn actor(&self) -> Actor {
        Actor::new(PrincipalId::Supplier(self.id()), Role::Supplier, Channel::Http)
    }

    /// What he makes.
    pub(super) fn parts(&self) -> impl Iterator<Item = &'static str> {
        let of_faults = FAULTS.iter().filter_map(|fault| fault.part);
        of_faults.filter(|(_, maker)| *maker == self.name).map(|(number, _)| number)
    }
}

/// A supplier by the name that diagnoses give him.
pub(super) fn supplier(name: &str) -> &'static Supplier {
    SUPPLIERS.iter().find(|supplier| supplier.name == name).expect("faults name suppliers of the register")
}
