"""The command line: one table of commands onto the services, with no logic of its own.

What a command needs is imported when it runs, so that `--help` and the window start fast.
"""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from app import __version__, clock, terminal
from app.terminal import Common
from app.wording import N_, _, plural

IMPORT_KINDS = (
    "staff", "supervisors", "agreements", "hours", "supervision", "clients", "encounters", "ce", "applicants", "scores",
    "referrals",
)  # fmt: skip
PAPER_KINDS = (
    "supervision-log", "month-statement", "hours", "supervisor-qualification", "credential-summary", "ce-transcript",
    "agreement", "ethics-agreement", "audit-file", "blank-supervision-log", "blank-hours", "intake", "blank-intake",
    "encounter", "accounting", "blank-encounter", "interview-sheet", "interview-comparison", "blank-interview",
    "crisis-page",
)  # fmt: skip
PROFILES = ("hours", "supervision", "encounters", "ce", "clients-served", "referrals")
FORMATS = ("table", "json", "csv")
PURPOSES = ("own_use", "payment_or_law", "client_request", "named_recipient")
ZONE = "America/Denver"
Command = Callable[..., Any]


class Day(click.ParamType[dt.date]):
    """An ISO date, as year-month-day only."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The date of a text such as 2026-03-04; a usage error otherwise."""
        if isinstance(value, dt.date):
            return value
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            try:
                return dt.date.fromisoformat(value)
            except ValueError:
                pass
        self.fail(
            _("{value} is no date. Type year-month-day, such as 2026-03-04.").format(value=value), param, ctx
        )


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value is not None:
        setattr(ctx.ensure_object(Common), str(param.name), value)


def common(command: Command) -> Command:
    """Give a command the options that all share; they stand before or after its name."""
    shared: dict[str, Any] = {"expose_value": False, "callback": _keep, "is_eager": True}
    for option in (
        click.option(
            "--passphrase-file", metavar="FILE", help=N_("UTF-8; - reads standard input."), **shared
        ),
        click.option(
            "--user", metavar="NAME", help=N_("Who you are; not needed where there is one user."), **shared
        ),
        click.option("--store", metavar="DIR", help=N_("The store's folder."), **shared),
    ):
        command = option(command)
    return command


def reasoned(command: Command) -> Command:
    """Give a command the options that say why a paper or file with clients' names is made."""
    shared: dict[str, Any] = {"expose_value": False, "callback": _keep}
    for option in (
        click.option("--consent-on", type=Day(), help=N_("The day on the signed consent."), **shared),
        click.option("--basis", metavar="TEXT", help=N_("The claim, law, order or consent."), **shared),
        click.option("--recipient", metavar="NAME", help=N_("Who gets it."), **shared),
        click.option(
            "--purpose", type=click.Choice(PURPOSES), help=N_("With clients' names; own use unless given."), **shared
        ),
    ):
        command = option(command)
    return command


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@common
@click.version_option(__version__, prog_name="peerdesk")
@click.pass_context
def peerdesk(ctx: click.Context) -> None:
    """Peerdesk keeps a peer support program's records. Without a command it opens its window."""
    options = ctx.ensure_object(Common)
    if ctx.invoked_subcommand is None:
        ctx.exit(ctx.meta["app.window"](options.folder))


@peerdesk.command()
@common
@click.option("--agency", required=True, metavar="NAME", help=N_("As it should stand on papers."))
@click.option("--admin", required=True, metavar="NAME", help=N_("The first user, a manager."))
@click.option("--zone", default=ZONE, show_default=True, help=N_("The agency's time zone."))
@click.option(
    "--recovery-file", metavar="FILE", help=N_("Where to put the recovery key; else it is shown here.")
)
@click.pass_obj
def init(options: Common, agency: str, admin: str, zone: str, recovery_file: str | None) -> None:
    """Make a new, encrypted store."""
    from app.services.across import founding

    key = founding.found(
        options.folder,
        {"name": agency, "zone": zone},
        admin,
        lambda: terminal.passphrase(options, new=True),
        Path(recovery_file) if recovery_file else None,
    )
    if key:
        terminal.say(_("Recovery key (write it down, keep it away from this computer):"))
        terminal.say(key)
    terminal.complain(_("The store lies in {folder}.").format(folder=options.folder))


