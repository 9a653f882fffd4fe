"""A batch that is larger than the data, so that every step takes all of them."""

from __future__ import annotations

from scratchstudio.engine import OPTIMISERS
from scratchstudio.evaluate.clinic.examination import Examination
from scratchstudio.evaluate.clinic.finding import Cure, Finding

PARTS = 10
"""Batches into which the data are to be cut instead."""


def examine_batch(moment: Examination) -> tuple[Finding, ...]:
    """Says so when the batch asked for is larger than the training part."""
    size, count = moment.settings.batch_size, len(moment.inputs)
    if size <= count or OPTIMISERS[moment.settings.optimiser].full_batch:
        return ()
    part = max(1, count // PARTS)
    finding = Finding(
        key="batch",
        title="The batch is larger than the data",
        what=f"A batch of {size:,} is asked for, and there are {count:,} training samples: every "
        "step takes all of them, so an epoch is a single step.",
        why="The batch size was chosen for more data, or much of the data is held out.",
        sure="certain",
        because="Both numbers are known.",
        step=moment.step,
        steady=True,
        cures=(
            Cure(
                f"Batches of {part:,}",
                f"{-(-count // part):,} steps an epoch: more updates for the same work, with a "
                "little noise that often helps.",
                settings={"batch_size": part},
            ),
            Cure(
                "All samples, on purpose",
                "Sets the batch to “all”, which goes with the data when they grow.",
                settings={"batch_size": 0},
            ),
        ),
    )
    return (finding,)
