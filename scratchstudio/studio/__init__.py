"""The window: everything that needs Qt. Nothing outside imports from here."""
