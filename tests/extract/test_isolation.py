"""The worker process: its answer, its limits, its end."""

import os
import pickle
import subprocess
import sys
import time
from pathlib import Path

import pytest
from docx_packages import make_docx, p

from sro_nlp.errors import UnreadableFile
from sro_nlp.extract import Options, extract, start_extract
from sro_nlp.extract.clock import Clock, computing_seconds
from sro_nlp.extract.formats import FORMATS, load_reader
from sro_nlp.extract.isolate import Extraction
from sro_nlp.extract.limits import LONGEST, more_time


@pytest.fixture
def contract(tmp_path):
    return make_docx(tmp_path / "a.docx", p("The officer shall patrol."))


def test_the_worker_hands_back_what_reading_here_gives(contract):
    assert extract(contract) == extract(contract, isolate=False)


def test_words_and_boxes_come_back_whole(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(72, 720, "The officer shall patrol the school.")
    canvas.save()
    document = extract(tmp_path / "a.pdf")
    assert document == extract(tmp_path / "a.pdf", isolate=False)
    assert document.paragraphs[0].words[0].boxes[0].page == 1


def test_path_and_digest_are_filled(contract):
    import hashlib

    document = extract(contract)
    assert document.path == str(contract)
    assert document.sha256 == hashlib.sha256(contract.read_bytes()).hexdigest()


def test_errors_come_back_with_their_kind(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04 word/ and no more")
    with pytest.raises(UnreadableFile) as caught:
        extract(tmp_path / "a.docx")
    assert caught.value.kind == "damaged"
    assert caught.value.path == str(tmp_path / "a.docx")


def test_the_caller_may_do_other_things_meanwhile(contract):
    running = start_extract(contract)
    assert running.result() is running.result()


def test_too_slow_is_timed_out_and_nothing_is_left_running(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("officer\n" * 90_000)
    running = Extraction(str(path), Options(), 0.02)
    with pytest.raises(UnreadableFile) as caught:
        running.result()
    assert caught.value.kind == "timed-out"
    with pytest.raises(ProcessLookupError):
        os.kill(running._process.pid, 0)


def test_too_large_for_the_memory_is_out_of_memory(tmp_path, monkeypatch):
    monkeypatch.setenv("SRO_NLP_WORKER_MEMORY", str(96 * 1024**2))
    path = tmp_path / "a.txt"
    path.write_text("the officer shall\n" * 2_000_000)
    with pytest.raises(UnreadableFile) as caught:
        extract(path)
    assert caught.value.kind == "out-of-memory"


def test_closing_early_ends_the_worker(contract):
    with start_extract(contract) as running:
        pass
    assert running._process.returncode is not None


def test_the_worker_ends_with_the_process_that_asked(tmp_path):
    slow = tmp_path / "a.txt"
    slow.write_text("1. officer shall\n" * 1_000_000)
    script = (
        "import os, sys, time\n"
        "from sro_nlp.extract import Options\n"
        "from sro_nlp.extract.isolate import Extraction\n"
        f"running = Extraction({str(slow)!r}, Options(), 600)\n"
        "print(running._process.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", script], cwd=root, stdout=subprocess.PIPE, text=True) as asker:
        assert asker.stdout is not None
        worker = int(asker.stdout.readline())
        asker.kill()
    for _ in range(50):
        if not _runs(worker):
            return
        time.sleep(0.02)
    pytest.fail("the worker outlived the process that asked")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")  # a zombie that nobody has waited for yet runs no more
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def test_more_time_is_nothing_where_no_clock_is_held():
    more_time(5)


def test_the_worker_imports_nothing_heavy(contract):
    script = (
        "import sys; from sro_nlp.extract.reading import read_here; from sro_nlp.extract import Options;"
        f"read_here({str(contract)!r}, Options());"
        "print([name for name in ('spacy', 'sklearn', 'typer', 'numpy', 'pydantic', 'rich') if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert ran.stdout.strip() == "[]"


def test_every_format_has_a_reader_that_exists_or_a_sentence():
    for entry in FORMATS:
        assert bool(entry.reader) != bool(entry.refusal)
        if entry.reader:
            assert callable(load_reader(entry))


def test_an_unreadable_file_survives_pickling():
    error = UnreadableFile("a.pdf", "damaged", "is damaged")
    again = pickle.loads(pickle.dumps(error))
    assert (again.path, again.kind, str(again)) == ("a.pdf", "damaged", "a.pdf: is damaged")


def test_a_worker_that_waits_for_a_processor_is_waited_for():
    """A sleeping process computes nothing: only the wall ends it, after five times its time."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as sleeper:
        clock = Clock(0.1)
        time.sleep(0.2)
        waited = clock.overdue(sleeper.pid)
        time.sleep(0.4)
        taken = clock.overdue(sleeper.pid)
        sleeper.kill()
    assert taken is not None
    if computing_seconds(os.getpid()) is not None:  # the system tells: Linux
        assert waited is None
        assert taken > 0.5


def test_a_worker_that_computes_too_long_is_overdue():
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as busy:
        clock = Clock(0.2)
        while clock.overdue(busy.pid) is None:
            time.sleep(clock.pause())
        busy.kill()


def test_time_that_a_reader_asks_for_is_added():
    clock = Clock(10)
    clock.extend(20)
    assert clock.allowed == 30
    clock.extend(10**9)
    assert clock.allowed == LONGEST
