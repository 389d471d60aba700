"""Review and sign: each waiting session in full, a tick after reading, one passphrase for all that are ticked."""

import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.models.supervision import SupervisionSession
from app.services.across import countersign
from app.services.across.countersign import Missing
from app.services.supervision import sessions as held
from app.services.supervision import signing, warnings
from app.services.users import Action
from app.ui.kit import handover, page, review
from app.ui.supervision import shown
from app.wording import N_, _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk


MEANING = N_(
    "By signing you say that each ticked session took place as written here. It is locked from then on."
)
MEANING_ONE = N_("By signing you say that this session took place as written here. It is locked from then on.")


def _sign(session: Any, ids: list[uuid.UUID], key: Any) -> int:
    return len(signing.sign(session, ids, key))


def _batch(desk: "Desk", others: int = 0) -> review.Batch:
    """How sessions are signed; `others` wait besides the one that is shown alone."""

    def then(ids: list[uuid.UUID]) -> page.Page | None:
        return desk.open("session", ids[0]) if len(ids) == 1 else None

    further = plural("{count} further session waits for you", "{count} further sessions wait for you", others)
    return review.Batch(
        room="supervision", crumb=_("Supervision"), title=_("Review and sign"),
        meaning=_(MEANING), nothing=_("Nothing waits for your signature."),
        button=lambda count: plural("Sign {count} session", "Sign {count} sessions", count),
        done=lambda count: plural(
            "{count} session is signed and locked.", "{count} sessions are signed and locked.", count
        ),
        sign=_sign, again=lambda: open_review(desk), then=then, next=lambda ids: next_words(desk, ids),
        further=further if others else "", open_further=lambda: open_review(desk),
    )  # fmt: skip


def next_words(desk: "Desk", ids: Sequence[uuid.UUID]) -> str:
    """Who signs these sessions next, and who of them has to do it on paper."""
    found = desk.read(lambda session: [one for key in ids for one in countersign.of_session(session, key)])
    return handover.signs_next(found)


class ReviewPage(review.ReviewPage):
    """The sessions that wait for this person's signature."""

    def __init__(self, desk: "Desk", waiting: Sequence[SupervisionSession], others: int = 0) -> None:
        """Shows them in the order given; `others` wait besides."""
        told = plural("{count} session waits for you", "{count} sessions wait for you", len(waiting) + others)
        super().__init__(desk, _batch(desk, others), told, _cards(desk, waiting))


def part(desk: "Desk", waiting: Sequence[SupervisionSession]) -> review.Part:
    """These sessions, for a page that shows more than them."""
    return review.Part(_cards(desk, waiting), _sign, lambda ids: next_words(desk, ids))


def _cards(desk: "Desk", waiting: Sequence[SupervisionSession]) -> list[review.Waiting]:
    """A card for each session, with what is doubtful about it."""
    doubts = desk.read(lambda session: {one.id: warnings.of_session(session, one) for one in waiting})
    return [_card(desk, one, doubts) for one in waiting]


def _card(desk: "Desk", one: SupervisionSession, doubts: Mapping[uuid.UUID, Sequence[str]]) -> review.Waiting:
    """A session with its tick; its supervisor attests by it what they sign, in full words."""
    names = sorted(row.staff.name for row in one.attendance)
    led = signing.role_of(one, desk.signed_in.actor) == signing.SUPERVISOR
    said = shown.attested(one) if led else shown.lines(one)
    with_whom = review.named(names) if led else one.supervisor.name
    tick = _("I have read this session with {name} and attest that it is accurate") if led else _(
        "I have read this session with {name} and it is right"
    )  # fmt: skip
    return review.Waiting(
        one.id, shown.heading(one), ", ".join(names), said, tick.format(name=with_whom), doubts[one.id]
    )


def open_review(desk: "Desk", first: uuid.UUID | None = None) -> page.Page:
    """Open the page with all that waits; or with the session `first` alone, or the sentence why it cannot be signed."""
    waiting = desk.read(signing.waiting) if desk.may(Action.SIGN) else []
    if first is None:
        made = ReviewPage(desk, waiting)
    else:
        wanted = first
        why = desk.read(lambda session: signing.why_not(session, wanted))
        alone = [one for one in waiting if one.id == wanted]
        if why or not alone:
            return told(desk, wanted, why)
        made = ReviewPage(desk, alone, len(waiting) - 1)
    desk.window.open_page(made, "supervision")
    return made.begin(first)


def told(desk: "Desk", key: uuid.UUID, why: str) -> page.Page:
    """The session's own page, with the sentence why it is not signed now."""
    shown_page: page.Page = desk.open("session", key)
    shown_page.say(why, "info")
    return shown_page


def hand_over(desk: "Desk", session_id: uuid.UUID, to: Missing) -> handover.HandOver:
    """Hand the screen to somebody who attended or led the session, for their signature."""
    user_id = to.user_id
    assert user_id is not None  # a button stands only for who has a user

    def facts(session: Any) -> list[tuple[str, str]]:
        one = held.load(session, session_id)
        return [(_("When"), shown.heading(one)), *shown.facts(one)]

    def back() -> None:
        desk.open("session", session_id).say(next_words(desk, [session_id]))

    meaning = _(signing.ACCURATE) if to.leads else _(MEANING_ONE)
    made = handover.HandOver(
        desk, to.name, _("Supervision session"), countersign.both_see(desk.signed_in, user_id, facts), meaning,
        lambda typed: countersign.sign_session(desk.signed_in, user_id, typed, session_id), back,
    )  # fmt: skip
    return made.open("supervision")
