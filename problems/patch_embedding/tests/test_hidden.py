"""Patch by patch against a loop, the order of everything, gradients, sizes that do not fit, the largest batch."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from modules import built
from reference import patch_embedding, random_state
from strategies import Arguments, cases
from torch import Tensor

from sandbox.checks import close, equal

ARGUMENTS: Arguments = ((6, 9), 3, 2, 5)
NAMES = ("proj.weight", "proj.bias", "cls_token", "pos_embed")


def images(arguments: Arguments, batch: int = 3, dtype: torch.dtype = torch.float32) -> Tensor:
    (height, width), _, channels, _ = arguments
    return torch.randn(batch, channels, height, width, dtype=torch.float64).to(dtype)


@pytest.mark.parametrize(
    "arguments",
    [
        ((4, 4), 2, 1, 3),
        ((4, 8), 2, 3, 5),
        ((8, 4), 2, 3, 5),
        ((6, 9), 3, 2, 4),
        ((5, 5), 5, 3, 7),
        ((3, 4), 1, 2, 3),
        ((1, 1), 1, 1, 1),
        ((2, 12), 2, 4, 6),
    ],
    ids=lambda arguments: "-".join(map(str, (*arguments[0], *arguments[1:]))),
)
def test_sizes_of_images_patches_channels_and_features(solution: Any, arguments: Arguments) -> None:
    state, x = random_state(*arguments), images(arguments)
    close(built(solution, arguments, state)(x), patch_embedding(x, state), atol=1e-4)


def test_tokens_follow_the_rows_of_a_wide_image(solution: Any) -> None:
    """Every pixel of patch k is k, and so is every feature."""
    state = {
        "proj.weight": torch.full((3, 1, 2, 2), 0.25),
        "proj.bias": torch.zeros(3),
        "cls_token": torch.full((1, 1, 3), -1.0),
        "pos_embed": torch.zeros(1, 9, 3),
    }
    numbered = torch.arange(8.0).reshape(1, 1, 2, 4).repeat_interleave(2, dim=2).repeat_interleave(2, dim=3)
    out = built(solution, ((4, 8), 2, 1, 3), state)(numbered)
    close(out, torch.arange(-1.0, 8.0)[None, :, None].expand(1, 9, 3))


def test_each_feature_is_one_pixel_of_one_channel(solution: Any) -> None:
    """With one filter for each pixel of a patch, tokens are the patches themselves: channel, row, column."""
    state = {
        "proj.weight": torch.eye(12).reshape(12, 3, 2, 2),
        "proj.bias": torch.zeros(12),
        "cls_token": torch.zeros(1, 1, 12),
        "pos_embed": torch.zeros(1, 7, 12),
    }
    x = images(((4, 6), 2, 3, 12))
    out = built(solution, ((4, 6), 2, 3, 12), state)(x)
    for row, column in ((0, 0), (0, 2), (1, 0), (1, 1)):
        patch = x[:, :, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
        close(out[:, 1 + 3 * row + column], patch.flatten(1), what=f"the patch in row {row}, column {column}")


def test_the_class_token_does_not_depend_on_the_image(solution: Any) -> None:
    state = random_state(*ARGUMENTS)
    out = built(solution, ARGUMENTS, state)(images(ARGUMENTS))
    expected = state["cls_token"] + state["pos_embed"][:, :1]
    close(out[:, :1], expected.expand(3, 1, 5), what="the first token")


def test_every_item_of_a_batch_is_embedded_alone(solution: Any) -> None:
    state, x = random_state(*ARGUMENTS), images(ARGUMENTS, 4)
    module = built(solution, ARGUMENTS, state)
    out = module(x)
    for index in range(4):
        close(module(x[index : index + 1]), out[index : index + 1], atol=1e-5, what="an item of a batch by itself")
    close(module(x.flip(0)), out.flip(0), atol=1e-5, what="a batch in another order")


def test_a_pixel_moves_the_token_of_its_patch_alone(solution: Any) -> None:
    state, x = random_state(*ARGUMENTS), images(ARGUMENTS, 2)
    module = built(solution, ARGUMENTS, state)
    moved = x.clone()
    moved[1, 1, 4, 8] += 1.0
    difference = module(moved) - module(x)
    expected = torch.zeros(2, 7, 5)
    expected[1, 6] = state["proj.weight"][:, 1, 1, 2]
    close(difference, expected, atol=1e-5, what="the change of the tokens")


def test_training_and_eval_mode_are_alike(solution: Any) -> None:
    state, x = random_state(*ARGUMENTS), images(ARGUMENTS)
    close(built(solution, ARGUMENTS, state, "train")(x), patch_embedding(x, state), atol=1e-4)


def test_the_names_and_shapes_of_the_parameters(solution: Any) -> None:
    found = solution.parameters(solution.PatchEmbedding(*ARGUMENTS))
    expected = {name: tuple(value.shape) for name, value in random_state(*ARGUMENTS).items()}
    equal({name: tuple(value.shape) for name, value in found.items()}, expected)


def test_a_fresh_layer_learns_all_of_its_parameters(solution: Any) -> None:
    found = solution.vjp(solution.PatchEmbedding(*ARGUMENTS), images(ARGUMENTS))
    for name in NAMES:
        assert found.parameters.get(name) is not None, f"no gradient reaches {name}"


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16, torch.float16], ids=["f64", "bf16", "f16"])
def test_the_dtype_stays(solution: Any, dtype: torch.dtype) -> None:
    state, x = random_state(*ARGUMENTS, dtype=dtype), images(ARGUMENTS, dtype=dtype)
    tolerance = {torch.float64: 1e-12, torch.bfloat16: 0.1, torch.float16: 0.02}[dtype]
    close(built(solution, ARGUMENTS, state)(x), patch_embedding(x, state), rtol=tolerance, atol=tolerance)


def test_images_that_are_not_contiguous(solution: Any) -> None:
    state, x = random_state(*ARGUMENTS), images(ARGUMENTS)
    module, expected = built(solution, ARGUMENTS, state), patch_embedding(x, state)
    close(module(x.to(memory_format=torch.channels_last)), expected, atol=1e-4, what="the result for channels last")
    close(module(x.mT.contiguous().mT), expected, atol=1e-4, what="the result for columns in memory")


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize("batch", [3, 1])
def test_gradients_of_images_and_parameters(solution: Any, batch: int, dtype: torch.dtype) -> None:
    state, x = random_state(*ARGUMENTS, dtype=dtype), images(ARGUMENTS, batch, dtype).requires_grad_()
    cotangent = torch.randn(batch, 7, 5, dtype=dtype)
    found = solution.vjp(built(solution, ARGUMENTS, state), x, cotangents=cotangent)
    leaves = {name: value.clone().requires_grad_() for name, value in state.items()}
    expected = torch.autograd.grad(patch_embedding(x, leaves), [x, *leaves.values()], cotangent)
    tolerance = 1e-4 if dtype == torch.float32 else 1e-10
    for name, gradient in zip(("the images", *leaves), expected, strict=True):
        actual = found.inputs[0] if name == "the images" else found.parameters.get(name)
        assert actual is not None, f"no gradient reaches {name}"
        close(actual, gradient, rtol=tolerance, atol=tolerance, what=f"the gradient of {name}")


def test_a_gradient_is_the_slope_of_the_output(solution: Any) -> None:
    """Against differences, in float64: the layer is affine in its images."""
    state = random_state(*ARGUMENTS, dtype=torch.float64)
    module = built(solution, ARGUMENTS, state)
    x, step = (images(ARGUMENTS, 1, torch.float64) for _ in range(2))
    cotangent = torch.randn(1, 7, 5, dtype=torch.float64)
    found = solution.vjp(module, x.requires_grad_(), cotangents=cotangent)
    slope = ((module(x.detach() + step) - module(x.detach())) * cotangent).sum()
    close((found.inputs[0] * step).sum(), slope.detach(), rtol=1e-9, atol=1e-9, what="the slope along a direction")


@pytest.mark.parametrize("size", [(9, 6), (6, 12), (3, 9), (6, 6), (18, 3), (54, 1), (7, 9), (6, 10)])
def test_images_of_another_size_are_refused(solution: Any, size: tuple[int, int]) -> None:
    module = built(solution, ARGUMENTS, random_state(*ARGUMENTS))
    module(images(ARGUMENTS))
    with pytest.raises(ValueError):  # noqa: PT011 - its words are the solution's
        module(torch.zeros(2, 2, *size))


@pytest.mark.parametrize("size", [(7, 9), (6, 8), (5, 5), (2, 9), (6, 1)])
def test_patches_that_do_not_fit_are_refused(solution: Any, size: tuple[int, int]) -> None:
    solution.PatchEmbedding(*ARGUMENTS)
    with pytest.raises(ValueError):  # noqa: PT011 - its words are the solution's
        solution.PatchEmbedding(size, 3, 2, 5)


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=25,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(case=cases())
def test_any_sizes_agree_with_the_loop(solution: Any, case: tuple[Arguments, Tensor]) -> None:
    arguments, x = case
    state = random_state(*arguments)
    close(built(solution, arguments, state)(x), patch_embedding(x, state), atol=1e-4)


def test_a_large_batch(solution: Any) -> None:
    arguments: Arguments = ((224, 224), 16, 3, 128)
    state = {name: value * 0.1 for name, value in random_state(*arguments).items()}
    x = images(arguments, 16)
    out = built(solution, arguments, state)(x)
    equal(tuple(out.shape), (16, 197, 128))
    corner = x[:, :, -16:, -16:].flatten(1) @ state["proj.weight"].flatten(1).T
    expected = corner + state["proj.bias"] + state["pos_embed"][0, -1]
    close(out[:, -1], expected, rtol=1e-3, atol=1e-3, what="the last tokens")


def test_without_gradients_the_result_is_the_same(solution: Any) -> None:
    state, x = random_state(*ARGUMENTS), images(ARGUMENTS)
    layer = built(solution, ARGUMENTS, state)
    with solution.no_grad():
        close(layer(x), patch_embedding(x, state), atol=1e-4)
