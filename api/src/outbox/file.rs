//! The file of the outbox. Every change of it is durable before it counts as made.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Display;
use std::path::Path;
use std::str::FromStr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use event_store::EventStore;
use events_schema::ids::{EventId, PersonId};
use events_schema::text::Code;
use events_schema::{Duration, Timestamp};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use tokio::sync::watch;
use uuid::Uuid;

use super::{Delivery, Notice, State, backoff, digest};
use crate::channels::Urgency;

/// Lanes are looked up by channel, stream and recipient; an absent recipient is an empty text, so that it equals itself.
const TABLES: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS log (store TEXT PRIMARY KEY, taken INTEGER) STRICT;
    CREATE TABLE IF NOT EXISTS deliveries (
        place INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        digest TEXT,
        event TEXT NOT NULL,
        kind TEXT NOT NULL,
        stream TEXT NOT NULL,
        at_us INTEGER NOT NULL,
        repeat INTEGER NOT NULL,
        urgent INTEGER NOT NULL,
        channel TEXT NOT NULL,
        recipient TEXT NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        next_at_us INTEGER,
        error TEXT,
        closed_since_us INTEGER,
        settled_at_us INTEGER
    ) STRICT;
    CREATE INDEX IF NOT EXISTS lanes ON deliveries (channel, stream, recipient, place) WHERE state = 'pending';
    CREATE INDEX IF NOT EXISTS queue ON deliveries (channel, place) WHERE state = 'pending';
    CREATE INDEX IF NOT EXISTS urgent ON deliveries (channel, stream, recipient) WHERE state = 'pending' AND urgent = 1;
    CREATE INDEX IF NOT EXISTS rests ON deliveries (channel, next_at_us) WHERE state = 'pending' AND next_at_us IS NOT NULL;
    CREATE INDEX IF NOT EXISTS digests ON deliveries (digest) WHERE digest IS NOT NULL;
    CREATE INDEX IF NOT EXISTS dead ON deliveries (channel, place) WHERE state = 'dead';
    CREATE INDEX IF NOT EXISTS settled ON deliveries (settled_at_us) WHERE state = 'delivered';
";

const COLUMNS: &str = "place, id, digest, event, kind, stream, at_us, repeat, urgent, channel, recipient, state, attempts, next_at_us, error";

/// Those that stand first in their lanes and need not rest.
const FIRST_IN_THEIR_LANES: &str = "
    FROM deliveries AS first
    WHERE state = 'pending' AND channel = ?1 AND (next_at_us IS NULL OR next_at_us <= ?2)
    AND NOT EXISTS (
        SELECT 1 FROM deliveries AS earlier
        WHERE earlier.state = 'pending' AND earlier.channel = ?1 AND earlier.stream = first.stream
        AND earlier.recipient = first.recipient AND earlier.place < first.place
    )";

/// Those whose lanes hold something urgent. It cannot pass what stands before it, so that is as urgent.
const IN_URGENT_LANES: &str = "(stream, recipient) IN (
        SELECT stream, recipient FROM deliveries WHERE state = 'pending' AND urgent = 1 AND channel = ?1
    )";

/// How long what was delivered is shown.
const SHOWN: Duration = Duration::from_hours(30 * 24);

/// How long a delivery waits for a channel that is not set up.
const PATIENCE: Duration = Duration::from_hours(24);

const NOT_SET_UP: &str = "the channel is not set up";

/// The outbox of one log.
pub struct Outbox {
    file: Mutex<Connection>,
    news: watch::Sender<()>,
    arrivals: watch::Sender<()>,
}

/// Why the outbox cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the file of the outbox cannot be used")]
pub struct Unusable(#[from] rusqlite::Error);

/// Which deliveries are listed.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of one state only.
    pub state: Option<State>,
    /// Of one channel only.
    pub channel: Option<Code>,
}

