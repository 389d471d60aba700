"""The command line as scripts use it: its options, outputs, exit codes; nothing secret where it does not belong."""

import io
import json
import os
import shutil
import stat
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from app import __main__ as door
from app import cli, terminal
from app.services.across import founding, opening
from app.services.exchange import exports
from app.services.exchange.kinds.table import KINDS
from app.services.problems import Problem
from app.services.store import vault
from tests.pdfs import pages

ROOT = Path(__file__).resolve().parent.parent
PASSPHRASE = "correct horse battery staple"
KEY = r"[0-9A-Z]{4}(-[0-9A-Z]{4})+"


class Desk:
    """Runs commands on one store in this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.passphrase = folder / "passphrase.txt"
        self.passphrase.write_text(PASSPHRASE + "\n", encoding="utf-8")
        self.common = ["--store", str(folder / "store"), "--passphrase-file", str(self.passphrase)]

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        self.capsys.readouterr()
        code = door.run([*arguments, *self.common])
        out, err = self.capsys.readouterr()
        assert PASSPHRASE not in out + err
        return code, out, err

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)


@pytest.fixture
def bare(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """No store yet; one that is founded has the cheapest key derivation."""
    found = founding.found
    monkeypatch.setattr(founding, "found", lambda *arguments: found(*arguments, cost=vault.LOW))
    return Desk(tmp_path, capsys)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new store, closed."""
    folder = tmp_path_factory.mktemp("founded") / "store"
    opening.create(folder, opening.AgencyEntry(name="Agency"), "Ann Manager", PASSPHRASE, cost=vault.LOW).store.close()
    return folder


