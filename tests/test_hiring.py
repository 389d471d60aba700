"""Hiring: each panel member scores once, scores stay hidden until all are in, files and papers of interviews."""

import datetime as dt
import uuid
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest

from app.services.across import opening, papers, verify
from app.services.across.corrections import book, positions
from app.services.across.opening import SignedIn
from app.services.exchange import imports
from app.services.hiring import applicants, comparing, interviews, own, panels
from app.services.hiring.applicants import ApplicantEntry, Decision, PositionEntry
from app.services.hiring.interviews import BeginEntry, Sheet
from app.services.hiring.own import OwnQuestionEntry
from app.services.problems import FileRefused, Forbidden, Frozen, Invalid, NotFound
from app.services.rules import interview as rules
from app.services.rules.interview import Answer, Kind
from app.services.store import session as sessions
from app.services.store import vault
from app.services.users import UserEntry
from tests.conftest import PASSPHRASE
from tests.pdfs import pages

HEAD = "applicant,panelist,question,score,note\n"
PEOPLE = (
    "code,name,position,applied_on\nA1,Joss Littlewolf,Peer supporter,2026-11-01\n"
    "A2,Mara Old Horn,Peer supporter,2026-11-02\n"
)
Do = Callable[[Callable[..., object]], object]


@pytest.fixture
def do(signed_in: SignedIn) -> Do:
    def run(work: Callable[..., object]) -> object:
        with sessions.transaction(signed_in.store, signed_in.actor) as session:
            return work(session)

    return run


def bring(signed_in: SignedIn, kind: str, text: str, **options: bool) -> imports.Report:
    return imports.run(signed_in.store, signed_in.actor, kind, text.encode(), **options)


def refused(signed_in: SignedIn, kind: str, text: str) -> list[tuple[int | None, str | None]]:
    with pytest.raises(FileRefused) as caught:
        bring(signed_in, kind, text)
    return [(one.row, one.column) for one in caught.value.rows]


def person(do: Do, needs_vehicle: bool = False) -> uuid.UUID:
    do(lambda session: applicants.save_position(session, PositionEntry(name="Driver", needs_vehicle=needs_vehicle)))
    entry = ApplicantEntry.read(dict(code="A9", name="Sam", position="Driver", applied_on="2026-11-01"))
    return do(lambda session: applicants.save(session, entry).id)  # type: ignore[return-value]


def begin(do: Do, who: uuid.UUID, name: str) -> uuid.UUID:
    do(lambda session: panels.seat(session, applicants.load(session, who).position_id, name))
    return do(lambda session: interviews.begin(session, who, BeginEntry(panelist=name)).id)  # type: ignore[return-value]


def compared(signed_in: SignedIn, name: str) -> comparing.Comparison:
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        return comparing.compare(session, applicants.position_named(session, name).id)


def test_scores_stay_hidden_until_all_who_began_have_submitted(signed_in: SignedIn, do: Do) -> None:
    who = person(do)
    first, second = begin(do, who, "Louis"), begin(do, who, "Ruth")
    do(lambda session: interviews.submit(session, first, Sheet({"general-2": Answer(4)}, "Warm", "")))
    (one,) = compared(signed_in, "Driver").applicants
    assert one.hidden and one.sheets == () and one.total().scored == 0
    with pytest.raises(NotFound):
        do(lambda session: papers.render(session, "interview-sheet", papers.Asked(position="Driver")))
    do(lambda session: interviews.submit(session, second, Sheet({"general-2": Answer(5), "general-1": Answer(gate=False)})))
    (one,) = compared(signed_in, "Driver").applicants
    assert not one.hidden and (one.total().points, one.total().scored, one.total().missing) == (9, 2, 44)
    assert [(gate.question.number, gate.met) for gate in one.gates()] == [(1, False)]


