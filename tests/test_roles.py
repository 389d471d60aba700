"""The page of roles says what the table says."""

from app.services.users import Action
from tests import roles


def test_the_page_of_roles_is_made_from_the_table() -> None:
    assert roles.PAGE.read_text(encoding="utf-8") == roles.page()
    assert all(f"| {action} |" in roles.page() for action in Action)
