"""The sample's records of each kind that declares some, written by whom they name. All of them are invented."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from app.services.across.demo.walk import Events, Walk, moment
from app.services.catalog import KINDS
from app.services.records.kind import RecordKind


def events(walk: Walk) -> Events:
    """A number in a sample is a day, so many days back from the sample's last; ahead of it where it is negative."""
    for kind in KINDS:
        for typed in kind.sample:
            days = {name: walk.plan.today - dt.timedelta(days=back) for name, back in typed.items() if isinstance(back, int)}
            at = moment(max(day for name, day in days.items() if day <= walk.plan.today), 17)
            yield at, partial(walk.act, str(typed["staff"]), at, partial(_write, kind, {**typed, **days}))


def _write(kind: RecordKind[Any, Any], typed: Mapping[str, Any], session: Session) -> None:
    kind.record(session, kind.entry.read(dict(typed)))
