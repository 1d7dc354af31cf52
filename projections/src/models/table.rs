//! The table of read models.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;

use event_store::EventStore;

use crate::appraisals::Appraisals;
use crate::board::Board;
use crate::cause_analyses::CauseAnalyses;
use crate::clocks::Clocks;
use crate::corrective_actions::CorrectiveActions;
use crate::courses::Courses;
use crate::engines::Engines;
use crate::file::{OpenError, Purpose};
use crate::fold::{self, Fold};
use crate::improvements::Improvements;
use crate::notifications::Notifications;
use crate::periodic_reports::PeriodicReports;
use crate::plans::Plans;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::qualifications::Qualifications;
use crate::quality_records::QualityRecords;
use crate::responsibilities::Responsibilities;
use crate::rewards::Rewards;
use crate::supplier_evaluations::SupplierEvaluations;
use crate::supplier_notices::SupplierNotices;
use crate::supplier_standings::SupplierStandings;
use crate::suppliers::Suppliers;
use crate::ticket_details::TicketDetails;
use crate::ticket_list::TicketList;
use crate::ticket_measures::TicketMeasures;
use crate::training_needs::TrainingNeeds;
use crate::training_plans::TrainingPlans;
use crate::training_sessions::TrainingSessions;

/// Every read model. A new one is a file and a line here.
static MODELS: &[Model] = &[
    Model::of::<TicketList>(),
    Model::of::<TicketDetails>(),
    Model::of::<Clocks>(),
    Model::of::<Board>(),
    Model::of::<TicketMeasures>(),
    Model::of::<Plans>(),
    Model::of::<Responsibilities>(),
    Model::of::<Improvements>(),
    Model::of::<Notifications>(),
    Model::of::<Appraisals>(),
    Model::of::<Rewards>(),
    Model::of::<Suppliers>(),
    Model::of::<SupplierNotices>(),
    Model::of::<CorrectiveActions>(),
    Model::of::<SupplierEvaluations>(),
    Model::of::<SupplierStandings>(),
    Model::of::<QualityRecords>(),
    Model::of::<Engines>(),
    Model::of::<Courses>(),
    Model::of::<TrainingNeeds>(),
    Model::of::<TrainingPlans>(),
    Model::of::<TrainingSessions>(),
    Model::of::<Qualifications>(),
    Model::of::<PeriodicReports>(),
    Model::of::<CauseAnalyses>(),
];

/// A read model in the table.
pub struct Model {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: u32,
    /// The categories of the streams that it is folded from.
    pub categories: &'static [&'static str],
    /// What it publishes.
    pub published: &'static [PublishedView],
    pub(crate) tables: &'static str,
    pub(crate) open: for<'a> fn(&'a Path, &'a dyn EventStore, Purpose) -> Opening<'a>,
}

type Opening<'a> = Pin<Box<dyn Future<Output = Result<Box<dyn Fold>, OpenError>> + Send + 'a>>;

impl Model {
    /// The entry of a read model in the table.
    #[must_use]
    pub const fn of<P: Projection>() -> Self {
        let open: for<'a> fn(&'a Path, &'a dyn EventStore, Purpose) -> Opening<'a> =
            |path, store, purpose| Box::pin(fold::open::<P>(path, store, purpose));
        Self {
            name: P::NAME,
            version: P::VERSION,
            categories: P::CATEGORIES,
            published: P::PUBLISHED,
            tables: P::TABLES,
            open,
        }
    }
}

/// Every read model that there is.
#[must_use]
pub fn models() -> &'static [Model] {
    MODELS
}
