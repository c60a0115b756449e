"""Which files are solutions, and which others are worth a word."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from judge.grading.discovery import find, find_changed

PROBLEMS = ("addition", "clip")
PLAIN_FILE = 0o100644


@pytest.fixture
def solutions(tmp_path: Path) -> Path:
    """A folder of solutions as people keep them, with documents beside them."""
    folder = tmp_path / "solutions"
    for name in ("README.md", "notes.MD", "alice/README.markdown", ".gitignore", "alice/.editorconfig"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("# Notes\n")
    (folder / "addition.py").touch()
    (folder / "alice" / "clip.py").touch()
    (folder / "notes.txt").touch()
    return folder


def test_markdown_and_hidden_files_are_passed_over_in_silence(solutions: Path) -> None:
    found = find([solutions], PROBLEMS)
    assert [candidate.path.name for candidate in found.candidates] == ["addition.py", "clip.py"]
    assert [(Path(path).name, reason) for path, reason in found.unknown] == [("notes.txt", "not a Python file")]


def test_changed_markdown_is_passed_over_in_silence_too(solutions: Path) -> None:
    top = solutions.parent
    changed = {path.relative_to(top).as_posix(): PLAIN_FILE for path in solutions.rglob("*") if path.is_file()}
    found = find_changed(changed, top, top, [Path("solutions")], PROBLEMS)
    assert [candidate.path.name for candidate in found.candidates] == ["addition.py", "clip.py"]
    assert found.unknown == (("solutions/notes.txt", "not a Python file"),)


def test_a_markdown_file_that_is_named_is_reported(solutions: Path) -> None:
    top, readme = solutions.parent, solutions / "README.md"
    assert find([readme], PROBLEMS).unknown == ((str(readme), "not a Python file"),)
    named = Path("solutions/README.md")
    found = find_changed({str(named): PLAIN_FILE}, top, top, [named], PROBLEMS)
    assert found.unknown == ((str(named), "not a Python file"),)


def test_a_folder_may_be_called_like_a_document(solutions: Path) -> None:
    (solutions / "mark.md").mkdir()
    (solutions / "mark.md" / "clip.py").touch()
    assert "mark.md" in {candidate.author for candidate in find([solutions], PROBLEMS).candidates}


def hand_in(folder: Path, *authors: str) -> list[str]:
    for author in authors:
        (folder / author).mkdir(parents=True, exist_ok=True)
        (folder / author / "clip.py").touch()
    return [f"{author}/clip.py" for author in authors]


NFC, NFD = (unicodedata.normalize(form, "josé") for form in ("NFC", "NFD"))


def test_a_decomposed_name_is_the_same_author(tmp_path: Path) -> None:
    """As an archive from macOS has it."""
    changed = dict.fromkeys(hand_in(tmp_path, NFD), PLAIN_FILE)
    for found in (find([tmp_path], PROBLEMS), find_changed(changed, tmp_path, tmp_path, [Path()], PROBLEMS)):
        assert [(one.author, one.path.parent.name) for one in found.candidates] == [(NFC, NFD)]
        assert not found.unknown


def test_of_two_folders_with_the_same_name_the_decomposed_one_is_refused(tmp_path: Path) -> None:
    """Also if only that one has changed."""
    hand_in(tmp_path, NFC)
    changed = dict.fromkeys(hand_in(tmp_path, NFD), PLAIN_FILE)
    whole, of_changed = find([tmp_path], PROBLEMS), find_changed(changed, tmp_path, tmp_path, [tmp_path], PROBLEMS)
    assert [one.path.parent.name for one in whole.candidates] == [NFC]
    assert of_changed.candidates == ()
    for found in (whole, of_changed):
        ((path, reason),) = found.unknown
        assert Path(path).name == NFD
        assert reason == f"the same name as another folder, in other characters: move its files to {NFC!r}"


@pytest.mark.parametrize(
    "name", ["ann\u200b", "\ufeffann", "a\u00adnn", "ann\U000e0041", " ann", "ann\u00a0", "an\x07n"], ids=ascii
)
def test_a_name_with_invisible_characters_is_refused(tmp_path: Path, name: str) -> None:
    changed = dict.fromkeys(hand_in(tmp_path, name), PLAIN_FILE)
    for found in (find([tmp_path], PROBLEMS), find_changed(changed, tmp_path, tmp_path, [tmp_path], PROBLEMS)):
        assert found.candidates == ()
        ((_, reason),) = found.unknown
        assert reason == "a name with invisible characters or unusual spaces: rename it to 'ann'"


def test_a_file_below_two_given_paths_is_counted_once(tmp_path: Path) -> None:
    changed = {f"solutions/a/n{number:02}.txt": 0o100644 for number in range(25)}
    found = find_changed(changed, tmp_path, tmp_path, [Path("solutions"), Path("solutions/a")], {"p"})
    assert (len(found.unknown), found.unnamed) == (20, 5)
