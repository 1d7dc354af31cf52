//! The power goes off at any moment: what was acknowledged is there, and what is there is whole.
//!
//! A workload runs on a disk that remembers. Then, for many moments, the files are made again as they could stand after
//! the cut: everything that was synced, and of the later writes any subset, sector by sector.

use std::path::Path;

use event_store::{Append, Appended, EventStore, Outcome, SqliteStore, Tuning};
use events_schema::{Position, RecordedEvent};

use crate::disk::{Disk, File, Step};
use crate::events::{append, number, sound};

const WORKLOADS: u64 = 16;
const CUTS: usize = 50;
const SECTOR: usize = 512;

#[test]
fn what_was_acknowledged_is_there_after_a_power_cut() {
    let mut judged = 0;
    for seed in 0..WORKLOADS {
        let run = run(seed, true);
        for (cut, verdict) in cuts(seed, &run) {
            verdict.unwrap_or_else(|wrong| panic!("workload {seed}, power cut at step {cut}: {wrong}"));
            judged += 1;
        }
    }
    assert_eq!(judged, WORKLOADS as usize * CUTS);
}

/// The test above is worth something only if it fails for an engine that does not sync.
#[test]
fn an_engine_that_does_not_sync_is_found_out() {
    let run = run(0, false);
    let lost = cuts(0, &run).into_iter().filter(|(_, verdict)| verdict.is_err()).count();
    assert!(lost > CUTS / 2, "only {lost} of {CUTS} power cuts were noticed");
}

/// What was asked for, and what the disk saw of it.
struct Run {
    appends: Vec<Append>,
    answers: Vec<Appended>,
    steps: Vec<Step>,
}

/// Bursts of appends to a few streams, so that commits hold one append or many, on a log that is carried over often. In
/// the middle the store is closed and opened again.
fn run(seed: u64, sync: bool) -> Run {
    let disk = Disk::register();
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random(seed);
    let (mut appends, mut answers): (Vec<Append>, Vec<Appended>) = (Vec::new(), Vec::new());
    let mut held = [0_u64; 5];
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for _ in 0..2 {
        let tuning = Tuning { vfs: Some(disk.name.clone()), sync, checkpoint: Some(12) };
        let store = SqliteStore::open_with(folder.path(), tuning).unwrap();
        for _ in 0..30 {
            let burst: Vec<_> = (0..random.below(6))
                .map(|_| {
                    let append = random_append(&mut random, appends.len(), &mut held);
                    appends.push(append.clone());
                    (appends.len() - 1, store.append(append))
                })
                .collect();
            for (index, answer) in burst {
                answers.push(runtime.block_on(answer).unwrap());
                disk.acknowledge(index);
            }
        }
    }
    let steps = disk.steps();
    let starts = steps.iter().filter(|step| matches!(step, Step::Write { file: File::Log, offset: 0, .. }));
    assert!(starts.count() > 2, "the log was to be carried over and started again on the way");
    Run { appends, answers, steps }
}

fn random_append(random: &mut Random, index: usize, held: &mut [u64; 5]) -> Append {
    let (stream, events) = (random.below(5), 1 + random.below(4) as u64);
    let numbers = (0..u128::from(events)).map(|n| 10 * index as u128 + n);
    let append = append(&format!("ticket-{stream}"), held[stream], numbers);
    held[stream] += events;
    append
}

/// Cuts the power at random steps and judges each.
fn cuts(seed: u64, run: &Run) -> Vec<(usize, Result<(), String>)> {
    let mut random = Random(seed ^ 0xC0FFEE);
    let mut cuts: Vec<_> = (0..CUTS).map(|_| random.below(run.steps.len() + 1)).collect();
    cuts.sort_unstable();
    let mut images = File::ALL.map(Image::new);
    let (mut done, mut acknowledged) = (0, 0);
    let mut verdicts = Vec::new();
    for cut in cuts {
        for step in &run.steps[done..cut] {
            match step {
                Step::Acknowledged(append) => acknowledged = append + 1,
                step => images.iter_mut().for_each(|image| image.take(step)),
            }
        }
        done = cut;
        let folder = tempfile::tempdir().unwrap();
        for image in &images {
            image.survive(folder.path(), &mut random);
        }
        verdicts.push((cut, judge(folder.path(), run, acknowledged)));
    }
    verdicts
}

