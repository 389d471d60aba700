"""The Board's log of a person under two rule packs: it speaks of one pack, and its figures are that pack's ledger."""

import datetime as dt

import pytest

from app.services.across import papers
from app.services.exchange import imports
from app.services.problems import Invalid
from app.services.store import session as sessions
from app.services.supervision import log, owed
from app.services.supervision.log import Wanted
from tests.test_documents import pages

AS_OF = dt.date(2026, 3, 31)
FILES = {
    "staff": "code,name,title,pack,started_on\nAW,Annie,,mt-cbhpss,2026-01-15\nAW,Annie,,mt-mfp,2026-02-01\n",
    "supervisors": "code,name,license_type,license_number,licensed_on\n"
    "SW,Sue,social_worker,L3,2015-02-01\nRC,Ruth,lcsw,L1,2010-02-01\n",
    "agreements": "staff,supervisor,signed_on,not_therapist_confirmed\nAW,SW,2026-01-15,yes\nAW,RC,2026-01-15,yes\n",
    "hours": "staff,date,category,minutes\nAW,2026-01-20,travel,1200\nAW,2026-02-20,travel,1200\n",
    "supervision": "staff,supervisor,date,start,stop,format,manner,topics,paper_signed_on\n"
    "AW,SW,2026-01-20,10:00,11:00,individual,in_person,Ethics,2026-01-20\n"
    "AW,SW,2026-02-20,10:00,10:45,individual,in_person,Ethics,2026-02-20\n"
    "AW,RC,2026-02-21,10:00,10:30,individual,in_person,Ethics,2026-02-21\n",
}


@pytest.fixture
def read(signed_in):
    for kind, text in FILES.items():
        imports.run(signed_in.store, signed_in.actor, kind, text.encode())

    def values(pack: str = "", supervisor: str = ""):
        wanted = Wanted("AW", dt.date(2026, 1, 1), AS_OF, AS_OF, supervisor, pack)
        with sessions.reading(signed_in.store, signed_in.actor) as session:
            lines = {line.pack: line for line in owed.ledger(session, AS_OF, "AW")}
            return log.values(session, wanted), lines

    return values


def credited(lines, pack: str) -> int:
    return sum(month.credited_minutes for month in lines[pack].months)


def test_the_pack_that_owes_supervision_is_the_one_logged(read):
    found, lines = read()
    assert [row.date.isoformat() for row in found.rows] == ["2026-01-20", "2026-02-20", "2026-02-21"]
    assert found.totals.credited_minutes == credited(lines, "mt-cbhpss") == 105
    assert found.totals.credited_elsewhere_minutes == 0
    assert found.totals.required_minutes == 120


def test_a_session_of_the_other_pack_alone_stays_off_the_log(read):
    found, lines = read("mt-mfp")
    assert [row.date.isoformat() for row in found.rows] == ["2026-02-20", "2026-02-21"]
    assert found.totals.credited_minutes == credited(lines, "mt-mfp") == 30
    assert found.totals.required_minutes is None


def test_a_pairs_log_says_what_others_credited(read):
    found, lines = read(supervisor="SW")
    rows = sum(row.credited_minutes for row in found.rows)
    assert rows == found.totals.credited_minutes == 105
    assert rows + found.totals.credited_elsewhere_minutes == credited(lines, "mt-cbhpss")


def test_each_pack_s_log_says_which_it_is_and_that_there_is_another(read):
    owing, _lines = read()
    assert "papers of their own: Montana" in owing.rule_note and owing.rule_note.startswith("Montana certified behavioral")
    other, _lines = read("mt-mfp")
    assert "sets no ratio: what was held is listed" in other.rule_note
    assert "Montana certified behavioral health" in other.rule_note.partition("Also held")[2]
    with pytest.raises(Invalid, match="does not work under"):
        read("mt-fps")


def test_the_paper_is_of_the_pack_that_is_named(read, signed_in):
    read()
    for pack, amount in (("", "1 h 45 min"), ("mt-mfp", "0 h 30 min")):
        with sessions.reading(signed_in.store, signed_in.actor) as session:
            asked = papers.Asked(staff="AW", first=dt.date(2026, 1, 1), last=AS_OF, as_of=AS_OF, pack=pack)
            text = " ".join(pages(papers.render(session, "supervision-log", asked)))
        assert amount in text and ("no ratio set" in text) == (pack == "mt-mfp")
        assert ("Owed on" in text) == (pack == "")  # no amount is owed under a pack without a ratio
