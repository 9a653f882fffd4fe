"""Frames in the picture: seen with title and comment, and never in the way of the neurons."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from scratchstudio.export import EXPORTERS, model_of, svg_text
from scratchstudio.export.svg_frames import wrapped
from scratchstudio.export.svg_style import FRAME_COLOURS
from scratchstudio.network import EMPTY, Network, add_frame

SVG = "{http://www.w3.org/2000/svg}"


def _root(network: Network) -> ElementTree.Element:
    return ElementTree.fromstring(svg_text(network))


def _frames(network: Network) -> list[ElementTree.Element]:
    return [each for each in _root(network).iter() if "data-frame" in each.attrib]


def _texts(frame: ElementTree.Element) -> list[str]:
    return [each.text for each in frame.iter(f"{SVG}text")]


@pytest.fixture
def framed(and_neuron: Network) -> Network:
    return add_frame(
        and_neuron, -60, -160, 300, 320, title="The <gate>", note="Both & none", colour=4
    )[0]


def test_a_frame_shows_its_title_its_comment_and_its_colour(framed: Network) -> None:
    (frame,) = _frames(framed)
    assert _texts(frame) == ["The <gate>", "Both & none"]
    assert frame.find(f"{SVG}rect").get("fill") == FRAME_COLOURS[4]


def test_frames_lie_below_everything(framed: Network) -> None:
    text = svg_text(framed)
    assert text.index("data-frame") < text.index("data-edge") < text.index("data-neuron")


def test_one_in_another_lies_on_it(framed: Network) -> None:
    after, inner = add_frame(framed, -50, -50, 100, 100)
    outer = framed.frames[0].id
    assert [int(each.get("data-frame")) for each in _frames(after)] == [outer, inner]
    largest, _ = add_frame(after, -99, -200, 900, 900)
    assert [int(each.get("data-frame")) for each in _frames(largest)][1:] == [outer, inner]


def test_the_exporter_draws_them_too(framed: Network) -> None:
    assert b'data-frame="' in EXPORTERS["svg"].write(model_of(framed))


@pytest.mark.parametrize("place", [(-900, 0), (900, 0), (0, -900), (0, 900)])
@pytest.mark.parametrize("empty", [False, True])
def test_the_picture_is_large_enough_for_all_frames(and_neuron, place, empty) -> None:
    network = add_frame(EMPTY if empty else and_neuron, *place, 200, 100)[0]
    left, top, width, height = map(float, _root(network).get("viewBox").split())
    assert left < place[0]
    assert place[0] + 200 < left + width
    assert top < place[1]
    assert place[1] + 100 < top + height


def test_a_comment_ends_above_the_neurons(and_neuron: Network) -> None:
    note = "word " * 300
    network = add_frame(and_neuron, -60, -130, 300, 320, note=note)[0]
    (frame,) = _frames(network)
    lines = list(frame.iter(f"{SVG}text"))
    assert len(lines) > 2
    assert lines[-1].text.endswith("…")
    assert max(float(line.get("y")) for line in lines) < -27
    (tight,) = _frames(add_frame(and_neuron, -60, -40, 300, 200, note="No room.")[0])
    assert _texts(tight) == []
    assert tight.find(f"{SVG}title").text == "No room."


def test_text_is_cut_into_lines_that_fit() -> None:
    assert wrapped("one two three", 72, 5) == ["one two", "three"]
    assert wrapped("one two three four", 72, 2) == ["one two", "three four"]
    assert wrapped("one two three four five", 72, 2)[1] == "three fou…"
    assert wrapped("a\n\nb\n", 72, 5) == ["a", "", "b"]
    assert wrapped("x" * 25, 72, 5) == ["x" * 10, "x" * 10, "x" * 5]
    assert wrapped("漢" * 7, 72, 5) == ["漢" * 5, "漢" * 2]
    assert wrapped("anything", 10, 5) == wrapped("", 99, 5) == wrapped("a", 99, 0) == []