/// Opens what is left. One caller queued everything, so that the log must be the beginning of what he asked for.
fn judge(folder: &Path, run: &Run, acknowledged: usize) -> Result<(), String> {
    let tuning = Tuning { sync: false, ..Tuning::default() };
    let store = SqliteStore::open_with(folder, tuning).map_err(|error| format!("{error}: {error:?}"))?;
    let log = store.read_all_blocking(Position(0), usize::MAX).map_err(|error| format!("{error:?}"))?;
    sound(&log)?;
    let whole = whole_appends(&log, &run.appends)?;
    if whole < acknowledged {
        return Err(format!("{acknowledged} appends were acknowledged, and {whole} are there"));
    }
    // Who got no answer sends the same again, and learns what came of it; then life goes on.
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for index in whole.saturating_sub(3)..run.appends.len().min(whole + 3) {
        let outcome = if index < whole { Outcome::AlreadyWritten } else { Outcome::Written };
        let answer = runtime.block_on(store.append(run.appends[index].clone()));
        let expected = Ok(Appended { outcome, ..run.answers[index] });
        if answer != expected {
            return Err(format!("append {index} was answered {answer:?}, not {expected:?}"));
        }
    }
    Ok(())
}

/// How many appends from the first on are there, and nothing else.
fn whole_appends(log: &[RecordedEvent], appends: &[Append]) -> Result<usize, String> {
    let mut rest = log;
    for (index, append) in appends.iter().enumerate() {
        if rest.is_empty() {
            return Ok(index);
        }
        let count = append.events.len();
        let there = rest.get(..count).ok_or_else(|| format!("append {index} is there in part"))?;
        let same =
            there.iter().zip(&append.events).all(|(there, new)| there.id == new.id && there.stream == append.stream);
        if !same {
            return Err(format!("append {index} is not where it was: {} is", number(&there[0])));
        }
        rest = &rest[count..];
    }
    if rest.is_empty() { Ok(appends.len()) } else { Err("there is more than was asked for".to_owned()) }
}

/// A file: what is on the disk for certain, and what may still be on its way.
struct Image {
    file: File,
    certain: Option<Vec<u8>>,
    loose: Vec<Step>,
}

impl Image {
    fn new(file: File) -> Self {
        // The store makes the log itself, empty, and syncs the folder before SQLite sees it.
        Self { file, certain: (file == File::Database).then(Vec::new), loose: Vec::new() }
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Sync(file) if *file == self.file => {
                for step in std::mem::take(&mut self.loose) {
                    apply(&mut self.certain, &step, |_| true);
                }
                self.certain.get_or_insert_default();
            }
            Step::Delete { file, synced: true } if *file == self.file => {
                self.loose.clear();
                self.certain = None;
            }
            Step::Write { file, .. } | Step::Truncate { file, .. } | Step::Delete { file, .. }
                if *file == self.file =>
            {
                self.loose.push(step.clone());
            }
            _ => {}
        }
    }

    /// Writes the file as it may be found after a cut. Some cuts lose everything loose, some nothing, most a part.
    fn survive(&self, folder: &Path, random: &mut Random) {
        let chance = [0, 10, 50, 90, 100][random.below(5)];
        let mut content = self.certain.clone();
        for step in &self.loose {
            let torn = random.below(4) == 0;
            let survives = random.below(100) < chance;
            if torn || survives {
                apply(&mut content, step, |_| if torn { random.below(100) < chance } else { true });
            }
        }
        if let Some(content) = content {
            std::fs::write(folder.join(self.file.name()), content).unwrap();
        }
    }
}

/// Does a step to a file, as far as its sectors survive. A step that is no write survives like its first sector.
fn apply(content: &mut Option<Vec<u8>>, step: &Step, mut survives: impl FnMut(usize) -> bool) {
    match step {
        Step::Write { offset, bytes, .. } => {
            let mut start = *offset;
            let end = offset + bytes.len();
            while start < end {
                let stop = end.min((start / SECTOR + 1) * SECTOR);
                if survives(start / SECTOR) {
                    let content = content.get_or_insert_default();
                    content.resize(content.len().max(stop), 0);
                    content[start..stop].copy_from_slice(&bytes[start - offset..stop - offset]);
                }
                start = stop;
            }
        }
        Step::Truncate { size, .. } if survives(0) => {
            content.get_or_insert_default().truncate(*size);
        }
        Step::Delete { .. } if survives(0) => *content = None,
        Step::Truncate { .. } | Step::Delete { .. } | Step::Sync(_) | Step::Acknowledged(_) => {}
    }
}

/// `SplitMix64`: the same numbers from the same seed, for ever.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % end as u64) as usize
    }
}
