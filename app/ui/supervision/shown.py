"""A session in full, as text: what is read before signing, and afterwards."""

import json

from PySide6.QtWidgets import QWidget

from app.models.supervision import SupervisionSession
from app.services.supervision import signatures as standing
from app.services.supervision import signing
from app.ui.kit import controls, dates, icons
from app.ui.kit.facts import facts as laid_out
from app.ui.kit.page import Card
from app.ui.supervision import words
from app.wording import _


def heading(one: SupervisionSession) -> str:
    """Wed, Nov 18, 2026, 2:00 PM to 3:00 PM, 1 h."""
    return _("{day}, {times}").format(
        day=dates.short(one.date), times=words.times(one.start, one.stop, one.stops - one.starts)
    )


def facts(one: SupervisionSession) -> list[tuple[str, str]]:
    """Every field with its label, as the record holds it."""
    names = ", ".join(sorted(row.staff.name for row in one.attendance))
    found = [
        (_("Peer supporter"), names),
        (_("Supervisor"), one.supervisor.name),
        (_("Kind and manner"), words.kind(one.format, one.manner)),
        (_("Topics"), words.topics(one.topics)),
        (_("Description"), one.description),
        (_("What was covered"), one.summary),
        (_("Follow up next time"), one.follow_up),
        (_("(a) Assessments, interpretations, referrals"), _approved(one.reviewed_assessments)),
        (_("(b) Support and how it is planned"), _approved(one.reviewed_interventions)),
    ]
    if one.pack:
        found.append((_("Rules"), one.pack))
    if one.amends_id:
        found.insert(0, (_("Takes the session back") if one.void else _("Amended because"), one.amendment_reason))
    return found


def _approved(given: bool | None) -> str:
    if given is None:
        return _("Not asked of this session")
    return _("Reviewed and approved") if given else _("Not approved")


def lines(one: SupervisionSession) -> QWidget:
    """The fields below one another, label at the left; blank ones say so."""
    return laid_out(facts(one))


def attested(one: SupervisionSession) -> QWidget:
    """The fields, and below them what its supervisor attests by signing."""
    words = controls.text(_(signing.ACCURATE), wrap=True)
    return controls.plain(controls.down(lines(one), controls.rule(), words, gap=9))


def signatures(one: SupervisionSession) -> list[tuple[str, str, str]]:
    """(icon, who, when) of each signature, and of each that is missing."""
    attested = {
        row.staff_id for row in one.signatures if json.loads(row.payload)["signer"].get("attests")
    }  # the supervisor's names nobody of the staff
    found = []
    for given in standing.of(one).given:
        role = _("supervisor") if given.role == standing.SUPERVISOR else _("peer supporter")
        who = _("{name}, {role}").format(name=given.name, role=role)
        icon = "pencil" if given.way is None else "check-circle"
        found.append((icon, who, _when(given, given.staff_id in attested)))
    return found


def _when(given: standing.Given, attested: bool) -> str:
    if given.on is None:
        return _("Not signed yet")
    day = dates.say(given.on)
    if given.way is standing.Way.HAND:
        paper = _("Signed by hand {day}, paper {number}") if given.number else _("Signed by hand {day}")
        return paper.format(day=day, number=given.number)
    signed = _("Signed in Peerdesk {day}").format(day=day)
    return _("{signed}. Confirmed as accurate.").format(signed=signed) if attested else signed


def signature_card(one: SupervisionSession) -> Card:
    """Who signed when, and who has still to."""
    card = Card(_("Signatures"))
    for icon, who, when in signatures(one):
        line = controls.across(gap=10)
        line.addWidget(icons.label(icon, "good" if icon == "check-circle" else "warning"))
        said = controls.down(gap=0)
        said.addWidget(controls.text(who, wrap=True))
        said.addWidget(controls.text(when, "second", wrap=True))
        line.addLayout(said, 1)
        card.add(line)
    return card
