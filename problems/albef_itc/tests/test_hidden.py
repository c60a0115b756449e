"""Step by step against the loops, the queues around their end, what moves and what does not, gradients, extremes."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from modules import built
from reference import Features, random_features, random_state, step
from strategies import cases
from torch import Tensor

from sandbox.checks import close, equal

LOOSE = {"rtol": 1e-4, "atol": 1e-4}
LEARNING = ["image_proj.weight", "image_proj.bias", "text_proj.weight", "text_proj.bias", "temp"]


def agree(solution: Any, module: Any, expected: dict[str, Tensor], when: str = "afterwards") -> None:
    """The whole state."""
    found = solution.parameters(module)
    for name, value in expected.items():
        close(found[name], value, **LOOSE, what=f"{name} {when}")


@pytest.mark.parametrize("sizes", [(3, 4, 2, 5), (4, 3, 5, 3), (2, 5, 3, 6), (1, 1, 2, 3), (513, 9, 2, 3)], ids=str)
@pytest.mark.parametrize("batch", [1, 2, 3])
def test_sizes_and_batches(solution: Any, sizes: tuple[int, int, int, int], batch: int) -> None:
    state, features = random_state(*sizes), random_features(batch, *sizes[:2])
    module = built(solution, state, 0.9, 0.4)
    loss, after = step(state, features, 0.9, 0.4)
    close(module(*features).detach(), loss.float(), **LOOSE, what="the loss")
    agree(solution, module, after)


def test_sizes_that_are_all_alike(solution: Any) -> None:
    """A wrong axis shows in no shape."""
    state, features = random_state(3, 3, 3, 3), random_features(3, 3, 3)
    module = built(solution, state, 0.75, 0.4)
    loss, after = step(state, features, 0.75, 0.4)
    close(module(*features).detach(), loss.float(), **LOOSE, what="the loss")
    agree(solution, module, after)


@pytest.mark.parametrize(("queue", "batch"), [(5, 3), (7, 4), (4, 2), (3, 3), (6, 1), (5, 4)])
def test_five_steps_one_after_the_other(solution: Any, queue: int, batch: int) -> None:
    """The queues go round, over their end; each loss uses what the steps before have left."""
    expected = random_state(4, 3, 2, queue)
    module = built(solution, expected, 0.8, 0.4)
    for number in range(1, 6):
        features = random_features(batch, 4, 3)
        loss, expected = step(expected, features, 0.8, 0.4)
        close(module(*features).detach(), loss.float(), **LOOSE, what=f"the loss of step {number}")
        agree(solution, module, expected, f"after step {number}")


def test_batches_of_other_sizes_go_on_at_the_pointer(solution: Any) -> None:
    expected = random_state(2, 3, 2, 5)
    module = built(solution, expected, 0.8, 0.4)
    for batch in (2, 1, 5, 3, 4):
        features = random_features(batch, 2, 3)
        loss, expected = step(expected, features, 0.8, 0.4)
        close(module(*features).detach(), loss.float(), **LOOSE, what=f"the loss of the batch of {batch}")
        agree(solution, module, expected, f"after the batch of {batch}")


def test_eval_mode_changes_nothing(solution: Any) -> None:
    state = random_state(4, 3, 2, 5)
    module = built(solution, state, 0.5, 0.4, "eval")
    for _ in range(2):
        features = random_features(3, 4, 3)
        loss, after = step(state, features, 0.5, 0.4, training=False)
        close(module(*features).detach(), loss.float(), **LOOSE, what="the loss")
        agree(solution, module, after)


@pytest.mark.parametrize("momentum", [0.0, 0.3, 0.995, 1.0])
def test_momentum(solution: Any, momentum: float) -> None:
    """0 takes the projections over, 1 never moves."""
    state, features = random_state(4, 3, 2, 5), random_features(2, 4, 3)
    module = built(solution, state, momentum, 0.4)
    loss, after = step(state, features, momentum, 0.4)
    close(module(*features).detach(), loss.float(), **LOOSE, what="the loss")
    agree(solution, module, after)


@pytest.mark.parametrize("alpha", [0.0, 0.1, 0.6, 1.0])
def test_alpha(solution: Any, alpha: float) -> None:
    """0 gives one-hot targets, 1 those of the momentum model alone."""
    state, features = random_state(4, 3, 2, 5), random_features(3, 4, 3)
    loss, _ = step(state, features, 0.9, alpha)
    close(built(solution, state, 0.9, alpha)(*features).detach(), loss.float(), **LOOSE)


@pytest.mark.parametrize("temp", [0.001, 0.05, 1.0, 4.0])
def test_temperatures(solution: Any, temp: float) -> None:
    """With the smallest, logits go to 1000."""
    state, features = random_state(4, 3, 2, 5) | {"temp": torch.tensor(temp)}, random_features(3, 4, 3)
    loss, _ = step(state, features, 0.9, 0.4)
    close(built(solution, state, 0.9, 0.4)(*features).detach(), loss.float(), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("which", range(4), ids=["image", "text", "image_m", "text_m"])
def test_every_input_counts(solution: Any, which: int) -> None:
    state, features = random_state(4, 3, 2, 5), random_features(2, 4, 3)
    features[which][1] += 3.0
    loss, _ = step(state, features, 0.9, 0.4)
    close(built(solution, state, 0.9, 0.4)(*features).detach(), loss.float(), **LOOSE)


def test_a_new_module(solution: Any) -> None:
    found = solution.parameters(solution.ImageTextContrast(5, 4, 3, 6, 0.9, 0.4))
    expected = {name: tuple(value.shape) for name, value in random_state(5, 4, 3, 6).items()}
    equal({name: tuple(value.shape) for name, value in found.items()}, expected, "the state")
    for name in ("image_proj", "text_proj"):
        for kind in ("weight", "bias"):
            close(found[f"{name}_m.{kind}"], found[f"{name}.{kind}"], what=f"{name}_m.{kind}")
    close(found["temp"], torch.tensor(0.07), what="temp")
    equal((int(found["queue_ptr"]), found["queue_ptr"].dtype), (0, torch.int64), "queue_ptr and its dtype")
    for name in ("image_queue", "text_queue"):
        close(found[name].norm(dim=1), torch.ones(6), what=f"the lengths of the rows of {name}")
        assert bool((found[name].std(0) > 0).all()), f"all rows of {name} are alike"
    assert not torch.equal(found["image_queue"], found["text_queue"]), "the two queues start alike"


def test_a_new_module_takes_its_first_step(solution: Any) -> None:
    module = solution.ImageTextContrast(4, 3, 2, 5, 0.9, 0.4)
    state, features = solution.parameters(module), random_features(2, 4, 3)
    loss, after = step(state, features, 0.9, 0.4)
    close(module(*features).detach(), loss.float(), **LOOSE, what="the loss")
    agree(solution, module, after)


def test_two_modules_share_nothing(solution: Any) -> None:
    one, other = (solution.ImageTextContrast(4, 3, 2, 5, 0.9, 0.4) for _ in range(2))
    before = solution.parameters(other)
    one(*random_features(2, 4, 3))
    agree(solution, other, before, "of a module after a step of another one")


def gradients(state: dict[str, Tensor], features: Features, momentum: float, alpha: float) -> list[Tensor]:
    """Of image, text, and LEARNING."""
    leaves = {name: state[name].clone().requires_grad_() for name in LEARNING}
    image, text = (x.detach().clone().requires_grad_() for x in features[:2])
    loss, _ = step(state | leaves, (image, text, *features[2:]), momentum, alpha)
    return list(torch.autograd.grad(loss, [image, text, *leaves.values()]))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize(("batch", "alpha"), [(3, 0.0), (3, 0.4), (3, 1.0), (1, 0.4)], ids=itertools.count(1))
@pytest.mark.parametrize("dim", [4, 300], ids=["narrow", "wide"])
def test_gradients(solution: Any, dtype: torch.dtype, dim: int, batch: int, alpha: float) -> None:
    state, features = random_state(dim, 3, 2, 5, dtype), random_features(batch, dim, 3, dtype)
    expected = gradients(state, features, 0.9, alpha)
    for x in features:
        x.requires_grad_()
    found = solution.vjp(built(solution, state, 0.9, alpha), *features, cotangents=torch.ones((), dtype=dtype))
    tolerance = 2e-4 if dtype == torch.float32 else 1e-6  # targets may have been rounded to float32
    equal(found.output.dtype, dtype, "the dtype of the loss")
    for name, right in zip(("image", "text", *LEARNING), expected, strict=True):
        got = found.inputs[("image", "text").index(name)] if name in ("image", "text") else found.parameters.get(name)
        assert got is not None, f"no gradient reaches {name}"
        close(got, right.to(dtype), rtol=tolerance, atol=tolerance, what=f"the gradient of {name}")
    still = {"image_m": found.inputs[2], "text_m": found.inputs[3]}
    still |= {name: gradient for name, gradient in found.parameters.items() if name not in LEARNING}
    for name, got in still.items():
        assert got is None or not bool(got.any()), f"a gradient reaches {name}"


def test_a_gradient_at_the_smallest_temperature_is_finite(solution: Any) -> None:
    state = random_state(4, 3, 2, 5) | {"temp": torch.tensor(0.001)}
    features = random_features(3, 4, 3)
    features[0].requires_grad_()
    found = solution.vjp(built(solution, state, 0.9, 0.4), *features, cotangents=torch.tensor(1.0))
    close(found.inputs[0], gradients(state, features, 0.9, 0.4)[0].float(), rtol=1e-2, atol=1e-2)


def test_a_float64_module_stays_in_float64(solution: Any) -> None:
    state, features = random_state(4, 3, 2, 5, torch.float64), random_features(3, 4, 3, torch.float64)
    module = built(solution, state, 0.9, 0.4)
    loss, after = step(state, features, 0.9, 0.4)
    close(module(*features).detach(), loss, rtol=1e-6, atol=1e-6, what="the loss")  # targets may have been rounded
    found = solution.parameters(module)
    for name in ("image_queue", "text_queue", "image_proj_m.weight", "text_proj_m.bias"):
        close(found[name], after[name], rtol=1e-10, atol=1e-10, what=name)


def test_a_step_without_gradients_is_the_same(solution: Any) -> None:
    state, features = random_state(4, 3, 2, 5), random_features(2, 4, 3)
    module = built(solution, state, 0.9, 0.4)
    loss, after = step(state, features, 0.9, 0.4)
    with solution.no_grad():
        close(module(*features), loss.float(), **LOOSE, what="the loss")
    agree(solution, module, after)


def test_a_step_leaves_the_next_new_modules_as_random_as_ever(solution: Any) -> None:
    """A step that seeds the generator would make them all alike, and one that sets another dtype would show."""
    starts = []
    for _ in range(3):
        module = solution.ImageTextContrast(4, 3, 2, 5, 0.9, 0.4)
        starts.append(solution.parameters(module)["image_queue"])
        equal(starts[-1].dtype, torch.float32, "the dtype of a new module")
        module(*random_features(2, 4, 3))
    assert not torch.equal(starts[1], starts[2]), "two new modules start with the same queue"


def test_inputs_that_are_not_contiguous(solution: Any) -> None:
    state = random_state(4, 3, 2, 5)
    image, text, image_m, text_m = (torch.randn(d, 3).T for d in (4, 3, 4, 3))
    features = image, text, image_m, text_m
    loss, _ = step(state, features, 0.9, 0.4)
    close(built(solution, state, 0.9, 0.4)(*features).detach(), loss.float(), **LOOSE)


def test_the_loss_does_not_depend_on_the_order_of_the_pairs(solution: Any) -> None:
    state, features = random_state(4, 3, 2, 5), random_features(4, 4, 3)
    module = built(solution, state, 0.9, 0.4, "eval")
    turned = tuple(x.flip(0) for x in features)
    close(module(*turned).detach(), module(*features).detach(), **LOOSE)


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=25,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(case=cases())
def test_any_step_agrees_with_the_loops(solution: Any, case: tuple[dict[str, Tensor], Features, float, float]) -> None:
    state, features, momentum, alpha = case
    module = built(solution, state, momentum, alpha)
    loss, after = step(state, features, momentum, alpha)
    close(module(*features).detach(), loss.float(), rtol=1e-3, atol=1e-3, what="the loss")
    agree(solution, module, after)


def test_a_long_queue(solution: Any) -> None:
    """All embeddings are alike, and so are all candidates: the loss is the logarithm of their number."""
    module = solution.build(solution.ImageTextContrast, 64, 64, 256, 8192, 0.995, 0.4, calls=[("train",)])
    features = random_features(64, 64, 64)
    solution.batch(module, [("__call__", *features)] * 3)
    found = solution.parameters(module)
    equal(int(found["queue_ptr"]), 192, "queue_ptr after three batches of 64")
    close(found["image_queue"][:64], found["image_queue"][128:192], **LOOSE, what="rows of the same features")
    close(found["text_queue"].norm(dim=1), torch.ones(8192), **LOOSE, what="the lengths of the rows")
