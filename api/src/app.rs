//! The program's parts, put together.

use std::path::Path;
use std::sync::Arc;

use domain::Aggregate;
use domain::access::ApiKey;
use domain::appraisal::Appraisal;
use domain::appraisal_scheme::AppraisalScheme;
use domain::calendar::WorkCalendar;
use domain::cause_analysis::CauseAnalysis;
use domain::characteristic::Characteristic;
use domain::corrective_action::CorrectiveAction;
use domain::course::Course;
use domain::customer::Customer;
use domain::department::Department;
use domain::emergency_plan::EmergencyPlan;
use domain::group::Group;
use domain::improvement::Improvement;
use domain::inbox::Inbox;
use domain::issue_type::IssueType;
use domain::metric::Metric;
use domain::notification::NotificationRules;
use domain::periodic_report::PeriodicReport;
use domain::person::Person;
use domain::qualification::Qualification;
use domain::quality_record::QualityRecord;
use domain::quarantine::Quarantine;
use domain::responsibility::Responsibility;
use domain::reward::Reward;
use domain::roster::Roster;
use domain::sla_policy::SlaPolicy;
use domain::supplier::Supplier;
use domain::supplier_evaluation::SupplierEvaluation;
use domain::supplier_notice::SupplierNotice;
use domain::supplier_scheme::SupplierScheme;
use domain::supplier_standing::SupplierStanding;
use domain::ticket::Ticket;
use domain::training_need::TrainingNeed;
use domain::training_plan::TrainingPlan;
use domain::training_session::TrainingSession;
use event_store::{EventStore, OpenError, SqliteStore};
use projections::ReadModels;

use crate::attachments::{AttachmentError, Attachments};
use crate::background::Background;
use crate::backtest::Backtests;
use crate::channels::Channels;
use crate::clock::Clock;
use crate::commands::{Streams, Surroundings};
use crate::directory::{Directory, DirectoryError, Places};
use crate::keys::{KeyStore, KeyStoreError, PhoneIndex, PhoneIndexError};
use crate::metrics::{Keeper, KeeperError, Metrics};
use crate::outbox::Outbox;
use crate::past::Pasts;
use crate::pulse::Pulse;
use crate::rebuilds::Rebuilds;
use crate::sql::Questions;

/// Everything that handlers, the command line and watches share.
pub struct App {
    /// The log.
    pub store: Arc<dyn EventStore>,
    /// The keys of subjects.
    pub keys: Arc<KeyStore>,
    /// Reference data and API keys.
    pub directory: Directory,
    /// The read models.
    pub models: Arc<ReadModels>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Files that events refer to.
    pub attachments: Arc<Attachments>,
    /// The ways by which people are told, beside their inboxes.
    pub channels: Arc<Channels>,
    /// What is on its way to them.
    pub outbox: Arc<Outbox>,
    /// Customers by telephone number.
    pub phones: Arc<PhoneIndex>,
    /// What runs beside the requests, and how it is.
    pub background: Background,
    /// Whether those who follow the log get on.
    pub pulse: Pulse,
    /// Rebuilds of read models.
    pub rebuilds: Rebuilds,
    /// Read models as they were.
    pub pasts: Pasts,
    /// Metrics and their answers.
    pub metrics: Metrics,
    /// Those who ask in SQL.
    pub questions: Questions,
    /// Backtests of policies and calendars.
    pub backtests: Backtests,
    phone_follower: tokio::task::AbortHandle,
    streams: AllStreams,
}