@peerdesk.command("import")
@common
@click.argument("kind", type=click.Choice(IMPORT_KINDS))
@click.argument("file", required=False)
@click.option("--mapping", metavar="FILE.toml", help=N_("Turns another program's columns into ours."))
@click.option("--dry-run", is_flag=True, help=N_("Check everything, keep nothing."))
@click.option("--template", is_flag=True, help=N_("Print the file's header and codebook."))
@click.option("--allow-repeats", is_flag=True, help=N_("Take a file or row that is on record already."))
@click.pass_obj
def import_(
    options: Common,
    kind: str,
    file: str | None,
    mapping: str | None,
    dry_run: bool,
    template: bool,
    allow_repeats: bool,
) -> None:
    """Take in a CSV file, all of it or nothing."""
    if template:
        from app.services.exchange import templates

        terminal.give(templates.template(kind))
        return
    if file is None:
        raise click.UsageError(_("Name the CSV file to import."))
    from app.services.exchange import imports
    from app.services.exchange import mapping as mappings

    data = terminal.content(file)
    read = mappings.read(terminal.content(mapping)) if mapping else None
    with terminal.signed_in(options) as opened:
        report = imports.run(
            opened.store, opened.actor, kind, data, mapping=read, allow_repeats=allow_repeats, dry_run=dry_run
        )
    terminal.warn(report.warnings)
    if dry_run:
        one, many = (
            N_("{count} row would be imported. Nothing was kept."),
            N_("{count} rows would be imported. Nothing was kept."),
        )
    else:
        one, many = N_("{count} row imported."), N_("{count} rows imported.")
    terminal.say(plural(one, many, report.taken))


@peerdesk.command()
@common
@click.option("--staff", metavar="CODE", help=N_("One person only."))
@click.option("--as-of", type=Day(), help=N_("Reckon up to this day; today unless given."))
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--forecast", is_flag=True, help=N_("What lies ahead instead: to hold by the month's end, and notes."))
@click.pass_obj
def owed(options: Common, staff: str | None, as_of: dt.date | None, form: str, forecast: bool) -> None:
    """Show the supervision owed, by person, rule pack and month."""
    from app.services.across import forecast as forecasts
    from app.services.across import forecast_words
    from app.services.exchange import owed_text
    from app.services.store import session as sessions
    from app.services.supervision import owed as ledgers

    with (
        terminal.signed_in(options) as opened,
        sessions.reading(opened.store, opened.actor) as session,
    ):
        day = as_of or clock.today(opened.zone)
        if forecast:
            said = forecast_words.FORMATS[form](forecasts.of_ledger(session, day, staff), day)
        else:
            said = owed_text.FORMATS[form](ledgers.ledger(session, day, staff))
    terminal.give(said)


@peerdesk.command()
@common
@click.argument("kind", type=click.Choice(PAPER_KINDS))
@click.option("--staff", default="", metavar="CODE")
@click.option("--supervisor", default="", metavar="CODE")
@click.option("--client", default="", metavar="CODE")
@click.option("--position", default="", metavar="NAME", help=N_("For interview papers."))
@click.option("--pack", default="", metavar="CODE", help=N_("Of a person under several rule packs: which one."))
@click.option("--from", "first", type=Day(), help=N_("First day of the lines shown."))
@click.option("--to", "last", type=Day(), help=N_("Last day of the lines shown."))
@click.option("--as-of", type=Day(), help=N_("Reckon up to this day; today unless given."))
@click.option("--out", required=True, metavar="FILE", help=N_("The PDF to write."))
@reasoned
@click.pass_obj
def pdf(
    options: Common,
    kind: str,
    staff: str,
    supervisor: str,
    client: str,
    position: str,
    pack: str,
    first: dt.date | None,
    last: dt.date | None,
    as_of: dt.date | None,
    out: str,
) -> None:
    """Write a paper as PDF."""
    from app.services.across import leaving, papers

    with terminal.signed_in(options) as opened:
        asked = papers.Asked(
            staff=staff, supervisor=supervisor, client=client, first=first, last=last, as_of=as_of, position=position,
            pack=pack)
        papers.make(opened, kind, asked, Path(out), leaving.reason(options.reason))
    terminal.say(out)


