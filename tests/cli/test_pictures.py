"""Pictures in folders on the command line: a project of them, judged on other ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from scratchstudio.project import load


def draw(folder: Path, seed: int) -> None:
    """Ten dark pictures of cats and ten bright ones of dogs, with noise."""
    chance = np.random.default_rng(seed)
    for name, low in (("cats", 0), ("dogs", 128)):
        (folder / name).mkdir(parents=True)
        for at in range(10):
            pixels = chance.integers(low, low + 128, (24, 24), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{at}.png")


def test_from_two_folders_of_pictures_to_a_network_judged_on_others(done) -> None:
    draw(Path("pets"), 0)
    draw(Path("others"), 1)
    made = done("new", "--data", "pets", "--side", "8", "--layers", "4", "-o", "pets.ssproj")
    assert "64 input neurons, 4 hidden, 1 output neuron" in made.out
    picture = load("pets.ssproj").source.table().picture
    assert picture is not None
    assert (picture.width, picture.height) == (8, 8)
    done("train", "pets.ssproj", "--epochs", "60")
    judged = done("evaluate", "pets.ssproj", "--data", "others")
    assert "accuracy 100" in judged.out


def test_a_folder_without_pictures_is_refused_with_a_sentence(command) -> None:
    Path("empty").mkdir()
    ran = command("new", "--data", "empty", "-o", "e.ssproj")
    assert ran.code != 0
    assert "a folder for each class" in ran.err
