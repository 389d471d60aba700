"""What is said of a session's credit: each state broken once and together, and the sentence read on every surface."""

import datetime as dt
import itertools
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from app.services import staff
from app.services.across import due, sheets
from app.services.across.due import Kind
from app.services.across.opening import SignedIn
from app.services.exchange import imports
from app.services.rules import credit, crediting
from app.services.rules.credit import Credit, State, Told
from app.services.staff import StaffEntry
from app.services.store import session as sessions
from app.services.supervision import agreements, log, outlook, owed, supervisors
from app.services.supervision import credit as credits
from app.services.supervision import sessions as held
from app.services.supervision import warnings as session_warnings
from app.services.supervision.agreements import AgreementEntry
from app.services.supervision.log import Wanted
from app.services.supervision.sessions import SessionEntry
from app.services.supervision.supervisors import SupervisorEntry
from app.ui.owed import lines
from app.ui.supervision import words
from app.ui.supervision.words import as_row
from tests import agency

NOW = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 20)
PROMISE = re.compile(r"It is credited|credited once|then credited|is credited in full", re.IGNORECASE)


@pytest.fixture
def office(signed_in: SignedIn) -> SignedIn:
    """Annie, under CBHPSS since 2026; Ruth who may supervise her; the others each lack one thing."""

    def fill(session: Any) -> None:
        person = {"code": "AW", "name": "Annie Whitegrass", "pack": "mt-cbhpss", "started_on": "2026-01-05"}
        staff.add(session, StaffEntry.read(person))
        for code, name, more in (
            ("RC", "Ruth Calfrobe", {}), ("EX", "Edna Expired", {"license_expires_on": "2025-12-31"}),
            ("FR", "Frank Fresh", {"licensed_on": "2026-01-01"}),
            ("OT", "Otis Other", {"license_type": "mental_health_professional"}),
            ("NA", "Nora Noagree", {}), ("NC", "Ned Unsure", {}),
        ):  # fmt: skip
            typed = agency.supervisor(code=code, name=name, license_number=f"L-{code}", **more)
            supervisors.add(session, SupervisorEntry.read(typed))
            if code != "NA":
                sure = "no" if code == "NC" else "yes"
                typed = agency.agreement(supervisor=code, signed_on="2025-06-01", not_therapist_confirmed=sure)
                agreements.add(session, AgreementEntry.read(typed))

    do(signed_in, fill)
    return signed_in


def do(who: SignedIn, work: Callable[[Any], Any]) -> Any:
    with sessions.transaction(who.store, who.actor, NOW) as session:
        return work(session)


# state -> (what is typed otherwise, the code of its weightiest reason)
STATES: dict[str, tuple[dict[str, str], str]] = {
    "expired": ({"supervisor": "EX"}, "license_not_in_force"),
    "unqualified": ({"supervisor": "FR"}, "experience"),
    "another license": ({"supervisor": "OT"}, "license_type"),
    "no agreement": ({"supervisor": "NA"}, "no_agreement"),
    "therapist not confirmed": ({"supervisor": "NC"}, "not_confirmed"),
    "outside the enrolment": ({"date": "2026-01-02"}, "before_start"),
    "to come": ({"date": "2026-12-15"}, "after_as_of"),
    "unsigned": ({}, "not_signed"),
}
PAIRS = [
    (one, other) for one, other in itertools.combinations(STATES, 2)
    if not STATES[one][0].keys() & STATES[other][0].keys()
]  # fmt: skip


def typed(*states: str, signed: bool = False) -> dict[str, str]:
    """A session as typed in which these states are broken; signed on paper on its day where it can be."""
    found = agency.HELD | {"date": "2026-11-10"}
    for state in states:
        found |= STATES[state][0]
    return found | ({"paper_signed_on": found["date"]} if signed else {})