/// Which dead deliveries are to be tried again.
#[derive(Debug, Clone)]
pub enum Retried {
    /// One.
    Id(Uuid),
    /// All of a channel.
    Channel(Code),
}

/// How many deliveries of a channel there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// To be sent.
    pub pending: u64,
    /// Given up.
    pub dead: u64,
}

/// What may go next by a channel.
#[derive(Debug, Default)]
pub(super) struct Due {
    /// The first of the lanes that hold something urgent.
    pub(super) urgent: Option<Delivery>,
    /// The first of the others.
    pub(super) ordinary: Option<Delivery>,
    /// When the next rest ends.
    pub(super) next_at: Option<Timestamp>,
}

/// What became of a message.
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    Delivered,
    /// It may be tried again.
    Failed(String),
    /// It will never be taken.
    Refused(String),
    /// It was not looked at, and comes again then.
    PutOff(Timestamp, String),
}

impl Outbox {
    /// Opens the file, or makes it. Of another log, or of a log before it was restored, it keeps nothing: what that had to
    /// tell is not what this one has to tell.
    ///
    /// # Errors
    /// If it cannot be opened or made.
    pub fn open(file: &Path, store: &dyn EventStore) -> Result<Self, Unusable> {
        let mut file = Connection::open(file)?;
        file.execute_batch(TABLES)?;
        let log = format!("{}/{}", store.id().id, store.id().epoch);
        let change = file.transaction()?;
        let known = change.query_row("SELECT 1 FROM log WHERE store = ?1", [&log], |_| Ok(())).optional()?;
        if known.is_none() {
            change.execute_batch("DELETE FROM log; DELETE FROM deliveries;")?;
            change.execute("INSERT INTO log (store) VALUES (?1)", [&log])?;
        }
        change.commit()?;
        Ok(Self { file: Mutex::new(file), news: watch::Sender::new(()), arrivals: watch::Sender::new(()) })
    }

    /// Hears of every change.
    #[must_use]
    pub fn news(&self) -> watch::Receiver<()> {
        self.news.subscribe()
    }

    /// Hears when there is more to deliver.
    pub(super) fn arrivals(&self) -> watch::Receiver<()> {
        self.arrivals.subscribe()
    }

