"""What a change of settings, data or drawing was, in a few words for the loss chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

import numpy as np

from scratchstudio.data import Recipe
from scratchstudio.engine import LOSSES, OPTIMISERS, TrainingSettings
from scratchstudio.network import Network
from scratchstudio.studio.document import Content
from scratchstudio.studio.text import tr


def names_of_settings() -> Mapping[str, str]:
    """The training settings' short names; one that is not here is called by its field."""
    return {
        "loss": tr("loss"),
        "optimiser": tr("optimiser"),
        "learning_rate": tr("rate"),
        "batch_size": tr("batch"),
        "decay": tr("decay"),
        "input_noise": tr("noise"),
        "max_norm": tr("largest norm"),
        "initialiser": tr("first weights"),
    }


def setting_text(field: str, value: object) -> str:
    """A setting's value in few characters."""
    if field == "loss":
        return LOSSES[str(value)].label
    if field == "optimiser":
        return OPTIMISERS[str(value)].label
    if field == "batch_size" and value == 0:
        return tr("all")
    return f"{value:g}" if isinstance(value, float) else str(value)


def settings_that_differ(several: list[TrainingSettings]) -> list[str]:
    """The fields in which these settings are not all the same, in their order."""
    return [
        field.name
        for field in fields(TrainingSettings)
        if len({getattr(settings, field.name) for settings in several}) > 1
    ]


def described(settings: TrainingSettings, among: list[TrainingSettings]) -> str:
    """The settings in which these differ from the others: "rate 0.03, batch 10"."""
    names = names_of_settings()
    return ", ".join(
        f"{names.get(field, field.replace('_', ' '))} "
        f"{setting_text(field, getattr(settings, field))}"
        for field in settings_that_differ(among)
    )


def changes(before: Content, after: Content) -> str:
    """What was changed, such as "rate 0.01 → 0.005"; "" where nothing that steers training was."""
    return ", ".join(
        [
            *_settings(before.settings, after.settings),
            *_data(before, after),
            *_drawing(before.network, after.network),
        ]
    )


def judged_otherwise(before: Content, after: Content) -> bool:
    """Whether losses before and after this change are of different things."""
    edited = after.source.name.startswith(before.source.name)
    return (
        before.settings.loss != after.settings.loss
        or before.recipe != after.recipe
        or (before.source is not after.source and not edited)
    )


def _settings(before: TrainingSettings, after: TrainingSettings) -> Iterator[str]:
    names = names_of_settings()
    for field in settings_that_differ([before, after]):
        was, now = (setting_text(field, getattr(one, field)) for one in (before, after))
        yield f"{names.get(field, field.replace('_', ' '))} {was} → {now}"


def _data(before: Content, after: Content) -> Iterator[str]:
    if before.source is not after.source:
        was, now = before.source.name, after.source.name
        yield tr("samples edited") if now.startswith(was) else f"{was} → {now}"
    for field in fields(Recipe):
        was, now = getattr(before.recipe, field.name), getattr(after.recipe, field.name)
        if was == now:
            continue
        if field.name == "held_out":
            yield tr("held-out share {} → {}").format(f"{was:g}", f"{now:g}")
        else:
            yield tr("data: {} changed").format(field.name.replace("_", " "))


def _drawing(before: Network, after: Network) -> Iterator[str]:
    if before is after:
        return
    counts = [(len(one.neurons), len(one.edges)) for one in (before, after)]
    if counts[0] != counts[1]:
        yield tr("neurons {}, edges {} → neurons {}, edges {}").format(*counts[0], *counts[1])
    elif not np.array_equal(before.neurons.dropout, after.neurons.dropout):
        yield tr("dropout changed")
    elif not before.same_wiring(after):
        yield tr("structure changed")
