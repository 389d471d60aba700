"""The ethics agreement: the duties of the person's own rules in plain words, each with its source, and room to sign."""

import datetime as dt
from typing import Any

import pytest

from app.services import staff
from app.services.across import audit_file, papers
from app.services.across.opening import SignedIn
from app.services.credentials import steps
from app.services.credentials.steps import StepEntry
from app.services.documents import ethics_agreement
from app.services.documents.ethics_agreement import Duty
from app.services.packs import amending
from app.services.packs.entry import AmendmentEntry
from app.services.problems import Invalid, NotFound
from app.services.rules import checklists, packs
from app.services.rules.checklists import Checklist
from app.services.rules.pack import Confidence
from app.services.staff import StaffEntry
from app.services.store import session as sessions
from tests import agency
from tests.logs import AGENCY, ANNIE
from tests.pdfs import pages

NOW = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 20)
RULE = "Administrative Rules of Montana 24.219.2301"
# The rule as the Family Peer Support Toolkit gives it, paragraph by paragraph: the end of the duty's code, and what its
# sentence must say. (2)(n) is a supervisor's duty and no peer supporter's.
DUTIES = {
    "(2)(a)(i)": ("not-past-contact", ["serve nobody", "ever had sexual contact"]),
    "(2)(a)(ii)": ("not-sexual", ["client", "sexual offense"]),
    "(2)(a)(iii)": ("not-former", ["former client", "two years", "exploited", "time that has passed", "ended",
                                   "history", "state", "harm", "invited"]),  # fmt: skip
    "(2)(a)(iv)": ("not-household not-close", ["sexual or intimate", "supervise", "family or household", "close to"]),
    "(2)(a)(v)": ("not-colleagues", ["colleague", "same program"]),
    "(2)(a)(vi)": ("not-harassing", ["harass nobody", "look away"]),
    "(2)(a)(vii)": ("dual", ["former client", "cloud my judgment", "supervision", "write it down", "written consent"]),
    "(2)(a)(viii)": ("not-end-to-begin", ["end no service", "personal or business"]),
    "(2)(a)(ix)": ("not-barter", ["asks for it freely", "full knowledge", "for me to show"]),
    "(2)(a)(x)": ("gifts", ["gift of much value", "borrow no money", "former client", "two years", "culture"]),
    "(2)(a)(xi)": ("not-between", ["own relationships", "care that others give"]),
    "(2)(b)": ("not-harm", ["body or feelings", "on purpose", "carelessness"]),
    "(2)(c) and (e)": ("honest-role", ["skills", "ties", "kind and state of my certificate"]),
    "(2)(d)": ("within-skills", ["education, training and experience"]),
    "(2)(f)": ("candidate", ["in progress", "say so"]),
    "(2)(g)": ("not-false-ads", ["advertise", "misleading"]),
    "(2)(h)": ("not-fraud", ["deceive"]),
    "(2)(i)": ("not-referral-pay", ["nothing of value for a referral", "split no fee"]),
    "(2)(j)": ("not-exploit", ["use nobody", "own ends"]),
    "(2)(k)": ("not-impaired", ["under the influence of alcohol or other drugs"]),
    "(2)(l)": ("not-bias not-service-bias", ["race", "creed", "color", "sex", "disability", "marriage", "age", "origin"]),
    "(2)(m)": ("records", ["supervision records", "true"]),
    "(2)(o)": ("not-medication", ["prescribed medicine", "stop one", "support"]),
    "(2)(p)": ("in-force", ["inactive", "run out", "ended", "suspended"]),
    "(2)(q)": ("drugs", ["controlled drugs", "state or federal law"]),
    "(2)(r)": ("driving", ["drive", "alcohol or drugs", "having dangerous drugs", "two years before"]),
    "(3)(a)": ("tells-services", ["clearly and fully", "choice is the client's"]),
    "(3)(b)": ("ends", ["no longer needed", "interests clash"]),
    "(3)(c)": ("appointments", ["appointments"]),
    "(3)(d)": ("interruption", ["stop or pause", "early"]),
    "(3)(e)": ("referrals", ["fits the need"]),
    "(3)(f)": ("research", ["research", "written consent", "guardian"]),
    "(3)(g)": ("recording", ["recording", "looking on", "consent"]),
    "(3)(h)": ("information", ["safe", "law or a court", "whose work needs it"]),
    "(3)(i)": ("fees", ["costs", "confirmed in writing"]),
    "(3)(j)": ("client-records", ["who the client is", "assessment", "each session", "plan and its changes",
                                  "summary at the end", "fees and billing", "releases", "seven years"]),  # fmt: skip
}
FAMILY = {
    "(4)(a)(i)": "wellness", "(4)(a)(ii)": "abuse", "(4)(a)(iii)": "known-before", "(4)(a)(iv)": "imminent",
    "(4)(a)(v)": "hours-supervised", "(4)(b)(i)": "not-medical", "(4)(b)(ii)": "not-wellness",
}  # fmt: skip


