//! Lists of published views: one handler for all of them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use events_schema::values::EngineSerial;
use events_schema::{Audience, Revision};
use projections::{Condition, Projection, PublishedView};
use schemars::{Schema, json_schema};
use serde::Serialize;
use serde_json::{Map, Value};

use super::auth::Caller;
use super::parameters::{Cursor, Parameters};
use super::queries::{AS_OF, Answer, Body, FRESH, Query};
use super::{Problem, Served, answer, past};

/// A list in the table.
pub(super) struct Listing {
    pub(super) path: &'static str,
    pub(super) summary: &'static str,
    /// The view whose rows it lists, newest first.
    pub(super) view: &'static PublishedView,
    /// The columns by which rows are chosen, with what they mean; of an instant `<column>_from` and `<column>_before`.
    pub(super) filters: &'static [(&'static str, &'static str)],
    /// What a supplier sees of the rows that are his, by the column `supplier`.
    pub(super) for_suppliers: Option<&'static ForSuppliers>,
}

/// What a supplier sees of a list. Where a list has nothing for them, its permission keeps them away.
pub(super) struct ForSuppliers {
    /// The columns that he sees.
    pub(super) columns: &'static [&'static str],
    /// The column that is known once a row is for him to see.
    pub(super) since: Option<&'static str>,
}

