"""One way to say a time, a day and a length: these functions, and no other place in the source that builds its own."""

import ast
import datetime as dt
import re
from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import wording
from tests import sources
from tests.notations import second

days = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))
amounts = st.one_of(st.integers(-100_000, 100_000), st.fractions(-100_000, 100_000, max_denominator=400))


@pytest.mark.parametrize(
    ("minutes", "said", "column"),
    [
        (0, "0 min", "0:00"), (1, "1 min", "0:01"), (60, "1 h", "1:00"), (181, "3 h 1 min", "3:01"),
        (200, "3 h 20 min", "3:20"), (74_045, "1,234 h 5 min", "1234:05"),
        (Fraction(2467, 20), "2 h 4 min", "2:04"), (-65, "−1 h 5 min", "−1:05"),
        (Fraction(-13, 2), "−6 min", "−0:06"),
    ],
)  # fmt: skip
def test_a_length_is_said_in_one_way_and_rounded_up(minutes: int | Fraction, said: str, column: str) -> None:
    assert (wording.length(minutes), wording.hours_minutes(minutes)) == (said, column)


@given(amounts)
def test_sentence_and_column_show_the_same_minutes(minutes: int | Fraction) -> None:
    """2 h 3 min on a page and 2 h 4 min in the statement cannot be: both come from the same rounding."""
    hours, rest = re.fullmatch(r"−?(\d+):(\d\d)", wording.hours_minutes(minutes)).groups()
    said = wording.length(minutes).lstrip("−").replace(",", "")
    parts = [*map(int, re.findall(r"\d+", said))]
    expected = [part for part in (int(hours), int(rest)) if part] or [0]
    assert parts == expected
    assert 0 <= wording.whole_minutes(minutes) - minutes < 1
    assert not list(second(f"{wording.length(minutes)} of work"))


@given(days, days)
def test_a_day_of_another_year_carries_it(day: dt.date, today: dt.date) -> None:
    for say in (wording.short_day, wording.long_day, wording.week_day):
        assert say(day).endswith(f"{day.day}, {day.year}")
        assert say(day, today).endswith(f"{day.day}, {day.year}") is (day.year != today.year)
        assert not list(second(say(day, today)))


@given(st.times())
def test_a_time_is_said_in_one_way(time: dt.time) -> None:
    said = wording.clock(time)
    assert re.fullmatch(r"(1[0-2]|[1-9]):[0-5]\d [AP]M", said) and not list(second(said))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.6, "1 second"), (40, "40 seconds"), (125, "2 min"), (7500, "2 h 5 min"), (86_400, "24 h"), (259_300, "3 days")],
)
def test_a_span_is_said_in_its_unit(seconds: float, said: str) -> None:
    assert wording.span(dt.timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(
    "text",
    ["at 09:05", "3 h 01 min", "0 h 45 min", "on 2026-11-18", "11/18/2026", "1.5 h", "18 Nov 2026", "at 3pm"],
)
def test_a_second_way_is_found(text: str) -> None:
    assert list(second(text))


@pytest.mark.parametrize("text", ["9:05 AM", "12:05 AM", "0:45", "61:40", "3 h 1 min", "10 h 5 min", "Nov 18, 2026", "1/20"])
def test_the_one_way_is_left_alone(text: str) -> None:
    assert not list(second(text))


# Where the source may build a time, day or length beside app/wording.py: none of it is a sentence, list or paper.
MACHINES = {
    "app/clock.py": "stamps in names of files",
    "app/models/base.py": "a time as the column keeps it",
    "app/services/store/audit.py": "a time as the record of changes keeps it",
    "app/services/encounters/signing.py": "signed bytes, frozen by their version",
    "app/services/supervision/signing.py": "signed bytes, frozen by their version",
    "app/services/exchange/parts.py": "cells of a mapped file in import format",
    "app/services/exchange/cells.py": "cells of a file in import format",
    "app/services/across/corrections/book.py": "what a correction put on record, as it was typed",
    "app/services/exchange/codebooks.py": "the form of a column, told to programs",
    "app/services/across/demo/plan.py": "cells of the sample's files in import format",
    "app/services/across/demo/notes.py": "cells of the sample's files in import format",
    "app/services/documents/page.py": "the date inside a PDF",
    "app/services/credentials/parsing.py": "what a field reads back without loss",
    "app/ui/kit/editor.py": "an editor's value in import format",
    "app/ui/kit/moments.py": "an editor's value in import format",
    "app/ui/kit/dates.py": "what an editor of dates shows, 11/18/2026",
    "app/ui/kit/bars.py": "the scale of a chart",
}
FORMS = re.compile(r"%[HIMpdbBaAjy]|:0?2\}.*:0?2")
MARKED = re.compile(r"\{\w+(?::\w+)?\} ?(?:min|mins|h|hrs?|hours?|minutes?)\b|\{day\}, \{year\}")
RATIO = "for each"  # 1 h for each 20 h: a ratio is no length


def second_ways(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, what) of each place that builds a notation of its own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv | ast.Mod) and _is(node.right, 60):
            yield node.lineno, "minutes cut into hours"
        elif isinstance(node, ast.FormattedValue) and node.format_spec and FORMS.search(ast.unparse(node.format_spec)):
            yield node.lineno, "a moment formatted"
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "divmod" and _is(node.args[1], 60):
                yield node.lineno, "minutes cut into hours"
            elif name == "strftime" and FORMS.search(ast.unparse(node)):
                yield node.lineno, "a moment formatted"
            elif name in ("_", "N_", "plural") and any(
                isinstance(part, ast.Constant) and RATIO not in str(part.value) and MARKED.search(str(part.value))
                for part in ast.walk(node)
            ):
                yield node.lineno, "a length or day spelled in a sentence"
            elif name in ("round", "ceil", "int") and any(
                re.search(r"minutes|owed|required|credited|needed", ast.unparse(part)) for part in node.args
            ):
                yield node.lineno, "minutes rounded"


def _is(node: ast.AST, value: int) -> bool:
    return isinstance(node, ast.Constant) and node.value == value


ROUNDED = {
    "app/services/entries.py": "hours typed as a decimal must come to whole minutes",
    "app/ui/hours/typing.py": "hours typed as a decimal must come to whole minutes",
    "app/ui/kit/watch.py": "milliseconds of a timer",
    "app/ui/settings/look.py": "the choice of minutes until the window locks",
    "app/services/across/demo/plan.py": "the sample's lengths in quarters",
}  # fmt: skip


def test_no_other_place_builds_a_time_a_day_or_a_length() -> None:
    found = []
    for path in sources.APP:
        name = sources.name(path)
        if name == "app/wording.py":
            continue
        for line, what in second_ways(sources.tree(path)):
            if name not in (ROUNDED if what == "minutes rounded" else MACHINES):
                found.append(f"{name}:{line} {what}")
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "hours, rest = divmod(minutes, 60)", "f'{minutes // 60}:{minutes % 60:02}'", "at.strftime('%H:%M')", "f'{at:%b %d}'",
        "_('{hours} h {minutes} min')", "N_('Within {hours} hours')", "_('{day}, {year}')", "round(month.credited)",
        "int(one.owed_minutes)", "math.ceil(required)",
    ],
)  # fmt: skip
def test_a_second_way_in_the_source_is_found(source: str) -> None:
    assert list(second_ways(ast.parse(source)))
