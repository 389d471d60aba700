"""The ethics agreement: plain words of our own, the rule by its number, room to sign until the checklist has the day."""

import datetime as dt
from typing import Any

import pytest

from app.services import staff
from app.services.across import audit_file, ethics_papers, papers
from app.services.across.opening import SignedIn
from app.services.credentials import steps
from app.services.credentials.steps import StepEntry
from app.services.documents import ethics_agreement
from app.services.problems import Invalid, NotFound
from app.services.staff import StaffEntry
from app.services.store import session as sessions
from tests import agency
from tests.test_documents import AGENCY, ANNIE, pages

NOW = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def office(signed_in: SignedIn) -> SignedIn:
    with sessions.transaction(signed_in.store, signed_in.actor, NOW) as session:
        agency.people(session)
    return signed_in


def paper(who: SignedIn, **asked: Any) -> list[str]:
    with sessions.reading(who.store, who.actor) as session:
        return pages(papers.render(session, "ethics-agreement", papers.Asked(**({"staff": "AW", "as_of": TODAY} | asked))))


def agree(who: SignedIn, day: str) -> None:
    with sessions.transaction(who.store, who.actor, NOW) as session:
        steps.record(session, StepEntry.read({"staff": "AW", "kind": "ethics", "date": day, "pack": "mt-cbhpss"}))


def test_every_line_stands_on_it_with_the_rule_and_room_to_sign(office: SignedIn) -> None:
    text = " ".join(paper(office))
    said = ethics_papers.wording()
    assert (len(said["will"]), len(said["will_not"])) == (23, 14)
    for line in (*said["will"], *said["will_not"]):
        assert line in text, line
    assert "Administrative Rules of Montana 24.219.2301" in text and "(from a guide)" in text
    assert text.count("Date") == 2 and "Annie Whitegrass" in text


def test_the_day_comes_from_the_checklist(office: SignedIn) -> None:
    agree(office, "2026-03-04")
    text = " ".join(paper(office))
    assert "Agreed to in writing on March 4, 2026." in text and "Date" not in text
    assert "Date" in " ".join(paper(office, as_of=dt.date(2026, 3, 3)))


def test_a_signed_one_is_in_the_audit_file(office: SignedIn) -> None:
    def titles() -> str:
        asked = audit_file.Asked("AW", dt.date(2026, 1, 1), TODAY, TODAY)
        with sessions.reading(office.store, office.actor) as session:
            return pages(audit_file.render(session, asked))[1]

    assert "Ethics agreement" not in titles()
    agree(office, "2026-03-04")
    assert "Ethics agreement March 4, 2026" in titles()


def test_codes_and_other_states_are_refused_with_a_sentence(office: SignedIn) -> None:
    with sessions.transaction(office.store, office.actor, NOW) as session:
        typed = {"code": "MN", "name": "Nell Ames", "pack": "mn-prs", "started_on": "2026-01-01"}
        staff.add(session, StaffEntry.read(typed))
    for asked, kind, words in (
        ({"staff": ""}, Invalid, "give a staff code"),
        ({"staff": "XX"}, NotFound, "No staff member has the code XX"),
        ({"staff": "MN"}, Invalid, "wording for Montana's rule only"),
    ):
        with pytest.raises(kind, match=words):
            paper(office, **asked)


def test_the_same_values_give_the_same_bytes_and_long_lists_break() -> None:
    lines, not_lines = ("A line to keep.",) * 60, ("Not this.",) * 30
    made = ethics_agreement.EthicsAgreement(AGENCY, ANNIE, lines, not_lines, "A rule", "A text")
    assert ethics_agreement.render(made) == ethics_agreement.render(made)
    found = pages(ethics_agreement.render(made))
    assert len(found) > 1 and "90" in found[-1] and "Annie Whitegrass" in found[-1]
