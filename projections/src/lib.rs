//! Read models: folds over the log, each in an SQLite file of its own, and the runtime that keeps and rebuilds them.
//!
//! A row changes only by the events that name it, and rows and checkpoint change in one transaction, so that every event
//! counts once, whatever crashes. What is folded live and what is folded in a rebuild goes through the same code.
//! Nothing here is the truth: any of these files can be deleted and comes back.
//!
//! In columns, instants are integer microseconds since 1970 and named `…_us`: the text form of a timestamp has a fraction
//! only where it is not zero and so does not sort. Everything else is the text that the API shows.
//!
//! May not know: HTTP, commands, the current time, randomness.

pub mod event;

pub mod projection;

pub mod history;

mod recorded;

mod columns;

mod rows;

mod checkpoint;

mod file;

mod fold;

mod follow;

mod meeting;

pub mod health;

pub mod view;

mod models;

mod rebuild;

mod compare;

mod past;

mod times;

mod shelf;

mod shared;

mod words;

mod priority;

pub mod published;

pub mod listing;

pub mod due;

pub mod sql;

pub mod ticket_list;

pub mod ticket_details;

pub mod ticket_measures;

pub mod clocks;

pub mod board;

pub mod plans;

pub mod responsibilities;

pub mod improvements;

pub mod notifications;

pub mod appraisals;

pub mod rewards;

pub mod suppliers;

pub mod quality_records;
pub mod supplier_notices;

pub mod corrective_actions;

pub mod cause_analyses;
pub mod periodic_reports;
pub mod supplier_evaluations;

pub mod supplier_standings;

pub mod engines;

pub mod courses;

pub mod training_needs;

pub mod training_plans;

pub mod training_sessions;

pub mod qualifications;

pub use appraisals::Appraisals;
pub use board::Board;
pub use cause_analyses::CauseAnalyses;
pub use clocks::Clocks;
pub use compare::{TableDiffers, contents};
pub use corrective_actions::CorrectiveActions;
pub use courses::Courses;
pub use due::{Deadlines, Due};
pub use engines::Engines;
pub use event::Event;
pub use file::OpenError;
pub use health::{Behind, Following, Health, PoisonedAt, Quarantined, with_sources};
pub use improvements::Improvements;
pub use listing::{Condition, NoCondition};
pub use meeting::Apart;
pub use models::{Model, Positions, ReadModels, RebuildRefused, models, open_read_only};
pub use notifications::Notifications;
pub use past::{Past, decisions, fold_past, had_happened, reference_of};
pub use periodic_reports::PeriodicReports;
pub use plans::Plans;
pub use priority::behind_others;
pub use projection::Projection;
pub use published::{ColumnKind, PublishedColumn, PublishedView};
pub use qualifications::Qualifications;
pub use quality_records::QualityRecords;
pub use rebuild::{RebuildError, RebuildOptions, RebuildState, RebuildStatus, rebuild};
pub use responsibilities::Responsibilities;
pub use rewards::Rewards;
pub use supplier_evaluations::SupplierEvaluations;
pub use supplier_notices::SupplierNotices;
pub use supplier_standings::SupplierStandings;
pub use suppliers::Suppliers;
pub use ticket_details::TicketDetails;
pub use ticket_list::TicketList;
pub use ticket_measures::TicketMeasures;
pub use times::{Times, TimesError};
pub use training_needs::TrainingNeeds;
pub use training_plans::TrainingPlans;
pub use training_sessions::TrainingSessions;
pub use view::{Page, Read, Unreadable, View, Views};