def test_a_removed_interview_is_waited_for_while_its_member_is_on_the_panel(signed_in: SignedIn, do: Do) -> None:
    who = person(do)
    first, second = begin(do, who, "Louis"), begin(do, who, "Ruth")
    do(lambda session: interviews.submit(session, first, Sheet({"general-2": Answer(4)})))
    do(lambda session: interviews.take_back(session, second))
    (one,) = compared(signed_in, "Driver").applicants
    assert one.hidden and one.waiting == ("Ruth",)
    with pytest.raises(Frozen):
        do(lambda session: interviews.take_back(session, first))


def panel(do: Do, *names: str, reason: str = "") -> None:
    """Let just these be on the panel of the position."""
    place = do(lambda session: applicants.position_named(session, "Driver").id)
    entry = PositionEntry(name="Driver", panel=names)
    do(lambda session: positions.save(session, entry, place, reason))  # type: ignore[arg-type]


def test_nobody_sees_a_score_before_everybody_named_has_handed_in(signed_in: SignedIn, do: Do) -> None:
    """The manager cannot look at what one member gave before the next one has even begun."""
    who = person(do)
    panel(do, "Louis", "Ruth")
    only = do(lambda session: interviews.begin(session, who, BeginEntry(panelist=" louis")).id)
    do(lambda session: interviews.submit(session, only, Sheet({"general-2": Answer(4)}, "Warm")))
    (one,) = compared(signed_in, "Driver").applicants
    assert one.hidden and one.sheets == () and one.waiting == ("Ruth",) and (one.submitted, one.panel) == (1, 2)
    paper = " ".join(pages(do(lambda s: papers.render(s, "interview-comparison", papers.Asked(position="Driver")))))
    assert "Warm" not in paper and "4.0" not in paper and "1 of 2 handed in" in paper
    with pytest.raises(NotFound):
        do(lambda session: papers.render(session, "interview-sheet", papers.Asked(position="Driver")))
    (row,) = do(applicants.listed)
    assert (row.submitted, row.panel) == (1, 2)
    last = do(lambda session: interviews.begin(session, who, BeginEntry(panelist="Ruth")).id)
    do(lambda session: interviews.submit(session, last, Sheet({"general-2": Answer(2)})))
    (one,) = compared(signed_in, "Driver").applicants
    assert not one.hidden and one.total().points == 6


def test_an_interview_needs_a_named_panel_and_a_name_on_it(do: Do) -> None:
    who = person(do)
    for named, name in (((), "Louis"), (("Ruth",), "Louis")):
        panel(do, *named)
        with pytest.raises(Invalid) as refused:
            do(lambda session, name=name: interviews.begin(session, who, BeginEntry(panelist=name)))
        assert set(refused.value.fields) == {"panelist"}


def test_once_somebody_has_scored_a_member_leaves_the_panel_with_a_reason_only(signed_in: SignedIn, do: Do) -> None:
    who = person(do)
    panel(do, "Louis", "Luis", "Mark")
    panel(do, "Louis", "Ruth", "Mark")  # nobody has scored: a slip is mended freely
    first = do(lambda session: interviews.begin(session, who, BeginEntry(panelist="Louis")).id)
    do(lambda session: interviews.submit(session, first, Sheet({"general-2": Answer(4)})))
    for names, reason, field in ((("Louis", "Mark"), "", "reason"), (("Ruth", "Mark"), "Gone", "panel")):
        with pytest.raises(Invalid) as refused:
            panel(do, *names, reason=reason)
        assert set(refused.value.fields) == {field}
    begun = do(lambda session: interviews.begin(session, who, BeginEntry(panelist="Mark")).id)
    with pytest.raises(Invalid):
        panel(do, "Louis", "Ruth", reason="Mark moved away")
    do(lambda session: interviews.take_back(session, begun))
    panel(do, "Louis", reason="Both took other work")
    place = do(lambda session: applicants.position_named(session, "Driver").id)
    found = do(lambda session: panels.of_position(session, place))
    assert [(one.name, one.left_reason) for one in found] == [
        ("Louis", ""), ("Mark", "Both took other work"), ("Ruth", "Both took other work"),
    ]  # fmt: skip
    assert not compared(signed_in, "Driver").applicants[0].hidden
    assert [one.reason for one in do(lambda s: book.of_records(s, "position", [place]))] == ["Both took other work"]
    panel(do, "Louis", "Ruth")  # back again: waited for again
    assert compared(signed_in, "Driver").applicants[0].waiting == ("Ruth",)


