"""Unsaved work comes through a crash: a copy for each window, offered once its process is dead."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLockFile, QThreadPool
from PySide6.QtWidgets import QMessageBox

from scratchstudio.errors import ProjectFileError
from scratchstudio.network import set_neurons
from scratchstudio.project import load, save, start_project
from scratchstudio.studio import recovery
from scratchstudio.studio.document import Document
from scratchstudio.studio.recovery import MOST_ORPHANS, claim_orphans, recovery_folder
from scratchstudio.studio.theme import Appearance
from scratchstudio.studio.window import MainWindow

LIVING = """
import sys
from PySide6.QtCore import QCoreApplication, QThreadPool
from scratchstudio.network import set_neurons
from scratchstudio.studio import application

made = application.make_application()
made.setApplicationName(sys.argv[1])
made.setOrganizationName(sys.argv[2])
window = application.open_window(None)
network = window.document.network
window.document.draw("Rename", set_neurons(network, [int(network.neurons.id[0])], name="killed"))
window.recovering.keep()
QThreadPool.globalInstance().waitForDone()
print("kept", flush=True)
made.exec()
"""


@pytest.fixture
def another(qtbot, store) -> Iterator[Callable[[], MainWindow]]:
    """Makes further windows of this process."""
    made: list[MainWindow] = []

    def make() -> MainWindow:
        made.append(MainWindow(Document(start_project()), Appearance(), store))
        made[-1].show()
        return made[-1]

    yield make
    for window in made:
        window.document.undo_stack.setClean()
        window.close()
        window.deleteLater()


@contextmanager
def a_living_process() -> Iterator[subprocess.Popen[str]]:
    """ScratchStudio in a process of its own, with unsaved work of which it has kept a copy."""
    names = [QCoreApplication.applicationName(), QCoreApplication.organizationName()]
    process = subprocess.Popen(
        [sys.executable, "-c", LIVING, *names], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "kept\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def rename(window: MainWindow, name: str) -> None:
    """An edit that can be recognised."""
    network = window.document.network
    window.document.draw("Rename", set_neurons(network, [int(network.neurons.id[0])], name=name))


def keep(window: MainWindow) -> None:
    """What the clock does once a minute."""
    window.recovering.keep()
    QThreadPool.globalInstance().waitForDone()


def orphan(name: str, age: int = 0) -> Path:
    """A copy without a living window, some seconds old."""
    project = start_project()
    network = set_neurons(project.network, [int(project.network.neurons.id[0])], name=name)
    recovery_folder().mkdir(parents=True, exist_ok=True)
    path = recovery_folder() / f"unsaved-{name}.ssproj"
    save(replace(project, network=network), path)
    written = path.stat().st_mtime - age
    os.utime(path, (written, written))
    return path


def copies() -> set[str]:
    """The names that were given in all copies."""
    found = recovery_folder().glob("*.ssproj")
    return {str(load(path).network.neurons.name[0]) for path in found}


def shown(window: MainWindow) -> str:
    return str(window.document.network.neurons.name[0])


def answer(monkeypatch, button: QMessageBox.StandardButton) -> None:
    monkeypatch.setattr(QMessageBox, "question", lambda *_: button)


def offered(window: MainWindow) -> bool:
    return window.messages.isVisible() and window.messages.offer.isVisible()


# A copy for each window.


def test_each_window_keeps_a_copy_of_its_own(window, another):
    other = another()
    rename(window, "one")
    rename(other, "two")
    keep(window)
    keep(other)
    assert copies() == {"one", "two"}


def test_a_later_copy_of_a_window_takes_the_place_of_its_earlier_one(window):
    rename(window, "earlier")
    keep(window)
    rename(window, "later")
    keep(window)
    assert copies() == {"later"}


def test_a_run_that_ends_is_kept_when_the_last_copy_is_old(qtbot, window, monkeypatch):
    monkeypatch.setattr("scratchstudio.studio.recovering.SOONEST", -1)
    window.session.play()
    qtbot.waitUntil(lambda: window.session.frame.snapshot.step > 0)
    window.session.pause()
    qtbot.waitUntil(lambda: len(list(recovery_folder().glob("*.ssproj"))) == 1)
    [path] = recovery_folder().glob("*.ssproj")
    assert load(path).state is not None


def test_saving_takes_away_the_own_copy_only(window, another, tmp_path):
    other = another()
    orphan("left")
    rename(window, "one")
    rename(other, "two")
    keep(window)
    keep(other)
    window.files._write(tmp_path / "saved.ssproj")
    assert copies() == {"two", "left"}


def test_giving_up_on_purpose_takes_away_the_own_copy_only(window, monkeypatch):
    orphan("left")
    rename(window, "given up")
    keep(window)
    answer(monkeypatch, QMessageBox.StandardButton.Discard)
    assert window.close()
    assert copies() == {"left"}


def test_another_project_instead_takes_the_copy_away_too(window, monkeypatch):
    rename(window, "given up")
    keep(window)
    answer(monkeypatch, QMessageBox.StandardButton.Discard)
    window.files.new()
    assert copies() == set()


def test_nothing_is_left_beside_the_copies(window):
    rename(window, "one")
    keep(window)
    window.document.undo_stack.setClean()
    window.close()
    assert list(recovery_folder().iterdir()) == []


def test_a_copy_that_comes_after_the_saving_is_not_written(window, tmp_path):
    rename(window, "one")
    pool = QThreadPool.globalInstance()
    threads = pool.maxThreadCount()
    pool.setMaxThreadCount(0)
    window.recovering.keep()
    window.files._write(tmp_path / "saved.ssproj")
    pool.setMaxThreadCount(threads)
    pool.waitForDone()
    assert copies() == set()


def test_where_no_copy_can_be_written_it_is_told(qtbot, window):
    recovery_folder().parent.mkdir(parents=True, exist_ok=True)
    recovery_folder().write_text("a file in the way")
    rename(window, "one")
    keep(window)
    qtbot.waitUntil(lambda: "No copy for recovery" in window.messages.text)


# What is offered.


def test_after_a_proper_end_nothing_is_offered(window):
    window.recovering.offer()
    assert not offered(window)


def test_a_living_window_is_not_offered_to_another_of_its_process(window, another):
    rename(window, "living")
    keep(window)
    other = another()
    other.recovering.offer()
    assert not offered(other)
    assert copies() == {"living"}


def test_a_living_process_is_not_offered_a_killed_one_is(window):
    with a_living_process() as process:
        window.recovering.offer()
        assert not offered(window)
        process.kill()  # SIGKILL
        process.wait()
        assert copies() == {"killed"}

        window.recovering.offer()
        assert "did not close properly" in window.messages.text
        window.messages.offer.click()
    assert shown(window) == "killed"
    assert window.files.dirty
    assert window.files.path is None


def test_an_orphan_of_our_own_number_is_offered_as_in_a_container(window):
    path = orphan("namesake")
    lock = QLockFile(str(path.with_suffix(".lock")))
    lock.tryLock(0)
    content = path.with_suffix(".lock").read_bytes()
    lock.unlock()
    path.with_suffix(".lock").write_bytes(content)
    os.utime(path.with_suffix(".lock"), (1e9, 1e9))
    window.recovering.offer()
    assert offered(window)


def test_a_living_window_of_long_ago_is_not_offered(window, another):
    rename(window, "living")
    keep(window)
    [lock] = recovery_folder().glob("*.lock")
    os.utime(lock, (1e9, 1e9))
    other = another()
    other.recovering.offer()
    assert not offered(other)


def test_several_are_counted_and_offered_one_after_the_other_newest_first(window, monkeypatch):
    orphan("oldest", age=300)
    orphan("newest", age=100)
    orphan("middle", age=200)
    answer(monkeypatch, QMessageBox.StandardButton.Discard)
    seen = []
    window.recovering.offer()
    assert "Copies kept: 3." in window.messages.text
    while offered(window):
        window.messages.offer.click()
        seen.append(shown(window))
    assert seen == ["newest", "middle", "oldest"]


def test_two_windows_never_offer_the_same(window, another):
    orphan("older", age=100)
    orphan("newer")
    other, third = another(), another()
    for each in (window, other, third):
        each.recovering.offer()
    assert not offered(third)
    window.messages.offer.click()
    other.messages.offer.click()
    assert (shown(window), shown(other)) == ("newer", "older")


def test_not_more_are_kept_than_a_disk_bears_the_oldest_go_first():
    for age in range(MOST_ORPHANS + 3):
        orphan(f"of{age}", age)
    claimed = claim_orphans()
    assert len(claimed) == MOST_ORPHANS
    assert copies() == {f"of{age}" for age in range(MOST_ORPHANS)}


# How it is decided on.


def test_undecided_it_stays_for_another_start(window, another):
    orphan("left")
    window.recovering.offer()
    window.messages.hide()
    assert window.close()
    other = another()
    other.recovering.offer()
    assert offered(other)
    other.messages.offer.click()
    assert shown(other) == "left"


def test_thrown_away_it_is_gone_and_the_next_is_offered(window):
    orphan("older", age=100)
    orphan("newer")
    window.recovering.offer()
    window.messages.refusal.click()
    assert copies() == {"older"}
    assert offered(window)
    window.messages.refusal.click()
    assert copies() == set()
    assert not window.messages.isVisible()


def test_who_would_rather_stay_is_offered_it_again(window, monkeypatch):
    orphan("left")
    rename(window, "mine")
    answer(monkeypatch, QMessageBox.StandardButton.Cancel)
    window.recovering.offer()
    window.messages.offer.click()
    assert shown(window) == "mine"
    assert offered(window)


def test_recovered_it_is_replaced_by_the_windows_own_copy(window):
    path = orphan("left")
    window.recovering.offer()
    window.messages.offer.click()
    QThreadPool.globalInstance().waitForDone()
    assert not path.exists()
    assert copies() == {"left"}


def test_recovered_it_stays_as_long_as_the_work_is_kept_nowhere_else(
    qtbot, window, another, monkeypatch, tmp_path
):
    path = orphan("left")

    def full(*_, **__):
        raise ProjectFileError("The disk is full.")

    monkeypatch.setattr(recovery, "save", full)
    window.recovering.offer()
    window.messages.offer.click()
    QThreadPool.globalInstance().waitForDone()
    qtbot.waitUntil(lambda: "The disk is full." in window.messages.text)
    assert path.exists()
    other = another()
    other.recovering.offer()
    assert not offered(other)

    window.files._write(tmp_path / "saved.ssproj")
    assert not path.exists()


def test_a_damaged_one_is_told_and_skipped(window):
    damaged = orphan("damaged")
    damaged.write_bytes(b"PK")
    orphan("whole", age=100)
    window.recovering.offer()
    window.messages.offer.click()
    assert damaged.name in window.messages.text
    assert offered(window)
    window.messages.offer.click()
    assert shown(window) == "whole"


def test_a_damaged_one_alone_is_told_in_a_sentence_and_not_offered_again(window):
    damaged = orphan("damaged")
    damaged.write_bytes(b"PK")
    window.recovering.offer()
    window.messages.offer.click()
    assert damaged.name in window.messages.text
    assert not offered(window)