class Surfaces:
    """Every place where a session's credit is told."""

    def __init__(self, who: SignedIn, values: dict[str, str]) -> None:
        self.who, entry = who, SessionEntry.read(values)
        self.warned = do(who, lambda session: session_warnings.warnings(session, entry))
        self.key: uuid.UUID = do(who, lambda session: held.record(session, entry).id)
        self.told = do(who, lambda session: credits.told(session, self.key, TODAY))
        self.saved = credit.saved(self.told)
        (line,) = do(who, lambda session: owed.ledger(session, TODAY, "AW"))
        self.notes = [one for month in line.months for one in month.not_credited if one.key == self.key.hex]
        self.credited = sum(month.credited_minutes for month in line.months)
        signing = do(who, lambda session: outlook.signing(session, [self.key]))
        self.listed = lines.note_lines(list(self.notes), signing, TODAY)
        wanted = Wanted("AW", dt.date(2026, 1, 1), dt.date(2026, 12, 31), TODAY)
        self.log = [row for row in do(who, lambda session: log.values(session, wanted)).rows]
        month = dt.date.fromisoformat(values["date"]).replace(day=1)
        asked = Wanted("AW", month, month.replace(day=28), TODAY)
        self.statement = do(who, lambda session: sheets.month_statement(session, asked)).sessions
        self.cell = words.signed(as_row(do(who, lambda session: held.load(session, self.key))))

    def home(self, who: SignedIn) -> list[str]:
        """Why the row on somebody's Home says that it waits."""
        found = do(who, lambda session: due.due(session, TODAY))
        return [item.why for item in found.items if item.kind == Kind.SIGN and item.target == f"session/{self.key.hex}"]

    def texts(self) -> list[str]:
        """Every sentence that these surfaces show."""
        shown = [line.heading + " " + line.reason for line in self.listed]
        papers = [" ".join(row.reasons) for row in (*self.log, *self.statement)]
        return [self.saved, *shown, *papers, *self.warned, f"{self.cell.text} {self.cell.second}"]


@pytest.mark.parametrize("states", [*((one,) for one in STATES), *PAIRS], ids=lambda states: " and ".join(states))
@pytest.mark.parametrize("signed", [False, True], ids=["not signed", "signed on paper"])
def test_the_weightiest_reason_leads_everywhere_and_nothing_promises_what_cannot_come(
    office: SignedIn, states: tuple[str, ...], signed: bool
) -> None:
    """An expired license comes before a signature that is missing; who reads one page reads the same on the others."""
    signed = signed and "unsigned" not in states and "to come" not in states
    shown = Surfaces(office, typed(*states, signed=signed))
    expected = {STATES[state][1] for state in states} | (set() if signed else {"not_signed"})
    expected -= {"not_signed"} if signed else set()
    if not expected:
        assert shown.notes == [] and shown.saved == "The session is saved. It is credited."
        return
    (note,) = shown.notes
    assert set(note.codes) == expected
    assert list(note.codes) == sorted(note.codes, key=crediting.WEIGHT.index) and note.reason.startswith(note.texts[0])
    assert note.reason_code == note.codes[0] == shown.told[0].now.codes[0]
    (line,) = shown.listed
    assert line.heading == credit.heading(note.codes[0])
    for row in (*shown.log, *shown.statement):
        if row.date == note.date:
            assert row.reasons[0].startswith(note.texts[0]) and row.credited_minutes == 0
    waits_only = set(note.codes) <= {"not_signed"}
    for text in shown.texts():
        assert waits_only or not PROMISE.search(text), text
    if waits_only:
        assert shown.saved == "The session is saved. It is credited once the supervisor has signed."
    elif set(note.codes) <= {"not_signed", "after_as_of"}:
        assert shown.saved == "The session is saved. Its day is still to come: it is signed once it has been held."
    else:
        assert "It is not credited, also once signed: " in shown.saved
        told = next(sentence for sentence in shown.warned if sentence.endswith("It is kept, but not credited."))
        assert note.texts[0] in told


@pytest.mark.parametrize("state", sorted(set(STATES) - {"to come"}))
def test_home_says_to_each_signer_what_their_signature_does(office: SignedIn, state: str) -> None:
    led = agency.enter(office, "Led", "supervisor", supervisor=typed(state)["supervisor"])
    annie = agency.enter(office, "Annie", "peer_supporter", staff="AW")
    shown = Surfaces(office, typed(state))
    blocked = state != "unsigned"
    (to_led,), (to_annie,) = shown.home(led), shown.home(annie)
    if blocked:
        assert to_led == to_annie == f"Not credited: {credit.heading(STATES[state][1])}"
    else:
        assert (to_led, to_annie) == ("Not credited before you sign", "Not credited before the supervisor signs")
    agency.sign(led, shown.key, at=NOW)
    (to_annie,) = shown.home(annie)
    after = f"Not credited: {credit.heading(STATES[state][1])}"
    assert to_annie == (after if blocked else "Credited; this signature is missing")
    assert shown.home(led) == []


def test_minutes_shared_with_a_credited_session_are_not_promised(office: SignedIn) -> None:
    """Inside another it can never be credited; where it reaches over, the rest can."""
    Surfaces(office, typed(signed=True))
    inside = Surfaces(office, typed() | {"start": "14:15", "stop": "14:45"})
    assert "It is not credited, also once signed: Overlaps the session that starts at 2:00 PM" in inside.saved
    assert any("shares 30 min" in sentence for sentence in inside.warned)
    over = Surfaces(office, typed() | {"start": "14:30", "stop": "15:30"})
    assert over.saved == "The session is saved. 30 min of its 1 h are shared with another session and count once."
    assert not any(PROMISE.search(text) for text in (*inside.texts(), *over.texts()) if "2:00 PM" not in text)