@pytest.fixture
def desk(founded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    shutil.copytree(founded, tmp_path / "store")
    return Desk(tmp_path, capsys)


@pytest.fixture
def full(desk: Desk) -> Desk:
    staff = desk.file(
        "staff.csv",
        "code,name,pack,started_on\nAW,Anna Wolf,mt-cbhpss,2025-01-01\nPM,Pat,mt-mfp,2025-01-01\n",
    )
    hours = desk.file(
        "hours.csv",
        "staff,date,category,minutes\nAW,2025-01-02,group,60\nAW,2025-01-03,group,61\nAW,2024-12-30,travel,30\n",
    )
    assert desk("import", "staff", staff)[0] == 0
    assert desk("import", "hours", hours)[0] == 0
    return desk


def test_init_makes_a_store_and_puts_the_recovery_key_in_its_file(bare: Desk) -> None:
    key = bare.folder / "recovery.txt"
    code, out, err = bare(
        "init", "--agency", "Čuč̓ Agency", "--admin", "Ann Manager", "--recovery-file", str(key)
    )
    assert (code, out) == (0, "") and "The store lies in" in err
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    typed = key.read_text().strip()
    vault.check_recovery_key(bare.folder / "store", typed)
    assert bare("verify")[0] == 0
    opened = opening.unlock(bare.folder / "store", "Ann Manager", PASSPHRASE)
    assert (opened.zone, opened.agency) == ("America/Denver", "Čuč̓ Agency")
    opened.store.close()


def test_init_shows_the_recovery_key_where_no_file_is_named(bare: Desk) -> None:
    code, out, _err = bare("init", "--agency", "A", "--admin", "Ann", "--zone", "America/Boise")
    assert code == 0
    vault.check_recovery_key(bare.folder / "store", out.splitlines()[-1])


@pytest.mark.parametrize(
    ("arguments", "passphrase", "words"),
    [
        (["--zone", "Mars/Olympus"], PASSPHRASE, "America/Denver"),
        ([], "short", "15 characters"),
        ([], "Cottonwood Agency", "names"),
        (["--recovery-file", "{folder}/passphrase.txt"], PASSPHRASE, "there already"),
        (["--recovery-file", "{folder}/none/key.txt"], PASSPHRASE, "none"),
    ],
)
def test_init_refuses_and_leaves_nothing(
    bare: Desk, arguments: list[str], passphrase: str, words: str
) -> None:
    bare.passphrase.write_text(passphrase)
    given = [one.format(folder=bare.folder) for one in arguments]
    bare.capsys.readouterr()
    code = door.run(["init", "--agency", "Cottonwood Agency", "--admin", "Ann", *given, *bare.common])
    out, err = bare.capsys.readouterr()
    assert (code, out) == (1, "") and words in err
    assert not (bare.folder / "store").exists()


def test_init_never_touches_a_store_that_is_there(desk: Desk) -> None:
    before = (desk.folder / "store" / "vault.json").read_bytes()
    code, _out, err = desk("init", "--agency", "B", "--admin", "Bo")
    assert code == 1 and "already" in err
    assert (desk.folder / "store" / "vault.json").read_bytes() == before


def test_options_stand_before_or_after_the_command(full: Desk) -> None:
    after = full("owed", "--as-of", "2025-02-01", "--user", "Ann Manager")
    full.capsys.readouterr()
    assert door.run([*full.common, "--user", "Ann Manager", "owed", "--as-of", "2025-02-01"]) == 0
    assert full.capsys.readouterr().out == after[1]


def test_an_import_says_what_it_took_and_warns_by_row(desk: Desk) -> None:
    staff = desk.file("staff.csv", "code,name,pack,started_on\nAW,Anna Wolf,mt-cbhpss,2025-01-01\n")
    assert desk("import", "staff", staff, "--dry-run") == (
        0,
        "1 row would be imported. Nothing was kept.\n",
        "",
    )
    assert desk("import", "staff", staff) == (0, "1 row imported.\n", "")
    hours = desk.file("hours.csv", "staff,date,category,minutes\nAW,2024-12-30,travel,30\n")
    code, out, err = desk("import", "hours", hours)
    assert (code, out) == (0, "1 row imported.\n")
    assert err.startswith("Warning: row 2, column date: Before the first day under these rules")
    code, out, err = desk("import", "hours", hours)
    assert (code, out) == (1, "") and "imported on" in err
    assert desk("import", "hours", hours, "--allow-repeats")[0] == 0


def test_a_refused_import_lists_its_rows_and_not_without_end(full: Desk) -> None:
    rows = "".join(f"ZZ,2025-01-{1 + n % 28:02},group,{n + 1}\n" for n in range(300))
    code, out, err = full("import", "hours", full.file("bad.csv", "staff,date,category,minutes\n" + rows))
    assert (code, out) == (1, "")
    lines = err.splitlines()
    assert lines[0] == "Nothing was imported. 300 problems." and lines[1].startswith("Row 2, column staff: ")
    assert len(lines) == 1 + terminal.LISTED + 1 and "100 more" in lines[-1]


def test_a_template_needs_no_store(bare: Desk) -> None:
    code, out, err = bare("import", "supervision", "--template")
    assert (code, err) == (0, "") and out.splitlines()[0].startswith(
        "staff,supervisor,date,start,stop,format,manner"
    )


def test_a_mapping_file_is_used(full: Desk) -> None:
    mapping = full.file(
        "map.toml",
        '[columns]\nstaff = "who"\ndate = "day"\nminutes = "min"\n[constants]\ncategory = "travel"\n',
    )
    theirs = full.file("theirs.csv", "who,day,min,more\nAW,2025-01-09,45,x\n")
    assert full("import", "hours", theirs, "--mapping", mapping)[:2] == (0, "1 row imported.\n")


def test_owed_as_json_is_exact_and_alone_on_standard_output(full: Desk) -> None:
    code, out, err = full("owed", "--as-of", "2025-02-15", "--format", "json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert [(one["staff"], one["pack"], one["month"]) for one in found] == [
        ("AW", "mt-cbhpss", "2025-01"), ("AW", "mt-cbhpss", "2025-02"),
        ("PM", "mt-mfp", "2025-01"), ("PM", "mt-mfp", "2025-02"),
    ]  # fmt: skip
    first = found[0]
    assert list(first) == [
        "staff", "pack", "month", "worked_minutes", "required_minutes", "credited_minutes", "owed_minutes",
        "not_credited", "hours_not_counted",
    ]  # fmt: skip
    assert (first["worked_minutes"], first["required_minutes"], first["credited_minutes"]) == (
        121,
        "121/20",
        0,
    )
    assert Fraction(first["owed_minutes"]) == Fraction(121, 20) and found[1]["required_minutes"] == "0"
    assert first["hours_not_counted"] == [
        {"date": "2024-12-30", "minutes": 30, "reason": "Before the first day under these rules, 2025-01-01"}
    ]
    assert found[2]["required_minutes"] is None and found[2]["owed_minutes"] is None


def test_owed_lists_the_sessions_that_are_not_credited(full: Desk) -> None:
    led = full.file(
        "led.csv", "code,name,license_type,license_number,licensed_on\nRC,Ruth,social_worker,L,2010-01-01\n"
    )
    held = full.file(
        "held.csv",
        "staff,supervisor,date,start,stop,format,manner\nAW,RC,2025-01-06,10:00,11:00,individual,phone\n",
    )
    full("import", "supervisors", led)
    full("import", "supervision", held)
    found = json.loads(full("owed", "--as-of", "2025-01-31", "--staff", "AW", "--format", "json")[1])
    (one,) = found[0]["not_credited"]
    assert list(one) == ["date", "start", "reason"] and (one["date"], one["start"]) == ("2025-01-06", "10:00")
    assert "Not signed" in one["reason"] and "agreement" in one["reason"]
    table = full("owed", "--as-of", "2025-01-31", "--staff", "AW")[1]
    assert "Not credited: 2025-01-06 10:00" in table and "Not counted: 2024-12-30, 0:30" in table


def test_owed_as_csv_and_table(full: Desk) -> None:
    out = full("owed", "--as-of", "2025-01-31", "--staff", "AW", "--format", "csv")[1]
    assert out.splitlines() == [
        "staff,pack,month,worked_minutes,required_minutes,credited_minutes,owed_minutes,not_credited,hours_not_counted",
        "AW,mt-cbhpss,2025-01,121,121/20,0,121/20,0,1",
    ]
    table = full("owed", "--as-of", "2025-01-31", "--staff", "AW")[1].splitlines()
    assert table[2].split() == ["AW", "mt-cbhpss", "2025-01", "2:01", "0:07", "0:00", "0:07"]


def test_exports_and_papers_land_where_asked(full: Desk) -> None:
    out = full.folder / "out"
    code, said, _err = full(
        "export", "hours", "--from", "2024-01-01", "--to", "2025-12-31", "--out", str(out)
    )
    assert code == 0 and said.splitlines() == [
        str(out / name) for name in ("hours.csv", "hours.codebook.json", "hours.manifest.json")
    ]
    assert (out / "hours.csv").read_bytes().startswith(b"\xef\xbb\xbfstaff,date")
    paper = full.folder / "log.pdf"
    assert (
        full(
            "pdf", "hours", "--staff", "AW", "--from", "2025-01-01", "--to", "2025-01-31", "--out", str(paper)
        )[0]
        == 0
    )
    assert paper.read_bytes().startswith(b"%PDF")
    code, _said, err = full("pdf", "hours", "--staff", "ZZ", "--out", str(full.folder / "none.pdf"))
    assert code == 1 and "ZZ" in err and not (full.folder / "none.pdf").exists()


def test_the_crisis_page_comes_from_the_command_line_with_the_numbers_of_the_agency(full: Desk) -> None:
    paper = full.folder / "crisis.pdf"
    assert full("pdf", "crisis-page", "--out", str(paper))[0] == 0
    (words,) = pages(paper.read_bytes())
    assert "988" in words and "1-866-820-5437" in words and "checked" in words.lower()


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["import", "cats", "x.csv"],
        ["import", "staff"],
        ["owed", "--as-of", "2025-02-30"],
        ["owed", "--as-of", "20250201"],
        ["owed", "--format", "xml"],
        ["export", "hours", "--out", "x"],
        ["pdf", "supervision-log"],
        ["owed", "--shout"],
        ["init", "--agency", "A"],
    ],
)
def test_wrong_usage_ends_with_2(bare: Desk, arguments: list[str]) -> None:
    code, out, err = bare(*arguments)
    assert (code, out) == (2, "") and "Usage:" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["owed", "--staff", "ZZ"], "ZZ"),
        (["import", "staff", "/no/such/file.csv"], "cannot be read"),
        (["owed", "--user", "Nobody"], "do not open this store"),
        (
            ["export", "hours", "--from", "2025-02-01", "--to", "2025-01-01", "--out", "never"],
            "before it begins",
        ),
    ],
)
def test_a_refusal_is_a_sentence_on_standard_error(desk: Desk, arguments: list[str], words: str) -> None:
    code, out, err = desk(*arguments)
    assert (code, out) == (1, "") and words in err and "Traceback" not in err


