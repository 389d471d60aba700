"""What was typed and left in any form of the app waits on Home, and its button goes on with it: on that very form."""

import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from sqlalchemy import select

from app.models.clients import Client
from app.models.encounters import EncounterSignature
from app.models.incidents import Incident
from app.services import drafts
from app.services.across.due import Kind, own
from app.services.incidents import records
from app.services.incidents.entry import IncidentEntry
from app.services.packs import amending, history
from app.services.packs.entry import AmendmentEntry
from app.ui import due as rows
from app.ui.kit.editors import LineEditor, ProseEditor
from app.ui.kit.form import Form
from app.ui.left import LeftPage
from app.ui.settings import packs
from app.ui.write import Desk
from tests import filling, walk
from tests.ui import sampled

TYPED = "77"
ENOUGH = 3  # drafts of one form: a new one, one of a record, one in another state
# Kept by something else than a form, and held by tests of their own: a week's grid, a screen that is handed over.
OTHERWISE = {"hours": "tests/ui/test_hours.py", "interview": "tests/ui/test_hiring.py"}


@pytest.fixture
def desk(qtbot, sample_store: Path, monkeypatch) -> Iterator[Desk]:
    sampled.silence(monkeypatch)
    with sampled.on_screen(qtbot, sample_store, "manager") as made:
        yield made


def forms(page: QWidget | None) -> list[Form]:
    """The forms of a page whose typing is kept, also those that are still folded away."""
    found = page.findChildren(Form) if page is not None else []
    return [one for one in found if one.draft is not None]


def type_into(form: Form) -> tuple[str, str] | None:
    """Change one field, one that takes words where there is one: (its name, what it now says)."""
    fields = [one for one in form.fields.values() if one.isVisibleTo(form) and one.isEnabledTo(form)]
    fields.sort(key=lambda one: not isinstance(one.editor, LineEditor | ProseEditor))
    for field in fields:
        before = str(form.values()[field.name])
        for value in [TYPED] if isinstance(field.editor, LineEditor | ProseEditor) else filling.candidates(field):
            filling.put(field, value)
            form.changed.emit()
            if str(form.values()[field.name]) != before:
                return field.name, str(form.values()[field.name])
    return None


def kept(desk: Desk) -> set[tuple[str, str]]:
    assert desk.keeper.flush()
    return {(one.form, one.record) for one in desk.read(drafts.of_author)}


def go_on(desk: Desk, form: Form, draft: tuple[str, str]) -> str | None:
    """Type into a form, leave it, and go on from Home: what is wrong, '' for nothing; None where nothing is kept."""
    typed = type_into(form)
    if typed is None or draft not in kept(desk):
        return None
    desk.window.go("help")
    walk.settle()
    found = desk.read(lambda session: own.drafts(session, desk.today()))  # the rows of Home that are drafts
    item = next((one for one in found if one.kind is Kind.DRAFT and one.target == "/".join(draft)), None)
    if item is None:
        return "it is not on Home"
    rows.open_item(desk, item)
    walk.settle()
    page = desk.window.page()
    again = next((one for one in forms(page) if one.draft == draft), None)
    desk.keeper.forget(*draft)
    if page is None or again is None or not again.isVisibleTo(page):
        return f"its form is not on {type(page).__name__}"
    says = str(again.values()[typed[0]])
    return "" if says == typed[1] else f"{typed[0]} says {says!r} in place of {typed[1]!r}"


def fill_up(desk: Desk) -> None:
    """What the sample lacks: an amendment of its rules, and an incident that only waits to be closed."""
    day = desk.today().isoformat()
    rule = {"pack": "mt-cbhpss", "in_force_from": "2026-03-16", "figures": {"ratio": "1/10"}, "confidence": "verified",
            "source": "Letter of the Board", "reason": "The Board doubled the ratio"}  # fmt: skip
    told = {"staff": "AW", "kind": "other", "date": day, "what": "A door was open.", "supervisor": "RC", "told_on": day,
            "no_report_reason": "Nobody was in danger."}  # fmt: skip
    if not desk.read(history.listed):
        assert desk.write(lambda session: amending.amend(session, AmendmentEntry.read(rule)).id)
    assert desk.write(lambda session: records.record(session, IncidentEntry.read(told)).id)


def further(desk: Desk) -> Iterator[tuple[str, Callable[[], object]]]:
    """Forms that stand only where a record is at some point: not on the first of its kind."""
    for key in desk.read(lambda session: session.scalars(select(Client.id)).all()):
        yield "a client", partial(desk.open, "client", key)
    for key in desk.read(lambda session: session.scalars(select(Incident.id)).all()):
        yield "an incident", partial(desk.open, "incident", key)
    for one in desk.read(history.listed):
        yield "an amendment", partial(packs.show_withdrawal, desk, one.id)


def test_every_draft_is_gone_on_with_from_home(desk: Desk) -> None:
    wrong, met = {}, set()
    fill_up(desk)
    for name, open_it in [*walk.ways(desk), *further(desk)]:
        if name.startswith("a") and {form for form, _record in met} | set(OTHERWISE) >= set(own.FORMS):
            break
        page = walk.visit(desk, open_it)
        for draft in [one.draft for one in forms(page) if one.draft is not None and one.draft not in met]:
            if sum(form == draft[0] for form, _record in met) == ENOUGH:
                continue
            page = walk.visit(desk, open_it) if page is None else page
            form = next((one for one in forms(page) if one.draft == draft), None)
            said = go_on(desk, form, draft) if form is not None and draft is not None else None
            page = None  # it was left
            if said is not None:
                met.add(draft)
            if said:
                wrong[f"{name}: {draft}"] = said
    assert wrong == {}
    assert {form for form, _record in met} | set(OTHERWISE) >= set(own.FORMS)


def test_what_was_typed_for_a_record_that_takes_it_no_more_is_shown_and_thrown_away_by_its_writer(desk: Desk) -> None:
    words = "She asked for a ride on Friday."
    gone = [(form, uuid.uuid4().hex) for form in ("supervision", "plan", "incident", "agreement", "encounter", "intake")]
    signed = desk.read(lambda session: session.scalars(select(EncounterSignature.encounter_id).limit(1)).one())
    for form, record in [*gone, ("encounter", signed.hex)]:
        desk.keeper.typed(form, record, {"summary": words, "manner": "in_person"})
        assert (form, record) in kept(desk)
        rows.open_draft(desk, form, record)
        page = desk.window.page()
        assert isinstance(page, LeftPage), form
        assert page.text.toPlainText() == words and (form, record) in kept(desk)
        page.throw_away()
        assert (form, record) not in kept(desk) and desk.window.room == "home"
