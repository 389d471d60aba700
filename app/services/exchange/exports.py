"""Files given out: a CSV, its codebook and its manifest, each whole or not there at all."""

import csv
import datetime as dt
import hashlib
import io
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy.orm import Session

from app import __version__, clock
from app.services import users
from app.services.catalog import KINDS
from app.services.exchange import codebooks
from app.services.exchange.orders import in_order
from app.services.exchange.profiles import (
    ce,
    clients_served,
    declared,
    encounters,
    encounters_plain,
    hours,
    supervision,
)
from app.services.problems import NotFound, Problem
from app.services.store import files
from app.services.users import Action, allowed
from app.wording import N_, _

MADE_BY = "Peerdesk"
_FOREIGN = N_(
    "{path} is there already and is not an export of Peerdesk. Choose another folder or move it away."
)
_NOT_A_FOLDER = N_("{path} is not a folder. Choose a folder for the export.")
_ORDER = N_("The period ends before it begins. Check both dates.")
_IDENTIFIED_ONLY = N_("This export has no form without names. Choose encounters or clients served, or keep the names.")

Batches = Callable[[Session, dt.date, dt.date, dt.date], Iterator[codebooks.Batch]]
Clients = Callable[[Session, dt.date, dt.date], set[uuid.UUID]]


@dataclass(frozen=True)
class Profile:
    """What an export holds: `batches(session, first, last, as_of)` gives its rows, their text guarded.

    `plain` is its form without names, where it has one; `clients(session, first, last)` tells whom the other one
    names, by name or by code.
    """

    name: str
    codebook: codebooks.Codebook
    batches: Batches
    plain: tuple[codebooks.Codebook, Batches] | None = None
    clients: Clients | None = None


@dataclass(frozen=True)
class Exported:
    """The files that an export made, and how many rows it has."""

    csv: Path
    codebook: Path
    manifest: Path
    rows: int


PROFILES: dict[str, Profile] = {
    hours.NAME: Profile(hours.NAME, hours.CODEBOOK, hours.batches),
    supervision.NAME: Profile(supervision.NAME, supervision.CODEBOOK, supervision.batches),
    encounters.NAME: Profile(
        encounters.NAME,
        encounters.CODEBOOK,
        encounters.batches,
        (encounters_plain.CODEBOOK, encounters_plain.batches),
        encounters.clients,
    ),
    ce.NAME: Profile(ce.NAME, ce.CODEBOOK, ce.batches),
    clients_served.NAME: Profile(
        clients_served.NAME,
        clients_served.CODEBOOK,
        clients_served.batches,
        (clients_served.PLAIN_CODEBOOK, clients_served.plain_batches),
        clients_served.clients,
    ),
    **{
        kind.csv: Profile(
            kind.csv, declared.codebook(kind), declared.batches(kind),
            clients=declared.clients(kind) if "client" in kind.names else None,
        )
        for kind in KINDS
        if kind.csv
    },
}  # fmt: skip


@allowed(Action.EXPORT)
def write(
    session: Session,
    profile: str,
    first: dt.date,
    last: dt.date,
    folder: Path,
    *,
    as_of: dt.date | None = None,
    deidentified: bool = False,
    now: dt.datetime | None = None,
) -> Exported:
    """Write PROFILE.csv, PROFILE.codebook.json and PROFILE.manifest.json for the days `first` to `last`.

    `as_of` (today) is the day up to which signed amendments stand in for what they amend. An earlier export there
    is replaced; another file of the same name is not. Raises Problem, DiskProblem, NotFound.
    """
    codebook, rows_of = _form(profile, deidentified)
    if last < first:
        raise Problem(_(_ORDER))
    at = now or session.info["now"]
    zone = users.agency(session).zone
    made = _places(folder, profile)
    require_place(profile, folder)
    if not folder.exists():
        files.make_folder(folder)
    batches = rows_of(session, first, last, as_of or clock.day(at, zone))
    book = _json(codebooks.schema(codebook))
    with files.landing(made.csv) as out:
        count = write_csv(out, codebook.names, in_order(batches, codebook.names))
        out.seek(0)
        digest = hashlib.file_digest(out, "sha256").hexdigest()  # type: ignore[arg-type]  # a buffered file is one
    digests = {made.csv.name: digest, made.codebook.name: hashlib.sha256(book).hexdigest()}
    files.write(made.codebook, book)
    files.write(made.manifest, _json(_manifest(profile, first, last, zone, count, at, digests, deidentified)))
    return Exported(made.csv, made.codebook, made.manifest, count)


@allowed(Action.EXPORT)
def named(session: Session, profile: str, first: dt.date, last: dt.date, deidentified: bool = False) -> set[uuid.UUID]:
    """The clients whom such an export names; none without names. Raises NotFound, Problem."""
    _form(profile, deidentified)
    clients = PROFILES[profile].clients
    return set() if deidentified or clients is None else clients(session, first, last)


def _form(profile: str, deidentified: bool) -> tuple[codebooks.Codebook, Batches]:
    """The codebook and rows of a profile, with names or without. Raises NotFound, or Problem where it has no such form."""
    if profile not in PROFILES:
        raise NotFound(_("Choose one of: {known}.").format(known=", ".join(PROFILES)))
    found = PROFILES[profile]
    if not deidentified:
        return found.codebook, found.batches
    if found.plain is None:
        raise Problem(_(_IDENTIFIED_ONLY))
    return found.plain


def write_csv(out: IO[bytes], names: Sequence[str], batches: Iterable[codebooks.Batch]) -> int:
    """Fill a file as a spreadsheet takes it: UTF-8 with a mark, CRLF line ends; returns how many rows it has."""
    count = 0
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    text.write("\ufeff")  # the codec that writes the mark by itself runs in Python for each row
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    for batch in batches:
        writer.writerows(batch)
        count += len(batch)
    text.detach()  # flushed; the file stays open
    return count


def require_place(profile: str, folder: Path) -> None:
    """Raise Problem where an export of this name cannot lie in the folder, which need not be there yet."""
    made = _places(folder, profile)
    if folder.exists() and not folder.is_dir():
        raise Problem(_(_NOT_A_FOLDER).format(path=folder))
    there = [path for path in (made.csv, made.codebook, made.manifest) if path.exists()]
    if there and not _ours(made.manifest, profile):
        raise Problem(_(_FOREIGN).format(path=there[0]))


def _places(folder: Path, profile: str) -> Exported:
    return Exported(
        folder / f"{profile}.csv", folder / f"{profile}.codebook.json", folder / f"{profile}.manifest.json", 0
    )


def _ours(manifest: Path, profile: str) -> bool:
    try:
        kept = json.loads(manifest.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(kept, dict) and kept.get("made_by") == MADE_BY and kept.get("profile") == profile


def _manifest(
    profile: str,
    first: dt.date,
    last: dt.date,
    zone: str,
    rows: int,
    at: dt.datetime,
    digests: dict[str, str],
    deidentified: bool,
) -> dict[str, Any]:
    return {
        "made_by": MADE_BY,
        "version": __version__,
        "profile": profile,
        "from": first.strftime("%Y") if deidentified else first.isoformat(),
        "to": last.strftime("%Y") if deidentified else last.isoformat(),
        "time_zone": zone,
        "rows": rows,
        "deidentified": deidentified,
        "made_at": at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "sha256": digests,
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
