"""Reads exported logs with pm4py, and says as JSON what it found.

Usage: process_mining.py FOLDER, where FOLDER has `log.jsonocel`, `log.sqlite` (OCEL 2.0) and `log.xes`. Whether it is right
is for the caller to judge.
"""

import json
import sys
import warnings
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

warnings.filterwarnings("ignore")

with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
    import pm4py
    from pm4py.objects.ocel.validation import ocel20_rel_validation

    folder = Path(sys.argv[1])

    def object_centric(log):
        related = log.relations[["ocel:eid", "ocel:oid"]].drop_duplicates()
        by_type = log.events["ocel:activity"].value_counts()
        return {
            "events": len(log.events),
            "types": {name: int(count) for name, count in by_type.items()},
            "objects": {name: int(count) for name, count in log.objects["ocel:type"].value_counts().items()},
            "related": len(related),
            "objects_related": len(log.o2o),
            "positions": int(log.events["position"].astype("int64").sum()),
            "first": log.events["ocel:timestamp"].min().isoformat(),
            "last": log.events["ocel:timestamp"].max().isoformat(),
        }

    satisfied, unsatisfied = ocel20_rel_validation.apply(str(folder / "log.sqlite"))
    sqlite = pm4py.read_ocel2_sqlite(str(folder / "log.sqlite"))
    document = pm4py.read_ocel2_json(str(folder / "log.jsonocel"))
    traces = pm4py.read_xes(str(folder / "log.xes"))
    follows, begins, ends = pm4py.discover_dfg(traces)
    found = {
        "satisfied": len(satisfied),
        "unsatisfied": unsatisfied,
        "sqlite": object_centric(sqlite),
        "json": object_centric(document),
        "flattened": int(pm4py.ocel_flattening(sqlite, "ticket")["case:concept:name"].nunique()),
        "traces": int(traces["case:concept:name"].nunique()),
        "steps": len(traces),
        "activities": sorted(traces["concept:name"].unique().tolist()),
        "begins": {name: int(count) for name, count in begins.items()},
        "follows": int(sum(follows.values())),
        "resources": int(traces["org:resource"].notna().sum()),
    }

print(json.dumps(found))
