"""Credentials: steps, exam without retake, what holds until when, experience, several packs, proof, and who may do what."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.models.credentials import Attachment, ContinuingEducation, Milestone
from app.services import hours, staff
from app.services.across import verify
from app.services.across.opening import SignedIn
from app.services.credentials import (
    certificates,
    education,
    mentoring,
    parsing,
    proof,
    standing,
    steps,
    topics,
)
from app.services.credentials.certificates import CertificateEntry, ExperienceEntry
from app.services.credentials.education import CourseEntry
from app.services.credentials.mentoring import MentoringEntry
from app.services.credentials.proof import Proof, ProofKind
from app.services.credentials.steps import StepEntry, StepKind
from app.services.problems import Forbidden, Invalid, NotFound
from app.services.rules import checklists, credentials, packs
from app.services.rules.credentials import State, stage
from app.services.rules.steps import Kind
from app.services.staff import StaffEntry
from app.services.store import session as sessions
from tests import agency

NOW = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 20)
PDF = b"%PDF-1.4 proof"
SAMPLE = {"staff": "AW", "date": "2026-03-04", "title": "Ethics in small towns", "provider": "Peer Network", "hours": "6"}


@pytest.fixture
def office(signed_in: SignedIn) -> SignedIn:
    with sessions.transaction(signed_in.store, signed_in.actor, NOW) as session:
        agency.people(session)
    return signed_in


def do(who: SignedIn, work: Callable[[Any], Any]) -> Any:
    with sessions.transaction(who.store, who.actor, NOW) as session:
        return work(session)


def see(who: SignedIn, work: Callable[[Any], Any]) -> Any:
    with sessions.reading(who.store, who.actor) as session:
        return work(session)


def step(who: SignedIn, kind: str, date: str, **more: Any) -> uuid.UUID:
    typed = {"staff": "AW", "kind": kind, "date": date, "pack": "mt-cbhpss"} | more
    return do(who, lambda session: steps.record(session, StepEntry.read(typed)).id)


def course(who: SignedIn, **more: Any) -> uuid.UUID:
    return do(who, lambda session: education.add(session, CourseEntry.read(SAMPLE | more)).id)


def certify(who: SignedIn, on: str, pack: str = "mt-cbhpss", expires: str = "", number: str = "BHPSS-1") -> None:
    def work(session: Any) -> None:
        (row,) = [one for one in staff.window(session) if one.code == "AW" and one.pack == pack]
        entry = StaffEntry.read(
            {"code": "AW", "name": row.name, "pack": pack, "started_on": "2024-01-02", "certified_on": on,
             "certification_number": number, "certification_expires_on": expires}
        )  # fmt: skip
        staff.change(session, row.id, entry)

    do(who, work)


def lines(who: SignedIn, pack: str = "mt-cbhpss", as_of: dt.date = TODAY) -> dict[str, credentials.Line]:
    found = see(who, lambda session: standing.of_staff(session, "AW", as_of))
    return {line.code: line for one in found if one.holder.pack.code == pack for line in one.lines}


def test_the_kinds_of_steps_are_those_of_the_rules() -> None:
    assert [one.value for one in StepKind] == [one.value for one in Kind]


def test_a_new_person_misses_what_the_pack_asks(office: SignedIn) -> None:
    found = lines(office)
    assert {code for code, line in found.items() if line.state is State.MISSING} == {
        "recovery", "training", "exam", "background_check", "attestation", "ethics", "application", "application_fee",
        "fingerprint_fee", "certification",
    }  # fmt: skip
    assert found["agreement"].state is State.DONE
    for line in found.values():  # each says where it comes from and how sure that is
        assert line.figures and all(figure.source and figure.confidence.meaning for figure in line.figures)


def test_a_whole_way_to_the_certificate(office: SignedIn) -> None:
    step(office, "recovery", "2026-02-01")
    step(office, "training", "2026-03-06", title="Peer Support 101", minutes="40", competencies="bh-ethics;bh-scope")
    step(office, "exam", "2026-03-06", score="80")
    step(office, "background_check", "2026-03-10", result="clear")
    for part in ("diagnosis", "treatment", "recovery"):
        step(office, f"attestation_{part}", "2026-03-11")
    step(office, "ethics", "2026-03-11")
    step(office, "application", "2026-03-12")
    step(office, "application_fee", "2026-03-12", amount_cents="125")
    step(office, "fingerprint_fee", "2026-03-12", amount_cents="27.25")
    assert len(see(office, lambda session: standing.of_staff(session, "AW", TODAY))[0].gaps) == 16
    certify(office, "2026-04-15")
    found = lines(office)
    assert not [code for code, line in found.items() if line.state is State.MISSING]
    assert (found["renewal"].until, found["renewal"].state) == (dt.date(2026, 12, 31), State.SOON)
    assert found["recovery"].until == dt.date(2027, 2, 1)
    assert found["suicide_prevention"].state is State.SOON and not [code for code in found if code.startswith("ce/")]
    (one,) = see(office, lambda session: standing.of_staff(session, "AW", TODAY))
    assert one.gaps == (), "the certification says that the training was taken"
    assert one.next_end is not None and one.next_end.until == dt.date(2026, 12, 31)


@pytest.mark.parametrize(("mark", "done"), [("79.99", False), ("79.9", False), ("80", True), ("80.00", True), ("100", True)])
def test_the_mark_is_held_to_the_hundredth(office: SignedIn, mark: str, done: bool) -> None:
    step(office, "training", "2026-03-06", title="Peer Support 101", minutes="40")
    step(office, "exam", "2026-03-06", score=mark)
    line = lines(office)["exam"]
    assert (line.state is State.DONE) is done
    assert ("whole course" in line.words) is not done


def test_no_exam_again_without_the_whole_course(office: SignedIn) -> None:
    step(office, "training", "2026-03-06", title="Peer Support 101", minutes="40")
    step(office, "exam", "2026-03-06", score="79.99")
    with pytest.raises(Invalid, match="whole course anew"):
        step(office, "exam", "2026-04-01", score="95")
    step(office, "training", "2026-05-06", title="Peer Support 101", minutes="40")
    step(office, "exam", "2026-05-07", score="95")
    assert lines(office)["exam"].state is State.DONE
    with pytest.raises(Invalid, match="passed already"):
        step(office, "exam", "2026-05-08", score="96")


def test_training_in_parts_is_no_course_where_the_pack_takes_it_in_one(office: SignedIn) -> None:
    step(office, "training", "2026-03-06", title="First half", minutes="20")
    step(office, "training", "2026-04-06", title="Second half", minutes="20")
    assert lines(office)["training"].state is State.MISSING


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"kind": "exam", "score": "100.01"}, "score", "0 to 100"),
        ({"kind": "exam", "score": "79.995"}, "score", "not rounded"),
        ({"kind": "exam", "score": "-5"}, "score", "percent"),
        ({"kind": "exam"}, "score", "mark"),
        ({"kind": "training", "title": "Course"}, "minutes", "needed"),
        ({"kind": "training", "title": "Course", "minutes": "-3"}, "minutes", "below 0"),
        ({"kind": "renewal", "until": "2026-01-01"}, "until", "before the first"),
        ({"kind": "background_check", "result": "theft in 2009"}, "result", "Choose one of"),
        ({"kind": "ethics", "minutes": "3"}, "minutes", "no such field"),
        ({"kind": "application_fee", "amount_cents": "12.345"}, "amount_cents", "dollars"),
        ({"kind": "graduation"}, "kind", "Choose one of"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(typed: dict[str, str], field: str, words: str) -> None:
    with pytest.raises(Invalid) as caught:
        StepEntry.read({"staff": "AW", "date": "2026-03-04"} | typed)
    assert words in caught.value.fields[field]


def test_days_that_cannot_be(office: SignedIn) -> None:
    with pytest.raises(Invalid, match="still to come"):
        step(office, "ethics", "2026-11-21")
    step(office, "born", "1990-05-06")
    with pytest.raises(Invalid, match="before the person's birth"):
        step(office, "ethics", "1990-05-05")
    with pytest.raises(Invalid, match="before the person's birth"):
        do(office, lambda session: steps.check_certified(session, "AW", dt.date(1985, 1, 1)))
    with pytest.raises(Invalid, match="still to come"):
        do(office, lambda session: steps.check_certified(session, "AW", dt.date(2027, 1, 1)))
    with pytest.raises(Invalid, match="on record"):
        step(office, "born", "1991-05-06")
    with pytest.raises(Invalid, match="before the person's birth"):
        course(office, date="1990-05-05")
    with pytest.raises(NotFound):
        step(office, "ethics", "2026-01-02", staff="XX")
    with pytest.raises(Invalid, match="does not work under"):
        step(office, "ethics", "2026-01-02", pack="mn-cps1")


def test_a_birth_after_what_is_on_record_is_refused(office: SignedIn) -> None:
    step(office, "ethics", "2026-01-02")
    with pytest.raises(Invalid, match="dated before this day"):
        step(office, "born", "2026-01-03")


def test_a_renewal_moves_the_end_and_keeps_the_past(office: SignedIn) -> None:
    with pytest.raises(Invalid, match="No certification"):
        step(office, "renewal", "2026-11-01", until="2027-12-31")
    certify(office, "2024-03-15", expires="2026-12-31")
    key = step(office, "renewal", "2026-11-01", until="2027-12-31", amount_cents="93")
    line = lines(office)["renewal"]
    assert (line.until, line.state) == (dt.date(2027, 12, 31), State.DONE)
    kept = see(office, lambda session: session.scalar(select(Milestone).where(Milestone.id == key)))
    assert (kept.date, kept.until, kept.amount_cents) == (dt.date(2026, 11, 1), dt.date(2027, 12, 31), 9300)


@pytest.mark.parametrize(
    ("left", "expected"), [(91, None), (90, 90), (61, 90), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-3, 7)]
)
def test_reminders_at_90_60_30_and_7_days(left: int, expected: int | None) -> None:
    assert stage(left) == expected


def test_what_was_a_slip_is_taken_out_and_put_back(office: SignedIn) -> None:
    key = step(office, "ethics", "2026-01-02")
    do(office, lambda session: steps.remove(session, key))
    assert lines(office)["ethics"].state is State.MISSING
    do(office, lambda session: steps.put_back(session, key))
    assert lines(office)["ethics"].state is State.DONE
    taught = course(office)
    do(office, lambda session: education.remove(session, taught))
    assert see(office, lambda session: education.rows(session, "AW")) == []
    do(office, lambda session: education.put_back(session, taught))
    assert len(see(office, lambda session: education.rows(session, "AW"))) == 1
    assert verify.run(office) == []


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"hours": "24.1"}, "hours", "24 hours"),
        ({"hours": "90"}, "hours", "24 hours"),
        ({"hours": "-1"}, "hours", "below 0"),
        ({"hours": "0"}, "hours", "more than 0"),
        ({"hours": "1.01"}, "hours", "whole minutes"),
        ({"hours": "six"}, "hours", "number"),
        ({"hours": "1e1"}, "hours", "number"),
        ({"hours": ""}, "hours", "needed"),
        ({"ethics_hours": "6.05"}, "ethics_hours", "longer than the whole"),
        ({"preparation_hours": "7"}, "preparation_hours", "longer than the whole"),
        ({"suicide_prevention_hours": "-2"}, "suicide_prevention_hours", "below 0"),
        ({"date": "13/04/2026"}, "date", "year-month-day"),
        ({"pack": "mt-cbhpss", "certificate": "First aid"}, "certificate", "not both"),
    ],
)
def test_hours_that_cannot_be(typed: dict[str, str], field: str, words: str) -> None:
    with pytest.raises(Invalid) as caught:
        CourseEntry.read(SAMPLE | typed)
    assert words in caught.value.fields[field]


def test_a_day_holds_24_hours(office: SignedIn) -> None:
    course(office, hours="23")
    with pytest.raises(Invalid, match="over 24 hours"):
        course(office, hours="1:01")
    course(office, hours="1")
    with pytest.raises(Invalid, match="still to come"):
        course(office, date="2026-11-21")
    with pytest.raises(Invalid, match="No list holds"):
        course(office, date="2026-05-05", competencies="bh-ethics;juggling")


@pytest.mark.parametrize("minutes", [1, 3, 20, 59, 60, 80, 90, 91, 100, 105, 1440])
def test_hours_are_written_and_read_without_loss(minutes: int) -> None:
    text = parsing.hours_text(minutes)
    assert parsing.length(text) == minutes
    assert parsing.hours_text(90) == "1.5" and parsing.hours_text(80) == "1:20" and parsing.hours_text(120) == "2"


def test_two_packs_count_apart_and_a_named_course_counts_once(office: SignedIn) -> None:
    entry = {"code": "AW", "name": "Annie Whitegrass", "pack": "mt-mfp", "started_on": "2026-01-01"}
    do(office, lambda session: staff.add(session, StaffEntry.read(entry)))
    certify(office, "2025-03-15")
    course(office, hours="10", pack="mt-mfp")
    course(office, hours="2", date="2026-04-04")
    do(office, lambda session: certificates.add(session, CertificateEntry.read(
        {"staff": "AW", "title": "First aid", "issuer": "Red Cross", "issued_on": "2026-01-05", "expires_on": "2027-01-05"}
    )))  # fmt: skip
    course(office, hours="4", date="2026-05-05", certificate="First aid")
    found = see(office, lambda session: standing.of_staff(session, "AW", TODAY))
    earned = {one.holder.pack.code: one.account.periods[-1].earned for one in found}
    assert earned == {"mt-cbhpss": 120, "mt-mfp": 720}
    ends = see(office, lambda session: standing.certificates(session, TODAY + dt.timedelta(days=90)))
    assert [(code, row.title) for code, _name, row in ends] == [("AW", "First aid")]
    with pytest.raises(Invalid, match="no certificate of this title"):
        course(office, date="2026-06-06", certificate="Second aid")


def experience(who: SignedIn, amount: str, **more: str) -> None:
    typed = {
        "staff": "AW", "kind": "peer", "from_on": "2020-01-01", "to_on": "2023-12-31", "minutes": amount,
        "place": "Drop-in center", "supervised_by": "Ruth Calfrobe",
    } | more  # fmt: skip
    do(who, lambda session: certificates.add_experience(session, ExperienceEntry.read(typed)))


def enrolled(who: SignedIn, pack: str) -> None:
    entry = {"code": "AW", "name": "Annie Whitegrass", "pack": pack, "started_on": "2026-01-01"}
    do(who, lambda session: staff.add(session, StaffEntry.read(entry)))


def test_experience_adds_hours_kept_here_to_those_elsewhere(office: SignedIn) -> None:
    enrolled(office, "mt-cfpss")
    experience(office, "995")

    def work(session: Any) -> None:
        service, meeting = hours.Line(hours.Category.DIRECT_SERVICE, paid=False), hours.Line(hours.Category.MEETINGS)
        day = dt.date(2026, 11, 2)
        hours.save_week(session, hours.Week("AW", day, {(service, day): 299, (meeting, day): 400}))

    do(office, work)
    line = lines(office, "mt-cfpss")["experience"]
    assert (line.state, line.words) == (State.MISSING, "999 h 59 min of 1,000 h")
    experience(office, "0:01")
    assert lines(office, "mt-cfpss")["experience"].state is State.DONE


@pytest.mark.parametrize(
    ("peer", "other", "level", "done"),
    [("5999:59", "", "", False), ("6000", "", "", True), ("2000", "4000", "", True), ("1999:59", "4000", "", False),
     ("2000", "3999:59", "", False), ("1", "", "2026-02-02", True)],
)  # fmt: skip
def test_three_ways_to_the_second_level(office: SignedIn, peer: str, other: str, level: str, done: bool) -> None:
    enrolled(office, "mn-cps2")
    experience(office, peer)
    if other:
        experience(office, other, kind="mental_illness")
    if level:
        step(office, "practitioner", level, pack="mn-cps2")
    assert (lines(office, "mn-cps2")["experience"].state is State.DONE) is done


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"to_on": "2019-12-31"}, "to_on"), ({"minutes": "40000"}, "minutes"), ({"minutes": "0"}, "minutes")],
)
def test_experience_that_cannot_be(typed: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        ExperienceEntry.read(
            {"staff": "AW", "kind": "peer", "from_on": "2020-01-01", "to_on": "2023-12-31", "minutes": "8",
             "place": "Here", "supervised_by": "Ruth"} | typed
        )  # fmt: skip
    assert field in caught.value.fields


def test_parts_of_an_exam_without_a_mark(office: SignedIn) -> None:
    enrolled(office, "mn-cps1")
    for part in ("written final", "oral role play"):
        step(office, "exam", "2026-03-03", pack="mn-cps1", title=part, result="passed")
    assert "take-home" in lines(office, "mn-cps1")["exam"].words
    step(office, "exam", "2026-03-04", pack="mn-cps1", title="take-home", result="passed")
    assert lines(office, "mn-cps1")["exam"].state is State.DONE


def test_topics_are_the_eighteen_five_and_fifteen() -> None:
    counts = {pack: found and len(found.items) for pack in packs.all_packs() for found in [checklists.competencies(pack)]}
    assert counts == {
        "mt-cbhpss": 18, "mt-mfp": None, "mt-fps": 5, "mt-cfpss": 5, "mn-cps1": 15, "mn-cps2": 15, "mn-prs": None,
    }  # fmt: skip
    codes = [item.code for one in checklists.all_lists().values() for item in one.items]
    assert len(set(codes)) == len(codes)


def test_scope_and_ethics_are_lists_of_their_own() -> None:
    """The lines that the sources have: 25 and 20 of scope; the guide's 37 duties with 18 of the rule, the family's code."""
    counts = {(one.kind, one.packs[0]): len(one.items) for one in checklists.of_topics()}
    assert counts[("scope", "mt-cbhpss")] == 25 and counts[("scope", "mt-fps")] == 20
    assert counts[("ethics", "mt-cbhpss")] == 23 + 14 + 18 and counts[("ethics", "mt-fps")] == 43
    for one in checklists.of_topics():
        assert one.source and one.confidence.meaning and set(one.packs) <= set(packs.all_packs())
        assert len({item.text for item in one.items}) == len(one.items)
    held = checklists.of_packs(["mt-cfpss", "mt-cbhpss"])
    assert [one.kind for one in held] == ["competencies", "competencies", "ethics", "ethics", "scope", "scope"]
    assert checklists.of_packs(["mt-mfp"]) == () and checklists.text_of("gone-since") == "gone-since"


def test_tags_of_ethics_and_scope_stand_beside_competencies_and_close_no_gap(office: SignedIn) -> None:
    training = step(office, "training", "2026-03-06", title="Peer Support 101", minutes="40", competencies="bh-ethics")
    taught = course(office, date="2026-05-05", competencies="bh-does-team;bh-duty-not-medical;bh-scope")

    def read(session: Any) -> Any:
        (one,) = standing.of_staff(session, "AW", dt.date(2026, 6, 1))
        return topics.of_records(session, [training, taught]), {item.code for item in one.gaps}

    found, gaps = do(office, read)
    assert found[training] == ("bh-ethics",)
    assert found[taught] == ("bh-scope", "bh-duty-not-medical", "bh-does-team")
    assert len(gaps) == 16 and not gaps & {"bh-ethics", "bh-scope"}
    do(office, lambda session: education.remove(session, taught))
    assert "bh-scope" in do(office, read)[1]


def attach(who: SignedIn, kind: ProofKind, **more: Any) -> uuid.UUID:
    made = Proof(kind, "A page", more.pop("content", PDF), **more)
    return do(who, lambda session: proof.add(session, "AW", made).id)


def test_private_proof_stays_out_of_the_audit_file(office: SignedIn) -> None:
    assert do(office, lambda session: session.get(Attachment, attach_in(session)).in_audit_file)
    for kind in (ProofKind.BACKGROUND_CHECK, ProofKind.DIAGNOSIS_EVIDENCE):
        key = attach(office, kind)
        with pytest.raises(Invalid, match="never goes"):
            do(office, lambda session, key=key: proof.choose(session, key, True))
        with pytest.raises(Invalid, match="never goes"):
            attach(office, kind, in_audit_file=True)
    assert verify.run(office) == []


def attach_in(session: Any) -> uuid.UUID:
    return proof.add(session, "AW", Proof(ProofKind.TRAINING, "Certificate", PDF)).id


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"MZ program", "PDF, PNG or JPEG"), (PDF + bytes(5 * 1024 * 1024), "larger than 5 MB"), (b"", "PDF")],
)
def test_files_that_are_no_proof(office: SignedIn, content: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        attach(office, ProofKind.TRAINING, content=content)
    assert see(office, lambda session: proof.of_staff(session, "AW")) == []


def test_who_sees_and_does_what(office: SignedIn) -> None:
    annie = agency.enter(office, "Annie", "peer_supporter", staff="AW")
    dale = agency.enter(office, "Dale", "peer_supporter", staff="DR")
    ruth = agency.enter(office, "Ruth", "supervisor", supervisor="RC")
    board = agency.enter(office, "Board", "auditor")
    own = course(annie)
    step(office, "ethics", "2026-01-02")
    private, shown = attach(office, ProofKind.DIAGNOSIS_EVIDENCE), attach(office, ProofKind.TRAINING)
    kept_out = attach(office, ProofKind.OTHER, in_audit_file=False)
    key = attach(annie, ProofKind.EDUCATION, owner=("education_id", own))

    def files(who: SignedIn) -> set[uuid.UUID]:
        return {row.id for row in see(who, lambda session: proof.of_staff(session, "AW"))}

    assert files(office) == files(annie) == {private, shown, kept_out, key}
    assert files(ruth) == {shown, kept_out, key} and files(board) == {shown, key} and files(dale) == set()
    for who in (ruth, board, dale):
        with pytest.raises(NotFound):
            see(who, lambda session: proof.content(session, private))
    assert see(annie, lambda session: proof.content(session, private)) == ("application/pdf", PDF)
    assert see(dale, lambda session: education.rows(session, "AW")) == []
    assert see(dale, lambda session: steps.history(session, "AW")) == []
    assert len(see(board, lambda session: education.rows(session, "AW"))) == 1
    for who in (ruth, board):
        with pytest.raises(Forbidden):
            course(who, date="2026-07-07")
    with pytest.raises(Forbidden):
        course(dale, date="2026-07-07")
    for who in (annie, ruth, board):
        with pytest.raises(Forbidden):
            step(who, "training", "2026-03-06", title="Peer Support 101", minutes="40")
    with pytest.raises(Forbidden):
        attach(annie, ProofKind.TRAINING)
    with pytest.raises(NotFound):
        do(dale, lambda session: education.remove(session, own))


def test_proof_of_one_person_does_not_hang_on_another_s_record(office: SignedIn) -> None:
    other = course(office, staff="DR")
    with pytest.raises(NotFound):
        attach(office, ProofKind.EDUCATION, owner=("education_id", other))


def test_the_audit_keeps_a_digest_of_proof_and_not_the_proof(office: SignedIn) -> None:
    from app.models.audit import AuditValue

    secret = b"%PDF-1.4 what only the file may say"
    attach(office, ProofKind.BACKGROUND_CHECK, content=secret)
    with sessions.reading(office.store, office.actor) as session:
        assert session.scalar(select(ContinuingEducation.id)) is None
    with office.store.engine.connect() as connection:
        values = connection.execute(select(AuditValue.value)).scalars().all()
    assert not [value for value in values if b"only the file" in value or secret.hex().encode() in value]


def test_mentoring_begins_meets_is_paid_for_and_ends(office: SignedIn) -> None:
    def event(kind: str, date: str, mentor: str = "DR", **more: str) -> None:
        typed = {"staff": "AW", "kind": kind, "date": date, "mentor": mentor} | more
        do(office, lambda session: mentoring.record(session, MentoringEntry.read(typed)))

    with pytest.raises(Invalid, match="beginning first"):
        event("meeting", "2026-02-02", minutes="1")
    event("begin", "2026-02-01")
    with pytest.raises(Invalid, match="runs on that day"):
        event("begin", "2026-02-03")
    event("meeting", "2026-02-02", minutes="0:45")
    event("fee", "2026-02-02", amount_cents="55")
    event("end", "2026-06-30")
    with pytest.raises(Invalid, match="beginning first"):
        event("meeting", "2026-07-01", minutes="1")
    with pytest.raises(Invalid, match="themselves"):
        event("begin", "2026-07-01", mentor="AW")
    event("begin", "2026-07-01", mentor="Somebody elsewhere")
    newest, first = see(office, lambda session: mentoring.of_staff(session, "AW"))
    assert (newest.mentor_name, newest.mentor_id) == ("Somebody elsewhere", None)
    assert (first.mentor_name, first.ended_on) == ("Dale Running Crane", dt.date(2026, 6, 30))
    assert sorted((one.kind, one.minutes, one.amount_cents) for one in first.events) == [
        ("fee", None, 5500), ("meeting", 45, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"kind": "fee"}, "amount_cents"), ({"kind": "meeting", "amount_cents": "5"}, "amount_cents"),
     ({"kind": "begin", "minutes": "1"}, "minutes"), ({"kind": "meeting", "minutes": "25"}, "minutes")],
)  # fmt: skip
def test_mentoring_that_does_not_fit(typed: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        MentoringEntry.read({"staff": "AW", "mentor": "DR", "date": "2026-02-02"} | typed)
    assert field in caught.value.fields


@pytest.mark.parametrize(
    ("pack", "as_of", "until"),
    [("mt-cbhpss", "2026-11-20", "2026-12-31"), ("mt-cbhpss", "2027-01-01", "2027-12-31"),
     ("mn-cps1", "2026-11-20", "2028-03-14"), ("mn-cps1", "2026-03-14", "2026-03-14")],
)  # fmt: skip
def test_without_an_end_on_record_the_rule_s_next_day_reminds(
    office: SignedIn, pack: str, as_of: str, until: str
) -> None:
    if pack != "mt-cbhpss":
        enrolled(office, pack)
    certify(office, "2024-03-15", pack)
    line = lines(office, pack, dt.date.fromisoformat(as_of))["renewal"]
    assert line.until == dt.date.fromisoformat(until) and "No end on record" in line.words
    assert line.state is not State.LATE
