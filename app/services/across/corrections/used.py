"""Refuses to take out what is used: in words that say by what, and what to do instead."""

from collections.abc import Sequence

from app.models.schema import KINDS
from app.services.problems import Invalid
from app.wording import N_, _

USED = N_("This is used: {what} on record name it. Correct it instead of taking it out.")


def refuse(tables: Sequence[str]) -> None:
    """Raise Invalid where rows of these tables hang on a record."""
    if tables:
        named = [_(KINDS[name].named.many) for name in tables]
        raise Invalid({"": _(USED).format(what=", ".join(named))})
