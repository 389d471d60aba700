"""Whose credentials a form or a paper belongs to, and the way back: plain values, for the page they stood on is gone."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.services.credentials.standing import Credentials
from app.ui.write import Desk


@dataclass(frozen=True)
class Whose:
    """A person's credentials by rule pack, as they stood when a form was opened from `part` of their page."""

    desk: Desk
    code: str
    pack: str
    found: Mapping[str, Credentials]
    part: str

    @property
    def shown(self) -> Credentials:
        """The credentials under the rule pack that was shown."""
        return self.found[self.pack]

    def come_back(self, part: str = "") -> None:
        """Open this person's page anew, at this part or the one they came from."""
        self.desk.open("credentials", self.code, self.pack, part or self.part)
