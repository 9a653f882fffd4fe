"""The errors a person may see: each carries one sentence that says what happened and what to do."""

from __future__ import annotations

from collections.abc import Sequence


class ScratchStudioError(Exception):
    """Root of every error that is meant for the person; `str()` of it is the sentence to show."""


class NetworkError(ScratchStudioError):
    """An edit that would make an impossible network, such as a wire into an input neuron."""


class CycleError(NetworkError):
    """An edge that would close a cycle.

    `path` holds the neuron ids from the edge's target back to its source: the way round that the
    new edge would close.
    """

    def __init__(self, sentence: str, path: Sequence[int]) -> None:
        super().__init__(sentence)
        self.path = tuple(int(neuron) for neuron in path)


class EngineError(ScratchStudioError):
    """A network, setting or array with which the engine cannot train or compute."""


class FormulaError(EngineError):
    """A typed activation formula that is not understood. `position` is where, counted from 0."""

    def __init__(self, sentence: str, position: int = 0) -> None:
        super().__init__(sentence)
        self.position = position


class DataError(ScratchStudioError):
    """A table that cannot be read, or that cannot be used as asked."""


class ProjectFileError(ScratchStudioError):
    """A file that is not a sound project. Every parser of project files raises this alone."""


class ExportError(ScratchStudioError):
    """An export that could not be written, or whose read-back differs from the engine."""
