//! Cause-and-effect analyses: the tree of causes, as data and as the diagram (P5.2).

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::Aggregate;
use domain::cause_analysis::{CauseAnalysis, CauseNode, CauseTree};
use domain::queries::{SHOW_MEASURES, SHOW_RECORDS};
use domain::statistics::pareto::pareto;
use domain::words::{Language, of_value};
use events_schema::facts::cause_analysis::CauseVerdict;
use events_schema::ids::CauseAnalysisId;
use events_schema::{Period, Position};
use projections::cause_analyses::CAUSES;
use projections::sql::{Scope, Share};
use projections::ticket_measures::TICKET_MEASURES;
use projections::{CauseAnalyses, Projection, TicketMeasures};
use serde::Deserialize;

use super::analysis::{MOST_BARS, ParetoShown, svg};
use super::auth::Caller;
use super::language::Preferred;
use super::measures::period;
use super::parameters::Parameters;
use super::tickets::wait_for;
use super::{Problem, Served, answer};
use crate::charts;
use crate::entries::each_entry;
use crate::said::{Said, answered, months};

/// `GET /v1/cause-analyses/{id}/tree`.
pub(super) async fn tree(
    State(served): State<Served>,
    Path(id): Path<String>,
    caller: Caller,
    parameters: Parameters,
) -> Result<Json<CauseTree>, Problem> {
    caller.may(&SHOW_RECORDS)?;
    parameters.nothing_else()?;
    Ok(Json(tree_of(&served, &id).await?.0))
}

/// `GET /v1/cause-analyses/{id}/diagram.svg`.
pub(super) async fn diagram(
    State(served): State<Served>,
    Path(id): Path<String>,
    caller: Caller,
    Preferred(preferred): Preferred,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    caller.may(&SHOW_RECORDS)?;
    let language = parameters.take("lang")?.unwrap_or(preferred);
    parameters.nothing_else()?;
    let (tree, position) = tree_of(&served, &id).await?;
    let title = match language {
        Language::Chinese => "因果图",
        Language::English => "Cause and effect",
    };
    let caption = charts::Caption { id: "causes", title, note: "", language };
    Ok(svg(fishbone(&tree, language).svg(&caption), language, position))
}

/// What confirmed causes come to: issues of the period with the failure code and part under which a cause is counted. An issue
/// that has several causes counts under each.
fn question(by: CausesBy, period: Period) -> String {
    let (key, months) = (by.column(), months(period));
    format!(
        "SELECT {key}, CAST(count(DISTINCT t.ticket) AS TEXT)
        FROM causes AS c JOIN ticket_measures AS t
            ON (c.failure_code IS NULL OR t.failure_code = c.failure_code) AND (c.part IS NULL OR t.part = c.part)
        WHERE c.verdict = 'confirmed' AND (c.failure_code IS NOT NULL OR c.part IS NOT NULL)
            AND factory_month(t.received_at) IN ({months}) AND ifnull(t.ended, '') NOT IN ('withdrawn', 'merged')
        GROUP BY 1
        UNION ALL
        SELECT NULL, CAST(count(*) AS TEXT) FROM causes
        WHERE verdict = 'confirmed' AND failure_code IS NULL AND part IS NULL"
    )
}

/// By what confirmed causes are told apart.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum CausesBy {
    #[default]
    Cause,
    Category,
}

impl CausesBy {
    const fn column(self) -> &'static str {
        match self {
            Self::Cause => "c.text",
            Self::Category => "c.category",
        }
    }
}

