"""Offers what fits while somebody types, in the folded form: jose finds José, 'Elk, Clara' finds Clara Elk."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter

from app import folded

FOLDED = int(Qt.ItemDataRole.UserRole) + 7


class Finder(QCompleter):
    """Completes from a model whose items carry their folded words under `FOLDED`; shows and gives the label itself."""

    def __init__(self, model: QStandardItemModel, parent: QObject) -> None:
        """Over a model whose items carry the folded form."""
        super().__init__(model, parent)
        self.setCompletionRole(FOLDED)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)

    def splitPath(self, path: str) -> list[str]:
        """What was typed, folded as the labels are."""
        return [folded.fold(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """The label, not its folded form."""
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


def of_labels(labels: Sequence[str], parent: QObject) -> Finder:
    """A finder over plain labels."""
    model = QStandardItemModel(parent)
    for label in labels:
        item = QStandardItem(label)
        item.setData(folded.both_ways(label), FOLDED)
        model.appendRow(item)
    return Finder(model, parent)


def of_combo(combo: QComboBox) -> Finder:
    """A finder over the entries of a combo box, added by `offer`."""
    model = combo.model()
    assert isinstance(model, QStandardItemModel)
    return Finder(model, combo)


def offer(combo: QComboBox, value: str, label: str) -> None:
    """Add an entry that can be found in its folded form."""
    combo.addItem(label, value)
    combo.setItemData(combo.count() - 1, folded.both_ways(label), FOLDED)


def place(combo: QComboBox, text: str) -> int:
    """Where the entry of this label stands: as written, else the only one that is the same when folded; -1 for none."""
    number = combo.findText(text, Qt.MatchFlag.MatchFixedString)
    if number >= 0 or not text.strip():
        return number
    wanted, length = folded.fold(text), len(folded.words(text))
    same = []
    for row in range(combo.count()):
        label = combo.itemText(row)
        if len(folded.words(label)) == length and wanted in folded.both_ways(label):
            same.append(row)
    return same[0] if len(same) == 1 else -1
