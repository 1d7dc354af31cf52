"""Executes a notebook from top to bottom in a kernel of its own, and says as JSON what it found.

Usage: run_notebook.py NOTEBOOK. FLYWHEEL_URL and FLYWHEEL_KEY are for the notebook. Every cell has to run without an error, so
that whatever the notebook asserts holds. Whether the figures are right is for the caller to judge.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

# What the notebook calls by these names when it has come to its end.
FIGURES = """
import json

print(json.dumps({
    "tickets": len(listed),
    "counted": len(counted),
    "pareto": int(by_type["tickets"].sum()),
    "vital": float(by_type.loc[by_type["vital"], "share"].sum()),
    "metric": answer["rows"],
    "periods": len(periods),
    "positions": [then.attrs["position"], answer["position"]],
    "events": len(events),
    "traces": int(log["case:concept:name"].nunique()),
    "general": tickets,
}))
"""

path = Path(sys.argv[1])
notebook = nbformat.read(path, as_version=4)
nbformat.validate(notebook)
code = [cell for cell in notebook.cells if cell.cell_type == "code"]
bare = all(cell.outputs == [] and cell.execution_count is None for cell in code)
notebook.cells.append(nbformat.v4.new_code_cell(FIGURES))

with TemporaryDirectory() as folder:
    # Sockets of files: no port of this machine is opened.
    sockets = Config({"KernelManager": {"transport": "ipc", "ip": str(Path(folder) / "kernel")}})
    NotebookClient(notebook, kernel_name="python3", timeout=120, config=sockets).execute()

pictures = [output for cell in code for output in cell.outputs if "image/png" in output.get("data", {})]
figures = json.loads(notebook.cells[-1].outputs[0].text)
print(json.dumps({"bare": bare, "pictures": len(pictures), **figures}))
