"""The import dialog, used as a person uses it."""

import pytest
from PySide6.QtCore import Qt

from scratchstudio.studio.docks.table_import import TableImport

SEMICOLONS = "height;mark;kind\n" + "".join(
    f"{row},5;{1 + row % 4};{'ab'[row % 3 == 0]}\n" for row in range(2, 62)
)


@pytest.fixture
def opened(qtbot, tmp_path, appearance):
    def show(content: str | bytes) -> TableImport:
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        dialog = TableImport(path)
        qtbot.addWidget(dialog)
        dialog.show()
        settled(qtbot, dialog)
        return dialog

    return show


def settled(qtbot, dialog) -> None:
    qtbot.waitUntil(lambda: dialog.busy.isHidden(), timeout=5000)


def pick(box, value) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def headers(dialog) -> list[str]:
    across, role = Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole
    return [
        dialog.model.headerData(place, across, role) for place in range(dialog.model.columnCount())
    ]


def test_the_format_is_found_and_the_table_imported(qtbot, opened):
    dialog = opened(SEMICOLONS)
    assert dialog.format.delimiter.currentData() == ";"
    assert dialog.format.decimal.currentData() == ","
    assert headers(dialog) == ["height", "mark", "kind"]
    assert dialog.notes.text().startswith("60 rows, 3 columns.")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    table, recipe = dialog.chosen
    assert table.rows == 60
    assert recipe.targets == ("kind",)


def test_another_format_changes_the_preview_at_once(qtbot, opened):
    dialog = opened(SEMICOLONS)
    qtbot.mouseClick(dialog.format.header, Qt.MouseButton.LeftButton)
    settled(qtbot, dialog)
    assert headers(dialog)[0] == "column 1"
    assert dialog.model.index(0, 0).data() == "height"


def test_a_delimiter_that_does_not_fit_says_why_and_can_be_put_right(qtbot, opened):
    dialog = opened(SEMICOLONS)
    pick(dialog.format.delimiter, "|")
    settled(qtbot, dialog)
    assert not dialog.accept_button.isEnabled()
    assert dialog.problem.text() == dialog.accept_button.toolTip() != ""
    pick(dialog.format.delimiter, ";")
    settled(qtbot, dialog)
    assert dialog.accept_button.isEnabled()
    assert not dialog.problem.isVisible()


def test_a_number_target_becomes_classes_and_back(qtbot, opened):
    dialog = opened(SEMICOLONS)
    dialog.columns.target.setCurrentText("mark")
    dialog.columns.target.activated.emit(1)
    settled(qtbot, dialog)
    assert dialog.columns.recipe.as_classes == ()
    dialog.columns.as_classes.click()
    settled(qtbot, dialog)
    assert dialog.columns.recipe.targets == dialog.columns.recipe.as_classes == ("mark",)
    assert "kind" in dialog.columns.recipe.inputs
    dialog.columns.as_classes.click()
    assert dialog.columns.recipe.as_classes == ()


def test_without_an_input_import_is_refused_with_the_reason(qtbot, opened):
    dialog = opened(SEMICOLONS)
    for name in dialog.columns.recipe.inputs:
        (item,) = dialog.columns.inputs.findItems(name, Qt.MatchFlag.MatchExactly)
        item.setCheckState(0, Qt.CheckState.Unchecked)
    settled(qtbot, dialog)
    assert not dialog.accept_button.isEnabled()
    assert dialog.problem.text() == "No input column is chosen. Choose at least one."


@pytest.mark.parametrize(
    "content",
    [b"", bytes(range(256)) * 40, b"a,b,c\n", b"a,b\n1,2\n", b"a,b\n1,x\n1,x\n1,x\n"],
    ids=["empty", "binary", "header only", "one row", "one class"],
)
def test_a_file_that_cannot_be_used_is_answered_with_a_sentence(opened, content):
    dialog = opened(content)
    assert not dialog.accept_button.isEnabled()
    assert dialog.problem.text().endswith((".", "?"))


def test_a_single_row_is_not_called_rows(opened):
    dialog = opened("a,b,c\n1,2,x\n")

    assert dialog.notes.text().startswith("1 row, 3 columns.")
    assert dialog.problem.text().endswith("This table has none.")


def test_an_import_that_is_refused_does_not_look_offered(opened):
    refused, offered = opened(b""), opened(SEMICOLONS)

    assert corner(refused.accept_button) != corner(offered.accept_button)


def corner(button):
    """The colour of a button beside its text."""
    return button.grab().toImage().pixelColor(5, button.height() // 2)


def test_a_file_that_is_gone_is_answered_with_a_sentence(qtbot, tmp_path):
    dialog = TableImport(tmp_path / "gone.csv")
    qtbot.addWidget(dialog)
    settled(qtbot, dialog)
    assert "gone.csv" in dialog.problem.text()


def test_cancelling_while_a_large_file_is_read_leaves_nothing_behind(qtbot, tmp_path):
    path = tmp_path / "large.csv"
    path.write_text("a,b\n" + "1,2\n3,4\n" * 20_000)
    dialog = TableImport(path)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.chosen is None
    assert not dialog.isVisible()
