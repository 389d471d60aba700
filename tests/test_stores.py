"""Every released form of the store still opens: a sample of each is brought up to date and gives its figures."""

import json
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.services.across import opening
from app.services.store import session as sessions
from app.services.store import upgrade
from app.services.supervision import owed
