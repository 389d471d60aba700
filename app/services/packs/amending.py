"""Amending rule packs: a rule of the agency's own from a day on, a copied pack, an amendment taken back."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.credentials import ContinuingEducation, Experience, Milestone
from app.models.hours import Hours
from app.models.packs import PackAmendment
from app.models.staff import Enrolment
from app.models.supervision import SupervisionSession
from app.services import users
from app.services.packs import reading
from app.services.packs.entry import AmendmentEntry, WithdrawalEntry
from app.services.problems import Invalid, NotFound, Problem
from app.services.rules import amended, packs, typed
from app.services.rules.pack import Amended, Confidence, Figure, Pack, Rule
from app.services.users import Action, allowed
from app.wording import N_, _, short_day

_NEXT = N_("The next rule begins on {day}. Say that yours ends before it, or choose a later first day.")
_TWICE = N_("A rule of your agency begins on this day already. Withdraw it first, or choose another day.")
_INSIDE = N_("Your rule of {first} holds until {last}. Choose a first day after it, or withdraw that rule first.")
_GAP = N_("None of these rules holds on {day}. Leave the last day blank, or end it on the day before the next rule.")
_USED = N_("The rules {code} stand in records and have no other text, so they stay. Amend them instead.")


@allowed(Action.AMEND_PACKS)
def amend(session: Session, entry: AmendmentEntry) -> PackAmendment:
    """Write a rule of the agency's own, for a pack there is or for a copy under a new code.

    Raises Invalid for figures out of bounds, days that overlap another rule, a code that is taken, or nothing changed.
    """
    known = reading.library(session)
    base_pack = _base(session, known, entry)
    base = base_pack.rule_on(entry.in_force_from).rule
    figures = _figures(session, base, entry)
    _check_days(session, None if entry.copy_of else base_pack, entry)
    head = {
        "title": entry.title or base_pack.title, "staff_title": entry.staff_title or base_pack.staff_title,
        "uncertified_title": base_pack.uncertified_title, "client": base_pack.client,
        # A copy is for another state: its papers name nobody until somebody says whom.
        "addressee": entry.addressee if entry.copy_of else base_pack.addressee,
    }  # fmt: skip
    days = (entry.in_force_from, entry.in_force_to)
    text = amended.text(entry.pack, head, days, entry.source, figures.values())
    packs.read_rule(entry.pack, text)  # what is kept can be read back
    made = PackAmendment(
        pack=entry.pack, in_force_from=entry.in_force_from, rule=text, reason=entry.reason, source=entry.source,
        based_on=f"{base_pack.code}/{base.in_force_from.isoformat()}", made_at=session.info["at"],
        made_by=users.actor_of(session).user_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    day = _gap(session, entry.pack)
    if day is not None:
        raise Invalid({"in_force_to": _(_GAP).format(day=short_day(day))})
    return made


def _gap(session: Session, code: str) -> dt.date | None:
    """The first day after a rule's last on which no rule of the pack would hold, with what was changed just now."""
    reading.forget(session)
    pack = reading.library(session).get(code)
    return amended.gap(pack) if pack is not None else None


def _base(session: Session, known: Mapping[str, Pack], entry: AmendmentEntry) -> Pack:
    wanted, field = (entry.copy_of, "copy_of") if entry.copy_of else (entry.pack, "pack")
    if wanted not in known:
        there = ", ".join(known)
        raise Invalid({field: _("There are no rules “{code}”. Choose one of: {known}.").format(code=wanted, known=there)})
    if entry.copy_of:
        used = session.scalar(select(PackAmendment.id).where(PackAmendment.pack == entry.pack).limit(1))
        if entry.pack in known or used is not None:
            raise Invalid({"pack": _("This code is taken by rules here, or by some taken back. Choose another.")})
    return known[wanted]


