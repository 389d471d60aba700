"""A year of an agency's data from elsewhere: taken in by mapping files at the command line, given out, taken in again."""

import csv
import datetime as dt
import io
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from app import __main__ as door
from app.services.across import opening
from app.services.store import vault

PASSPHRASE = "correct horse battery staple"
YEAR = 2025
PEOPLE = ("AW", "DR", "JB")
PROFILES = ("hours", "supervision", "clients-served", "encounters")
MAPPINGS = {
    "staff": """
        [columns]
        code = "Badge"
        name = "Employee"
        started_on = { column = "Hired", part = "date" }
        certification_number = "Certificate"
        certified_on = { column = "Certified", part = "date" }
        [constants]
        pack = "mt-cbhpss"
        [only]
        Role = ["Peer supporter"]
        [file]
        dates = "month first"
    """,
    "supervisors": """
        [columns]
        code = "Badge"
        name = "Employee"
        license_type = "License"
        license_number = "Number"
        licensed_on = { column = "Licensed", part = "date" }
        [values.license_type]
        LCSW = "social_worker"
        [only]
        Role = ["Supervisor"]
        [file]
        dates = "month first"
    """,
    "agreements": """
        [columns]
        staff = "Peer"
        supervisor = "Led by"
        signed_on = { column = "Signed", part = "date" }
        not_therapist_confirmed = "Therapist?"
        [values.not_therapist_confirmed]
        "no, confirmed" = "yes"
    """,
    "hours": """
        [columns]
        staff = "Employee"
        date = { column = "Clock in", part = "date" }
        category = "Task"
        minutes = { column = "Hours", part = "minutes" }
        paid = "Volunteer"
        [values.category]
        "Client time" = "direct_service"
        "Desk" = "documentation"
        [values.paid]
        N = "yes"
        Y = "no"
    """,
    "supervision": """
        [columns]
        staff = { column = "Attendees", part = "list" }
        supervisor = "Host"
        date = { column = "Start", part = "date" }
        start = { column = "Start", part = "time" }
        stop = { column = "End", part = "time" }
        format = "Type"
        manner = "Where"
        topics = "Agenda"
        paper_signed_on = { column = "Signed", part = "date" }
        [values.format]
        "1:1" = "individual"
        Team = "group"
        [values.manner]
        Office = "in_person"
        Zoom = "video"
    """,
    "clients": """
        [columns]
        code = "Client #"
        last_name = { column = "Client", part = "before_comma" }
        first_name = { column = "Client", part = "after_comma" }
        birth_date = { column = "DOB", part = "date" }
        county = "County"
        program = "Program"
        funding = "Payer"
        admitted_on = { column = "Opened", part = "date" }
        discharged_on = { column = "Closed", part = "date" }
        [only]
        State = ["Open", "Closed"]
        [file]
        encoding = "windows-1252"
        dates = "month first"
    """,
    "encounters": """
        [columns]
        client = { column = "Clients", part = "list" }
        staff = "Worker"
        date = { column = "Began", part = "date" }
        start = { column = "Began", part = "time" }
        stop = { column = "Ended", part = "time" }
        manner = "Contact"
        service_type = "Service"
        place = "Where"
        data = "Narrative"
        plan = "Next"
        funding = "Payer"
        group = "Group"
        [values.manner]
        "Face to face" = "in_person"
        Telephone = "phone"
        Group = "group"
        [values.service_type]
        Coaching = "coaching"
        Crisis = "crisis_support"
        [only]
        Outcome = ["Kept"]
        [file]
        dates = "month first"
    """,
}
Rows = Sequence[Sequence[str]]


