//! Questions in SQL: what they answer, and everything that they may not do.

use std::sync::Arc;

use events_schema::Position;
use projections::ReadModels;
use projections::sql::{More, Question, Rows, Scope, Share, SqlError, SqlValue, published_views};
use rusqlite::Row;
use tokio::runtime::Handle;

use crate::follow::{caught_up, started, whatever_else_there_is};
use crate::history::World;

#[derive(Debug)]
struct Table {
    position: Position,
    columns: Vec<String>,
    rows: Vec<Vec<SqlValue>>,
}

impl Default for Table {
    fn default() -> Self {
        Self { position: Position(0), columns: Vec::new(), rows: Vec::new() }
    }
}

impl Rows for Table {
    fn begin(&mut self, position: Position, columns: Vec<String>) {
        (self.position, self.columns) = (position, columns);
    }

    fn row(&mut self, row: &Row<'_>, width: usize) -> rusqlite::Result<More> {
        self.rows.push((0..width).map(|column| row.get_ref(column).map(SqlValue::from)).collect::<Result<_, _>>()?);
        Ok(More::Wanted)
    }
}

fn all() -> Scope {
    Scope { views: published_views().collect(), share: Share::All }
}

async fn ask_of(models: &Arc<ReadModels>, scope: Scope, sql: &str) -> Result<Table, SqlError> {
    let (models, handle) = (Arc::clone(models), Handle::current());
    let question = Question { sql: sql.to_owned(), parameters: Default::default() };
    let ask = move || {
        let mut table = Table::default();
        models.answer(&question, &scope, &handle, || true, &mut table).map(|()| table)
    };
    tokio::task::spawn_blocking(ask).await.unwrap()
}

async fn ask(models: &Arc<ReadModels>, sql: &str) -> Result<Table, SqlError> {
    ask_of(models, all(), sql).await
}

async fn count(models: &Arc<ReadModels>, sql: &str) -> i64 {
    match &ask(models, sql).await.unwrap().rows[..] {
        [row] => match row[..] {
            [SqlValue::Integer(count)] => count,
            _ => panic!("{row:?}"),
        },
        rows => panic!("{rows:?}"),
    }
}

