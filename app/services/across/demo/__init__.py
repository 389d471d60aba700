"""`peerdesk demo DIR`: a sample agency with two years of data, its PDFs and its CSV files."""

import datetime as dt
import itertools
from collections.abc import Callable
from pathlib import Path

from app import clock
from app.services.across import backups, leaving, papers
from app.services.across.demo import (
    ahead,
    cast,
    closings,
    folder,
    incidents,
    interviews,
    learning,
    people,
    records,
    service,
    walk,
)
from app.services.across.demo.plan import plan
from app.services.across.opening import SignedIn
from app.services.across.papers import Asked
from app.services.exchange import exports
from app.services.store import files, vault
from app.services.store import session as sessions
from app.wording import _, plural

SEED = 1976
NEEDS_NOBODY = ("crisis-page", "blank-intake", "blank-encounter", "blank-interview", "blank-hours", "blank-supervision-log")


def _silent(said: str) -> None:
    """Tell nobody."""


def make(
    where: Path,
    tell: Callable[[str], None] = _silent,
    *,
    now: dt.datetime | None = None,
    seed: int = SEED,
    cost: vault.Cost = vault.FULL,
) -> list[Path]:
    """Make the sample agency in `where` up to `now` (this moment unless given); returns the files a person opens.

    An earlier sample there is replaced. Raises Problem where anything else lies in the folder, or where the sample's
    store is open; nothing is touched then. `tell` hears a sentence at each step.
    """
    at = now or clock.now()
    today = clock.day(at, cast.AGENCY["zone"])
    folder.clear(where)
    folder.mark(where)
    tell(_("Making the store with its staff and users ..."))
    agency = walk.start(where / folder.STORE, plan(today, seed), at, cost)
    store = agency.manager.store
    try:
        tell(_("Living through two years of work with people, supervision and signatures ..."))
        rooms = (learning, ahead, closings, incidents, records)
        further = (interviews.events(agency, seed), service.events(agency, seed), *(room.events(agency) for room in rooms))
        walk.live(agency, itertools.chain(*further))
        tell(_("Writing the PDF and CSV files ..."))
        backups.by_hand(agency.manager, at)  # Home would ask for the one of two years ago
        made = [*_papers(agency.manager, where, today, at), *_exports(agency.manager, where, agency.plan.first, at)]
    except BaseException:
        store.abandon()
        raise
    store.close()
    readme = where / folder.README
    files.write(readme, _readme(where).encode())
    tell(plural("Made {count} file.", "Made {count} files.", len(made) + 1))
    return [readme, *made]


def _papers(signed_in: SignedIn, where: Path, today: dt.date, at: dt.datetime) -> list[Path]:
    """Of each person the Board's log and the hours sheet; of one client intake and notes; hiring; blank forms."""
    first, year = dt.date(today.year - 1, today.month, 1), dt.date(today.year, 1, 1)
    asked: dict[str, tuple[str, Asked]] = {}
    for one in cast.HABITS:
        person = Asked(one.code, first=first, last=today, as_of=today, pack=cast.FIRST_PACK[one.code])
        asked[f"supervision-log-{one.code}.pdf"] = "supervision-log", person
        recent = Asked(one.code, first=year, last=today, as_of=today, pack=cast.FIRST_PACK[one.code])
        asked[f"hours-{one.code}.pdf"] = "hours", recent
        for kind in ("credential-summary", "ce-transcript"):
            asked[f"{kind}-{one.code}.pdf"] = kind, Asked(one.code, as_of=today)
    asked["audit-file-AW.pdf"] = "audit-file", Asked("AW", first=year, last=today, as_of=today)
    pair = Asked("AW", "RC", first=year, last=today, as_of=today)
    asked["supervision-log-AW-RC.pdf"] = "supervision-log", pair
    everyone = Asked(first=year, last=today, as_of=today)
    asked["supervisor-qualification.pdf"] = "supervisor-qualification", everyone
    client = people.PEOPLE[0].code
    asked[f"intake-{client}.pdf"] = "intake", Asked(client=client)
    recent_notes = Asked(client=client, first=today - dt.timedelta(days=92), last=today)
    asked[f"encounter-{client}.pdf"] = "encounter", recent_notes
    for kind in ("interview-sheet", "interview-comparison"):
        asked[f"{kind}.pdf"] = kind, Asked(position=interviews.POSITION)
    for kind in NEEDS_NOBODY:
        asked[f"{kind}.pdf"] = kind, Asked()
    for name, (kind, wanted) in asked.items():
        papers.make(signed_in, kind, wanted, where / name, now=at)
    signing = where / "supervision-log-WH-for-signature.pdf"
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        files.write(signing, walk.waiting_paper(session))
    return [*(where / name for name in asked), signing]


def _exports(signed_in: SignedIn, where: Path, first: dt.date, at: dt.datetime) -> list[Path]:
    """Every export, and those that have a form without names a second time in a folder of their own."""
    today = clock.day(at, signed_in.zone)
    made: list[Path] = []
    without = where / folder.WITHOUT_NAMES
    files.make_folder(without)
    for name, profile in exports.PROFILES.items():
        for plain in (False, True) if profile.plain else (False,):
            place = without if plain else where
            found = leaving.export(signed_in, name, first, today, place, deidentified=plain, now=at)
            made += [found.csv, found.codebook, found.manifest]
    return made


def _readme(where: Path) -> str:
    people = "\n".join(f"  {name:24} {role.replace('_', ' ')}" for name, role, _staff, _led in cast.USERS)
    return _(
        "{agency}\n"
        "\n"
        "A made-up agency to try Peerdesk with. Nobody in it is real.\n"
        "Make it again with: peerdesk demo DIR   (this folder is then replaced)\n"
        "\n"
        "User names:\n"
        "  {manager:24} manager\n"
        "{people}\n"
        "\n"
        "Passphrase of each of them:\n"
        "{passphrase}\n"
        "\n"
        "Open it:      peerdesk --store {store}\n"
        "See it owed:  peerdesk owed --store {store} --user \"{manager}\"\n"
        "\n"
        "Beside this file lie papers as PDF: supervision logs, hours sheets, credentials, an audit\n"
        "file, one client's intake and notes, the interviews, a crisis page and blank forms. The exports lie\n"
        "there as CSV with codebooks and manifests; the folder\n"
        "{without} holds those for a funder. Wes Halvorsen's log of last month is printed for signature and\n"
        "waits to be signed by hand. Emmett Vance is on record twice: see how a second record is shown.\n"
    ).format(
        agency=cast.AGENCY["name"],
        manager=cast.MANAGER,
        people=people,
        passphrase=cast.PASSPHRASE,
        store=where / folder.STORE,
        without=folder.WITHOUT_NAMES,
    )
