"""Every condition that the clinic looks for; a new one is a file and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scratchstudio.evaluate.clinic.batch import examine_batch
from scratchstudio.evaluate.clinic.classes import examine_classes
from scratchstudio.evaluate.clinic.dead import a_few_dead, examine_dead
from scratchstudio.evaluate.clinic.examination import Examination
from scratchstudio.evaluate.clinic.finding import Finding
from scratchstudio.evaluate.clinic.overfitting import examine_overfitting
from scratchstudio.evaluate.clinic.saturation import a_few_saturated, examine_saturation
from scratchstudio.evaluate.clinic.stalled import examine_stalled
from scratchstudio.evaluate.clinic.twins import examine_twins

CONDITIONS: Mapping[str, Callable[[Examination], tuple[Finding, ...]]] = {
    "batch": examine_batch,
    "twins": examine_twins,
    "dead": examine_dead,
    "saturated": examine_saturation,
    "classes": examine_classes,
    "stalled": examine_stalled,
    "overfitting": examine_overfitting,
}
"""What to look for, causes before what follows from them; the key is also the findings' key."""


def examine(moment: Examination) -> tuple[Finding, ...]:
    """All that is found at this moment, in the order of `CONDITIONS`."""
    return tuple(finding for look in CONDITIONS.values() for finding in look(moment))


def in_passing(moment: Examination) -> tuple[Finding, ...]:
    """What is not worth speaking of, and told only to who asks: a few neurons that ail."""
    return (*a_few_dead(moment), *a_few_saturated(moment))
