"""The grammar, the scan and the types by hand, and random texts against a reader that works in another way."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from reference import answer
from strategies import arguments

from sandbox.checks import equal, fail


def check(solution: Any, text: str, fields: dict[str, str], expected: dict[str, Any] | None) -> None:
    """`expected` is None where the text must be refused."""
    shown = f"parse_model_output({text[:300]!r}, {fields})"
    try:
        got = solution.parse_model_output(text, fields)
    except ValueError:
        if expected is not None:
            fail("a text that holds an answer was refused", f"{shown}, expected {expected}")
        return
    if expected is None:
        fail("a text that must be refused was not", f"{shown} gave {got!r}")
    equal(got, expected, shown)


def value_of(solution: Any, source: str, kind: str, expected: Any) -> None:
    check(solution, f'{{"v": {source}}}', {"v": kind}, {"v": expected})


@pytest.mark.parametrize(
    ("kind", "good"),
    [
        ("string", ['"a"', '""', "'a'", "''"]),
        ("integer", ["0", "-7", "12345678901234567890", "-0"]),
        ("number", ["0", "2.5", "-0.5e+3", "1e3", "1E-2", "0.0"]),
        ("boolean", ["true", "false", "True", "False"]),
        ("strings", ["[]", '["a"]', "['a', \"b\"]", "[ ]"]),
    ],
    ids=itertools.count(1),
)
def test_values_of_each_type(solution: Any, kind: str, good: list[str]) -> None:
    for source in good:
        text = f'{{"v": {source}}}'
        expected = answer(text, {"v": kind})
        assert expected is not None
        check(solution, text, {"v": kind}, expected)
        check(solution, text, {"v": f"{kind}?"}, expected)


@pytest.mark.parametrize(
    ("kind", "bad"),
    [
        ("string", ["1", "true", "[]", '["a"]', "{}"]),
        ("integer", ["true", "False", "3.0", "1e3", '"3"', "[3]"]),
        ("number", ["true", "False", '"2.5"', "[]"]),
        ("boolean", ["1", "0", '"true"', "0.0"]),
        ("strings", ['"a"', "[1]", '["a", 1]', '["a", null]', "[[]]", "{}", '[["a"]]']),
    ],
    ids=itertools.count(1),
)
def test_values_of_another_type(solution: Any, kind: str, bad: list[str]) -> None:
    for source in [*bad, "[{}]"]:
        for mark in ("", "?"):
            check(solution, f'{{"v": {source}}}', {"v": kind + mark}, None)


def test_types_of_numbers(solution: Any) -> None:
    value_of(solution, "5", "number", 5)
    value_of(solution, "5.0", "number", 5.0)
    value_of(solution, "5e0", "number", 5.0)
    value_of(solution, "-9007199254740993", "integer", -9007199254740993)


@pytest.mark.parametrize("kind", ["string", "integer", "number", "boolean", "strings"])
def test_null_and_missing_keys(solution: Any, kind: str) -> None:
    for text in ("{}", '{"v": null}', "{'v': None}", '{"w": "a"}'):
        check(solution, text, {"v": kind}, None)
        check(solution, text, {"v": f"{kind}?"}, {"v": None})


def test_keys_that_were_not_asked_for_are_dropped(solution: Any) -> None:
    check(solution, '{"a": 1, "b": {"c": [null, {}]}, "d": None}', {"a": "integer"}, {"a": 1})
    check(solution, '{"a": 1}', {}, {})


def test_a_field_after_one_that_may_be_missing_is_looked_at_too(solution: Any) -> None:
    check(solution, '{"b": "x"}', {"a": "integer?", "b": "integer"}, None)
    check(solution, '{"a": null, "b": 2}', {"a": "integer?", "b": "integer"}, {"a": None, "b": 2})


@pytest.mark.parametrize(
    "broken", ['{"a"}', '{"b": 2, "a"}', '{"a" "b" 2}', '{"a", 2}', '{"a": : 2}', '{"a" {} 2}'], ids=itertools.count(1)
)
def test_what_is_no_object_is_passed_over(solution: Any, broken: str) -> None:
    check(solution, broken, {"a": "integer"}, None)
    check(solution, f'{{"a": 1}} or {broken}', {"a": "integer"}, {"a": 1})


def test_no_fields_and_no_object(solution: Any) -> None:
    check(solution, "", {}, None)
    check(solution, "}{", {}, None)
    check(solution, "{}", {}, {})


def test_of_equal_keys_the_last_one_counts(solution: Any) -> None:
    check(solution, '{"a": 1, "a": 2}', {"a": "integer"}, {"a": 2})
    check(solution, '{"a": 1, "a": "x"}', {"a": "integer"}, None)


@pytest.mark.parametrize(
    "number",
    [
        "01",
        "-01",
        "+1",
        ".5",
        "-.5",
        "1.",
        "1.e3",
        "1e",
        "1e+",
        "--1",
        "-",
        "NaN",
        "Infinity",
        "-Infinity",
        "1_000",
        "0x1",
        "1 2",
        "٣",
        "1.٣",
        "1e٣",
    ],
    ids=itertools.count(1),
)
def test_what_is_no_number(solution: Any, number: str) -> None:
    check(solution, f'{{"v": {number}}}', {}, None)


@pytest.mark.parametrize(
    "word", ["TRUE", "tru", "none", "nul", "Null", "undefined", "truefalse", "true1", "truetrue", "nan"]
)
def test_what_is_no_word(solution: Any, word: str) -> None:
    check(solution, f'{{"v": {word}}}', {}, None)
    check(solution, f'{{"v": [{word}]}}', {}, None)


@pytest.mark.parametrize(
    "source",
    [
        "{,}",
        '{"a": 1,,}',
        '{,"a": 1}',
        '{"a": 1 "b": 2}',
        '{"a" 1}',
        '{"a":}',
        '{"a"}',
        '{"a",}',
        "{a: 1}",
        "{aba: 1}",
        "{`a`: 1}",
        "{1: 2}",
        "{null: 1}",
        '{["a"]: 1}',
        '{"a": 1; "b": 2}',
        '{"a": [,]}',
        '{"a": [1,,]}',
        '{"a": [1 2]}',
        '{"a": [1}',
        '{"a": [1}]',
        '{"a": (1,)}',
        '{"a" = 1}',
        '{"a": 1',
        '{"a": "x}',
        '{"a": "x\'}',
        "{'a\": 1}",
        '{"a":: 1}',
        '{"a": 1]',
        '{"a": "b" "c"}',
        '{"a": 1, // comment\n}',
        '{"a":\u00a01}',
        '{"a":\f1}',
    ],
    ids=itertools.count(1),
)
def test_what_is_no_object(solution: Any, source: str) -> None:
    check(solution, source, {}, None)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{"a": 1,}', {"a": 1}),
        ('{"a": 1 , }', {"a": 1}),
        ("{'a' :\t1\r\n}", {"a": 1}),
        ('\n{\n"a"\n:\n1\n,\n}', {"a": 1}),
        ('{"b": [1, 2,], "a": 1}', {"a": 1}),
        ('{"b": [1, [2, {"a": 3,} , ] , ],"a":1}', {"a": 1}),
        ('{"b": {"a": 2}, "a": 1}', {"a": 1}),
        ('{"a":-1}', {"a": -1}),
        ('{"b":true,"a":1}', {"a": 1}),
        ("{\"b\": 'x', 'a': 1}", {"a": 1}),
    ],
    ids=itertools.count(1),
)
def test_commas_white_space_and_nesting(solution: Any, source: str, expected: dict[str, Any]) -> None:
    check(solution, source, {"a": "integer"}, expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r'"\"\\\/\b\f\n\r\t"', '"\\/\b\f\n\r\t'),
        (r"'it\'s'", "it's"),
        (r'"it\'s"', "it's"),
        (r"'say \"hi\"'", 'say "hi"'),
        ("'say \"hi\"'", 'say "hi"'),
        ('"it\'s"', "it's"),
        (r'"\u4e2d\u6587 \u00E9"', "中文 é"),
        (r'"\ud83d\ude00"', "😀"),
        (r"'\uD83D\uDE00!'", "😀!"),
        (r'"\\u0041"', "\\u0041"),
        (r'"\\"', "\\"),
        (r'"\\\""', '\\"'),
        ('"two\nlines\tand a tab"', "two\nlines\tand a tab"),
        ('"{}[],:"', "{}[],:"),
        ('"}"', "}"),
        ("'{\"v\": 1}'", '{"v": 1}'),
        ('"真，假 True None, ]"', "真，假 True None, ]"),
        ('"a,}"', "a,}"),
        ('" // no comment"', " // no comment"),
    ],
    ids=itertools.count(1),
)
def test_strings(solution: Any, source: str, expected: str) -> None:
    value_of(solution, source, "string", expected)
    check(solution, f"{{{source}: 1}}", {expected: "integer"}, {expected: 1})


@pytest.mark.parametrize(
    "source",
    [r'"\x41"', r'"\u12"', r'"\u12g4"', r'"\a"', r'"\ "', '"\\\n"', r'"\u 123"', r'"\u+123"', r'"\U0041"', r'"\"'],
    ids=itertools.count(1),
)
def test_a_backslash_that_is_no_escape(solution: Any, source: str) -> None:
    check(solution, f'{{"v": {source}}}', {}, None)


def test_the_last_object_that_satisfies_the_fields(solution: Any) -> None:
    fields = {"a": "integer"}
    check(solution, '{"a": 1} {"a": 2}', fields, {"a": 2})
    check(solution, '{"a": 1}{"a": "2"}', fields, {"a": 1})
    check(solution, '{"a": 1} then {"b": 2} then {', fields, {"a": 1})
    check(solution, '{"b": 1} {"a": 3} {"a": 2.5}', fields, {"a": 3})
    check(solution, '{"a": 5} {}', {"a": "integer?"}, {"a": None})
    check(solution, '{"a": 5} {"x": 1}', {}, {})


def test_an_object_inside_one_that_was_read_is_not_looked_at(solution: Any) -> None:
    fields = {"a": "integer"}
    check(solution, '{"result": {"a": 1}}', fields, None)
    check(solution, '{"a": 1, "draft": {"a": 2}}', fields, {"a": 1})
    check(solution, '{"draft": {"a": 2}, "a": 1}', fields, {"a": 1})
    check(solution, '{"text": "{\'a\': 2}"} ', fields, None)


def test_an_object_inside_one_that_cannot_be_read_counts(solution: Any) -> None:
    fields = {"a": "integer"}
    check(solution, '{see {"a": 1}}', fields, {"a": 1})
    check(solution, '{{"a": 1}}', fields, {"a": 1})
    check(solution, '{"answer": {"a": 1}, "rest": ', fields, {"a": 1})
    check(solution, '{"list": [{"a": 1}, {"a": 2}, {"a', fields, {"a": 2})


def test_what_is_cut_off_is_refused(solution: Any) -> None:
    whole = '{"a": 12, "b": "xyz", "c": ["p", "q"]}'
    fields = {"a": "integer", "b": "string?", "c": "strings?"}
    for end in range(len(whole)):
        check(solution, whole[:end], fields, None)
    check(solution, whole, fields, {"a": 12, "b": "xyz", "c": ["p", "q"]})


def test_quotes_and_fences_in_the_chatter_do_not_matter(solution: Any) -> None:
    for before in (
        "It's ",
        '"',
        "```json\n",
        "```\n",
        "\\",
        "[",
        "Answer: 'so' ",
        '{"',
        "{'",
        "}}",
        "<think>{}</think>",
    ):
        for after in ("", "'", '"', "\n```", "]", "}", "{", ' {"a": ', "\\"):
            text = f'{before}{{"a": 1}}{after}'
            expected = answer(text, {"a": "integer"})
            check(solution, text, {"a": "integer"}, expected)


def test_the_answer_may_stand_outside_the_fences(solution: Any) -> None:
    check(solution, '```python\nd = {}\n```\n{"a": 1}', {"a": "integer"}, {"a": 1})
    check(solution, '{"a": 1} as in ```json\n{"a": "x"}\n``` or ```{}```', {"a": "integer"}, {"a": 1})


def test_whatever_json_writes_is_read_again(solution: Any) -> None:
    value = {"s": 'q"\\/\n\u2028é😀', "i": -5, "n": 1.5e-7, "b": False, "l": ["", "x'"], "o": None}
    fields = {"s": "string", "i": "integer", "n": "number", "b": "boolean", "l": "strings", "o": "integer?"}
    for ascii_only in (True, False):
        for indent in (None, 2):
            check(solution, json.dumps(value, ensure_ascii=ascii_only, indent=indent), fields, value)
    check(
        solution, repr({k: v for k, v in value.items() if k != "s"}), {**fields, "s": "string?"}, {**value, "s": None}
    )


def test_calls_do_not_remember_each_other(solution: Any) -> None:
    check(solution, '{"a": 1}', {"a": "integer"}, {"a": 1})
    check(solution, "nothing", {"a": "integer"}, None)
    check(solution, '{"b": 2}', {"b": "number"}, {"b": 2})


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=150,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(drawn=arguments())
def test_any_text_agrees_with_another_reader(solution: Any, drawn: tuple[str, dict[str, str]]) -> None:
    check(solution, *drawn, answer(*drawn))


def test_a_long_text(solution: Any) -> None:
    items = ", ".join(f'"item {i}"' for i in range(1500))
    text = "word {not json} " * 500 + f'{{"v": [{items}], "deep": {"[" * 40}{"]" * 40}}}' + " more {text}" * 1000
    check(solution, text, {"v": "strings"}, {"v": [f"item {i}" for i in range(1500)]})


def test_a_long_text_of_braces(solution: Any) -> None:
    check(solution, "{" * 50_000, {}, None)
    check(solution, "{" * 24_000 + '{"a": 1}' + "}" * 24_000, {"a": "integer"}, {"a": 1})


def test_a_question_mark_in_a_name_is_part_of_the_name(solution: Any) -> None:
    check(solution, '{"sure?": true, "sure": 1}', {"sure?": "boolean"}, {"sure?": True})
    check(solution, '{"sure": true}', {"sure?": "boolean"}, None)
    check(solution, "{}", {"sure?": "boolean?"}, {"sure?": None})
