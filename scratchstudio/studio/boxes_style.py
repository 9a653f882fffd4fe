"""How choosers and number boxes look, in every theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scratchstudio.resources import resource_path

if TYPE_CHECKING:
    from scratchstudio.studio.theme import Theme


def boxes_style(theme: Theme, faded: str) -> str:
    """The style sheet for them: the whole of it, for with a part Qt draws the rest its own way."""
    ink = "white" if theme.dark else "black"
    up, down = (resource_path(f"icons/arrow-{way}-{ink}.svg").as_posix() for way in ("up", "down"))
    return f"""
    QComboBox, QAbstractSpinBox {{ border: 1px solid {theme.border}; border-radius: 3px;
               padding: 2px 2px 2px 4px; color: {theme.text}; }}
    QComboBox {{ background: {theme.raised}; combobox-popup: 0; }}
    QAbstractSpinBox {{ background: {theme.field}; padding: 0 16px 0 0; }}
    QComboBox:hover, QAbstractSpinBox:hover {{ border-color: {theme.accent}; }}
    QComboBox:focus {{ border: 2px solid {theme.accent}; padding: 1px 1px 1px 3px; }}
    QAbstractSpinBox:focus {{ border: 2px solid {theme.accent}; padding: 0 15px 0 0; }}
    QComboBox:disabled, QAbstractSpinBox:disabled {{ background: {theme.panel};
               color: {faded}; }}
    QComboBox::drop-down {{ border: none; width: 14px; }}
    QComboBox::down-arrow {{ image: url("{down}"); width: 12px; height: 12px; }}
    QComboBox QAbstractItemView {{ background: {theme.raised}; color: {theme.text};
               border: 1px solid {theme.border}; selection-background-color: {theme.accent};
               selection-color: {theme.accent_text}; outline: none; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: none; width: 16px;
               background: transparent; subcontrol-origin: border; }}
    QAbstractSpinBox::up-button {{ subcontrol-position: top right; }}
    QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; }}
    QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {{
               background: {theme.border}; }}
    QAbstractSpinBox::up-arrow {{ image: url("{up}"); width: 9px; height: 9px; }}
    QAbstractSpinBox::down-arrow {{ image: url("{down}"); width: 9px; height: 9px; }}
    """