/// By what one row is asked for.
#[derive(Clone, Copy)]
pub(super) enum By {
    /// By its stream, in the column that is called as the category of the stream is.
    Stream(&'static str),
    /// By its code, in this column.
    Code(&'static str),
    /// By the serial number of an engine, as people write it, in this column.
    Serial(&'static str),
}

impl By {
    const fn about(self) -> &'static str {
        match self {
            Self::Stream(_) | Self::Code(_) => {
                "One row of the list, by its id; `history` beside it has all that was recorded."
            }
            Self::Serial(_) => {
                "One row of the list, by its serial number; `record` beside it has everything in order of time."
            }
        }
    }
}

/// A page of a list.
#[derive(Debug, Serialize)]
struct Rows {
    rows: Vec<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl Listing {
    /// Its row in the table of queries. `P` is the read model of the view.
    pub(super) fn query<P: Projection>(&'static self) -> Query {
        let handler = move |served: State<Served>, caller: Caller, parameters: Parameters| async move {
            self.rows::<P>(&served, caller, parameters).await
        };
        Query {
            method: "get",
            path: self.path.into(),
            summary: self.summary,
            permission: Some(self.view.permission),
            parameters: self.filters,
            body: Body::None,
            answer: Answer::Rows(self),
            handler: get(handler),
        }
    }

    /// The row of the table by which one row is asked for, by the column that names its stream.
    pub(super) fn one<P: Projection>(&'static self, by: By) -> Query {
        let handler = move |served: State<Served>,
                            caller: Caller,
                            Path(named): Path<String>,
                            parameters: Parameters| async move {
            self.row::<P>(&served, &caller, (by, &named), parameters).await
        };
        Query {
            method: "get",
            path: format!("{}/{{id}}", self.path).into(),
            summary: by.about(),
            permission: Some(self.view.permission),
            parameters: &[AS_OF, FRESH],
            body: Body::None,
            answer: Answer::Row(self),
            handler: get(handler),
        }
    }

    /// One row, for whoever may see it.
    pub(super) async fn row<P: Projection>(
        &'static self,
        served: &Served,
        caller: &Caller,
        (by, named): (By, &str),
        mut parameters: Parameters,
    ) -> Result<Response, Problem> {
        caller.may(self.view.permission)?;
        let min_position = parameters.take("min_position")?;
        let past = parameters.take_past(served, min_position)?;
        parameters.nothing_else()?;
        let (column, key) = match by {
            By::Stream(id) if named.starts_with(&format!("{id}-")) => (id, named.to_owned()),
            By::Stream(id) => (id, format!("{id}-{named}")),
            By::Code(column) => (column, named.to_owned()),
            By::Serial(column) => {
                let serial: EngineSerial = named.parse().map_err(|_| Problem::not_found())?;
                (column, serial.to_string())
            }
        };
        let mut conditions = self.own(caller)?;
        conditions.push(Condition::of(self.view, column, &key).map_err(|error| Problem::internal(&error))?);
        let view = past::view::<P>(served, past, min_position).await?;
        let found = tokio::task::spawn_blocking(move || view.rows(self.view, &conditions, None, 1));
        let found = found.await.map_err(|error| Problem::internal(&error))??;
        let row = found.value.items.into_iter().next().ok_or_else(Problem::not_found)?;
        let revision = row.get("revision").and_then(Value::as_u64).map(|revision| answer::etag(Revision(revision)));
        let etag: HeaderMap = revision.map(|etag| (header::ETAG, etag)).into_iter().collect();
        Ok(([answer::at_position(found.position.0)], etag, Json(self.shown(row, caller))).into_response())
    }

    /// The conditions on rows that are a supplier's own. Of a list that has nothing for suppliers he gets none.
    fn own(&self, caller: &Caller) -> Result<Vec<Condition>, Problem> {
        if caller.audience() == Audience::Internal {
            return Ok(Vec::new());
        }
        let (Some(for_suppliers), Some(supplier)) = (self.for_suppliers, caller.actor.supplier()) else {
            return Err(Problem::not_found());
        };
        let own = Condition::of(self.view, "supplier", supplier.code().as_str());
        let since = for_suppliers.since.map(|column| Condition::known(self.view, column));
        let conditions = std::iter::once(own).chain(since).collect::<Result<_, _>>();
        conditions.map_err(|error| Problem::internal(&error))
    }

    fn shown(&self, mut row: Map<String, Value>, caller: &Caller) -> Map<String, Value> {
        if let (Some(for_suppliers), true) = (self.for_suppliers, caller.audience() != Audience::Internal) {
            row.retain(|column, _| for_suppliers.columns.contains(&column.as_str()));
        }
        row
    }

    async fn rows<P: Projection>(
        &'static self,
        served: &Served,
        caller: Caller,
        mut parameters: Parameters,
    ) -> Result<Response, Problem> {
        caller.may(self.view.permission)?;
        let pages = parameters.pages(self.path);
        let min_position = parameters.take("min_position")?;
        let mut conditions = self.own(&caller)?;
        for (name, _) in self.filters {
            if let Some(text) = parameters.take::<String>(name)? {
                let condition = Condition::of(self.view, name, &text);
                conditions.push(condition.map_err(|error| Problem::bad_parameter(name, error))?);
            }
        }
        let (limit, cursor) = (parameters.take_limit()?, parameters.take::<Cursor<i64>>("cursor")?);
        let past = parameters.take_past(served, min_position)?;
        parameters.nothing_else()?;
        let view = past::view::<P>(served, past, min_position).await?;
        let before = cursor.map(|Cursor(number)| number);
        let page = tokio::task::spawn_blocking(move || view.rows(self.view, &conditions, before, limit));
        let page = page.await.map_err(|error| Problem::internal(&error))??;
        let next = page.value.next.map(|next| Cursor(next).to_string());
        let link = pages.link(next.as_deref());
        let rows = page.value.items.into_iter().map(|row| self.shown(row, &caller)).collect();
        let body = Json(Rows { rows, next });
        Ok(([answer::at_position(page.position.0)], link, body).into_response())
    }

    /// The shape of a row.
    pub(super) fn row_schema(&self) -> Schema {
        let column = |column: &projections::PublishedColumn| {
            let mut schema = Value::from(column.kind.schema());
            schema["description"] = column.about.into();
            (column.name.to_owned(), schema)
        };
        let columns: Map<String, Value> = self.view.columns.iter().map(column).collect();
        json_schema!({ "type": "object", "description": self.view.about, "properties": columns })
    }

    /// The shape of a page.
    pub(super) fn page_schema(&self) -> Schema {
        json_schema!({
            "type": "object",
            "description": "A page of rows, newest first.",
            "required": ["rows"],
            "properties": {
                "rows": { "type": "array", "items": self.row_schema() },
                "next": { "type": "string", "description": "The cursor of the next page; absent on the last one." },
            },
        })
    }
}
