//! `flywheel sql`: a question over published views.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use clap::Args;
use projections::sql::{Question, Scope, Share, SqlValue, published_views};
use serde_json::{Map, Value, json};

use super::local::Program;
use super::output::{Failure, Output, table};
use crate::sql::{Limits, ask};

/// Answers a question in SQL.
#[derive(Debug, Args)]
pub(super) struct Sql {
    /// One SELECT over published views; without one, the views are listed.
    question: Option<String>,
    /// The value of a parameter that stands as `:name` in it; a whole number, a number, or a text.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = parameter)]
    parameters: Vec<(String, SqlValue)>,
    /// Rows of the answer.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..=Limits::MOST_ROWS as u64))]
    limit: u64,
}

fn parameter(text: &str) -> Result<(String, SqlValue), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    let number = || value.parse().map(SqlValue::Integer).ok().or_else(|| value.parse().map(SqlValue::Real).ok());
    Ok((name.to_owned(), number().unwrap_or_else(|| SqlValue::Text(value.to_owned()))))
}

impl Sql {
    pub(super) async fn run(self, data: &Path, output: Output) -> Result<(), Failure> {
        let Some(sql) = self.question else { return views(output) };
        let parameters: BTreeMap<_, _> = self.parameters.into_iter().collect();
        let program = Program::of(data).await?;
        program.catches_up().await?;
        let answered = match &program {
            Program::Server(server) => {
                let body = json!({ "sql": sql, "parameters": parameters });
                server.post(&format!("/v1/sql?limit={}", self.limit), &body)
            }
            Program::Here(app, _) => {
                let limits = Limits { rows: usize::try_from(self.limit).unwrap_or(usize::MAX), ..Limits::ASKED };
                let answer = ask(app, Question { sql, parameters }, everything(), limits, None).await;
                answer.map_err(Failure::from).and_then(|answer| Ok(serde_json::to_value(answer)?))
            }
        };
        program.end();
        print(&answered?, output)
    }
}

fn views(output: Output) -> Result<(), Failure> {
    let columns: Vec<_> =
        published_views().flat_map(|view| view.columns.iter().map(move |column| (view, column))).collect();
    let rows: Vec<Value> = columns
        .iter()
        .map(|(view, column)| json!({ "view": view.name, "column": column.name, "kind": column.kind, "about": column.about }))
        .collect();
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    output.rows(&rows, ["view", "column", "kind", "what it means"], |row| {
        ["view", "column", "kind", "about"].map(|field| text(row, field))
    })
}

/// On the machine itself all views are seen.
pub(super) fn everything() -> Scope {
    Scope { views: published_views().collect(), share: Share::All }
}

/// Names of which no two are alike: the second `ticket` of an answer is `ticket_2`, unless another column has that name.
fn told_apart(names: &[String]) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for name in names {
        let mut numbered = (2..).map(|number| format!("{name}_{number}"));
        let free = numbered.find(|numbered| !names.contains(numbered) && !told.contains(numbered));
        told.push(if told.contains(name) { free.unwrap_or_default() } else { name.clone() });
    }
    told
}

/// Prints an answer as a table, or its rows as objects.
pub(super) fn print(answer: &Value, output: Output) -> Result<(), Failure> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let columns: Vec<String> =
        list(&answer["columns"]).iter().map(|name| name.as_str().unwrap_or_default().to_owned()).collect();
    let rows = list(&answer["rows"]);
    match output {
        Output::Table => writeln!(
            std::io::stdout().lock(),
            "{}",
            table(&columns, rows.iter().map(|row| list(row).iter().map(cell).collect()))
        )?,
        Output::Json | Output::Ndjson => {
            let columns = told_apart(&columns);
            let object = |row: &Value| columns.iter().cloned().zip(list(row)).collect::<Map<_, _>>();
            let objects: Vec<_> = rows.iter().map(object).collect();
            output.rows(&objects, [], |_| [])?;
        }
    }
    let more = if answer["more"] == true { ", and there are more" } else { "" };
    eprintln!("{} rows{more}, at position {}, in {} s", rows.len(), answer["position"], answer["seconds"]);
    Ok(())
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_one_name_are_told_apart() {
        let names = ["ticket", "class", "ticket", "ticket_2", "ticket"].map(str::to_owned);
        assert_eq!(told_apart(&names), ["ticket", "class", "ticket_3", "ticket_2", "ticket_4"]);
    }
}
