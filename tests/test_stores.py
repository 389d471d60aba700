"""Every released form of the store still opens: a sample of each is brought up to date and gives its figures.

A sample is a folder tests/stores/<revision>/ with agency.db, vault.json (cheapest key derivation) and expected.json:
user, passphrase, as_of, the signature count, and `owed` as `peerdesk owed --format json` gives it.
"""

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.models.supervision import Signature
from app.services.across import opening, verify
from app.services.exchange import owed_text
from app.services.store import session as sessions
from app.services.store import upgrade
from app.services.supervision import owed
from tests.samples import STORES, expected_of

SAMPLES = sorted(path.name for path in STORES.glob("[0-9]*") if path.is_dir())


def _opened(sample: str, folder: Path) -> tuple[opening.SignedIn, dict[str, Any]]:
    shutil.copytree(STORES / sample, folder)
    expected = expected_of(sample)
    return opening.unlock(folder, expected["user"], expected["passphrase"]), expected


def _told(months: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The months with each session's reasons in one order: which of several is told first is a matter of words."""
    return [
        month | {"not_credited": [one | {"reason": sorted(one["reason"].split("; "))} for one in month["not_credited"]]}
        for month in months
    ]


def test_every_schema_has_its_sample() -> None:
    assert set(SAMPLES) == upgrade.known()


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_gives_its_figures(sample: str, tmp_path: Path) -> None:
    signed_in, expected = _opened(sample, tmp_path / "store")
    try:
        assert upgrade.revision(signed_in.store.engine) == upgrade.HEAD
        with sessions.reading(signed_in.store, signed_in.actor) as session:
            lines = owed.ledger(session, dt.date.fromisoformat(expected["as_of"]))
            signatures = session.scalar(select(func.count(Signature.id)))
        found = json.loads(owed_text.as_json(lines))
        assert [
            {key: month[key] for key in known} for month, known in zip(_told(found), _told(expected["owed"]), strict=True)
        ] == _told(expected["owed"])
        assert expected["owed"]
        assert signatures == expected["signatures"]
    finally:
        signed_in.store.close()


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_verifies(sample: str, tmp_path: Path) -> None:
    signed_in, _expected = _opened(sample, tmp_path / "store")
    try:
        assert verify.run(signed_in) == []
    finally:
        signed_in.store.close()
