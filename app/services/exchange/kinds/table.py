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

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (staff, supervisors, agreements, hours, supervision, clients, encounters, ce, applicants, scores)
}
