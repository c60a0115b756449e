"""Comparisons of tests: type, dtype and shape before values, a summary that gives nothing away, a detail that does."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from sandbox.checks import close, equal, fail
from sandbox.proxy import WrongAnswerError
from sandbox.structures import ListNode, TreeNode, list_from_values


def refusal(check: Callable[..., None], *args: Any, **kwargs: Any) -> WrongAnswerError:
    with pytest.raises(WrongAnswerError) as caught:
        check(*args, **kwargs)
    return caught.value


def test_fail_shows_its_message() -> None:
    error = refusal(fail, "too short", "got 3")
    assert (error.summary, error.detail, str(error)) == ("too short", "got 3", "too short\ngot 3")


# equal


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 0, 0.5, math.inf, math.nan, 1j, "text", b"bytes", 10**400),
        *([], [1, [2, (3,)]], {"a": [1]}, {1, 2}, frozenset({"x"}), [math.nan], {"k": (None, 0.0)}),
        *([np.arange(3)], np.float32(1), torch.ones(2, 2)),
    ],
    ids=repr,
)
def test_what_is_equal_and_of_the_same_types_passes(value: Any) -> None:
    equal(value, value)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        *((True, 1), (1, True), (1, 1.0), (1.0, 1), (0, None), (None, 0), ("1", 1), (b"a", "a"), (1, 1 + 0j)),
        *(((1,), [1]), ([1], (1,)), ({1}, frozenset({1})), ({1: 2}, [(1, 2)])),
        *((np.int64(1), 1), (1, np.int64(1)), (np.array(1), 1), (np.array([1]), [1]), (torch.tensor(1), 1)),
        (np.float32(1), np.float64(1)),
    ],
    ids=repr,
)
def test_another_type_is_reported_before_any_value(actual: Any, expected: Any) -> None:
    name = "None" if expected is None else type(expected).__qualname__
    assert f"expected {name}" in refusal(equal, actual, expected).summary


@pytest.mark.parametrize(
    ("actual", "expected", "where"),
    [
        ([1, 2, True], [1, 2, 1], "a value of type bool at [2], expected int"),
        ([[1], [2, 3.0]], [[1], [2, 3]], "a value of type float at [1][1], expected int"),
        ({"a": [1, 2]}, {"a": [1, 3]}, "wrong value at ['a'][1]"),
        ({"a": 1}, {"b": 1}, "without the key `b` and with an extra key `a`"),
        ({"loss": 1}, {"loss": 1, "loss_itc": 2}, "without the key `loss_itc`"),
        ([{"a": 1}], [{}], "with an extra key `a` at [0]"),
        ({"an answer": 1}, {}, "wrong keys"),
        (None, 3, "a value of type None, expected int; is a `return` missing?"),
        ([None], [3], "a value of type None at [0], expected int"),
        ([1, 2], [1, 2, 3], "2 elements, expected a different number"),
        ([[1, 2]], [[]], "2 elements at [0], expected a different number"),
        (2, 3, "wrong value"),
        ({1}, {2}, "wrong value"),
        (0.1 + 0.2, 0.3, "wrong value"),
        (math.nan, 1.0, "wrong value"),
        (1.0, math.nan, "wrong value"),
    ],
)
def test_the_summary_says_where_the_first_difference_is(actual: Any, expected: Any, where: str) -> None:
    assert refusal(equal, actual, expected).summary == where


def test_equal_shows_call_answer_and_expectation_in_the_detail_only() -> None:
    error = refusal(equal, 41, 77, given="f(12345)")
    assert error.detail == "f(12345) gave 41, expected 77"
    assert not any(secret in error.summary for secret in ("41", "77", "12345"))


def test_a_long_value_is_cut_in_the_detail() -> None:
    assert len(refusal(equal, [0] * 100_000, [1] * 100_000, given="f(x)").detail) < 1_200


def test_a_difference_deep_inside_a_large_value_is_found_quickly() -> None:
    expected = [[0] * 300 for _ in range(300)]
    actual = [row[:] for row in expected]
    actual[299][299] = 1
    assert refusal(equal, actual, expected).summary == "wrong value at [299][299]"


def test_arrays_inside_containers_are_compared_with_dtype_and_shape() -> None:
    assert "dtype" in refusal(equal, [np.ones(2, np.float32)], [np.ones(2)]).summary
    assert "shape" in refusal(equal, [np.ones((1, 2))], [np.ones(2)]).summary
    assert "worst at index [1]" in refusal(equal, [np.array([0, 1])], [np.array([0, 5])]).summary


def test_keys_of_another_type_are_wrong_keys() -> None:
    for actual, expected in (({True: 0}, {1: 0}), ({1.0: 0}, {1: 0})):
        assert refusal(equal, actual, expected).summary == "wrong keys"


def test_elements_of_sets_of_another_type_are_wrong() -> None:
    for actual, expected in (({True}, {1}), ({1.0, 2}, {1, 2}), (frozenset({(1, True)}), frozenset({(1, 1)}))):
        refusal(equal, actual, expected)


def test_lists_and_trees_are_compared_by_value() -> None:
    equal([list_from_values([1, 2])], [list_from_values([1, 2])])
    equal(TreeNode(1, TreeNode(2)), TreeNode(1, TreeNode(2)))
    for actual, expected in (
        (list_from_values([1, 2]), list_from_values([1, 3])),
        (list_from_values([1]), list_from_values([1, 2])),
        (list_from_values([True]), list_from_values([1])),
        (TreeNode(1, TreeNode(2)), TreeNode(1, None, TreeNode(2))),
        (None, TreeNode(1)),
        (TreeNode(1), ListNode(1)),
    ):
        refusal(equal, actual, expected)


def test_zeros_of_another_sign_are_equal_everywhere() -> None:
    equal(-0.0, 0.0)


# close


FLOATS = [np.float16, np.float32, np.float64, np.complex64, np.complex128]
TENSORS = [torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.complex128]
WIDTHS = [1.0, 1e3, 1e-3]


@pytest.mark.parametrize("dtype", TENSORS, ids=str)
def test_the_default_tolerances_are_those_of_torch(dtype: torch.dtype) -> None:
    for scale in WIDTHS:
        expected = torch.full((3,), scale, dtype=dtype)
        for factor in (1e-8, 5e-8, 1e-6, 2e-6, 5e-5, 2e-4, 5e-3, 1e-2, 3e-2):
            actual = (
                (expected.to(torch.complex128) * (1 + factor)).to(dtype)
                if dtype.is_complex
                else (expected.double() * (1 + factor)).to(dtype)
            )
            try:
                torch.testing.assert_close(actual, expected)
            except AssertionError:
                refusal(close, actual, expected)
            else:
                close(actual, expected)


@pytest.mark.parametrize("dtype", [np.int32, np.uint8, np.bool_])
def test_integers_and_booleans_are_compared_exactly(dtype: Any) -> None:
    close(np.array([0, 1], dtype), np.array([0, 1], dtype))
    refusal(close, np.array([0, 1], dtype), np.array([0, 0], dtype))


def test_large_integers_that_differ_by_one_differ() -> None:
    for kind in (np.int64, np.uint64):
        refusal(close, np.array([2**62], kind), np.array([2**62 + 1], kind))
    refusal(close, torch.tensor([2**62]), torch.tensor([2**62 + 1]))
    close(np.array([2**64 - 1], np.uint64), np.array([2**64 - 1], np.uint64))


@pytest.mark.parametrize(
    ("actual", "expected", "summary"),
    [
        (np.ones(3), torch.ones(3), "the result is of type ndarray, expected Tensor"),
        (torch.ones(3), np.ones(3), "the result is of type Tensor, expected ndarray"),
        ([1.0], np.ones(1), "the result is of type list, expected ndarray"),
        (None, np.ones(1), "the result is of type None, expected ndarray; is a `return` missing?"),
        (1.0, np.float64(1), "the result is of type float, expected float64"),
        (1, 1.0, "the result is of type int, expected float"),
        (np.array(1.0), 1.0, "the result is of type ndarray, expected float"),
        (np.ones(3, np.float32), np.ones(3), "the result has dtype float32, expected float64"),
        (torch.ones(3), torch.ones(3).double(), "the result has dtype torch.float32, expected torch.float64"),
        (torch.ones(3).bfloat16(), torch.ones(3).half(), "the result has dtype torch.bfloat16, expected torch.float16"),
        (np.ones(3), np.ones((1, 3)), "the result has shape (3,), expected (1, 3)"),
        (np.ones((1, 3)), np.ones(3), "the result has shape (1, 3), expected (3,)"),
        (np.ones(()), np.ones(1), "the result has shape (), expected (1,)"),
        (np.ones((3, 1)), np.ones((3, 3)), "the result has shape (3, 1), expected (3, 3)"),
        (torch.ones(1), torch.ones(3), "the result has shape (1,), expected (3,)"),
        (np.ones((0, 3)), np.ones((3, 0)), "the result has shape (0, 3), expected (3, 0)"),
        (np.ones((2, 3)), np.ones((3, 2)), "the result has shape (2, 3), expected (3, 2)"),
    ],
)
def test_type_dtype_and_shape_come_before_values_and_nothing_is_broadcast(
    actual: Any, expected: Any, summary: str
) -> None:
    assert refusal(close, actual, expected).summary == summary


def test_a_parameter_is_as_good_as_a_tensor() -> None:
    close(torch.nn.Parameter(torch.ones(2)), torch.ones(2))
    close(torch.ones(2, requires_grad=True), torch.nn.Parameter(torch.ones(2)))


def test_the_worst_index_and_the_size_of_the_difference_are_reported() -> None:
    expected = np.zeros((3, 4))
    actual = expected.copy()
    actual[1, 2], actual[2, 3] = 0.5, -2.25
    error = refusal(close, actual, expected)
    assert error.summary == "the result: 2 of 12 elements differ, worst at index [2, 3], off by 2.25"
    assert "got" in error.detail
    assert "-2.25" in error.detail


def test_only_elements_beyond_the_tolerance_count_as_worst() -> None:
    """1e6 off by 0.5 is fine relative to its size; 1 off by 0.1 is not."""
    error = refusal(close, np.array([1e6 + 0.5, 1.1]), np.array([1e6, 1.0]), rtol=1e-5, atol=0)
    assert "1 of 2 elements differ, worst at index [1]" in error.summary


def test_the_thing_compared_is_named() -> None:
    assert refusal(close, 1.0, 2.0, what="the loss").summary.startswith("the loss is off by")
    assert refusal(close, np.zeros(2), np.ones(2), what="the gradient").summary.startswith("the gradient: 2 of 2")


def test_the_summary_holds_no_values_and_the_detail_does() -> None:
    for actual, expected in (
        (np.array([123.456]), np.array([789.012])),
        (torch.tensor([123.456]), torch.tensor([789.012])),
        (123.456, 789.012),
    ):
        error = refusal(close, actual, expected)
        assert not any(secret in error.summary for secret in ("123.4", "789.0"))
        assert "123.4" in error.detail
        assert "789.0" in error.detail


def test_the_detail_shows_a_small_array_as_a_whole_and_of_a_large_one_the_worst() -> None:
    assert refusal(close, np.array([[1.0], [2.5]]), np.array([[1.0], [2.0]])).detail == (
        "at [1, 0]: got 2.5, expected 2\nyour answer: [[1. ], [2.5]]\nexpected:    [[1.], [2.]]"
    )
    assert "\n" not in refusal(close, np.zeros(100), np.ones(100)).detail


def test_nan_is_reported_with_its_first_position() -> None:
    actual = np.array([[0.0, 5.0], [math.nan, math.nan]])
    assert refusal(close, actual, np.zeros((2, 2))).summary == (
        "the result has NaN at index [1, 0] (3 of 4 elements differ)"
    )
    assert refusal(close, math.nan, 1.0).summary == "the result is NaN"
    assert "NaN" in refusal(close, torch.tensor([math.nan]), torch.ones(1)).summary


def test_nan_equals_nothing() -> None:
    refusal(close, np.array([math.nan]), np.array([math.nan]))
    refusal(close, np.array([1.0]), np.array([math.nan]))
    refusal(close, math.nan, math.nan)
    refusal(close, 1.0, math.nan)


def test_an_infinity_equals_itself_alone() -> None:
    close(np.array([math.inf, -math.inf]), np.array([math.inf, -math.inf]))
    close(math.inf, math.inf)
    for actual, expected in ((math.inf, -math.inf), (1e300, math.inf), (math.inf, 1e300)):
        refusal(close, np.array([actual]), np.array([expected]))
        refusal(close, actual, expected)
    refusal(close, torch.tensor([1.0]), torch.tensor([math.inf]), rtol=1e9)


def test_tolerances_can_be_set() -> None:
    close(np.array([1.0]), np.array([1.1]), atol=0.2, rtol=0)
    close(1.0, 1.1, atol=0, rtol=0.2)
    refusal(close, 1.0, 1.1, atol=0.05, rtol=0)
    refusal(close, np.array([1.0]), np.array([1.0 + 1e-9]), atol=0, rtol=0)


def test_empty_and_zero_dimensional_arrays_can_be_compared() -> None:
    close(np.zeros((0, 3)), np.zeros((0, 3)))
    close(torch.zeros(0), torch.zeros(0))
    close(np.array(1.0), np.array(1.0))
    assert "worst at index []" in refusal(close, torch.tensor(1.0), torch.tensor(2.0)).summary
    refusal(close, np.float32(1), np.float32(2))


@pytest.mark.parametrize("dtype", [*FLOATS, np.longdouble, np.bool_, np.uint64, np.int8])
def test_every_dtype_of_numpy_can_be_compared(dtype: Any) -> None:
    close(np.array([1, 0], dtype), np.array([1, 0], dtype))
    refusal(close, np.array([1, 0], dtype), np.array([1, 1], dtype))


@pytest.mark.parametrize("dtype", [*TENSORS, torch.bool, torch.uint8, torch.int64, torch.float8_e4m3fn], ids=str)
def test_every_dtype_of_torch_can_be_compared(dtype: torch.dtype) -> None:
    close(torch.tensor([1, 0]).to(dtype), torch.tensor([1, 0]).to(dtype))
    refusal(close, torch.tensor([1, 0]).to(dtype), torch.tensor([1, 1]).to(dtype))


def test_complex_numbers_are_close_by_their_distance() -> None:
    close(1 + 1j, 1 + (1 + 1e-9) * 1j)
    refusal(close, 1 + 1j, 1 - 1j)
    refusal(close, np.array([1 + 1j]), np.array([1 - 1j]))


def test_what_is_neither_number_nor_array_cannot_be_close() -> None:
    for value in ("text", [1.0], None):
        with pytest.raises((TypeError, WrongAnswerError)):
            close(value, value)
