"""Restoring on the command line: what would be lost is said first, at a terminal it is asked about."""

import sys
from dataclasses import dataclass
from pathlib import Path

from app import terminal
from app.services.across import arriving, opening, restore, telling
from app.services.across.restore import OlderKeys, Prepared
from app.services.problems import Problem
from app.services.store import moves
from app.terminal import Common
from app.wording import N_, _, plural

WORD = N_("RESTORE")

_STOPPED = N_("Nothing was changed.")
_WHO = N_("Several people can open this backup. Say who you are with --user NAME: {names}.")
_OLDER = N_("Name a file with --backup-passphrase-file or --recovery-file.")


@dataclass(frozen=True)
class Asked:
    """What the command was given beside the common options."""

    file: Path
    recovery_file: str | None
    passphrase_file: str | None
    dry_run: bool

    def of_that_day(self) -> str:
        """The recovery key or passphrase of the backup's day, '' where none was named."""
        named = self.recovery_file or self.passphrase_file
        if named is None:
            return ""
        return terminal.from_bytes(terminal.content(named, terminal.LONGEST_FILE + 1))


def over(common: Common, asked: Asked) -> None:
    """Restore over a store that opens; it is kept as a backup of its own. Raises Problem."""
    with terminal.aside_named(common, asked.file):
        opening.require_store(common.folder)
        typed = terminal.passphrase(common)
        opened = opening.unlock(common.folder, common.user or terminal.only_user(common.folder), typed)
    try:
        with terminal.aside_named(common, asked.file), opening.advice(common.folder):
            _over(opened, asked, typed)
    finally:
        opened.store.close()


def _over(opened: opening.SignedIn, asked: Asked, typed: str) -> None:
    prepared = _looked(opened, asked, typed)
    try:
        _tell(prepared, opened.zone)
        if asked.dry_run:
            terminal.say(_(_STOPPED))
            return
        _confirm(prepared)
        kept = restore.run(opened, prepared)
    finally:
        prepared.discard()
    terminal.say(_("Restored. What the store was is kept in {path}.").format(path=kept.path))


def _looked(opened: opening.SignedIn, asked: Asked, typed: str) -> Prepared:
    try:
        return restore.look(opened, asked.file, asked.of_that_day() or typed)
    except OlderKeys as wrong:
        raise OlderKeys(f"{wrong.sentence} {_(_OLDER)}") from None


def _tell(prepared: Prepared, zone: str) -> None:
    terminal.complain(telling.summary(prepared, zone))
    for sentence in telling.parts(prepared):
        terminal.complain(sentence)
    lost = prepared.lacking.signed
    if lost:
        words = plural("{count} signed record would be lost:", "{count} signed records would be lost:", len(lost))
        terminal.complain(words)
    for one in lost:
        terminal.complain(f"  {telling.signed(one)}")


def _confirm(prepared: Prepared) -> None:
    """At a terminal the word is typed; a script that names the command has decided, and the store is kept anyway."""
    if not prepared.lacking.lacks or not sys.stdin.isatty():
        return
    terminal.complain(_("Type {word} to go on.").format(word=_(WORD)))
    if sys.stdin.readline().strip() != _(WORD):
        raise Problem(_(_STOPPED))


def anew(common: Common, asked: Asked, aside: bool) -> None:
    """Restore into a folder without a store, or in the place of one that cannot be opened. Raises Problem."""
    found = arriving.peek(asked.file)
    name = common.user or (found.people[0] if len(found.people) == 1 else "")
    if not name:
        raise Problem(_(_WHO).format(names=", ".join(found.people)))
    words = _("These people can open it again: {names}.").format(names=", ".join(found.people))
    terminal.complain(words)
    if asked.dry_run:
        terminal.say(_(_STOPPED))
        return
    recovery = asked.recovery_file is not None
    typed = asked.of_that_day() or terminal.passphrase(common)
    if aside and moves.holds_store(common.folder):
        _require_broken(common.folder, name, typed, recovery)
    with terminal.aside_named(common, asked.file):
        opened, faults = arriving.arrive(common.folder, asked.file, name, typed, recovery=recovery, aside=aside)
    opened.store.close()
    for fault in faults:
        terminal.complain(_("Warning: {text}").format(text=f"{fault.place}: {fault.sentence}"))
    terminal.say(_("Restored into {folder}.").format(folder=common.folder))


def _require_broken(folder: Path, name: str, typed: str, recovery: bool) -> None:
    """Refuse to move a store aside that opens and whose file is whole, is open, or is newer than this Peerdesk."""
    try:
        if recovery:
            opened = opening.unlock_with_recovery(folder, typed, name)
        else:
            opened = opening.unlock(folder, name, typed)
    except Problem as wrong:
        if not arriving.may_move_aside(wrong):
            raise
        return
    try:
        whole = arriving.is_whole(opened)
    finally:
        opened.store.close()
    if whole:
        raise Problem(_("This store opens. Leave out --aside to restore over it."))
