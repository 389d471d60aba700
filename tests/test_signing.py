"""Signing: by the person's own passphrase, exactly once, all of a batch or nothing; kept exactly as signed."""

import datetime as dt
import json
import uuid

import pytest
from sqlalchemy import select

from app.models.supervision import Signature
from app.services import staff
from app.services.across import opening, verify
from app.services.across.opening import SignedIn
from app.services.problems import Forbidden, Invalid, NotFound, WrongPassphrase
from app.services.staff import StaffEntry
from app.services.store import session as sessions
from app.services.supervision import paper, session_list, signing, warnings
from app.services.supervision import sessions as held
from tests import agency


def signatures(signed_in: SignedIn) -> list[Signature]:
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        return list(session.scalars(select(Signature).order_by(Signature.role)))


def test_both_sign_and_what_they_signed_is_kept(staffed: SignedIn, ruth: SignedIn, annie: SignedIn) -> None:
    key = agency.record(staffed, summary="k̓ʷ")
    agency.sign(ruth, key)
    agency.sign(annie, key)
    found = [json.loads(row.payload) for row in signatures(staffed)]
    assert [one["signer"]["role"] for one in found] == ["supervisee", "supervisor"]
    assert found[1]["signer"]["licenses"] == [["social_worker", "L-1"]]
    assert found[0]["session"] == found[1]["session"]
    assert found[0]["session"]["summary"] == "k̓ʷ"
    assert "Annie Whitegrass" in found[0]["session"]["names"].values()
    assert found[0]["kind"] == "supervision-session@2"
    assert found[0]["audit"][0] > found[1]["audit"][0] > 0
    assert verify.run(staffed) == []


def test_what_the_supervisor_attests_and_signs_off_is_kept_in_words(
    staffed: SignedIn, ruth: SignedIn, annie: SignedIn
) -> None:
    key = agency.record(staffed, reviewed_assessments="yes")
    agency.sign(ruth, key)
    agency.sign(annie, key)
    mine, hers = (json.loads(row.payload)["signer"].get("attests") for row in signatures(staffed))
    assert mine is None and hers["accurate"].startswith("I attest that this log is accurate")
    assert [words[:16] for words in hers["reviewed_and_approved"]] == ["(a) assessments,"]
    assert [words[:11] for words in hers["not_marked"]] == ["(b) support"]
    assert verify.run(staffed) == []


