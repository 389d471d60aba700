"""Who may see and write a row, in a small vocabulary on plain column names; each table is declared with it.

A rule says which rows of a table somebody sees who is no manager; a manager sees every row but an author's own and those
that are nobody's. Who somebody is to a row comes from their roles: a peer supporter is the staff member they are linked
to, a supervisor the supervisor, an auditor whoever was granted a client's record. `app.services.users.access` asks it.
"""

from dataclasses import dataclass

MANAGER, SUPERVISOR, PEER_SUPPORTER, AUDITOR = "manager", "supervisor", "peer_supporter", "auditor"
ALL = M, S, P, A = MANAGER, SUPERVISOR, PEER_SUPPORTER, AUDITOR


@dataclass(frozen=True)
class Rule:
    """Which rows are seen. `one | other`: those of either; `one & other`: those of both."""

    def __or__(self, other: "Rule") -> "Either":
        return Either((*(self.parts if isinstance(self, Either) else (self,)), other))

    def __and__(self, other: "Rule") -> "Both":
        return Both((*(self.parts if isinstance(self, Both) else (self,)), other))


@dataclass(frozen=True)
class Either(Rule):
    """Rows for which one of the rules holds."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True)
class Both(Rule):
    """Rows for which each of the rules holds."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True)
class Always(Rule):
    """Every row, or none."""

    seen: bool


OPEN = Always(True)  # whoever is signed in
NOBODY = Always(False)  # not even a manager: the store alone


@dataclass(frozen=True)
class ByRole(Rule):
    """The rule of the first of supervisor, auditor and peer supporter that somebody is."""

    supervisor: Rule = OPEN
    auditor: Rule = OPEN
    peer_supporter: Rule = OPEN


MANAGERS = ByRole(NOBODY, NOBODY, NOBODY)


@dataclass(frozen=True)
class Unlinked(Rule):
    """Every row, for somebody whose roles make them no staff member, no supervisor and no auditor; else none."""


@dataclass(frozen=True)
class OfColumn(Rule):
    """Rows by what one of their columns says."""

    column: str


class Author(OfColumn):
    """Rows whose author the column names, a user: theirs alone, no manager's either."""


class OfUser(OfColumn):
    """Rows whose column names the reader, a user."""


class OfStaff(OfColumn):
    """Rows whose column names the staff member that the reader is."""


class OfSupervisor(OfColumn):
    """Rows whose column names the supervisor that the reader is."""


class OfTeam(OfColumn):
    """Rows whose column names the reader's staff member, or one with whom they have an agreement in force as supervisor."""


class Granted(OfColumn):
    """Rows whose column names a client whose record is granted to the reader today."""


class WholeClient(OfColumn):
    """Rows whose column names a client of the team's: by an assignment today, or by a grant."""


class OfClient(OfColumn):
    """Rows whose column names a whole client, or one about whom the team wrote a note or an incident.

    Two records of one person are seen together.
    """


class Blank(OfColumn):
    """Rows whose column says nothing."""


class Marked(OfColumn):
    """Rows whose column says yes."""


@dataclass(frozen=True)
class NoneOf(OfColumn):
    """Rows whose column holds none of these values."""

    values: tuple[str, ...]


@dataclass(frozen=True)
class With(OfColumn):
    """Rows whose column names a row that is seen, or one for which another rule holds."""

    rule: Rule | None = None


@dataclass(frozen=True)
class NamedBy(Rule):
    """Rows that a row of another table names by its column, where the rule holds for that row."""

    table: str
    column: str
    rule: Rule


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who sees the rows of a table, and which roles write them.

    `own`: the column that must name the user who writes. `peers`: the rows that somebody writes of whose roles only that
    of a peer supporter may. `besides`: the column of the user who writes their rows whatever their roles.
    """

    reads: Rule
    writes: tuple[str, ...]
    own: str = ""
    peers: Rule = OPEN
    besides: str = ""
