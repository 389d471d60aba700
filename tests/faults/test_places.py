"""Where a store may lie, for the table of the fault stories; the short form is tests/test_placement.py."""

import pytest

from tests import folders


@pytest.mark.full
def test_kinds_of_folder_are_refused_and_ordinary_ones_never():
    assert folders.missed_kinds() == [] and folders.false_alarms() == []