def _figures(session: Session, base: Rule, entry: AmendmentEntry) -> dict[str, Figure]:
    wrong: dict[str, str] = {}
    found: dict[str, Figure | None] = {}
    made = Amended(users.today(session), entry.reason, entry.source)
    for name, text in entry.figures.items():
        before = base.figures.get(name) or typed.known().get(name)
        label = before.label if before is not None else name
        try:
            value = typed.value(name, text)
        except ValueError as error:
            wrong[name] = _("{field}: {sentence}").format(field=_(label), sentence=error)
            continue
        before = base.figures.get(name)
        if value is None:
            found |= {name: None} if before is not None else {}
        elif not _same(before, value, entry):
            found[name] = Figure(
                name, label, value, entry.source, Confidence(entry.confidence.value), entry.in_force_from, None, "", made
            )
    if wrong:
        raise Invalid(wrong)
    if not found and not entry.copy_of:
        raise Invalid({"figures": _("Nothing differs from the rule in force on that day. Change at least one figure.")})
    if entry.copy_of:
        base = replace(base, figures=MappingProxyType(dict(amended.of_copy(base))))
    return amended.changed(base, entry.in_force_from, found)


def _same(before: Figure | None, value: packs.Value, entry: AmendmentEntry) -> bool:
    """Whether a typed value is the one in force that day: a figure that no longer applies is not."""
    return before is not None and before.value == value and before.confidence is not Confidence.OBSOLETE


def _check_days(session: Session, pack: Pack | None, entry: AmendmentEntry) -> None:
    """Refuse a rule whose days another holds. `pack` is None for a new one, whose rule holds until the next."""
    if pack is None:
        if entry.in_force_to is not None:
            raise Invalid({"in_force_to": _("The first rule of a copy holds until the next one. Leave this blank.")})
        return
    first, last = entry.in_force_from, entry.in_force_to
    own = [row.in_force_from for row in _standing(session, pack.code)]
    if first in own:
        raise Invalid({"in_force_from": _(_TWICE)})
    for rule in pack.rules:
        if rule.amended and rule.in_force_to and rule.in_force_from < first <= rule.in_force_to:
            words = _(_INSIDE).format(first=short_day(rule.in_force_from), last=short_day(rule.in_force_to))
            raise Invalid({"in_force_from": words})
    later = [rule.in_force_from for rule in pack.rules if rule.in_force_from > first]
    if later and (last is None or last >= min(later)):
        raise Invalid({"in_force_to": _(_NEXT).format(day=short_day(min(later)))})


def _standing(session: Session, code: str) -> list[PackAmendment]:
    query = select(PackAmendment).where(PackAmendment.pack == code, PackAmendment.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(PackAmendment.in_force_from)))


@allowed(Action.AMEND_PACKS)
def withdraw(session: Session, key: uuid.UUID, entry: WithdrawalEntry) -> PackAmendment:
    """Take an amendment back: from now on every day is judged as if it had never been. It stays in the history.

    Raises NotFound, Problem for one that is taken back already or the only rule of a pack that records name.
    """
    kept = session.get(PackAmendment, key)
    if kept is None:
        raise NotFound(_("This amendment is not on record."))
    if kept.withdrawn_at is not None:
        raise Problem(_("This amendment was taken back before. Nothing is left to do."))
    if kept.pack not in packs.all_packs() and len(_standing(session, kept.pack)) == 1:
        _refuse_used(session, kept.pack)
    kept.withdrawn_at, kept.withdrawn_reason = session.info["at"], entry.reason
    kept.withdrawn_by = users.actor_of(session).user_id
    session.flush()
    if _gap(session, kept.pack) is not None:
        raise Problem(_("A rule with a last day rests on this one. Take that rule back first."))
    return kept


def _refuse_used(session: Session, code: str) -> None:
    named = (Enrolment, Hours, SupervisionSession, Milestone, ContinuingEducation, Experience)
    copies = select(PackAmendment.id).where(
        PackAmendment.based_on.startswith(f"{code}/", autoescape=True), PackAmendment.pack != code,
        PackAmendment.withdrawn_at.is_(None),
    )  # fmt: skip
    rows = [select(kind.id).where(kind.pack == code) for kind in named]
    if any(session.scalar(query.limit(1)) is not None for query in (*rows, copies)):
        raise Problem(_(_USED).format(code=code))