    /// The number up to which the log was taken, if any of it was.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn taken(&self) -> Result<Option<u64>, Unusable> {
        let taken: Option<i64> = self.file().query_row("SELECT taken FROM log", [], |row| row.get(0))?;
        Ok(taken.map(i64::cast_unsigned))
    }

    /// Takes what the log has to tell up to a number. What was taken already changes nothing: a number by where the log was
    /// taken to, for what was delivered long ago is known no more; a repetition, which comes by time, by its id.
    ///
    /// # Errors
    /// If the file cannot be written. Then nothing was taken.
    pub fn take(&self, through: u64, notices: &[Notice]) -> Result<(), Unusable> {
        let mut notices: Vec<&Notice> = notices.iter().collect();
        notices.sort_by_key(|notice| (notice.number, notice.repeat));
        self.change(|file| {
            let taken: Option<i64> = file.query_row("SELECT taken FROM log", [], |row| row.get(0))?;
            let taken = taken.map(i64::cast_unsigned);
            for notice in notices {
                if notice.repeat > 0 || taken.is_none_or(|taken| notice.number > taken) {
                    insert(file, notice)?;
                }
            }
            let through = taken.map_or(through, |taken| taken.max(through));
            file.execute("UPDATE log SET taken = ?1", [through.cast_signed()])
        })?;
        self.arrivals.send_replace(());
        Ok(())
    }

    /// Deliveries in the order in which they stand, from behind a place on.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn list(&self, filter: &Filter, after: u64, limit: usize) -> Result<Vec<Delivery>, Unusable> {
        let file = self.file();
        let mut select = file.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM deliveries
             WHERE place > ?1 AND state = ifnull(?2, state) AND channel = ifnull(?3, channel) ORDER BY place LIMIT ?4"
        ))?;
        let (state, channel) = (filter.state.map(State::as_str), filter.channel.as_ref().map(Code::as_str));
        let rows = select.query_map(params![after.cast_signed(), state, channel, limit.cast_signed()], read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Has dead deliveries tried again, as if they had never been, behind what waits in their lanes. Says how many.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn retry(&self, which: &Retried) -> Result<usize, Unusable> {
        let (condition, value) = match which {
            Retried::Id(id) => ("id = ?1", id.to_string()),
            Retried::Channel(channel) => ("channel = ?1", channel.to_string()),
        };
        let retried = self.change(|file| {
            let places = file
                .prepare(&format!("SELECT place FROM deliveries WHERE state = 'dead' AND {condition} ORDER BY place"))?
                .query_map([value], |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<i64>>>()?;
            for place in &places {
                file.prepare_cached(
                    "UPDATE deliveries SET place = (SELECT max(place) + 1 FROM deliveries), state = 'pending',
                        attempts = 0, digest = NULL, next_at_us = NULL, closed_since_us = NULL, settled_at_us = NULL
                     WHERE place = ?1",
                )?
                .execute([place])?;
            }
            Ok(places.len())
        })?;
        self.arrivals.send_replace(());
        Ok(retried)
    }

    /// How many are pending and dead, by channel.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn counts(&self) -> Result<BTreeMap<Code, Counts>, Unusable> {
        let file = self.file();
        let mut select = file.prepare_cached(
            "SELECT channel, count(*), 0 FROM deliveries WHERE state = 'pending' GROUP BY channel
             UNION ALL SELECT channel, 0, count(*) FROM deliveries WHERE state = 'dead' GROUP BY channel",
        )?;
        let mut rows = select.query([])?;
        let mut counts = BTreeMap::<Code, Counts>::new();
        while let Some(row) = rows.next()? {
            let of_channel = counts.entry(text(row, 0)?).or_default();
            of_channel.pending += row.get::<_, i64>(1)?.cast_unsigned();
            of_channel.dead += row.get::<_, i64>(2)?.cast_unsigned();
        }
        Ok(counts)
    }

    /// What may go next by a channel, without what is under way.
    pub(super) fn due(&self, channel: &Code, now: Timestamp, under_way: &HashSet<Uuid>) -> Result<Due, Unusable> {
        let file = self.file();
        let first = |condition: &str| {
            let mut select = file
                .prepare_cached(&format!("SELECT {COLUMNS} {FIRST_IN_THEIR_LANES} AND {condition} ORDER BY place"))?;
            let mut rows = select.query(params![channel.as_str(), now.as_micros()])?;
            while let Some(row) = rows.next()? {
                let delivery = read(row)?;
                if !under_way.contains(&delivery.message()) {
                    return Ok(Some(delivery));
                }
            }
            Ok::<_, rusqlite::Error>(None)
        };
        let next_at: Option<i64> = file
            .prepare_cached(
                "SELECT min(next_at_us) FROM deliveries WHERE state = 'pending' AND channel = ?1 AND next_at_us > ?2",
            )?
            .query_row(params![channel.as_str(), now.as_micros()], |row| row.get(0))?;
        let (urgent, ordinary) = (first(IN_URGENT_LANES)?, first(&format!("NOT {IN_URGENT_LANES}"))?);
        Ok(Due { urgent, ordinary, next_at: next_at.map(Timestamp::from_micros) })
    }

    /// All parts of the message that a delivery is a part of, by place.
    pub(super) fn whole(&self, delivery: Delivery) -> Result<Vec<Delivery>, Unusable> {
        let Some(digest) = delivery.digest else { return Ok(vec![delivery]) };
        let file = self.file();
        let mut select = file.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM deliveries WHERE digest = ?1 AND state = 'pending' ORDER BY place"
        ))?;
        let rows = select.query_map([digest.to_string()], read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Makes one message of what waits for the recipient of a delivery, if it is enough for that. It stays one from then on,
    /// so that another attempt has the same id.
    pub(super) fn gather(&self, first: Delivery, under_way: &HashSet<Uuid>) -> Result<Vec<Delivery>, Unusable> {
        if first.digest.is_some() {
            return self.whole(first);
        }
        let recipient = first.recipient.as_ref().map(PersonId::to_string).unwrap_or_default();
        let mut together = {
            let file = self.file();
            let mut select = file.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM deliveries
                 WHERE state = 'pending' AND channel = ?1 AND recipient = ?2 ORDER BY place"
            ))?;
            let waiting = select.query_map(params![first.channel.as_str(), recipient], read)?;
            let mut unreadable = None;
            let readable = waiting.map_while(|delivery| delivery.map_err(|error| unreadable = Some(error)).ok());
            let together = digest::gathered(readable, under_way);
            match (unreadable, together) {
                (Some(error), _) => return Err(error.into()),
                (None, None) => return Ok(vec![first]),
                (None, Some(together)) => together,
            }
        };
        let id = digest::id(&together);
        self.change(|file| {
            for part in &mut together {
                part.digest = Some(id);
                file.prepare_cached("UPDATE deliveries SET digest = ?2 WHERE place = ?1")?
                    .execute(params![part.place.cast_signed(), id.to_string()])?;
            }
            Ok(())
        })?;
        Ok(together)
    }

    /// Writes down what became of a message, for all of its parts.
    pub(super) fn settle(&self, parts: &[Delivery], outcome: &Outcome, now: Timestamp) -> Result<(), Unusable> {
        self.change(|file| {
            for part in parts {
                let tried = part.attempts + 1;
                let dead = |why| (State::Dead, tried, None, Some(why), part.digest);
                let (state, attempts, next_at, error, digest) = match outcome {
                    Outcome::Delivered => (State::Delivered, tried, None, None, part.digest),
                    Outcome::PutOff(until, why) => {
                        (State::Pending, part.attempts, Some(*until), Some(why), part.digest)
                    }
                    // It may be that one of them is not taken, or that they are too much: each goes by itself.
                    Outcome::Refused(why) if parts.len() > 1 => (State::Pending, tried, None, Some(why), None),
                    Outcome::Refused(why) => dead(why),
                    Outcome::Failed(why) => match backoff::rest(part.message(), tried) {
                        Some(rest) => (State::Pending, tried, Some(now + rest), Some(why), part.digest),
                        None => dead(why),
                    },
                };
                file.prepare_cached(
                    "UPDATE deliveries SET state = ?2, attempts = ?3, next_at_us = ?4, error = ?5, digest = ?6,
                        settled_at_us = iif(?2 = 'pending', NULL, ?7)
                     WHERE id = ?1 AND state = 'pending'",
                )?
                .execute(params![
                    part.id.to_string(),
                    state.as_str(),
                    attempts,
                    next_at.map(Timestamp::as_micros),
                    error,
                    digest.map(|digest| digest.to_string()),
                    now.as_micros(),
                ])?;
            }
            Ok(())
        })
    }

    /// Sees to what no channel cares for: what waits for one that is not set up is dead after a day, and what was delivered
    /// is forgotten after a month. Says when there is more to see to.
    pub(super) fn tidy(&self, set_up: &[String], now: Timestamp) -> Result<Option<Timestamp>, Unusable> {
        let set_up = serde_json::to_string(set_up).expect("names are JSON");
        let (gone, old) = ((now - PATIENCE).as_micros(), (now - SHOWN).as_micros());
        let mut file = self.file();
        let change = file.transaction()?;
        let opened = change.execute(
            "UPDATE deliveries SET closed_since_us = NULL, error = NULL
             WHERE state = 'pending' AND closed_since_us IS NOT NULL AND channel IN (SELECT value FROM json_each(?1))",
            [&set_up],
        )?;
        let closed = change.execute(
            "UPDATE deliveries SET closed_since_us = ?2, error = ?3
             WHERE state = 'pending' AND closed_since_us IS NULL AND channel NOT IN (SELECT value FROM json_each(?1))",
            params![set_up, now.as_micros(), NOT_SET_UP],
        )?;
        let dead = change.execute(
            "UPDATE deliveries SET state = 'dead', settled_at_us = ?2
             WHERE state = 'pending' AND closed_since_us <= ?1",
            params![gone, now.as_micros()],
        )?;
        let past = change.execute("DELETE FROM deliveries WHERE state = 'delivered' AND settled_at_us <= ?1", [old])?;
        let (since, settled): (Option<i64>, Option<i64>) = change.query_row(
            "SELECT (SELECT min(closed_since_us) FROM deliveries WHERE state = 'pending'),
                    (SELECT min(settled_at_us) FROM deliveries WHERE state = 'delivered')",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        change.commit()?;
        drop(file);
        if opened + closed + dead + past > 0 {
            self.news.send_replace(());
        }
        let ends = |begin: Option<i64>, length| begin.map(|begin| Timestamp::from_micros(begin) + length);
        Ok([ends(since, PATIENCE), ends(settled, SHOWN)].into_iter().flatten().min())
    }

    /// A change in one transaction, of which everybody hears.
    fn change<T>(&self, change: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Unusable> {
        let mut file = self.file();
        let transaction = file.transaction()?;
        let done = change(&transaction)?;
        transaction.commit()?;
        drop(file);
        self.news.send_replace(());
        Ok(done)
    }

    /// Whoever panicked has left no transaction open: it was rolled back when he let go of it.
    fn file(&self) -> MutexGuard<'_, Connection> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn insert(file: &Connection, notice: &Notice) -> rusqlite::Result<()> {
    let mut insert = file.prepare_cached(
        "INSERT OR IGNORE INTO deliveries (id, event, kind, stream, at_us, repeat, urgent, channel, recipient, state, attempts)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'pending', 0)",
    )?;
    insert
        .execute(params![
            notice.id().to_string(),
            notice.event.to_string(),
            notice.kind,
            notice.stream.as_str(),
            notice.at.as_micros(),
            notice.repeat,
            notice.urgency == Urgency::Urgent,
            notice.channel.as_str(),
            notice.recipient.as_ref().map(PersonId::to_string).unwrap_or_default(),
        ])
        .map(drop)
}

/// A row of `COLUMNS`.
fn read(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    let recipient: String = row.get(10)?;
    let (digest, state): (Option<String>, String) = (row.get(2)?, row.get(11)?);
    Ok(Delivery {
        place: row.get::<_, i64>(0)?.cast_unsigned(),
        id: text(row, 1)?,
        digest: if digest.is_some() { Some(text(row, 2)?) } else { None },
        event: text::<EventId>(row, 3)?,
        kind: row.get(4)?,
        stream: text(row, 5)?,
        at: Timestamp::from_micros(row.get(6)?),
        repeat: row.get(7)?,
        urgent: row.get(8)?,
        channel: text(row, 9)?,
        recipient: if recipient.is_empty() { None } else { Some(text(row, 10)?) },
        state: State::ALL.into_iter().find(|known| known.as_str() == state).ok_or_else(|| {
            rusqlite::Error::FromSqlConversionFailure(11, Type::Text, format!("`{state}` is no state").into())
        })?,
        attempts: row.get(12)?,
        next_at: row.get::<_, Option<i64>>(13)?.map(Timestamp::from_micros),
        error: row.get(14)?,
    })
}

fn text<T: FromStr<Err: Display>>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    row.get_ref(column)?.as_str()?.parse().map_err(|error: T::Err| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.to_string().into())
    })
}
