//! Charts of the workbook, which it draws itself from the cells.

use domain::report::{Cell, ColumnName, Line, OTHER, Table};
use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLegendPosition, ChartLine, ChartMarker, ChartMarkerType, ChartSeries, ChartSolidFill,
};

use super::super::TRENDS;
use super::super::names::Reading;
use super::super::words;
use super::grid::Placed;

/// How large a chart is, in pixels.
pub(super) const WIDTH: u32 = 620;
pub(super) const HEIGHT: u32 = 340;

const STRONG: u32 = 0x001D_4E79;
const ALARM: u32 = 0x00B8_400E;

/// The issues of each category as columns and what the first ones come to together as a line; both axes have one scale.
/// Nothing where there is one category or none.
pub(super) fn pareto(placed: &Placed, table: &Table, reading: Reading<'_>) -> Option<Chart> {
    let (issues, cumulative) = (placed.layout.place(ColumnName::Issues)?, placed.layout.place(ColumnName::Cumulative)?);
    let at = table.columns.iter().position(|of| *of == ColumnName::Issues)?;
    let count = |line: &Line| match line.cells.get(at) {
        Some(Cell::Count { count }) => *count,
        _ => 0,
    };
    let counts: Vec<u64> = table.rows.iter().take_while(|line| !line.key.is_empty()).map(count).collect();
    let rows = u32::try_from(counts.len()).ok().filter(|rows| *rows > 1)?;
    let total: u64 = counts.iter().sum();
    let with_share = rows - u32::from(table.rows.iter().any(|line| line.key == OTHER));
    let name = |column: ColumnName| reading.say(column.words());

    let mut chart = Chart::new_column();
    let columns = series(&mut chart, placed, (issues, rows), rows);
    columns.set_name(name(ColumnName::Issues)).set_format(&mut filled()).set_gap(30);
    let mut line = Chart::new_line();
    let shares = series(&mut line, placed, (cumulative, with_share), rows);
    shares.set_name(name(ColumnName::Cumulative)).set_format(&mut drawn(ALARM)).set_marker(&marker(ALARM));
    shares.set_secondary_axis(true);
    chart.combine(&line);
    // The second axis belongs to the first chart.
    chart.y2_axis().set_min(0).set_max(1).set_major_unit(0.2).set_num_format("0%");
    chart.y_axis().set_min(0).set_max(total.max(1) as f64).set_num_format("0").set_major_gridlines(false);
    chart.y_axis().set_name(name(ColumnName::Issues));
    let title = reading.fill(words::PARETO_OF, [reading.say(table.table.words())]);
    Some(finished(chart, &title))
}

/// How the measures go from month to month.
pub(super) fn trends(placed: &Placed, table: &Table, reading: Reading<'_>) -> Vec<Chart> {
    let rows = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    let trend = |column: ColumnName| {
        let at = table.columns.iter().position(|of| *of == column)?;
        let place = placed.layout.place(column)?;
        let is_count = table.rows.iter().any(|line| matches!(line.cells.get(at), Some(Cell::Count { .. })));
        let name = reading.say(column.words());
        let mut chart = if is_count { Chart::new_column() } else { Chart::new_line() };
        let one = series(&mut chart, placed, (place, rows), rows).set_name(name);
        if is_count {
            one.set_format(&mut filled()).set_gap(60);
            chart.y_axis().set_min(0).set_num_format("0");
        } else {
            one.set_format(&mut drawn(STRONG)).set_marker(&marker(STRONG));
            chart.y_axis().set_min(0).set_max(1).set_major_unit(0.2).set_num_format("0%");
        }
        chart.legend().set_hidden();
        Some(finished(chart, &reading.fill(words::TREND_OF, [name])))
    };
    TRENDS.into_iter().filter_map(trend).collect()
}

/// A series of a chart. A series that is made by itself would lose its marks when the chart takes it.
fn series<'a>(
    chart: &'a mut Chart,
    placed: &Placed,
    (column, rows): (u16, u32),
    categories: u32,
) -> &'a mut ChartSeries {
    let (sheet, first) = (placed.sheet.as_str(), placed.header + 1);
    let series = chart.add_series();
    series.set_categories((sheet, first, 0, first + categories.saturating_sub(1), 0));
    series.set_values((sheet, first, column, first + rows.saturating_sub(1), column))
}

fn finished(mut chart: Chart, title: &str) -> Chart {
    chart.title().set_name(title);
    chart.legend().set_position(ChartLegendPosition::Bottom);
    chart.set_width(WIDTH).set_height(HEIGHT).set_alt_text(title);
    chart
}

fn filled() -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(STRONG));
    format
}

fn drawn(colour: u32) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_line(ChartLine::new().set_color(colour).set_width(2));
    format
}

fn marker(colour: u32) -> ChartMarker {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(colour));
    let mut marker = ChartMarker::new();
    marker.set_type(ChartMarkerType::Circle).set_size(6).set_format(&mut format);
    marker
}