@pytest.fixture
def office(signed_in: SignedIn) -> SignedIn:
    with sessions.transaction(signed_in.store, signed_in.actor, NOW) as session:
        agency.people(session)
        others = (("FA", "Fay Birch", "mt-fps"), ("CF", "Cara Firth", "mt-cfpss"), ("MN", "Nell Ames", "mn-prs"))
        for code, name, pack in others:
            typed = {"code": code, "name": name, "pack": pack, "started_on": "2026-01-01"}
            staff.add(session, StaffEntry.read(typed))
    return signed_in


def paper(who: SignedIn, **asked: Any) -> list[str]:
    with sessions.reading(who.store, who.actor) as session:
        return pages(papers.render(session, "ethics-agreement", papers.Asked(**({"staff": "AW", "as_of": TODAY} | asked))))


def agree(who: SignedIn, day: str, pack: str = "mt-cbhpss", staff: str = "AW") -> None:
    with sessions.transaction(who.store, who.actor, NOW) as session:
        steps.record(session, StepEntry.read({"staff": staff, "kind": "ethics", "date": day, "pack": pack}))


def duties(pack: str) -> Checklist:
    found = checklists.ethics(pack)
    assert found is not None
    return found


def said(one: checklists.Item) -> str:
    return one.will or one.will_not


@pytest.mark.parametrize("pack", sorted(packs.all_packs()))
def test_rules_that_ask_for_it_have_duties_and_the_others_none(pack: str) -> None:
    asks = "ethics_in_writing" in packs.load(pack).rules[-1].figures
    assert (checklists.ethics(pack) is not None) is asks


@pytest.mark.parametrize("pack", ["mt-cbhpss", "mt-fps", "mt-cfpss"])
class TestEachList:
    def test_no_paragraph_of_the_rule_is_missing(self, pack: str) -> None:
        """Gifts, loans, dual ties, former clients and all the rest: in both lists, with what each paragraph says."""
        by_code = {one.code.partition("-duty-")[2]: one for one in duties(pack).items}
        for paragraph, (names, needles) in DUTIES.items():
            found = [said(by_code[name]) for name in names.split() if name in by_code]
            assert found, paragraph
            for needle in needles:
                assert any(needle in words for words in found), (paragraph, needle)
        if pack != "mt-cbhpss":
            assert set(FAMILY.values()) <= by_code.keys()

    def test_each_duty_is_one_sentence_of_ours_with_a_source_that_is_named(self, pack: str) -> None:
        found = duties(pack)
        assert found.rule == RULE and found.sources
        for one in found.items:
            assert bool(one.will) is not bool(one.will_not), one.code
            assert one.sources and set(one.sources) <= found.sources.keys(), one.code
        assert {code for one in found.items for code in one.sources} == found.sources.keys(), "a source of nothing"
        assert len({said(one) for one in found.items}) == len(found.items)

    def test_only_the_boundaries_that_were_read_in_the_rule_are_said_to_be_verified(self, pack: str) -> None:
        found = duties(pack)
        sure = {code for code, one in found.sources.items() if one.confidence is Confidence.VERIFIED}
        tails = {one.code.partition("-duty-")[2] for one in found.items if sure & set(one.sources)}
        assert tails <= {"not-past-contact", "not-former", "not-household", "not-close", "not-sexual"} and tails


@pytest.mark.parametrize(("code", "pack"), [("AW", "mt-cbhpss"), ("FA", "mt-fps"), ("CF", "mt-cfpss")])
def test_every_line_of_ones_own_rules_stands_on_it_with_the_sources_and_room_to_sign(
    office: SignedIn, code: str, pack: str
) -> None:
    text, found = " ".join(paper(office, staff=code)), duties(pack)
    for one in found.items:
        assert said(one) in text, one.code
    for source in found.sources.values():
        assert f"{source.words} ({source.confidence.words})" in text
    assert found.title in text and RULE in text and text.count("Date") == 2
    other = duties("mt-fps" if pack == "mt-cbhpss" else "mt-cbhpss")
    mine = {said(one) for one in found.items}
    assert not [one.code for one in other.items if said(one) not in mine and said(one) in text]
    assert ("was not read" in text) is (pack != "mt-cbhpss")