def test_a_panel_member_scores_once(do: Do) -> None:
    who = person(do)
    first = begin(do, who, "Louis Matte")
    assert begin(do, who, " louis  MATTE") == first
    do(lambda session: interviews.submit(session, first, Sheet({"general-2": Answer(4)})))
    with pytest.raises(Invalid) as said:
        begin(do, who, "LOUIS Matte")
    assert "already" in said.value.fields["panelist"]
    with pytest.raises(Frozen):
        do(lambda session: interviews.submit(session, first, Sheet({"general-2": Answer(5)})))


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("general-2", Answer(0)), ("general-2", Answer(6)), ("general-13", Answer(3)), ("general-1", Answer(5)),
        ("general-2", Answer(gate=True)), ("general-11", Answer(gate=True)), ("general-2", Answer(3, asked=False)),
        ("general-99", Answer(3)), ("general-2", Answer(3, note="x" * 20_001)),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_is_refused_and_nothing_is_kept(
    signed_in: SignedIn, do: Do, code: str, answer: Answer
) -> None:
    found = begin(do, person(do), "Louis")
    with pytest.raises(Invalid) as said:
        do(lambda session: interviews.submit(session, found, Sheet({code: answer})))
    assert list(said.value.fields) == [code]
    assert compared(signed_in, "Driver").applicants[0].submitted == 0


def test_an_empty_sheet_is_not_taken_and_a_long_note_is(signed_in: SignedIn, do: Do) -> None:
    found = begin(do, person(do, needs_vehicle=True), "Louis")
    with pytest.raises(Invalid):
        do(lambda session: interviews.submit(session, found, Sheet({"general-2": Answer(note="only a note")})))
    answers = {"general-2": Answer(1, note="ש" * 20_000), "general-11": Answer(gate=True)}
    do(lambda session: interviews.submit(session, found, Sheet(answers)))
    (one,) = compared(signed_in, "Driver").applicants
    assert one.sheets[0].answers["general-2"].note == "ש" * 20_000
    assert [gate.met for gate in one.gates()] == [None, True]


def test_codes_and_names_are_kept_apart_and_decisions_are_dated(signed_in: SignedIn, do: Do) -> None:
    who = person(do)
    with pytest.raises(Invalid) as said:
        person(do)
    assert list(said.value.fields) == ["name"]
    entry = ApplicantEntry.read(dict(code="A9", name="Other", position="Driver", applied_on="2026-11-01"))
    with pytest.raises(Invalid):
        do(lambda session: applicants.save(session, entry))
    day = dt.date(2026, 11, 22)
    do(lambda session: applicants.decide(session, who, Decision.SHORTLISTED, day))
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        kept = applicants.load(session, who)
        assert (kept.decision, kept.decided_on) == ("shortlisted", day)
    do(lambda session: applicants.decide(session, who, Decision.OPEN, day))
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        assert applicants.load(session, who).decided_on is None


def scores(*rows: str) -> str:
    return HEAD + "".join(f"{row}\n" for row in rows)


@pytest.fixture
def filed(signed_in: SignedIn) -> SignedIn:
    report = bring(signed_in, "applicants", PEOPLE)
    assert report.taken == 2 and "Peer supporter" in report.warnings[0].sentence
    lines = [
        f"{who},{panelist},{one.code},{'yes' if one.kind is Kind.GATE else '' if one.kind is Kind.NOTE else value},"
        for who, value in (("A1", 3), ("A2", 5)) for panelist in ("Louis", "Ruth") for one in rules.questions()
    ]  # fmt: skip
    assert bring(signed_in, "scores", scores(*lines)).taken == 104
    return signed_in


