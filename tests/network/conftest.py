"""Random drawings without a cycle, for Hypothesis."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import strategies as st

from scratchstudio.network import EMPTY, Kind, Network, add_neurons, connect_pairs


@st.composite
def _drawings(draw: st.DrawFn, most: int = 9) -> Network:
    """Up to `most` neurons, ids not in the order of the wiring, some of them inputs or outputs."""
    count = draw(st.integers(1, most))
    order = draw(st.permutations(range(count)))
    forward = [(order[i], order[j]) for j in range(count) for i in range(j)]
    pairs = draw(st.lists(st.sampled_from(forward), unique=True)) if forward else []
    fed = {target for _, target in pairs}
    kinds = [
        draw(st.sampled_from([Kind.HIDDEN, Kind.OUTPUT] + [Kind.INPUT] * (row not in fed)))
        for row in range(count)
    ]
    network, ids = add_neurons(
        EMPTY, np.zeros((count, 2)), kind=kinds, bias=np.linspace(-1, 1, count)
    )
    sources, targets = ([int(ids[pair[side]]) for pair in pairs] for side in (0, 1))
    weights = np.linspace(-2, 2, len(pairs))
    return connect_pairs(network, sources, targets, weights)[0]


@pytest.fixture(scope="session")
def drawings() -> Callable[..., st.SearchStrategy[Network]]:
    """The strategy for random drawings."""
    return _drawings
