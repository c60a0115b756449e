"""Names of people: what is the same, what cannot be seen, what looks alike."""

from __future__ import annotations

import pytest

from judge.names import clean, look_alikes, mixed_scripts, normal, warnings


@pytest.mark.parametrize("name", ["ann", "josé", "Ann Lee", "王小明", "Анна", "Νίκος", "O'Neil-Smith", "-rf", "", "👩"])
def test_an_ordinary_name_is_clean(name: str) -> None:
    assert clean(name) == name
    assert not mixed_scripts(name)


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("jose\u0301", "josé"),
        ("ann\u200b", "ann"),
        ("a\u200dn\ufe0fn", "ann"),
        ("\u202eann\u2069", "ann"),
        ("ann \u00a0 lee\n", "ann lee"),
        ("e\u200b\u0301", "é"),
        ("\u3164", ""),
    ],
    ids=ascii,
)
def test_a_name_is_cleaned(name: str, cleaned: str) -> None:
    assert clean(name) == cleaned
    assert clean(cleaned) == cleaned == normal(cleaned)


@pytest.mark.parametrize(
    "other",
    ["\u0430nn", "ANN", "\uff41nn", "a\u200bnn", "\u03b1nn"],
    ids=["Cyrillic", "case", "width", "invisible", "Greek"],
)
def test_names_that_look_alike(other: str) -> None:
    assert look_alikes(["bob", "ann", other]) == [tuple(sorted(["ann", other]))]


def test_names_that_differ_to_the_eye_do_not_look_alike() -> None:
    assert not look_alikes(["ann", "anna", "ánn", "Анна", "王小明", "王小月", "ann", "user2", "user3"])


def test_letters_of_several_scripts_are_named() -> None:
    assert mixed_scripts("\u0430nn") == ("Latin", "Cyrillic")
    assert mixed_scripts("王ann") == ()


def test_each_warning_names_those_concerned() -> None:
    assert warnings(["ann", "bob", "\u0430nn", "ann"]) == [
        "ann and \u0430nn look alike: are they one person?",
        "\u0430nn mixes Latin and Cyrillic letters",
    ]
