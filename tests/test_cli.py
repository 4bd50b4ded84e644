"""The command as a user runs it: real processes, real files."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sro_nlp.files import write_output

EXAMPLES = Path(__file__).parents[1] / "examples"
DRAFT = EXAMPLES / "draft.docx"


def run(*arguments: object, stdin: str | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from sro_nlp.cli import main; main()", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
        timeout=300,
        env={**os.environ, "NO_COLOR": "1"},
    )


def wrong_file(folder: Path, kind: str) -> Path:
    path = folder / {"empty": "empty.pdf", "picture": "photo.pdf", "missing": "nowhere.docx"}.get(kind, f"{kind}.pdf")
    if kind == "empty":
        path.write_bytes(b"")
    elif kind == "picture":
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    elif kind == "no-text":
        from reportlab.pdfgen.canvas import Canvas

        canvas = Canvas(str(path))
        canvas.rect(100, 100, 200, 200, fill=1)
        canvas.save()
    return path


@pytest.mark.parametrize("kind", ["missing", "empty", "picture", "no-text"])
@pytest.mark.parametrize("command", ["review", "tag"])
def test_a_wrong_file_is_one_sentence_and_exit_3(tmp_path, kind, command):
    path = wrong_file(tmp_path, kind)
    result = run(command, path)
    assert result.returncode == 3
    assert result.stdout == ""
    (sentence,) = result.stderr.strip().splitlines()
    assert path.name in sentence
    assert "Traceback" not in result.stderr


def test_review_as_json_counts_every_leaf_and_quotes_its_paragraphs(tmp_path):
    out = tmp_path / "report.json"
    assert run("review", DRAFT, "--format", "json", "-o", out).returncode == 0
    report = json.loads(out.read_text(encoding="utf-8"))
    leaves = [leaf for provision in report["provisions"] for leaf in provision["requirements"]]
    assert report["schema"] == "sro-nlp/review/1"
    assert (len(report["provisions"]), len(leaves), sum(report["summary"].values())) == (8, 24, 24)
    tagged = run("tag", DRAFT).stdout
    texts = {row["id"]: row["text"] for row in map(json.loads, tagged.splitlines())}
    for leaf in leaves:
        for evidence in leaf["evidence"]:
            assert evidence["text"] in texts[evidence["paragraph"]]
        assert leaf["status"] != "missing" or 1 <= len(leaf["nearest"]) <= 3


def test_a_document_that_is_no_such_contract_neither_passes_nor_fails(tmp_path):
    other = tmp_path / "guards.txt"
    other.write_text("Crossing Guard Agreement\n\nThe City hires crossing guards for Main Street.\n", encoding="utf-8")
    done = run("review", other, "--fail-on", "missing")
    assert done.returncode == 4
    first = " ".join(done.stdout.split("Read ")[0].split())
    assert "Does not look like a school resource officer contract. Its title is that of a school crossing" in first
    assert "missing" not in done.stdout
    assert run("review", other).returncode == 0


def test_fail_on_names_the_findings_that_fail():
    assert run("review", DRAFT, "--fail-on", "missing").returncode == 1
    assert run("review", EXAMPLES / "complete.docx", "--fail-on", "missing", "--fail-on", "conflict").returncode == 0


def test_tag_keeps_the_ids_and_the_order_of_rows():
    rows = [
        {"id": "z", "text": "Payment is due within thirty days of the invoice."},
        {"id": 7, "text": "The SRO shall be assigned to Lehi High School."},
        {"id": "a", "text": ""},
    ]
    result = run("tag", "-", stdin="".join(json.dumps(row) + "\n" for row in rows))
    tagged = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["id"] for row in tagged] == ["z", 7, "a"]
    assert [row["text"] for row in tagged] == [row["text"] for row in rows]
    assert [bool(row["labels"]) for row in tagged] == [False, True, False]
    assert set(tagged[1]["labels"][0]) >= {"id", "score", "grade"}


def test_a_row_without_a_text_is_named(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": 1, "text": "x"}\n{"id": 2}\n', encoding="utf-8")
    result = run("tag", path)
    assert result.returncode == 3
    assert "rows.jsonl, line 2" in result.stderr


def test_an_output_never_overwrites_its_input(tmp_path):
    copy = tmp_path / "draft.docx"
    copy.write_bytes(DRAFT.read_bytes())
    (tmp_path / "link.html").symlink_to(copy)
    result = run("review", copy, "--format", "html", "-o", tmp_path / "link.html")
    assert result.returncode == 2
    assert "is the input itself" in result.stderr
    assert copy.read_bytes() == DRAFT.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["review", DRAFT, "--profile", "nevada"], "no profile 'nevada'"),
        (["review", DRAFT, "--edition", "1890"], "no edition '1890'"),
        (["review", DRAFT, "--model", "nothing"], "no model 'nothing'"),
        (["requirements", "show", "9.9"], "requirement '9.9' is not in"),
        (["explain", DRAFT, "--requirement", "4.2", "--paragraph", "9999"], "no paragraph 9999"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_2(arguments, sentence):
    result = run(*arguments)
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert sentence in result.stderr


def test_a_profile_of_ones_own_is_checked(tmp_path):
    shipped = next((Path(__file__).parents[1] / "sro_nlp" / "statutes").rglob("*.toml"))
    own = tmp_path / "mine.toml"
    own.write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    assert "24 leaf requirements" in run("requirements", "check", own).stdout
    own.write_text(own.read_text(encoding="utf-8").replace("jurisdiction =", "jurisdicton =", 1), encoding="utf-8")
    result = run("requirements", "check", own)
    assert result.returncode == 2
    assert "mine.toml" in result.stderr
    assert "jurisdict" in result.stderr


def test_help_imports_nothing_heavy():
    code = (
        "import sys; sys.argv = ['sro-nlp', '--help']\n"
        "from sro_nlp.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'spacy', 'sklearn', 'numpy', 'pydantic', 'pypdfium2', 'rich', 'lxml'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert result.stdout.strip().endswith("[]")


def test_explain_names_the_words_that_moved_the_score():
    result = run("explain", DRAFT, "--requirement", "5.1.1", "--paragraph", "12")
    assert result.returncode == 0
    assert "Parts of the score" in result.stdout


def test_rows_with_odd_ids_texts_and_marks_are_tagged(tmp_path):
    rows = tmp_path / "rows.jsonl"
    lines = [
        '{"id": "a\\ud800", "text": "The SRO \\ud800 shall teach."}',
        '{"id": {"x": [1]}, "text": ""}',
        '{"text": "A line\u2028that goes on."}',
        '{"id": null, "text": "x", "context": ["The SRO shall:"]}',
    ]
    rows.write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    result = run("tag", rows)
    assert result.returncode == 0, result.stderr
    tagged = [json.loads(line) for line in result.stdout.split("\n") if line]
    assert [row["id"] for row in tagged] == ["a\ud800", {"x": [1]}, 3, None]
    assert tagged[0]["text"] == "The SRO \ufffd shall teach."


@pytest.mark.parametrize("line", ['{"text": "x", "context": 5}', '{"text": "x", "context": "abc"}', "[" * 100_000])
def test_a_row_that_is_none_is_one_sentence(line):
    result = run("tag", "-", stdin=line)
    assert result.returncode == 3
    (sentence,) = result.stderr.strip().splitlines()
    assert "stdin, line 1" in sentence


def test_rows_that_are_no_text_are_one_sentence(tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_bytes(b"\xff\xfe\x00")
    assert run("tag", rows).returncode == 3


def test_a_profile_before_the_command_is_not_passed_over():
    result = run("requirements", "--profile", "nothing", "show", "4.2")
    assert result.returncode == 2
    assert "behind the command" in result.stderr


def test_a_link_and_a_device_are_written_to_and_not_replaced(tmp_path):
    page, link = tmp_path / "page.html", tmp_path / "link.html"
    page.write_text("old", encoding="utf-8")
    link.symlink_to(page)
    write_output(link, "new")
    write_output(Path("/dev/null"), "new")
    assert link.is_symlink()
    assert page.read_text(encoding="utf-8") == "new"
    assert Path("/dev/null").is_char_device()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.html", "page.html"]