def test_a_session_taken_back_leads_with_that(office: SignedIn) -> None:
    ruth = agency.enter(office, "Ruth", "supervisor", supervisor="RC")
    shown = Surfaces(office, typed())
    agency.sign(ruth, shown.key, at=NOW)
    back = do(office, lambda session: held.amend(session, shown.key, None, "It was another week").id)
    assert [item for item in shown.home(ruth)] == []
    found = do(ruth, lambda session: due.due(session, TODAY))
    (why,) = [item.why for item in found.items if item.target == f"session/{back.hex}"]
    assert why == credit.AMENDMENT_WAITS
    agency.sign(ruth, back, at=NOW)
    (line,) = do(office, lambda session: owed.ledger(session, TODAY, "AW"))
    (note,) = [one for month in line.months for one in month.not_credited]
    assert credit.heading(note.reason_code) == "Taken back"


def test_two_packs_are_told_apart_where_they_differ(office: SignedIn) -> None:
    """Otis may supervise under Minnesota's rules and not under Montana's: neither sentence speaks for both."""
    person = {"code": "AW", "name": "Annie Whitegrass", "pack": "mn-cps1", "started_on": "2026-01-05"}
    do(office, lambda session: staff.add(session, StaffEntry.read(person)))
    values = typed("another license")
    warned = do(office, lambda session: session_warnings.warnings(session, SessionEntry.read(values)))
    assert any(one.startswith("Annie Whitegrass, under CBHPSS: ") and one.endswith("not credited there.") for one in warned)
    assert not any("under CPS I:" in one for one in warned)
    key = do(office, lambda session: held.record(session, SessionEntry.read(values)).id)
    said = credit.saved(do(office, lambda session: credits.told(session, key, TODAY)))
    assert "under CBHPSS: It is not credited, also once signed" in said
    assert "under CPS I: It is credited once the supervisor has signed." in said


def test_an_import_says_the_same_as_the_form(office: SignedIn) -> None:
    head = "staff,supervisor,date,start,stop,format,manner,topics\r\n"
    for state, (more, _code) in STATES.items():
        values = agency.HELD | {"date": "2026-11-10"} | more
        row = ",".join(values[name] for name in ("staff", "supervisor", "date", "start", "stop", "format", "manner"))
        data = f"{head}{row},Ethics\r\n".encode()
        report = imports.run(office.store, office.actor, "supervision", data, dry_run=True, now=NOW)
        warned = do(office, lambda session, values=values: session_warnings.warnings(session, SessionEntry.read(values)))
        told = [one.sentence.replace("AW: ", "Annie Whitegrass: ") for one in report.warnings]
        assert told == warned, state


def test_somebody_without_a_pack_and_a_list_without_sessions() -> None:
    lacks = Credit(60, 60, (credit.NO_PACK,), ("Under no rules",))
    nobody = Told("Kim", "", lacks, lacks)
    assert credit.saved([nobody]) == "The session is saved. It is not credited, also once signed: Under no rules."
    assert credit.saved([]).endswith("nobody here is under any rules.")
    assert credit.held_in_full(0) == "No session was held." and credit.held_in_full(2).startswith("Every session held")
    assert Credit(60).state is State.CREDITED and Credit(60, 10, ("overlap",), ("x",)).state is State.PART


def test_every_reason_has_its_place_and_its_words() -> None:
    """A reason that comes later is asked for both here."""
    flags = ("SHORT_SESSION", "CERTIFICATION_LAPSED", "BEFORE_FIRST_RULE")
    named = {name: value for name, value in vars(crediting).items() if name.isupper() and name not in flags}
    codes = {value for value in named.values() if isinstance(value, str)}
    assert codes < set(crediting.WEIGHT) and set(crediting.WEIGHT) | {credit.NO_PACK} == set(credit.HEADINGS)


def test_sentences_of_credit_stand_in_one_place() -> None:
    """No other module says of a session whether it is credited."""
    from pathlib import Path

    import app

    root = Path(app.__file__).parent
    said = re.compile(r"""N?_\(\s*["'][^"']*\b(not credited|is credited|are credited|credited once)\b""", re.IGNORECASE)
    found = {str(path.relative_to(root)) for path in root.rglob("*.py") if said.search(path.read_text(encoding="utf-8"))}
    layout = {"services/documents/supervision_log.py", "services/documents/closing.py"}  # the heads of printed reasons
    assert found - layout <= {"services/rules/credit.py", "services/rules/crediting.py", "services/exchange/owed_text.py",
                              "ui/owed/person.py"}  # fmt: skip
