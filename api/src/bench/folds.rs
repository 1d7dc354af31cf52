//! Rebuilds, each read model alone and all together, beside reading and decoding the log and nothing else.

use std::path::Path;
use std::sync::Arc;

use events_schema::Position;
use projections::{Event, ReadModels, RebuildOptions, models};
use tokio::runtime::Handle;

use super::{BenchError, Figure, Only};
use crate::app::App;
use crate::clock::{Stopwatch, SystemClock};

const ALL: &str = "rebuild of all read models together, compared";

/// Rebuilds everything in a data folder.
///
/// # Errors
/// If the folder cannot be opened, or a read model cannot be folded.
pub async fn folds(folder: &Path, only: &Only, say: &dyn Fn(&str)) -> Result<Vec<Figure>, BenchError> {
    let opening = Stopwatch::start();
    let (app, store) = App::open(folder, Arc::new(SystemClock)).await?;
    let length = *event_store::EventStore::length(&*store).borrow();
    let mut figures = vec![Figure::new(length, "opening of all parts", opening.elapsed().as_secs_f64(), "s")];
    say("decoding the log");
    let decoded = decode(&app).await?;
    figures.push(Figure::new(length, "reading and decoding, one thread", decoded, "events/s"));
    for model in models().iter().filter(|model| only.takes(&format!("rebuild of {} alone", model.name))) {
        say(&format!("rebuild of {}", model.name));
        let rate = rebuilt(&app.models, &[model.name], length).await?;
        let figure = Figure::new(length, format!("rebuild of {} alone, compared", model.name), rate, "events/s");
        figures.push(figure.beside("reading and decoding, one thread", decoded).goal(">= 1,500,000"));
    }
    if only.takes(ALL) {
        say("rebuild of all");
        let names: Vec<&str> = models().iter().map(|model| model.name).collect();
        let rate = rebuilt(&app.models, &names, length).await?;
        let figure = Figure::new(length, ALL, rate, "events/s");
        figures.push(figure.beside("reading and decoding, one thread", decoded).goal(">= 500,000"));
    }
    app.models.stop();
    store.close();
    Ok(figures)
}

async fn decode(app: &App) -> Result<f64, BenchError> {
    let length = *app.store.length().borrow();
    let (running, mut next) = (Stopwatch::start(), Position(0));
    while next.0 < length {
        let page = app.store.read_all(next, 4_096).await?;
        for event in &page {
            Event::decode(event).map_err(|error| BenchError::Answer(error.to_string()))?;
        }
        next = page.last().map_or(Position(length), |last| last.position.next());
    }
    Ok(length as f64 / running.elapsed().as_secs_f64())
}

/// How many events a second are folded until all are shown.
async fn rebuilt(read_models: &ReadModels, names: &[&str], length: u64) -> Result<f64, BenchError> {
    let running = Stopwatch::start();
    let options = RebuildOptions { anew: true, replace: false };
    for (name, mut news) in read_models.rebuild(names, options, &Handle::current()).await? {
        let status = news.wait_for(|status| status.state.is_over()).await;
        let state = status.map(|status| status.state.clone());
        match state {
            Ok(projections::RebuildState::Shown { .. }) => {}
            Ok(other) => return Err(BenchError::Answer(format!("the rebuild of {name} ended as {other:?}"))),
            Err(error) => return Err(BenchError::Answer(error.to_string())),
        }
    }
    Ok(length as f64 / running.elapsed().as_secs_f64())
}
