"""The table of routes: each name opens something, each is asked for, and nothing else knows where a page stands."""

import ast
import importlib
import inspect
import re

import pytest

from app.ui import catalog, routes
from tests import sources, walk

ASKED = re.compile(r'\bdesk\.open(?:\(\s*|,\s*)"([^"]+)"')
MADE_UP = re.compile(r"(room|reports|settings)\.[a-z-]+")  # of the rooms, and of the parts that a room lists


@pytest.mark.parametrize("name", routes.ROUTES)
def test_every_route_leads_to_a_function_that_takes_the_desk(name: str) -> None:
    found = routes.opener(name)
    assert next(iter(inspect.signature(found).parameters)) == "desk"
    assert inspect.getdoc(found)
    module, _colon, function = routes.ROUTES[name].partition(":")
    if "." in function:  # a kind of record's: an act of its screens
        assert found.__self__ is importlib.import_module(module).SCREENS and found.__name__ == function.rpartition(".")[2]
    else:
        assert (found.__module__, found.__name__) == (module, function), "the route names where it really stands"


def test_whatever_a_page_opens_is_a_route() -> None:
    asked = {name for path in sources.SCREENS for name in ASKED.findall(sources.text(path))}
    assert len(asked) > 40 and asked <= set(routes.ROUTES)


def test_every_route_is_asked_for() -> None:
    told = {
        node.value for path in sources.SCREENS if path.name != "routes.py"
        for node in ast.walk(sources.tree(path)) if isinstance(node, ast.Constant)
    }  # fmt: skip
    by_kind = {*catalog.ROUTES}  # asked for by every kind's own screens
    assert [name for name in routes.ROUTES if name not in told | by_kind and not MADE_UP.fullmatch(name)] == []


def test_the_walk_meets_whatever_a_route_opens() -> None:
    opened = {target.replace(":", ".") for target in routes.ROUTES.values() if ":open_" in target}
    assert opened <= set(walk.openers())


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(KeyError):
        routes.opener("nowhere")
