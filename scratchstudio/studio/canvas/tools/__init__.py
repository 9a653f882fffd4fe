"""Gestures on the canvas: one class and one file each; `choice` says which a press begins."""