def test_files_of_applicants_and_scores_come_in(filed: SignedIn) -> None:
    found = compared(filed, "Peer supporter")
    assert [(one.name, rules.shown(one.total().average), one.total().scored) for one in found.applicants] == [
        ("Mara Old Horn", "5.0", 46), ("Joss Littlewolf", "3.0", 46)
    ]  # fmt: skip
    assert verify.run(filed) == []


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("A1,New,general-2,0,", "score"), ("A1,New,general-2,6,", "score"), ("A1,New,general-2,4.5,", "score"),
        ("A1,New,general-2,yes,", "score"), ("A1,Louis,general-2,3,", "question"),
        ("A1,LOUIS,general-2,4,", "question"), ("A7,New,general-2,3,", "applicant"),
        ("A1,New,general-15,3,", "question"), ("A1,,general-2,3,", "panelist"),
    ],
)  # fmt: skip
def test_a_bad_score_is_named_and_the_whole_file_refused(filed: SignedIn, row: str, column: str) -> None:
    assert refused(filed, "scores", scores("A1,New,general-3,3,", row)) == [(3, column)]
    assert [one.panel for one in compared(filed, "Peer supporter").applicants] == [2, 2]


def test_a_panel_member_twice_in_one_file_is_refused(filed: SignedIn) -> None:
    assert refused(filed, "scores", scores("A1,New,general-2,3,", "A1,new,general-2,3,")) == [(3, "question")]


def test_numbers_for_questions_without_points_are_left_out_and_told(filed: SignedIn) -> None:
    report = bring(filed, "scores", scores("A1,New,general-13,1,a ramp", "A1,New,general-1,2,", "A1,New,general-2,5,"))
    assert [one.row for one in report.warnings] == [2, 3]
    one = next(one for one in compared(filed, "Peer supporter").applicants if one.code == "A1")
    assert (one.total().points, one.total().scored) == (3 * 46 + 5, 47)
    (sheet,) = [sheet for sheet in one.sheets if sheet.panelist == "New"]
    assert sheet.answers["general-13"] == Answer(note="a ramp")


def test_repeats_are_refused_unless_allowed(filed: SignedIn) -> None:
    assert refused(filed, "applicants", PEOPLE + "A3,New,Peer supporter,2026-11-03\n") == [(2, None), (3, None)]
    changed = PEOPLE.replace("Joss Littlewolf", "Somebody Else")
    assert (2, "code") in refused(filed, "applicants", changed)
    assert bring(filed, "applicants", PEOPLE, allow_repeats=True).taken == 0
    same = scores("A1,Louis,general-2,3,", "A1,Late,general-2,3,")
    assert bring(filed, "scores", same, allow_repeats=True).taken == 1


def test_a_sheet_begun_on_screen_takes_no_file(filed: SignedIn, do: Do) -> None:
    with sessions.reading(filed.store, filed.actor) as session:
        who = applicants.listed(session)[0].id
    begin(do, who, "Nell")
    assert refused(filed, "scores", scores("A1,Nell,general-2,3,")) == [(2, "panelist")]


def test_papers_say_what_was_scored(filed: SignedIn) -> None:
    with sessions.reading(filed.store, filed.actor) as session:
        sheet, comparison, blank = (
            papers.render(session, kind, papers.Asked(position=position))
            for kind, position in (
                ("interview-sheet", "Peer supporter"), ("interview-comparison", "Peer supporter"), ("blank-interview", "")
            )
        )  # fmt: skip
        again = papers.render(session, "interview-comparison", papers.Asked(position="Peer supporter"))
    assert comparison == again
    text = pages(sheet)
    starts = [page for page in text if "Scored by" in page]
    assert len(starts) == 4 and "Joss Littlewolf (A1)" in starts[0] and "Mara Old Horn (A2)" in starts[2]
    assert "Both parts 69 of 115, average 3.0" in " ".join(text)
    first = pages(comparison)[0]
    assert "Mara Old Horn" in first and "5.0 (46)" in first and "230 of 230" in first
    form = " ".join(pages(blank))
    assert all(one.title.split(";")[0] in form for one in rules.questions())
    assert form.count("1 2 3 4 5") == 23
    with pikepdf.open(BytesIO(blank)) as pdf:
        assert len(pdf.pages) <= 5


