"""The comment for a pull request, as a renderer of Markdown reads it."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from judge.grading.results import Graded, Grades
from judge.render.grade.markdown import MAX_COMMENT, MAX_SUMMARY, _code, grades_markdown
from judge.render.shared import text
from tests.support.sample_grades import EVERY_KIND, HOSTILE_GRADES, RULED, candidate, course, disclosed

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OURS = {
    "div", "p", "table", "thead", "tbody", "tr", "th", "td", "strong", "details", "summary", "code", "pre", "ul", "li",
}  # fmt: skip


def rendered(markdown: str) -> html.HtmlElement:
    return html.fragment_fromstring(MARKDOWN.render(markdown), create_parent="div")


def prose(tree: html.HtmlElement) -> str:
    """What is not code: where a mention, a link, an issue or markup would do something."""
    for code in tree.xpath("//code | //pre"):
        code.drop_tree()
    return tree.text_content()


def test_a_table_has_a_row_for_each_solution_and_those_not_accepted_come_first() -> None:
    rows = [
        [cell.text_content() for cell in row] for row in rendered(grades_markdown(disclosed(EVERY_KIND))).xpath("//tr")
    ]
    assert rows[0] == ["solution", "verdict", "tests", "time", ""]
    assert rows[1][:3] == ["bob/addition", "WA", "1 of 3"]
    assert rows[-1][:3] == ["alice/addition", "AC", "2 of 2"]
    assert len(rows) == 1 + 6


def test_failing_tests_are_folded_with_their_messages() -> None:
    folded = rendered(grades_markdown(disclosed(EVERY_KIND))).xpath("//details")
    bob = folded[0].text_content()
    assert len(folded) == 5
    assert "bob/addition wrong answer (WA)" in bob
    assert 'ValueError: no\n  File "solution.py", line 7, in f' in bob


def test_a_judge_error_is_called_one() -> None:
    assert "**1 of 6 solutions accepted**, 2 judge errors, not counted against anyone" in grades_markdown(
        disclosed(EVERY_KIND)
    )


def test_standings_are_in_it_and_pairs_that_are_alike_are_not() -> None:
    written = grades_markdown(disclosed(RULED))
    assert "| `alice` | 8 of 10 | passed | `addition: 2 days late: 20 % less` |" in written
    assert "| `dave` | ? | withheld | `addition could not be judged` |" in written
    assert "97" not in written


def test_nothing_of_a_stranger_is_more_than_code() -> None:
    tree = rendered(grades_markdown(disclosed(HOSTILE_GRADES), MAX_SUMMARY))
    assert {element.tag for element in tree.iter()} <= OURS
    assert len(tree.xpath("//table")) == 2
    assert {len(row) for row in tree.xpath("//table[1]//tr")} == {5}
    words = prose(tree)
    for sign in "@#<[*_`~":
        assert sign not in words
    for word in ("evil", "http", "alert", "heading", "cell", "forged"):
        assert word not in words


@given(st.text(alphabet=st.sampled_from("`|\\a *_<>&@[]()!~#\n"), max_size=40) | st.text(max_size=200))
def test_a_code_span_in_a_table_is_code_whatever_is_in_it(words: str) -> None:
    row = rendered(f"| a | b |\n|---|---|\n| {_code(words)} | b |").xpath("//tr")[1]
    assert [cell.text_content() for cell in row][1:] == ["b"]
    shown = text.shorten(text.one_line(words), 500).replace("|", "¦")
    assert row[0].text_content() == shown
    assert [child.tag for child in row[0]] == (["code"] if shown else [])


def test_a_whole_course_stays_below_the_limit_and_says_what_it_leaves_out() -> None:
    for limit in (MAX_COMMENT, MAX_SUMMARY // 4):
        written = grades_markdown(disclosed(course(40, 20, 10)), limit)
        assert len(written.encode()) <= limit
        assert re.search(r"No room to explain \d+ more failed solutions\.", written)
        assert {element.tag for element in rendered(written).iter()} <= OURS
    assert "more solutions." in grades_markdown(disclosed(course(40, 20, 10)))


def test_in_a_course_with_no_room_for_all_rows_those_not_accepted_have_theirs() -> None:
    broken = Graded(candidate("zoe"), refused="a link")
    grades = course(40, 20, 10, failing=0)
    written = grades_markdown(disclosed(replace(grades, results=(*grades.results, broken))))
    assert "| `zoe/addition` | CE |" in written


def test_there_is_nothing_to_grade() -> None:
    assert grades_markdown(Grades(())) == "**Nothing to grade.**"
