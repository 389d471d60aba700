"""Written agreements: terms from the template, overlaps refused or shown, what is confirmed and never more, the paper."""

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import func, select

from app.models.planning import AgreementTerms, FitAnswer
from app.services.across import papers
from app.services.across.opening import SignedIn
from app.services.documents import agreement as document
from app.services.exchange import imports
from app.services.problems import Forbidden, Invalid, NotFound
from app.services.store import session as sessions
from app.services.supervision import agreements, terms, written
from app.services.supervision.terms import WrittenEntry
from tests import agency
from tests.logs import AGENCY, ANNIE, RUTH
from tests.pdfs import pages

DAY = dt.date(2026, 3, 1)
TEXT = {"duties": "Both do their part.", "frequency": "Weekly.", "manner": "In person.", "privacy": "Between the two."}


def typed(**more: Any) -> WrittenEntry:
    return WrittenEntry.read(agency.agreement(supervisor="MS", signed_on="2026-02-01") | TEXT | more)


def add(who: SignedIn, **more: Any) -> uuid.UUID:
    with sessions.transaction(who.store, who.actor) as session:
        return terms.add(session, typed(**more)).id


def paper(who: SignedIn, **asked: Any) -> str:
    with sessions.reading(who.store, who.actor) as session:
        return " ".join(pages(papers.render(session, "agreement", papers.Asked(staff="AW", supervisor="MS", **asked))))


def test_terms_and_answers_come_back_and_change(staffed: SignedIn) -> None:
    key = add(staffed, fit="fit-values=no;fit-recovery=yes", no_kinship_confirmed="yes")
    with sessions.reading(staffed.store, staffed.actor) as session:
        kept = terms.load(session, key)
    assert kept == typed(fit="fit-recovery=yes;fit-values=no", no_kinship_confirmed="yes")
    changed = typed(duties="Other duties.", fit="fit-values=yes", ends_on="2026-12-31")
    with sessions.transaction(staffed.store, staffed.actor) as session:
        terms.change(session, key, changed)
    with sessions.reading(staffed.store, staffed.actor) as session:
        kept = terms.load(session, key)
        assert session.scalar(select(func.count()).select_from(AgreementTerms)) == 1
        assert session.scalar(select(func.count()).select_from(FitAnswer)) == 2
    assert kept.duties == "Other duties." and kept.ends_on == dt.date(2026, 12, 31)
    assert dict(kept.fit) == {"fit-recovery": "not_asked", "fit-values": "yes"}


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        ("2026-02-01", "", True), ("2026-05-01", "", True), ("2026-06-30", "2026-07-01", True),
        ("2025-01-01", "2026-02-01", True), ("2025-01-01", "2026-12-31", True), ("2026-03-01", "2026-03-02", True),
        ("2026-07-01", "", False), ("2025-01-01", "2026-01-31", False),
    ],
)  # fmt: skip
def test_two_agreements_of_a_pair_never_cover_one_day(staffed: SignedIn, first: str, last: str, refused: bool) -> None:
    key = add(staffed, ends_on="2026-06-30")
    if refused:
        with pytest.raises(Invalid, match="on record from Feb 1, 2026 to Jun 30, 2026. End that one the day before") as told:
            add(staffed, signed_on=first, ends_on=last)
        assert set(told.value.fields) == {"signed_on"}
    else:
        add(staffed, signed_on=first, ends_on=last)
    with sessions.reading(staffed.store, staffed.actor) as session:
        mine = [one for one in agreements.window(session, staff="AW") if one.supervisor == "MS"]
    assert len(mine) == (1 if refused else 2) and key in {one.id for one in mine}
    assert not any(one.overlaps for one in mine)


def test_another_pair_or_the_agreement_itself_is_no_overlap(staffed: SignedIn) -> None:
    key = add(staffed)
    add(staffed, staff="DR")
    with sessions.transaction(staffed.store, staffed.actor) as session:
        terms.change(session, key, typed(signed_on="2026-02-03"))
    with pytest.raises(Invalid, match="on record from Feb 3, 2026 on"):
        add(staffed)


def test_an_imported_overlap_is_taken_warned_of_and_shown(staffed: SignedIn) -> None:
    rows = "staff,supervisor,signed_on,ends_on,not_therapist_confirmed\r\nAW,RC,2026-03-01,2026-09-30,yes\r\n"
    report = imports.run(staffed.store, staffed.actor, "agreements", rows.encode())
    assert [(one.row, one.column) for one in report.warnings] == [(2, "signed_on")]
    with sessions.reading(staffed.store, staffed.actor) as session:
        shown = {(one.staff, one.supervisor): one.overlaps for one in agreements.window(session)}
    assert shown == {("AW", "RC"): True, ("DR", "RC"): False}


