"""`scratchstudio train`: epochs with a progress bar, and nothing lost when it is interrupted."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from scratchstudio.cli.arguments import (
    Commands,
    add_project,
    add_training_options,
    changed_settings,
    export_file,
    project_file,
    whole_number,
)
from scratchstudio.cli.exporting import export_project
from scratchstudio.cli.opening import opened
from scratchstudio.cli.scoring import score_lines
from scratchstudio.data import prepare
from scratchstudio.engine import Divergence, Trainer, initialise, pin_blas_threads
from scratchstudio.project import BACKUPS, Project, advanced, feed, restarted, save, trainer_for

CHUNK = 0.2
"""Seconds of training between two moves of the progress bar."""
SAVE_EVERY = 60.0
"""Seconds of training that a power cut may cost."""
INTERRUPTED = 130

DESCRIPTION = """\
Trains the network of a project and saves it. Training goes on where it stopped before.

Ctrl-C ends training after the step under way; what was trained is saved (exit code 130).
A long training is saved once a minute.
"""


def add_to(commands: Commands) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "train",
        help="train the network of a project",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_project(parser)
    parser.add_argument(
        "--epochs",
        type=whole_number(0, "the epochs"),
        required=True,
        metavar="N",
        help="how many times to go through the training data",
    )
    parser.add_argument(
        "--output", type=project_file, metavar="FILE", help="save there instead of in PROJECT"
    )
    parser.add_argument(
        "--export",
        nargs="+",
        type=export_file,
        default=[],
        metavar="FILE",
        help="also export the trained network; see “scratchstudio export --list”",
    )
    again = parser.add_mutually_exclusive_group()
    again.add_argument("--restart", action="store_true", help="begin again from the start weights")
    again.add_argument(
        "--seed",
        type=whole_number(0, "the seed"),
        help="begin again from new start weights, drawn with this seed",
    )
    bar = parser.add_mutually_exclusive_group()
    bar.add_argument(
        "--progress", action="store_true", help="show the progress bar where there is no terminal"
    )
    bar.add_argument("--quiet", action="store_true", help="show no progress bar")
    add_training_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Trains, saves, exports, and says how it went."""
    project = _begun(opened(options.project), options)
    prepared = prepare(project.source.table(), project.recipe)
    output = options.output or options.project
    trainer = trainer_for(project, prepared)
    bar = tqdm(
        total=options.epochs,
        unit="epoch",
        disable=options.quiet or not (options.progress or sys.stderr.isatty()),
    )
    run_ = _Run(project, trainer, output)
    with pin_blas_threads(), bar, _stop_signals() as stopped:
        trouble = run_.epochs(options.epochs, bar, stopped)
    project = run_.saved()
    print(
        f"Trained to epoch {trainer.epoch:,} (step {trainer.step:,}) in {run_.seconds:.2f} s; "
        f"saved in {output}."
    )
    print("\n".join(score_lines(trainer, feed(project.network, prepared), prepared)))
    if trouble is not None:
        raise trouble
    if stopped():
        print("Interrupted: the project is saved as far as it came.", file=sys.stderr)
        return INTERRUPTED
    export_project(project, options.export, prepared)
    return 0


def _begun(project: Project, options: argparse.Namespace) -> Project:
    """The project with other settings, and set back to its start where that is asked for."""
    project = replace(project, settings=changed_settings(project.settings, options))
    if options.seed is not None:
        settings = project.settings
        return restarted(project, initialise(project.network, settings.initialiser, settings.seed))
    return restarted(project) if options.restart else project


class _Run:
    """One training from the command line: where it saves, and how long it has taken."""

    def __init__(self, project: Project, trainer: Trainer, output: Path) -> None:
        self.seconds = 0.0
        self._project = project
        self._trainer = trainer
        self._output = output
        self._backups = BACKUPS

    def epochs(self, count: int, bar: tqdm, stopped: Callable[[], bool]) -> Divergence | None:
        """Trains so many epochs more; returns what stopped it, if something broke."""
        goal = self._trainer.epoch + count
        began = saved_at = time.perf_counter()
        try:
            while self._trainer.epoch < goal and not stopped():
                steps = self._trainer.steps_until_epoch(goal)
                snapshot = self._trainer.advance(steps=steps, seconds=CHUNK, stop=stopped)
                bar.set_postfix(loss=f"{snapshot.training_loss:.4g}", refresh=False)
                bar.update(self._trainer.epoch - (goal - count) - bar.n)
                if snapshot.finished:
                    bar.write(snapshot.finished)
                    break
                if time.perf_counter() - saved_at > SAVE_EVERY:
                    self.saved()
                    saved_at = time.perf_counter()
        except Divergence as trouble:
            return trouble
        finally:
            self.seconds = time.perf_counter() - began
        return None

    def saved(self) -> Project:
        """Saves what was reached; only the first time takes a place among the backups."""
        project = advanced(self._project, self._trainer)
        save(project, self._output, self._backups)
        self._backups = 0
        return project


@contextmanager
def _stop_signals() -> Iterator[Callable[[], bool]]:
    """Gives the question whether Ctrl-C was pressed; a second one interrupts at once."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask(number: int, frame: object) -> None:
        asked.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, ask)
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
