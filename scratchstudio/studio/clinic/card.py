"""The card on the canvas that tells of a finding, beside the neuron concerned."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from scratchstudio.evaluate.clinic import Cure, Finding
from scratchstudio.studio.canvas.picture import RADIUS
from scratchstudio.studio.clinic.clinic import Clinic
from scratchstudio.studio.clinic.island import Island, small_button, text_label
from scratchstudio.studio.clinic.place import beside
from scratchstudio.studio.icons import icon
from scratchstudio.studio.text import as_written, tr
from scratchstudio.studio.theme import Theme, blend

if TYPE_CHECKING:
    from scratchstudio.studio.canvas.view import CanvasView

LETTERS = 46
"""Letters in a line of the card, about."""
RIM = 10
"""Pixels between the card and the rim of the canvas."""


class Card(Island):
    """Shows one of the clinic's findings at a time; hidden while there is none."""

    def __init__(self, canvas: CanvasView, clinic: Clinic) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._clinic = clinic
        self._finding: Finding | None = None
        self._place = 0
        self._unfolded: set[str] = set()
        """Findings whose card the person has opened; what has stopped training opens by itself."""
        self.setObjectName("clinicCard")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._build()
        clinic.changed.connect(self._refresh)
        clinic.came.connect(self._announce)
        canvas.viewChanged.connect(self.settle)
        canvas.document.networkChanged.connect(lambda *_: self.settle())
        canvas.installEventFilter(self)
        canvas.appearance.changed.connect(self._dress)
        self._dress(canvas.appearance.theme)
        self.hide()

    # Building.

    def _build(self) -> None:
        self._sign = QLabel()
        self.title = text_label("title")
        self._count = text_label("faint")
        self._count.setWordWrap(False)
        self._back = small_button(tr("Previous finding"), "‹", partial(self._turn, -1))
        self._on = small_button(tr("Next finding"), "›", partial(self._turn, 1))
        self.more = QPushButton(tr("Why?"))
        self.more.setAccessibleName(tr("Cause and cures"))
        self.more.setToolTip(tr("Tells what happened, the probable cause, and offers cures (F8)."))
        self.more.clicked.connect(self.unfold)
        self.close_button = small_button(
            tr("Dismiss; not told again in this run"), "", self.dismiss
        )
        head = QHBoxLayout()
        head.setSpacing(4)
        for widget in (
            self._sign,
            self.title,
            self._back,
            self._count,
            self._on,
            self.more,
            self.close_button,
        ):
            head.addWidget(widget, 1 if widget is self.title else 0, Qt.AlignmentFlag.AlignVCenter)
        self.what, self.why, self.sure = text_label(), text_label(), text_label("faint")
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for label in (self.what, self.why, self.sure):
            column.addWidget(label)
        column.addStretch(1)
        self._area = QScrollArea()
        self._area.setObjectName("clinicBody")
        self._area.setWidget(self._inside)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cures = QVBoxLayout()
        self._cures.setSpacing(4)
        self.buttons: list[QPushButton] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 10, 8, 12)
        outer.setSpacing(6)
        outer.addLayout(head)
        outer.addWidget(self._area, 1)
        outer.addLayout(self._cures)
        self._inside.installEventFilter(self)

    def _dress(self, theme: Theme) -> None:
        stopped = self._finding is not None and self._finding.stopped
        rim = theme.error if stopped else theme.warning
        ground = blend(theme.panel, rim, 0.06)
        sheet = (
            f"#clinicCard {{ background: {ground}; border: 1px solid {theme.border};"
            f" border-left: 4px solid {rim}; border-radius: 6px; }}"
            f"#clinicCard QPushButton:focus {{ border: 2px solid {theme.text}; }}"
            f"#clinicBody, #clinicBody > QWidget > QWidget {{ background: {ground}; }}"
        )
        # Each look tells the finding anew, and dressing costs far more than telling.
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)
            self._sign.setPixmap(icon("warning").pixmap(18, 18))
            self.close_button.setIcon(icon("close"))
        self.settle()

    # What is shown.

    @property
    def finding(self) -> Finding | None:
        """What the card tells of now."""
        return self._finding

    def _refresh(self) -> None:
        findings = self._clinic.findings
        if not findings:
            self._put_away()
            return
        keys = [finding.key for finding in findings]
        if self._finding is not None and self._finding.key in keys and not findings[0].stopped:
            self._place = keys.index(self._finding.key)
        else:
            self._place = min(self._place, len(findings) - 1) if not findings[0].stopped else 0
        self._tell(findings[self._place], len(findings))

    def _tell(self, finding: Finding, count: int) -> None:
        same = self._finding is not None and self._finding.key == finding.key
        self._finding = finding
        self.title.setText(finding.title)
        self._count.setText(tr("{} of {}").format(self._place + 1, count))
        for widget in (self._back, self._count, self._on):
            widget.setVisible(count > 1)
        self.what.setText(finding.what)
        self.why.setText(tr("Probable cause: {}").format(finding.why))
        self.sure.setText(f"{_sureness(finding)}: {finding.because}")
        labels = [cure.label for cure in finding.cures]
        if not (same and labels == [button.property("label") for button in self.buttons]):
            self._offer(finding.cures)
        self.setAccessibleName(finding.title)
        self.setAccessibleDescription(f"{finding.what} {finding.why}")
        self._fold()
        self._dress(self._canvas.appearance.theme)
        self.show()
        self.settle()
        self.raise_()

    @property
    def folded(self) -> bool:
        """Whether only the title is seen, as it is at first where training goes on."""
        finding = self._finding
        return finding is not None and not finding.stopped and finding.key not in self._unfolded

    def unfold(self) -> None:
        """Tells all of the finding."""
        if self._finding is not None and self.folded:
            self._unfolded.add(self._finding.key)
            had_focus = self.more.hasFocus()
            self._fold()
            self.settle()
            if had_focus:
                self.take_focus()

    def _fold(self) -> None:
        self.more.setVisible(self.folded)
        for widget in (self._area, *self.buttons):
            widget.setVisible(not self.folded)

    def _offer(self, cures: tuple[Cure, ...]) -> None:
        had_focus = any(button.hasFocus() for button in self.buttons)
        for button in self.buttons:
            self._cures.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        for place, cure in enumerate(cures):
            button = QPushButton(cure.label.replace("&", "&&"), self)
            button.setProperty("label", cure.label)
            if place == 0:
                button.setProperty("role", "primary")
            button.setToolTip(as_written(cure.help))
            button.setAccessibleDescription(cure.help)
            button.clicked.connect(partial(self._cure, place))
            self._cures.addWidget(button)
            self.buttons.append(button)
            button.ensurePolished()
            button.show()
        if had_focus and self.buttons:
            self.buttons[0].setFocus()

    def _put_away(self) -> None:
        if any(child.hasFocus() for child in self.findChildren(QWidget)):
            self._canvas.setFocus()
        self._finding = None
        self._place = 0
        self.hide()

    def _announce(self, finding: Finding) -> None:
        QAccessible.updateAccessibility(
            QAccessibleAnnouncementEvent(self, f"{finding.title}. {finding.what}")
        )

    # What is clicked.

    def _cure(self, place: int, *_: object) -> None:
        finding = self._finding
        if finding is not None and place < len(finding.cures):
            self._clinic.cure(finding, finding.cures[place])

    def dismiss(self) -> None:
        """Puts the finding away for this run."""
        if self._finding is not None:
            self._clinic.dismiss(self._finding)

    def _turn(self, by: int) -> None:
        findings = self._clinic.findings
        opened = self._finding is not None and not self.folded
        self._place = (self._place + by) % max(len(findings), 1)
        if opened:
            # Who reads one finding reads on in the next; folded, it would jump away.
            self._unfolded.add(findings[self._place].key)
        self._tell(findings[self._place], len(findings))

    def take_focus(self) -> None:
        """Gives the keys to the first cure."""
        self.unfold()
        first = self.buttons[0] if self.buttons else self.close_button
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def stops(self) -> Sequence[QWidget]:
        cures = [self.more] if self.folded else self.buttons
        return *cures, self._back, self._on, self.close_button

    # Where it stands.

    def settle(self) -> None:
        """Stands beside the neuron concerned where it is in view, else in the upper right."""
        if self._finding is None:
            return
        wide = self.fontMetrics().averageCharWidth() * LETTERS
        if self.folded:
            wide = self._head_width()
        self.setFixedWidth(min(wide, max(self._canvas.width() - 2 * RIM, 120)))
        room = self._canvas.rect().adjusted(RIM, RIM, -RIM, -RIM)
        wanted = self._wanted_height()
        size = QSize(self.width(), min(wanted, room.height()))
        # Left to itself, a bar that was needed once stays, by the room that it takes itself.
        policy = Qt.ScrollBarPolicy
        bar = policy.ScrollBarAlwaysOff if wanted <= room.height() else policy.ScrollBarAsNeeded
        self._area.setVerticalScrollBarPolicy(bar)
        self.setFixedHeight(size.height())
        spots = self._canvas.viewport.to_screen(self._canvas.picture.position)
        # Folded, it leaves the drawing free as far as it can.
        concerned = self._concerned()
        reach = RADIUS * self._canvas.viewport.scale
        thing = None if self.folded else concerned
        self.move(beside(thing, size, room, spots, reach, concerned))

    def _wanted_height(self) -> int:
        self.ensurePolished()
        margins = self.layout().contentsMargins()
        border = self.height() - self.contentsRect().height()
        width = self.contentsRect().width() - margins.left() - margins.right()
        buttons = max(w.sizeHint().height() for w in (self._back, self.close_button))
        head = max(self.title.heightForWidth(self._title_width(width)), buttons)
        inside = self._inside.layout()
        if self.folded:
            head = max(head, self.more.sizeHint().height())
            return head + margins.top() + margins.bottom() + border
        body = inside.heightForWidth(width)
        cures = self._cures.sizeHint().height() if self.buttons else 0
        gaps = self.layout().spacing() * (2 if self.buttons else 1)
        return head + body + cures + gaps + margins.top() + margins.bottom() + border

    def _head_width(self) -> int:
        """As wide as the title is in one line."""
        margins = self.layout().contentsMargins()
        title = self.title.fontMetrics().horizontalAdvance(self.title.text()) + 8
        others = self._title_width(0, least=0)
        return title - others + margins.left() + margins.right() + 8

    def _title_width(self, width: int, least: int = 60) -> int:
        others = (self._sign, self._back, self._count, self._on, self.more, self.close_button)
        taken = sum(w.sizeHint().width() + 4 for w in others if not w.isHidden())
        return max(width - taken, least) if least else width - taken

    def _concerned(self) -> QRect | None:
        """Where the first of the neurons concerned that can be seen is, in pixels."""
        canvas = self._canvas
        for neuron in () if self._finding is None else self._finding.neurons:
            if neuron in canvas.picture.network.neurons:
                x, y = canvas.viewport.to_screen(canvas.picture.place(neuron))
                spot = QPoint(round(float(x)), round(float(y)))
                if canvas.rect().contains(spot):
                    half = round(RADIUS * canvas.viewport.scale)
                    return QRect(spot - QPoint(half, half), QSize(2 * half, 2 * half))
        return None

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:
        grown = watched is self._canvas and event.type() == QEvent.Type.Resize
        said = watched is self._inside and event.type() == QEvent.Type.LayoutRequest
        if grown or said:
            self.settle()
        return False


def _sureness(finding: Finding) -> str:
    return {
        "certain": tr("Certain"),
        "likely": tr("Likely"),
        "possible": tr("Possible"),
    }[finding.sure]