def test_a_paper_needs_a_known_position(filed: SignedIn) -> None:
    with sessions.reading(filed.store, filed.actor) as session:
        with pytest.raises(Invalid):
            papers.render(session, "interview-sheet", papers.Asked())
        with pytest.raises(NotFound):
            papers.render(session, "interview-comparison", papers.Asked(position="Cook"))


@pytest.mark.parametrize(("role", "sees"), [("supervisor", 2), ("peer_supporter", 0), ("auditor", 0)])
def test_a_supervisor_reads_the_comparison_and_others_nothing(filed: SignedIn, role: str, sees: int) -> None:
    opening.add_user(filed, UserEntry.read(dict(name="Other", roles=role)), PASSPHRASE, cost=vault.LOW)
    filed.store.close()
    other = opening.unlock(filed.store.folder, "Other", PASSPHRASE)
    try:
        with sessions.reading(other.store, other.actor) as session:
            from sqlalchemy import select

            from app.models.hiring import Applicant, Score

            assert len(session.scalars(select(Applicant)).all()) == sees
            assert bool(session.scalars(select(Score)).all()) == bool(sees)
            for kind in ("interview-sheet", "interview-comparison"):
                if kind == "interview-comparison" and sees:
                    assert papers.render(session, kind, papers.Asked(position="Peer supporter"))[:4] == b"%PDF"
                else:
                    with pytest.raises(Forbidden):
                        papers.render(session, kind, papers.Asked(position="Peer supporter"))
        with pytest.raises(Forbidden), sessions.transaction(other.store, other.actor) as session:
            applicants.save_position(session, PositionEntry(name="Cook"))
    finally:
        other.store.close()


def own_question(do: Do, **typed: str) -> uuid.UUID:
    entry = OwnQuestionEntry.read({"text": "What would you do in your first week?"} | typed)
    return do(lambda session: own.add(session, entry).id)  # type: ignore[return-value]


def test_own_questions_stand_behind_ours_and_count_where_they_were_asked(signed_in: SignedIn, do: Do) -> None:
    who = person(do)
    before = begin(do, who, "Louis")
    do(lambda session: interviews.submit(session, before, Sheet({"general-2": Answer(4)})))
    own_question(do)
    own_question(do, part="recovery", kind="yes_no", text="Can you work on Saturdays?")
    own_question(do, kind="note", text="Anything you want to add?")
    after = begin(do, who, "Ruth")
    held = do(lambda session: interviews.held(session, after))
    assert [(one.code, one.number) for one in held.questions if one.own] == [("own-1", 15), ("own-3", 17), ("own-2", 14)]
    assert [one.part for one in held.questions] == ["general"] * 15 + ["recovery"] * 13
    sheet = Sheet({"general-2": Answer(2), "own-1": Answer(5), "own-2": Answer(gate=True), "own-3": Answer(note="No")})
    do(lambda session: interviews.submit(session, after, sheet))
    (one,) = compared(signed_in, "Driver").applicants
    # Louis handed in before they were there: that is not asked, neither missing nor zero
    assert (one.total().points, one.total().scored, one.total().missing) == (11, 3, 44)
    assert [(gate.question.code, gate.yes, gate.no) for gate in one.gates() if gate.question.own] == [("own-2", 1, 0)]
    text = pages(do(lambda session: papers.render(session, "interview-sheet", papers.Asked(position="Driver"))))
    assert "first week" in " ".join(text) and "Saturdays" in " ".join(text)
    blank = " ".join(pages(do(lambda session: papers.render(session, "blank-interview", papers.Asked()))))
    assert blank.count("first week") == 1 and "Anything you want to add?" in blank
    assert do(lambda session: papers.render(session, "interview-comparison", papers.Asked(position="Driver")))


