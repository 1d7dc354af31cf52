//! Lists of published views: one handler for all of them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use events_schema::Revision;
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
    pub(super) fn one<P: Projection>(&'static self, id: &'static str) -> Query {
        let handler = move |served: State<Served>,
                            caller: Caller,
                            Path(named): Path<String>,
                            parameters: Parameters| async move {
            self.row::<P>(&served, caller, (id, &named), parameters).await
        };
        Query {
            method: "get",
            path: format!("{}/{{id}}", self.path).into(),
            summary: "One row of the list, by its id; `history` beside it has all that was recorded.",
            permission: Some(self.view.permission),
            parameters: &[AS_OF, FRESH],
            body: Body::None,
            answer: Answer::Row(self),
            handler: get(handler),
        }
    }

    async fn row<P: Projection>(
        &'static self,
        served: &Served,
        caller: Caller,
        (id, named): (&str, &str),
        mut parameters: Parameters,
    ) -> Result<Response, Problem> {
        caller.may(self.view.permission)?;
        let min_position = parameters.take("min_position")?;
        let past = parameters.take_past(served, min_position)?;
        parameters.nothing_else()?;
        // The column is called as the category of the stream is.
        let stream = if named.starts_with(&format!("{id}-")) { named.to_owned() } else { format!("{id}-{named}") };
        let condition = Condition::of(self.view, id, &stream).map_err(|error| Problem::internal(&error))?;
        let view = past::view::<P>(served, past, min_position).await?;
        let found = tokio::task::spawn_blocking(move || view.rows(self.view, &[condition], None, 1));
        let found = found.await.map_err(|error| Problem::internal(&error))??;
        let row = found.value.items.into_iter().next().ok_or_else(Problem::not_found)?;
        let revision = row.get("revision").and_then(Value::as_u64).map(|revision| answer::etag(Revision(revision)));
        let etag: HeaderMap = revision.map(|etag| (header::ETAG, etag)).into_iter().collect();
        Ok(([answer::at_position(found.position.0)], etag, Json(row)).into_response())
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
        let mut conditions = Vec::new();
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
        let body = Json(Rows { rows: page.value.items, next });
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