def sheet(rows: Rows, sign: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows(rows)
    return out.getvalue()


def us(day: dt.date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def half_day(moment: dt.datetime) -> str:
    return f"{us(moment.date())} {moment:%I:%M %p}"


def days(every: int) -> list[dt.date]:
    first = dt.date(YEAR, 1, 2)
    return [first + dt.timedelta(days=number) for number in range(0, 363, every)]


def people() -> str:
    head = ["Badge", "Employee", "Role", "Hired", "Certificate", "Certified", "License", "Number", "Licensed", "Shoe size"]
    return sheet([
        head,
        ["AW", "Annie Whitegrass", "Peer supporter", "1/2/2024", "C-1", "3/4/2024", "", "", "", "7"],
        ["DR", "Dale Running Crane", "Peer supporter", "1/2/2024", "C-2", "3/4/2024", "", "", "", ""],
        ["JB", "=Jo Bear", "Peer supporter", "12/31/2024", "", "", "", "", "", ""],
        ["RC", "Ruth Calfrobe", "Supervisor", "1/1/2015", "", "", "LCSW", "L-1", "1/1/2015", ""],
        ["XX", "Front Desk", "Office", "1/1/2015", "", "", "", "", "", ""],
    ])  # fmt: skip


def agreements() -> str:
    rows = [[code, "RC", f"2024-12-3{number} 10:00", "no, confirmed"] for number, code in enumerate(PEOPLE[:2])]
    return sheet([["Peer", "Led by", "Signed", "Therapist?"], *rows, ["JB", "RC", "2025-01-02", "no, confirmed"]], "\t")


def hours(rng: random.Random) -> str:
    rows = [["Employee", "Clock in", "Task", "Hours", "Volunteer"]]
    for day in days(2):
        for code in PEOPLE:
            rows.append([code, f"{day}T08:00:00", "Client time", rng.choice(["5.5", "6", "4:20"]), rng.choice("NNY")])
            rows.append([code, f"{day}T14:00:00", "Desk", "0.25", "N"])
    return sheet(rows)


def supervision() -> str:
    rows = [["Start", "End", "Attendees", "Host", "Type", "Where", "Agenda", "Signed", "Link"]]
    for number, day in enumerate(days(7)):
        together = number % 4 == 0
        rows.append([
            f"{day} 14:00", f"{day} 15:{number % 60:02}", "AW & DR, JB" if together else PEOPLE[number % 3], "RC",
            "Team" if together else "1:1", "Zoom" if number % 2 else "Office", "Ethics;\nself-care, =scope",
            str(day + dt.timedelta(days=2)), "-",
        ])  # fmt: skip
    return sheet(rows)


def clients() -> str:
    rows = [["Client #", "Client", "DOB", "County", "Program", "Payer", "Opened", "Closed", "State", "Flags"]]
    names = ("Medicine Elk, Clara", "O’Neill, Zoë", "Stands, Pablo", "Low, Rose", "van der Berg, Jim")
    for number in range(60):
        day = dt.date(YEAR, 1 + number % 6, 1 + number % 28)
        closed = us(day + dt.timedelta(days=100)) if number % 5 == 0 else ""
        rows.append([
            f"P{number:03}", names[number % 5], f"{1 + number % 12}/{1 + number % 27}/{1950 + number}",
            ("Lake", "Glacier", "")[number % 3], ("Drop-in", "Outreach")[number % 2],
            ("Medicaid", "Block grant", "")[number % 3],
            us(day), closed, "Closed" if closed else "Open", "",
        ])  # fmt: skip
    rows.append(["P900", "Test, Test", "1/1/1980", "", "", "", "1/1/2025", "", "Test record", ""])
    return sheet(rows, ";")


def encounters(rng: random.Random) -> str:
    rows = [["Clients", "Worker", "Began", "Ended", "Contact", "Service", "Where", "Narrative", "Next", "Payer", "Group",
             "Outcome"]]  # fmt: skip
    said = ("=Said yes", "Was «tired», slept\nthen walked.", "שלום", "Čuč̓ and ƛ̓", "-", "'quoted'", "")
    for number, day in enumerate(days(1)):
        for place, code in enumerate(PEOPLE):
            began = dt.datetime.combine(day, dt.time(9 + place, (7 * number) % 60))
            together = (number + place) % 9 == 0
            who = rng.sample(range(60), 3 if together else 1)
            rows.append([
                ", ".join(f"P{one:03}" for one in who), code, half_day(began),
                half_day(began + dt.timedelta(minutes=rng.randrange(15, 50))), "Group" if together else
                rng.choice(["Face to face", "Telephone"]), rng.choice(["Coaching", "Crisis", ""]), "Ronan",
                rng.choice(said), rng.choice(said), rng.choice(["Medicaid", ""]), "Circle" if together else "",
                rng.choice(["Kept", "Kept", "Kept", "No show"]),
            ])  # fmt: skip
    return sheet(rows)


class Agency:
    """A store and the commands on it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        opening.create(folder / "store", opening.AgencyEntry(name="A"), "Ann", PASSPHRASE, cost=vault.LOW).store.close()
        passphrase = folder / "passphrase.txt"
        passphrase.write_text(PASSPHRASE, encoding="utf-8")
        self.common = ["--store", str(folder / "store"), "--passphrase-file", str(passphrase)]

    def __call__(self, *arguments: str) -> int:
        return door.run([*arguments, *self.common])

    def bring(self, kind: str, file: Path, mapping: bool = False) -> None:
        extra = []
        if mapping:
            toml = self.folder / f"{kind}.toml"
            toml.write_text(MAPPINGS[kind], encoding="utf-8")
            extra = ["--mapping", str(toml)]
        assert self("import", kind, str(file), *extra) == 0, kind

    def give(self) -> dict[str, bytes]:
        out = self.folder / "out"
        for profile in PROFILES:
            assert self("export", profile, "--from", f"{YEAR}-01-01", "--to", f"{YEAR}-12-31", "--out", str(out)) == 0
        return {profile: (out / f"{profile}.csv").read_bytes() for profile in PROFILES}


@pytest.fixture
def theirs(tmp_path: Path) -> dict[str, Path]:
    rng = random.Random(YEAR)
    texts = {
        "staff": people(), "supervisors": people(), "agreements": agreements(), "hours": hours(rng),
        "supervision": supervision(), "clients": clients(), "encounters": encounters(rng),
    }  # fmt: skip
    found = {}
    for kind, text in texts.items():
        found[kind] = tmp_path / f"{kind}-theirs.csv"
        found[kind].write_bytes(text.encode("cp1252" if kind == "clients" else "utf-8"))
    return found


def test_a_year_from_elsewhere_comes_in_goes_out_and_comes_in_again(
    tmp_path: Path, theirs: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = Agency(tmp_path / "first"), Agency(tmp_path / "second")
    for kind, file in theirs.items():
        first.bring(kind, file, mapping=True)
    given = first.give()
    counts = {profile: data.count(b"\r\n") - 1 for profile, data in given.items()}
    assert counts["hours"] == 182 * 6 and counts["supervision"] == 52 and counts["clients-served"] == 60
    assert 750 < counts["encounters"] < 900
    for kind in ("staff", "supervisors", "agreements"):
        second.bring(kind, theirs[kind], mapping=True)
    for profile, data in given.items():
        file = tmp_path / f"{profile}-again.csv"
        file.write_bytes(data)
        second.bring("clients" if profile == "clients-served" else profile, file)
    assert second.give() == given
    capsys.readouterr()
    owed = []
    for agency in (first, second):
        assert agency("owed", "--as-of", f"{YEAR}-12-31", "--format", "json") == 0
        owed.append(capsys.readouterr().out)
        assert agency("verify") == 0
        capsys.readouterr()
    assert owed[0] == owed[1] and '"credited_minutes"' in owed[0]
