"""The agenda of a planned session as values for its paper."""

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from app.services import users
from app.services.documents import agenda as paper
from app.services.documents import words
from app.services.documents.people import Letterhead
from app.services.encounters.entry import Phase
from app.services.incidents import listing as incidents
from app.services.incidents.entry import Kind
from app.services.supervision import agenda, plans
from app.services.supervision.agenda import Agenda, Noticed
from app.services.supervision.kinds import Format, Manner
from app.services.users import Action, allowed
from app.wording import _


@allowed(Action.PRINT)
def render(session: Session, planned_id: uuid.UUID) -> bytes:
    """The paper of a plan that this person may see. Raises NotFound."""
    kept, held = plans.load(session, planned_id), users.agency(session)
    found = agenda.of(session, [row.staff.code for row in kept.attendance], kept.date, kept.id, kept.session_id)
    starts = dt.datetime.combine(kept.date, kept.start)
    until = (starts + dt.timedelta(minutes=kept.minutes)).time()
    values = paper.Agenda(
        agency=Letterhead(held.name, held.address, held.phone),
        when=_("{day}, {times}").format(day=words.long_day(kept.date), times=words.start_to_stop(kept.start, until)),
        manner=_("{kind}, {manner}").format(kind=Format(kept.format).label, manner=Manner(kept.manner).label.lower()),
        supervisor=kept.supervisor.name,
        people=tuple(_person(one) for one in found),
        made_at=plans.now(session),
    )
    return paper.render(values)


def _person(one: Agenda) -> paper.Person:
    points = [_incident(noticed) for noticed in one.incidents]
    points += [(item.words, _("Since {day}").format(day=words.short_day(item.raised_on))) for item in one.items]
    points += [(_("Note of {day} sent back").format(day=words.short_day(note.date)), note.comment) for note in one.returned]
    points += [(_(agenda.ETHICS), _last(one.ethics_on)), (_(agenda.ROLE_PLAY), _last(one.role_play_on))]
    owed = [
        _("{length} owed ({pack})").format(length=words.length(due.minutes), pack=due.pack)
        for due in one.owed
        if due.minutes
    ]
    met = _("last met {day}").format(day=words.short_day(one.last_on)) if one.last_on else _("not met yet")
    clients = tuple((seen.code, Phase(seen.phase).label if seen.phase else _("no phase yet")) for seen in one.clients)
    return paper.Person(one.name, ", ".join([*owed, met]), tuple(points), clients)


def _incident(one: Noticed) -> tuple[str, str]:
    """What it is about, its day and what is still to do; never whom it is about."""
    what = _("Incident of {day}: {kind}").format(day=words.short_day(one.date), kind=Kind(one.kind).label.lower())
    return what, incidents.still_to_do(incidents.steps(one.reported, one.told))


def _last(day: dt.date | None) -> str:
    return _("Last on {day}").format(day=words.short_day(day)) if day else _("Not yet")
