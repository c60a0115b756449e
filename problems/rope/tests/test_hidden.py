"""Shapes, positions and dtypes against complex numbers; the relative property; gradients; the largest size."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from reference import rotated
from strategies import arguments
from torch import Tensor

from sandbox.checks import close


def random(*shape: int) -> Tensor:
    return torch.randn(*shape, dtype=torch.float64)


@pytest.mark.parametrize("shape", [(3, 4), (5, 2), (2, 3, 6), (2, 3, 4, 8), (2, 1, 3, 2, 4), (4, 4, 4, 4)])
def test_any_number_of_leading_dimensions(solution: Any, shape: tuple[int, ...]) -> None:
    x, positions = random(*shape), torch.arange(shape[-2])
    close(solution.apply_rope(x, positions), rotated(x, positions))


@pytest.mark.parametrize("places", [[57], [7, 8, 9], [3, 3, 0, 12], [9, 4, 1], [0, 1, 2, 0, 1]])
def test_positions_are_what_is_given(solution: Any, places: list[int]) -> None:
    """One step of decoding, an offset, repeated and falling ones, packed sequences."""
    x, positions = random(2, 3, len(places), 6), torch.tensor(places)
    close(solution.apply_rope(x, positions), rotated(x, positions))


@pytest.mark.parametrize("shape", [(2, 1, 5), (2, 3, 5), (3, 5), (1, 1, 5), (2, 3, 1), (2, 1, 1), (1,)])
def test_positions_broadcast(solution: Any, shape: tuple[int, ...]) -> None:
    x, positions = random(2, 3, 5, 4), torch.randint(0, 50, shape)
    close(solution.apply_rope(x, positions), rotated(x, positions))


def test_positions_of_each_item_where_all_sizes_are_alike(solution: Any) -> None:
    x = random(4, 4, 4, 4)
    for positions in (torch.randint(0, 50, (4, 1, 4)), torch.randint(0, 50, (4, 4, 4)), torch.randint(0, 50, (4, 4))):
        close(solution.apply_rope(x, positions), rotated(x, positions))


@pytest.mark.parametrize("base", [10000.0, 100.0, 500000.0, 1.5])
def test_other_bases(solution: Any, base: float) -> None:
    x, positions = random(2, 6, 10), torch.arange(6) * 3
    close(solution.apply_rope(x, positions, base), rotated(x, positions, base))


def test_the_base_is_10000_by_default(solution: Any) -> None:
    x, positions = random(4, 16), torch.tensor([1, 100, 1000, 4096])
    close(solution.apply_rope(x, positions), rotated(x, positions, 10000.0))


def test_arguments_by_keyword(solution: Any) -> None:
    x, positions = random(2, 4), torch.tensor([3, 5])
    close(solution.apply_rope(base=50.0, positions=positions, x=x), rotated(x, positions, 50.0))


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=30,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(drawn=arguments())
def test_any_arguments(solution: Any, drawn: tuple[Tensor, Tensor, float]) -> None:
    close(solution.apply_rope(*drawn), rotated(*drawn), rtol=1e-6, atol=1e-6)


# What any rotary embedding must be


def test_scores_depend_on_the_distance_alone(solution: Any) -> None:
    query, key = random(1, 8), random(1, 8)

    def score(m: int, n: int) -> Tensor:
        return (solution.apply_rope(query, torch.tensor([m])) * solution.apply_rope(key, torch.tensor([n]))).sum()

    for shift in (1, 40, 2000):
        close(score(shift + 7, shift + 2), score(7, 2), what="a score at the same distance")
    assert not torch.allclose(score(7, 2), score(2, 7)), "the score does not know who comes first"
    assert not torch.allclose(score(7, 2), score(8, 2)), "the score does not depend on the distance"


def test_rotations_add_up(solution: Any) -> None:
    x = random(3, 6)
    once = solution.apply_rope(x, torch.tensor([9, 30, 4]))
    twice = solution.apply_rope(solution.apply_rope(x, torch.tensor([4, 10, 4])), torch.tensor([5, 20, 0]))
    close(twice, once, what="a rotation in two steps")


def test_a_quarter_turn_moves_the_first_of_a_pair_to_the_second(solution: Any) -> None:
    """The second pair of four features turns by base ** -0.5 at each position, here a hundredth of a quarter turn."""
    base = (200 / torch.pi) ** 2
    out = solution.apply_rope(torch.tensor([[0.0, 0.0, 1.0, 0.0]], dtype=torch.float64), torch.tensor([100]), base)
    close(out, torch.tensor([[0.0, 0.0, 0.0, 1.0]], dtype=torch.float64))


def test_tokens_do_not_mix(solution: Any) -> None:
    x, positions = random(2, 3, 4, 6), torch.arange(4)
    x[1, 2, 3] = float("nan")
    out = solution.apply_rope(x, positions).flatten(0, 2)[:-1]
    close(out, rotated(x.flatten(0, 2)[:-1], positions.repeat(6)[:-1]), what="what is beside a NaN")


# dtypes, memory


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=["bf16", "f16"])
def test_halves_are_rotated_in_float32_and_rounded_once(solution: Any, dtype: torch.dtype) -> None:
    x, positions = torch.randn(2, 6, 16).to(dtype), torch.tensor([0, 1, 3, 257, 999, 4095])
    rtol = {torch.bfloat16: 8e-3, torch.float16: 1e-3}[dtype]
    close(solution.apply_rope(x, positions), rotated(x, positions), rtol=rtol, atol=1e-3)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=["bf16", "f16"])
def test_halves_are_rounded_nowhere_on_the_way(solution: Any, dtype: torch.dtype) -> None:
    """The angles are 1; all but a few of the roundings of 4,096 products must be the reference's."""
    x, positions = torch.randn(2048, 2).to(dtype), torch.tensor([1])
    got, expected = solution.apply_rope(x, positions), rotated(x, positions)
    close(got, expected, rtol=8e-3, atol=1e-3)
    assert (got != expected).double().mean() < 0.01, "results of half precision are rounded more than once"


