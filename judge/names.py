"""Names of people, as authors and participants have them: cleaned, and compared as the eye does. Knows no file.

Two names that are canonically equivalent in Unicode are the same name: NFC is how it is written here. Look-alikes are a
hint for a person, never a verdict. Their method is the skeleton of Unicode's UTS #39 with a short table of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters that are no white space
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Unicode's Default_Ignorable_Code_Point, control characters, and a blank Braille cell."""

_TWINS: Final = str.maketrans(
    # Cyrillic, Greek, and what else looks like a Latin letter, after case folding
    "авекмнорстухіјѕԁԛԝһӏαβεικνορτυχϲɑɡı01|",
    "abekmhopctyxijsdqwhlabeiknoptuxcagioll",
)
MOST_WARNINGS: Final = 20
"""Names are a stranger's: more are only counted."""
_SCRIPTS: Final = ("LATIN", "CYRILLIC", "GREEK")


def normal(name: str) -> str:
    """The name in NFC, in which all canonically equivalent names are equal."""
    return unicodedata.normalize("NFC", name)


def clean(name: str) -> str:
    """The name in NFC, without invisible characters, and with single plain spaces."""
    return normal(" ".join(_INVISIBLE.sub("", name).split()))


def look_alikes(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Groups of names that are hard to tell apart, sorted."""
    groups: dict[str, set[str]] = defaultdict(set)
    for name in names:
        groups[_skeleton(name)].add(name)
    return sorted(tuple(sorted(group)) for group in groups.values() if len(group) > 1)


def mixed_scripts(name: str) -> tuple[str, ...]:
    """Which of Latin, Cyrillic and Greek the letters of a name are of, if of several."""
    if name.isascii():
        return ()
    found = {unicodedata.name(char, "").partition(" ")[0] for char in name if char.isalpha()}
    scripts = tuple(script.capitalize() for script in _SCRIPTS if script in found)
    return scripts if len(scripts) > 1 else ()


def warnings(names: Iterable[str]) -> list[str]:
    """A sentence about each group of look-alikes, and about each name of mixed scripts; MOST_WARNINGS at most."""
    every = sorted(set(names))
    found = [f"{' and '.join(group)} look alike: are they one person?" for group in look_alikes(every)]
    found += [f"{name} mixes {' and '.join(scripts)} letters" for name in every if (scripts := mixed_scripts(name))]
    left = len(found) - MOST_WARNINGS
    return [*found[:MOST_WARNINGS], f"{left} more names like these"] if left > 0 else found


def _skeleton(name: str) -> str:
    folded = unicodedata.normalize("NFKC", clean(name)).casefold()
    return unicodedata.normalize("NFKC", folded).translate(_TWINS)
