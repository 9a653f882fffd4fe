"""What a click on a cure does: one undo entry, and training goes on if it was going on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from scratchstudio.engine import initialise
from scratchstudio.evaluate.clinic import Cure
from scratchstudio.network import with_values_from
from scratchstudio.studio.document import Document
from scratchstudio.studio.history.timeline import Timeline, timeline_of
from scratchstudio.studio.session import Session

Act = Callable[[], object]


def apply(cure: Cure, document: Document, session: Session, *, go_on: bool) -> None:
    """Does what the cure says; afterwards trains, if `go_on` and the cure does not rest."""
    session.pause()
    timeline = timeline_of(document, session)
    place = place_of(cure, timeline)
    document.undo_stack.beginMacro(cure.label)
    for act in _acts(cure, place, document, session):
        act()
    document.undo_stack.endMacro()
    left = cure.step - timeline.frames[place].step if place is not None and cure.step else 0
    if left > 0:
        session.play(("steps", left))
    elif go_on and not cure.rests:
        session.play(session.goal)


def place_of(cure: Cure, timeline: Timeline) -> int | None:
    """The place on the time line to which a cure goes back; None where it does not, or cannot.

    For a step, that of the last state kept before it or at it: from there the way is the same.
    """
    frames = timeline.frames
    if cure.restart == "step":
        before = [place for place, frame in enumerate(frames) if frame.step <= cure.step]
        return before[-1] if before else None
    if cure.restart == "lowest":
        losses = np.array([frame.training_loss for frame in frames], dtype=np.float64)
        return int(np.nanargmin(losses)) if np.isfinite(losses).any() else None
    return None


def _acts(cure: Cure, place: int | None, document: Document, session: Session) -> Iterator[Act]:
    """The changes of the document, first the weights from which to go on."""
    if place is not None:
        yield lambda: timeline_of(document, session).go(place)
    if cure.restart and place is None:
        yield lambda: _start_over(cure, document, session)
    elif cure.settings:
        settings = replace(document.settings, **cure.settings)
        yield lambda: document.change(cure.label, settings=settings)
    if cure.redraw is not None:
        network = cure.redraw(document.network)
        yield lambda: document.draw(cure.label, network, touched=cure.touched)
    if cure.prepare is not None:
        content = document.content
        recipe = cure.prepare(content.recipe)
        yield lambda: document.change_data(cure.label, content.source, recipe)


def _start_over(cure: Cure, document: Document, session: Session) -> None:
    settings = replace(document.settings, **cure.settings)
    network = with_values_from(document.network, document.content.start)
    if cure.restart == "new":
        settings = replace(settings, seed=settings.seed + 1)
        network = initialise(network, settings.initialiser, settings.seed)
    session.start_over(cure.label, network, settings)
