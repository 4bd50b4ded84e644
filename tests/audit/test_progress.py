"""What a run says of itself."""

import io

from sro_nlp.audit.progress import Progress, Tally, describe, duration
from sro_nlp.audit.selection import Selection, suffix_of


def test_the_line_has_rate_time_left_and_failures():
    line = describe(Tally(total=9_800, files=412, read=380, known=32, failed=5), rate=6.2, elapsed=66)
    assert line == "412 of 9,800 files · 380 read, 32 known, 5 failed · 6.2/s · 25 min left"


def test_the_last_line_has_the_time_it_took():
    assert describe(Tally(total=5, files=5, read=5), rate=2, elapsed=3).endswith("2.0/s · 3 s")
    assert describe(Tally(files=5, read=5), rate=2, elapsed=3).startswith("5 files")


def test_durations():
    assert [duration(seconds) for seconds in (0.2, 89, 1500, 11_400)] == ["0 s", "89 s", "25 min", "3 h 10 min"]


def test_a_terminal_gets_one_line_again_and_again():
    stream = io.StringIO()
    progress = Progress(stream, live=True)
    progress.update(Tally(total=2, files=1))
    progress.update(Tally(total=2, files=2), last=True)
    assert stream.getvalue().count("\r") == 2
    assert stream.getvalue().count("\n") == 1


def test_selection_by_suffix_and_glob():
    usual = Selection()
    assert usual.chosen("a/b.PDF")
    assert usual.chosen("contract")
    assert usual.chosen("Agreement 7.1.2008")
    assert not usual.chosen("a/~$b.docx")
    assert not usual.chosen("__MACOSX/b.pdf")
    assert not usual.chosen("b.jpg")
    own = Selection(include=("*.pdf",), exclude=("*/drafts/*", "old*"))
    assert own.chosen("a/b.pdf")
    assert not own.chosen("a/drafts/b.pdf")
    assert not own.chosen("a/old.pdf")
    assert not own.chosen("a/b.docx")
    assert suffix_of("a.Tar.GZ") == ".gz"
