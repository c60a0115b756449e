"""The table of all commands: add a command here."""

from __future__ import annotations

from typing import Final

COMMANDS: Final = {
    "list": ("judge.cli.solve.list:list_problems", "List the problems and your progress."),
    "show": ("judge.cli.solve.show:show", "Show the statement of a problem."),
    "start": ("judge.cli.solve.start:start", "Start a problem: copy its stub to your solution file."),
    "open": ("judge.cli.solve.open:open_solution", "Open your solution in your editor."),
    "hint": ("judge.cli.solve.hint:hint", "Show the next hint."),
    "reset": ("judge.cli.solve.reset:reset", "Replace your solution with the stub; the history keeps it."),
    "test": ("judge.cli.solve.test:test", "Run the sample tests; nothing is recorded."),
    "watch": ("judge.cli.solve.watch:watch", "Judge on every save, with keys for everything else."),
    "stress": ("judge.cli.solve.stress:stress", "Try random inputs and show the smallest that fails."),
    "submit": ("judge.cli.solve.submit:submit", "Run all tests and record the verdict."),
    "status": ("judge.cli.solve.status:status", "Show your progress and what to do next."),
    "history": ("judge.cli.solve.history:history", "List your submissions, or show one again."),
    "stats": ("judge.cli.solve.stats:stats", "Show a calendar and your progress by level and tag."),
    "next": ("judge.cli.solve.next:next_problem", "Suggest what to solve now, and why."),
    "contest": ("judge.cli.contest.group:contest", "Compete against the clock, alone or with others."),
    "interview": ("judge.cli.contest.interview:interview", "Start a mock interview: a preset, or drawn by tag."),
    "grade": ("judge.cli.grade.grade:grade", "Judge all solutions of a branch, for CI."),
    "new": ("judge.cli.author.new:new", "Create a problem folder."),
    "verify": ("judge.cli.author.verify:verify", "Check problems for mistakes."),
    "sandbox": ("judge.cli.setup.sandbox:sandbox", "Manage sandbox images and warm containers."),
    "doctor": ("judge.cli.setup.doctor:doctor", "Show what is missing on this machine, and how to fix it."),
    "completions": ("judge.cli.setup.completions:completions", "Print the completion script for bash, zsh or fish."),
}
"""Name, where its command is, and its line in the help: so that the help loads none of them."""
