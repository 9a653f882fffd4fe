"""Dead and saturated neurons are marked where they are drawn, at every magnification."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage

from scratchstudio.network import EMPTY, add_neurons, group, set_neurons
from scratchstudio.studio.theme import CONTRAST, DARK


def pixels(hands) -> np.ndarray:
    image = hands.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint32)
    return flat.reshape(image.height(), image.bytesPerLine() // 4)[:, : image.width()].copy()


def changed_at(before: np.ndarray, after: np.ndarray, spot: QPoint, reach: int) -> bool:
    rows = slice(max(spot.y() - reach, 0), spot.y() + reach)
    columns = slice(max(spot.x() - reach, 0), spot.x() + reach)
    return bool((before[rows, columns] != after[rows, columns]).any())


def hidden(hands) -> list[int]:
    return hands.network.neurons.id[3:].tolist()


@pytest.mark.parametrize("scale", [0.15, 0.4, 0.7, 1.0, 2.0, 4.0])
@pytest.mark.parametrize("kind", [0, 1])
def test_only_the_neuron_that_ails_is_marked(show, two_layers, scale, kind):
    hands = show(two_layers)
    ill, well = hidden(hands)[1], hidden(hands)[2]
    canvas = hands.canvas
    canvas.look(type(canvas.viewport)(scale).centred(canvas.picture.place(ill), 900, 600))
    before = pixels(hands)

    canvas.ailing.show(*([[ill], []] if kind == 0 else [[], [ill]]))
    after = pixels(hands)

    reach = max(round(8 * scale), 3)
    assert changed_at(before, after, hands.body(ill), max(round(26 * scale), 3))
    assert not changed_at(before, after, hands.body(well), reach)


def test_dead_and_saturated_look_different(show, two_layers):
    hands = show(two_layers)
    ill = hidden(hands)[0]
    hands.canvas.ailing.show([ill], [])
    dead = pixels(hands)

    hands.canvas.ailing.show([], [ill])

    assert changed_at(dead, pixels(hands), hands.body(ill), 20)


@pytest.mark.parametrize("theme", [DARK, CONTRAST])
def test_marks_take_the_colours_of_the_theme(show, two_layers, appearance, theme):
    hands = show(two_layers)
    hands.canvas.ailing.show(hidden(hands)[:1], [])
    appearance.use(theme)

    assert int(theme.warning[1:], 16) in np.unique(pixels(hands) & 0xFFFFFF)


def test_a_neuron_that_is_gone_or_folded_away_has_no_mark(show, two_layers):
    hands = show(two_layers)
    ids = hidden(hands)
    folded, _ = group(hands.network, ids, collapsed=True)
    hands.document.draw("Group", folded)
    before = pixels(hands)

    hands.canvas.ailing.show([*ids, 9999], [])

    assert hands.canvas.picture.folded.any()
    assert np.array_equal(before, pixels(hands))


def test_marks_on_a_thousand_neurons_take_a_millisecond_or_two(show):
    places = np.column_stack([np.arange(1000) % 40 * 60.0, np.arange(1000) // 40 * 60.0])
    network, ids = add_neurons(EMPTY, places)
    hands = show(set_neurons(network, ids, activation="relu"))
    hands.canvas.frame()
    shown: list[float] = []
    for marked in ([], ids.tolist()):
        hands.canvas.ailing.show(marked, [])
        pixels(hands)
        times = []
        for _ in range(5):
            began = time.perf_counter()
            hands.canvas.grab()
            times.append(time.perf_counter() - began)
        shown.append(min(times))

    assert shown[1] - shown[0] < 0.02
