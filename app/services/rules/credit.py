"""What is said of a session's credit. The ledger gives the reasons, the weightiest first; every sentence comes from here.

No sentence promises credit that cannot come: what is not credited for another reason than a missing signature or a day
to come is told by that reason, before and after it is signed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from app.services.rules import crediting, qualification
from app.services.rules.qualification import hours_text
from app.services.rules.rows import NotCredited
from app.wording import N_, _, readable

NO_PACK = "no_pack"
HEADINGS = {
    crediting.NOT_SIGNED: N_("Not signed yet"),
    crediting.OVERLAP: N_("Overlaps another session"),
    crediting.NO_AGREEMENT: N_("No agreement that day"),
    crediting.NOT_CONFIRMED: N_("Agreement lacks a confirmation"),
    crediting.VOID: N_("Taken back"),
    crediting.AFTER_AS_OF: N_("Still to come"),
    crediting.BEFORE_START: N_("Before the first day"),
    crediting.AFTER_END: N_("After the last day"),
    crediting.PACK_NOT_HELD: N_("Typed for other rules"),
    qualification.NO_LICENSE: N_("No license on record"),
    qualification.LICENSE_TYPE: N_("License of another type"),
    qualification.LICENSE_NOT_IN_FORCE: N_("License not in force"),
    qualification.EXPERIENCE: N_("Supervisor not qualified yet"),
    NO_PACK: N_("Under no rules"),
}
AFTER_LICENSE = N_("Sessions held after it are not credited")
AFTER_AGREEMENT = N_("Sessions held after it are not credited")
UNCONFIRMED = N_(
    "It does not confirm that the supervisor is not this person's therapist. Rules that ask for this do not credit "
    "sessions under it."
)
ON_PAPER = N_("Once both have signed this paper its sessions count as signed; what a line says against its credit stays.")


class State(Enum):
    """How a session stands under one line."""

    CREDITED = "credited"
    PART = "part"  # minutes that it shares with another session count there
    WAITS = "waits"  # for the supervisor's signature alone
    TO_COME = "to come"
    NOT = "not"


@dataclass(frozen=True)
class Credit:
    """One session under one line: `codes` and `texts` of what it lacks, the weightiest first; `lost` of its `minutes`."""

    minutes: int
    lost: int = 0
    codes: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """Where that leaves it."""
        against = [code for code in self.codes if code not in crediting.WAITS and code != crediting.OVERLAP]
        if against or (crediting.OVERLAP in self.codes and self.lost >= self.minutes):
            return State.NOT
        if crediting.AFTER_AS_OF in self.codes:
            return State.TO_COME
        if crediting.NOT_SIGNED in self.codes:
            return State.WAITS
        return State.PART if self.codes else State.CREDITED

    @property
    def signed(self) -> bool:
        """Whether the supervisor has signed by then."""
        return crediting.NOT_SIGNED not in self.codes

    @property
    def weight(self) -> int:
        """How heavy its first reason is: the smaller, the heavier."""
        return min((place(code) for code in self.codes), default=len(crediting.WEIGHT))

    @property
    def why(self) -> str:
        """The weightiest reason in a sentence's middle, days as people write them."""
        return readable(self.texts[0]) if self.texts else ""


def place(code: str) -> int:
    """Where a reason stands among all: the weightiest has 0."""
    return crediting.WEIGHT.index(code) if code in crediting.WEIGHT else 0


def of_note(minutes: int, note: NotCredited | None) -> Credit:
    """The credit of a session by the ledger's note on it; none: credited in full."""
    if note is None:
        return Credit(minutes)
    return Credit(minutes, note.minutes_lost, note.codes, note.texts)


def heading(code: str) -> str:
    """A reason in a few words."""
    return _(HEADINGS.get(code, N_("Not credited")))


@dataclass(frozen=True)
class Told:
    """A session of one person under one rule pack: as it stands, and as it will once the supervisor has signed."""

    name: str
    pack: str
    now: Credit
    signed: Credit


AMENDED = N_("The amendment is saved. It takes the place of the signed session once the supervisor has signed it.")
AMENDMENT_WAITS = N_("It takes the place of the signed session once signed")


def weightiest(told: Iterable[Told]) -> Told | None:
    """The one that lacks most."""
    return min(told, key=lambda one: one.now.weight, default=None)


def saved(told: Sequence[Told]) -> str:
    """What follows for a session just saved, a sentence for each person and rule pack where they differ."""
    each = [(one, _follows(one)) for one in told]
    if len({words for _one, words in each}) <= 1:
        said = [each[0][1]] if each else [_("It is credited to nobody: nobody here is under any rules.")]
    else:
        said = [_named(one, words, told) for one, words in each]
    return " ".join([_("The session is saved."), *said])


def _named(one: Told, words: str, told: Sequence[Told]) -> str:
    """The sentence with whose it is, and under which pack where the person has several."""
    packs = [other.pack for other in told if other.name == one.name]
    if len(packs) > 1:
        return _("{name}, under {pack}: {words}").format(name=one.name, pack=one.pack, words=words)
    return _("{name}: {words}").format(name=one.name, words=words)


def _follows(one: Told) -> str:
    then = one.signed
    if then.state is State.CREDITED:
        return _("It is credited.") if one.now.signed else _("It is credited once the supervisor has signed.")
    if then.state is State.TO_COME:
        return _("Its day is still to come: it is signed once it has been held.")
    if then.state is State.PART:
        told = _("{lost} of its {all} are shared with another session and count once.")
        return told.format(lost=hours_text(then.lost), all=hours_text(then.minutes))
    return _("It is not credited, also once signed: {why}.").format(why=then.why)


def waiting(told: Sequence[Told], leads: bool) -> str:
    """Why a session waits for somebody's signature, in a few words; `leads`: they sign as its supervisor."""
    heaviest = weightiest(told)
    if heaviest is None:
        return heading(NO_PACK)
    now = heaviest.now
    if now.state is State.NOT:
        return _("Not credited: {why}").format(why=_(heading(_first(now))))
    if now.signed:
        return _("Credited; this signature is missing") if not leads else _("Credited already")
    return _("Not credited before you sign") if leads else _("Not credited before the supervisor signs")


def _first(one: Credit) -> str:
    return min(one.codes, key=place, default="")


def against(name: str, reason: str, pack: str = "") -> str:
    """That a session being typed or read in would not be credited; `pack` is named where the person has several."""
    if pack:
        told = _("{name}, under {pack}: {reason}. It is kept, but not credited there.")
        return told.format(name=name, pack=pack, reason=reason)
    return _("{name}: {reason}. It is kept, but not credited.").format(name=name, reason=reason)


def without_pack(name: str) -> str:
    """That a session of somebody under no rules is credited nowhere."""
    return against(name, heading(NO_PACK))


def brief(minutes: int, floor: int) -> str:
    """That a session is shorter than the rule's shortest, which takes nothing from it."""
    told = _("It lasts {length}. The rule asks for {floor} or more; that alone takes no credit from it.")
    return told.format(length=hours_text(minutes), floor=hours_text(floor))


def shared(name: str, minutes: int, day: str, start: str) -> str:
    """That a session shares minutes with another one."""
    told = _("{name}: shares {length} with the session of {day} at {start}. Shared minutes count once.")
    return told.format(name=name, length=hours_text(minutes), day=day, start=start)


def held_in_full(credited_sessions: int) -> str:
    """What stands where no session lacks anything."""
    return _("Every session held is credited in full.") if credited_sessions else _("No session was held.")
