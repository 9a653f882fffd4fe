"""The colours of the app in one place: light, dark and high contrast, for Qt, plots and canvas.

Signs are blue and vermillion (Okabe and Ito), which keep apart under every common colour vision
deficiency and pass 3:1 on their background; see research/lessons.md, section 5.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyqtgraph
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from scratchstudio.resources import resource_path
from scratchstudio.studio.boxes_style import boxes_style


@dataclass(frozen=True)
class Theme:
    """Colour tokens as "#rrggbb"; a widget names a token, never a colour of its own."""

    key: str
    label: str
    dark: bool
    window: str
    panel: str
    field: str
    raised: str
    border: str
    text: str
    faint_text: str
    accent: str
    accent_text: str
    canvas: str
    grid: str
    neuron: str
    neuron_border: str
    selection: str
    positive: str
    negative: str
    neutral: str
    warning: str
    error: str
    good: str
    training: str
    held_out: str
    classes: tuple[str, ...]


_CLASSES = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#B88A00", "#56B4E9", "#7B5EA7", "#6B6B6B")
_DARK_CLASSES = (
    "#F0803C",
    "#56B4E9",
    "#2CC297",
    "#E39BC4",
    "#E6C229",
    "#9AD1F5",
    "#B79AE0",
    "#B5B5B5",
)

LIGHT = Theme(
    key="light",
    label="Light",
    dark=False,
    window="#EDEFF2",
    panel="#F8F9FA",
    field="#FFFFFF",
    raised="#FFFFFF",
    border="#CBD1D8",
    text="#1B1F24",
    faint_text="#59636E",
    accent="#0B65C2",
    accent_text="#FFFFFF",
    canvas="#FFFFFF",
    grid="#E9ECEF",
    neuron="#FFFFFF",
    neuron_border="#59636E",
    selection="#0B65C2",
    positive="#0072B2",
    negative="#D55E00",
    neutral="#D9DDE1",
    warning="#8A5A00",
    error="#B3261E",
    good="#157443",
    training="#0B65C2",
    held_out="#B34700",
    classes=_CLASSES,
)

DARK = Theme(
    key="dark",
    label="Dark",
    dark=True,
    window="#1B1F24",
    panel="#22272D",
    field="#15181D",
    raised="#2C323A",
    border="#3B434D",
    text="#E8EBEE",
    faint_text="#A3ADB8",
    accent="#4C9FEF",
    accent_text="#0B1117",
    canvas="#15181D",
    grid="#20252B",
    neuron="#262C33",
    neuron_border="#A3ADB8",
    selection="#6CB4FF",
    positive="#56B4E9",
    negative="#E69F00",
    neutral="#343B44",
    warning="#E6C229",
    error="#FF8A80",
    good="#4CD08B",
    training="#6CB4FF",
    held_out="#F0A35C",
    classes=_DARK_CLASSES,
)

CONTRAST = Theme(
    key="contrast",
    label="High contrast",
    dark=True,
    window="#000000",
    panel="#000000",
    field="#1E1E1E",
    raised="#2A2A2A",
    border="#FFFFFF",
    text="#FFFFFF",
    faint_text="#E0E0E0",
    accent="#FFD60A",
    accent_text="#000000",
    canvas="#000000",
    grid="#1C1C1C",
    neuron="#000000",
    neuron_border="#FFFFFF",
    selection="#FFD60A",
    positive="#6CC8FF",
    negative="#FFB000",
    neutral="#4A4A4A",
    warning="#FFD60A",
    error="#FF9A91",
    good="#5CF2A0",
    training="#6CC8FF",
    held_out="#FFB000",
    classes=_DARK_CLASSES,
)

THEMES: Mapping[str, Theme] = {theme.key: theme for theme in (LIGHT, DARK, CONTRAST)}

SIGN_STEPS = 255
"""Entries of the table behind `signed_colours`; odd, so that the middle one is exactly neutral."""


def _rgb(colour: str) -> NDArray[np.float64]:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.float64)


def sign_table(theme: Theme) -> NDArray[np.uint32]:
    """The diverging map as opaque 0xAARRGGBB, from strongest negative through neutral to positive.

    Strength runs with the square root, so that small weights already show their sign.
    """
    position = np.linspace(-1.0, 1.0, SIGN_STEPS)
    strength = np.sqrt(np.abs(position))[:, None]
    ends = np.where(position[:, None] < 0, _rgb(theme.negative), _rgb(theme.positive))
    rgb = np.rint(_rgb(theme.neutral) * (1 - strength) + ends * strength).astype(np.uint32)
    return np.uint32(0xFF000000) | rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2]


def signed_colours(theme: Theme, values: ArrayLike, limit: float) -> NDArray[np.uint32]:
    """A colour for each value: neutral at 0, full at ±limit and beyond; same shape as `values`."""
    scaled = np.nan_to_num(np.asarray(values, dtype=np.float64) / max(limit, 1e-30))
    index = np.rint((np.clip(scaled, -1, 1) + 1) * (SIGN_STEPS - 1) / 2).astype(np.intp)
    return sign_table(theme)[index]


def blend(first: str, second: str, share: float) -> str:
    """The colour `share` of the way from `first` to `second`."""
    mixed = np.rint(_rgb(first) * (1 - share) + _rgb(second) * share).astype(int)
    return "#{:02X}{:02X}{:02X}".format(*mixed)


class Appearance(QObject):
    """Holds the theme in use and tells widgets when it changes."""

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT

    @property
    def theme(self) -> Theme:
        return self._theme

    def use(self, theme: Theme) -> None:
        """Dresses the whole application in `theme`, and tells everyone."""
        self._theme = theme
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setPalette(_palette(theme))
            application.setStyleSheet(_style_sheet(theme))
        pyqtgraph.setConfigOptions(background=theme.panel, foreground=theme.faint_text)
        self.changed.emit(theme)


def system_theme() -> Theme:
    """The theme that the desktop asks for; light where it does not say."""
    scheme = QGuiApplication.styleHints().colorScheme()
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.field,
        QPalette.ColorRole.AlternateBase: theme.panel,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.faint_text,
        QPalette.ColorRole.Button: theme.raised,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: theme.error,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.accent_text,
        QPalette.ColorRole.Accent: theme.accent,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.Light: theme.raised,
        QPalette.ColorRole.Midlight: theme.border,
        QPalette.ColorRole.Mid: theme.border,
        QPalette.ColorRole.Dark: theme.border,
        QPalette.ColorRole.Shadow: theme.border,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        faded = _faded(theme)
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(faded))
    return palette


def _faded(theme: Theme) -> str:
    """The text of what cannot be used now."""
    return blend(theme.text, theme.panel, 0.55)


def _style_sheet(theme: Theme) -> str:
    ink = "black" if theme.dark else "white"
    checked, partly = (
        resource_path(f"icons/check-{name}{ink}.svg").as_posix() for name in ("", "part-")
    )
    return f"""{boxes_style(theme, _faded(theme))}
    QMainWindow::separator {{ background: {theme.window}; width: 5px; height: 5px; }}
    QMainWindow::separator:hover {{ background: {theme.accent}; }}
    QDockWidget {{ color: {theme.text}; font-weight: 600; }}
    QDockWidget::title {{ background: {theme.window}; padding: 5px 8px; }}
    QDockWidget > QWidget {{ background: {theme.panel}; }}
    QTabBar::tab {{ background: transparent; color: {theme.faint_text}; padding: 5px 8px;
               border: none; border-bottom: 2px solid transparent; }}
    QTabBar::tab:selected {{ color: {theme.text}; border-bottom: 2px solid {theme.accent}; }}
    QTabBar::tab:hover {{ color: {theme.text}; }}
    QTabBar::tab:focus {{ border-bottom: 2px solid {theme.text}; }}
    QTabBar {{ background: {theme.window}; }}
    QTabWidget::pane {{ border: none; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QToolBar {{ background: {theme.window}; border: none; spacing: 2px; padding: 3px; }}
    QMenuBar {{ background: {theme.window}; }}
    QStatusBar {{ background: {theme.window}; color: {theme.faint_text}; }}
    QToolTip {{ background: {theme.raised}; color: {theme.text};
               border: 1px solid {theme.border}; padding: 4px; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: {theme.panel}; border: none; }}
    QHeaderView::section {{ background: {theme.window}; color: {theme.text}; border: none;
               border-right: 1px solid {theme.border}; padding: 4px 6px; }}
    QTableCornerButton::section {{ background: {theme.window}; border: none; }}
    QTableView {{ gridline-color: {theme.border}; border: 1px solid {theme.border}; }}
    QLabel[role="faint"] {{ color: {theme.faint_text}; }}
    QLabel[role="error"] {{ color: {theme.error}; }}
    QLabel[role="warning"] {{ color: {theme.warning}; }}
    QLabel[role="title"] {{ font-weight: 600; }}
    QCheckBox::indicator, QAbstractItemView::indicator {{ width: 14px; height: 14px;
               border: 1px solid {theme.faint_text}; border-radius: 3px;
               background: {theme.field}; }}
    QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{
               background: {theme.accent}; border-color: {theme.accent};
               image: url("{checked}"); }}
    QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate {{
               background: {theme.accent}; border-color: {theme.accent};
               image: url("{partly}"); }}
    QCheckBox::indicator:focus {{ border: 2px solid {theme.text}; }}
    QCheckBox::indicator:disabled, QAbstractItemView::indicator:disabled {{
               border-color: {theme.border}; background: {theme.panel}; }}
    QLineEdit {{ border: 1px solid {theme.border}; border-radius: 3px; padding: 2px 4px;
               background: {theme.field}; }}
    QPushButton, QToolButton {{ border-radius: 4px; }}
    QPushButton {{ background: {theme.raised}; border: 1px solid {theme.border};
               padding: 4px 10px; }}
    QPushButton:hover, QToolButton:hover {{ border: 1px solid {theme.accent}; }}
    QPushButton:focus, QToolButton:focus, QLineEdit:focus, QTableView:focus {{
               border: 2px solid {theme.accent}; }}
    QPushButton[role="primary"] {{ background: {theme.accent}; color: {theme.accent_text};
               border: 1px solid {theme.accent}; font-weight: 600; }}
    QPushButton:disabled, QPushButton[role="primary"]:disabled {{ background: {theme.panel};
               color: {_faded(theme)}; border: 1px solid {_faded(theme)}; }}
    QToolButton {{ border: 1px solid transparent; padding: 3px; }}
    QToolButton:checked {{ background: {theme.raised}; border: 1px solid {theme.accent}; }}
    """
