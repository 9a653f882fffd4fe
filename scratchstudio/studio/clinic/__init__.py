"""The clinic in the window: what training's findings are told, where, and what a click cures."""
