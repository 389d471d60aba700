"""Every kind of record whose screens are made from its declaration, a line each."""

from typing import Any, NamedTuple

from app.services import catalog
from app.services.records.kind import RecordKind


class Shown(NamedTuple):
    """One record opens by the kind's `name`, the list by `many`; `module` declares its SCREENS."""

    name: str
    many: str
    module: str
    icon: str


KINDS = (
    Shown("incident", "incidents", "app.ui.incidents", "alert"),
    Shown("referral", "referrals", "app.ui.referrals", "out"),
)  # fmt: skip
# What opens under which name, as in the table of routes; a list of one client's stands inside of a page.
ACTS = {"{many}": "open_list", "{name}": "open_one", "{name}.form": "open_form", "{name}.draft": "open_draft",
        "client.{many}": "part"}  # fmt: skip
ROUTES = {
    route.format(name=one.name, many=one.many): f"{one.module}:SCREENS.{act}" for one in KINDS for route, act in ACTS.items()
}


def of_clients() -> list[tuple[RecordKind[Any, Any], Shown]]:
    """The kinds that are about a client, with their screens: their lists stand on a person's page and in People."""
    known = {kind.name: kind for kind in catalog.KINDS}
    return [(known[one.name], one) for one in KINDS if "client" in known[one.name].names]
