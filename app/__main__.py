"""Chooses the window or the command line, and puts the parts together."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from app import cli, log, paths, terminal
from app.services.problems import Problem
from app.services.store import private
from app.wording import N_, _

DONE, REFUSED, USAGE = 0, 1, 2
_NO_DISPLAY = N_("There is no display to open a window on. Use the commands: peerdesk --help lists them.")


def open_window(store: Path) -> int:
    """Open the desktop app on a store's folder; returns its exit code. Raises Problem without a display."""
    if not terminal.has_display():
        raise Problem(_(_NO_DISPLAY))
    from app.ui import libraries

    libraries.require()
    from app.ui import app as window

    return int(window.run(store) or DONE)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; returns 0 done, 1 refused with a sentence on standard error, 2 usage."""
    try:
        with cli.peerdesk.make_context(
            "peerdesk", list(sys.argv[1:] if arguments is None else arguments)
        ) as context:
            context.meta["app.window"] = open_window
            cli.peerdesk.invoke(context)
        return DONE
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return USAGE
    except click.ClickException as error:
        error.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt, EOFError):
        terminal.complain(_("Stopped."))
        return REFUSED
    except BrokenPipeError:  # whoever read the answer, such as `head`, has had enough of it
        terminal.stop_saying()
        return REFUSED
    except Problem as problem:
        if isinstance(sys.stderr, terminal.Unseen):
            log.note(f"refused: {terminal.place_of(problem)}")
        terminal.refuse(problem)
        return REFUSED
    except Exception as error:  # noqa: BLE001 - the last door: a trace could show private values
        log.note(terminal.place_of(error))
        terminal.explain_bug(error)
        return REFUSED


def main() -> int:
    """The `peerdesk` command."""
    unseen = terminal.stand_in()
    private.no_dumps()
    private.keep_temporaries(paths.default_store().parent / "temporary")
    terminal.keep_values_out()
    terminal.speak_utf8()
    code = run()
    if code and unseen is not None and unseen.getvalue().strip():
        from app.ui import last_words

        last_words.show(unseen.getvalue().strip())
    return code


if __name__ == "__main__":
    sys.exit(main())
