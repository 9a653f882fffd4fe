"""The canvas: where the network is drawn. `CanvasView` is the widget; the rest serves it."""

from scratchstudio.studio.canvas.view import CanvasView

__all__ = ["CanvasView"]
