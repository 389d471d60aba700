"""What the forms without names share: names of programs and fundings are told, unless they tell a place.

Everything below state goes (45 CFR 164.514(b)(2)(i)(B)), so a name that holds a client's county is hidden.
"""

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.clients import Client
from app.services.rules.suppression import HIDDEN
from app.services.users import Action, allowed

_COUNTY = re.compile(r"\s+county$", re.IGNORECASE)


@allowed(Action.EXPORT)
def names(session: Session, kind: Any) -> dict[str, str]:
    """Name -> what may be told of it, for each row of `kind` (a table with a name); '' stays blank."""
    places = _places(session)
    found = {name: HIDDEN if places and places.search(name) else name for name in session.scalars(select(kind.name))}
    return {"": "", **found}


def _places(session: Session) -> re.Pattern[str] | None:
    """The counties on record as whole words, in any case; None where there are none."""
    counties = {_COUNTY.sub("", county.strip()) for county in session.scalars(select(Client.county).distinct())}
    words = "|".join(re.escape(county) for county in sorted(counties - {"", "not_asked", "prefer_not_to_say"}))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) if words else None