def test_a_missing_store_is_said(bare: Desk) -> None:
    code, _out, err = bare("owed")
    assert code == 1 and "no store in this folder" in err
    assert not (bare.folder / "store").exists()


def test_a_wrong_passphrase_is_said_and_not_shown(desk: Desk) -> None:
    desk.passphrase.write_text("something else entirely")
    code, out, err = desk("verify")
    assert code == 1 and "something else" not in out + err and "Caps Lock" in err


def test_nobody_at_the_keyboard_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    assert door.run(["owed", "--store", str(desk.folder / "store")]) == 1
    assert "--passphrase-file" in desk.capsys.readouterr().err


def test_verify_names_what_is_wrong(full: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.services.across import verify
    from app.services.store.verifying import Fault

    assert full("verify")[:2] == (0, "Store, audit chain and signatures are whole.\n")
    monkeypatch.setattr(verify, "run", lambda _opened: [Fault("audit_row 7", "The chain breaks here.")])
    assert full("verify") == (1, "", "audit_row 7: The chain breaks here.\n")


def test_every_command_settles_the_anchor_and_gives_the_store_back(full: Desk) -> None:
    opened = opening.unlock(full.folder / "store", "Ann Manager", PASSPHRASE)
    from app.services.store import audit

    with opened.store.engine.connect() as connection:
        count, head = audit.last(connection)
    opened.store.close()
    anchor = vault.read(full.folder / "store").anchor
    assert (anchor.count, anchor.head) == (count, head.hex())


def test_a_bug_is_named_without_its_values(full: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("Anna Wolf was here")

    monkeypatch.setattr(exports, "write", broken)
    code, out, err = full("export", "hours", "--from", "2025-01-01", "--to", "2025-02-01", "--out", "never")
    assert (code, out) == (1, "") and "RuntimeError" in err and "leaving.py" in err
    assert "Anna" not in err and len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"abc\n", "abc"),
        (b"abc\r\n", "abc"),
        (b"abc\n\n", "abc\n"),
        (b" abc ", " abc "),
        ("ａｂｃé".encode(), "abcé"),
        (b"", ""),
    ],
)
def test_one_line_end_is_dropped_from_a_passphrase(data: bytes, found: str) -> None:
    assert terminal.from_bytes(data) == found


