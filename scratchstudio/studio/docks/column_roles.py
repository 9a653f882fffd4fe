"""What a column is to the network, and how a recipe changes when a person says otherwise."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

import numpy as np

from scratchstudio.data import MOST_CATEGORIES, Column, Recipe, Table
from scratchstudio.studio.text import tr


class Role(Enum):
    """What a column is used for."""

    INPUT = "input"
    TARGET = "target"
    CLASSES = "classes"
    UNUSED = "unused"


def role_text(role: Role) -> str:
    """The role in words."""
    return {
        Role.INPUT: tr("input"),
        Role.TARGET: tr("target"),
        Role.CLASSES: tr("target, as classes"),
        Role.UNUSED: tr("unused"),
    }[role]


def role_of(column: Column, recipe: Recipe) -> Role:
    """What the recipe uses the column for."""
    if column.name in recipe.inputs:
        return Role.INPUT
    if column.name in recipe.targets:
        as_classes = column.name in recipe.as_classes and column.kind != "category"
        return Role.CLASSES if as_classes else Role.TARGET
    return Role.UNUSED


def can_be_classes(column: Column) -> bool:
    """Whether a column that is no category by itself could be read as one."""
    if column.kind == "category":
        return False
    distinct = len(column.categories) or len(np.unique(column.values[~column.missing]))
    return 2 <= distinct <= MOST_CATEGORIES


def possible_roles(column: Column) -> tuple[Role, ...]:
    """The roles that the column can have."""
    classes = (Role.CLASSES,) if can_be_classes(column) else ()
    if column.kind == "text":
        return (*classes, Role.UNUSED)
    return (Role.INPUT, Role.TARGET, *classes, Role.UNUSED)


def with_role(table: Table, recipe: Recipe, name: str, role: Role) -> Recipe:
    """The recipe with that role for the column.

    Several targets are only possible where all are numbers; otherwise the column takes the place of
    the targets before it, which are then unused.
    """
    inputs = {*recipe.inputs} - {name}
    targets = {*recipe.targets} - {name}
    classes = {*recipe.as_classes} - {name}
    if role is Role.INPUT:
        inputs.add(name)
    elif role is not Role.UNUSED:
        numbers = {column.name for column in table.columns if column.kind == "number"} - classes
        together = role is Role.TARGET and {name, *targets} <= numbers
        targets = {name, *targets} if together else {name}
        classes |= {name} if role is Role.CLASSES else set()
    order = table.names
    return replace(
        recipe,
        inputs=tuple(column for column in order if column in inputs),
        targets=tuple(column for column in order if column in targets),
        as_classes=tuple(column for column in order if column in classes),
    )
