"""Each sample's answer beside its target, ordered as asked; computed on the worker, without Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data import Prepared
from scratchstudio.evaluate import Confusion, confusion
from scratchstudio.project import Fed
from scratchstudio.studio.views.bindings import in_data_order, in_raw_units, named_classes

if TYPE_CHECKING:
    from scratchstudio.studio.moment import Moment

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

ALL, TRAINING, HELD_OUT = "all", "training", "held_out"
PARTS = (ALL, TRAINING, HELD_OUT)

BY_SAMPLE, BY_TARGET, BY_PREDICTION, BY_ERROR, BY_FEATURE = (
    "sample",
    "target",
    "prediction",
    "error",
    "feature",
)


@dataclass(frozen=True)
class ClassPair:
    """A cell of the confusion matrix: samples of class `actual` taken for class `predicted`."""

    actual: int
    predicted: int


@dataclass(frozen=True)
class Query:
    """Which samples are wanted, and in which order."""

    part: str = ALL
    pair: ClassPair | None = None
    sort: str = BY_SAMPLE
    feature: int = 0
    """The feature to sort by, where `sort` is BY_FEATURE."""
    descending: bool = False


@dataclass(frozen=True, eq=False)
class Samples:
    """What the samples are; stays the same while the network learns. The training part is first."""

    prepared: Prepared
    fed: Fed

    @property
    def training_count(self) -> int:
        return len(self.fed.train_inputs)

    def __len__(self) -> int:
        return self.training_count + len(self.fed.held_out_inputs)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The targets that are predicted, in the order of the data."""
        return tuple(self.prepared.outputs[column] for column in np.sort(self.fed.outputs))

    def is_held_out(self, sample: int) -> bool:
        return sample >= self.training_count

    def row(self, sample: int) -> int:
        """The row of the sample in the table the data came from, from 0."""
        rows = (self.prepared.train_rows, self.prepared.held_out_rows)
        return int(self._pick(sample, *rows))

    def feature(self, sample: int, feature: int) -> float:
        """The sample's value of a feature, in raw units."""
        raw = (self.prepared.raw_train_inputs, self.prepared.raw_held_out_inputs)
        return float(self._pick(sample, *raw)[feature])

    def features(self, feature: int) -> Floats:
        """(samples,) all values of a feature, in raw units."""
        prepared = self.prepared
        return np.concatenate(
            [prepared.raw_train_inputs[:, feature], prepared.raw_held_out_inputs[:, feature]]
        )

    def picture(self, sample: int) -> NDArray[np.uint8] | None:
        """The sample's picture as shades, shape (height, width); None where there are none."""
        picture = self.prepared.picture
        if picture is None:
            return None
        raw = (self.prepared.raw_train_inputs, self.prepared.raw_held_out_inputs)
        return picture.shades(self._pick(sample, *raw)[self._pixels])

    @cached_property
    def _pixels(self) -> Rows:
        """The feature of each pixel of the picture."""
        picture = self.prepared.picture
        place = {name: at for at, name in enumerate(self.prepared.features)}
        return np.array([place[name] for name in (picture.columns if picture else ())], np.intp)

    def of_part(self, part: str) -> Rows:
        """The samples of a part."""
        start = self.training_count if part == HELD_OUT else 0
        stop = self.training_count if part == TRAINING else len(self)
        return np.arange(start, stop)

    def _pick(self, sample: int, training: np.ndarray, held_out: np.ndarray) -> np.ndarray:
        if sample < self.training_count:
            return training[sample]
        return held_out[sample - self.training_count]


@dataclass(frozen=True, eq=False)
class Answers:
    """What the network answers to every sample, (samples,) each; raw units for a regression."""

    samples: Samples
    target: Floats
    """(samples, outputs in data order): 0 or 1 for classes, else numbers."""
    output: Floats
    """Of the same shape."""
    actual: Rows
    """The class of each; empty for a regression."""
    predicted: Rows
    error: Floats
    """How far the output is from its target that is furthest off; with its sign (output − target)
    for a regression."""


