"""`verify` on the command line tells of a clock set back, and stays with exit 0: it is a notice and no fault."""

import datetime as dt

from app import __main__ as program
from app.services.store import session as sessions
from tests import agency
from tests.conftest import PASSPHRASE


def test_a_clock_set_back_is_a_notice(signed_in, tmp_path, capsys) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=400)
    with sessions.transaction(signed_in.store, signed_in.actor, later) as session:
        agency.people(session)
    agency.record(signed_in)
    folder = signed_in.store.folder
    signed_in.store.close()
    (tmp_path / "word").write_text(PASSPHRASE, encoding="utf-8")
    assert program.run(["verify", "--store", str(folder), "--passphrase-file", str(tmp_path / "word")]) == 0
    said = capsys.readouterr()
    assert "Notice: audit row" in said.err and "stood back by 4" in said.err and "days here" in said.err
    assert "are whole" in said.out