@pytest.mark.parametrize(
    ("code", "answer"),
    [("own-1", Answer(6)), ("own-1", Answer(gate=True)), ("own-2", Answer(3)), ("own-3", Answer(1)), ("own-4", Answer(1))],
)
def test_an_answer_that_an_own_question_does_not_take_is_refused(do: Do, code: str, answer: Answer) -> None:
    begun = begin(do, person(do), "Louis")
    for kind in ("scored", "yes_no", "note"):
        own_question(do, kind=kind)
    with pytest.raises(Invalid) as said:
        do(lambda session: interviews.submit(session, begun, Sheet({"general-2": Answer(4), code: answer})))
    assert code in said.value.fields


def test_an_own_question_is_mended_while_unused_then_only_retired(signed_in: SignedIn, do: Do) -> None:
    key, who = own_question(do), person(do)
    mended = OwnQuestionEntry.read({"text": "Your first week?", "kind": "scored", "listen_for": "Listens first."})
    do(lambda session: own.change(session, key, mended))
    begun = begin(do, who, "Louis")
    opened = do(lambda session: interviews.held(session, begun)).questions
    assert next(one for one in opened if one.own).listen_for == "Listens first."
    do(lambda session: own.retire(session, key))  # while the sheet lies open
    do(lambda session: interviews.submit(session, begun, Sheet({"general-2": Answer(4), "own-1": Answer(5)})))
    with pytest.raises(Frozen, match="Retire it and add a new one"):
        do(lambda session: own.change(session, key, mended))
    second = begin(do, who, "Ruth")
    assert not [one for one in do(lambda session: interviews.held(session, second)).questions if one.own]
    (row,) = do(own.listed)
    assert (row.code, row.answers, row.retired_at is None) == ("own-1", 1, False)
    do(lambda session: own.bring_back(session, key))
    assert own_question(do) and [row.code for row in do(own.listed)] == ["own-1", "own-2"]
    with pytest.raises(NotFound):
        do(lambda session: own.retire(session, uuid.uuid4()))


@pytest.mark.parametrize("typed", [{"text": ""}, {"text": "x" * 201}, {"kind": "stars"}, {"part": "third"}])
def test_a_question_that_cannot_be_asked_is_refused(typed: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused_:
        OwnQuestionEntry.read({"text": "Why?"} | typed)
    assert set(refused_.value.fields) == set(typed)


def test_scores_of_own_questions_come_in_by_their_code(signed_in: SignedIn, do: Do) -> None:
    bring(signed_in, "applicants", PEOPLE)
    for kind in ("scored", "yes_no", "note"):
        own_question(do, kind=kind)
    rows = HEAD + "A1,Louis,own-1,4,\nA1,Louis,own-2,yes,\nA1,Louis,own-3,2,Kind\n"
    report = bring(signed_in, "scores", rows)
    assert report.taken == 3 and [(one.row, one.column) for one in report.warnings] == [(4, "score")]
    (one, _other) = sorted(compared(signed_in, "Peer supporter").applicants, key=lambda one: one.code)
    assert (one.total().points, one.total().scored) == (4, 1)
    bad = HEAD + "A2,Louis,own-1,yes,\nA2,Louis,own-9,3,\nA2,Louis,own-3,no,\nA9,Louis,own-1,3,\n"
    assert refused(signed_in, "scores", bad) == [(2, "score"), (3, "question"), (4, "score"), (5, "applicant")]
    assert refused(signed_in, "scores", HEAD + "A2,Louis,own-0,3,\n") == [(2, "question")]
