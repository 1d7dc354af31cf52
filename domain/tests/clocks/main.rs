//! The clocks of a ticket, compared with an independent reference over random histories.

mod agreement;
mod history;
mod known;
mod named;
mod reference;
mod said;
mod supposed;
mod words;
