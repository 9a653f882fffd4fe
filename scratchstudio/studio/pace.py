"""How fast training goes: measured, and limited where the person wants to watch."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass
class Pace:
    """Steps per second, smoothed over about a second."""

    since: float = 0.0
    step: int = 0
    rate: float = 0.0

    def restart(self, step: int) -> None:
        """Measures from here."""
        self.since, self.step = time.perf_counter(), step

    def look(self, step: int) -> float:
        """Steps per second until now."""
        elapsed = time.perf_counter() - self.since
        if elapsed > 0.25:
            measured = (step - self.step) / elapsed
            self.rate = measured if not self.rate else 0.5 * self.rate + 0.5 * measured
            self.restart(step)
        return self.rate


@dataclass
class Limit:
    """At most so many steps a second; 0 is no limit."""

    speed: float = 0.0
    _owed: float = 0.0
    _at: float = 0.0

    def restart(self) -> None:
        """The next step is due now."""
        self._owed, self._at = 1.0, time.perf_counter()

    def due(self) -> int:
        """Steps that are due now; asking takes them. A pause is not made up for."""
        now = time.perf_counter()
        self._owed = min(self._owed + self.speed * (now - self._at), self.speed + 1.0)
        self._at = now
        steps = int(self._owed)
        self._owed -= steps
        return steps
