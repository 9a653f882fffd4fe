"""Neurons that ail are told in the inspector and the table too, and cured when someone asks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from scratchstudio.data import GeneratedSource
from scratchstudio.network import Kind, set_neurons
from scratchstudio.project import new_project
from scratchstudio.studio.clinic.clinic import Clinic
from scratchstudio.studio.clinic.marks import Marks


@pytest.fixture
def one_dead(qtbot, window, clinic: Clinic) -> int:
    """Of twelve rectifiers one is dead: marked, and not spoken of."""
    project = new_project(GeneratedSource("spiral", samples=100), hidden=(12,), activation="tanh")
    hidden = project.network.neurons.id[project.network.neurons.kind == Kind.HIDDEN].tolist()
    network = set_neurons(project.network, hidden[:1], activation="relu", bias=-900.0)
    window.document.open(project)
    window.document.draw("Kill", network)
    qtbot.waitUntil(lambda: not window.session.problem)
    window.session.step(20)
    qtbot.waitUntil(lambda: hidden[0] in clinic.marks.dead, timeout=10_000)
    return int(hidden[0])


def test_a_dead_neuron_is_told_with_its_number_in_the_inspector(window, clinic, one_dead):
    window.document.select([one_dead])

    samples = clinic.marks.samples
    assert window.inspector.ailing.text() == f"Dead: 0 on all {samples} samples."
    assert window.inspector.ailing.isVisible()


def test_a_healthy_neuron_has_no_such_line_and_of_several_they_are_counted(window, one_dead):
    window.document.select([one_dead + 1])
    assert not window.inspector.ailing.isVisible()

    window.document.select([one_dead, one_dead + 1])
    assert window.inspector.ailing.text() == "Of these: 1 dead."


def test_the_line_goes_when_the_neuron_is_cured(qtbot, window, clinic, one_dead):
    window.document.select([one_dead])
    revived = set_neurons(window.document.network, [one_dead], bias=0.5)
    window.document.draw("Revive", revived)

    qtbot.waitUntil(lambda: not window.inspector.ailing.isVisible())


def test_the_table_tells_it_and_can_be_sorted_by_it(qtbot, window, clinic, one_dead):
    window.layout_of_docks.show("tables")
    table = window.tables.views["neurons"].model()
    last = table.columnCount() - 1
    assert table.headerData(last, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole) == (
        "Ailing"
    )
    table.sort(last, Qt.SortOrder.DescendingOrder)

    assert table.index(0, last).data() == "dead"
    assert table.index(0, 0).data() == window.document.network.name(one_dead)
    assert table.index(1, last).data() == "—"


def test_hidden_tables_do_nothing_for_it(qtbot, window, clinic, one_dead):
    window.layout_of_docks.docks["tables"].hide()
    model = window.tables.views["neurons"].model().sourceModel()
    qtbot.waitUntil(lambda: not model._timer.isActive())

    clinic.marksChanged.emit()

    assert not model._timer.isActive()


def test_a_few_are_not_spoken_of_until_someone_asks(qtbot, window, clinic, one_dead):
    assert clinic.findings == ()
    assert not window.ward.card.isVisible()

    window.actions_registry["clinic.show"].trigger()

    [finding] = clinic.findings
    assert finding.neurons == (one_dead,)
    assert window.ward.card.isVisible()
    labels = [cure.label for cure in finding.cures]
    assert labels == ["Make it Leaky ReLU", "New weights for it"]
    assert not any(cure.restart for cure in finding.cures)


def test_put_away_it_stays_away_and_cured_it_is_gone(qtbot, window, clinic, one_dead):
    window.actions_registry["clinic.show"].trigger()
    window.ward.card.dismiss()
    window.session.step(20)
    before = clinic._checkup
    clinic._ask()
    qtbot.waitUntil(lambda: clinic._checkup is not before)
    assert clinic.findings == ()

    window.actions_registry["clinic.show"].trigger()
    [finding] = clinic.findings
    clinic.cure(finding, finding.cures[0])

    row = window.document.network.neurons.rows([one_dead])[0]
    assert window.document.network.neurons.activation[row] == "leaky_relu"
    assert clinic.findings == ()


def test_while_it_is_shown_it_is_kept_up_to_date_and_goes_with_its_cause(
    qtbot, window, clinic, one_dead
):
    window.actions_registry["clinic.show"].trigger()
    first = clinic.findings[0]
    window.session.step(20)
    qtbot.waitUntil(lambda: clinic.findings and clinic.findings[0].step > first.step)

    revived = set_neurons(window.document.network, [one_dead], bias=5.0)
    window.document.draw("Revive", revived)
    for _ in range(4):
        before = clinic._checkup
        clinic._ask()
        qtbot.waitUntil(lambda before=before: clinic._checkup is not before)

    assert clinic.findings == ()


def test_saturated_neurons_are_told_with_their_share() -> None:
    marks = Marks({}, {7: 0.9996, 8: 1.0, 9: 0.953}, 150)

    wanted = "Saturated: at an end of its activation on {} of the 150 samples."
    assert marks.sentence(7) == wanted.format("99.9 %"), "nearly all is not all"
    assert marks.sentence(8) == wanted.format("100 %")
    assert marks.word(9) == "saturated 95.3 %"
    assert marks.rank(9) < marks.rank(7) < marks.rank(8)
    assert marks.summary([7, 8, 1]) == "Of these: 2 saturated."
    assert marks.sentence(1) == marks.summary([1]) == ""
