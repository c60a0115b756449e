"""Self-contained HTML pages: one file, no network, light and dark, readable on a phone.

Templates are in `pages/`; Jinja2 escapes every value, so that foreign text never becomes markup. The page's policy
allows no script and no request.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def page(template: str, **values: Any) -> str:
    """The page from `pages/TEMPLATE.html.j2`, which extends `page.html.j2`, with these values."""
    return _environment().get_template(f"{template}.html.j2").render(**values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("judge.render", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
