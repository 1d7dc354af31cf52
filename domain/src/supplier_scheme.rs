//! The scheme by which suppliers are evaluated (供应商评价方案) and its versions: formula, weights, bands, and the usual gates of
//! corrective actions (P7.2, P7.3).

mod commands;
mod publish;
mod refusal;
#[cfg(test)]
mod tests;

pub use commands::COMMANDS;
pub use publish::PublishSupplierScheme;
pub use refusal::SupplierSchemeRefusal;

use events_schema::facts::corrective_action::{ActionLevel, EightD};
use events_schema::facts::supplier_scheme::{
    GateWithin, GatesByLevel, GravityWeights, ScoreBand, ScoreFormula, SupplierSchemeFact, SupplierSchemePublished,
};
use events_schema::facts::supplier_standing::SupplierStep;
use events_schema::ids::SupplierSchemeId;
use events_schema::{Duration, Entry, PeriodKind, Position};

use crate::command::Aggregate;
use crate::statistics::score::{Bands, NotBands};

/// All versions of the scheme.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SupplierScheme {
    versions: Vec<(Option<Position>, SupplierSchemePublished)>,
}

impl SupplierScheme {
    /// The version by which is evaluated whoever is evaluated from today on.
    #[must_use]
    pub fn in_force(&self) -> Option<&SupplierSchemePublished> {
        self.versions.last().map(|(_, scheme)| scheme)
    }

    /// The version that was in force when the log had come to a position.
    #[must_use]
    pub fn in_force_at(&self, position: Position) -> Option<&SupplierSchemePublished> {
        self.versions.iter().rfind(|(since, _)| *since <= Some(position)).map(|(_, scheme)| scheme)
    }

    /// The scheme as this version, from 1, has it.
    #[must_use]
    pub fn version(&self, version: u32) -> Option<&SupplierSchemePublished> {
        self.versions.iter().map(|(_, scheme)| scheme).find(|scheme| scheme.version == version)
    }
}

impl Aggregate for SupplierScheme {
    type Fact = SupplierSchemeFact;
    const COLLECTION: &'static str = "supplier-schemes";

    fn evolve(&mut self, entry: &Entry<SupplierSchemeFact>) {
        match &entry.fact {
            SupplierSchemeFact::Published(fact) => self.versions.push((entry.position, fact.clone())),
        }
    }
}

/// The factory has one scheme for suppliers.
///
/// # Panics
/// Never: the name is a code.
#[must_use]
pub fn supplier_scheme_id() -> SupplierSchemeId {
    "after-sales".parse().expect("the name is a code")
}

/// The usual gates of a level.
#[must_use]
pub fn gates_of(scheme: &SupplierSchemePublished, level: ActionLevel) -> &[GateWithin] {
    match level {
        ActionLevel::Minor => &scheme.gates.minor,
        ActionLevel::Major => &scheme.gates.major,
        ActionLevel::Critical => &scheme.gates.critical,
    }
}

/// The bands of a scheme.
pub(crate) fn bands(bands: &[ScoreBand]) -> Result<Bands<&ScoreBand>, NotBands> {
    // Two bands of one name would be told apart by their targets, so that names are looked at alone first.
    Bands::new(bands.iter().map(|band| (band.from, &band.name)).collect())?;
    Bands::new(bands.iter().map(|band| (band.from, band)).collect())
}

/// Version 0, in force until management publishes version 1 (open point 12): the policy's three indicators count equally,
/// what came back takes off 20 points at most, and the bands lead from preferred to disqualified. Containment within a day is
/// common to all customers; the later gates differ, and a request may set others.
///
/// # Panics
/// Never: bounds are points, and names are lines.
#[must_use]
pub fn default_supplier_scheme() -> SupplierSchemePublished {
    let band = |from: &str, name: &str, target| ScoreBand {
        from: from.parse().expect("a bound is a number of points"),
        name: name.parse().expect("a name is a line"),
        target,
    };
    let gates = |days: &[(EightD, i64)]| {
        let within = |(gate, days): &(EightD, i64)| GateWithin { gate: *gate, within: Duration::from_hours(24 * days) };
        days.iter().map(within).collect::<Vec<_>>()
    };
    let whole = gates(&[(EightD::D3, 1), (EightD::D4, 7), (EightD::D5, 10), (EightD::D6, 14), (EightD::D7, 30)]);
    SupplierSchemePublished {
        version: 0,
        period: PeriodKind::Quarter,
        formula: ScoreFormula::Indicators { response: 1, solution: 1, corrective_action: 1, repeats: 20 },
        gravity: GravityWeights { general: 1, important: 3, emergency: 10 },
        least_cases: 5,
        bands: vec![
            band("0", "D", SupplierStep::Disqualified),
            band("70", "C", SupplierStep::Warned),
            band("80", "B", SupplierStep::Approved),
            band("90", "A", SupplierStep::Preferred),
        ],
        gates: GatesByLevel {
            minor: gates(&[(EightD::D5, 14), (EightD::D6, 30)]),
            major: whole.clone(),
            critical: whole,
        },
        raised_after: 2,
    }
}
