"""What the worker is to take over from the document; edits that wait together become one."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from scratchstudio.data import Prepared
from scratchstudio.network import Network, with_values_from
from scratchstudio.studio.document import Content


@dataclass(frozen=True, eq=False)
class Adoption:
    """A change of the document. `before` is None where nothing of it matters any more."""

    before: Content | None
    after: Content
    prepared: Prepared | None
    problem: str
    """Why there are no `prepared` data, as a sentence."""
    touched: frozenset[int] = frozenset()
    """Ids whose value the person set, whatever it was."""

    @property
    def begins_anew(self) -> bool:
        """Whether it is another project, or another state of training."""
        return self.before is None or self.after.run is not self.before.run


class Waiting:
    """The changes that the worker has not taken over yet. `put` may be called from any thread."""

    def __init__(self) -> None:
        self._changes: deque[Adoption] = deque()

    def put(self, adoption: Adoption) -> None:
        """Leaves a change for the worker."""
        self._changes.append(adoption)

    def take(self) -> Adoption | None:
        """All that waits, as one change; None when there is nothing."""
        if not self._changes:
            return None
        whole = self._changes.popleft()
        while self._changes:
            whole = together(whole, self._changes.popleft())
        return whole


def together(first: Adoption, then: Adoption) -> Adoption:
    """Two changes, one after the other, as one."""
    if first.before is None or first.begins_anew or then.begins_anew:
        return replace(then, before=None)
    touched = first.touched | then.touched | _edited(first.before.network, first.after.network)
    return replace(then, before=first.before, touched=touched)


def _edited(before: Network, after: Network) -> frozenset[int]:
    """Ids whose values the person set to another one: also one that is set back counts as set."""
    if before is after:
        return frozenset()
    was = with_values_from(after, before)
    return frozenset(
        [
            *after.edges.id[after.edges.weight != was.edges.weight].tolist(),
            *after.neurons.id[after.neurons.bias != was.neurons.bias].tolist(),
        ]
    )
