"""What helps where a store does not open: what lies beside it is looked through, and only what would work is named."""

from pathlib import Path

from app.services.problems import NoStore, Problem
from app.services.store import archive, backup, files, moves, vault
from app.services.store import engine as engines
from app.wording import N_, _

LOOKED_AT = 5  # backups that are read through before a person is asked to wait for more

_KEY_FILE = N_(
    "Beside it lies {path}, the key file as it was before its last change: put it in the place of {name}, and open the "
    "store again."
)
_BACKUP = N_("The newest whole backup beside it is {path}: restore it in the place of this store, which is kept beside it.")
_ELSE_BACKUP = N_("If that does not open it: {words}")
_NO_BACKUP = N_(
    "No whole backup lies beside it: plug in the drive with your backups, and restore the newest one in the place of this "
    "store, which is kept beside it."
)
_SHORT_KEY_FILE = N_("Put the key file of before (vault.json.previous) back; if that does not open it, restore a backup.")
_SHORT_BACKUP = N_("Restore the newest whole backup beside it; what cannot be opened is kept.")
_KEPT = N_("A store that was moved aside lies in {path}. To go back to it, give that folder the name {name}.")


def advised(folder: Path, wrong: Problem) -> Problem:
    """The same problem with what helps, where the store's file or its key file is missing, foreign or damaged."""
    nothing = isinstance(wrong, NoStore) and not moves.holds_part(folder)
    on_its_way = folder.name.endswith(backup.WORKING)
    if wrong.advised or on_its_way or not (wrong.of_key_file or wrong.broken or isinstance(wrong, NoStore)):
        return wrong
    if nothing:
        kept = moves.kept_beside(folder)
        return _with(wrong, _(_KEPT).format(path=kept[-1], name=folder.name) if kept else "")
    key_file = previous_key_file(folder) if (folder / engines.FILE).exists() and wrong.of_key_file else None
    newest = newest_backup(folder)
    words = _(_BACKUP).format(path=newest) if newest else _(_NO_BACKUP)
    if key_file is not None:
        first = _(_KEY_FILE).format(path=key_file, name=vault.VAULT_FILE)
        words = f"{first} {_(_ELSE_BACKUP).format(words=words[:1].lower() + words[1:])}"
    made = _with(wrong, words)
    made.key_file, made.backup, made.broken = key_file, newest, True
    short = _SHORT_KEY_FILE if key_file else _SHORT_BACKUP if newest else _NO_BACKUP
    made.on_screen = f"{_bare(wrong)} {_(short)}"
    return made


def _with(wrong: Problem, words: str) -> Problem:
    made = type(wrong)(f"{_bare(wrong)} {words}".strip())
    made.advised, made.of_key_file = True, wrong.of_key_file
    return made


def _bare(wrong: Problem) -> str:
    return wrong.sentence.removesuffix(_(engines.RESTORE)).strip()


def previous_key_file(folder: Path) -> Path | None:
    """The key file of before, where it is whole in form and not the same as the one in place."""
    path = files.previous(folder / vault.VAULT_FILE)
    try:
        vault.read_file(path)
        present = (folder / vault.VAULT_FILE).read_bytes() if vault.exists(folder) else b""
        return path if path.read_bytes() != present else None
    except (Problem, OSError):
        return None


def put_key_file_back(folder: Path) -> None:
    """Put the key file of before in the place of the present one, which is kept under another name.

    Raises Problem where there is none that would help, DiskProblem.
    """
    path = previous_key_file(folder)
    if path is None:
        raise Problem(_("There is no other key file beside this one."))
    place = folder / vault.VAULT_FILE
    if place.exists():
        files.copy(place, place.with_name(f"{place.name}.damaged"))
    files.copy(path, place)


def newest_backup(folder: Path) -> Path | None:
    """The newest backup beside a store that is whole and, as far as one can see, of this store."""
    place = folder / vault.VAULT_FILE
    ours = {said for said in map(_store, (place, files.previous(place))) if said}
    kept = sorted(backup.listed(folder / backup.FOLDER), key=lambda one: one.before_restore)  # stays newest first
    for one in kept[:LOOKED_AT]:
        try:
            label = archive.check(one.path)
        except Problem:
            continue
        if not ours or label.store in ours:
            return one.path
    return None


def _store(path: Path) -> str:
    try:
        return vault.read_file(path).store_id
    except Problem:
        return ""
