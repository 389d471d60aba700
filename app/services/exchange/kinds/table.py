"""Every kind of import by its name, in the order in which a new agency imports them."""

from app.services.exchange.kinds import (
    agreements,
    applicants,
    ce,
    clients,
    encounters,
    hours,
    scores,
    staff,
    supervision,
    supervisors,
)
from app.services.exchange.kinds.base import Kind
from app.services.exchange.kinds.declared import DECLARED
from app.services.problems import NotFound
from app.wording import _

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (staff, supervisors, agreements, hours, supervision, clients, encounters, ce, applicants, scores)
} | DECLARED


def kind_of(name: str) -> Kind:
    """The kind of this name. Raises NotFound with the names there are."""
    if name not in KINDS:
        raise NotFound(_("Choose one of: {known}.").format(known=", ".join(KINDS)))
    return KINDS[name]
