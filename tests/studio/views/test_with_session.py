"""Views beside real training on its own thread."""

import numpy as np

from scratchstudio.network import Kind, remove
from scratchstudio.studio.views import VIEWS
from scratchstudio.studio.views.decision_map import DecisionMap
from scratchstudio.studio.views.loss_chart import LossChart


def make_all(qtbot, document, session, appearance):
    views = [entry.make(document, session, appearance) for entry in VIEWS]
    for view in views:
        qtbot.addWidget(view)
        view.resize(480, 320)
        view.show()
    return views


def test_all_views_follow_training_and_the_map_changes(qtbot, document, session, appearance):
    views = make_all(qtbot, document, session, appearance)
    [decision_map] = [view for view in views if isinstance(view, DecisionMap)]
    [chart] = [view for view in views if isinstance(view, LossChart)]
    qtbot.waitUntil(lambda: decision_map.plane is not None)
    before = decision_map.plane.outputs

    session.play()
    qtbot.waitUntil(lambda: session.frame.snapshot.step > 500)
    session.pause()

    qtbot.waitUntil(lambda: not np.allclose(decision_map.plane.outputs, before))
    qtbot.waitUntil(lambda: len(chart.training.curve.getData()[0]) > 2)
    qtbot.waitUntil(lambda: not any(view.sentence for view in views))


def test_hidden_views_leave_the_worker_nothing_to_compute(qtbot, document, session, appearance):
    views = make_all(qtbot, document, session, appearance)
    qtbot.waitUntil(lambda: session.frame is not None and len(session.frame.probes) == 6)

    for view in views:
        view.hide()
    session.step()

    qtbot.waitUntil(lambda: session.frame.snapshot.step == 1 and not session.frame.probes)


def test_an_edit_during_training_is_followed_by_every_view(qtbot, document, session, appearance):
    views = make_all(qtbot, document, session, appearance)
    qtbot.waitUntil(lambda: session.frame is not None)
    session.play()
    network = document.network
    hidden = network.neurons.id[network.neurons.kind == Kind.HIDDEN].tolist()
    document.draw("Delete", remove(network, hidden[:2]))
    qtbot.waitUntil(
        lambda: (
            session.frame.snapshot.network.same_wiring(document.network)
            and session.frame.snapshot.step > 20
        )
    )
    session.pause()
    [decision_map] = [view for view in views if isinstance(view, DecisionMap)]
    qtbot.waitUntil(
        lambda: (
            decision_map.plane is not None
            and decision_map.plane.network.same_wiring(document.network)
        )
    )
    qtbot.waitUntil(lambda: not any(view.sentence for view in views))
