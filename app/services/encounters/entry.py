"""What is typed of one encounter: when, with whom, what kind of support, and the DAP note."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from app.services import doubts, entries
from app.services.entries import Choice, Entry
from app.services.rules.moments import NOTE, moments
from app.wording import N_, _


class Manner(Choice):
    """How the peer supporter and the client met."""

    IN_PERSON = "in_person", N_("In person")
    VIDEO = "video", N_("Video")
    PHONE = "phone", N_("Phone")
    OUTREACH = "outreach", N_("Outreach")
    GROUP = "group", N_("Group")


class Service(Choice):
    """The kind of direct service: five that most payers name, then the further ones of Money Follows the Person."""

    COACHING = "coaching", N_("Coaching to restore skills")
    SELF_ADVOCACY = "self_advocacy", N_("Self-advocacy")
    CRISIS_SUPPORT = "crisis_support", N_("Support in a crisis")
    COMMUNITY_RESOURCES = "community_resources", N_("Community resources")
    NATURAL_SUPPORTS = "natural_supports", N_("Natural supports, socialization")
    PLAN_PROMOTION = "plan_promotion", N_("MFP: taking part in the plan")
    HOLISTIC_RECOVERY = "holistic_recovery", N_("MFP: whole-person recovery")
    MENTORING = "mentoring", N_("MFP: advocacy and mentoring")
    RESOURCE_NAVIGATION = "resource_navigation", N_("MFP: finding resources")
    GOAL_DEVELOPMENT = "goal_development", N_("MFP: working out goals")
    CRISIS_LINKS = "crisis_links", N_("MFP: links to crisis help")
    SKILLS = "skills", N_("MFP: everyday skills")
    MUTUAL_AID = "mutual_aid", N_("MFP: mutual aid")
    CARE_TEAM = "care_team", N_("MFP: with the care team")


class Phase(Choice):
    """Where the relationship stands; it may go back."""

    ENGAGING = "engaging", N_("Engaging")
    CONNECTING = "connecting", N_("Connecting")
    SUPPORTING = "supporting", N_("Supporting")


class Support(Choice):
    """The kinds of support given; the last two are those of family peer support."""

    EMOTIONAL = "emotional", N_("Emotional")
    INFORMATIONAL = "informational", N_("Informational")
    INSTRUMENTAL = "instrumental", N_("Instrumental")
    AFFILIATION = "affiliation", N_("Affiliation")
    EDUCATIONAL = "educational", N_("Educational")
    CONCRETE = "concrete", N_("Concrete")


KNOWN_SUPPORT = frozenset(member.value for member in Support)


def _one_of(kind: type[Choice]) -> BeforeValidator:
    """Takes one of the coded values of `kind`, or blank as None."""
    known = {member.value: member for member in kind}

    def check(value: Any) -> Any:
        text = str(value if value is not None else "").strip()
        if text and text not in known:
            raise ValueError(_("Choose one of: {known}.").format(known=", ".join(known)))
        return known.get(text)

    return BeforeValidator(check)


def _support(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list | tuple) else str(value or "").split(";")
    found = tuple(str(part).strip() for part in parts if str(part).strip())
    if not KNOWN_SUPPORT.issuperset(found):
        raise ValueError(_("Choose one or more of: {known}.").format(known=", ".join(member for member in Support)))
    return tuple(dict.fromkeys(found))


class EncounterEntry(Entry):
    """One encounter with a client or a group."""

    client: Annotated[entries.Codes, Field(title=N_("Client"))]
    staff: Annotated[entries.Code, Field(title=N_("Peer supporter"))]
    date: Annotated[entries.Date, Field(title=N_("Date"))]
    start: Annotated[entries.Clock, Field(title=N_("Start"))]
    stop: Annotated[
        entries.Clock, Field(title=N_("Stop"), description=N_("Before the start means the next day."))
    ]
    manner: Annotated[Manner, entries.choice(Manner), Field(title=N_("Manner"))]
    place: Annotated[entries.LineOrBlank, Field(title=N_("Place"))] = ""
    service_type: Annotated[Service | None, _one_of(Service), Field(title=N_("Service"))] = None
    phase: Annotated[Phase | None, _one_of(Phase), Field(title=N_("Phase"))] = None
    support: Annotated[tuple[Support, ...], BeforeValidator(_support), Field(title=N_("Kind of support"))] = ()
    data: Annotated[
        entries.Prose, Field(title=N_("Data"), description=N_("What happened and what was said"))
    ] = ""
    assessment: Annotated[
        entries.Prose, Field(title=N_("Assessment"), description=N_("What you both noticed"))
    ] = ""
    plan: Annotated[entries.Prose, Field(title=N_("Plan"), description=N_("Who does what, by when"))] = ""
    funding: Annotated[entries.LineOrBlank, Field(title=N_("Funding"))] = ""
    group: Annotated[entries.LineOrBlank, Field(title=N_("Name of the group"))] = ""
    private_line: Annotated[
        entries.Prose,
        Field(title=N_("Private lines"), description=N_("What stands in one person's record only, and in no other's.")),
    ] = ""
    start_fold: Annotated[entries.Fold, Field(title=N_("Which showing of a repeated start"))] = None
    stop_fold: Annotated[entries.Fold, Field(title=N_("Which showing of a repeated stop"))] = None
    goal: Annotated[entries.LineOrBlank, Field(title=N_("Goal worked on"))] = ""

    @model_validator(mode="after")
    def _together(self) -> Self:
        if len(self.client) > 1 and self.manner != Manner.GROUP:
            raise entries.at("client", _("Several clients together are a group. Choose group as the manner."))
        private_lines(self.client, self.private_line)
        return self


DOUBTS = (
    doubts.to_come("date", N_("This day is still to come. Sign the note once it has taken place.")),
    doubts.lasts_long(NOTE),
)


def private_lines(clients: tuple[str, ...], text: str) -> dict[str, str]:
    """Client code -> their own line. With one client the text is theirs; with several each begins `CODE: `.

    A line that names nobody continues the one before it; one more blank before a code keeps it from beginning anew.
    ValueError for a first line that names no client present.
    """
    if len(clients) == 1:
        return {clients[0]: text} if text else {}
    found: dict[str, list[str]] = {}
    whose = ""
    for line in text.split("\n"):
        code, colon, rest = line.partition(": ")
        if colon and code in clients and code not in found:
            whose = code
            found[whose] = [rest]
        elif whose:
            found[whose].append(line[1:] if line[:1] == " " and _begins(line, clients) else line)
        elif line.strip():
            raise entries.at(
                "private_line", _("Begin each private line with the client's code and a colon, such as C1: text.")
            )
    return {code: "\n".join(lines).strip() for code, lines in found.items()}


def joined_lines(lines: dict[str, str], clients: tuple[str, ...]) -> str:
    """The private lines of a group as one text, as `private_lines` reads it; of one client the line alone."""
    if len(clients) == 1:
        return lines.get(clients[0], "")
    made = []
    for code, text in lines.items():
        first, *rest = text.split("\n")
        more = [" " + line if _begins(line, clients) else line for line in rest]
        made += ["\n".join([f"{code}: {first}", *more])] if text else []
    return "\n".join(made)


def _begins(line: str, clients: tuple[str, ...]) -> bool:
    code, colon, _rest = line.lstrip(" ").partition(": ")
    return bool(colon) and code in clients


def values_of(entry: EncounterEntry, zone: str, *, stored: bool = False) -> dict[str, Any]:
    """The columns that an entry fills, codes aside; real time worked out in the zone.

    Raises Invalid, also for 24 hours and more, unless it was `stored` so before.
    """
    real = moments(entry.date, entry.start, entry.stop, zone, entry.start_fold, entry.stop_fold)
    if not stored:
        NOTE.check(real)
    return {
        "date": entry.date,
        "start": entry.start,
        "start_fold": real.start_fold,
        "stop": entry.stop,
        "stop_fold": real.stop_fold,
        "zone": zone,
        "starts": real.starts,
        "stops": real.stops,
        "manner": entry.manner.value,
        "place": entry.place,
        "service_type": entry.service_type.value if entry.service_type else "",
        "phase": entry.phase.value if entry.phase else "",
        "support": ";".join(entry.support),
        "goal": entry.goal,
        "group": entry.group,
        "data": entry.data,
        "assessment": entry.assessment,
        "plan": entry.plan,
    }
