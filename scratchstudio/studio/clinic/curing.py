"""What a click on a cure does: one undo entry, and training goes on if it was going on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from scratchstudio.engine import Keyframe, initialise
from scratchstudio.evaluate.clinic import Cure
from scratchstudio.network import with_values_from
from scratchstudio.studio.document import Document
from scratchstudio.studio.history.timeline import Timeline, timeline_of
from scratchstudio.studio.session import Session

Act = Callable[[], object]


def apply(cure: Cure, document: Document, session: Session, *, go_on: bool) -> None:
    """Does what the cure says; afterwards trains, if `go_on` and the cure does not rest."""
    session.pause()
    acts = _acts(cure, document, session)
    stack = document.undo_stack
    if len(acts) > 1:
        stack.beginMacro(cure.label)
    for act in acts:
        act()
    if len(acts) > 1:
        stack.endMacro()
    if go_on and not cure.rests:
        session.play(session.goal)


def _acts(cure: Cure, document: Document, session: Session) -> list[Act]:
    """The changes of the document, first the weights from which to go on."""
    settings = replace(document.settings, **cure.settings)
    acts: list[Act] = []
    place = lowest(timeline_of(document, session), cure.restart)
    anew = cure.restart == "new" or (cure.restart != "" and place is None)
    if place is not None:
        acts.append(lambda: timeline_of(document, session).go(place))
    if anew:
        acts.append(lambda: _start_over(cure, document, session))
    elif cure.settings:
        acts.append(lambda: document.change(cure.label, settings=settings))
    if cure.redraw is not None:
        redraw = cure.redraw
        acts.append(
            lambda: document.draw(cure.label, redraw(document.network), touched=cure.touched)
        )
    if cure.prepare is not None:
        content = document.content
        recipe = cure.prepare(content.recipe)
        acts.append(lambda: document.change_data(cure.label, content.source, recipe))
    return acts


def _start_over(cure: Cure, document: Document, session: Session) -> None:
    settings = replace(document.settings, **cure.settings)
    network = with_values_from(document.network, document.content.start)
    if cure.restart == "new":
        settings = replace(settings, seed=settings.seed + 1)
        network = initialise(network, settings.initialiser, settings.seed)
    session.start_over(cure.label, network, settings)


def lowest(timeline: Timeline, restart: str) -> int | None:
    """The place on the time line to which a cure goes back; None where it does not, or cannot."""
    losses = {"lowest": _training_loss, "lowest held-out": _held_out_loss}.get(restart)
    if losses is None:
        return None
    found = np.array([losses(frame) for frame in timeline.frames], dtype=np.float64)
    return int(np.nanargmin(found)) if np.isfinite(found).any() else None


def _training_loss(frame: Keyframe) -> float:
    return frame.training_loss


def _held_out_loss(frame: Keyframe) -> float:
    return frame.held_out_loss
