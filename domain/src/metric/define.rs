use events_schema::facts::metric::{MetricColumn, MetricDefined, MetricFact, MetricPeriod, Purpose};
use events_schema::ids::MetricId;
use events_schema::text::{Line, Paragraph, Text};
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Metric, MetricRefusal};
use crate::command::Decide;
use crate::context::{Checked, Context};
use crate::refusal::Refused;

/// Defines a metric, or another version of it, or takes it back into use (P5.2). From then on it is answered whenever the
/// log has grown, and the last answer of each period is kept.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DefineMetric {
    /// The code of the metric.
    pub metric: MetricId,
    /// What people call it.
    #[schemars(example = &"各级别工单数")]
    pub title: Line,
    /// What it says, how it is to be read, and where its formula comes from.
    pub about: Paragraph,
    /// One SELECT over published views, without parameters.
    #[schemars(example = &"SELECT class, count(*) AS tickets FROM tickets GROUP BY class")]
    pub sql: Text<20_000>,
    /// The columns of the answer, in order.
    pub columns: Vec<MetricColumn>,
    /// For which periods the last answer of each is kept.
    pub period: MetricPeriod,
}

impl Decide<Metric> for DefineMetric {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(self.metric.stream())
    }

    fn question(&self) -> Option<&str> {
        Some(self.sql.as_str())
    }

    fn decide(&self, state: &Metric, cx: &Context<'_>) -> Result<Vec<MetricFact>, Refused> {
        let reads = match cx.question {
            Some(Checked::Reads { views, .. }) if views.is_empty() => {
                return Err(MetricRefusal::Statement("it reads no view".to_owned()).into());
            }
            Some(Checked::Reads { columns, views }) => {
                self.check_columns(columns)?;
                views.clone()
            }
            Some(Checked::Wrong(reason)) => return Err(MetricRefusal::Statement(reason.clone()).into()),
            None => return Err(MetricRefusal::Statement("the statement was not checked".to_owned()).into()),
        };
        if let Some(before) = state.latest() {
            self.keeps_columns(before)?;
        }
        if state.in_use().is_some_and(|now| self.says_the_same(now)) {
            return Ok(Vec::new());
        }
        let version = state.latest().map_or(0, |latest| latest.version) + 1;
        let (title, about, sql) = (self.title.clone(), self.about.clone(), self.sql.clone());
        let (columns, period) = (self.columns.clone(), self.period);
        Ok(vec![MetricDefined { version, title, about, sql, columns, period, reads }.into()])
    }
}

impl DefineMetric {
    fn check_columns(&self, given: &[String]) -> Result<(), MetricRefusal> {
        let declared: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        if declared != given {
            let declared = declared.into_iter().map(str::to_owned).collect();
            return Err(MetricRefusal::OtherColumns { given: given.to_vec(), declared });
        }
        let twice = given.iter().enumerate().find(|(index, name)| given[..*index].contains(name));
        if let Some((_, name)) = twice {
            return Err(MetricRefusal::TwiceTheName(name.clone()));
        }
        let measures = self.columns.iter().any(|column| column.purpose == Purpose::Measure);
        if measures { Ok(()) } else { Err(MetricRefusal::NothingMeasured) }
    }

    /// A column may be explained anew, and nothing else.
    fn keeps_columns(&self, before: &MetricDefined) -> Result<(), MetricRefusal> {
        let is_kept = |(index, old): &(usize, &MetricColumn)| {
            let new = self.columns.get(*index);
            new.is_some_and(|new| (&new.name, new.purpose, &new.unit) == (&old.name, old.purpose, &old.unit))
        };
        match before.columns.iter().enumerate().find(|column| !is_kept(column)) {
            Some((_, old)) => {
                let (version, column) = (before.version, old.name.as_str().to_owned());
                Err(MetricRefusal::ColumnsChanged { version, column })
            }
            None => Ok(()),
        }
    }

    fn says_the_same(&self, now: &MetricDefined) -> bool {
        (&self.title, &self.about, &self.sql, &self.columns, self.period)
            == (&now.title, &now.about, &now.sql, &now.columns, now.period)
    }
}

#[cfg(test)]
mod tests {
    use events_schema::Role;

    use super::*;
    use crate::command::Aggregate;
    use crate::scenario::{actor, happened, in_context};

    fn column(name: &str, purpose: Purpose, unit: Option<&str>) -> MetricColumn {
        let unit = unit.map(|unit| unit.parse().unwrap());
        MetricColumn { name: name.parse().unwrap(), purpose, unit, about: None }
    }

