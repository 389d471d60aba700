"""The answers of an intake as text, a card for each step."""

from PySide6.QtWidgets import QWidget

from app.models.clients import Client
from app.services.clients import records, steps
from app.services.clients.steps import STEPS
from app.ui.kit import controls
from app.ui.kit.facts import fact
from app.ui.kit.page import Card
from app.ui.kit.reflow import Reflow
from app.wording import _

OF_EPISODE = {"program", "funding", "admitted_on"}


def parts(client: Client) -> QWidget:
    """Two columns of cards; blank answers say so."""
    values = records.typed(client)
    columns = [controls.down(gap=12), controls.down(gap=12)]
    for number, step in enumerate(STEPS):
        card = Card(_(step.title))
        for name in step.fields:
            if name not in OF_EPISODE:
                card.add(fact(_(steps.label(name)), steps.said(name, values.get(name))))
        columns[number % 2].addWidget(card)
    for column in columns:
        column.addStretch(1)
    return Reflow([controls.plain(column) for column in columns], gap=16, below=12)
