"""Edits that wait together are taken over as one, and mean what they meant one after another."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from scratchstudio.engine import Trainer
from scratchstudio.network import add_neuron, connect, set_edges
from scratchstudio.project import start_project
from scratchstudio.studio.adoption import Adoption, Waiting, together
from scratchstudio.studio.document import Content, Document, Run
from scratchstudio.studio.retrain import build, revise


@pytest.fixture
def content(qapp):
    return Content.of(start_project())


@pytest.fixture
def prepared(qapp):
    return Document(start_project()).prepared


def change(before, after, prepared, touched=()):
    return Adoption(before, after, prepared, "", frozenset(touched))


def taken(trainer: Trainer, adoption: Adoption) -> Trainer:
    return revise(trainer, adoption.before, adoption.after, adoption.prepared, adoption.touched)[0]


def test_a_value_that_is_set_and_set_back_is_the_one_of_the_drawing(content, prepared):
    edge = int(content.network.edges.id[0])
    set_ = replace(content, network=set_edges(content.network, [edge], weight=2.0))
    back = replace(content)
    trainer, _ = build(content, prepared)
    trainer.advance(steps=10)
    one, two = change(content, set_, prepared), change(set_, back, prepared)
    after = taken(trainer, together(one, two))
    assert after.snapshot().weights[0] == pytest.approx(content.network.edges.weight[0])
    assert after.snapshot().weights[1] != pytest.approx(content.network.edges.weight[1])


def test_an_edge_that_is_added_and_then_set_has_the_last_value(content, prepared):
    network, neuron = add_neuron(content.network, (0.0, 0.0))
    network, edge = connect(network, int(network.neurons.id[0]), neuron, 0.5)
    added = replace(content, network=network)
    set_ = replace(content, network=set_edges(network, [edge], weight=0.75))
    trainer, _ = build(content, prepared)
    trainer.advance(steps=10)
    whole = together(change(content, added, prepared), change(added, set_, prepared))
    after = taken(trainer, whole)
    assert after.step == 10
    assert after.snapshot().weights[network.edges.rows([edge])[0]] == 0.75


def test_another_state_of_training_makes_all_before_it_idle(content, prepared):
    trainer, _ = build(content, prepared)
    edited = replace(content, network=add_neuron(content.network, (0.0, 0.0))[0])
    gone_to = replace(content, run=Run(trainer.state(), content.network))
    for whole in (
        together(change(content, edited, prepared), change(edited, gone_to, prepared)),
        together(change(content, gone_to, prepared), change(gone_to, gone_to, prepared)),
        together(change(None, content, prepared), change(content, content, prepared)),
    ):
        assert whole.before is None
        assert whole.begins_anew


def test_all_that_waits_is_taken_at_once(content, prepared):
    waiting = Waiting()
    contents = [content, *(replace(content) for _ in range(5))]
    for before, after in pairwise(contents):
        waiting.put(change(before, after, prepared))
    whole = waiting.take()
    assert (whole.before, whole.after) == (content, contents[-1])
    assert waiting.take() is None


def test_a_known_program_is_used_again_for_other_values_only(content, prepared):
    trainer, _ = build(content, prepared)
    edge = int(content.network.edges.id[0])
    other = replace(content, network=set_edges(content.network, [edge], weight=3.0))
    again, _ = build(other, prepared, trainer.program)
    assert again.program is trainer.program
    assert again.snapshot().weights[0] == 3.0
    frozen = replace(content, network=set_edges(content.network, [edge], frozen=True))
    assert build(frozen, prepared, trainer.program)[0].program is not trainer.program
    exact = replace(content, settings=replace(content.settings, precision="float64"))
    assert build(exact, prepared, trainer.program)[0].program is not trainer.program
