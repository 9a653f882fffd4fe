"""The main job on the command line: from data to a trained, exported network."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from scratchstudio.data import prepare
from scratchstudio.project import Project, feed, load, trainer_for

ROOT = Path(__file__).parents[2]


def accuracy(text: str, part: str = "Held out") -> float:
    found = re.search(rf"^{part}: .* accuracy ([\d.]+)%", text, re.MULTILINE)
    assert found is not None, text
    return float(found[1])


def outputs(project: Project) -> np.ndarray:
    trainer = trainer_for(project)
    fed = feed(project.network, prepare(project.source.table(), project.recipe))
    return trainer.program.forward(fed.held_out_inputs, trainer.parameters)


def test_iris_is_learnt_to_more_than_93_percent_of_flowers_never_seen(done) -> None:
    made = done("new", "--data", "iris", "--layers", "8,8", "-o", "iris.ssproj")
    assert "4 input neurons, 16 hidden, 3 output neurons" in made.out
    assert "45 held out" in made.out
    trained = done("train", "iris.ssproj", "--epochs", "60")
    assert accuracy(trained.out) >= 93
    assert trained.err == ""
    judged = done("evaluate", "iris.ssproj")
    assert accuracy(judged.out) == accuracy(trained.out)
    assert re.search(r"^setosa +15 +0 +0 +100.0%$", judged.out, re.MULTILINE)


def test_iris_neuron_by_neuron(done) -> None:
    done("new", "--data", "iris", "--layers", "none", "-o", "iris.ssproj")
    names = ["sepal length", "sepal width", "petal length", "petal width"]
    classes = ["setosa", "versicolor", "virginica"]
    hidden = ["h1", "h2", "h3", "h4"]
    for name in hidden:
        done("neuron", "iris.ssproj", "add", "--activation", "tanh", "--name", name)
    into = [text for name in names for h in hidden for text in (name, h)]
    out = [text for h in hidden for name in classes for text in (h, name)]
    done("wire", "iris.ssproj", *into)
    done("wire", "iris.ssproj", *out)
    listing = done("show", "iris.ssproj").out
    assert "petal width → h4" in listing
    assert "28 edges" in listing
    assert len(set(load(Path("iris.ssproj")).network.edges.weight)) == 28

    trained = done("train", "iris.ssproj", "--epochs", "80")
    assert accuracy(trained.out) >= 93


def test_training_in_two_goes_equals_training_in_one(done) -> None:
    done("new", "--data", "circle", "--layers", "4", "-o", "one.ssproj")
    Path("two.ssproj").write_bytes(Path("one.ssproj").read_bytes())
    done("train", "one.ssproj", "--epochs", "6")
    done("train", "two.ssproj", "--epochs", "2")
    done("train", "two.ssproj", "--epochs", "4")
    assert Path("one.ssproj").read_bytes() == Path("two.ssproj").read_bytes()


def test_restarting_gives_the_same_training_again_and_a_seed_another(done) -> None:
    done("new", "--data", "circle", "--layers", "4", "-o", "net.ssproj")
    first = done("train", "net.ssproj", "--epochs", "3").out
    again = done("train", "net.ssproj", "--epochs", "3", "--restart").out
    other = done("train", "net.ssproj", "--epochs", "3", "--seed", "5").out

    def results(text: str) -> list[str]:
        return text.splitlines()[1:]

    assert results(first) == results(again) != results(other)
    assert "epoch 3" in other


def test_a_drawing_changed_after_training_goes_on_from_there(done) -> None:
    done("new", "--data", "circle", "--layers", "3", "-o", "net.ssproj")
    done("train", "net.ssproj", "--epochs", "2")
    before = load(Path("net.ssproj"))
    done("neuron", "net.ssproj", "add", "--name", "late")
    done("wire", "net.ssproj", "x1", "late", "late", "blue", "--weight", "0")
    after = load(Path("net.ssproj"))
    np.testing.assert_array_equal(outputs(after), outputs(before))
    assert "epoch 5" in done("train", "net.ssproj", "--epochs", "3").out


def test_neurons_and_wires_are_changed_and_removed(done) -> None:
    done("new", "--data", "circle", "--layers", "2", "-o", "net.ssproj")
    done("neuron", "net.ssproj", "set", "h1", "--bias", "0.25", "--activation", "relu", "--frozen")
    done("wire", "net.ssproj", "x1", "h1", "--weight", "1.5")
    done("wire", "net.ssproj", "x2", "h1", "--remove")
    done("neuron", "net.ssproj", "remove", "h2")
    done("tidy", "net.ssproj")
    listing = done("show", "net.ssproj").out
    assert re.search(r"h1 +hidden +relu +0.25 +frozen", listing)
    assert re.search(r"x1 → h1 +1.5", listing)
    assert "x2 → h1" not in listing
    assert "h2" not in listing


def test_inputs_and_outputs_are_neurons_that_can_be_drawn_too(done) -> None:
    done("new", "--data", "circle", "--layers", "none", "-o", "net.ssproj")
    done("neuron", "net.ssproj", "remove", "x2", "blue")
    done("neuron", "net.ssproj", "add", "--kind", "input", "--column", "x2", "--name", "second")
    done("neuron", "net.ssproj", "add", "--kind", "output", "--column", "label=blue")
    done("wire", "net.ssproj", "x1", "y1", "second", "y1")
    listing = done("show", "net.ssproj").out
    assert re.search(r"second +input +x2", listing)
    assert re.search(r"y1 +output +sigmoid +0 +label=blue", listing)
    done("train", "net.ssproj", "--epochs", "1")


def test_a_network_is_judged_on_another_table(done) -> None:
    rows = Path("rows.csv")
    done("new", "--data", "iris", "-o", "iris.ssproj")
    rows.write_text(
        "species,petal width,petal length,sepal width,sepal length\n"
        "setosa,0.2,1.4,3.5,5.1\nvirginica,2.1,5.7,3.0,6.8\nvirginica,,5.7,3.0,6.8\n"
    )
    done("train", "iris.ssproj", "--epochs", "40")
    judged = done("evaluate", "iris.ssproj", "--data", rows).out
    assert "rows.csv: 2 rows" in judged
    assert accuracy(judged, "rows.csv") == 100
    assert "1 rows with missing cells were left out" in judged


def test_a_table_of_ones_own_becomes_a_regression(done) -> None:
    lines = [f"{x},{x * x},{2 * x - 1}" for x in range(40)]
    Path("line.csv").write_text("\n".join(["a,b,y", *lines]))
    options = ["--target", "y", "--inputs", "a", "--held-out", "0.25", "--no-standardise"]
    made = done("new", "--data", "line.csv", *options, "--layers", "none", "-o", "line.ssproj")
    assert "1 input neuron, 0 hidden, 1 output neuron" in made.out
    project = load(Path("line.ssproj"))
    assert project.recipe.inputs == ("a",)
    assert project.settings.loss == "squared"
    assert not project.recipe.standardise
    done("wire", "line.ssproj", "a", "y", "--weight", "2")
    done("neuron", "line.ssproj", "set", "y", "--bias", "-1")
    assert "R² 1.0000" in done("evaluate", "line.ssproj").out


def test_any_setting_can_be_given_by_its_name(done) -> None:
    chosen = ["schedule=cosine", "l2=0.001", "patience=20", "class_weights=1,2,1"]
    options = [word for text in chosen for word in ("--set", text)]
    done("new", "--data", "iris", *options, "-o", "iris.ssproj")
    settings = load(Path("iris.ssproj")).settings
    assert (settings.schedule, settings.l2, settings.patience) == ("cosine", 0.001, 20)
    assert settings.class_weights == (1.0, 2.0, 1.0)
    done("train", "iris.ssproj", "--epochs", "3", "--set", "clip_norm=1")
    assert load(Path("iris.ssproj")).settings.clip_norm == 1.0


def test_exports_are_written_and_compared(done) -> None:
    done("new", "--data", "iris", "-o", "iris.ssproj")
    files = ["iris.npz", "iris.onnx", "iris.py"]
    trained = done("train", "iris.ssproj", "--epochs", "5", "--export", *files)
    for file in files:
        assert Path(file).stat().st_size > 0
        assert re.search(rf"^{file}: .*largest difference", trained.out, re.MULTILINE)
    assert "iris.safetensors" in done("export", "iris.ssproj", "iris.safetensors").out
    assert ".onnx" in done("export", "--list").out


@pytest.mark.parametrize("start", [["-m", "scratchstudio"], [str(ROOT / "main.py")]])
def test_both_ways_to_start_lead_to_the_same_program(start: list[str]) -> None:
    ran = subprocess.run(
        [sys.executable, *start, "--version"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("ScratchStudio ")
