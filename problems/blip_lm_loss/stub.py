"""The language-modelling loss of BLIP: captions behind a prompt, and weighted answers."""

import torch


def lm_labels(input_ids: torch.Tensor, attention_mask: torch.Tensor, prompt_lengths: torch.Tensor) -> torch.Tensor:
    """What the decoder is trained on.

    Args:
        input_ids: (B, L) int64.
        attention_mask: (B, L) int64, 0 for padding on either side.
        prompt_lengths: (B,) int64, how many tokens of each sequence are the prompt, the first one included.

    Returns:
        (B, L) int64: the tokens, not shifted; -100 for prompt and padding.
    """
    raise NotImplementedError


def lm_loss(logits: torch.Tensor, labels: torch.Tensor, label_smoothing: float = 0.1) -> torch.Tensor:
    """The mean over all tokens of the batch that are predicted: (), 0 if there is none.

    Args:
        logits: (B, L, V); those at position t predict the label at t + 1.
        labels: (B, L) int64, -100 for what is not learned.
        label_smoothing: the share of each target that is spread over all V tokens.
    """
    raise NotImplementedError


def answer_loss(
    logits: torch.Tensor, labels: torch.Tensor, weights: torch.Tensor, questions: int, label_smoothing: float = 0.1
) -> torch.Tensor:
    """The loss of visual question answering, where a question has several answers with weights.

    Args:
        logits: (A, L, V), of all answers of all questions.
        labels: (A, L) int64.
        weights: (A,), how many of the annotators gave the answer, as a share.
        questions: how many questions the batch has.

    Returns:
        (): each answer's sum over its tokens times its weight, added up and divided by the number of questions.
    """
    raise NotImplementedError
