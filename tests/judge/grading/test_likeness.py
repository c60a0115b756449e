"""The hint at copied solutions, measured on the accepted solutions of all problems.

With THRESHOLD 0.7 and LEAST 30 (97 solutions, 64 honest pairs, 88 solutions large enough; the figures are asserted below):

| pair                                                  | told    | likeness            |
|-------------------------------------------------------|---------|---------------------|
| two accepted solutions of one problem, other ideas    | 0 of 64 | 0.48 at most        |
| of a problem that fixes a class and its methods       |         | 0.69 at most        |
| the same idea, written by two people                  | 0 of 3  | 0.43 at most        |
| a copy: renamed, reformatted, commented               | all     | 0.99 at least       |
| a copy: hints and docstrings gone, or `+=` spelled out, or padded | all | 0.81 at least |
| a copy: functions and statements reordered            | all     | 0.74 at least       |
| a copy: all of these at once                          | 80 of 88| 0.58 at least       |

The two problems that fix a class have several accepted solutions by one hand, which share what the class demands.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from judge.grading import likeness
from judge.grading.results import Candidate
from tests.support import disguises

PROBLEMS = sorted((Path(__file__).resolve().parents[3] / "problems").glob("*/problem.toml"))
STUBS = {path.parent.name: (path.parent / "stub.py").read_text(encoding="utf-8") for path in PROBLEMS}
ACCEPTED = {
    path.parent.name: [one.read_text(encoding="utf-8") for one in sorted(path.parent.glob("submissions/accepted/*.py"))]
    for path in PROBLEMS
}

UNION_FIND_OF_ANOTHER = """
class DisjointSet:
    def __init__(self, n):
        self.root = [i for i in range(n)]
        self.size = [1] * n
        self.count = 0

    def find(self, x):
        if self.root[x] != x:
            self.root[x] = self.find(self.root[x])
        return self.root[x]

    def union(self, x, y):
        rx, ry = self.find(x), self.find(y)
        if rx == ry:
            return
        if self.size[rx] < self.size[ry]:
            rx, ry = ry, rx
        self.root[ry] = rx
        self.size[rx] += self.size[ry]
        self.count -= 1


def num_islands(grid: list[list[str]]) -> int:
    if not grid or not grid[0]:
        return 0
    rows, cols = len(grid), len(grid[0])
    ds = DisjointSet(rows * cols)
    for i in range(rows):
        for j in range(cols):
            if grid[i][j] == "1":
                ds.count += 1
    for i in range(rows):
        for j in range(cols):
            if grid[i][j] != "1":
                continue
            if i + 1 < rows and grid[i + 1][j] == "1":
                ds.union(i * cols + j, (i + 1) * cols + j)
            if j + 1 < cols and grid[i][j + 1] == "1":
                ds.union(i * cols + j, i * cols + j + 1)
    return ds.count
"""

ATTENTION_OF_ANOTHER = """
import torch
import torch.nn as nn


class MultiHeadAttention(nn.Module):
    def __init__(self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True) -> None:
        super().__init__()
        if embed_dim % num_heads != 0:
            raise ValueError("embed_dim must be divisible by num_heads")
        self.h = num_heads
        self.d = embed_dim // num_heads
        self.scale = self.d ** -0.5
        self.q_proj = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.k_proj = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.v_proj = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.out_proj = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.drop = nn.Dropout(dropout)

    def forward(self, query, key=None, value=None, mask=None):
        if key is None:
            key = query
        if value is None:
            value = key
        B, Lq, D = query.shape
        Lk = key.shape[1]
        q = self.q_proj(query).view(B, Lq, self.h, self.d).permute(0, 2, 1, 3)
        k = self.k_proj(key).view(B, Lk, self.h, self.d).permute(0, 2, 1, 3)
        v = self.v_proj(value).view(B, Lk, self.h, self.d).permute(0, 2, 1, 3)
        attn = torch.matmul(q, k.transpose(2, 3)) * self.scale
        if mask is not None:
            attn = attn.masked_fill(mask == 0, float("-inf"))
        attn = torch.softmax(attn, dim=-1)
        attn = torch.nan_to_num(attn, nan=0.0)
        attn = self.drop(attn)
        out = torch.matmul(attn, v).permute(0, 2, 1, 3).contiguous().view(B, Lq, D)
        return self.out_proj(out)
