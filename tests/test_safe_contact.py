"""Safe contact is told alike everywhere, never in two ways at once, and no wish that speaks against another is taken."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.models.clients import Client
from app.services.across import merge, papers
from app.services.across.opening import SignedIn
from app.services.across.papers import Asked
from app.services.clients import records
from app.services.clients.entry import ClientEntry
from app.services.encounters import people
from app.services.exchange import imports
from app.services.problems import FileRefused, Invalid
from app.services.rules import safe_contact
from app.services.rules.safe_contact import Number
from app.services.store import session as sessions
from tests.pdfs import pages

WISHES = ("yes", "no", "", "not_asked", "prefer_not_to_say")
CLARA = {"code": "C-1", "first_name": "Clara", "last_name": "Medicine Elk"}


class Kept:
    """A number as a row holds it."""

    def __init__(self, number: str, text: str = "", voicemail: str = "", say: str = "") -> None:
        self.number, self.text, self.voicemail, self.say = number, text, voicemail, say


@pytest.mark.parametrize(("text", "voicemail"), [*itertools.product(WISHES, WISHES)])
def test_each_wish_is_told_once_and_nothing_speaks_against_it(text: str, voicemail: str) -> None:
    (said,) = safe_contact.lines([Kept("(406) 555-0117", text, voicemail, "Dale")])
    assert said.startswith("(406) 555-0117: ") and said.endswith("say “Dale” only")
    for name, wish in (("text", text), ("voicemail", voicemail)):
        told = (f"{name} is fine" in said, f"no {name}" in said, any(
            asked in said for asked in (f"ask before a {name}", "ask before a text or voicemail")
        ))  # fmt: skip
        assert told == (wish == "yes", wish == "no", wish not in ("yes", "no"))


kept = st.builds(
    Kept, st.sampled_from(["(406) 555-0117", "406-555-0117", "+1 406 555 0117", "555-0199", "", "prefer_not_to_say"]),
    st.sampled_from(WISHES), st.sampled_from(WISHES), st.sampled_from(["", "Dale", "A friend", "not_asked"]),
)  # fmt: skip


@given(st.lists(kept, max_size=5))
def test_a_number_of_two_records_is_told_once_with_the_more_careful_wish(rows: list[Kept]) -> None:
    found = safe_contact.numbers(rows)
    keys = [safe_contact.same(one.number) for one in found]
    assert len(set(keys)) == len(keys)
    for one in found:
        given_numbers = [row for row in rows if row.number not in safe_contact.UNSAID]
        alike = [row for row in given_numbers if safe_contact.same(row.number) == safe_contact.same(one.number)]
        for name in ("text", "voicemail"):
            wishes = {getattr(row, name) for row in alike}
            assert (getattr(one, name) == "no") is ("no" in wishes)
            assert getattr(one, name) != "yes" or wishes == {"yes"}
    assert len(safe_contact.lines(rows)) == max(len(found), 1)


def test_two_names_to_say_are_asked_about() -> None:
    two = Number("555", "yes", "yes", ("Dale", "A friend"))
    assert safe_contact.said(two).endswith("ask which name to say: Dale, A friend")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"phone_text": "yes"}, "phone_text"),
        ({"phone_voicemail": "no"}, "phone_voicemail"),
        ({"phone_say": "Dale"}, "phone_say"),
        ({"phone": "prefer not to say", "phone_text": "yes"}, "phone_text"),
        ({"phone": "(406) 555-0117", "other_text": "yes"}, "other_text"),
        ({"phone": "(406) 555-0117", "other_phone": "1-406-555-0117", "other_text": "no"}, "other_phone"),
    ],
)
def test_what_speaks_against_itself_is_not_taken(signed_in: SignedIn, typed: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        ClientEntry.read(CLARA | typed)
    assert list(refused.value.fields) == [field]
    row = CLARA | typed
    text = ",".join(row) + "\n" + ",".join(row.values()) + "\n"
    with pytest.raises(FileRefused) as said:
        imports.run(signed_in.store, signed_in.actor, "clients", text.encode())
    assert [(one.row, one.column) for one in said.value.rows] == [(2, field)]


@pytest.mark.parametrize("typed", [{"phone_text": "not asked"}, {"phone": "not asked"}, {"phone": "5", "other_phone": "6"}])
def test_what_is_left_open_is_taken(typed: dict[str, str]) -> None:
    assert ClientEntry.read(CLARA | typed)


def test_note_and_paper_tell_every_number_alike_also_of_a_merged_record(signed_in: SignedIn) -> None:
    first: dict[str, Any] = CLARA | {"phone": "(406) 555-0117", "phone_text": "yes", "other_phone": "(406) 555-0118"}
    other = {"phone": "406 555 0117", "phone_text": "no", "phone_voicemail": "no", "phone_say": "Dale"}
    again = CLARA | {"code": "C-2"} | other
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        for typed in (first, again):
            records.add(session, ClientEntry.read(typed))
        keys = {code: key for code, key in session.execute(select(Client.code, Client.id))}
        merge.merge(session, keys["C-1"], keys["C-2"])
    lines = (
        "(406) 555-0117: no text, no voicemail, say “Dale” only",
        "(406) 555-0118: ask before a text or voicemail",
    )
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        assert people.person(session, "C-1").contact == lines
        (paper, *_more) = pages(papers.render(session, "intake", Asked(client="C-1")))
    assert f"How to reach this person {'. '.join(lines)}." in paper
