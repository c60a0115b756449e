"""The invariants of docs/architecture.md that show in the imports: who may know what."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

LAYERS = (
    ("sandbox",),
    ("judge.errors",),
    ("judge.toml",),
    ("judge.problem", "judge.verdict"),
    ("judge.sandboxes",),
    ("judge.judging",),
    ("judge.pool", "judge.stored"),
    (
        "judge.ci",
        "judge.contest",
        "judge.doctor",
        "judge.grading",
        "judge.practice",
        "judge.records",
        "judge.scaffold",
        "judge.source",
        "judge.stressing",
        "judge.verify",
        "judge.watching",
        "judge.workspace",
    ),
    ("judge.render",),
    ("judge.cli",),
    ("judge.__main__",),
)
"""From the bottom up; a module may import from its own layer and those below. A new module needs a place here."""

WORKER_ONLY_KNOWS = {
    "child", "executor", "forbidden", "frames", "limits", "meeting", "plans", "processes", "seccomp", "runtimes", "structures",
    "values", "worker",
}  # fmt: skip
"""Modules of sandbox/ that may be loaded where foreign code runs: none that holds a test or compares an answer."""

ENVIRONMENT = {
    "os.environ", "os.getenv", "os.environb", "os.getcwd", "Path.cwd", "Path.home", "sys.exit", "sys.argv", "print",
    "input",
}  # fmt: skip


def modules() -> dict[str, Path]:
    found = {}
    for package in ("judge", "sandbox"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imports(path: Path, *, deferred: bool = True) -> Iterator[str]:
    """Names of the modules that a file imports; `from package import module` gives the module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = ast.walk(tree) if deferred else iter(tree.body)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else str(node.module)


def layer_of(module: str) -> int | None:
    found = [
        level for level, names in enumerate(LAYERS) for name in names if module == name or module.startswith(f"{name}.")
    ]
    return found[0] if found else None


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("sandbox")])
def test_sandbox_imports_nothing_from_judge(module: str) -> None:
    assert not [name for name in imports(MODULES[module]) if name.split(".")[0] == "judge"]


@pytest.mark.parametrize("module", [name for name in MODULES if name != "judge"])
def test_arrows_only_point_down(module: str) -> None:
    level = layer_of(module)
    assert level is not None, f"{module} has no place in LAYERS of {__file__}"
    for name in imports(MODULES[module]):
        below = layer_of(name)
        assert below is None or below <= level, f"{module} imports {name}, which lies above it"


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {
        module: {name for name in imports(path, deferred=False) if name in MODULES} for module, path in MODULES.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("module", [name for name in MODULES if not name.startswith("judge.sandboxes")])
def test_only_the_sandboxes_import_the_docker_sdk(module: str) -> None:
    assert not [name for name in imports(MODULES[module]) if name.split(".")[0] == "docker"]


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("judge")])
def test_the_host_decodes_no_value(module: str) -> None:
    assert not {"sandbox.values", "sandbox.proxy", "sandbox.executor"} & set(imports(MODULES[module]))


@pytest.mark.parametrize(
    "module", [name for name in MODULES if name.startswith("judge") and not name.startswith(("judge.cli", "judge.__"))]
)
def test_only_the_command_line_knows_environment_folder_and_terminal(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    used = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name)}
    assert not used & ENVIRONMENT
    assert not [name for name in used if name.endswith((".isatty", ".get_terminal_size"))]


def test_the_process_that_runs_a_submission_loads_no_module_that_holds_a_test() -> None:
    seen: set[str] = set()
    todo = ["sandbox.worker"]
    while todo:
        module = todo.pop()
        if module not in seen:
            seen.add(module)
            todo += [name for name in imports(MODULES[module]) if name in MODULES]
    loaded = {name.partition(".")[2] for name in seen} - {""}
    assert loaded <= WORKER_ONLY_KNOWS


def test_the_overview_of_sandbox_names_every_module() -> None:
    overview = ast.get_docstring(ast.parse(MODULES["sandbox"].read_text(encoding="utf-8"))) or ""
    named = {line.split()[0] for line in overview.splitlines() if line}
    there = {name.partition(".")[2] for name in MODULES if name.startswith("sandbox.")} - {"__main__"}
    assert there <= named


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_is(module: str) -> None:
    assert ast.get_docstring(ast.parse(MODULES[module].read_text(encoding="utf-8")))