"""

EDIT_DISTANCE_OF_ANOTHER = """
def _table(a, b):
    m, n = len(a), len(b)
    dp = [[0] * (n + 1) for _ in range(m + 1)]
    for i in range(m + 1):
        dp[i][0] = i
    for j in range(n + 1):
        dp[0][j] = j
    for i in range(1, m + 1):
        for j in range(1, n + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            dp[i][j] = min(dp[i - 1][j] + 1, dp[i][j - 1] + 1, dp[i - 1][j - 1] + cost)
    return dp


def edit_distance(a: str, b: str) -> int:
    return _table(a, b)[len(a)][len(b)]


def edit_script(a: str, b: str) -> list[tuple[str, ...]]:
    dp = _table(a, b)
    i, j = len(a), len(b)
    script = []
    while i > 0 or j > 0:
        if i > 0 and j > 0 and a[i - 1] == b[j - 1]:
            script.append(("keep", a[i - 1]))
            i -= 1
            j -= 1
        elif i > 0 and j > 0 and dp[i][j] == dp[i - 1][j - 1] + 1:
            script.append(("replace", a[i - 1], b[j - 1]))
            i -= 1
            j -= 1
        elif i > 0 and dp[i][j] == dp[i - 1][j] + 1:
            script.append(("delete", a[i - 1]))
            i -= 1
        else:
            script.append(("insert", b[j - 1]))
            j -= 1
    script.reverse()
    return script


def character_error_rate(references: list[str], hypotheses: list[str]) -> float:
    total = sum(len(ref) for ref in references)
    edits = sum(edit_distance(ref, hyp) for ref, hyp in zip(references, hypotheses))
    if total == 0:
        return float("inf") if edits > 0 else 0.0
    return edits / total
"""

SAME_IDEA = {
    "number_of_islands": UNION_FIND_OF_ANOTHER,
    "multi_head_attention": ATTENTION_OF_ANOTHER,
    "edit_distance": EDIT_DISTANCE_OF_ANOTHER,
}

FIX_A_CLASS = {"connected_components", "lru_cache"}
"""Problems whose statement says which methods a class has, so that much of it is the same whoever writes it."""


def own_prints(problem: str, source: str) -> set[int]:
    given = likeness.fingerprints(likeness.tokens(STUBS[problem]))
    return likeness.fingerprints(likeness.tokens(source)) - given


def share(problem: str, first: str, second: str) -> float | None:
    """How alike two are; None where one of them is too small to say."""
    one, other = own_prints(problem, first), own_prints(problem, second)
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller >= likeness.LEAST else None


def told(problem: str, *sources: str) -> list[tuple[str, str]]:
    """The pairs of authors (numbered) that are told of."""
    named = [(Candidate(f"{number}", problem, Path(f"{number}.py")), text) for number, text in enumerate(sources)]
    pairs = likeness.compare(named, STUBS.get(problem, ""))
    return sorted((pair.first.author, pair.second.author) for pair in pairs)


def shares_of(disguise: Callable[[str], str]) -> list[float]:
    found = [share(problem, one, disguise(one)) for problem, sources in ACCEPTED.items() for one in sources]
    return sorted(one for one in found if one is not None)


@pytest.mark.parametrize("problem", ACCEPTED)
def test_honest_solutions_of_one_problem_are_not_reported(problem: str) -> None:
    assert told(problem, *ACCEPTED[problem]) == []


def test_honest_solutions_stay_far_below_the_threshold() -> None:
    pairs = [
        (name, *two)
        for name, sources in ACCEPTED.items()
        if name not in FIX_A_CLASS
        for two in combinations(sources, 2)
    ]
    found = [share(*pair) for pair in pairs]
    assert max(one for one in found if one is not None) < likeness.THRESHOLD - 0.2


@pytest.mark.parametrize("problem", SAME_IDEA)
def test_the_same_idea_written_by_two_people_is_not_reported(problem: str) -> None:
    found = [share(problem, SAME_IDEA[problem], other) for other in ACCEPTED[problem]]
    assert max(one for one in found if one is not None) < likeness.THRESHOLD - 0.2


@pytest.mark.parametrize("disguise", disguises.EACH.values(), ids=disguises.EACH)
def test_a_copy_is_reported_however_it_is_disguised(disguise: Callable[[str], str]) -> None:
    found = shares_of(disguise)
    assert len(found) >= 88
    assert found[0] >= likeness.THRESHOLD


@pytest.mark.parametrize("name", ["renamed", "reformatted", "commented"])
def test_names_layout_and_comments_make_no_difference(name: str) -> None:
    assert shares_of(disguises.EACH[name])[0] >= 0.99


def test_of_copies_with_every_disguise_at_once_nearly_all_are_reported() -> None:
    found = shares_of(disguises.all_at_once)
    assert found[0] > 0.55
    assert sum(one < likeness.THRESHOLD for one in found) <= len(found) // 10


def test_small_solutions_that_are_the_same_are_not_reported() -> None:
    same = "def add(a, b):\n    return a + b\n"
    assert told("addition", same, same) == []


def test_the_stub_that_all_share_makes_nobody_alike() -> None:
    problem = "multi_head_attention"
    assert told(problem, STUBS[problem], STUBS[problem], STUBS[problem] + "\nx = 1\n") == []


def test_what_nearly_everybody_writes_makes_nobody_alike() -> None:
    """Thirty authors share a long passage, and each has one of their own."""
    common = UNION_FIND_OF_ANOTHER
    own = [
        common
        + "\n".join(
            f"def f{n}(x):\n    return {' + x * '.join('[x, y]'[: 1 + (n >> bit) % 6] or 'x' for bit in range(9))}"
            for n in range(author, author + 12)
        )
        for author in range(0, 3000, 100)
    ]
    assert told("some", *own) == []
    assert told("some", *own[:2]) != []


def test_many_copies_of_one_are_each_reported_once() -> None:
    copies = [ATTENTION_OF_ANOTHER.replace("attn", f"attn{number}") for number in range(40)]
    assert told("multi_head_attention", *copies) == sorted(("0", f"{number}") for number in range(1, 40))


def one_by_one(own: dict[Candidate, set[int]]) -> set[tuple[Candidate, Candidate, float]]:
    """The definition: every pair, without an index."""
    common = Counter(one for prints in own.values() for one in prints)
    many = max(likeness.MANY, len(own) / 5)
    left = {first: {one for one in prints if common[one] <= many} for first, prints in own.items()}
    found = set()
    for first, second in combinations(sorted(own), 2):
        smaller = min(len(left[first]), len(left[second]))
        if smaller >= likeness.LEAST and (share := len(left[first] & left[second]) / smaller) >= likeness.THRESHOLD:
            found.add((first, second, share))
    return found


@pytest.mark.parametrize("number", range(12))
def test_the_index_finds_the_pairs_that_comparing_each_with_each_finds(number: int) -> None:
    """Solutions made of common pieces, rare pieces and copies of others, at and around the threshold."""
    draw = random.Random(number)
    own: dict[Candidate, set[int]] = {}
    for author in range(draw.randrange(2, 80)):
        prints = {draw.randrange(draw.choice([60, 400, 5_000])) for _ in range(draw.randrange(20, 150))}
        if own and draw.random() < 0.5:
            copied = sorted(own[draw.choice(sorted(own))])
            prints |= set(draw.sample(copied, round(draw.uniform(0.6, 1) * len(copied))))
        own[Candidate(f"{author:02}", "p", Path("p.py"))] = prints
    found = {(pair.first, pair.second, pair.likeness) for pair in likeness._pairs_above_threshold(own)}
    assert found == one_by_one(own)


def candidate(folder: Path, author: str, problem: str, text: str | bytes) -> Candidate:
    path = folder / author / f"{problem}.py"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return Candidate(author, problem, path)


def test_a_pair_is_of_one_problem_and_two_authors(tmp_path: Path) -> None:
    one = candidate(tmp_path, "alice", "multi_head_attention", ATTENTION_OF_ANOTHER)
    other = candidate(tmp_path, "bob", "multi_head_attention", disguises.renamed(ATTENTION_OF_ANOTHER))
    elsewhere = candidate(tmp_path, "carol", "clip", ATTENTION_OF_ANOTHER)
    again = Candidate("alice", "multi_head_attention", other.path)
    pairs = likeness.alike([elsewhere, other, one, again], lambda problem: STUBS[problem])
    assert {(pair.first.author, pair.second.author, pair.likeness) for pair in pairs} == {("alice", "bob", 1.0)}


def test_one_of_a_pair_is_wanted(tmp_path: Path) -> None:
    """What a branch has not changed is compared with, and told of only beside what it has."""
    text = disguises.padded(ATTENTION_OF_ANOTHER)
    old = [candidate(tmp_path, name, "clip", ATTENTION_OF_ANOTHER) for name in ("alice", "bob")]
    new = candidate(tmp_path, "carol", "clip", text)
    pairs = likeness.alike([*old, new], lambda _: "", wanted=lambda one: one is new)
    assert [(pair.first.author, pair.second.author) for pair in pairs] == [("alice", "carol")]
    assert 0.7 <= pairs[0].likeness < 1


def test_unreadable_files_are_left_out(tmp_path: Path) -> None:
    right = candidate(tmp_path, "alice", "clip", ATTENTION_OF_ANOTHER)
    link = tmp_path / "bob" / "clip.py"
    link.parent.mkdir()
    link.symlink_to(right.path)
    assert likeness.alike([right, Candidate("bob", "clip", link)], lambda _: "") == ()


SIZE = 256 << 10
HOSTILE = {
    "quotes": '"' * SIZE,
    "a string without an end": '"""' + "a" * SIZE,
    "strings begun everywhere": '"""a' * (SIZE // 4),
    "prefixes": "rb'" * (SIZE // 3),
    "backslashes": "\\" * SIZE,
    "escapes in a string without an end": "'''" + "\\'" * (SIZE // 2),
    "brackets": "(" * SIZE,
    "one line": "x+" * (SIZE // 2),
    "lines": "\n" * SIZE,
    "exponents": "1e+" * (SIZE // 3),
    "zero bytes": "\0" * SIZE,
    "no text": bytes(random.Random(1).randrange(256) for _ in range(SIZE)).decode("utf-8", "replace"),
    "no program": "else elif def ) ] class lambda",
}


@pytest.mark.timeout(20)  # they take milliseconds; a scanner that goes back takes minutes
@pytest.mark.parametrize("name", HOSTILE)
def test_any_text_gives_tokens_and_no_more_than_are_looked_at(name: str) -> None:
    stream = likeness.tokens(HOSTILE[name])
    assert len(stream) <= likeness.MAX_TOKENS
    likeness.fingerprints(stream)


def test_two_texts_that_are_not_python_may_be_alike_all_the_same() -> None:
    broken = ATTENTION_OF_ANOTHER.replace("def forward(", "def forward((")
    assert told("multi_head_attention", broken, ATTENTION_OF_ANOTHER) == [("0", "1")]
