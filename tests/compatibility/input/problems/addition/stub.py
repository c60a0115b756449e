from typing import Any


def add(*values: Any) -> Any:
    raise NotImplementedError
