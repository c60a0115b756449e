"""The encoder gate by gate, its mode and its gradients; templates token by token, what raises, what gets a gradient."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from modules import built, templates
from reference import encode, inserted, random_state, shapes
from strategies import cases, states
from torch import Tensor

from sandbox.checks import close, equal

LOOSE = {"rtol": 1e-4, "atol": 1e-4}
# float64 where sizes vary: in float32 oneDNN keeps 20 MB of generated code for every size of an LSTM
SIZES = [(3, 4, 2), (4, 4, 4), (5, 2, 3), (2, 3, 5), (1, 3, 2), (6, 1, 1), (1, 1, 1), (2, 2, 2)]
drawn = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=30,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def some(
    rows: int, length: int, prompts: int, dim: int, pseudo_id: int = 7, pad_id: int = 0
) -> tuple[Tensor, Tensor, Tensor, int, int]:
    """Arguments of insert_prompts, with 7 words."""
    ids = templates(rows, length, prompts, 7, pseudo_id, pad_id, torch.default_generator)
    return ids, torch.randn(7, dim), torch.randn(prompts, dim), pseudo_id, pad_id


def agree(solution: Any, given_case: tuple[Tensor, Tensor, Tensor, int, int], what: str = "") -> None:
    embeddings, mask = solution.insert_prompts(*given_case)
    expected, kept = inserted(*given_case)
    close(embeddings, expected, what=f"the embeddings{what}")
    equal(mask, kept, f"the mask{what}")


# The encoder


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_prompts_of_encoders_of_all_sizes(solution: Any, sizes: tuple[int, int, int]) -> None:
    state = random_state(*sizes, torch.float64)
    encoder = built(solution, state)
    close(encoder().detach(), encode(state))
    close(encoder.precompute(), encode(state), what="what precompute() gives")


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_the_names_and_shapes_of_the_state(solution: Any, sizes: tuple[int, int, int]) -> None:
    found = solution.parameters(solution.PromptEncoder(*sizes))
    equal({name: tuple(value.shape) for name, value in found.items()}, shapes(*sizes))


def test_everything_learns(solution: Any) -> None:
    encoder = solution.PromptEncoder(4, 3, 2)
    found = solution.vjp(encoder).parameters
    equal(set(found), set(shapes(4, 3, 2)), "the names of the parameters")
    for name, gradient in found.items():
        assert gradient is not None, f"no gradient reaches {name}"


def test_a_fresh_encoder_gives_prompts_that_differ(solution: Any) -> None:
    """Virtual tokens and weights are random."""
    encoder = solution.PromptEncoder(4, 3, 2)
    state = solution.parameters(encoder)
    close(encoder().detach(), encode(state).float(), **LOOSE)
    assert bool((state["embedding.weight"].std(0) > 0).all()), "all virtual tokens are alike"
    other = solution.parameters(solution.PromptEncoder(4, 3, 2))
    assert not torch.equal(state["embedding.weight"], other["embedding.weight"]), "two encoders start alike"


@pytest.mark.parametrize("sizes", [(4, 3, 2), (3, 8, 2), (1, 4, 2)], ids=str)
def test_no_virtual_token_starts_as_zeros(solution: Any, sizes: tuple[int, int, int]) -> None:
    start = solution.parameters(solution.PromptEncoder(*sizes)).get("embedding.weight")
    assert start is not None, "there is no embedding.weight"
    equal(tuple(start.shape), sizes[:2])
    assert bool((start.abs().sum(1) > 0).all()), "a virtual token starts as zeros"


def test_every_prompt_depends_on_every_virtual_token(solution: Any) -> None:
    """The LSTM reads the tokens as one sequence, in both directions."""
    state = random_state(4, 3, 2, torch.float64)
    before = built(solution, state)().detach()
    for token in range(4):
        moved = dict(state)
        moved["embedding.weight"] = state["embedding.weight"].clone()
        moved["embedding.weight"][token] += 1.0
        change = (built(solution, moved)().detach() - before).abs().sum(1)
        assert change.shape == (4,), "there are not P prompts"
        assert bool((change > 1e-9).all()), "a prompt does not depend on a virtual token"


def test_turning_the_tokens_and_the_directions_turns_the_prompts(solution: Any) -> None:
    """The state of each direction goes to the other one; so do the columns that read it."""
    state = random_state(4, 3, 2)
    turned = {}
    for name, value in state.items():
        twin = name.removesuffix("_reverse") if name.endswith("_reverse") else f"{name}_reverse"
        turned[name] = state[twin] if name.startswith("lstm.") else value
    for name in ("lstm.weight_ih_l1", "lstm.weight_ih_l1_reverse", "mlp.0.weight"):
        turned[name] = turned[name].roll(2, dims=1)
    turned["embedding.weight"] = state["embedding.weight"].flip(0)
    close(built(solution, turned)().detach(), encode(state).flip(0).float(), **LOOSE)


@pytest.mark.parametrize(
    ("sizes", "dtype"),
    [
        ((4, 3, 2), torch.float32),
        ((4, 3, 2), torch.float64),
        ((4, 4, 4), torch.float64),
        ((1, 2, 3), torch.float64),
        ((5, 2, 1), torch.float64),
    ],
    ids=str,
)
def test_gradients_of_the_encoder(solution: Any, sizes: tuple[int, int, int], dtype: torch.dtype) -> None:
    state, cotangent = random_state(*sizes, dtype), torch.randn(*sizes[:2], dtype=dtype)
    found = solution.vjp(built(solution, state), cotangents=cotangent)
    leaves = {name: value.double().requires_grad_() for name, value in state.items()}
    out = encode(leaves)
    tolerance = 1e-3 if dtype == torch.float32 else 1e-9
    close(found.output.detach(), out.detach().to(dtype), rtol=tolerance, atol=tolerance)
    expected = torch.autograd.grad(out, list(leaves.values()), cotangent.double())
    for name, gradient in zip(leaves, expected, strict=True):
        got = found.parameters.get(name)
        assert got is not None, f"no gradient reaches {name}"
        close(got, gradient.to(dtype), rtol=tolerance, atol=tolerance, what=f"the gradient of {name}")


def test_a_gradient_is_the_slope_of_the_prompts(solution: Any) -> None:
    """Against central differences in the virtual tokens."""
    state, cotangent = random_state(4, 3, 2, torch.float64), torch.randn(4, 3, dtype=torch.float64)
    step = torch.randn(4, 3, dtype=torch.float64)
    ends = []
    for sign in (1, -1):
        moved = state | {"embedding.weight": state["embedding.weight"] + sign * 1e-6 * step}
        ends.append(built(solution, moved)().detach())
    found = solution.vjp(built(solution, state), cotangents=cotangent).parameters["embedding.weight"]
    slope = ((ends[0] - ends[1]) * cotangent).sum() / 2e-6
    close((found * step).sum(), slope, rtol=1e-5, atol=1e-6, what="the slope along a direction")


def test_large_states_do_not_overflow(solution: Any) -> None:
    state = {name: value * 100 for name, value in random_state(4, 3, 2).items()}
    close(built(solution, state)().detach(), encode(state).float(), rtol=1e-3, atol=1e-2)


# Modes


@pytest.mark.parametrize("mode", ["train", "eval"])
def test_without_dropout_training_and_eval_mode_are_alike(solution: Any, mode: str) -> None:
    state = random_state(4, 3, 2)
    encoder = built(solution, state, 0.0, mode)
    close(encoder().detach(), encode(state).float(), **LOOSE)
    close(encoder().detach(), encode(state).float(), **LOOSE, what="the result of a second call")


@pytest.mark.parametrize("dropout", [0.3, 1.0])
def test_eval_mode_drops_nothing(solution: Any, dropout: float) -> None:
    state = random_state(4, 3, 2)
    encoder = built(solution, state, dropout, "eval")
    for _ in range(2):
        close(encoder().detach(), encode(state).float(), **LOOSE)


@pytest.mark.parametrize("sizes", [(4, 3, 2), (5, 2, 4), (3, 3, 3)], ids=str)
def test_dropout_is_between_the_layers_of_the_lstm(solution: Any, sizes: tuple[int, int, int]) -> None:
    """With a rate of 1 the second layer sees nothing, while what it gives is whole."""
    state = random_state(*sizes, torch.float64)
    found = built(solution, state, 1.0)().detach()
    close(found, encode(state, second_layer_sees_nothing=True))


def test_with_everything_dropped_the_second_layer_learns_alone(solution: Any) -> None:
    state = random_state(4, 3, 2, torch.float64)
    found = solution.vjp(built(solution, state, 1.0)).parameters
    for name in ("embedding.weight", "lstm.weight_hh_l0", "lstm.bias_ih_l0_reverse"):
        assert found.get(name) is None or not bool(found[name].any()), f"a gradient reaches {name}"
    for name in ("lstm.weight_hh_l1", "lstm.bias_ih_l1_reverse", "mlp.2.weight"):
        assert found.get(name) is not None and bool(found[name].any()), f"no gradient reaches {name}"  # noqa: PT018


def test_dropout_is_drawn_anew_in_every_call(solution: Any) -> None:
    encoder = built(solution, random_state(8, 4, 6, torch.float64), 0.5)
    results = [encoder().detach() for _ in range(4)]
    equal([tuple(result.shape) for result in results], [(8, 4)] * 4)
    assert any(not torch.equal(results[0], other) for other in results[1:]), "training mode drops nothing"


@pytest.mark.parametrize("dropout", [0.5, 1.0])
def test_precompute_drops_nothing_while_training(solution: Any, dropout: float) -> None:
    state = random_state(4, 3, 2)
    encoder = built(solution, state, dropout)
    for _ in range(2):
        close(encoder.precompute(), encode(state).float(), **LOOSE)


@pytest.mark.parametrize("sizes", [(4, 3, 2), (3, 4, 3)], ids=str)
@pytest.mark.parametrize("mode", ["train", "eval"])
def test_precompute_leaves_the_mode_as_it_was(solution: Any, mode: str, sizes: tuple[int, int, int]) -> None:
    state = random_state(*sizes, torch.float64)
    encoder = built(solution, state, 1.0, mode)
    before = encoder().detach()
    close(encoder.precompute(), encode(state), what="what precompute() gives")
    close(encoder().detach(), before, what="the result after precompute()")
    equal(encoder.training, mode == "train", "training after precompute()")


def test_precomputed_prompts_are_detached(solution: Any) -> None:
    state = random_state(4, 3, 2)
    for mode in ("train", "eval"):
        prompts = built(solution, state, 0.0, mode).precompute()
        close(prompts, encode(state).float(), **LOOSE)
        equal(prompts.requires_grad, False, "requires_grad")


def test_the_encoder_learns_after_precompute(solution: Any) -> None:
    encoder = built(solution, random_state(4, 3, 2))
    before = solution.vjp(encoder).parameters
    encoder.precompute()
    found = solution.vjp(encoder).parameters
    equal(set(found), set(before), "the names of the parameters")
    for name in before:
        assert found.get(name) is not None, f"no gradient reaches {name}"


def test_precompute_leaves_the_parameters_as_they_were(solution: Any) -> None:
    state = random_state(4, 3, 2)
    encoder = built(solution, state)
    encoder.precompute()
    found = solution.vjp(encoder, cotangents=torch.ones(4, 3)).parameters
    close(found.get("mlp.2.bias"), torch.full((3,), 4.0), what="the gradient of mlp.2.bias after precompute()")
    for name, value in solution.parameters(encoder).items():
        close(value, state[name], what=f"{name} after precompute()")


def test_precompute_in_float64(solution: Any) -> None:
    state = random_state(4, 3, 2, torch.float64)
    close(built(solution, state).precompute(), encode(state), rtol=1e-9, atol=1e-9)


def test_a_template_with_precomputed_prompts_has_no_graph(solution: Any) -> None:
    """As after training, when there is no encoder any more."""
    state, ids = random_state(4, 3, 2), torch.tensor([[7, 1, 7, 7, 2, 7], [7, 7, 7, 7, 3, 0]])
    prompts, words = built(solution, state).precompute(), torch.randn(7, 3)
    embeddings, _ = solution.insert_prompts(ids, words, prompts, 7, 0)
    close(embeddings, inserted(ids, words, encode(state).float(), 7, 0)[0], **LOOSE, what="the embeddings")
    equal(embeddings.requires_grad, False, "requires_grad of the embeddings")


@drawn
@given(state=states())
def test_any_encoder_agrees_with_the_gates(solution: Any, state: dict[str, Tensor]) -> None:
    close(built(solution, state)().detach(), encode(state))


# Templates


@pytest.mark.parametrize(
    ("rows", "length", "prompts", "dim"),
    [(1, 4, 2, 3), (3, 6, 2, 4), (4, 4, 4, 4), (2, 9, 3, 5), (5, 3, 1, 1), (3, 3, 3, 3), (1, 1, 1, 2), (2, 8, 5, 3)],
)
def test_templates_of_all_sizes(solution: Any, rows: int, length: int, prompts: int, dim: int) -> None:
    agree(solution, some(rows, length, prompts, dim))


def test_prompts_come_in_order_in_every_row(solution: Any) -> None:
    _, words, prompts, *_ = some(1, 3, 3, 2)
    ids = torch.tensor([[7, 1, 7, 2, 7, 3], [1, 2, 3, 7, 7, 7], [7, 7, 7, 4, 5, 6], [1, 7, 7, 2, 2, 7]])
    agree(solution, (ids, words, prompts, 7, 0))


def test_rows_do_not_depend_on_each_other(solution: Any) -> None:
    ids, words, prompts, *rest = some(4, 7, 3, 2)
    whole = solution.insert_prompts(ids, words, prompts, *rest)
    for row in range(4):
        one = solution.insert_prompts(ids[row : row + 1], words, prompts, *rest)
        for got, all_rows in zip(one, whole, strict=True):
            equal(got, all_rows[row : row + 1])


@pytest.mark.parametrize(
    ("pseudo_id", "pad_id"),
    [(7, 0), (0, 1), (3, 6), (-1, 0), (10**9, 2), (-1, -2), (4, -100), (7, 8), (-100, 7)],
    ids=itertools.count(1),
)
def test_ids_inside_and_outside_of_the_vocabulary(solution: Any, pseudo_id: int, pad_id: int) -> None:
    agree(solution, some(4, 9, 3, 2, pseudo_id, pad_id))


def test_a_word_with_the_number_0_is_a_word(solution: Any) -> None:
    ids = torch.tensor([[0, 7, 0, 6], [7, 0, 0, 0]])
    agree(solution, (ids, torch.randn(7, 3), torch.randn(1, 3), 7, 6))


def test_a_vocabulary_of_one_word(solution: Any) -> None:
    agree(solution, (torch.tensor([[0, 1, 0, -5], [1, -5, -5, 0]]), torch.randn(1, 3), torch.randn(1, 3), 1, -5))


def test_padding_anywhere_has_zeros_and_is_masked(solution: Any) -> None:
    """On the left, on the right, in between."""
    ids = torch.tensor([[0, 0, 7, 1, 7, 2], [7, 7, 3, 0, 0, 0], [1, 0, 7, 0, 7, 0]])
    given_case = ids, torch.randn(7, 3), torch.randn(2, 3), 7, 0
    agree(solution, given_case)
    embeddings, mask = solution.insert_prompts(*given_case)
    equal(mask.dtype, torch.bool, "the dtype of the mask")
    close(embeddings[~mask], torch.zeros(8, 3), what="the embeddings of padding")


def test_pseudo_tokens_are_not_masked(solution: Any) -> None:
    _, mask = solution.insert_prompts(torch.full((2, 3), 7), torch.randn(7, 4), torch.randn(3, 4), 7, 0)
    equal(mask, torch.ones(2, 3, dtype=torch.bool))


def test_prompts_that_are_zero_or_equal_to_words(solution: Any) -> None:
    """A pseudo token is told by its id."""
    words, ids = torch.randn(7, 3), torch.tensor([[7, 3, 7], [3, 7, 7]])
    agree(solution, (ids, words, torch.stack([torch.zeros(3), words[3]]), 7, 0))


def test_a_long_prompt_in_a_small_vocabulary(solution: Any) -> None:
    agree(solution, some(2, 30, 20, 2))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
def test_inputs_that_are_not_contiguous_keep_their_dtype(solution: Any, dtype: torch.dtype) -> None:
    ids, *_ = some(3, 6, 2, 4)
    words, prompts = torch.randn(4, 7, dtype=dtype).T, torch.randn(4, 4, dtype=dtype)[:, ::2].T
    agree(solution, (ids.T.contiguous().T, words, prompts, 7, 0))


def test_float64_embeddings_stay_in_float64(solution: Any) -> None:
    """Numbers that float32 rounds."""
    words, prompts = torch.full((3, 2), 1 / 3, dtype=torch.float64), torch.full((1, 2), 0.1, dtype=torch.float64)
    agree(solution, (torch.tensor([[3, 1, 0], [2, 0, 3]]), words, prompts, 3, 0))


# What raises


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([[7, 7, 1], [7, 1, 2]], 1),
        ([[7, 7, 1], [7, 7, 7]], 1),
        ([[1, 2, 3], [7, 7, 1]], 0),
        ([[7, 7, 1], [7, 1, 7], [7, 1, 1], [7, 7, 7]], 2),
        ([[7, 7, 7], [7, 1, 1]], 0),
        ([[7, 1, 1], [7, 7, 7]], 0),
        ([[7, 7, 1], [0, 0, 0]], 1),
        ([[7]], 0),
        ([[1, 7, 7]] * 12 + [[1, 7, 1]], 12),
    ],
    ids=itertools.count(1),
)
def test_the_first_row_with_another_number_of_pseudo_tokens(solution: Any, rows: list[list[int]], wrong: int) -> None:
    with pytest.raises(ValueError, match=rf"\brow {wrong}\b"):
        solution.insert_prompts(torch.tensor(rows), torch.randn(7, 3), torch.randn(2, 3), 7, 0)


def test_too_many_here_do_not_make_up_for_too_few_there(solution: Any) -> None:
    ids = torch.tensor([[7, 7, 1], [7, 7, 7], [7, 1, 1]])
    with pytest.raises(ValueError, match=r"\brow 1\b"):
        solution.insert_prompts(ids, torch.randn(7, 3), torch.randn(2, 3), 7, 0)


# Gradients


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize(("rows", "length"), [(4, 7), (1, 7), (2, 150)])
def test_a_prompt_gets_the_gradients_of_its_places_in_all_rows(
    solution: Any, rows: int, length: int, dtype: torch.dtype
) -> None:
    ids, words, prompts, *rest = some(rows, length, 3, 2)
    words, prompts = words.to(dtype), prompts.to(dtype).requires_grad_()
    cotangent = torch.randn(rows, length, 2, dtype=dtype)
    mask = ids != 0
    found = solution.vjp(solution.insert_prompts, ids, words, prompts, *rest, cotangents=(cotangent, mask))
    (expected,) = torch.autograd.grad(inserted(ids, words, prompts, *rest)[0], prompts, cotangent)
    assert found.inputs[0] is not None, "no gradient reaches the prompts"
    close(found.inputs[0], expected, what="the gradient of the prompts")


def test_no_gradient_reaches_the_word_embeddings(solution: Any) -> None:
    """Even if they require one."""
    ids, words, prompts, *rest = some(4, 7, 3, 2)
    words.requires_grad_()
    prompts.requires_grad_()
    cotangents = (torch.ones(4, 7, 2), ids != 0)
    found = solution.vjp(solution.insert_prompts, ids, words, prompts, *rest, cotangents=cotangents)
    assert found.inputs[0] is None or not bool(found.inputs[0].any()), "a gradient reaches the word embeddings"
    assert found.inputs[1] is not None, "no gradient reaches the prompts"
    close(found.inputs[1], torch.full((3, 2), 4.0), what="the gradient of the prompts")


def test_prompts_without_a_graph_give_embeddings_without_one(solution: Any) -> None:
    """As precompute() gives them."""
    ids, words, prompts, *rest = some(2, 5, 2, 3)
    for table in (words, words.clone().requires_grad_()):
        embeddings, mask = solution.insert_prompts(ids, table, prompts, *rest)
        close(embeddings, inserted(ids, words, prompts, *rest)[0], what="the embeddings")
        equal((embeddings.requires_grad, mask.requires_grad), (False, False), "requires_grad of both results")


@drawn
@given(case=cases())
def test_any_template_agrees_with_the_tokens(solution: Any, case: tuple[Tensor, Tensor, Tensor, int, int]) -> None:
    agree(solution, case)


@pytest.mark.limits(time_s=0.15)
def test_a_quarter_of_a_million_tokens(solution: Any) -> None:
    """A loop over them takes too long, and a one-hot row for each too much memory."""
    prompts = torch.randn(64, 4)
    ids = torch.randint(1, 2000, (256, 1024))
    ids[:, :128:2], ids[:, -100:] = 2000, 0
    words = torch.randn(2000, 4)
    embeddings, mask = solution.insert_prompts(ids, words, prompts, 2000, 0)
    close(embeddings[:, :128:2], torch.stack([prompts] * 256), what="the embeddings of the pseudo tokens")
    close(embeddings[:, 128:-100], words[ids[:, 128:-100]], what="the embeddings of the words")
    equal(mask, ids != 0, "the mask")


def test_a_large_encoder(solution: Any) -> None:
    """Its prompts differ, and its gradients are there."""
    found = solution.vjp(solution.PromptEncoder(64, 256, 128))
    equal(tuple(found.output.shape), (64, 256))
    assert all(gradient is not None for gradient in found.parameters.values()), "a parameter gets no gradient"


def test_the_output_of_the_lstm_is_not_dropped(solution: Any) -> None:
    """The second layer reads nothing of the first, so dropout between the two changes nothing."""
    state = random_state(4, 3, 2, torch.float64)
    for name in ("lstm.weight_ih_l1", "lstm.weight_ih_l1_reverse"):
        state[name].zero_()
    encoder = built(solution, state, 0.5, "train")
    for _ in range(4):
        close(encoder().detach(), encode(state))
