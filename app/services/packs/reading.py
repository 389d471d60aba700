"""The packs by which everything here is judged: those that came with Peerdesk, and over them the agency's own rules."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.packs import PackAmendment
from app.services import users
from app.services.rules import amended, packs
from app.services.rules.amended import Amendment
from app.services.rules.pack import Amended, Pack
from app.services.users import Action, allowed

READ = "packs"  # where a session keeps what it has read


@allowed(Action.SEE_STAFF)
def library(session: Session) -> Mapping[str, Pack]:
    """Every pack by its code; read once in a session, one query, and no more where the agency has no rule of its own."""
    found: Mapping[str, Pack] | None = session.info.get(READ)
    if found is None:
        rows = _in_force(session)
        found = amended.library(packs.all_packs(), rows) if rows else packs.all_packs()
        session.info[READ] = found
    return found


def _in_force(session: Session) -> list[Amendment]:
    kept = PackAmendment
    query = (
        select(kept.pack, kept.in_force_from, kept.rule, kept.based_on, kept.made_at, kept.reason, kept.source)
        .where(kept.withdrawn_at.is_(None))
        .order_by(kept.pack, kept.in_force_from)
    )
    rows = session.execute(query).all()
    return [
        Amendment(
            row.pack, row.in_force_from, row.rule, row.based_on.partition("/")[0],
            Amended(users.day(session, row.made_at), row.reason, row.source),
        )
        for row in rows
    ]  # fmt: skip


def forget(session: Session) -> None:
    """Read anew what was changed in this session."""
    session.info.pop(READ, None)
