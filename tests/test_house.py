"""The house holds: sizes, docstrings, and no statement that slips past a person's scope."""

import ast
import graphlib
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.sources import APP, ROOT, SCREENS, name, text, tree

MOST_FILE_LINES, MOST_FUNCTION_LINES = 500, 40
# Who may speak SQL beside the mapped classes: below the scope, or where the scope itself is made.
BESIDE_SCOPE = ("app/services/store/", "app/services/exchange/", "app/services/users/", "app/models/")
SLIPS = {"text", "literal_column", "from_statement", "connection", "__table__"}
LEFT_OVER = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|HA" + r"CK|XX" + r"X)\b|NotImpl" + r"ementedError")


def slips(source: ast.AST) -> Iterator[str]:
    """The ways in this source past a person's scope: SQLAlchemy's text and its kin, by line."""
    for node in ast.walk(source):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sqlalchemy":
            for alias in node.names:
                if alias.name in SLIPS or alias.name in ("table", "Table", "column"):
                    yield f"{node.lineno}: imports {alias.name}"
        elif isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            if node.attr in SLIPS - {"text"} or (
                node.attr == "text" and owner in ("sa", "sqlalchemy", "func")
            ):
                yield f"{node.lineno}: .{node.attr}"


def offenders(faults: Callable[[Path], Iterable[object]], paths: Iterable[Path] = tuple(APP)) -> list[str]:
    """What a check finds in all files, a line each; one test walks every file, since most find nothing."""
    return [f"{name(path)}: {fault}" for path in paths for fault in faults(path)]


def test_nothing_slips_past_the_scope() -> None:
    above = [p for p in APP if not name(p).startswith((*BESIDE_SCOPE, "app/ui/", "app/services/documents/"))]
    assert len(above) > 50
    assert offenders(lambda path: slips(tree(path)), above) == []


@pytest.mark.parametrize(
    "source",
    [
        "from sqlalchemy import select, text",
        "from sqlalchemy import literal_column as words",
        "import sqlalchemy as sa\nsa.text('1')",
        "select(Hours).from_statement(query)",
        "session.connection().execute(query)",
        "select(Hours.__table__.c.minutes)",
        "from sqlalchemy import Table",
    ],
)
def test_a_slip_is_found(source: str) -> None:
    assert list(slips(ast.parse(source)))


def _unsaid(path: Path) -> Iterator[str]:
    module = tree(path)
    said = ast.get_docstring(module)
    if module.body and (not said or len(said) <= 10):
        yield "no docstring"


def test_every_module_says_what_it_is() -> None:
    assert offenders(_unsaid) == []


def _bare(path: Path) -> Iterator[str]:
    for node in _public(tree(path)):
        if not (ast.get_docstring(node) or _is_overload(node)) or node.returns is None:
            yield f"line {node.lineno}: {node.name}"


def test_public_functions_are_documented_and_typed() -> None:
    assert offenders(_bare) == []


def _public(module: ast.Module) -> Iterator[ast.FunctionDef]:
    for holder in [
        module,
        *(node for node in module.body if isinstance(node, ast.ClassDef) and node.name[0] != "_"),
    ]:
        for node in holder.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield node


def _is_overload(node: ast.FunctionDef) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in node.decorator_list)


def _large(path: Path) -> Iterator[str]:
    lines = [line for line in text(path).splitlines() if line.strip()]
    if len(lines) > MOST_FILE_LINES:
        yield f"{len(lines)} lines"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if (node.end_lineno or 0) - node.lineno >= MOST_FUNCTION_LINES:
                yield f"line {node.lineno}: {node.name}"


def test_files_and_functions_stay_small() -> None:
    assert offenders(_large) == []


def test_nothing_is_left_for_later() -> None:
    assert offenders(lambda path: LEFT_OVER.findall(text(path))) == []


def _filled_too_early(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("_", "N_", "plural")
            and any(isinstance(part, ast.JoinedStr) for part in node.args)
        ):
            yield f"line {node.lineno}"


def test_texts_are_translated_before_they_are_filled_in() -> None:
    assert offenders(_filled_too_early) == []


def test_dev_py_stays_a_door() -> None:
    assert len((ROOT / "dev.py").read_text(encoding="utf-8").splitlines()) < 150


def test_the_locked_requirements_name_no_index_and_hash_every_package() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        words = text(path)
        assert "://" not in words and "index-url" not in words
        for pinned in re.split(r"\n(?=\S)", words.strip()):
            assert "==" in pinned and "--hash=sha256:" in pinned, pinned[:60]


# What writes files beside the one writer, and why: the mark of a process and its list of files on their way are made
# before any window, and are of this process only.
WRITERS = {"app/services/store/files.py", "app/services/store/private.py", "app/log.py"}  # the log never stops anything
WRITING = {
    "write_bytes", "write_text", "copyfile", "copy2", "copytree", "mkstemp", "NamedTemporaryFile", "QSaveFile", "QFile",
}  # fmt: skip


