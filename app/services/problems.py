"""What can go wrong in the world, each with a sentence for the person.

A `Problem` is never a bug of ours: it says what is wrong, where, and what to do. Its sentence may be
shown; it never holds a passphrase or key. Bugs stay ordinary exceptions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.wording import N_, _, plural

OVERTAKEN = N_("Somebody changed this since you opened it. Compare both, then save again.")


class Problem(Exception):
    """A failure of the world; `sentence` is what a person reads.

    Of a store that does not open: `of_key_file` where its key file is at fault, `broken` where a backup may take its
    place, `advised` once what lies beside it was looked through, `key_file` and `backup` what was found to help;
    `on_screen` says the same in short, where buttons do what the sentence tells a person to do.
    """

    of_key_file = broken = advised = False
    on_screen = ""
    key_file: Path | None = None
    backup: Path | None = None

    def __init__(self, sentence: str) -> None:
        """Keep the sentence that a person will read."""
        super().__init__(sentence)
        self.sentence = sentence


class Invalid(Problem):
    """What was typed cannot be taken; `fields` maps each field's name to its sentence ('' = the whole form)."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        """Keep the sentence of each field."""
        self.fields = dict(fields)
        super().__init__(" ".join(self.fields.values()))


class Overtaken(Invalid):
    """Somebody changed the record since it was opened; nothing was written."""

    def __init__(self) -> None:
        """The sentence stands over the whole form."""
        super().__init__({"": _(OVERTAKEN)})


@dataclass(frozen=True)
class RowProblem:
    """One thing wrong in a file: its row (1 is the header, None the whole file), column and sentence."""

    row: int | None
    column: str | None
    sentence: str

    def __str__(self) -> str:
        """The place and the sentence on one line."""
        if self.row is None:
            return self.sentence
        if self.column is None:
            return _("Row {row}: {sentence}").format(row=self.row, sentence=self.sentence)
        return _("Row {row}, column {column}: {sentence}").format(
            row=self.row, column=self.column, sentence=self.sentence
        )


class FileRefused(Problem):
    """An import took nothing; `rows` names every row at fault.

    `asks` names what the file leaves open and what could be said of it once, each with an example from the file.
    """

    def __init__(self, rows: Sequence[RowProblem], asks: Mapping[str, str] | None = None) -> None:
        """Keep each row's problem; the sentence lists them a line each."""
        self.rows = tuple(rows)
        self.asks = dict(asks or {})
        count = plural("{count} problem.", "{count} problems.", len(self.rows))
        head = _("Nothing was imported.") + " " + count
        super().__init__("\n".join([head, *map(str, self.rows)]))


class Forbidden(Problem):
    """The signed-in person's roles do not allow this."""


class WrongPassphrase(Problem):
    """The passphrase or recovery key does not open this user's keys."""


class NotOwnPassphrase(WrongPassphrase):
    """What was typed to confirm an act is not the passphrase of who is signed in."""


class NoStore(Problem):
    """No store, or only a part of one, lies in the folder."""


class ForeignStore(Problem):
    """A file is there, but it is not this agency's encrypted store."""


class NewerStore(Problem):
    """A newer Peerdesk wrote this store."""


class StoreBusy(Problem):
    """Another Peerdesk has the store open."""


class Damaged(Problem):
    """A check found the store or its vault file changed or broken."""


class Frozen(Problem):
    """A signed or printed-for-signature record cannot be changed."""


class DiskProblem(Problem):
    """The disk is full, read-only, or a file is held by another program."""


class NotFound(Problem):
    """A code or name that is not on record."""


class Unreadable(Problem):
    """Attachments that cannot go into a file: damaged, or protected by a password; it can be made without them."""
