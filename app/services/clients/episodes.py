"""Episodes: admitted, discharged, and admitted again, each a row with its days that is never rewritten by the next."""

import datetime as dt
import uuid

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.models import merged
from app.models.clients import Client, Episode
from app.models.program import Funding, Program
from app.services.clients.entry import ClientEntry, EpisodeEntry
from app.services.problems import Invalid, NotFound
from app.services.users import Action, Role, actor_of, allowed
from app.wording import N_, _

OVERLAP = N_("This program already serves this client in these days. Discharge first, or check the dates.")


@allowed(Action.EDIT_CLIENTS)
def admit(session: Session, client_id: uuid.UUID, entry: EpisodeEntry) -> Episode:
    """Begin a further episode. Raises NotFound, or Invalid where one of the same program overlaps."""
    if session.scalar(select(Client.id).where(Client.id == client_id)) is None:
        raise NotFound(_("This client is not on record, or not among your clients."))
    return open_first(session, client_id, entry)


@allowed(Action.EDIT_CLIENTS)
def open_first(session: Session, client_id: uuid.UUID, entry: EpisodeEntry | ClientEntry) -> Episode:
    """Add the episode that an intake or an admission names; its program and funding are made where they are new."""
    episode = Episode(client_id=client_id)
    _fill(session, episode, entry)
    session.add(episode)
    session.flush()
    return episode


@allowed(Action.EDIT_CLIENTS)
def change(session: Session, episode_id: uuid.UUID, entry: EpisodeEntry) -> Episode:
    """Mend an episode, or end it by a last day. Raises NotFound, Invalid for an overlap."""
    episode = load(session, episode_id)
    _fill(session, episode, entry)
    session.flush()
    return episode


@allowed(Action.EDIT_CLIENTS)
def discharge(session: Session, episode_id: uuid.UUID, day: dt.date, reason: str = "") -> Episode:
    """End an episode on a day. Raises NotFound, or Invalid for a day before its first."""
    episode = load(session, episode_id)
    if day < episode.admitted_on:
        raise Invalid({"discharged_on": _("The last day is before the first. Check both dates.")})
    episode.discharged_on, episode.discharge_reason = day, reason
    session.flush()
    return episode


@allowed(Action.SEE_CLIENTS)
def load(session: Session, episode_id: uuid.UUID) -> Episode:
    """One episode with program and funding. Raises NotFound."""
    query = select(Episode).options(joinedload(Episode.program), joinedload(Episode.funding))
    found = session.scalar(query.where(Episode.id == episode_id))
    if found is None:
        raise NotFound(_("This time of service is not on record."))
    return found


@allowed(Action.SEE_CLIENTS)
def of_client(session: Session, client_id: uuid.UUID) -> list[Episode]:
    """A person's episodes, also of records merged into theirs, with program and funding, the newest first."""
    query = (
        select(Episode)
        .options(joinedload(Episode.program), joinedload(Episode.funding))
        .where(Episode.client_id.in_(merged.of_persons(lambda client: client.id == client_id)))
        .order_by(Episode.admitted_on.desc(), Episode.id.desc())
    )
    return list(session.scalars(query))


def _fill(session: Session, episode: Episode, entry: EpisodeEntry | ClientEntry) -> None:
    assert entry.admitted_on is not None
    episode.program_id = _named(session, Program, entry.program)
    episode.funding_id = _named(session, Funding, entry.funding)
    episode.admitted_on, episode.discharged_on = entry.admitted_on, entry.discharged_on
    episode.discharge_reason = entry.discharge_reason
    query = select(Episode.id).where(
        Episode.client_id.in_(merged.of_persons(lambda client: client.id == episode.client_id)),
        or_(Episode.discharged_on.is_(None), Episode.discharged_on >= entry.admitted_on),
    )
    same = Episode.program_id == episode.program_id if episode.program_id else Episode.program_id.is_(None)
    query = query.where(same)
    if entry.discharged_on:
        query = query.where(Episode.admitted_on <= entry.discharged_on)
    with session.no_autoflush:
        others = [key for key in session.scalars(query) if key != episode.id]
    if others:
        raise Invalid({"admitted_on": _(OVERLAP)})


def _named(session: Session, kind: type[Program] | type[Funding], name: str) -> uuid.UUID | None:
    """The program or funding of this name, made by a manager where it is new; None for a blank name.

    Raises Invalid where it is new and this person is no manager.
    """
    if not name:
        return None
    found = session.scalar(select(kind.id).where(kind.name == name))
    if found is not None:
        return found
    if Role.MANAGER not in actor_of(session).roles:
        field = "program" if kind is Program else "funding"
        raise Invalid({field: _("This is not on record yet. Choose a known one, or ask your manager to add it.")})
    made: Program | Funding = kind(name=name)
    session.add(made)
    session.flush()
    return made.id


@allowed(Action.SEE_CLIENTS)
def programs(session: Session) -> list[str]:
    """The names of the programs, in order."""
    return list(session.scalars(select(Program.name).order_by(Program.name)))


@allowed(Action.SEE_CLIENTS)
def fundings(session: Session) -> list[str]:
    """The names of the fundings, in order."""
    return list(session.scalars(select(Funding.name).order_by(Funding.name)))
