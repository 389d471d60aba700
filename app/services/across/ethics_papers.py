"""The ethics agreement of a person as values: the duties of each of their rules, and the day they were agreed to."""

import datetime as dt
from dataclasses import replace

from sqlalchemy.orm import Session

from app.services import users
from app.services.across import credential_papers
from app.services.credentials import standing, steps
from app.services.credentials.standing import Credentials
from app.services.credentials.steps import StepKind
from app.services.documents.ethics_agreement import Duty, EthicsAgreement
from app.services.documents.people import Letterhead, StaffLine
from app.services.problems import Invalid
from app.services.rules import checklists, figures
from app.services.rules.checklists import Checklist
from app.services.users import Action, allowed
from app.wording import N_, _

NOT_ASKED = N_("No rules of this person ask for it. Peerdesk has wording for Montana's rule only.")
OTHER_RULES = N_("No rules {pack} of this person ask for an ethics agreement that Peerdesk has words for.")


@allowed(Action.PRINT)
def values(session: Session, staff: str, day: dt.date, pack: str = "") -> tuple[EthicsAgreement, ...]:
    """The agreement of each list of duties that the person's rules name, as it stands on a day.

    Signed where the checklist has it, else with room to sign. `pack` leaves only that one. Raises NotFound, Invalid for
    a person of whom no rules ask it that day.
    """
    users.require(users.actor_of(session), Action.SEE_CREDENTIALS)
    summary = credential_papers.summary(session, staff, day)
    asked = [one for one in standing.of_staff(session, staff, day) if one.holder.asked("ethics_in_writing")]
    asked.sort(key=lambda one: not one.holder.pack.has_ratio)  # as with the other papers, these come first
    lists: dict[str, tuple[Checklist, list[Credentials]]] = {}
    for one in asked:
        found = checklists.ethics(one.holder.pack.origin or one.holder.pack.code)
        if found is not None:
            lists.setdefault(found.code, (found, []))[1].append(one)
    wanted = [one for one in lists.values() if pack in ("", *(who.holder.pack.code for who in one[1]))]
    if not wanted:
        raise Invalid({"pack": _(OTHER_RULES).format(pack=pack)} if pack else {"staff": _(NOT_ASKED)})
    titles = [_(found.title) for found, _held in lists.values()]
    made = [
        _agreement(summary.agency, summary.staff, found, held, _agreed(session, staff, day, held)) for found, held in wanted
    ]
    return tuple(replace(one, others=tuple(title for title in titles if title != one.title)) for one in made)


def _agreed(session: Session, staff: str, day: dt.date, held: list[Credentials]) -> dt.date | None:
    """The last day on which the duties of these packs were agreed to, as the checklist has it."""
    packs = (None, *(one.holder.pack.code for one in held))
    days = [
        step.date
        for step in steps.history(session, staff)
        if step.kind == StepKind.ETHICS.value and step.date <= day and step.pack in packs
    ]
    return max(days, default=None)


def _agreement(
    agency: Letterhead, staff: StaffLine, found: Checklist, held: list[Credentials], agreed_on: dt.date | None
) -> EthicsAgreement:
    order = {code: number for number, code in enumerate(found.sources, 1)}
    asks = dict.fromkeys(one for who in held for one in who.holder.asked("ethics_in_writing"))
    # A copy is for another state: Montana's rule does not bind there.
    binds = any(not one.holder.pack.origin for one in held)
    return EthicsAgreement(
        agency=agency,
        staff=staff,
        title=_(found.title),
        will=tuple(Duty(_(one.will), _numbers(one, order)) for one in found.items if one.will),
        will_not=tuple(Duty(_(one.will_not), _numbers(one, order)) for one in found.items if one.will_not),
        rule=found.rule if binds else "",
        note=_(found.note) if binds else "",
        sources=tuple(f"{_(one.words)} ({one.confidence.words})" for one in found.sources.values()),
        asked_by=figures.sources(asks),
        agreed_on=agreed_on,
    )


def _numbers(item: checklists.Item, order: dict[str, int]) -> tuple[int, ...]:
    return tuple(order[code] for code in item.sources)
