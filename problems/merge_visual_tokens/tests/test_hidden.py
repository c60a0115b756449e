"""Images in every place, padding in every place, counts that do not fit, gradients, and a large batch."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from reference import IMAGE, Inputs, inputs, merge
from strategies import arguments
from torch import Tensor

from sandbox.checks import close, equal, fail

NAMES = ("the embeddings", "the attention mask", "the labels", "the position ids")


def check(solution: Any, given_inputs: Inputs) -> tuple[Tensor, ...]:
    out = solution.merge_visual_tokens(*given_inputs, IMAGE)
    if type(out) is not tuple or len(out) != len(NAMES):
        fail("a tuple of embeddings, attention mask, labels and position ids is expected")
    for name, got, expected in zip(NAMES, out, merge(*given_inputs), strict=True):
        close(got, expected, rtol=0, atol=0, what=name)
    return out


@pytest.mark.parametrize(
    "ids",
    [
        [[IMAGE, 1, 2]],
        [[1, IMAGE, 2]],
        [[1, 2, IMAGE]],
        [[IMAGE]],
        [[IMAGE, IMAGE]],
        [[1, IMAGE, IMAGE, 2, IMAGE]],
        [[1, 2, 3]],
    ],
    ids=itertools.count(1),
)
@pytest.mark.parametrize("features", [1, 3])
def test_images_in_one_sequence(solution: Any, ids: list[list[int]], features: int) -> None:
    check(solution, inputs(ids, features, 2))


@pytest.mark.parametrize(
    "ids",
    [
        [[1, IMAGE, 2], [3, 4, 5]],
        [[1, 2, 3], [IMAGE, 4, IMAGE]],
        [[1, IMAGE, 2], [IMAGE, 3, 4], [5, 6, IMAGE]],
        [[IMAGE, IMAGE, 1], [2, 3, 4], [IMAGE, 5, 6]],
        [[IMAGE] * 3] * 3,
    ],
    ids=str,
)
def test_images_go_to_their_own_sequences(solution: Any, ids: list[list[int]]) -> None:
    check(solution, inputs(ids, 3, 3))


@pytest.mark.parametrize(
    "ids",
    [
        [[1, IMAGE, 0, 0], [2, 3, 4, 5]],
        [[0, 0, 1, IMAGE], [2, 3, 4, 5]],
        [[1, 0, IMAGE, 0], [0, 2, 0, 3]],
        [[0, 0, 0, IMAGE], [0, 0, 0, 1]],
        [[1, 0, 0, 0], [2, 0, 0, 0]],
    ],
    ids=itertools.count(1),
)
def test_padding_is_dropped_wherever_it_is(solution: Any, ids: list[list[int]]) -> None:
    check(solution, inputs(ids, 2, 2))


def test_an_image_token_that_is_padding_is_no_image(solution: Any) -> None:
    """Some models pad with any token at all."""
    embeddings, input_ids, mask, labels, _ = inputs([[1, IMAGE, 2, IMAGE], [IMAGE, 3, IMAGE, 4]], 2, 2)
    mask[0, 3], mask[1, 0] = 0, 0
    check(solution, (embeddings, input_ids, mask, labels, torch.randn(2, 2, 2)))


def test_a_padding_whose_label_is_a_token_is_dropped_with_it(solution: Any) -> None:
    embeddings, input_ids, mask, labels, features = inputs([[1, IMAGE, 2, 0], [3, 4, 0, 0]], 2, 2)
    check(solution, (embeddings, input_ids, mask, torch.full_like(labels, 7), features))


def test_a_token_with_the_id_0_is_no_padding(solution: Any) -> None:
    embeddings, input_ids, _, labels, features = inputs([[1, IMAGE, 0, 2]], 2, 2)
    check(solution, (embeddings, input_ids, torch.ones_like(input_ids), labels, features))


def test_the_label_of_an_image_token_is_not_kept(solution: Any) -> None:
    given_inputs = inputs([[1, IMAGE, 2], [IMAGE, 3, 4]], 2, 2)
    given_inputs[3][:] = torch.arange(6).reshape(2, 3)
    check(solution, given_inputs)


def test_the_embeddings_of_image_tokens_and_padding_mean_nothing(solution: Any) -> None:
    given_inputs = inputs([[1, IMAGE, 2, 0], [0, 3, 4, 5]], 2, 2)
    given_inputs[0][0, 1], given_inputs[0][0, 3], given_inputs[0][1, 0] = torch.nan, torch.inf, torch.nan
    out = check(solution, given_inputs)
    assert bool(torch.isfinite(out[0]).all()), "what is not finite got into the embeddings"


def test_padding_is_zero_and_not_learned(solution: Any) -> None:
    embeddings, mask, labels, positions = check(solution, inputs([[1, IMAGE, IMAGE], [2, 0, 0]], 4, 2))
    equal(tuple(embeddings.shape), (2, 9, 2))
    close(embeddings[1, 1:], torch.zeros(8, 2), what="the embeddings of padding")
    for name, got, value in (("mask", mask, 0), ("label", labels, -100), ("position", positions, 0)):
        equal(got[1, 1:].tolist(), [value] * 8, f"the {name} of padding")


def test_without_images(solution: Any) -> None:
    check(solution, inputs([[1, 2, 3], [0, 4, 5]], 3, 2))


@pytest.mark.parametrize("change", [-1, 1, 2])
def test_images_that_are_too_few_or_too_many_are_refused(solution: Any, change: int) -> None:
    *others, features = inputs([[1, IMAGE, 2], [IMAGE, IMAGE, 3]], 2, 2)
    check(solution, (*others, features))  # type: ignore[arg-type]
    with pytest.raises(ValueError):  # noqa: PT011 - its words are the solution's
        solution.merge_visual_tokens(*others, torch.randn(3 + change, 2, 2), IMAGE)


def test_an_image_without_a_token_is_refused(solution: Any) -> None:
    given_inputs = inputs([[1, 2, 3]], 2, 2)
    check(solution, given_inputs)
    with pytest.raises(ValueError):  # noqa: PT011 - its words are the solution's
        solution.merge_visual_tokens(*given_inputs[:4], torch.randn(1, 2, 2), IMAGE)


@pytest.mark.parametrize("token", [1, 3, 31999])
def test_any_token_may_stand_for_an_image(solution: Any, token: int) -> None:
    embeddings, input_ids, mask, labels, features = given_inputs = inputs([[4, IMAGE, 2], [IMAGE, 5, 6]], 2, 2)
    out = solution.merge_visual_tokens(
        embeddings, torch.where(input_ids == IMAGE, token, input_ids), mask, labels, features, token
    )
    for name, got, expected in zip(NAMES, out, merge(*given_inputs), strict=True):
        close(got, expected, what=name)


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16, torch.float16], ids=["f64", "bf16", "f16"])
def test_the_dtype_stays(solution: Any, dtype: torch.dtype) -> None:
    check(solution, inputs([[1, IMAGE, 2], [3, 4, 0]], 2, 3, dtype))


def test_inputs_that_are_not_contiguous(solution: Any) -> None:
    embeddings, input_ids, mask, labels, features = inputs([[1, IMAGE, 2, 0], [0, 3, IMAGE, 4]], 3, 2)
    check(
        solution,
        (
            embeddings.transpose(0, 1).contiguous().transpose(0, 1),
            input_ids.T.contiguous().T,
            mask.T.contiguous().T,
            labels.T.contiguous().T,
            features.mT.contiguous().mT,
        ),
    )


@pytest.mark.parametrize(
    ("ids", "dim"),
    [([[1, IMAGE, 2, 0], [IMAGE, 3, 4, 5]], 3), ([[1, IMAGE, 2, 0]], 100)],
    ids=itertools.count(1),
)
def test_gradients_of_tokens_and_features(solution: Any, ids: list[list[int]], dim: int) -> None:
    embeddings, input_ids, mask, labels, features = inputs(ids, 2, dim, torch.float64)
    leaves = [embeddings.requires_grad_(), features.requires_grad_()]
    out = merge(embeddings, input_ids, mask, labels, features)[0]
    cotangent = torch.randn(out.shape, dtype=torch.float64)
    rest = tuple(torch.zeros(out.shape[:2], dtype=torch.int64) for _ in range(3))
    found = solution.vjp(
        solution.merge_visual_tokens,
        embeddings,
        input_ids,
        mask,
        labels,
        features,
        IMAGE,
        cotangents=(cotangent, *rest),
    )
    for name, got, expected in zip(
        ("token_embeddings", "image_features"), found.inputs, torch.autograd.grad(out, leaves, cotangent), strict=True
    ):
        assert got is not None, f"no gradient reaches {name}"
        close(got, expected, rtol=1e-12, atol=1e-12, what=f"the gradient of {name}")


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=40,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(given_inputs=arguments())
def test_any_batch_agrees_with_the_lists(solution: Any, given_inputs: Inputs) -> None:
    check(solution, given_inputs)


def test_an_image_of_576_features(solution: Any) -> None:
    check(solution, inputs([[1, IMAGE, 2], [3, 4, 0]], 576, 2))


def test_a_sequence_of_600_tokens(solution: Any) -> None:
    check(solution, inputs([[1, IMAGE, *[2, 3, 4] * 200]], 2, 2))


def test_a_large_batch(solution: Any) -> None:
    ids = torch.randint(10, 1000, (8, 64))
    ids[:, 5] = IMAGE
    features = torch.randn(8, 256, 512)
    embeddings = torch.randn(8, 64, 512)
    out, mask, *_ = solution.merge_visual_tokens(embeddings, ids, torch.ones_like(ids), ids, features, IMAGE)
    equal(tuple(out.shape), (8, 319, 512))
    equal(int(mask.sum()), 8 * 319)
    close(out[:, 5:261], features, what="the features in the middle")
    close(out[:, 261:], embeddings[:, 6:], what="the tokens behind them")