@pytest.mark.parametrize("data", [b"\xff\xfe", b"x" * 5000])
def test_a_passphrase_file_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(Problem):
        terminal.from_bytes(data)


def test_without_a_display_the_window_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(terminal, "has_display", lambda: False)
    assert door.run([]) == 1
    assert "display" in capsys.readouterr().err


def test_without_a_command_the_window_opens_on_the_named_store(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Path] = []
    monkeypatch.setattr(door, "open_window", lambda folder: seen.append(folder) or 0)
    assert door.run(["--store", "there"]) == 0
    assert seen == [Path("there")]


def test_the_tables_of_the_command_line_are_those_of_the_services() -> None:
    from app.services.across import papers
    from app.services.exchange.owed_text import FORMATS

    assert cli.IMPORT_KINDS == tuple(KINDS)
    assert cli.PROFILES == tuple(exports.PROFILES)
    assert set(cli.PAPER_KINDS) == set(papers.KINDS)
    assert cli.FORMATS == tuple(FORMATS)
    assert cli.ZONE == opening.ZONE


def process(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )


def test_help_loads_neither_the_database_nor_the_window() -> None:
    heavy = "import sys; sys.argv = ['peerdesk', '--help']\nimport app.__main__ as door\ncode = door.main()\n"
    heavy += "bad = {'sqlalchemy', 'pydantic', 'PySide6', 'argon2', 'reportlab'} & set(sys.modules)\n"
    heavy += "sys.exit(code or (3 if bad else 0))"
    done = subprocess.run(
        [sys.executable, "-c", heavy], cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0 and b"Usage: peerdesk" in done.stdout


def test_a_real_process_reads_the_passphrase_from_standard_input(full: Desk) -> None:
    done = process(
        "owed", "--as-of", "2025-01-31", "--format", "json", "--store", str(full.folder / "store"),
        "--passphrase-file", "-", stdin=(PASSPHRASE + "\r\n").encode(), PYTHONWARNINGS="error",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)[0]["owed_minutes"] == "121/20"


def test_a_real_process_writes_names_in_any_script_as_utf8(desk: Desk) -> None:
    staff = desk.file("staff.csv", "code,name,pack,started_on\nčuč̓,Bo,mt-cbhpss,2025-01-01\n")
    assert desk("import", "staff", staff)[0] == 0
    done = process("owed", "--as-of", "2025-01-31", *desk.common, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0 and "čuč̓".encode() in done.stdout


def test_owed_tells_what_lies_ahead_in_each_form(full: Desk) -> None:
    asked = "owed", "--forecast", "--as-of", "2025-01-10", "--staff", "AW"
    found = json.loads(full(*asked, "--format", "json")[1])
    assert [(one["staff"], one["even_by"]) for one in found] == [("AW", "2025-01-31")]
    assert Fraction(found[0]["to_hold_minutes"]) == Fraction(121, 20) * 31 / 10  # 10 of 31 days have passed
    assert "No agreement with a supervisor has been in force since January 1, 2025." in found[0]["notes"][0]
    assert "To hold by January 31, 2025 to be even at this pace: 19 min." in full(*asked)[1]
    assert full(*asked, "--format", "csv")[1].startswith("staff,pack,even_by,to_hold_minutes")
    assert full("owed", "--forecast", "--staff", "ZZ")[0] == 1


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_other_programs_read_has_the_same_bytes_on_every_system(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, newline: str
) -> None:
    """Windows turns each line end that is written as text into CR LF; a CSV would end its lines with CR CR LF."""
    desk("import", "staff", desk.file("staff.csv", "code,name,pack,started_on\nAW,Anna Čuč̓,mt-cbhpss,2026-10-01\n"))
    for arguments, ends in (
        (("owed", "--format", "csv"), b"\r\n"),
        (("owed", "--format", "json"), b"]\n"),
        (("owed",), b"\n"),
        (("owed", "--forecast", "--format", "csv"), b"\r\n"),
        (("import", "hours", "--template"), b"\n"),
    ):
        shown = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline=newline)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", shown)
            assert desk(*arguments)[0] == 0
        shown.flush()
        data = shown.buffer.getvalue()  # type: ignore[attr-defined]  # it is a BytesIO
        assert data.endswith(ends) and not data.endswith(ends * 2) and b"\r\r" not in data, arguments
        assert data.count(b"\r\n") == (data.count(b"\n") if ends == b"\r\n" else 0), arguments
