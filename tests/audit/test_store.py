"""The ledger's database: migrations, PostgreSQL, odd text, limits."""

import os
import re
import shutil
import subprocess

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from sro_nlp.audit.edition import DECIDING, edition_of
from sro_nlp.catalogue import load_catalogue
from sro_nlp.errors import LedgerError
from sro_nlp.records import Edition, Leaf, LeafRecord, Reading, Refused, Source
from sro_nlp.store.connect import begin_plainly, connect
from sro_nlp.store.ledger import Ledger
from sro_nlp.store.migrations import FOLDER, migrate, steps
from sro_nlp.store.tables import metadata
from sro_nlp.store.views import view

EDITION = Edition(profile="p", edition="1", model="m", model_sha256="ab" * 32, code="c", fingerprint="f")
LEAVES = (Leaf(id="1", title="One"), Leaf(id="2", title="Two"))
SHA = "00" * 32


def reading(**more) -> Reading:
    findings = tuple(
        LeafRecord(
            requirement=leaf.id,
            status="partial",
            score=0.51239,
            review=True,
            page=3,
            paragraph=9,
            evidence="nul \0 and half a pair \ud800",
            missing=("a", "b"),
            explanation="e",
        )
        for leaf in LEAVES
    )
    return Reading(
        sha256=SHA, format="pdf", pages=4, kind="sro-contract", findings=findings, parties=("A", "Ü"), **more
    )


def source(name: str) -> Source:
    return Source(name=name, location=name, size=7, modified=8)


def write_and_read(engine) -> None:
    ledger = Ledger(engine, EDITION, limits="60 s")
    ledger.begin(["/a"], LEAVES, "local", 2)
    assert ledger.known(SHA) is None
    ledger.record([source("/a/one"), source("/a/odd \udcff")], SHA, reading())
    ledger.record([source("/a/slow")], "11" * 32, Reading(error_kind="timed-out", error="took longer"))
    ledger.refused(Refused(name="/a/pipe", kind="wrong-type", reason="is not a regular file"))
    assert ledger.unchanged(source("/a/one")) == SHA
    assert ledger.unchanged(Source(name="/a/one", location="", size=8, modified=8)) is None
    known = ledger.known(SHA)
    assert known is not None
    assert not known.failed
    ledger.seen([(source("/a/again"), SHA)])
    ledger.finish("finished", 1.5, {"files": 5, "read": 2, "known": 1, "failed": 2, "gone": 0}, {".jpg": 3})
    seen = view(engine, "name")
    (contract,) = seen.contracts()
    assert contract.paths == ("/a/again", "/a/odd \\udcff", "/a/one")
    assert contract.reading.findings[0].evidence == "nul \ufffd and half a pair \\ud800"
    assert contract.reading.findings[1].missing == ("a", "b")
    assert contract.reading.parties == ("A", "Ü")
    assert seen.totals == {"1": {"partial": 1}, "2": {"partial": 1}}
    assert seen.counts == {
        "files": 5, "contracts": 1, "other": 0, "failed": 2, "copies": 2, "groups": 0, "earlier": 0
    }  # fmt: skip
    assert seen.failures == {"timed-out": 1, "wrong-type": 1}
    assert seen.run.passed_over == {".jpg": 3}
    assert Ledger(engine, EDITION, limits="60 s").known("11" * 32) is not None
    assert Ledger(engine, EDITION, limits="90 s").known("11" * 32) is None
    assert Ledger(engine, EDITION, limits="60 s", retry=True).known("11" * 32) is None
    assert Ledger(engine, EDITION, limits="60 s", retry=True).known(SHA) is not None


