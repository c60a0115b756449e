"""What every later version must read: data that earlier ones wrote, and a way to run the command line over a copy.

data/VERSION/ is what make_data.py left of that version, with expected.json: what is in it, in plain facts. input/ is
what people wrote by hand: problems, solutions, rules, contests. Nothing here imports a module of judge, whose names
change; `python -m judge` does not.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

collect_ignore = ["data", "input"]

HERE = Path(__file__).parent
GENERATIONS = sorted(path for path in (HERE / "data").iterdir() if path.is_dir())


@dataclass(frozen=True)
class Ran:
    """What a command line gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        assert self.out.startswith(("{", "[")), f"{self.out}{self.err}"
        return json.loads(self.out)


@dataclass(frozen=True)
class Judge:
    """Runs command lines in `folder`, with the records in `home`."""

    home: Path
    folder: Path

    def __call__(self, *arguments: str | Path, code: int | None = 0, text: bool = True) -> Ran:
        """Run one; it must end with `code`, whatever that is where None is given."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("JUDGE_", "GITHUB_"))}
        for name in ("FORCE_COLOR", "VISUAL", "EDITOR"):
            clean.pop(name, None)
        ran = subprocess.run(
            [sys.executable, "-P", "-m", "judge", *map(str, arguments)],
            cwd=self.folder,
            env={
                **clean,
                "JUDGE_HOME": str(self.home),
                "JUDGE_PROBLEMS": str(HERE / "input" / "problems"),
                "JUDGE_SANDBOX": "process",
                "COLUMNS": "200",
                "PYTHONIOENCODING": "utf-8",
                "TZ": "UTC",
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=120,
        )
        out, err = (data.decode("utf-8" if text else "latin-1") for data in (ran.stdout, ran.stderr))
        assert code in {None, ran.returncode}, f"judge {' '.join(map(str, arguments))}: {ran.returncode}\n{out}{err}"
        return Ran(ran.returncode, out, err)


@pytest.fixture(scope="session", params=GENERATIONS, ids=lambda path: path.name)
def generation(request: pytest.FixtureRequest) -> Path:
    """The data of one version."""
    folder: Path = request.param
    return folder


@pytest.fixture(scope="session")
def facts(generation: Path) -> dict[str, Any]:
    """What is in the data."""
    content: dict[str, Any] = json.loads((generation / "expected.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="session")
def handwritten() -> Path:
    """The folder of what people wrote: problems, solutions, rules, contests."""
    return HERE / "input"


@pytest.fixture
def open_home(generation: Path, tmp_path: Path) -> Callable[[str], Judge]:
    """Takes a copy of a stored home, and gives the command line over it, in an empty working folder."""

    def take(name: str) -> Judge:
        (tmp_path / "work").mkdir()
        shutil.copytree(generation / name, tmp_path / "home")
        return Judge(tmp_path / "home", tmp_path / "work")

    return take


@pytest.fixture
def judge(open_home: Callable[[str], Judge]) -> Judge:
    """The command line over a copy of the home with everything that was finished."""
    return open_home("home")


@pytest.fixture
def fresh_judge(tmp_path: Path) -> Judge:
    """The command line without any records."""
    (tmp_path / "work").mkdir()
    return Judge(tmp_path / "home", tmp_path / "work")


@pytest.fixture(scope="session")
def check_still_there() -> Callable[..., None]:
    """Checks that all of an old JSON value is in a new one; see `still_there`."""
    return still_there


def still_there(old: Any, new: Any, changing: frozenset[str] = frozenset(), where: str = "$") -> None:
    """Fail where something that a program could read of `old` is missing in `new`, or is another value.

    Further keys may be there. Under the keys `changing` only the type has to be the same.
    """
    if isinstance(old, dict):
        assert isinstance(new, dict), where
        for key, value in old.items():
            assert key in new, f"{where}.{key} is missing"
            if key in changing:
                assert _kind(value) == _kind(new[key]), f"{where}.{key} is of another type"
            else:
                still_there(value, new[key], changing, f"{where}.{key}")
    elif isinstance(old, list):
        assert isinstance(new, list), where
        assert len(new) == len(old), where
        for at, (one, other) in enumerate(zip(old, new, strict=True)):
            still_there(one, other, changing, f"{where}[{at}]")
    elif isinstance(old, float):
        assert new == pytest.approx(old), where
    else:
        assert new == old, where


def _kind(value: Any) -> type:
    return float if type(value) is int else type(value)