@dataclass(frozen=True, eq=False)
class Listing:
    """Answers in the order that was asked for."""

    query: Query
    answers: Answers
    order: Rows

    @property
    def wrong(self) -> int:
        """How many of the listed samples are told apart wrongly; 0 for a regression."""
        answers = self.answers
        if not len(answers.actual):
            return 0
        return int((answers.actual[self.order] != answers.predicted[self.order]).sum())


@lru_cache(maxsize=1)
def answers(moment: Moment) -> Answers:
    """The answers at a moment. Views that ask at the same moment share them."""
    prepared, fed = moment.prepared, moment.fed
    outputs = np.concatenate(
        [
            moment.program.forward(inputs, moment.parameters)
            for inputs in (fed.train_inputs, fed.held_out_inputs)
            if len(inputs)
        ]
    ).astype(np.float64)
    targets = np.concatenate([fed.train_targets, fed.held_out_targets])
    actual = predicted = np.empty(0, dtype=np.intp)
    if prepared.task == "regression":
        outputs, targets = (in_raw_units(part, fed, prepared) for part in (outputs, targets))
    else:
        actual, predicted = (named_classes(part, fed, prepared) for part in (targets, outputs))
    outputs, targets = in_data_order(outputs, fed), in_data_order(targets, fed)
    difference = outputs - targets
    # What is no number is worst of all.
    size = np.where(np.isfinite(difference), np.abs(difference), np.inf)
    furthest = np.argmax(size, axis=1)
    error = difference[np.arange(len(difference)), furthest]
    return Answers(
        samples=Samples(prepared, fed),
        target=targets,
        output=outputs,
        actual=actual,
        predicted=predicted,
        error=error if prepared.task == "regression" else np.abs(error),
    )


@dataclass(frozen=True)
class ListingProbe:
    """Lists the samples as the query says."""

    query: Query

    def __call__(self, moment: Moment) -> Listing:
        found = answers(moment)
        return Listing(self.query, found, ordered(found, self.query))


def ordered(found: Answers, query: Query) -> Rows:
    """The samples that the query wants, in its order; equal ones in the order of the data."""
    chosen = found.samples.of_part(query.part)
    if query.pair is not None and len(found.actual):
        chosen = chosen[
            (found.actual[chosen] == query.pair.actual)
            & (found.predicted[chosen] == query.pair.predicted)
        ]
    key = _sort_key(found, query)[chosen]
    return chosen[np.argsort(-key if query.descending else key, kind="stable")]


def _sort_key(found: Answers, query: Query) -> Floats:
    if query.sort == BY_ERROR:
        size = np.abs(found.error)
        return np.where(np.isfinite(size), size, np.inf)
    if query.sort == BY_FEATURE and query.feature < len(found.samples.prepared.features):
        return found.samples.features(query.feature)
    if query.sort in (BY_TARGET, BY_PREDICTION):
        is_target = query.sort == BY_TARGET
        if len(found.actual):
            return (found.actual if is_target else found.predicted).astype(np.float64)
        return (found.target if is_target else found.output)[:, 0]
    prepared = found.samples.prepared
    return np.concatenate([prepared.train_rows, prepared.held_out_rows]).astype(np.float64)


@dataclass(frozen=True, eq=False)
class Agreement:
    """How answers and targets agree over a part: counts for classes, pairs for a regression."""

    part: str
    answers: Answers
    counts: Confusion | None
    chosen: Rows
    """For a regression, the samples to draw: at most `MOST_DRAWN`, evenly spread."""


MOST_DRAWN = 1500


@dataclass(frozen=True)
class AgreementProbe:
    """Compares answers with targets over a part of the data."""

    part: str

    def __call__(self, moment: Moment) -> Agreement:
        found = answers(moment)
        samples = found.samples.of_part(self.part)
        prepared = moment.prepared
        if prepared.task == "regression":
            most = min(MOST_DRAWN, len(samples))
            spread = np.arange(most) * len(samples) // max(most, 1)
            return Agreement(self.part, found, None, samples[spread])
        counts = confusion(
            prepared.task, found.output[samples], found.target[samples], prepared.classes
        )
        return Agreement(self.part, found, counts, samples[:0])
