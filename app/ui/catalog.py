"""Every kind of record with screens, a line each: its name, its list's name, and the module that declares its SCREENS."""

from typing import NamedTuple


class Shown(NamedTuple):
    """A kind that has screens: one record opens by its `name`, the list by `many`."""

    name: str
    many: str
    module: str


KINDS = (
    Shown("incident", "incidents", "app.ui.incidents"),
)  # fmt: skip
# What opens under which name, as in the table of routes; a list of one client's stands inside of a page.
ACTS = {"{many}": "open_list", "{name}": "open_one", "{name}.form": "open_form", "{name}.draft": "open_draft",
        "client.{many}": "part"}  # fmt: skip
ROUTES = {
    route.format(name=one.name, many=one.many): f"{one.module}:SCREENS.{act}" for one in KINDS for route, act in ACTS.items()
}
