"""tmp"""

from __future__ import annotations
import csv
from pathlib import Path
import numpy as np
from scratchstudio.data.table import Column, Table, category_order


def read_table(path: Path | str, format: object = None) -> Table:
    with open(path) as f:
        rows = list(csv.reader(f))
    cols = []
    for name, *cells in zip(*rows):
        try:
            cols.append(Column(name, np.array([float(c) if c else np.nan for c in cells])))
        except ValueError:
            cats = category_order(cells)
            cols.append(Column(name, np.array([float(cats.index(c)) for c in cells]), cats))
    return Table(Path(path).stem, tuple(cols))
