"""The confusion matrix on the screen."""

import numpy as np
import pytest

from scratchstudio.evaluate import confusion
from scratchstudio.studio.theme import LIGHT
from scratchstudio.studio.views.confusion_table import ConfusionTable


@pytest.mark.parametrize("longer", ["orange and yet longer", "iris"])
def test_the_names_of_the_rows_are_seen_whole_also_after_other_data(qtbot, longer):
    table = ConfusionTable(LIGHT)
    qtbot.addWidget(table)
    table.resize(700, 200)
    table.show()
    answers, targets = np.array([[0.9], [0.1]]), np.array([[1.0], [0.0]])
    for classes in (("a", "b"), (longer, "blue")):
        table.model.take(confusion("binary", answers, targets, classes))
        header = table.table.verticalHeader()
        qtbot.waitUntil(lambda header=header: header.width() >= header.sizeHint().width())
        wide = header.fontMetrics().horizontalAdvance(classes[0])
        assert header.width() >= wide + 4
