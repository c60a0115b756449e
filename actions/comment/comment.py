"""Comments on a pull request with the result of an unprivileged job.

The job that runs this may write comments, but the pull request may have influenced the artifact that it reads. So only
a table is taken from the artifact: names of harmless characters, verdicts of a closed list, numbers within a range.
Which pull request it belongs to comes from GitHub, never from the artifact. What GitHub reports about it (the name of
its branch) is a stranger's text too, and is only used quoted in a URL.

Standard library only: nothing is installed beside a token that may write.
"""

from __future__ import annotations

import http.client
import io
import json
import os
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
import zlib
from pathlib import Path
from typing import Any, NoReturn

ARTIFACT = "judge-report"
FILE = "judge.json"
SCHEMA = "judge.grade/1"
MARK = "<!-- judge grade -->"
AUTHOR = "github-actions[bot]"

MAX_ARCHIVE = 4 << 20
MAX_FILE = 16 << 20
MAX_ANSWER = 32 << 20
MAX_ROWS = 200
MAX_NUMBER = 100_000
MAX_PAGES = 30
PER_PAGE = 100
TIMEOUT_S = 30

VERDICTS = {"AC", "WA", "TLE", "MLE", "OLE", "RTE", "CE", "IF", "JE", "SK"}
NAME = re.compile(r"[\w.-]{1,64}")
SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
WORKFLOWS = ".github/"
"""What decides how a pull request is graded, although GitHub takes it from the pull request."""

FORGED = (
    "This pull request changes `.github/` or very many files, and GitHub takes the workflow from it: the result above "
    "and the green check prove nothing. Review its changes."
)

Row = tuple[str, str, str]


