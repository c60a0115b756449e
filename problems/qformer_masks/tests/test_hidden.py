"""Every task against the table, block by block, with padding in every place, and at the largest size."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from reference import TASKS, mask
from strategies import arguments
from torch import Tensor

from sandbox.checks import close, equal

each_task = pytest.mark.parametrize("task", TASKS)


def check(solution: Any, task: str, queries: int, text_mask: Tensor) -> None:
    close(solution.qformer_mask(task, queries, text_mask), mask(task, queries, text_mask), what="the mask")


def ones(*shape: int) -> Tensor:
    return torch.ones(shape, dtype=torch.int64)


@each_task
@pytest.mark.parametrize(("queries", "length"), [(3, 4), (4, 3), (3, 3), (1, 1), (1, 5), (5, 1)])
def test_numbers_of_queries_and_tokens(solution: Any, task: str, queries: int, length: int) -> None:
    check(solution, task, queries, ones(2, length))


@each_task
def test_queries_alone_and_text_alone(solution: Any, task: str) -> None:
    check(solution, task, 3, ones(2, 0))
    check(solution, task, 0, ones(2, 4))


@each_task
@pytest.mark.parametrize(
    "tokens", [[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 1, 1], [0, 0, 0, 0]], ids=itertools.count(1)
)
def test_padding_is_seen_by_nobody(solution: Any, task: str, tokens: list[int]) -> None:
    text_mask = torch.tensor([tokens])
    out = solution.qformer_mask(task, 2, text_mask)
    close(out, mask(task, 2, text_mask), what="the mask")
    assert not bool(out[..., 2:][..., text_mask[0] == 0].any()), "a padding token is seen"


@each_task
def test_every_item_of_a_batch_has_its_own_padding(solution: Any, task: str) -> None:
    check(solution, task, 2, torch.tensor([[1, 1, 1], [1, 1, 0], [0, 1, 0], [0, 0, 0]]))


@each_task
def test_queries_always_see_all_queries(solution: Any, task: str) -> None:
    out = solution.qformer_mask(task, 3, torch.tensor([[0, 0], [1, 1]]))
    assert bool(out[..., :3, :3].all()), "a query does not see a query"


def test_contrastive_is_block_diagonal(solution: Any) -> None:
    out = solution.qformer_mask("itc", 3, ones(1, 4))
    assert not bool(out[..., :3, 3:].any()), "a query sees text"
    assert not bool(out[..., 3:, :3].any()), "text sees a query"
    assert bool(out[..., 3:, 3:].all()), "text does not see text"


def test_generation_never_looks_ahead(solution: Any) -> None:
    out = solution.qformer_mask("itg", 3, ones(1, 4))
    close(out[0, 0, 3:, 3:], torch.ones(4, 4, dtype=torch.bool).tril(), what="text to text")
    assert bool(out[..., 3:, :3].all()), "text does not see the queries"
    assert not bool(out[..., :3, 3:].any()), "a query sees text"


def test_matching_sees_everything(solution: Any) -> None:
    assert bool(solution.qformer_mask("itm", 3, ones(2, 4)).all()), "something is hidden"


@pytest.mark.parametrize("task", ["itx", "", "ITC", "lm", "itc ", "it"], ids=itertools.count(1))
def test_other_tasks_are_refused(solution: Any, task: str) -> None:
    solution.qformer_mask("itc", 1, ones(1, 1))
    with pytest.raises(ValueError):  # noqa: PT011 - its words are the solution's
        solution.qformer_mask(task, 2, ones(1, 3))


@each_task
def test_a_mask_that_is_not_contiguous(solution: Any, task: str) -> None:
    check(solution, task, 2, torch.tensor([[1, 0, 1], [1, 1, 0]]).T.contiguous().T)


@each_task
def test_the_mask_is_usable_in_attention(solution: Any, task: str) -> None:
    """A hidden key has no influence, whatever it is."""
    allowed = solution.qformer_mask(task, 2, torch.tensor([[1, 1, 0]]))
    equal(allowed.dtype, torch.bool)
    scores, value = torch.randn(1, 1, 5, 5), torch.randn(1, 1, 5, 3)
    out = torch.softmax(scores.masked_fill(~allowed, float("-inf")), -1) @ value
    value[..., 4, :] = 100.0
    close(torch.softmax(scores.masked_fill(~allowed, float("-inf")), -1) @ value, out, what="attention under the mask")


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(case=arguments())
def test_any_mask_agrees_with_the_table(solution: Any, case: tuple[str, int, Tensor]) -> None:
    check(solution, *case)


@each_task
def test_a_large_batch(solution: Any, task: str) -> None:
    text_mask = ones(16, 512)
    text_mask[:, 500:] = 0
    out = solution.qformer_mask(task, 32, text_mask)
    equal(tuple(out.shape), (16, 1, 544, 544))
    counts = {"itc": 32 * 32 + 512 * 500, "itg": 544 * 32 + 500 * 501 // 2 + 12 * 500, "itm": 544 * 532}
    equal(int(out.sum()), 16 * counts[task], "the number of pairs that see each other")
