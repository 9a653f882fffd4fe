"""The bar that tells of errors and successes, over the canvas: the canvas does not move for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMessageBox, QPushButton, QToolButton, QWidget

from scratchstudio.studio.canvas.strips import RIM, strip_at
from scratchstudio.studio.icons import icon
from scratchstudio.studio.text import tr
from scratchstudio.studio.theme import Appearance, blend

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView

WIDEST = 760
"""Pixels; a longer sentence is wrapped."""
Way = tuple[str, Callable[[], object]]
"""What a button says, and what it does."""
GOOD_STAYS = 8_000
"""Milliseconds after which a success goes by itself; an error stays until it is closed."""


class MessageBar(QWidget):
    """Shows the newest message; hidden while there is none."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._kind = "good"
        self._details = ""
        self._canvas: CanvasView | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("messageBar")
        self._sign = QLabel()
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.offer = QPushButton()
        self.refusal = QPushButton()
        self.more = QPushButton(tr("Details"))
        self.more.clicked.connect(self._show_details)
        close = QToolButton()
        close.setObjectName("close")
        close.setAccessibleName(tr("Close the message"))
        close.setToolTip(tr("Close the message"))
        close.clicked.connect(self.hide)
        self._close = close
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 5, 6, 5)
        for widget in (self._sign, self._text, self.offer, self.refusal, self.more, close):
            row.addWidget(widget, 1 if widget is self._text else 0)
        self._timer = QTimer(self, singleShot=True, interval=GOOD_STAYS)
        self._timer.timeout.connect(self.hide)
        appearance.changed.connect(self._dress)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence that is shown."""
        return self._text.text()

    def tell(
        self,
        sentence: str,
        kind: str = "error",
        *,
        details: str = "",
        offer: Way | None = None,
        refusal: Way | None = None,
    ) -> None:
        """Shows a sentence; `kind` is "error", "warning" or "good".

        `offer` is a way out to click, `refusal` one to be done with it for good.
        """
        self._kind, self._details = kind, details
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        self.more.setVisible(bool(details))
        self._show_way(self.offer, offer)
        self._show_way(self.refusal, refusal)
        self._timer.stop()
        if kind == "good":
            self._timer.start()
        self._dress()
        self.show()
        self._settle()

    def _show_way(self, button: QPushButton, way: Way | None) -> None:
        button.setVisible(way is not None)
        if way is None:
            return
        text, act = way
        button.setText(text)
        if button.property("bound"):
            button.clicked.disconnect()
        button.setProperty("bound", True)
        button.clicked.connect(self.hide)
        button.clicked.connect(lambda *_: act())

    def lie_over(self, canvas: CanvasView) -> None:
        """From now on lies over this canvas, beside which it is in the layout's parent."""
        self._canvas = canvas
        self.setParent(canvas.parentWidget())
        self.hide()
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._settle()
        return False

    def _settle(self) -> None:
        """As wide as the sentence needs, where it covers no neuron that is worked on."""
        canvas = self._canvas
        if canvas is None:
            return
        text = self._text.fontMetrics().horizontalAdvance(self.text)
        others = self.layout().sizeHint().width() - self._text.sizeHint().width()
        width = min(text + others + RIM, canvas.width() - 2 * RIM, WIDEST)
        box = strip_at(canvas, QSize(width, self.heightForWidth(width)))
        self.setGeometry(box.translated(canvas.pos()))
        self.raise_()

    def _show_details(self) -> None:
        box = QMessageBox(QMessageBox.Icon.NoIcon, tr("Details"), self.text, parent=self)
        box.setDetailedText(self._details)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _dress(self, *_: object) -> None:
        theme = self._appearance.theme
        colour = {"error": theme.error, "warning": theme.warning, "good": theme.good}[self._kind]
        ground = blend(theme.panel, colour, 0.12)
        self.setStyleSheet(
            f"#messageBar {{ background: {ground}; border: 1px solid {colour};"
            " border-radius: 8px; }"
        )
        self._sign.setPixmap(icon("info" if self._kind == "good" else "warning").pixmap(18, 18))
        self._close.setIcon(icon("close"))