def writes(source: ast.AST) -> Iterator[str]:
    """The places in this source that put a file on the disk by themselves, by line."""
    for node in ast.walk(source):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        act = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
        owner = called.value.id if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) else ""
        if act in WRITING or (owner, act) in {("os", "replace"), ("os", "rename"), ("shutil", "move"), ("shutil", "copy")}:
            yield f"{node.lineno}: {act}"
        elif act in ("open", "fdopen") and owner != "packed":  # a part of an archive that is being filled
            modes = [part.value for part in [*node.args, *(one.value for one in node.keywords if one.arg == "mode")]
                     if isinstance(part, ast.Constant) and isinstance(part.value, str)]  # fmt: skip
            if any(re.fullmatch(r"[rwaxbt+]*[wax+][rwaxbt+]*", mode) for mode in modes):
                yield f"{node.lineno}: {act}"


def test_one_writer_puts_files_on_the_disk() -> None:
    others = [path for path in APP if name(path) not in WRITERS]
    assert offenders(lambda path: writes(tree(path)), others) == []
    assert all(list(writes(tree(ROOT / place))) for place in WRITERS)


@pytest.mark.parametrize(
    "source",
    [
        "open(path, 'w')", "path.open('wb')", "path.open(mode='x')", "open(path, 'r+b')", "os.fdopen(number, 'ab')",
        "path.write_text(words)", "path.write_bytes(data)", "shutil.copyfile(one, other)", "os.replace(one, other)",
        "tempfile.mkstemp(dir=folder)",
    ],
)  # fmt: skip
def test_a_writer_is_found(source: str) -> None:
    assert list(writes(ast.parse(source)))
    assert not list(writes(ast.parse("open(path, 'rb'); path.open(); path.read_bytes(); words.replace('w', 'x')")))


# Who may load a module of the app while it runs: the table of routes, and what the first page leaves for later.
LOADERS = {"app/ui/routes.py", "app/ui/loading.py"}


def hidden(source: ast.AST) -> Iterator[str]:
    """The modules of the app that this source imports where nobody looks: inside a function, or by a name made up."""
    for node in ast.walk(source):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for inner in ast.walk(node):
                named = [inner.module or ""] if isinstance(inner, ast.ImportFrom) else (
                    [alias.name for alias in inner.names] if isinstance(inner, ast.Import) else []
                )  # fmt: skip
                yield from (f"{inner.lineno}: {one}" for one in named if one.split(".")[0] == "app")
        if isinstance(node, ast.Name | ast.Attribute):
            called = node.id if isinstance(node, ast.Name) else node.attr
            if called in ("import_module", "__import__"):
                yield f"{node.lineno}: {called}"


def test_pages_open_one_another_by_name_alone() -> None:
    others = [path for path in SCREENS if name(path) not in LOADERS]
    assert offenders(lambda path: hidden(tree(path)), others) == []
    assert all(list(hidden(tree(ROOT / place))) for place in LOADERS)


@pytest.mark.parametrize(
    "source",
    [
        "def act():\n    from app.ui import owed", "def act():\n    import app.ui.owed",
        "importlib.import_module('app.ui.owed')",
        "class Page:\n    def act(self):\n        def inner():\n            from app.services import staff",
    ],
)  # fmt: skip
def test_a_hidden_import_is_found(source: str) -> None:
    assert list(hidden(ast.parse(source)))
    lawful = "from app.ui import owed\ndef act():\n    from PySide6.QtDBus import QDBusConnection"
    assert not list(hidden(ast.parse(lawful)))


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def leads_to(path: Path, known: set[str]) -> set[str]:
    """Which of these modules one of them imports, functions included; a name used in types alone is never loaded."""
    nodes = list(ast.walk(tree(path)))
    typed = [node for node in nodes if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)]
    never = {id(inner) for node in typed for inner in ast.walk(node)}
    imports = [node for node in nodes if isinstance(node, ast.ImportFrom) and id(node) not in never]
    named = {f"{node.module}.{alias.name}" for node in imports for alias in node.names}
    return (named | {node.module or "" for node in imports} - {"app.ui"}) & known


def test_no_module_of_the_window_leads_back_to_itself() -> None:
    known = {_module(path) for path in SCREENS}
    assert len(known) > 100
    graph = {_module(path): leads_to(path, known) for path in SCREENS}
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def borrowed(source: ast.AST) -> Iterator[str]:
    """The files of tests, or tests, that this source imports: what two of them share stands in a module of its own."""
    for node in ast.walk(source):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
            parts = [part for path in (module, *(alias.name for alias in node.names)) for part in path.split(".")]
            yield from (f"{node.lineno}: {part}" for part in parts if part.startswith("test_"))


def test_no_file_of_tests_is_imported_by_another() -> None:
    files = sorted((ROOT / "tests").rglob("*.py"))
    assert len(files) > 150
    assert offenders(lambda path: borrowed(ast.parse(text(path))), files) == []


@pytest.mark.parametrize(
    "source",
    ["from tests.test_staff import desk", "from tests import test_staff as staff", "import tests.ui.test_staff",
     "def act():\n    from .test_staff import desk"],
)  # fmt: skip
def test_what_is_borrowed_from_another_test_is_found(source: str) -> None:
    assert list(borrowed(ast.parse(source)))
    assert not list(borrowed(ast.parse("from tests.fixtures import staffed\nimport pytest")))
