"""Where the data come from, as members of a project file: `data/source.json`, `data/values.npy`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from scratchstudio.data import (
    Column,
    GeneratedSource,
    KeptSplit,
    Picture,
    SampleSource,
    Source,
    Table,
    TableSource,
)
from scratchstudio.errors import ProjectFileError
from scratchstudio.project.arrays import from_npy, to_npy
from scratchstudio.project.records import from_record, to_record

VALUES = "data/values.npy"
_BY_RULE: Mapping[str, type[GeneratedSource] | type[SampleSource]] = {
    "generated": GeneratedSource,
    "sample": SampleSource,
}


def source_members(source: Source) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The source as a JSON table, and the binary members that go with it."""
    if isinstance(source, TableSource):
        table = source.content
        columns = [{"name": c.name, "categories": list(c.categories)} for c in table.columns]
        values = np.array([column.values for column in table.columns]).reshape(len(columns), -1)
        head: dict[str, Any] = {"kind": "table", "name": table.name, "columns": columns}
        if table.split is not None:
            head["split"] = to_record(table.split)
        if table.picture is not None:
            head["picture"] = to_record(table.picture)
        return head, {VALUES: to_npy(values)}
    kind = next(key for key, type_ in _BY_RULE.items() if isinstance(source, type_))
    return {"kind": kind, **to_record(source)}, {}


def read_source(data: object, members: Mapping[str, bytes]) -> Source:
    """The source that `source_members` wrote. Raises ProjectFileError or DataError."""
    if not isinstance(data, dict):
        raise ProjectFileError("The project does not say where its data come from.")
    kind = data.get("kind")
    if kind == "table":
        return TableSource(_table(data, members))
    if not isinstance(kind, str) or kind not in _BY_RULE:
        raise ProjectFileError("The project's data come from somewhere unknown.")
    return from_record(_BY_RULE[kind], data, "data settings")


def _table(data: Mapping[str, Any], members: Mapping[str, bytes]) -> Table:
    name, columns = data.get("name"), data.get("columns")
    if not isinstance(name, str) or not isinstance(columns, list) or VALUES not in members:
        raise ProjectFileError("The project's data table is incomplete.")
    values = from_npy(members[VALUES], VALUES)
    if values.dtype != np.float64 or values.ndim != 2 or len(values) != len(columns):
        raise ProjectFileError("The project's data table has not as many columns as it has names.")
    split, picture = data.get("split"), data.get("picture")
    return Table(
        name,
        tuple(_column(head, row) for head, row in zip(columns, values, strict=True)),
        None if split is None else from_record(KeptSplit, split, "held-out rows"),
        None if picture is None else from_record(Picture, picture, "picture columns"),
    )


def _column(head: object, values: Any) -> Column:
    if not isinstance(head, dict):
        raise ProjectFileError("A column of the project's data table has no name.")
    name, categories = head.get("name"), head.get("categories")
    if not isinstance(name, str) or not isinstance(categories, list):
        raise ProjectFileError("A column of the project's data table has no name.")
    if not all(isinstance(category, str) for category in categories):
        raise ProjectFileError("A category in the project's data table is not a text.")
    with np.errstate(invalid="ignore"):  # a code beyond all integers is refused, without a warning
        return Column(name, values, tuple(categories))
