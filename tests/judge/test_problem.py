"""A problem folder: read, or refused with the file, the line and the key that are at fault."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from judge.errors import ExitCode, ProblemError, UsageError
from judge.problem import Catalogue, Complexity, Difficulty, Limits, Runtime, load

GOOD = """\
format = 1
title = "Two Sum"
title_zh = "两数之和"
tags = ["array", "hash"]
difficulty = "easy"
entry = ["two_sum"]
runtime = "numpy"
forbidden = ["numpy.dot"]
asked_in = ["phone screen"]

[limits]
time_s = 0.5
memory_mb = 64

[complexity]
time = "O(n)"
space = "O(1)"
"""


def write(folder: Path, text: str | bytes = GOOD) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "problem.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def complaint(folder: Path, old: str, new: str) -> str:
    """What `load` says when a line of the good description is another."""
    assert old in GOOD
    with pytest.raises(ProblemError) as caught:
        load(write(folder, GOOD.replace(old, new)))
    assert caught.value.hint
    return caught.value.message


def test_a_good_description_is_read_whole(tmp_path: Path) -> None:
    problem = load(write(tmp_path / "two_sum"))
    assert (problem.id, problem.title, problem.title_zh) == ("two_sum", "Two Sum", "两数之和")
    assert (problem.tags, problem.entry) == (("array", "hash"), ("two_sum",))
    assert (problem.difficulty, problem.runtime) == (Difficulty.EASY, Runtime.NUMPY)
    assert problem.limits == Limits(0.5, 64)
    assert problem.complexity == Complexity("O(n)", "O(1)")
    assert (problem.forbidden, problem.asked_in) == (("numpy.dot",), ("phone screen",))


def test_forbidden_and_asked_in_may_be_left_out(tmp_path: Path) -> None:
    problem = load(write(tmp_path / "p", GOOD.replace('forbidden = ["numpy.dot"]\nasked_in = ["phone screen"]\n', "")))
    assert (problem.forbidden, problem.asked_in) == ((), ())


def test_a_whole_number_of_seconds_will_do(tmp_path: Path) -> None:
    assert load(write(tmp_path / "p", GOOD.replace("time_s = 0.5", "time_s = 2"))).limits.time_s == 2


KEYS = ["format", "title", "title_zh", "tags", "difficulty", "entry", "runtime"]
TABLE_KEYS = ["limits.time_s", "limits.memory_mb", "complexity.time", "complexity.space"]


@pytest.mark.parametrize("key", [*KEYS, *TABLE_KEYS])
def test_a_missing_key_is_named_with_its_file(tmp_path: Path, key: str) -> None:
    line = re.search(rf"^{key.rpartition('.')[2]} = .*\n", GOOD, re.MULTILINE)
    assert line
    message = complaint(tmp_path / "p", line[0], "")
    assert message == f"{tmp_path / 'p' / 'problem.toml'}: {key} is missing"


@pytest.mark.parametrize("table", ["limits", "complexity"])
def test_a_missing_table_is_named(tmp_path: Path, table: str) -> None:
    text = re.sub(rf"\[{table}\]\n(.+\n)+", "", GOOD)
    with pytest.raises(ProblemError, match=f"problem.toml: {table} is missing"):
        load(write(tmp_path / "p", text))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format = 1", 'format = "1"', "line 1: format must be a whole number, not '1'"),
        ("format = 1", "format = true", "line 1: format must be a whole number, not True"),
        ("format = 1", "format = 2", "line 1: format must be 1, the only format that this version of judge reads"),
        ('title = "Two Sum"', "title = 7", "line 2: title must be a string, not 7"),
        ('title = "Two Sum"', 'title = " "', "line 2: title must not be empty"),
        ('title_zh = "两数之和"', 'title_zh = ""', "line 3: title_zh must not be empty"),
        ('tags = ["array", "hash"]', 'tags = "array"', "line 4: tags must be a list of strings, not 'array'"),
        ('tags = ["array", "hash"]', "tags = []", "line 4: tags must be a list of non-empty strings"),
        ('tags = ["array", "hash"]', 'tags = ["a", 3]', "line 4: tags must be a list of non-empty strings"),
        ('tags = ["array", "hash"]', 'tags = [""]', "line 4: tags must be a list of non-empty strings"),
        ('"easy"', '"Easy"', "line 5: difficulty must be one of easy, medium, hard, not 'Easy'"),
        ('"easy"', "1", "line 5: difficulty must be a string, not 1"),
        ('entry = ["two_sum"]', "entry = []", "line 6: entry must be a list of non-empty strings"),
        ('"numpy"\n', '"jax"\n', "line 7: runtime must be one of python, numpy, torch, not 'jax'"),
        ('["numpy.dot"]', '"numpy.dot"', "line 8: forbidden must be a list of strings, not 'numpy.dot'"),
        ('["numpy.dot"]', "[1]", "line 8: forbidden must be a list of non-empty strings"),
        (
            '["numpy.dot"]',
            '[]\nmay_change_arguments = "yes"',
            "line 9: may_change_arguments must be true or false, not 'yes'",
        ),
        ('["phone screen"]', '[""]', "line 9: asked_in must be a list of non-empty strings"),
        ("time_s = 0.5", "time_s = 0", "line 12: limits.time_s must be from 0.01 to 60, not 0"),
        ("time_s = 0.5", "time_s = -1.0", "line 12: limits.time_s must be from 0.01 to 60, not -1.0"),
        ("time_s = 0.5", "time_s = nan", "line 12: limits.time_s must be from 0.01 to 60, not nan"),
        ("time_s = 0.5", "time_s = inf", "line 12: limits.time_s must be from 0.01 to 60, not inf"),
        ("time_s = 0.5", "time_s = true", "line 12: limits.time_s must be"),
        ("time_s = 0.5", 'time_s = "1"', "line 12: limits.time_s must be"),
        ("memory_mb = 64", "memory_mb = 1_000_000", "line 13: limits.memory_mb must be from 1 to 4096, not 1000000"),
        ("memory_mb = 64", "memory_mb = 0.5", "line 13: limits.memory_mb must be from 1 to 4096, not 0.5"),
        ("memory_mb = 64", "memory_mb = [64]", "line 13: limits.memory_mb must be"),
        ('time = "O(n)"', "time = 1", "line 16: complexity.time must be a string, not 1"),
        ('space = "O(1)"', 'space = ""', "line 17: complexity.space must not be empty"),
    ],
)
def test_a_wrong_value_is_named_with_file_line_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert complaint(tmp_path / "p", old, new).startswith(f"{tmp_path / 'p' / 'problem.toml'}, {said}")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"easy"\n', '"easy"\nlevel = 3\n', "line 6: level is not a key that problems have"),
        ("time_s = 0.5\n", "time_s = 0.5\ncpus = 2\n", "line 13: limits.cpus is not a key that problems have"),
        ('time = "O(n)"\n', 'time = "O(n)"\nbest = "x"\n', "line 17: complexity.best is not a key that problems have"),
        ("[limits]\n", "[extra]\nx = 1\n[limits]\n", "line 11: extra is not a key that problems have"),
    ],
)
def test_an_unknown_key_is_named_with_file_line_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert complaint(tmp_path / "p", old, new) == f"{tmp_path / 'p' / 'problem.toml'}, {said}"


def test_the_line_of_a_key_is_that_of_its_own_table(tmp_path: Path) -> None:
    """`time_s` of a table of limits, not a key of the same name that comes before it."""
    text = GOOD.replace('[complexity]\ntime = "O(n)"', '[complexity]\ntime = ""').replace(
        "[limits]", "# time = the seconds\n[limits]"
    )
    with pytest.raises(ProblemError, match=r"line 17: complexity\.time"):
        load(write(tmp_path / "p", text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('format = 1\ntitle = "open\n', "line 2"),
        ("format = 1\nformat = 1\n", "line 2"),
        ("format 1\n", "line 1"),
    ],
)
def test_broken_toml_names_the_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ProblemError, match=said) as caught:
        load(write(tmp_path / "p", text))
    assert "problem.toml" in caught.value.message


def test_a_description_in_another_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="problem.toml cannot be read"):
        load(write(tmp_path / "p", b'title = "caf\xe9"\n'))


def test_a_description_with_a_byte_order_mark_or_crlf_is_read(tmp_path: Path) -> None:
    assert load(write(tmp_path / "p", GOOD.replace("\n", "\r\n"))).title == "Two Sum"


def test_a_folder_without_a_description_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="problem.toml is missing") as caught:
        load(tmp_path)
    assert caught.value.exit_code is ExitCode.PROBLEM


def test_a_description_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "problem.toml").mkdir()
    with pytest.raises(ProblemError, match="cannot be read"):
        load(tmp_path)


def test_missing_files_of_a_problem_are_named_when_they_are_wanted(tmp_path: Path) -> None:
    problem = load(write(tmp_path / "p"))
    for want in (lambda: problem.stub, lambda: problem.editorial, problem.statement, lambda: problem.statement("zh")):
        with pytest.raises(ProblemError, match="is missing"):
            want()


def test_statements_come_in_both_languages(tmp_path: Path) -> None:
    folder = write(tmp_path / "p")
    (folder / "statement.md").write_text("Add.", encoding="utf-8")
    (folder / "statement.zh.md").write_text("加。", encoding="utf-8")
    assert (load(folder).statement(), load(folder).statement("zh")) == ("Add.", "加。")


def test_hints_come_in_order_and_nothing_else_of_the_editorial(tmp_path: Path) -> None:
    folder = write(tmp_path / "p")
    text = "# E\n\n## Hints\n\n### Hint 1\n\nSort.\n\n### Hint 2\nTwo ends.\n\nReally.\n\n## Solution\n### Hint 3\nno\n"
    (folder / "editorial.md").write_text(text, encoding="utf-8")
    assert load(folder).hints == ("Sort.", "Two ends.\n\nReally.")


def test_the_test_files_are_the_python_files_by_name(tmp_path: Path) -> None:
    folder = write(tmp_path / "p")
    (folder / "tests" / "data").mkdir(parents=True)
    for name in ("test_hidden.py", "reference.py", "notes.txt", "data/more.py"):
        (folder / "tests" / name).write_bytes(name.encode())
    assert load(folder).test_files() == {"reference.py": b"reference.py", "test_hidden.py": b"test_hidden.py"}


def test_a_problem_without_tests_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "p")
    for prepare in (lambda: None, (folder / "tests").mkdir, (folder / "tests" / "a.py").touch):
        prepare()
        with pytest.raises(ProblemError, match=r"tests has no test_\*\.py"):
            load(folder).test_files()


def test_tests_of_many_megabytes_are_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "p")
    (folder / "tests").mkdir()
    (folder / "tests" / "test_hidden.py").write_bytes(b"#" * (5 << 20))
    with pytest.raises(ProblemError, match="larger than 4 MB"):
        load(folder).test_files()


# The catalogue


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    for name in ("two_sum", "layer_norm", "longest_substring", "longest_path", "clip"):
        write(tmp_path / "a" / name)
    write(tmp_path / "b" / "clip", GOOD.replace("Two Sum", "Hidden by the other"))
    write(tmp_path / "b" / "zigzag")
    (tmp_path / "a" / "no_problem").mkdir()
    return Catalogue([tmp_path / "a", tmp_path / "b", tmp_path / "does not exist"])


def test_ids_are_sorted_and_folders_without_a_description_are_none(catalogue: Catalogue) -> None:
    assert catalogue.ids == ("clip", "layer_norm", "longest_path", "longest_substring", "two_sum", "zigzag")
    assert [problem.id for problem in catalogue] == list(catalogue.ids)


def test_a_folder_that_comes_first_hides_the_same_id_behind_it(catalogue: Catalogue) -> None:
    assert catalogue.load("clip").title == "Two Sum"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("two_sum", "two_sum"),
        ("two-sum", "two_sum"),
        ("Two-Sum", "two_sum"),
        (" two_sum ", "two_sum"),
        ("two", "two_sum"),
        ("t", "two_sum"),
        ("longest_s", "longest_substring"),
        ("longest-p", "longest_path"),
        ("solutions/two_sum.py", "two_sum"),
        ("./two-sum.py", "two_sum"),
        ("/home/me/x/layer_norm.py", "layer_norm"),
        ("layer_norm.py", "layer_norm"),
    ],
)
def test_a_name_resolves(catalogue: Catalogue, name: str, meant: str) -> None:
    assert catalogue.resolve(name) == meant


def test_an_exact_id_wins_over_a_longer_one_with_the_same_start(tmp_path: Path) -> None:
    for name in ("clip", "clip_loss"):
        write(tmp_path / name)
    assert Catalogue([tmp_path]).resolve("clip") == "clip"


@pytest.mark.parametrize("name", ["l", "long", "longest", "LONGEST-"])
def test_an_ambiguous_name_lists_what_it_could_be(catalogue: Catalogue, name: str) -> None:
    with pytest.raises(UsageError, match="is ambiguous") as caught:
        catalogue.resolve(name)
    assert "longest_path" in caught.value.message
    assert "longest_substring" in caught.value.message
    assert caught.value.exit_code is ExitCode.USAGE


@pytest.mark.parametrize(
    ("name", "near"),
    [("two_sun", "two_sum"), ("layernorm", "layer_norm"), ("zigzga", "zigzag"), ("longest_substrings", "longest_sub")],
)
def test_a_near_miss_gets_did_you_mean(catalogue: Catalogue, name: str, near: str) -> None:
    with pytest.raises(UsageError, match="unknown problem") as caught:
        catalogue.resolve(name)
    assert f"Did you mean {near}" in caught.value.hint


@pytest.mark.parametrize("name", ["", " ", "qqqqq", "..", "/", ".py", "two_sum\x00", "不存在", "../a/two_sum/"])
def test_a_name_of_nothing_says_where_to_look(catalogue: Catalogue, name: str) -> None:
    with pytest.raises(UsageError, match="unknown problem") as caught:
        catalogue.resolve(name)
    assert "judge list" in caught.value.hint


def test_one_broken_problem_does_not_hide_the_others(tmp_path: Path) -> None:
    write(tmp_path / "good")
    write(tmp_path / "broken", "format = 1")
    catalogue = Catalogue([tmp_path])
    assert catalogue.load("good").id == "good"
    with pytest.raises(ProblemError):
        catalogue.load("broken")


def test_a_folder_with_an_invalid_name_is_reported_and_does_not_hide_the_others(tmp_path: Path) -> None:
    write(tmp_path / "good")
    write(tmp_path / "Capitals")
    catalogue = Catalogue([tmp_path])
    assert catalogue.load("good").id == "good"
    with pytest.raises(ProblemError, match="'Capitals' is not a valid problem id") as caught:
        catalogue.load("Capitals")
    assert "Rename the folder" in caught.value.hint


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("time_s = " + "9" * 5000, "digits"),
        (
            "time_s = 0x" + "f" * 5000,
            "line 12: limits.time_s must be from 0.01 to 60, not a number with very many digits",
        ),
        ("time_s = " + "[" * 2000 + "]" * 2000, "a value is nested too deeply"),
        ('time_s = "' + "x" * 5000 + '"', "line 12: limits.time_s must be a whole number, not 'xxxxxxxx"),
        ("time_s = 1979-05-27", "line 12: limits.time_s must be a whole number, not 1979-05-27"),
    ],
    ids=["digits", "hexadecimal", "deep", "long", "date"],
)
def test_a_monstrous_value_is_refused_in_a_short_sentence(tmp_path: Path, new: str, said: str) -> None:
    found = complaint(tmp_path / "p", "time_s = 0.5", new)
    assert said in found
    assert len(found) < len(str(tmp_path)) + 200


def test_a_description_of_many_kilobytes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="problem.toml is larger than 64 kB"):
        load(write(tmp_path / "p", GOOD + "#" * (64 << 10)))


def test_an_unknown_problem_in_an_empty_catalogue_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown problem 'x'"):
        Catalogue([tmp_path]).resolve("x")


@pytest.mark.parametrize("folder", sorted((Path(__file__).parents[2] / "problems").glob("*/problem.toml")), ids=str)
def test_every_problem_of_ours_can_be_read(folder: Path) -> None:
    assert load(folder.parent).test_files()


def test_a_key_that_is_nearly_one_gets_the_right_one_in_the_hint(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="line 8: forbiden is not a key that problems have") as caught:
        load(
            write(tmp_path / "p", GOOD.replace("forbidden =", "forbiden =").replace('asked_in = ["phone screen"]', ""))
        )
    assert caught.value.hint == "Did you mean forbidden?"
