"""Review and sign: each waiting session in full, a tick after reading, one passphrase for all that are ticked."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.models.supervision import SupervisionSession
from app.services.supervision import signing
from app.ui.kit import review
from app.ui.supervision import shown
from app.wording import N_, _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk


MEANING = N_(
    "By signing you say that each ticked session took place as written here. It is locked from then on."
)


def _sign(session: Any, ids: list[uuid.UUID], key: Any) -> int:
    return len(signing.sign(session, ids, key))


def _batch(desk: "Desk") -> review.Batch:
    return review.Batch(
        room="supervision", crumb=_("Supervision"), title=_("Review and sign"),
        meaning=_(MEANING), nothing=_("Nothing waits for your signature."),
        button=lambda count: plural("Sign {count} session", "Sign {count} sessions", count),
        done=lambda count: plural(
            "{count} session is signed and locked.", "{count} sessions are signed and locked.", count
        ),
        sign=_sign, again=lambda: open_review(desk),
    )  # fmt: skip


class ReviewPage(review.ReviewPage):
    """The sessions that wait for this person's signature."""

    def __init__(self, desk: "Desk", waiting: Sequence[SupervisionSession]) -> None:
        """Shows them in the order given."""
        told = plural("{count} session waits for you", "{count} sessions wait for you", len(waiting))
        super().__init__(desk, _batch(desk), told, [card(desk, one) for one in waiting])


def card(desk: "Desk", one: SupervisionSession) -> review.Waiting:
    """A session with its tick; its supervisor attests by it what they sign, in full words."""
    names = ", ".join(sorted(row.staff.name for row in one.attendance))
    led = signing.role_of(one, desk.signed_in.actor) == signing.SUPERVISOR
    said = shown.attested(one) if led else shown.lines(one)
    tick = _("I have read this and attest that it is accurate") if led else _("I have read this and it is right")
    made = review.Waiting(one.id, shown.heading(one), names, said, tick)
    made.box.setAccessibleName(_("Reviewed: {session}").format(session=shown.heading(one)))
    return made


def open_review(desk: "Desk", first: uuid.UUID | None = None) -> ReviewPage:
    """Open the page; the session `first` stands first and is the one to look at."""
    waiting = sorted(desk.read(signing.waiting), key=lambda one: one.id != first)
    made = ReviewPage(desk, waiting)
    desk.window.open_page(made, "supervision")
    return made.begin()