def test_an_ended_agreement_stays_on_record_and_on_paper(staffed: SignedIn) -> None:
    add(staffed, ends_on="2026-02-28")
    add(staffed, signed_on="2026-03-01", duties="The second agreement.")
    assert "Both do their part." in paper(staffed, last=dt.date(2026, 2, 15))
    assert "The second agreement." in paper(staffed, last=dt.date(2026, 4, 1))
    with sessions.reading(staffed.store, staffed.actor) as session:
        found = written.of_staff(session, "AW", dt.date(2026, 2, 1), dt.date(2026, 4, 1), "MS")
        assert [one.signed_on for _name, one in found] == [dt.date(2026, 2, 1), DAY]
    with pytest.raises(NotFound, match="No agreement of this person"):
        paper(staffed, last=dt.date(2026, 1, 5))


def test_bad_lines_answers_and_days_are_sentences(staffed: SignedIn) -> None:
    for more, field, words in (
        ({"fit": "fit-nothing=yes"}, "fit", "no such line or answer"),
        ({"fit": "fit-values=perhaps"}, "fit", "no such line or answer"),
        ({"ends_on": "2026-01-01"}, "ends_on", "end is before the signing day"),
        ({"signed_on": "2026-02-30"}, "signed_on", "no such day"),
    ):
        with pytest.raises(Invalid, match=words) as told:
            typed(**more)
        assert set(told.value.fields) == {field}
    with pytest.raises(Invalid, match="No such code"):
        add(staffed, staff="ZZ")


def test_the_template_takes_how_often_from_the_pack(staffed: SignedIn) -> None:
    with sessions.reading(staffed.store, staffed.actor) as session:
        assert terms.proposed(session, "AW", DAY)["frequency"].startswith("1 h of supervision for each 20 h worked, ")
        assert set(terms.proposed(session, "", DAY)) == set(terms.TERMS)


def test_the_standing_has_its_reasons_and_source(staffed: SignedIn) -> None:
    with sessions.reading(staffed.store, staffed.actor) as session:
        good = terms.standing(session, "AW", "RC", DAY)
        early = terms.standing(session, "AW", "RC", dt.date(2016, 3, 1))
        assert terms.standing(session, "AW", "??", DAY) is None
    assert good is not None and good.qualified
    assert "First licensed Jan 1, 2015, 3 years reached on Jan 1, 2018." in good.findings
    assert early is not None and not early.qualified and "(from a guide)" in early.source


def test_the_paper_says_confirmed_or_not_confirmed_and_never_more(staffed: SignedIn) -> None:
    add(staffed, not_therapist_confirmed="no", no_kinship_confirmed="yes")
    text = paper(staffed, last=DAY)
    assert "The supervisor is not the peer supporter's therapist. Not confirmed" in text
    assert "sibling of each other. Confirmed" in text and "does this supervisor fit" not in text
    assert "Signed by both on February 1, 2026" in text and "Date" not in text


def test_an_unsigned_paper_has_room_to_sign_and_saves_nothing(staffed: SignedIn) -> None:
    with sessions.reading(staffed.store, staffed.actor) as session:
        made = written.values(session, typed(fit="fit-values=yes"), DAY, signed=False)
        text = " ".join(pages(document.render(made)))
        assert len(agreements.window(session)) == 2
    assert "From the day of signing until it is ended" in text and text.count("Date") == 2
    assert "Stands up for peer work and sees its worth Yes" in text and "Not asked" in text
    assert document.render(made) == document.render(made)


def test_long_terms_go_over_the_page_and_lose_nothing() -> None:
    sentence = "Number {} of many long sentences that two people thought of when they wrote all this down. "
    text = "".join(sentence.format(number) for number in range(150))
    made = document.SupervisionAgreement(
        AGENCY, ANNIE, RUTH, None, (("What each of them does", text),), (document.Confirmation("A thing.", False),)
    )
    found = pages(document.render(made))
    whole = " ".join(found)
    assert len(found) > 2 and all(f"Number {number} of" in whole for number in range(150))
    assert "A thing. Not confirmed" in found[-1] and "Ruth Calfrobe" in found[-1]


def test_only_managers_and_supervisors_write_and_a_colleague_sees_nothing(staffed: SignedIn) -> None:
    key = add(staffed)
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    with pytest.raises(Forbidden):
        add(annie, signed_on="2027-01-01")
    with sessions.reading(annie.store, annie.actor) as session:
        assert terms.load(session, key).duties == "Both do their part."
    dale = agency.enter(staffed, "Dale", "peer_supporter", staff="DR")
    with sessions.reading(dale.store, dale.actor) as session, pytest.raises(NotFound):
        terms.load(session, key)