    fn define(columns: Vec<MetricColumn>) -> DefineMetric {
        DefineMetric {
            metric: "by-class".parse().unwrap(),
            title: "各级别工单数".parse().unwrap(),
            about: "how many tickets there are".parse().unwrap(),
            sql: "SELECT class, count(*) AS tickets FROM tickets GROUP BY 1".parse().unwrap(),
            columns,
            period: MetricPeriod::Month,
        }
    }

    fn by_class() -> DefineMetric {
        define(vec![column("class", Purpose::Dimension, None), column("tickets", Purpose::Measure, None)])
    }

    fn decided(state: &Metric, command: &DefineMetric, given: &[&str]) -> Result<Vec<MetricFact>, Refused> {
        let columns = given.iter().map(|&name| name.to_owned()).collect();
        let checked = Checked::Reads { columns, views: vec!["tickets".parse().unwrap()] };
        in_context("metric-by-class", &actor(Role::Analyst), |cx| {
            command.decide(state, &Context { question: Some(&checked), ..*cx })
        })
    }

    fn refused(state: &Metric, command: &DefineMetric, given: &[&str]) -> &'static str {
        decided(state, command, given).unwrap_err().about().code
    }

    fn with(facts: Vec<MetricFact>) -> Metric {
        facts.into_iter().fold(Metric::default(), |mut metric, fact| {
            metric.evolve(&happened(0, fact));
            metric
        })
    }

    #[test]
    fn a_metric_is_what_its_statement_gives() {
        let new = Metric::default();
        assert_eq!(refused(&new, &by_class(), &["class", "n"]), "metric_columns");
        let twice = vec![column("n", Purpose::Measure, None), column("n", Purpose::Measure, None)];
        assert_eq!(refused(&new, &define(twice), &["n", "n"]), "metric_column_twice");
        let unmeasured = define(vec![column("class", Purpose::Dimension, None)]);
        assert_eq!(refused(&new, &unmeasured, &["class"]), "metric_without_measure");
        let nothing = Checked::Reads { columns: vec!["tickets".to_owned()], views: Vec::new() };
        let refusal = in_context("metric-by-class", &actor(Role::Analyst), |cx| {
            by_class().decide(&new, &Context { question: Some(&nothing), ..*cx }).unwrap_err()
        });
        assert_eq!(refusal.about().code, "metric_statement");
        let wrong = Checked::Wrong("near \"SELEC\": syntax error".to_owned());
        let refusal = in_context("metric-by-class", &actor(Role::Analyst), |cx| {
            by_class().decide(&new, &Context { question: Some(&wrong), ..*cx }).unwrap_err()
        });
        assert_eq!(refusal.about().code, "metric_statement");
        let facts = decided(&new, &by_class(), &["class", "tickets"]).unwrap();
        assert!(
            matches!(&facts[..], [MetricFact::Defined(MetricDefined { version: 1, reads, .. })] if reads.len() == 1)
        );
    }

    #[test]
    fn another_version_keeps_the_columns_that_others_build_on() {
        let given = ["class", "tickets"];
        let metric = with(decided(&Metric::default(), &by_class(), &given).unwrap());
        assert_eq!(decided(&metric, &by_class(), &given).unwrap(), []);
        for columns in [
            vec![column("tickets", Purpose::Measure, None)],
            vec![column("class", Purpose::Dimension, None), column("tickets", Purpose::Measure, Some("s"))],
            vec![column("tickets", Purpose::Measure, None), column("class", Purpose::Dimension, None)],
        ] {
            let names: Vec<String> = columns.iter().map(|column| column.name.as_str().to_owned()).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            assert_eq!(refused(&metric, &define(columns), &names), "metric_columns_changed");
        }
        let mut wider = by_class();
        wider.columns.push(column("open", Purpose::Measure, None));
        let facts = decided(&metric, &wider, &["class", "tickets", "open"]).unwrap();
        assert!(matches!(&facts[..], [MetricFact::Defined(MetricDefined { version: 2, .. })]));
    }

    #[test]
    fn what_is_retired_comes_back_by_being_defined() {
        let given = ["class", "tickets"];
        let mut facts = decided(&Metric::default(), &by_class(), &given).unwrap();
        facts.push(events_schema::facts::metric::MetricRetired { reason: None }.into());
        let retired = with(facts);
        assert_eq!((retired.in_use(), retired.versions().len()), (None, 1));
        assert_eq!(decided(&retired, &by_class(), &given).unwrap().len(), 1);
    }
}
