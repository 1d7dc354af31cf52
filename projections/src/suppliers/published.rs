//! What is published of suppliers.

use domain::queries::SHOW_SUPPLIERS;

use crate::published::ColumnKind::{Boolean, Instant, Integer, Text};
use crate::published::{PublishedView, column};

/// The register.
pub const SUPPLIERS: PublishedView = PublishedView {
    name: "suppliers",
    about: "A row for each supplier of parts (P7.1).",
    permission: &SHOW_SUPPLIERS,
    columns: &[
        column("number", Integer, "the position of its first event"),
        column("supplier", Text, "its code"),
        column("name", Text, "what it is called"),
        column("parts", Integer, "how many parts it makes"),
        column("contacts", Integer, "how many people are reached there"),
        column("is_retired", Boolean, "whether it delivers no more"),
        column("registered_at", Instant, "when it was registered"),
        column("last_changed_at", Instant, "when its last event was recorded"),
        column("revision", Integer, "the revision of its last event"),
    ],
    select: "SELECT number, supplier, name, parts, contacts, is_retired, instant(registered_at_us) AS registered_at,
            instant(last_changed_at_us) AS last_changed_at, revision
        FROM suppliers.suppliers",
};

/// What they make.
pub const SUPPLIED_PARTS: PublishedView = PublishedView {
    name: "supplied_parts",
    about: "A row for each part that a supplier makes (P7.1).",
    permission: &SHOW_SUPPLIERS,
    columns: &[
        column("number", Integer, "a number of its own"),
        column("supplier", Text, "the supplier's code"),
        column("part", Text, "the part number"),
        column("name", Text, "what the part is"),
    ],
    select: "SELECT number, supplier, part, name FROM suppliers.supplied_parts",
};

/// How much they deliver.
pub const VOLUMES: PublishedView = PublishedView {
    name: "supplier_volumes",
    about: "A row for each month of a supplier of which it is known how much he delivered (P7.3).",
    permission: &SHOW_SUPPLIERS,
    columns: &[
        column("number", Integer, "a number of its own"),
        column("supplier", Text, "the supplier's code"),
        column("month", Text, "the month, as 2026-10"),
        column("delivered", Integer, "how many parts"),
        column("turnover", Text, "for how much, an exact decimal"),
        column("currency", Text, "in which currency"),
    ],
    select: "SELECT number, supplier, month, delivered, turnover, currency FROM suppliers.supplier_volumes",
};
