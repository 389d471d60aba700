"""A session in full, as text: what is read before signing, and afterwards."""

import json

from PySide6.QtWidgets import QWidget

from app.models.supervision import SupervisionSession
from app.services.supervision import signing
from app.ui.kit import controls, dates, icons
from app.ui.kit.facts import facts as laid_out
from app.ui.kit.page import Card
from app.ui.supervision import words
from app.wording import _


def heading(one: SupervisionSession) -> str:
    """Wed, Nov 18, 2026, 2:00 PM to 3:00 PM, 1 h."""
    return _("{day}, {year}, {times}").format(
        day=dates.short(one.date), year=one.date.year, times=words.times(one.start, one.stop, one.stops - one.starts)
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


def _approved(given: bool) -> str:
    return _("Reviewed and approved") if given else _("Not marked")


def lines(one: SupervisionSession) -> QWidget:
    """The fields below one another, label at the left; blank ones say so."""
    return laid_out(facts(one))


def attested(one: SupervisionSession) -> QWidget:
    """The fields, and below them what its supervisor attests by signing."""
    words = controls.text(_(signing.ACCURATE), wrap=True)
    return controls.plain(controls.down(lines(one), controls.rule(), words, gap=9))


def signatures(one: SupervisionSession) -> list[tuple[str, str, str]]:
    """(icon, who, when) of each signature, and of each that is missing."""
    found = []
    for row in one.signatures:
        kept = json.loads(row.payload)
        role = _("supervisor") if row.role == "supervisor" else _("peer supporter")
        said = _("{name}, {role}").format(name=kept["signer"]["user"], role=role)
        when = _("Signed {day}").format(day=dates.say(row.signed_on))
        if kept["signer"].get("attests"):
            when = _("{signed}. Confirmed as accurate.").format(signed=when)
        found.append(("check-circle", said, when))
    paper = one.paper_signature
    if paper is not None:
        day = _("Signed by hand {day}").format(day=dates.say(paper.signed_on))
        return [*found, ("check-circle", _("On paper, by both"), day)]
    if not any(row.role == "supervisor" for row in one.signatures):
        found.append(("pencil", _("{name}, supervisor").format(name=one.supervisor.name), _("Not signed yet")))
    done = {row.staff_id for row in one.signatures}
    for present in one.attendance:
        if present.staff_id not in done:
            said = _("{name}, peer supporter").format(name=present.staff.name)
            found.append(("pencil", said, _("Not signed yet")))
    return found


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
