"""The run in a process of its own, where painting the window costs it nothing."""

from __future__ import annotations

from scratchstudio.engine import Goal, Trainer
from scratchstudio.engine.hosting import Host, HostLost, News, Standing, worthwhile

LOOK = 0.015
"""Seconds between two looks at a run in its own process, at least."""
NEWS_A_SECOND = 12e6
"""Bytes of parameters that such a run is asked for in a second, at most: from some 45,000
parameters on, the window shows fewer than 60 frames a second, and training goes on undisturbed."""


class Away:
    """Sends a run into its process and brings it home; a lost process is not asked for again."""

    def __init__(self) -> None:
        self.host: Host | None = None
        self.standing: Standing | None = None
        """Where the run stands that is in the other process; None while it is here."""
        self.possible = worthwhile()

    def rest(self) -> float:
        """Seconds until the next look; 0 while the run is here."""
        if self.standing is None:
            return 0.0
        return max(LOOK, self.standing.parameters.nbytes / NEWS_A_SECOND)

    def send(self, trainer: Trainer, goal: Goal | None) -> None:
        """Starts the process, or hands the run over when it has started."""
        try:
            if self.host is None:
                self.host = Host()
            elif self.host.ready():
                self.host.take(trainer, goal)
                self.standing = Standing.of(trainer, exact=False)
        except HostLost:
            self._lose(trainer)

    def look(self, trainer: Trainer, keep: bool) -> News | None:
        """The newest of the run; None when the process was lost, and the run is here again."""
        assert self.host is not None
        try:
            news = self.host.news(keep=keep)
        except HostLost:
            self._lose(trainer)
            return None
        self.standing = news.standing
        return news

    def bring_home(self, trainer: Trainer) -> Exception | None:
        """Makes the trainer here the one that trains again; says what had stopped it there."""
        if self.standing is None or self.host is None:
            return None
        try:
            trouble = self.host.bring_back(trainer)
        except HostLost:
            self._lose(trainer)
            return None
        self.standing = None
        return trouble

    def close(self) -> None:
        """Ends the process."""
        if self.host is not None:
            self.host.close()
            self.host = None

    def _lose(self, trainer: Trainer) -> None:
        """The trainer here goes on with the newest weights that are known."""
        newest, self.standing, self.possible = self.standing, None, False
        self.close()
        if newest is not None:
            trainer.set_parameters(newest.parameters)