@peerdesk.command("audit-file")
@common
@click.option("--staff", required=True, metavar="CODE")
@click.option("--from", "first", type=Day(), help=N_("First day."))
@click.option("--to", "last", type=Day(), help=N_("Last day."))
@click.option("--as-of", type=Day(), help=N_("Reckon up to this day; today unless given."))
@click.option("--attachments", type=click.Choice(("marked", "none")), default="marked", show_default=True)
@click.option("--leave-out", is_flag=True, help=N_("Make it without attachments that cannot be read."))
@click.option("--out", required=True, metavar="FILE", help=N_("The PDF to write."))
@click.pass_obj
def audit_file(options: Common, /, out: str, attachments: str, leave_out: bool, **asked: Any) -> None:
    """Write every paper of a person and a period, with attachments, as one PDF."""
    from app.services.across import papers

    with terminal.signed_in(options) as opened:
        wanted = papers.Asked(**asked, attachments=None if attachments == "marked" else frozenset(), leave_out=leave_out)
        papers.make(opened, "audit-file", wanted, Path(out))
    terminal.say(out)


@peerdesk.command()
@common
@click.argument("profile", type=click.Choice(PROFILES))
@click.option("--from", "first", required=True, type=Day(), help=N_("First day."))
@click.option("--to", "last", required=True, type=Day(), help=N_("Last day."))
@click.option("--out", required=True, metavar="DIR", help=N_("The folder for the three files."))
@click.option("--deidentified", is_flag=True, help=N_("Without names, where the profile has such a form."))
@reasoned
@click.pass_obj
def export(
    options: Common, profile: str, first: dt.date, last: dt.date, out: str, deidentified: bool
) -> None:
    """Write a profile as CSV with codebook and manifest."""
    from app.services.across import leaving

    with terminal.signed_in(options) as opened:
        why = leaving.reason(options.reason)
        made = leaving.export(opened, profile, first, last, Path(out), why, deidentified=deidentified)
    for path in (made.csv, made.codebook, made.manifest):
        terminal.say(str(path))


@peerdesk.command()
@common
@click.pass_context
def verify(ctx: click.Context) -> None:
    """Check the store, the audit chain and every signature."""
    from app.services.across import verify as verifying

    with terminal.signed_in(ctx.obj) as opened:
        faults = verifying.run(opened)
        notices = [] if faults else verifying.notices(opened)
    for notice in notices[: terminal.LISTED]:
        terminal.complain(_("Notice: {text}").format(text=f"{notice.place}: {notice.sentence}"))
    for fault in faults:
        terminal.complain(f"{fault.place}: {fault.sentence}")
    if faults:
        ctx.exit(1)
    terminal.say(_("Store, audit chain and signatures are whole."))


@peerdesk.command()
@common
@click.argument("folder", metavar="DIR")
@click.pass_obj
def backup(options: Common, folder: str) -> None:
    """Make an encrypted backup in a folder, read back and checked."""
    from app.services.across import backups

    with terminal.signed_in(options) as opened:
        made = backups.to_folder(opened, Path(folder), clock.now())
    terminal.say(str(made.path))


@peerdesk.command()
@common
@click.argument("file", metavar="FILE")
@click.option("--recovery-file", metavar="FILE", help=N_("The recovery key of the backup's day, if needed."))
@click.option("--backup-passphrase-file", metavar="FILE", help=N_("Your passphrase of that day, if another."))
@click.option("--aside", is_flag=True, help=N_("Keep a store that cannot be opened beside the restored one."))
@click.option("--dry-run", is_flag=True, help=N_("Say what would be lost, change nothing."))
@click.pass_obj
def restore(
    options: Common,
    file: str,
    recovery_file: str | None,
    backup_passphrase_file: str | None,
    aside: bool,
    dry_run: bool,
) -> None:
    """Put a backup in the place of the store, which is kept; or into a new folder."""
    from app import restoring
    from app.services.across import arriving

    asked = restoring.Asked(Path(file), recovery_file, backup_passphrase_file, dry_run)
    if aside or not arriving.has_store(options.folder):
        restoring.anew(options, asked, aside)
    else:
        restoring.over(options, asked)


@peerdesk.command()
@common
@click.argument("folder", metavar="DIR")
def demo(folder: str) -> None:
    """Make a sample agency with two years of records, its papers and files."""
    from app.services.across import demo as demos

    for path in demos.make(Path(folder)):
        terminal.say(str(path))
