"""Reads exported tables with the tools of analysts, and says as JSON what each of them found.

Usage: read_tables.py FOLDER, where FOLDER has `lake/events` (Parquet files by month), `clocks.parquet`, `clocks.csv`,
`clocks.ndjson` and `snapshot.sqlite`. Whether it is right is for the caller to judge.
"""

import json
import sqlite3
import sys
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow.parquet

folder = Path(sys.argv[1])
events = folder / "lake" / "events"


def instant(at):
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def by_pandas(events, clocks):
    return {
        "events": len(events),
        "positions": int(events["position"].sum()),
        "revisions": int(events["revision"].sum()),
        "types": {name: int(count) for name, count in events["type"].value_counts().items()},
        "months": {str(name): int(count) for name, count in events["month"].value_counts().items()},
        "last": instant(events["recorded_at"].max()),
        "reports": sum("customer" in json.loads(data) for data in events[events["type"] == "ticket.reported"]["data"]),
        "clocks": len(clocks),
        "numbers": int(clocks["number"].sum()),
        "born_breached": int(clocks["born_breached"].fillna(False).astype(bool).sum()),
        "verdicts": {name: int(count) for name, count in clocks["verdict"].value_counts().items()},
        "due": instant(clocks["due_at"].max()),
    }


def by_polars(events, clocks):
    def counts(frame, name):
        return {str(key): count for key, count in frame[name].drop_nulls().value_counts().iter_rows()}

    reports = events.filter(polars.col("type") == "ticket.reported")["data"]
    return {
        "events": events.height,
        "positions": events["position"].sum(),
        "revisions": events["revision"].sum(),
        "types": counts(events, "type"),
        "months": counts(events, "month"),
        "last": instant(events["recorded_at"].max()),
        "reports": sum("customer" in json.loads(data) for data in reports),
        "clocks": clocks.height,
        "numbers": clocks["number"].sum(),
        "born_breached": int(clocks["born_breached"].fill_null(False).sum()),
        "verdicts": counts(clocks, "verdict"),
        "due": instant(clocks["due_at"].max()),
    }


def by_duckdb():
    database = duckdb.connect()
    database.execute("SET TimeZone = 'UTC'")
    database.execute(f"CREATE VIEW events AS FROM read_parquet('{events}/*/*.parquet', hive_partitioning = true)")
    database.execute(f"CREATE VIEW clocks AS FROM read_parquet('{folder}/clocks.parquet')")

    def one(sql):
        return database.execute(sql).fetchone()[0]

    def counts(table, name):
        grouped = f"SELECT {name}::VARCHAR, count(*) FROM {table} WHERE {name} IS NOT NULL GROUP BY 1"
        return dict(database.execute(grouped).fetchall())

    return {
        "events": one("SELECT count(*) FROM events"),
        "positions": int(one("SELECT sum(position) FROM events")),
        "revisions": int(one("SELECT sum(revision) FROM events")),
        "types": counts("events", "type"),
        "months": counts("events", "month"),
        "last": one("SELECT strftime(max(recorded_at)::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%fZ') FROM events"),
        "reports": one("SELECT count(data ->> 'customer') FROM events WHERE type = 'ticket.reported'"),
        "clocks": one("SELECT count(*) FROM clocks"),
        "numbers": int(one("SELECT sum(number) FROM clocks")),
        "born_breached": one("SELECT count(*) FROM clocks WHERE born_breached"),
        "verdicts": counts("clocks", "verdict"),
        "due": one("SELECT strftime(max(due_at)::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%fZ') FROM clocks"),
    }


def metadata(path):
    pairs = pyarrow.parquet.read_metadata(path).metadata
    return {key.decode(): value.decode() for key, value in pairs.items() if key.startswith(b"flywheel.")}


def snapshot():
    database = sqlite3.connect(f"file:{folder / 'snapshot.sqlite'}?mode=ro", uri=True)
    tables = [name for (name,) in database.execute("SELECT DISTINCT view FROM _columns ORDER BY view")]
    return {
        "meta": dict(database.execute("SELECT key, value FROM _meta")),
        "rows": {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables},
    }


print(json.dumps({
    "pandas": by_pandas(pandas.read_parquet(events), pandas.read_parquet(folder / "clocks.parquet")),
    "polars": by_polars(
        polars.read_parquet(events / "**/*.parquet", hive_partitioning=True),
        polars.read_parquet(folder / "clocks.parquet"),
    ),
    "duckdb": by_duckdb(),
    "csv": len(pandas.read_csv(folder / "clocks.csv")),
    "ndjson": len(pandas.read_json(folder / "clocks.ndjson", lines=True)),
    "metadata": [metadata(path) for path in sorted(events.glob("*/*.parquet"))],
    "snapshot": snapshot(),
}))
