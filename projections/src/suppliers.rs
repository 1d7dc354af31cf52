//! The register of suppliers: what they make, and how much they deliver (P7.1, P7.3).

mod published;

use domain::Reference;
use domain::supplier::{Register, Supplier};
use events_schema::FactSet;
use events_schema::facts::supplier::SupplierFact;
use events_schema::ids::SupplierId;
use rusqlite::{Connection, params};

use crate::columns::{Json, Micros, Shown, integer};
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::recorded::{Place, Recorded, kept};
pub use published::{SUPPLIED_PARTS, SUPPLIERS, VOLUMES};

/// The read model `suppliers`.
pub struct Suppliers;

impl Projection for Suppliers {
    const NAME: &'static str = "suppliers";
    const VERSION: u32 = 1;
    const TABLES: &'static str = "
        CREATE TABLE suppliers (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL UNIQUE,
            supplier TEXT NOT NULL,
            name TEXT NOT NULL,
            parts INTEGER NOT NULL,
            contacts INTEGER NOT NULL,
            is_retired INTEGER NOT NULL,
            registered_at_us INTEGER NOT NULL,
            last_changed_at_us INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            kept TEXT NOT NULL
        ) STRICT;
        CREATE TABLE supplied_parts (
            number INTEGER PRIMARY KEY,
            supplier TEXT NOT NULL,
            part TEXT NOT NULL,
            name TEXT
        ) STRICT;
        CREATE INDEX parts_by_supplier ON supplied_parts (supplier, number);
        CREATE INDEX parts_by_number ON supplied_parts (part, number);
        CREATE TABLE supplier_volumes (
            number INTEGER PRIMARY KEY,
            supplier TEXT NOT NULL,
            month TEXT NOT NULL,
            delivered INTEGER NOT NULL,
            turnover TEXT,
            currency TEXT
        ) STRICT;
        CREATE INDEX volumes_by_supplier ON supplier_volumes (supplier, month);
    ";
    const CATEGORIES: &'static [&'static str] = &[SupplierFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[SUPPLIERS, SUPPLIED_PARTS, VOLUMES];

    type Key = SupplierId;
    type Row = Recorded<Supplier>;

    fn keys(event: &Event) -> impl IntoIterator<Item = SupplierId> {
        let Event::Supplier(supplier, _) = event else { return None };
        Some(supplier.clone())
    }

    fn apply(row: &mut Self::Row, event: &Event) {
        let Event::Supplier(_, entry) = event else { return };
        row.apply(entry);
    }

    fn weight(row: &Self::Row) -> usize {
        let parts = |register: &Register| register.parts.len() + register.contacts.len() + register.volumes.len();
        1_000 + 150 * row.is.register.as_ref().map_or(0, parts)
    }

    fn load(tables: &Connection, supplier: &SupplierId) -> rusqlite::Result<Option<Self::Row>> {
        kept(tables, Self::NAME, supplier.stream())
    }

    fn store(tables: &Connection, id: &SupplierId, row: &mut Self::Row, _: &Reference) -> rusqlite::Result<()> {
        let (Some(Place { first, opened_at, last }), Some(register)) = (row.place(), &row.is.register) else {
            return Ok(());
        };
        let mut upsert = tables.prepare_cached(
            "INSERT OR REPLACE INTO suppliers (number, stream, supplier, name, parts, contacts, is_retired, registered_at_us,
                last_changed_at_us, revision, kept)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?;
        upsert.execute(params![
            integer(first.0),
            Shown(id.stream()),
            Shown(id),
            register.name.as_str(),
            integer(register.parts.len() as u64),
            integer(register.contacts.len() as u64),
            register.is_retired,
            Micros(opened_at),
            Micros(last.recorded_at),
            integer(last.revision.0),
            Json(&*row),
        ])?;
        store_lists(tables, id, integer(first.0), register)
    }
}

/// So many numbers lie between two events, more than a supplier has parts or months.
const APART: i64 = 8_192;

fn store_lists(tables: &Connection, id: &SupplierId, first: i64, register: &Register) -> rusqlite::Result<()> {
    for table in ["supplied_parts", "supplier_volumes"] {
        tables.prepare_cached(&format!("DELETE FROM {table} WHERE supplier = ?1"))?.execute([Shown(id)])?;
    }
    let mut insert =
        tables.prepare_cached("INSERT INTO supplied_parts (number, supplier, part, name) VALUES (?1, ?2, ?3, ?4)")?;
    for (index, part) in (0..).zip(&register.parts) {
        let name = part.name.as_ref().map(|name| name.as_str());
        insert.execute(params![first * APART + index, Shown(id), part.number.as_str(), name])?;
    }
    let mut insert = tables.prepare_cached(
        "INSERT INTO supplier_volumes (number, supplier, month, delivered, turnover, currency) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (index, (month, volume)) in (0..).zip(&register.volumes) {
        insert.execute(params![
            first * APART + index,
            Shown(id),
            Shown(month),
            integer(volume.delivered),
            volume.turnover.map(|turnover| Shown(turnover.amount)),
            volume.turnover.map(|turnover| Shown(turnover.currency)),
        ])?;
    }
    Ok(())
}
