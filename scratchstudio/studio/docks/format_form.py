"""How a text table is written: delimiter, decimal sign, header, encoding and quotation mark."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QWidget

from scratchstudio.data import TableFormat
from scratchstudio.studio.text import tr

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "mac-roman", "shift_jis")


class FormatForm(QWidget):
    """Shows a format; each part can be changed."""

    changed = Signal(object)
    """The person changed the format to this one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._format = TableFormat()
        self.delimiter = QComboBox()
        self.decimal = QComboBox()
        self.encoding = QComboBox()
        self.quote = QComboBox()
        self.header = QCheckBox(tr("The first row names the columns"))
        self.header.setAccessibleName(tr("The first row names the columns"))
        self.header.toggled.connect(lambda on: self._set("header", on))
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(4)
        for field, box, label, help_, entries in (
            (
                "delimiter",
                self.delimiter,
                tr("Delimiter"),
                tr("The character between two cells."),
                (
                    (tr("Comma ,"), ","),
                    (tr("Semicolon ;"), ";"),
                    (tr("Tab"), "\t"),
                    (tr("Bar |"), "|"),
                    (tr("Blank"), " "),
                ),
            ),
            (
                "decimal",
                self.decimal,
                tr("Decimal sign"),
                tr("What stands between 1 and 5 in one and a half."),
                ((tr("Point 1.5"), "."), (tr("Comma 1,5"), ",")),
            ),
            (
                "quote",
                self.quote,
                tr("Quotation mark"),
                tr("Surrounds cells that hold the delimiter."),
                ((tr('Double "'), '"'), (tr("Single '"), "'"), (tr("None"), "")),
            ),
            (
                "encoding",
                self.encoding,
                tr("Encoding"),
                tr("How letters are stored. Change it where accents look wrong."),
                tuple((name, name) for name in ENCODINGS),
            ),
        ):
            for text, value in entries:
                box.addItem(text, value)
            box.setToolTip(help_)
            box.setAccessibleName(label)
            box.setAccessibleDescription(help_)
            box.activated.connect(lambda *_, f=field, b=box: self._set(f, b.currentData()))
            form.addRow(label, box)
        form.addRow(self.header)

    def show_format(self, format: TableFormat) -> None:
        """Shows how a file is read."""
        self._format = format
        for box, value in (
            (self.delimiter, format.delimiter),
            (self.decimal, format.decimal),
            (self.quote, format.quote),
            (self.encoding, format.encoding),
        ):
            if box.findData(value) < 0:
                box.addItem(value, value)
            box.setCurrentIndex(box.findData(value))
        with QSignalBlocker(self.header):
            self.header.setChecked(format.header)

    def _set(self, field: str, value: object) -> None:
        if getattr(self._format, field) != value:
            self._format = replace(self._format, **{field: value})
            self.changed.emit(self._format)
