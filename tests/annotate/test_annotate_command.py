"""`sro-nlp annotate` and `sro-nlp packet` as typed: where files go, what is refused, and that inputs stay."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sro_nlp import Reviewer
from sro_nlp.errors import ModelError

DRAFT = Path(__file__).parents[2] / "examples" / "draft.pdf"


@pytest.fixture(scope="module", autouse=True)
def model() -> None:
    try:
        _ = Reviewer().detector
    except ModelError as error:
        pytest.skip(f"no model: {error}")


@pytest.fixture
def folder(tmp_path) -> Path:
    shutil.copy(DRAFT, tmp_path / "draft.pdf")
    return tmp_path


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from sro_nlp.cli import main; main()", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_copy_and_packet_go_to_the_current_folder_and_the_input_stays(folder):
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    done = run(elsewhere, "annotate", "../draft.pdf", "--report", "last", "--date", "2025-07-01")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "sro-nlp: wrote draft.annotated.pdf\n"
    assert run(elsewhere, "packet", "../draft.pdf").returncode == 0
    assert sorted(path.name for path in elsewhere.iterdir()) == ["draft.annotated.pdf", "draft.packet.pdf"]
    assert (folder / "draft.pdf").read_bytes() == DRAFT.read_bytes()


@pytest.mark.parametrize("command", ["annotate", "packet"])
def test_an_output_that_is_the_input_is_refused(folder, command):
    (folder / "same.pdf").hardlink_to(folder / "draft.pdf")
    for name in ("draft.pdf", "./draft.pdf", "same.pdf"):
        done = run(folder, command, "draft.pdf", "-o", name)
        assert done.returncode == 2
        assert "is the input itself" in done.stderr
    assert (folder / "draft.pdf").read_bytes() == DRAFT.read_bytes()


def test_a_folder_that_cannot_be_written_to_is_named_and_nothing_is_left(folder):
    locked = folder / "locked"
    locked.mkdir()
    locked.chmod(0o555)
    target = locked / "out.pdf"
    if os.access(locked, os.W_OK):  # root may write everywhere; a folder that is not there is refused alike
        target = folder / "absent" / "out.pdf"
    done = run(folder, "annotate", "draft.pdf", "-o", str(target))
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "choose another place with -o" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(locked.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("draft.pdf", "--date", "1 July"), "is not a date"),
        (("draft.pdf", "--report", "middle"), "is not one of first, last, none"),
    ],
)
def test_wrong_options_end_in_a_sentence(folder, words, said):
    done = run(folder, "annotate", *words)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split()).replace("│ ", "")


@pytest.mark.parametrize("name", ["draft.pdf", "draft.docx"])
def test_a_read_only_folder_is_one_sentence_and_the_input_stays(folder, name):
    shutil.copy(DRAFT.with_name(name), folder / name)
    closed = folder / "closed"
    closed.mkdir()
    closed.chmod(0o555)
    # Root writes into any folder of a disk; the kernel's own tree refuses root too.
    target = Path("/sys/kernel") if os.access(closed, os.W_OK) else closed
    if not target.is_dir():
        pytest.skip("no folder here refuses to be written to")
    done = run(folder, "annotate", name, "-o", str(target / f"copy{Path(name).suffix}"))
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(closed.iterdir()) == []
    assert (folder / name).read_bytes() == DRAFT.with_name(name).read_bytes()


def test_a_missing_file_ends_with_status_three(folder):
    done = run(folder, "annotate", "absent.pdf")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
