"""The Help room: every topic has words, every link leads somewhere, every rule pack shows its sources."""

import ast
import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QUrl

from app import __version__, paths
from app.services.across.opening import SignedIn
from app.services.rules import packs
from app.ui import rules
from app.ui.help import topics
from app.ui.write import Desk
from tests import sources

TOPICS = [topic for topic, _label in topics.TOPICS]


@pytest.fixture
def desk(signed_in: SignedIn, seat) -> Desk:
    return seat(signed_in, "help", size=None)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_words(desk: Desk, topic: str) -> None:
    desk.open("help", topic)
    assert len(desk.window.page().browser.toPlainText()) > 200


def test_every_link_leads_to_a_topic() -> None:
    found = [
        link
        for file in (paths.resources() / "help").glob("*.md")
        for link in re.findall(r"\]\(([^)]*)\)", file.read_text(encoding="utf-8"))
    ]
    assert found
    assert {link for link in found if link.removeprefix("topic:") not in TOPICS} == set()


def test_no_page_lies_unused() -> None:
    assert {file.stem for file in (paths.resources() / "help").glob("*.md")} <= set(TOPICS)


@pytest.mark.parametrize("way", ["setMarkdown", "setHtml"])
def test_nothing_is_bolder_than_the_boldest_cut_that_comes_with_peerdesk(desk: Desk, way: str) -> None:
    reader = rules.browser("Text")
    getattr(reader, way)({"setMarkdown": "# Head\n\nA **word** more", "setHtml": "<h1>Head</h1><p>A <b>word</b> more"}[way])
    found = []
    block = reader.document().begin()
    while block.isValid():
        found += [(each.start, int(each.format.fontWeight())) for each in block.textFormats()]
        block = block.next()
    assert max(weight for _start, weight in found) == 600 and (2, 600) in found


def test_a_link_is_followed(desk: Desk) -> None:
    desk.open("help", "first-steps")
    page = desk.window.page()
    page._follow(QUrl("topic:owed"))
    assert "Credited" in page.browser.toPlainText()
    page._follow(QUrl("topic:rules#mt-fps"))
    assert packs.load("mt-fps").title in page.browser.toPlainText()
    page._follow(QUrl("https://example.org"))
    assert packs.load("mt-fps").title in page.browser.toPlainText()


@pytest.mark.parametrize("code", sorted(packs.all_packs()))
def test_every_figure_of_a_pack_is_shown_with_its_source(code: str) -> None:
    words = rules.page(packs.load(code))
    for rule in packs.load(code).rules:
        assert words.count("Source: ") >= len(rule.figures)


def test_crisis_numbers_and_licences_are_there(desk: Desk) -> None:
    desk.open("help", "crisis")
    assert "988" in desk.window.page().browser.toPlainText()
    desk.open("help", "about")
    words = desk.window.page().browser.toPlainText()
    assert __version__ in words and "LGPL" in words and "SIL Open Font License" in words


def test_every_control_has_a_name(desk: Desk, nameless) -> None:
    desk.open("help", "first-steps")
    assert nameless(desk.window) == []


PRESSED = re.compile(r"(?:[Cc]hoose|[Pp]ress|[Oo]pen)(?:\s+the)?\s+\*\*([^*]+)\*\*|,? and (?:press|choose) \*\*([^*]+)\*\*")


MARKS = {"_", "N_", "plural"}
MAKERS = {"filled", "outlined", "bare", "link", "row_button", "Act", "Button", "Quick", "setText"}


def _marked(node: ast.AST) -> set[str]:
    """The words that are marked for translation in it."""
    calls = [one for one in ast.walk(node) if isinstance(one, ast.Call) and getattr(one.func, "id", "") in MARKS]
    args = (arg for call in calls for arg in call.args if isinstance(arg, ast.Constant))
    return {str(arg.value) for arg in args}


def _of_function(function: ast.AST) -> Iterator[str]:
    """What can be pressed by this code: buttons, acts of the menu, chips and a room's parts, buttons of rows."""
    named: dict[str, set[str]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named.setdefault(node.targets[0].id, set()).update(_marked(node.value))
    for node in ast.walk(function):
        parts: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            parts = list(node.args) if name in MAKERS else node.args[2:3] if name == "Item" else []
            parts += [one.value for one in node.keywords if one.arg == "button"]
        elif isinstance(node, ast.Tuple) and len(node.elts) >= 2 and isinstance(node.elts[0], ast.Constant):
            parts = node.elts[1:2]
        for part in parts:
            yield from _marked(part)
            for inner in ast.walk(part):
                yield from named.get(getattr(inner, "id", ""), ())


def test_every_button_that_help_names_exists() -> None:
    pressed = {words for file in sources.SCREENS for words in _of_function(sources.tree(file))}
    known = {re.sub(r" ?\{\w+\}.*", "", words) for words in pressed}
    named = {
        (file.stem, words)
        for file in (paths.resources() / "help").glob("*.md")
        for pair in PRESSED.findall(file.read_text(encoding="utf-8"))
        for words in pair if words
    }  # fmt: skip
    assert len(named) > 15
    assert {one for one in named if one[1] not in known} == set()
