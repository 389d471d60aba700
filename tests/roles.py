"""Writes docs/roles.md from the one table of roles: .venv/bin/python -m tests.roles"""

from pathlib import Path

from app.services.users import TABLE, Action, Role

PAGE = Path(__file__).resolve().parent.parent / "docs" / "roles.md"
HEAD = """# Who may do what

Made from the table in `app/services/users`, which every action asks. A person may hold several roles. Which rows each may
read is narrower still: a peer supporter sees their own hours, sessions and clients; a supervisor sees the clients, plans
and agendas of those with whom they have an agreement; an incident is seen by who noticed it, their supervisors and
managers; an auditor sees a client's record only while a manager grants it. A member of a hiring panel is a name and not
a user.

"""


def page() -> str:
    """The page as it has to stand there."""
    titles = " | ".join(role.label for role in Role)
    lines = [f"| action | {titles} |", "| --- |" + " --- |" * len(Role)]
    lines += [
        f"| {action} | " + " | ".join("yes" if role in TABLE[action] else "–" for role in Role) + " |" for action in Action
    ]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
