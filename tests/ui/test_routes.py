"""The table of routes: each name opens something, and nothing else knows where."""

import importlib
import inspect

import pytest

from app.ui import routes
from tests import walk


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


def test_the_walk_meets_whatever_a_route_opens() -> None:
    opened = {target.replace(":", ".") for target in routes.ROUTES.values() if ":open_" in target}
    assert opened <= set(walk.openers())


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(KeyError):
        routes.opener("nowhere")
