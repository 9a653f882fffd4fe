"""What the layers of the canvas are asked to draw: the same shot again needs no new geometry."""

from __future__ import annotations

from dataclasses import dataclass

from scratchstudio.studio.canvas.picture import Picture
from scratchstudio.studio.canvas.viewport import Viewport


@dataclass(frozen=True, eq=False)
class Shot:
    """A picture seen through a viewport, in a widget of so many pixels at a device pixel ratio."""

    picture: Picture
    viewport: Viewport
    width: int
    height: int
    ratio: float

    def same(self, other: Shot | None) -> bool:
        """True when every edge lies on the same pixels in both; weights may differ."""
        return (
            other is not None
            and self.picture.lies_as(other.picture)
            and self.viewport == other.viewport
            and self.pixels == other.pixels
        )

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height in pixels of the device."""
        return round(self.width * self.ratio), round(self.height * self.ratio)
