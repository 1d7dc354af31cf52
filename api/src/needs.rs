//! Training needs are found in issues (P6.1): when a quarter is over, the causes that a department or a group met often in it are
//! proposed as needs, by the rule of the policy (`open.measures.frequent_cause`). People accept or decline them.

use std::sync::Arc;

use domain::factory_time::period_at;
use domain::training::needs::{ConfirmedCause, frequent_causes};
use domain::training_need::{COMMANDS, ProposeFromIssues};
use events_schema::ids::TrainingNeedId;
use events_schema::{Actor, CommandId, Period, PeriodKind, Position};
use futures_util::FutureExt;
use projections::PublishedView;
use projections::sql::{Scope, Share, SqlError};
use projections::ticket_details::DIAGNOSES;
use projections::ticket_measures::TICKET_MEASURES;
use tokio::runtime::Handle;

use crate::app::{App, Holds};
use crate::background::monthly;
use crate::commands::{Failed, Request, named};
use crate::said::{NoSuchValue, Said, answered, have_seen, months};

/// As whom it acts.
const NAME: &str = "needs";
/// The command.
const PROPOSE: &str = "propose-from-issues";

static VIEWS: [&PublishedView; 2] = [&DIAGNOSES, &TICKET_MEASURES];

/// What was confirmed in the months of a quarter, and who met it.
fn question(quarter: Period) -> String {
    format!(
        "SELECT d.ticket, d.failure_code, t.department, t.group_code, d.concluded_at
        FROM diagnoses AS d JOIN ticket_measures AS t ON t.ticket = d.ticket
        WHERE factory_month(d.concluded_at) IN ({}) AND d.failure_code IS NOT NULL
            AND ifnull(t.ended, '') NOT IN ('withdrawn', 'merged')",
        months(quarter)
    )
}

/// Why no needs are found.
#[derive(Debug, thiserror::Error)]
pub enum NotFound {
    /// What was confirmed cannot be read.
    #[error("what was confirmed cannot be read")]
    Sql(#[from] SqlError),
    /// A read model does not see what is in the log.
    #[error(transparent)]
    Behind(#[from] projections::Behind),
    /// What was read is not what views say.
    #[error(transparent)]
    Unreadable(#[from] NoSuchValue),
    /// The command was not carried out.
    #[error("a training need was not proposed")]
    Failed(#[source] Box<Failed>),
    /// The thread has ended.
    #[error("the thread that reads has ended")]
    Thread(#[from] tokio::task::JoinError),
}

/// Looks for needs until the task is ended, whenever a month of the factory is over.
pub async fn run(app: Arc<App>) {
    monthly(&app, |tasks| &tasks.needs, "the training needs", |app| find(app).boxed()).await;
}

/// Looks at the quarter before this one.
pub(crate) async fn find(app: &App) -> Result<(), NotFound> {
    let Some(last) = app.store.length().borrow().checked_sub(1) else { return Ok(()) };
    have_seen(app, &VIEWS, Position(last)).await?;
    let quarter = period_at(PeriodKind::Quarter, app.clock.now()).before();
    let (models, handle) = (Arc::clone(&app.models), Handle::current());
    let said = tokio::task::spawn_blocking(move || {
        let scope = Scope { views: VIEWS.to_vec(), share: Share::All };
        answered(&question(quarter), &[], |asked, rows| models.answer(asked, &scope, &handle, || true, rows))
    });
    let causes = said.await??.rows.iter().map(cause).collect::<Result<Vec<_>, _>>()?;
    let rule = app.directory.now().reference.policy().open.measures.frequent_cause;
    for cause in frequent_causes(quarter, &causes, rule) {
        let need = TrainingNeedId::found(
            quarter,
            cause.department.as_ref(),
            cause.group.as_ref(),
            cause.failure_code.as_str(),
        );
        let id = CommandId::of("system-needs", need.stream().as_str());
        let command = ProposeFromIssues { cause };
        let request = Request::live(named(COMMANDS, PROPOSE), &command, None, id, Actor::system(NAME));
        app.streams().perform(&request).await.map_err(|failed| NotFound::Failed(Box::new(failed)))?;
    }
    Ok(())
}

fn cause(row: &Said) -> Result<ConfirmedCause, NoSuchValue> {
    Ok(ConfirmedCause {
        ticket: row.needed(0)?,
        failure_code: row.needed(1)?,
        department: row.wanted(2)?,
        group: row.wanted(3)?,
        confirmed_at: row.needed(4)?,
    })
}
