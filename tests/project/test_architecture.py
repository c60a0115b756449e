"""The invariants of docs/architecture.md that imports show: which module may know what."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

LAYERS = (
    ("sandbox",),
    ("judge.errors",),
    ("judge.disk", "judge.names", "judge.private_folder", "judge.sandbox_kind", "judge.toml"),
    ("judge.problem", "judge.verdict"),
    ("judge.coarse_message", "judge.submission"),
    ("judge.disclosure", "judge.source"),
    ("judge.sandboxes",),
    ("judge.link",),
    ("judge.fault_text", "judge.grader_link", "judge.wall_budget", "judge.worker_link"),
    ("judge.trial",),
    ("judge.judging",),
    ("judge.pool", "judge.stored_json"),
    ("judge.migrations",),
    ("judge.database",),
    (
        "judge.ci",
        "judge.doctor",
        "judge.output_file",
        "judge.records",
        "judge.report_diff",
        "judge.scaffold",
        "judge.workspace",
    ),
    ("judge.contest", "judge.grading", "judge.practice", "judge.stress", "judge.verify"),
    ("judge.render.shared",),
    ("judge.render",),
    ("judge.cli.display", "judge.cli.environment", "judge.cli.kept_sandboxes", "judge.cli.keyboard"),
    (
        "judge.cli.bug_log",
        "judge.cli.commands",
        "judge.cli.context",
        "judge.cli.lazy_commands",
        "judge.cli.standard_streams",
    ),
    ("judge.cli.target",),
    ("judge.cli.options", "judge.cli.report_format"),
    ("judge.cli.live_judging",),
    ("judge.cli.author", "judge.cli.contest", "judge.cli.grade"),
    ("judge.cli.solve",),
    ("judge.cli.program",),
    ("judge.cli",),
    ("judge.__main__",),
)
"""From the bottom up. A module may import from its own layer and those below. A new module needs a place here."""

LOOPS = ("judge.contest", "judge.grading", "judge.practice", "judge.stress", "judge.verify")
"""What is built on the core; none of them knows another."""

WORKER_ONLY_KNOWS = {
    "agreement", "array_values", "callers", "carriers", "child", "child_link", "direct_socket", "error_text", "executor", "fingerprint", "forbidden",
    "forbidden_imports", "forbidden_operators", "frames", "hidden", "memory_limit", "messages",
    "out_of_memory", "processes", "replay", "seccomp", "runtimes", "structures",
    "usage", "value_limits", "values", "worker",
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


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, also in functions and for type checking alone.

    `from package import module` gives the module.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else str(node.module)


def is_within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def layer_of(module: str) -> int | None:
    """The layer of the longest name that the module is within."""
    found = [(len(name), level) for level, names in enumerate(LAYERS) for name in names if is_within(module, name)]
    return max(found)[1] if found else None


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("sandbox")])
def test_sandbox_imports_nothing_from_judge(module: str) -> None:
    assert not [name for name in imports(MODULES[module]) if name.split(".")[0] == "judge"]


@pytest.mark.parametrize("module", [name for name in MODULES if name != "judge"])
def test_imports_only_point_down(module: str) -> None:
    level = layer_of(module)
    assert level is not None, f"{module} is missing from LAYERS in {__file__}"
    for name in imports(MODULES[module]):
        below = layer_of(name)
        assert below is None or below <= level, f"{module} imports {name}, which is above it"


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    """Imports in functions and for type checking count: they hide a circle, they do not break it."""
    graph = {module: {name for name in imports(path) if name in MODULES} for module, path in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("loop", LOOPS)
def test_what_is_built_on_the_core_does_not_know_one_another(loop: str) -> None:
    others = [other for other in LOOPS if other != loop]
    found = {
        (module, name)
        for module, path in MODULES.items()
        if is_within(module, loop)
        for name in imports(path)
        if any(is_within(name, other) for other in others)
    }
    assert found == set()


@pytest.mark.parametrize("module", [name for name in MODULES if not name.startswith("judge.sandboxes")])
def test_only_the_sandboxes_import_the_docker_sdk(module: str) -> None:
    assert not [name for name in imports(MODULES[module]) if name.split(".")[0] == "docker"]


def test_only_the_core_and_stress_run_trials() -> None:
    assert {name for name, path in MODULES.items() if "judge.trial" in imports(path)} == {
        "judge.judging",
        "judge.stress",
    }


def test_one_function_gives_the_verdict_of_a_test() -> None:
    named = {
        name for name, path in MODULES.items() if re.search(r"\bverdict_of_test\(", path.read_text(encoding="utf-8"))
    }
    assert named == {"judge.verdict", "judge.trial"}


@pytest.mark.parametrize("module", MODULES)
def test_tables_pages_and_databases_are_made_at_the_edge(module: str) -> None:
    used = {name.split(".")[0] for name in imports(MODULES[module])}
    assert module.startswith("judge.render.") or not used & {"html", "jinja2", "rich", "tabulate", "xml"}
    assert module in {"judge.database", "judge.migrations", "judge.records"} or "sqlite3" not in used


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("judge")])
def test_the_host_decodes_no_value(module: str) -> None:
    assert not {"sandbox.values", "sandbox.array_values", "sandbox.proxy", "sandbox.executor"} & set(
        imports(MODULES[module])
    )


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


def test_the_docstring_of_sandbox_names_every_module() -> None:
    overview = ast.get_docstring(ast.parse(MODULES["sandbox"].read_text(encoding="utf-8"))) or ""
    named = {line.split()[0] for line in overview.splitlines() if line}
    there = {name.partition(".")[2] for name in MODULES if name.startswith("sandbox.")} - {"__main__"}
    assert there <= named


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_a_docstring(module: str) -> None:
    assert ast.get_docstring(ast.parse(MODULES[module].read_text(encoding="utf-8")))


def test_the_architecture_document_names_every_module_once() -> None:
    document = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `((?:judge|sandbox)/[\w/]+\.py)` \|", document, re.MULTILINE)
    there = {
        path.relative_to(ROOT).as_posix()
        for path in MODULES.values()
        if path.name != "__init__.py" or len(ast.parse(path.read_text(encoding="utf-8")).body) > 1
    }
    assert {"missing": there - set(listed), "unknown": set(listed) - there} == {"missing": set(), "unknown": set()}
    assert len(listed) == len(set(listed))
