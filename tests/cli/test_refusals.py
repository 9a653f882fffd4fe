"""What the command line does not do, and how it says so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scratchstudio import __main__ as door
from scratchstudio.project import load

ROOT = Path(__file__).parents[2]


@pytest.fixture
def circle(done) -> Path:
    done("new", "--data", "circle", "--layers", "3", "-o", "circle.ssproj")
    return Path("circle.ssproj")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["train", "nowhere.ssproj", "--epochs", "1"], "There is no file “nowhere.ssproj”"),
        (["new", "--data", "nothing", "-o", "a.ssproj"], "no data named “nothing”"),
        (["new", "--data", "nowhere.csv", "-o", "a.ssproj"], "nowhere.csv"),
        (["new", "--data", "iris", "--target", "price", "-o", "a.ssproj"], "no column “price”"),
        (["new", "--data", "iris", "--rate", "-1", "-o", "a.ssproj"], "learning rate"),
        (["new", "--data", "spiral", "--noise", "7", "-o", "a.ssproj"], "noise"),
        (["new", "--data", "iris", "--held-out", "2", "-o", "a.ssproj"], "held-out"),
    ],
)
def test_a_job_that_cannot_be_done_fails_with_a_sentence(command, arguments, sentence) -> None:
    ran = command(*arguments)
    assert ran.code == 1
    assert ran.out == ""
    assert ran.err.startswith("scratchstudio: ")
    assert sentence in ran.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["fly"], "invalid choice"),
        (["train"], "PROJECT"),
        (["train", "circle.ssproj"], "--epochs"),
        (["train", "circle.ssproj", "--epochs", "-1"], "whole number of 0 or more, not '-1'"),
        (["train", "circle.ssproj", "--epochs", "many"], "whole number"),
        (["train", "circle.ssproj", "--epochs", "1", "--export", "net.doc"], ".onnx"),
        (["export", "circle.ssproj", "net.docx"], "none of the kinds"),
        (["export", "circle.ssproj"], "at least one file"),
        (["new", "--data", "iris", "-o", "iris.txt"], ".ssproj"),
        (["new", "--data", "iris", "--layers", "8;8", "-o", "a.ssproj"], "such as 8,8"),
        (["new", "--data", "iris", "--activation", "tanhh", "-o", "a.ssproj"], "tanhh"),
        (["new", "--data", "iris", "--activation", "=x+", "-o", "a.ssproj"], "--activation"),
        (["wire", "circle.ssproj", "x1"], "pairs"),
        (["train", "circle.ssproj", "--epochs", "1", "--set", "speed=9"], "NAME=VALUE"),
        (["train", "circle.ssproj", "--epochs", "1", "--set", "l2=much"], "l2 takes a number"),
    ],
)
def test_wrong_usage_is_explained(command, arguments, sentence) -> None:
    ran = command(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert sentence in ran.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["wire", "x1", "h9"], "no neuron “h9”"),
        (["wire", "h1", "x1"], "input neuron"),
        (["wire", "h1", "h1"], "cycle"),
        (["wire", "x1", "h1"], "already connected"),
        (["wire", "x1", "x2", "--remove"], "No wire leads"),
        (["neuron", "add", "--name", "h1"], "already"),
        (["neuron", "add", "--kind", "input", "--column", "x7"], "“x1”"),
        (["neuron", "remove", "h9"], "no neuron “h9”"),
    ],
)
def test_an_impossible_edit_changes_nothing(command, circle: Path, arguments, sentence) -> None:
    before = circle.read_bytes()
    ran = command(arguments[0], circle, *arguments[1:])
    assert ran.code == 1
    assert sentence in ran.err
    assert circle.read_bytes() == before


def test_a_project_cut_in_half_is_refused(command, circle: Path) -> None:
    circle.write_bytes(circle.read_bytes()[: circle.stat().st_size // 2])
    for arguments in (["train", circle, "--epochs", "1"], ["show", circle], ["evaluate", circle]):
        ran = command(*arguments)
        assert ran.code == 1
        assert "end of the project file is missing" in ran.err


def test_a_network_without_wires_into_its_output_is_trained_or_told_but_never_a_crash(
    command, done
) -> None:
    done("new", "--data", "circle", "--layers", "none", "-o", "bare.ssproj")
    assert command("train", "bare.ssproj", "--epochs", "1").code in (0, 1)


@pytest.mark.parametrize(
    "content", ["", "a,b\n", "a,b\n1,2\n", "a\n1\n2\n3\n", "\x00\x01\x02", "a,b\n1,1\n1,1\n"]
)
def test_a_bad_table_is_refused(command, content: str) -> None:
    Path("bad.csv").write_text(content)
    ran = command("new", "--data", "bad.csv", "-o", "bad.ssproj")
    assert ran.code == 1
    assert ran.err.startswith("scratchstudio: ")
    assert not Path("bad.ssproj").exists()


def test_a_training_that_diverges_keeps_the_last_good_weights(command, done) -> None:
    lines = [f"{x},{x * 1e3}" for x in range(50)]
    Path("steep.csv").write_text("\n".join(["x,y", *lines]))
    made = ["--no-standardise", "--layers", "4", "--activation", "linear", "--target", "y"]
    done(
        "new", "--data", "steep.csv", *made, "--optimiser", "sgd", "--rate", "10", "-o", "a.ssproj"
    )
    ran = command("train", "a.ssproj", "--epochs", "50")
    assert ran.code == 1
    assert ran.err.startswith("scratchstudio: ")
    assert load(Path("a.ssproj")).state is not None


def test_the_progress_bar_is_shown_when_asked_and_results_stay_apart(done, circle: Path) -> None:
    ran = done("train", circle, "--epochs", "3", "--progress")
    assert "3/3" in ran.err
    assert "3/3" not in ran.out


@pytest.mark.skipif(os.name == "nt", reason="sends an interrupt to a process")
def test_an_interrupted_training_is_saved_as_far_as_it_came(circle: Path) -> None:
    arguments = ["train", str(circle), "--epochs", "1000000", "--progress"]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    while b"loss" not in (said := process.stderr.read1()):  # the bar moves: training has begun
        assert said
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"saved" in out
    assert b"Traceback" not in err
    state = load(circle).state
    assert state is not None
    assert state.meta["step"] > 0


def test_a_missing_package_is_told_with_the_way_to_install_it(monkeypatch, capsys) -> None:
    monkeypatch.setitem(sys.modules, "scratchstudio.cli", None)

    def missing(name: str):
        def find(arguments: object) -> bool:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

        return find

    monkeypatch.setattr(door, "_wants_window", missing("numpy.core"))
    assert door.main(["show"]) == 1
    assert "pip install numpy" in capsys.readouterr().err
    monkeypatch.setattr(door, "_wants_window", missing("scratchstudio.nothing"))
    with pytest.raises(ModuleNotFoundError):
        door.main(["show"])


def test_a_missing_system_library_is_told(monkeypatch, capsys) -> None:
    def find(arguments: object) -> bool:
        raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(door, "_wants_window", find)
    assert door.main([]) == 1
    assert "libEGL.so.1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ([], True),
        (["net.ssproj"], True),
        (["show", "net.ssproj"], False),
        (["--version"], False),
    ],
)
def test_the_window_opens_without_arguments_or_with_a_project_alone(
    arguments: list[str], window: bool
) -> None:
    assert door._wants_window(arguments) is window


def test_every_command_explains_itself(done) -> None:
    for name in ("", "new", "train", "evaluate", "export", "show", "neuron", "wire", "tidy"):
        assert "usage: scratchstudio" in done(*filter(None, [name]), "--help").out