def test_float32(solution: Any) -> None:
    x, positions = torch.randn(3, 4, 8), torch.tensor([0, 5, 60, 700])
    close(solution.apply_rope(x, positions), rotated(x, positions), rtol=1e-3, atol=1e-3)
    positions = torch.arange(4)
    close(solution.apply_rope(x, positions), rotated(x, positions))


def test_float64_keeps_its_digits_at_large_positions(solution: Any) -> None:
    x, positions = random(4, 64), torch.tensor([100_000, 99_999, 31_415, 1])
    close(solution.apply_rope(x, positions), rotated(x, positions), rtol=1e-8, atol=1e-8)


def test_inputs_that_are_not_contiguous(solution: Any) -> None:
    positions = torch.arange(6)[::2].flip(0)
    for x in (random(3, 2, 8).transpose(0, 1), random(2, 3, 4, 6).transpose(1, 2)[:, :3], random(3, 16)[:, 4:12]):
        close(solution.apply_rope(x, positions), rotated(x, positions))


@pytest.mark.parametrize("shape", [(0, 4), (0, 3, 4), (2, 0, 4)])
def test_nothing_to_rotate(solution: Any, shape: tuple[int, ...]) -> None:
    close(solution.apply_rope(torch.zeros(shape), torch.arange(shape[-2])), torch.zeros(shape))


# Gradients


@pytest.mark.parametrize("shape", [(2, 3, 4, 6), (1, 2, 4, 6), (2, 2, 4, 20)])
def test_the_gradient_is_the_rotation_back(solution: Any, shape: tuple[int, ...]) -> None:
    x, positions, cotangent = random(*shape).requires_grad_(), torch.tensor([5, 0, 9, 70]), random(*shape)
    found = solution.vjp(solution.apply_rope, x, positions, cotangents=cotangent)
    close(found.output, rotated(x, positions), what="the result")
    close(found.inputs[0], rotated(cotangent, -positions), what="the gradient")


def test_the_gradient_is_a_finite_difference(solution: Any) -> None:
    x, positions, cotangent, step = random(2, 4), torch.tensor([3, 8]), random(2, 4), random(2, 4)
    found = solution.vjp(solution.apply_rope, x.clone().requires_grad_(), positions, cotangents=cotangent)
    above, below = (solution.apply_rope(x + sign * 1e-3 * step, positions) for sign in (1, -1))
    expected = ((above - below) * cotangent).sum() / 2e-3
    close((found.inputs[0] * step).sum(), expected, what="the gradient in one direction")


def test_the_gradient_of_a_half(solution: Any) -> None:
    x, positions = torch.randn(3, 8).bfloat16().requires_grad_(), torch.tensor([4, 50, 600])
    cotangent = torch.randn(3, 8).bfloat16()
    found = solution.vjp(solution.apply_rope, x, positions, cotangents=cotangent)
    close(found.inputs[0], rotated(cotangent, -positions), rtol=1e-2, atol=1e-2, what="the gradient")


# Size


def test_the_largest_size(solution: Any) -> None:
    """4,096 positions of 128 features: as d x d matrices they would take 256 MB."""
    x, positions = torch.randn(4, 4096, 128), torch.arange(4096)
    out = solution.apply_rope(x, positions)
    some = torch.tensor([0, 1, 63, 500])
    close(out[:, some], rotated(x[:, some], positions[some]), rtol=1e-3, atol=1e-3)
    close(out.norm(dim=-1), x.norm(dim=-1), rtol=1e-4, what="the norm of a token")