async fn confirmed(served: &Served, caller: &Caller, parameters: &mut Parameters) -> Result<ParetoShown, Problem> {
    caller.may(&SHOW_MEASURES)?;
    let period = period(parameters)?;
    let by: CausesBy = parameters.take_named("by")?.unwrap_or_default();
    let limit = parameters.take_limit_or(MOST_BARS)?;
    let min_position = parameters.take("min_position")?;
    for model in [CauseAnalyses::NAME, TicketMeasures::NAME] {
        wait_for(served, model, min_position).await?;
    }
    let (models, handle) = (Arc::clone(&served.app.models), tokio::runtime::Handle::current());
    let said = tokio::task::spawn_blocking(move || {
        let scope = Scope { views: vec![&CAUSES, &TICKET_MEASURES], share: Share::All };
        answered(&question(by, period), &[], |asked, rows| models.answer(asked, &scope, &handle, || true, rows))
    });
    let said = said.await.map_err(|error| Problem::internal(&error))??;
    let number = |row: &Said| row.or_empty(1).parse::<u64>().unwrap_or_default();
    let untied = said.rows.iter().filter(|row| row.text(0).is_none()).map(number).sum();
    let tied = said.rows.iter().filter_map(|row| Some((row.text(0)?.to_owned(), number(row))));
    Ok(ParetoShown::new(said.position, period, pareto(tied.filter(|(_, issues)| *issues > 0), limit), untied))
}

/// `GET /v1/analysis/confirmed-causes`.
pub(super) async fn confirmed_causes(
    State(served): State<Served>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    let shown = confirmed(&served, &caller, &mut parameters).await?;
    parameters.nothing_else()?;
    Ok(([answer::at_position(shown.position().0)], Json(shown)).into_response())
}

/// `GET /v1/analysis/confirmed-causes.svg`.
pub(super) async fn confirmed_causes_picture(
    State(served): State<Served>,
    caller: Caller,
    Preferred(preferred): Preferred,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    let language = parameters.take("lang")?.unwrap_or(preferred);
    let shown = confirmed(&served, &caller, &mut parameters).await?;
    parameters.nothing_else()?;
    // What is tied to no code is a number of causes, of all time, and none of issues.
    let (untied, of) = (shown.without(), shown.period());
    let (title, note) = match language {
        Language::Chinese => ("已确认原因排列图", format!("{of} · 另有{untied}个已确认原因未关联故障代码")),
        Language::English => {
            ("Issues by confirmed cause", format!("{of} · confirmed causes without a code, of any time: {untied}"))
        }
    };
    Ok(shown.drawn(title, &note, language))
}

async fn tree_of(served: &Served, id: &str) -> Result<(CauseTree, Position), Problem> {
    let bare = id.strip_prefix("cause_analysis-").unwrap_or(id);
    let id: CauseAnalysisId = format!("cause_analysis-{bare}").parse().map_err(|_| Problem::not_found())?;
    let (mut analysis, mut position) = (CauseAnalysis::default(), Position(0));
    each_entry::<_, Problem>(&*served.app.store, &id.stream(), |entry| {
        analysis.evolve(entry);
        position = entry.position.map_or(position, Position::next);
    })
    .await?;
    Ok((analysis.tree().ok_or_else(Problem::not_found)?, position))
}

fn fishbone(tree: &CauseTree, language: Language) -> charts::Fishbone {
    let ribs = tree.categories.iter().map(|of| charts::Rib {
        name: of_value(&of.category, language),
        causes: of.causes.iter().map(cause).collect(),
    });
    charts::Fishbone { effect: tree.effect.to_string(), ribs: ribs.collect() }
}

/// The diagram has room for two levels: what is below the second stands beside it there.
fn cause(node: &CauseNode) -> charts::Cause {
    let mut causes = Vec::new();
    below(node, &mut causes);
    charts::Cause { text: node.text.to_string(), verdict: verdict(node.verdict), causes }
}

fn below(node: &CauseNode, causes: &mut Vec<charts::SubCause>) {
    for one in &node.causes {
        causes.push(charts::SubCause { text: one.text.to_string(), verdict: verdict(one.verdict) });
        below(one, causes);
    }
}

const fn verdict(of: CauseVerdict) -> charts::Verdict {
    match of {
        CauseVerdict::Open => charts::Verdict::Open,
        CauseVerdict::Confirmed => charts::Verdict::Confirmed,
        CauseVerdict::Rejected => charts::Verdict::Rejected,
    }
}