def test_signatures_made_before_the_attestation_still_hold(
    staffed: SignedIn, ruth: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = agency.record(staffed)
    monkeypatch.setattr(signing, "VERSION", 1)
    agency.sign(ruth, key)
    monkeypatch.undo()
    assert json.loads(signatures(staffed)[0].payload)["kind"] == "supervision-session@1"
    assert verify.run(staffed) == []
    monkeypatch.setattr(signing, "KNOWN", ("supervision-session@2",))
    assert len(verify.run(staffed)) == 1


def test_a_wrong_passphrase_signs_nothing(ruth: SignedIn) -> None:
    with pytest.raises(WrongPassphrase):
        opening.signing_key(ruth, "three herons by the lake")


def test_somebody_elses_key_signs_nothing(staffed: SignedIn, ruth: SignedIn, annie: SignedIn) -> None:
    key = agency.record(staffed)
    hers = opening.signing_key(ruth, agency.PASSPHRASE)
    with pytest.raises(Forbidden), sessions.transaction(annie.store, annie.actor, agency.LATER) as session:
        signing.sign(session, [key], hers)
    assert signatures(staffed) == []


def test_a_batch_is_signed_whole_or_not_at_all(staffed: SignedIn, ruth: SignedIn) -> None:
    hers = agency.record(staffed)
    marks = agency.record(staffed, supervisor="MS", start="16:00", stop="17:00")
    with pytest.raises(Forbidden):
        agency.sign(ruth, hers, marks)
    assert signatures(staffed) == []


def test_a_second_signature_of_the_same_person_is_refused(staffed: SignedIn, ruth: SignedIn) -> None:
    key = agency.record(staffed)
    agency.sign(ruth, key)
    with pytest.raises(Invalid):
        agency.sign(ruth, key)
    assert len(signatures(staffed)) == 1


def test_a_session_to_come_is_not_signed(staffed: SignedIn, ruth: SignedIn) -> None:
    key = agency.record(staffed, date="2026-03-07")
    with pytest.raises(Invalid):
        agency.sign(ruth, key)


def test_signing_needs_a_link(staffed: SignedIn) -> None:
    key = agency.record(staffed)
    nobody = agency.enter(staffed, "Nell", "supervisor")
    with pytest.raises(Forbidden):
        agency.sign(nobody, key)


def test_a_peer_supporter_cannot_sign_for_another(staffed: SignedIn, annie: SignedIn) -> None:
    key = agency.record(staffed, staff="DR")
    with pytest.raises(Forbidden):
        agency.sign(annie, key)


def test_signed_in_the_evening_counts_for_the_agencys_day(staffed: SignedIn, ruth: SignedIn) -> None:
    """Half past four UTC on the fifth is still the evening of the fourth in Montana."""
    key = agency.record(staffed)
    agency.sign(ruth, key, at=dt.datetime(2026, 3, 5, 4, 30, tzinfo=dt.UTC))
    assert signatures(staffed)[0].signed_on == dt.date(2026, 3, 4)


def test_a_new_name_leaves_what_was_signed(staffed: SignedIn, ruth: SignedIn, annie: SignedIn) -> None:
    key = agency.record(staffed)
    agency.sign(ruth, key)
    with sessions.transaction(staffed.store, staffed.actor) as session:
        row = staff.window(session, text="Annie")[0]
        changed = {"code": "AW", "name": "Annie Redhorse", "pack": "mt-cbhpss", "started_on": "2026-01-01"}
        staff.change(session, row.id, StaffEntry.read(changed), dt.date(2026, 4, 1))
    agency.sign(annie, key, at=dt.datetime(2026, 4, 2, tzinfo=dt.UTC))
    names = [json.loads(row.payload)["session"]["names"] for row in signatures(staffed)]
    assert names[0] == names[1] and "Annie Whitegrass" in names[0].values()
    assert verify.run(staffed) == []


def test_what_waits_is_ones_own(staffed: SignedIn, ruth: SignedIn, annie: SignedIn) -> None:
    mine, dales = agency.record(staffed), agency.record(staffed, staff="DR", start="16:00", stop="17:00")
    agency.record(staffed, date="2026-03-05", paper_signed_on="2026-03-05")
    waits = {}
    for who in (ruth, annie, staffed):
        with sessions.reading(who.store, who.actor) as session:
            waits[who.actor.name] = [one.id for one in signing.waiting(session)]
    assert waits == {"Ruth": [mine, dales], "Annie": [mine], staffed.actor.name: []}
    agency.sign(annie, mine)
    with sessions.reading(annie.store, annie.actor) as session:
        assert signing.waiting(session) == []


def test_the_list_shows_who_has_signed(staffed: SignedIn, ruth: SignedIn) -> None:
    key = agency.record(staffed)
    agency.sign(ruth, key)
    with sessions.reading(staffed.store, staffed.actor) as session:
        row = session_list.window(session)[0]
    assert (row.by_supervisor, row.by_supervisee, row.on_paper) == (True, 0, False)


def test_who_cannot_sign_a_session_is_told_why(staffed: SignedIn, ruth: SignedIn, annie: SignedIn) -> None:
    key, ahead = agency.record(staffed), agency.record(staffed, date="2198-01-01")
    by_hand = agency.record(staffed, date="2026-03-05", paper_signed_on="2026-03-06")

    def why(who: SignedIn, wanted: uuid.UUID) -> str:
        with sessions.reading(who.store, who.actor) as session:
            return signing.why_not(session, wanted)

    assert why(ruth, key) == why(annie, key) == ""
    assert "lies in the future" in why(ruth, ahead)
    assert "by hand on paper" in why(ruth, by_hand)
    assert "is linked to you" in why(staffed, key)
    dale = agency.enter(staffed, "Dale", "peer_supporter", staff="DR")
    with pytest.raises(NotFound):  # it is not even his to see
        why(dale, key)
    agency.sign(annie, key)
    assert why(annie, key) == "You have signed this session already." and why(ruth, key) == ""
    with sessions.transaction(staffed.store, staffed.actor) as session:
        number = paper.print_for_signature(
            session, [key], first=agency.LATER.date(), last=agency.LATER.date(), as_of=agency.LATER.date()
        ).number
    assert number in why(ruth, key)


def test_the_doubts_about_a_session_go_with_it_to_whoever_signs(staffed: SignedIn) -> None:
    key = agency.record(staffed, summary="Boundaries.")
    blank = agency.record(staffed, start="14:30", stop="15:30", supervisor="MS")

    def doubts(wanted: uuid.UUID) -> list[str]:
        with sessions.reading(staffed.store, staffed.actor) as session:
            return warnings.of_session(session, held.load(session, wanted))

    assert doubts(key) == ["Annie Whitegrass: shares 30 min with the session of Mar 4, 2026 at 2:30 PM. "
                           "Shared minutes count once."]  # fmt: skip
    told = doubts(blank)
    assert any("No agreement" in one or "agreement" in one for one in told)
    assert any("shares 30 min" in one for one in told) and any("The log is blank" in one for one in told)
