"""The spread of the weights."""

import numpy as np

from scratchstudio.studio.views.histogram import BINS, histogram


def test_all_weights_are_counted_within_round_symmetric_limits():
    edges, counts = histogram(np.array([-0.3, 0.1, 0.7]))
    assert (edges[0], edges[-1]) == (-1.0, 1.0)
    assert counts.sum() == 3
    assert len(counts) == BINS


def test_what_is_not_a_number_is_left_out_and_nothing_gives_empty_bins():
    assert histogram(np.array([np.nan, np.inf, 0.0]))[1].sum() == 1
    assert histogram(np.empty(0))[1].sum() == 0
