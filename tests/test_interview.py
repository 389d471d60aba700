"""The interview's questions and totals: our own 26 topics, a missing score is never a zero."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.problems import NotFound
from app.services.rules import interview as rules
from app.services.rules.interview import Answer, Kind, Question
from app.ui.hiring.book import Book, pages

ALL = rules.questions()
ANSWERS = st.builds(
    Answer,
    st.one_of(st.none(), st.integers(1, 5)),
    st.one_of(st.none(), st.booleans()),
    st.booleans(),
    st.text(max_size=5),
)
SHEETS = st.dictionaries(st.sampled_from([one.code for one in ALL]), ANSWERS)


def test_there_are_26_topics_in_two_parts() -> None:
    codes = [f"general-{number}" for number in range(1, 15)] + [f"recovery-{number}" for number in range(1, 13)]
    assert [one.code for one in ALL] == codes
    assert all(one.title and one.ask and one.listen_for for one in ALL)
    assert {one.code: one.kind for one in ALL if one.kind is not Kind.SCORE} == {
        "general-1": Kind.GATE, "general-11": Kind.GATE, "general-13": Kind.NOTE
    }  # fmt: skip
    assert [rules.anchor(score) for score in range(1, 6)] == ["Not shown", "A little", "Some", "Clear", "Strong"]


def test_a_vehicle_is_asked_about_only_where_the_post_needs_one() -> None:
    assert set(ALL) - set(rules.for_position(False)) == {rules.question("general-11")}
    assert rules.for_position(True) == ALL
    assert [one.part for one in rules.for_position(True, "recovery")] == ["recovery"] * 12


@pytest.mark.parametrize("code", ["general-15", "recovery-0", "", "GENERAL-1"])
def test_an_unknown_question_is_refused(code: str) -> None:
    with pytest.raises(NotFound):
        rules.question(code)


def slow(sheets: list[dict[str, Answer]], asked: list[Question]) -> tuple[list[int], int]:
    """Every score that counts, one by one, and how many are still missing: said another way than the app does."""
    scores, missing = [], 0
    for sheet in sheets:
        for code in [one.code for one in asked]:
            if code in ("general-1", "general-11", "general-13"):
                continue
            answer = sheet.get(code)
            if answer is None:
                missing += 1
            elif answer.asked:
                if answer.score is None:
                    missing += 1
                else:
                    scores.append(answer.score)
    return scores, missing


@given(st.lists(SHEETS, max_size=4), st.lists(st.sampled_from(ALL), unique=True))
def test_totals_equal_a_slow_reckoning(sheets: list[dict[str, Answer]], asked: list[Question]) -> None:
    scores, missing = slow(sheets, asked)
    found = rules.across(sheets, asked)
    assert (found.points, found.scored, found.missing) == (sum(scores), len(scores), missing)
    assert found.most == 5 * len(scores)
    assert found.average == (Fraction(sum(scores), len(scores)) if scores else None)


@given(SHEETS)
def test_the_parts_add_up_to_the_whole(sheet: dict[str, Answer]) -> None:
    parts = [rules.total(sheet, [one for one in ALL if one.part == part]) for part in rules.PARTS]
    assert parts[0] + parts[1] == rules.total(sheet, ALL)


@given(SHEETS, st.sampled_from([one.code for one in ALL if one.kind is Kind.SCORE]))
def test_a_missing_score_changes_no_average(sheet: dict[str, Answer], code: str) -> None:
    without = {key: value for key, value in sheet.items() if key != code}
    blank = {**sheet, code: Answer()}
    assert rules.total(blank, ALL).average == rules.total(without, ALL).average


@given(st.lists(SHEETS, max_size=4))
def test_a_gate_is_met_only_where_nobody_says_no(sheets: list[dict[str, Answer]]) -> None:
    for gate in rules.gates(sheets, ALL):
        said = [sheet[gate.question.code] for sheet in sheets if gate.question.code in sheet]
        given_ = [one.gate for one in said if one.asked and one.gate is not None]
        assert gate.met == (all(given_) if given_ else None)
        assert (gate.yes, gate.no) == (sum(given_), len(given_) - sum(given_))


@pytest.mark.parametrize(("average", "shown"), [(None, "–"), (Fraction(7, 2), "3.5"), (Fraction(69, 20), "3.5"),
                                                (Fraction(5), "5.0"), (Fraction(10, 3), "3.3")])  # fmt: skip
def test_an_average_is_shown_with_one_decimal(average: Fraction | None, shown: str) -> None:
    assert rules.shown(average) == shown


def test_a_draft_comes_back_as_it_was_typed() -> None:
    book = Book(ALL)
    score, gate, note = (rules.question(code) for code in ("general-2", "general-1", "general-13"))
    assert book.score(score, 4) and book.gate(gate, False)
    assert not book.score(score, 6) and not book.score(score, 0)
    assert not book.score(note, 3) and not book.score(gate, 3) and not book.gate(score, True)
    book.note(note, "A ramp")
    book.leave_out(rules.question("recovery-3"), True)
    book.positives = "Warm"
    again = Book(ALL, book.typed())
    assert again.answers == book.answers and again.positives == "Warm"
    assert again.total().points == 4 and again.done() == (2, 24)
    assert Book(ALL, {"general-2": "6", "general-1": "4", "general-13": "5", "x": "1"}).answers == Book(ALL).answers


def test_every_question_stands_on_one_page() -> None:
    assert [one for _part, found in pages(ALL) for one in found] == list(ALL)
    assert [len(found) for _part, found in pages(ALL)] == [8, 6, 12]