async fn world(events: usize) -> (tempfile::TempDir, World, Arc<ReadModels>) {
    let (folder, mut world) = (tempfile::tempdir().unwrap(), World::new(5));
    world.go_on(events);
    let models = Arc::new(started(folder.path(), world.store.clone()).await);
    caught_up(&models, &world).await;
    (folder, world, models)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_has_the_columns_that_are_published() {
    let (_folder, mut world, models) = world(2_000).await;
    whatever_else_there_is(&mut world);
    caught_up(&models, &world).await;
    for view in published_views() {
        let table = ask(&models, &format!("SELECT * FROM {}", view.name)).await.unwrap();
        let published: Vec<&str> = view.columns.iter().map(|column| column.name).collect();
        assert_eq!(table.columns, published, "{}", view.name);
        assert!(!table.rows.is_empty() || view.name == "diagnoses", "{} is empty", view.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_a_table_by_position_and_by_stream() {
    let (_folder, world, models) = world(5_000).await;
    let length = i64::try_from(world.length()).unwrap();
    assert_eq!(count(&models, "SELECT count(*) FROM events").await, length);
    assert_eq!(count(&models, "SELECT count(*) FROM events WHERE position >= 4000 AND position < 4500").await, 500);
    assert_eq!(count(&models, "SELECT count(*) FROM events WHERE position > 4000 AND position <= 4500").await, 500);
    assert_eq!(count(&models, "SELECT sum(position) FROM events WHERE position = 4711").await, 4711);
    assert_eq!(count(&models, "SELECT count(*) FROM events WHERE position < 'x'").await, length);
    assert_eq!(count(&models, "SELECT count(*) FROM events WHERE position > -9223372036854775808").await, length);
    assert_eq!(count(&models, "SELECT count(*) FROM events WHERE stream = 'no such stream'").await, 0);
    let loud =
        "SELECT count(*) > 0 FROM EVENTS WHERE stream = (SELECT upper(ticket) FROM Tickets LIMIT 1) COLLATE NOCASE";
    assert_eq!(count(&models, loud).await, 1);
    // Each ticket's stream, found through its index, is as long as its last revision says.
    let wrong = "SELECT count(*) FROM tickets AS t
        WHERE (SELECT count(*) FROM events AS e WHERE e.stream = t.ticket) <> t.revision + 1";
    assert_eq!(count(&models, wrong).await, 0);
    let same = "SELECT count(*) FROM events WHERE json_valid(data) AND stream = category || '-' || key AND recorded_at LIKE '____-__-__T__:__:__.______Z'";
    assert_eq!(count(&models, same).await, length);
}

#[tokio::test(flavor = "multi_thread")]
async fn instants_sort_and_are_read_by_functions_of_dates() {
    let (_folder, _world, models) = world(500).await;
    let one = |sql: &str| {
        let (models, sql) = (Arc::clone(&models), sql.to_owned());
        async move { ask(&models, &sql).await.unwrap().rows.remove(0).remove(0) }
    };
    let text = |text: &str| SqlValue::Text(text.to_owned());
    assert_eq!(one("SELECT instant('2026-06-30T23:30:00+08:00')").await, text("2026-06-30T15:30:00.000000Z"));
    assert_eq!(one("SELECT instant(1)").await, text("1970-01-01T00:00:00.000001Z"));
    assert_eq!(one("SELECT instant(NULL)").await, SqlValue::Null);
    assert_eq!(one("SELECT factory_month('2026-06-30T16:00:00Z')").await, text("2026-07"));
    assert_eq!(one("SELECT factory_date('2026-06-30T15:59:59.9Z')").await, text("2026-06-30"));
    let apart = "SELECT seconds_between('2026-06-30T16:00:00Z', '2026-06-30T15:59:59.5Z')";
    assert_eq!(one(apart).await, SqlValue::Real(-0.5));
    assert_eq!(one("SELECT date(instant(0), '+8 hours')").await, text("1970-01-01"));
    assert_eq!(one("SELECT median(value) FROM json_each('[3,1,2]')").await, SqlValue::Real(2.0));
    assert_eq!(
        one("SELECT instr('漏油了', '油') || instr('a', 'b') || replace('aab', 'a', 'c') || trim('xxaxx', 'x')").await,
        text("20ccba")
    );
    assert_eq!(
        one("SELECT rtrim('axx', 'x') || ltrim('xxb', 'x') || ifnull(instr(NULL, 1), 'n') || replace('a', '', 'b')")
            .await,
        text("abna")
    );
    let slow = "SELECT instr(printf('%.*c', 900000, 'a'), printf('%.*c', 450000, 'a') || 'b')";
    assert_eq!(one(slow).await, SqlValue::Integer(0));
    let wrong = ask(&models, "SELECT instant('yesterday')").await.unwrap_err();
    assert_eq!(wrong.to_string(), "`yesterday` is no RFC 3339 time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_only_reads_what_is_published() {
    let (folder, _world, models) = world(500).await;
    let outside = folder.path().join("outside.db");
    let attach = format!("ATTACH '{}' AS o", outside.display());
    let refused: &[(&str, &str)] = &[
        ("DELETE FROM tickets", "a question may not write"),
        ("INSERT INTO tickets (ticket) VALUES (1)", "a question may not write"),
        ("UPDATE clocks.clocks SET verdict = 'met'", "there is no view `clocks.clocks`"),
        ("CREATE TABLE t (a)", "a question may not write"),
        ("CREATE TEMP TABLE t (a)", "a question may not write"),
        ("CREATE TEMP VIEW v AS SELECT 1", "a question may not write"),
        ("DROP VIEW tickets", "a question may not write"),
        ("CREATE VIRTUAL TABLE t USING fts5(a)", "a question may not join by USING; write ON with a condition"),
        ("ALTER TABLE ticket_list.tickets ADD COLUMN x", "there is no view `ticket_list.tickets`"),
        ("REINDEX", "a question may not make, change or drop anything"),
        ("VACUUM INTO 'copy.db'", "a question may not do anything but read"),
        (&attach, "a question may not attach or detach files"),
        ("DETACH clocks", "a question may not attach or detach files"),
        ("PRAGMA query_only = 0", "a question may not use PRAGMA query_only"),
        ("SELECT * FROM pragma_database_list", "there is no view `pragma_database_list`"),
        ("BEGIN", "a question may not begin or end a transaction"),
        ("ROLLBACK", "a question may not begin or end a transaction"),
        ("SAVEPOINT s", "a question may not begin or end a transaction"),
        ("SELECT load_extension('x.so')", "a question may not call load_extension()"),
        ("SELECT randomblob(9)", "a question may not call randomblob()"),
        ("SELECT sqlite_version()", "a question may not call sqlite_version()"),
        ("SELECT 1; SELECT 2", "a question may not hold more than one statement"),
        ("", "SQL is empty or comment only"),
        ("-- nothing", "SQL is empty or comment only"),
        ("SELECT kept FROM ticket_list.tickets", "there is no view `ticket_list.tickets`"),
        ("SELECT kept FROM tickets", "no such column: kept"),
        ("SELECT marks FROM ticket_marks", "no such column: marks"),
        ("SELECT * FROM ticket_marks", "there is no view `ticket_marks`"),
        ("SELECT count(*) FROM clocks.ticket_marks", "there is no view `clocks.ticket_marks`"),
        (
            "WITH clocks AS (SELECT marks FROM clocks.ticket_marks) SELECT * FROM clocks",
            "there is no view `clocks.ticket_marks`",
        ),
        ("SELECT rowid FROM clocks.ticket_marks", "there is no view `clocks.ticket_marks`"),
        (
            "SELECT kept FROM tickets FULL JOIN (SELECT NULL AS kept) USING (kept)",
            "a question may not join by USING; write ON with a condition",
        ),
        (
            "SELECT word FROM words NATURAL FULL JOIN (SELECT NULL AS word)",
            "a question may not join by NATURAL; write ON with a condition",
        ),
        ("SELECT document FROM ticket_details.ticket_details", "there is no view `ticket_details.ticket_details`"),
        ("SELECT document FROM ticket_details", "no such column: document"),
        ("SELECT * FROM sqlite_schema", "there is no view `sqlite_master`"),
        ("SELECT * FROM temp.sqlite_schema", "there is no view `sqlite_temp_master`"),
        ("SELECT * FROM dbstat", "there is no view `dbstat`"),
        ("SELECT count(*) FROM ticket_marks", "there is no view `ticket_marks`"),
        ("SELECT count(*) FROM Checkpoint", "there is no view `Checkpoint`"),
        ("SELECT count(*) FROM sqlite_schema", "there is no view `sqlite_schema`"),
        ("SELECT count(*) FROM pragma_table_info('tickets')", "there is no view `pragma_table_info`"),
        ("SELECT count(*) FROM dbstat", "there is no view `dbstat`"),
        ("SELECT * FROM checkpoint", "there is no view `checkpoint`"),
        ("SELECT * FROM customers", "there is no view `customers`"),
        ("SELECT phone FROM tickets", "no such column: phone"),
        ("SELEC 1", "near \"SELEC\": syntax error"),
        ("SELECT * FROM tickets WHERE ticket = ?", "write parameters as `:name`"),
        ("SELECT * FROM tickets WHERE ticket = :ticket", "`:ticket` has no value"),
    ];
    let mut said = Vec::new();
    for (sql, _) in refused {
        said.push((*sql, ask(&models, sql).await.map(|table| table.rows).expect_err(sql).to_string()));
    }
    let expected: Vec<_> = refused.iter().map(|(sql, message)| (*sql, (*message).to_owned())).collect();
    assert_eq!(said, expected);
    assert!(!outside.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_somebody_may_not_see_does_not_exist_for_him() {
    let (_folder, _world, models) = world(500).await;
    let clocks = Scope { views: published_views().filter(|view| view.name == "clocks").collect(), share: Share::All };
    for (sql, name) in [
        ("SELECT * FROM events", "events"),
        ("SELECT * FROM tickets", "tickets"),
        ("SELECT ticket FROM ticket_list.tickets", "tickets"),
        ("SELECT data FROM main.events", "events"),
        ("SELECT (SELECT count(*) FROM events) FROM clocks", "events"),
    ] {
        let error = ask_of(&models, clocks.clone(), sql).await.unwrap_err();
        assert!(error.to_string().contains(name), "{sql}: {error}");
    }
    assert!(ask_of(&models, clocks, "SELECT * FROM clocks").await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_end_is_ended() {
    let (_folder, _world, models) = world(500).await;
    for sql in [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
        "SELECT count(*) FROM events a, events b, events c, events d",
        "SELECT * FROM clocks a, clocks b, clocks c ORDER BY a.due_at, b.due_at, c.due_at",
    ] {
        let (models, handle) = (Arc::clone(&models), Handle::current());
        let question = Question { sql: sql.to_owned(), parameters: Default::default() };
        let ended = tokio::task::spawn_blocking(move || {
            let mut asked = 0;
            let goes_on = move || {
                asked += 1;
                asked < 2_000
            };
            models.answer(&question, &all(), &handle, goes_on, &mut Table::default())
        });
        assert!(matches!(ended.await.unwrap(), Err(SqlError::Ended)), "{sql}");
    }
    for sql in [
        "SELECT length(printf('%.*c', 1000000000, 'x'))",
        "SELECT length(replace(printf('%.*c', 100000, 'x'), 'x', printf('%.*c', 100000, 'y')))",
        "WITH RECURSIVE n(t) AS (SELECT 'xxxxxxxxxxxxxxxx' UNION ALL SELECT t || t FROM n) SELECT max(length(t)) FROM n",
    ] {
        assert!(matches!(ask(&models, sql).await, Err(SqlError::TooLarge)), "{sql}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_views_are_seen_at_one_position_while_all_goes_on() {
    let (_folder, mut world, models) = world(1_000).await;
    let (go, goes) = std::sync::mpsc::channel();
    let writes = std::thread::spawn(move || {
        while goes.recv().is_ok() {
            world.go_on(10);
        }
        world
    });
    // What any of them knows of a ticket, all know: by its last event's revision, and by its clocks.
    let together = "SELECT
        (SELECT count(*) FROM events WHERE category = 'ticket') = (SELECT sum(revision + 1) FROM tickets)
        AND (SELECT count(DISTINCT ticket) FROM entries) <= (SELECT count(*) FROM tickets)
        AND NOT EXISTS (SELECT * FROM clocks WHERE ticket NOT IN (SELECT ticket FROM tickets))";
    let mut seen = Vec::new();
    for _ in 0..20 {
        (0..10).for_each(|_| go.send(()).unwrap());
        let table = ask(&models, together).await.unwrap();
        assert_eq!(table.rows, [[SqlValue::Integer(1)]], "at {}", table.position);
        seen.push(table.position);
    }
    drop(go);
    let world = writes.join().unwrap();
    assert!(seen.windows(2).all(|pair| pair[0] <= pair[1]) && seen.first() < seen.last(), "{seen:?}");
    caught_up(&models, &world).await;
}
