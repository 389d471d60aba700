"""A new agency's store from the command line: a strong passphrase, the store, the recovery key in its file."""

from collections.abc import Callable, Mapping
from pathlib import Path

from app.services.across import opening
from app.services.across.opening import AgencyEntry
from app.services.problems import Invalid, Problem
from app.services.store import files, placement, strength, vault
from app.services.users import UserEntry
from app.wording import N_, _

_THERE = N_("{path} is there already. Choose another file for the recovery key.")
_STORE_THERE = N_("A store lies in {folder} already. Choose another folder with --store.")


def found(
    folder: Path,
    agency: Mapping[str, str],
    admin: str,
    passphrase: Callable[[], str],
    recovery_file: Path | None,
    cost: vault.Cost = vault.FULL,
) -> str:
    """Make a store; the recovery key is written to `recovery_file` (0600), or returned where there is none.

    `passphrase` is asked only once everything else holds. Raises Problem and leaves no store behind; where only
    the recovery file fails at the end, the key is returned so that it is not lost.
    """
    entry = AgencyEntry.read(dict(agency))
    first = UserEntry.read({"name": admin, "roles": "manager"})
    if vault.exists(folder) or (folder / vault.STORE_FILE).exists():
        raise Problem(_(_STORE_THERE).format(folder=folder))
    if refused := placement.why_not(folder):
        raise Problem(refused)
    if recovery_file is not None:
        _try(recovery_file)
    typed = passphrase()
    judged = strength.check(typed, [entry.name, first.name])
    if not judged.accepted:
        raise Invalid({"passphrase": judged.sentence})
    made = opening.create(folder, entry, admin, typed, cost=cost)
    made.store.close()
    if recovery_file is None:
        return made.recovery_key
    try:
        files.write(recovery_file, f"{made.recovery_key}\n".encode())
    except Problem:
        return made.recovery_key
    return ""


def _try(path: Path) -> None:
    """Refuse a place for the recovery key that is taken or cannot be written, before anything is made."""
    if path.exists():
        raise Problem(_(_THERE).format(path=path))
    files.remove(files.temporary(path))
