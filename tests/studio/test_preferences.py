"""What the app remembers: kept in a file that may be missing, damaged or unwritable."""

from __future__ import annotations

import json

import pytest

from scratchstudio.studio.preferences import MOST_RECENT, Preferences, PreferenceStore


def store_at(path) -> PreferenceStore:
    store = PreferenceStore(path)
    store.load()
    return store


def test_what_is_saved_is_there_at_the_next_start(tmp_path):
    path = tmp_path / "deep" / "preferences.json"
    store_at(path).save(theme="dark", text=150, recent=("/a.ssproj",))

    assert store_at(path).values == Preferences(theme="dark", text=150, recent=("/a.ssproj",))


def test_a_first_start_has_no_complaint(tmp_path):
    store = store_at(tmp_path / "none.json")

    assert store.values == Preferences()
    assert store.complaints == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe\x00",
        b'{"theme": 3}',
        b'{"recent": "x"}',
        b'{"recent": [1]}',
        b'{"reduced_motion": 1}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_gives_the_defaults_and_one_sentence(tmp_path, content):
    path = tmp_path / "preferences.json"
    path.write_bytes(content)

    store = store_at(path)

    assert store.values == Preferences()
    assert len(store.complaints) == 1
    assert str(path) in store.complaints[0]


def test_an_odd_text_size_becomes_the_ordinary_one(tmp_path):
    path = tmp_path / "preferences.json"
    path.write_text(json.dumps({"text": 7}))

    assert store_at(path).values.text == 100


def test_a_folder_that_cannot_be_made_is_told_once_and_the_choice_still_holds(tmp_path):
    (tmp_path / "file").write_text("in the way")
    store = store_at(tmp_path / "file" / "preferences.json")
    store.complaints.clear()

    store.save(theme="dark")
    store.save(text=125)

    assert store.values.theme == "dark"
    assert len(store.complaints) == 1


def test_a_folder_that_cannot_be_made_is_told_at_the_start(tmp_path):
    (tmp_path / "file").write_text("in the way")
    store = PreferenceStore(tmp_path / "file" / "below" / "preferences.json")

    store.try_folder()

    assert len(store.complaints) == 1
    assert "preferences.json" in store.complaints[0]


def test_the_newest_file_is_first_and_the_list_is_bounded():
    values = Preferences()
    for number in range(MOST_RECENT + 3):
        values = values.with_recent(f"/{number}.ssproj")
    values = values.with_recent("/5.ssproj")

    assert values.recent[0] == "/5.ssproj"
    assert len(values.recent) == MOST_RECENT
    assert len(set(values.recent)) == MOST_RECENT