def test_what_asks_for_it_in_writing_is_told_with_how_sure_that_is(office: SignedIn) -> None:
    assert "in writing: Peerdesk (our choice)." in " ".join(paper(office))
    assert "standards for candidates (proposed)." in " ".join(paper(office, staff="CF"))


def test_the_day_comes_from_the_checklist(office: SignedIn) -> None:
    agree(office, "2026-03-04")
    text = " ".join(paper(office))
    assert "Agreed to in writing on March 4, 2026." in text and "Date" not in text
    assert "Date" in " ".join(paper(office, as_of=dt.date(2026, 3, 3)))


def test_of_two_lists_each_has_its_paper_its_day_and_names_the_other(office: SignedIn) -> None:
    """Who signed the family code has not signed the behavioral one by it."""
    with sessions.transaction(office.store, office.actor, NOW) as session:
        typed = {"code": "AW", "name": "Annie Whitegrass", "pack": "mt-fps", "started_on": "2026-02-01"}
        staff.add(session, StaffEntry.read(typed))
    agree(office, "2026-03-04", pack="mt-fps")
    family, behavioral = (" ".join(paper(office, pack=pack)) for pack in ("mt-fps", "mt-cbhpss"))
    assert "Agreed to in writing on March 4, 2026." in family and "Agreed to in writing" not in behavioral
    assert "on another sheet to: Ethics of the behavioral health peer supporter." in family
    assert "on another sheet to: Ethics of the family peer supporter." in behavioral
    assert " ".join(paper(office)) == behavioral
    agree(office, "2026-04-01")
    asked = audit_file.Asked("AW", dt.date(2026, 1, 1), TODAY, TODAY)
    with sessions.reading(office.store, office.actor) as session:
        contents = " ".join(pages(audit_file.render(session, asked))[1:3])
    assert "March 4, 2026 Ethics of the family peer supporter" in contents
    assert "April 1, 2026 Ethics of the behavioral health peer supporter" in contents


def test_a_signed_one_is_in_the_audit_file(office: SignedIn) -> None:
    def titles() -> str:
        asked = audit_file.Asked("AW", dt.date(2026, 1, 1), TODAY, TODAY)
        with sessions.reading(office.store, office.actor) as session:
            return pages(audit_file.render(session, asked))[1]

    assert "Ethics agreement" not in titles()
    agree(office, "2026-03-04")
    assert "Ethics agreement March 4, 2026" in titles()


def test_for_another_state_s_copy_montana_s_rule_does_not_bind(office: SignedIn) -> None:
    copied = {
        "pack": "wy-peer", "copy_of": "mt-cbhpss", "title": "Wyoming peer specialist", "staff_title": "CPS",
        "in_force_from": "2020-01-01", "source": "A handbook", "reason": "We work there",
    }  # fmt: skip
    with sessions.transaction(office.store, office.actor, NOW) as session:
        amending.amend(session, AmendmentEntry.read(copied))
        typed = {"code": "WY", "name": "Will Yates", "pack": "wy-peer", "started_on": "2026-01-01"}
        staff.add(session, StaffEntry.read(typed))
    text = " ".join(paper(office, staff="WY"))
    assert "I keep my appointments." in text
    assert "the rule counts" not in text and "I have read this and the rule" not in text


def test_codes_and_other_states_are_refused_with_a_sentence(office: SignedIn) -> None:
    for asked, kind, words in (
        ({"staff": ""}, Invalid, "give a staff code"),
        ({"staff": "XX"}, NotFound, "No staff member has the code XX"),
        ({"staff": "MN"}, Invalid, "wording for Montana's rule only"),
        ({"pack": "mt-fps"}, Invalid, "No rules mt-fps of this person"),
    ):
        with pytest.raises(kind, match=words):
            paper(office, **asked)


def test_the_same_values_give_the_same_bytes_and_long_lists_break() -> None:
    lines, not_lines = (Duty("A line to keep.", (1,)),) * 60, (Duty("Not this.", (1,)),) * 30
    made = ethics_agreement.EthicsAgreement(AGENCY, ANNIE, "Duties", lines, not_lines, "A rule", "", ("A text",))
    assert ethics_agreement.render(made) == ethics_agreement.render(made)
    found = pages(ethics_agreement.render(made))
    assert len(found) > 1 and "90" in found[-1] and "Annie Whitegrass" in found[-1]
