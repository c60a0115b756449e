"""Edit distance, what the edits are, and the error rate of OCR that is made of it."""


def edit_distance(a: str, b: str) -> int:
    """The fewest insertions, deletions and replacements of one character that turn `a` into `b`."""
    raise NotImplementedError


def edit_script(a: str, b: str) -> list[tuple[str, ...]]:
    """The edits of a shortest way, from left to right.

    Returns:
        Steps: ("keep", c), ("replace", c, d), ("delete", c) or ("insert", d). Any shortest way will do.
    """
    raise NotImplementedError


def character_error_rate(references: list[str], hypotheses: list[str]) -> float:
    """The edits that all hypotheses need, for each character of all references."""
    raise NotImplementedError
