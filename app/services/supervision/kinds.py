"""The fixed words of a session: usual topics, individual or group, how people met."""

from app.services.entries import Choice
from app.wording import N_

TOPICS = (
    N_("Ethics and boundaries"),
    N_("Role play and skills"),
    N_("Scope of practice"),
    N_("Self-care"),
    N_("Documentation"),
    N_("Problem solving"),
    N_("Successes"),
    N_("Mission"),
)


class Format(Choice):
    """One peer supporter, or several."""

    INDIVIDUAL = "individual", N_("Individual")
    GROUP = "group", N_("Group")


class Manner(Choice):
    """How supervisor and peer supporter met."""

    IN_PERSON = "in_person", N_("In person")
    VIDEO = "video", N_("Video")
    PHONE = "phone", N_("Phone")