class NotBelievedError(Exception):
    """The artifact is not what the job uploads; the message quotes nothing of it."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_more: Any) -> None:
        return None


class GitHub:
    """The few requests that are needed, for one repository."""

    def __init__(self, address: str, repository: str, token: str) -> None:
        self._root = f"{address.rstrip('/')}/repos/{urllib.parse.quote(repository)}"
        self._scheme = f"{urllib.parse.urlsplit(address).scheme}://"
        self._token = token
        self._opener = urllib.request.build_opener(_NoRedirect)

    def get(self, path: str, **query: str | int) -> Any:
        """The JSON at a path."""
        return json.loads(self._ask("GET", self._url(path, query)))

    def pages(self, path: str, **query: str | int) -> list[Any]:
        """The items of all pages, at most MAX_PAGES."""
        found: list[Any] = []
        for page in range(1, MAX_PAGES + 1):
            items = self.get(path, **query, per_page=PER_PAGE, page=page)
            found += items
            if len(items) < PER_PAGE:
                break
        return found

    def send(self, method: str, path: str, body: dict[str, str]) -> None:
        """Create or change something."""
        self._ask(method, self._url(path, {}), json.dumps(body).encode())

    def archive(self, path: str) -> bytes:
        """What a path redirects to. The storage server gets no token."""
        try:
            self._ask("GET", self._url(path, {}))
        except urllib.error.HTTPError as moved:
            target = moved.headers.get("Location", "")
            if moved.code not in {301, 302, 303, 307, 308} or not target.startswith(self._scheme):
                raise
        else:
            raise NotBelievedError("GitHub did not say where the artifact is")
        with self._opener.open(target, timeout=TIMEOUT_S) as answer:
            data: bytes = answer.read(MAX_ARCHIVE + 1)
        if len(data) > MAX_ARCHIVE:
            raise NotBelievedError("the artifact is too large")
        return data

    def _url(self, path: str, query: dict[str, str | int]) -> str:
        return f"{self._root}/{path}" + (f"?{urllib.parse.urlencode(query)}" if query else "")

    def _ask(self, method: str, url: str, body: bytes | None = None) -> bytes:
        request = urllib.request.Request(url, body, method=method)  # noqa: S310 - the address is GitHub's own variable
        request.add_header("Accept", "application/vnd.github+json")
        request.add_header("X-GitHub-Api-Version", "2022-11-28")
        request.add_header("Authorization", f"Bearer {self._token}")
        with self._opener.open(request, timeout=TIMEOUT_S) as answer:
            data: bytes = answer.read(MAX_ANSWER)
        return data


def main() -> None:
    """Find the pull request of the finished run, read its artifact, and comment."""
    run = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))["workflow_run"]
    github = GitHub(os.environ["GITHUB_API_URL"], os.environ["GITHUB_REPOSITORY"], os.environ["JUDGE_TOKEN"])
    pulls = pull_requests(github, run)
    if not pulls:
        _stop("The graded commit is not the head of an open pull request: nothing to comment on.")
    try:
        rows, left = rows_of(report_of(github, int(run["id"])))
    except NotBelievedError as error:
        result = f"There is no result: {error}."
    else:
        result = table(rows, left)
    address = f"{os.environ['GITHUB_SERVER_URL']}/{os.environ['GITHUB_REPOSITORY']}/actions/runs/{int(run['id'])}"
    for number in pulls:
        lines = [
            MARK,
            result,
            *warning(github, number),
            "",
            f"Commit {run['head_sha'][:12]}, [the whole run]({address}).",
        ]
        comment(github, number, "\n".join(lines))
        print(f"Commented on #{number}.")


def pull_requests(github: GitHub, run: dict[str, Any]) -> list[int]:
    """The numbers of the open pull requests whose head is the graded commit, according to GitHub."""
    sha, head = run["head_sha"], run.get("head_repository") or {}
    if not SHA.fullmatch(sha) or not head:
        return []
    label = f"{head['owner']['login']}:{run['head_branch']}"
    return [
        int(pull["number"])
        for pull in github.pages("pulls", state="open", head=label)
        if pull["head"]["sha"] == sha and (pull["head"]["repo"] or {}).get("id") == head["id"]
    ]


def report_of(github: GitHub, run: int) -> Any:
    """The JSON in the artifact of a run. Raises NotBelievedError."""
    found = github.get(f"actions/runs/{run}/artifacts", name=ARTIFACT, per_page=1)["artifacts"]
    if not found:
        raise NotBelievedError("the job uploaded none; see its log")
    if found[0]["expired"] or found[0]["size_in_bytes"] > MAX_ARCHIVE:
        raise NotBelievedError("the artifact has expired, or is too large")
    data = github.archive(f"actions/artifacts/{int(found[0]['id'])}/zip")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(FILE) as file:
            text = file.read(MAX_FILE + 1)  # counts what comes out, whatever its header says
    except (zipfile.BadZipFile, KeyError, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
        raise NotBelievedError("the artifact is not what the job uploads") from None
    if len(text) > MAX_FILE:
        raise NotBelievedError("the artifact is too large")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise NotBelievedError("the artifact is not what the job uploads") from None


def rows_of(report: Any) -> tuple[list[Row], int]:
    """Solution, verdict and tests of each row, and how many more there are. Raises NotBelievedError."""
    solutions = report.get("solutions") if isinstance(report, dict) and report.get("schema") == SCHEMA else None
    if not isinstance(solutions, list):
        raise NotBelievedError("the artifact is not what the job uploads")
    return [_row(one) for one in solutions[:MAX_ROWS]], max(0, len(solutions) - MAX_ROWS)


def _row(solution: Any) -> Row:
    if not isinstance(solution, dict):
        raise NotBelievedError("the artifact is not what the job uploads")
    author, problem = _name(solution.get("author")), _name(solution.get("problem"))
    verdict = solution.get("verdict")
    if not isinstance(verdict, str) or verdict not in VERDICTS:
        raise NotBelievedError("the artifact has an unknown verdict")
    report = solution.get("report")
    tests = ""
    if isinstance(report, dict):
        tests = f"{_number(report.get('passed'))} of {_number(report.get('total'))}"
    return f"{author}/{problem}" if author else problem, verdict, tests


def _name(value: Any) -> str:
    """A name that is safe in a code span of a table; any other is replaced."""
    if value == "":
        return ""
    return value if isinstance(value, str) and NAME.fullmatch(value) else "?"


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= MAX_NUMBER:
        raise NotBelievedError("the artifact has a number out of range")
    return value


def table(rows: list[Row], left: int) -> str:
    """The result in Markdown."""
    if not rows:
        return "Nothing to grade."
    good = sum(verdict == "AC" for _, verdict, _ in rows)
    lines = [f"**{good} of {len(rows)} solution{'s' * (len(rows) != 1)} accepted**", ""]
    lines += ["| solution | verdict | tests |", "|---|---|---|"]
    lines += [f"| `{name}` | {verdict} | {tests} |" for name, verdict, tests in rows]
    if left:
        lines += ["", f"and {left} more."]
    return "\n".join(lines)


def warning(github: GitHub, number: int) -> list[str]:
    """A warning if the pull request changes how it is graded."""
    files = github.pages(f"pulls/{number}/files")
    names = [name for file in files for name in (file.get("filename"), file.get("previous_filename")) if name]
    if len(files) >= PER_PAGE * MAX_PAGES or any(name.startswith(WORKFLOWS) for name in names):
        return ["", "> [!WARNING]", f"> {FORGED}"]
    return []


def comment(github: GitHub, number: int, body: str) -> None:
    """Write the one comment of a pull request, or replace it with the new result."""
    for one in github.pages(f"issues/{number}/comments"):
        if one["user"]["login"] == AUTHOR and (one["body"] or "").startswith(MARK):
            github.send("PATCH", f"issues/comments/{int(one['id'])}", {"body": body})
            return
    github.send("POST", f"issues/{number}/comments", {"body": body})


def _stop(message: str) -> NoReturn:
    print(message)
    sys.exit(0)


if __name__ == "__main__":
    try:
        main()
    except (OSError, http.client.HTTPException) as error:
        reason = error.code if isinstance(error, urllib.error.HTTPError) else type(error).__name__
        sys.exit(f"::error title=judge::unexpected answer from GitHub: {reason}")