/// Why the program cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The log cannot be opened.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The keys cannot be opened.
    #[error(transparent)]
    Keys(#[from] KeyStoreError),
    /// The index of telephone numbers cannot be brought up to the log.
    #[error(transparent)]
    Phones(#[from] PhoneIndexError),
    /// The directory cannot be folded.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The read models cannot be opened.
    #[error(transparent)]
    Models(#[from] projections::OpenError),
    /// The files of the past cannot be opened.
    #[error(transparent)]
    Pasts(#[from] projections::TimesError),
    /// The kept answers of metrics cannot be opened.
    #[error(transparent)]
    Metrics(#[from] KeeperError),
    /// Files cannot be kept.
    #[error(transparent)]
    Attachments(#[from] AttachmentError),
    /// The channels by which people are told cannot be used.
    #[error(transparent)]
    Channels(#[from] crate::channels::Unusable),
    /// The outbox cannot be opened.
    #[error(transparent)]
    Outbox(#[from] crate::outbox::Unusable),
    /// The system gives no thread.
    #[error("the system gives no thread")]
    Thread(#[from] std::io::Error),
}

impl App {
    /// Opens a data folder of its own.
    ///
    /// # Errors
    /// If any part cannot be opened.
    pub async fn open(folder: &Path, clock: Arc<dyn Clock>) -> Result<(Arc<Self>, Arc<SqliteStore>), StartError> {
        let store = SqliteStore::open(folder)?;
        let attachments = Attachments::of_environment(folder)?;
        let app = Self::over(folder, Arc::<SqliteStore>::clone(&store), clock, attachments).await?;
        Ok((app, store))
    }

    /// Puts the parts together over a log.
    ///
    /// # Errors
    /// If any part cannot be opened.
    pub async fn over(
        folder: &Path,
        store: Arc<dyn EventStore>,
        clock: Arc<dyn Clock>,
        attachments: Attachments,
    ) -> Result<Arc<Self>, StartError> {
        let keys = Arc::new(KeyStore::open(folder)?);
        let phones = Arc::new(PhoneIndex::open(folder, Arc::clone(&keys), &*store)?);
        let places = Places::open(&folder.join("directory.db"), &*store).map_err(DirectoryError::from)?;
        let directory = Directory::follow(Arc::clone(&store), Some(places)).await?;
        let models = ReadModels::open(&folder.join("read-models"), Arc::clone(&store)).await?;
        models.start(&tokio::runtime::Handle::current())?;
        let phone_follower = Arc::clone(&phones).follow(Arc::clone(&store)).await?;
        let pasts = Pasts::open(&folder.join("read-models").join("as-of"), &*store)?;
        let metrics = Metrics::new(Keeper::open(folder)?);
        let channels = Arc::new(Channels::of_environment(folder)?);
        let outbox = Arc::new(Outbox::open(&folder.join("outbox.db"), &*store)?);
        let parts = Parts { store, keys, phones, directory, clock, attachments: Arc::new(attachments) };
        Ok(Arc::new(Self {
            streams: AllStreams::of(&parts),
            store: parts.store,
            keys: parts.keys,
            directory: parts.directory,
            clock: parts.clock,
            models: Arc::new(models),
            channels,
            outbox,
            phones: parts.phones,
            attachments: parts.attachments,
            background: Background::default(),
            pulse: Pulse::default(),
            rebuilds: Rebuilds::default(),
            pasts,
            metrics,
            questions: Questions::default(),
            backtests: Backtests::default(),
            phone_follower,
        }))
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.phone_follower.abort();
    }
}

struct Parts {
    store: Arc<dyn EventStore>,
    keys: Arc<KeyStore>,
    phones: Arc<PhoneIndex>,
    directory: Directory,
    clock: Arc<dyn Clock>,
    attachments: Arc<Attachments>,
}

impl Parts {
    fn streams<A: Aggregate>(&self) -> Streams<A> {
        Streams::new(Surroundings {
            store: Arc::clone(&self.store),
            keys: Arc::clone(&self.keys),
            phones: Arc::clone(&self.phones),
            directory: self.directory.clone(),
            clock: Arc::clone(&self.clock),
            attachments: Arc::clone(&self.attachments),
        })
    }
}

/// The streams of one kind, by their type.
pub trait Holds<A: Aggregate> {
    /// The streams.
    fn streams(&self) -> &Streams<A>;
}

macro_rules! all_streams {
    ($($field:ident: $Kind:ty),* $(,)?) => {
        /// The streams of every kind.
        struct AllStreams {
            $($field: Streams<$Kind>),*
        }

        impl AllStreams {
            fn of(parts: &Parts) -> Self {
                Self { $($field: parts.streams()),* }
            }
        }

        $(impl Holds<$Kind> for App {
            fn streams(&self) -> &Streams<$Kind> {
                &self.streams.$field
            }
        })*
    };
}

all_streams! {
    tickets: Ticket,
    customers: Customer,
    responsibilities: Responsibility,
    improvements: Improvement,
    appraisals: Appraisal,
    rewards: Reward,
    suppliers: Supplier,
    supplier_notices: SupplierNotice,
    corrective_actions: CorrectiveAction,
    supplier_schemes: SupplierScheme,
    supplier_evaluations: SupplierEvaluation,
    supplier_standings: SupplierStanding,
    quality_records: QualityRecord,
    characteristics: Characteristic,
    courses: Course,
    training_needs: TrainingNeed,
    training_plans: TrainingPlan,
    training_sessions: TrainingSession,
    qualifications: Qualification,
    cause_analyses: CauseAnalysis,
    periodic_reports: PeriodicReport,
    people: Person,
    departments: Department,
    rosters: Roster,
    groups: Group,
    issue_types: IssueType,
    policies: SlaPolicy,
    notification_rules: NotificationRules,
    inboxes: Inbox,
    schemes: AppraisalScheme,
    calendars: WorkCalendar,
    plans: EmergencyPlan,
    metrics: Metric,
    quarantines: Quarantine,
    access: ApiKey,
}

/// Does something with each table of commands that people can send: routes, documentation, tests.
#[macro_export]
macro_rules! every_table {
    ($table:ident => $does:expr) => {
        $crate::every_table!(@ $table, $does, ticket, responsibility, improvement, appraisal, reward, supplier, supplier_notice, corrective_action, supplier_scheme, supplier_evaluation, supplier_standing, quality_record, characteristic, course, training_need, training_plan, training_session, qualification, cause_analysis, periodic_report, person, department, roster, group, issue_type, sla_policy, appraisal_scheme, notification, inbox, calendar, emergency_plan, metric, quarantine, access);
    };
    (@ $table:ident, $does:expr, $($kind:ident),*) => {
        $({
            let $table = domain::$kind::COMMANDS;
            $does;
        })*
    };
}