def test_sqlite(tmp_path):
    with connect(str(tmp_path / "a.sqlite"), write=True) as engine:
        write_and_read(engine)
        with engine.connect() as db:
            assert db.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    """The URL of a PostgreSQL server of our own."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    programs = {name: _program(name) for name in ("initdb", "postgres")}
    if not all(programs.values()):
        pytest.skip("PostgreSQL is not installed")
    folder = tmp_path_factory.mktemp("pg")
    as_other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.getuid() == 0 else []
    for path in (folder, *folder.parents):
        if path.is_relative_to("/tmp") and path != folder.parents[-2]:
            path.chmod(0o755)
    if as_other:
        os.chown(folder, 65534, 65534)
    data = folder / "data"
    made = subprocess.run(
        [*as_other, programs["initdb"], "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
        capture_output=True,
        text=True,
        cwd=folder,
    )
    if made.returncode:
        pytest.skip(f"PostgreSQL does not start here: {made.stderr[-200:]}")
    command = [*as_other, programs["postgres"], "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder) as server:
        try:
            for _ in range(100):
                if (folder / ".s.PGSQL.5432").exists():
                    break
                server.poll()
                _sleep()
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            server.terminate()


def _sleep():
    import time

    time.sleep(0.1)


def _program(name):
    from pathlib import Path

    found = shutil.which(name)
    return found or next((str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None)


def test_postgresql(postgres):
    with connect(postgres, write=True) as engine:
        write_and_read(engine)


def test_the_migrations_make_the_tables_that_the_code_knows(tmp_path):
    from sqlalchemy import inspect

    with connect(str(tmp_path / "a.sqlite"), write=True) as engine:
        for table in metadata.sorted_tables:
            columns = {column["name"] for column in inspect(engine).get_columns(table.name)}
            assert columns == {column.name for column in table.columns}


def test_a_ledger_of_an_earlier_version_is_brought_up_and_keeps_its_rows(tmp_path):
    later = tmp_path / "later"
    shutil.copytree(FOLDER, later)
    following = max(steps()) + 1
    (later / f"{following:04d}.sql").write_text("ALTER TABLE runs ADD COLUMN note TEXT;\n-- done\n")
    name = str(tmp_path / "a.sqlite")
    with connect(name, write=True) as engine:
        write_and_read(engine)
        migrate(engine, later)
        with engine.connect() as db:
            assert db.exec_driver_sql("SELECT note FROM runs").all() == [(None,)]
    with pytest.raises(LedgerError, match="later version"), connect(name, write=True):
        pass


def test_a_step_that_fails_leaves_nothing(tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "0001.sql").write_text("CREATE TABLE one (id INTEGER);\nCREATE TABLE one (id INTEGER);\n")
    engine = create_engine(f"sqlite:///{tmp_path}/a.sqlite")
    begin_plainly(engine)
    with pytest.raises(OperationalError, match="already exists"):
        migrate(engine, broken)
    with engine.connect() as db:
        assert db.exec_driver_sql("SELECT name FROM sqlite_master").all() == []


def test_every_module_that_decides_is_part_of_the_edition():
    """Reviews a contract of each kind of file in a process of its own and looks at what was imported."""
    import sys
    from pathlib import Path

    root = Path(__file__).parents[2]
    script = (
        "import sys; from sro_nlp.audit.task import read_source; from sro_nlp.reviewer import Reviewer; "
        "from sro_nlp.records import Source; reviewer = Reviewer(model='light')\n"
        "for name in sys.argv[1:]:\n"
        "    assert read_source(reviewer, Source(name=name, location=name, size=1)).findings\n"
        "print(*[name for name in sys.modules if name.startswith('sro_nlp.')])"
    )
    files = [str(root / "examples" / name) for name in ("old.pdf", "old.docx", "source/old.txt")]
    done = subprocess.run([sys.executable, "-c", script, *files], capture_output=True, text=True, check=True, cwd=root)
    # spaCy imports the component itself
    decides_nothing = {"audit", "errors", "records", "explanation", "component", "processes"}
    loaded = {name.split(".")[1] for name in done.stdout.split()} - decides_nothing
    assert loaded == {re.sub(r"\.py$", "", name).split("/")[0] for name in DECIDING} - {"audit"}


def test_the_fingerprint_depends_on_requirements_model_and_options():
    catalogue = load_catalogue()
    plain = edition_of(catalogue, "light", True)
    assert plain == edition_of(catalogue, "light", True)
    other = catalogue.model_copy(update={"edition": "2024"})
    changed = [edition_of(other, "light", True), edition_of(catalogue, "light", False)]
    assert len({plain.fingerprint, *(edition.fingerprint for edition in changed)}) == 3
