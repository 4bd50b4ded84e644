"""Reports from a ledger: what a spreadsheet, a browser and other programs find in them."""

import csv
import json
import re
import shutil
import subprocess
import zipfile

import pytest
from helpers import CLAUSES, EXAMPLES, contract, sro

from sro_nlp.report.ledger.flat import plain

openpyxl = pytest.importorskip("openpyxl")
EVIL = "=cmd|' /C calc'!A0 is what the School Resource Officer shall not enforce: school rules and discipline."


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    for name in ("complete.pdf", "old.pdf", "draft.docx"):
        shutil.copy(EXAMPLES / name, folder)
    shutil.copy(EXAMPLES / "old.pdf", folder / "old copy.pdf")
    whole = (EXAMPLES / "source" / "old.txt").read_text(encoding="utf-8")
    (folder / "=1+1.txt").write_text(whole + f"\n\n{EVIL}\n")
    (folder / "renewed.txt").write_text(whole.replace("2009", "2011") + "\nOne more clause is added.\n")
    (folder / "<b>&amp;.txt").write_text(contract(1, (EVIL, *CLAUSES)))
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (folder / "menu.txt").write_text("Monday: soup. Tuesday: bread.")
    return folder


@pytest.fixture(scope="module")
def ledger(archive, tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "audit.sqlite"
    sro("audit", archive, "--ledger", path)
    return path


@pytest.fixture(scope="module")
def export(ledger, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")

    def write(format_):
        path = folder / f"audit.{format_}"
        if not path.exists():
            sro("ledger", "export", "--ledger", ledger, "--format", format_, "-o", path)
        return path

    return write


@pytest.fixture(scope="module")
def book(export):
    return openpyxl.load_workbook(export("xlsx"))


def table(sheet):
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_matrix_has_a_sign_and_a_colour_for_each_leaf(book):
    sheet = book["Matrix"]
    found = {row["Contract"]: row for row in table(sheet)}
    assert set(found) == {"<b>&amp;.txt", "=1+1.txt", "complete.pdf", "draft.docx", "old copy.pdf", "renewed.txt"}
    leaves = [cell.column for cell in sheet[1] if re.match(r"\d", cell.value)]
    assert len(leaves) == 24
    fills = {
        sheet.cell(row, column).value: sheet.cell(row, column).fill.fgColor.rgb
        for column in leaves
        for row in (2, 3, 4, 5)
    }
    assert set(fills) == {"✓", "◐", "⚠", "✗"}
    assert len(set(fills.values())) == 4
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert found["complete.pdf"]["present"] > 20
    assert found["old copy.pdf"]["Copies"] == 1


def test_versions_of_one_contract_share_a_group(book):
    found = {row["Contract"]: row["Group"] for row in table(book["Matrix"])}
    assert found["=1+1.txt"] == found["renewed.txt"] is not None
    assert found["complete.pdf"] is None


def test_gaps_lead_to_the_page(book, archive):
    sheet = book["Gaps"]
    conflict = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "old copy.pdf" and "⚠" in row[3].value)
    link = conflict[7].hyperlink
    target = link.target + (f"#{link.location}" if link.location else "")
    assert re.fullmatch(rf"FILE://{re.escape(str(archive))}/old%20copy\.pdf#page=\d", target), target


def test_failures_and_other_contracts_have_sheets_of_their_own(book):
    (failed,) = table(book["Failures"])
    assert (failed["File"], failed["Kind"]) == ("broken.pdf", "damaged")
    (other,) = table(book["Not SRO contracts"])
    assert other["File"] == "menu.txt"
    assert len(table(book["Files"])) == 9


def test_totals_count_a_contract_once(book):
    for row in table(book["Totals"]):
        assert sum(row[status] for status in ("present", "partial", "conflict", "missing", "unassessed")) == 6


def test_no_cell_is_a_formula(book, export):
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert any(EVIL[:9] in str(cell.value) for row in book["Gaps"].iter_rows() for cell in row)
    with zipfile.ZipFile(export("xlsx")) as package:
        assert not any(b"<f>" in package.read(name) for name in package.namelist() if "worksheets" in name)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_the_workbook(export, tmp_path):
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2",
    ]
    done = subprocess.run([*command, "--outdir", tmp_path, export("xlsx")], capture_output=True, text=True, timeout=120)
    written = list(tmp_path.glob("*.csv"))
    if not written and "could not be loaded" in done.stderr:
        pytest.skip("LibreOffice is installed without Calc")
    rows = list(csv.reader(written[0].open(encoding="utf-8")))
    assert rows[0][0] == "Contract"
    assert "=1+1.txt" in {row[0] for row in rows}
    assert {"✓", "✗"} <= {cell for row in rows[1:] for cell in row}


def test_csv_is_safe_and_whole(export):
    with export("csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 6 * 24 + 1 + 1
    (other,) = [row for row in rows if row["kind"] == "other"]
    assert (other["path"].rpartition("/")[2], other["status"], other["requirement"]) == ("menu.txt", "", "")
    assert not any(value.startswith(("=", "+", "@", "-")) for row in rows for value in row.values())
    assert any(row["path"].endswith("=1+1.txt") for row in rows)
    assert any("=cmd|" in row["evidence"] for row in rows)
    assert rows[-1]["error_kind"] == "damaged"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1"])
def test_a_text_that_a_spreadsheet_would_run_is_marked(text):
    assert plain(text) == f"'{text}"
    assert plain(f"a{text}") == f"a{text}"


def test_parquet_and_json_lines_say_the_same(export):
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = parquet.read_table(export("parquet")).to_pylist()
    objects = [json.loads(line) for line in export("jsonl").open(encoding="utf-8")]
    assert len(objects) == 8
    flat = {(row["path"], row["requirement"]): row["status"] for row in rows if row["status"]}
    nested = {(one["paths"][0], f["requirement"]): f["status"] for one in objects for f in one.get("findings", ())}
    assert flat == nested
    copies = next(one for one in objects if len(one["paths"]) == 2)
    assert [path.rpartition("/")[2] for path in copies["paths"]] == ["old copy.pdf", "old.pdf"]
    assert [one["error"]["kind"] for one in objects if "error" in one] == ["damaged"]


def test_the_page_stands_alone_and_escapes_names(export):
    page = export("html").read_text(encoding="utf-8")
    assert "&lt;b&gt;&amp;amp;.txt" in page
    assert "<b>&amp;.txt" not in page
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", page)
    assert "default-src 'none'" in page
    assert page.count('<tr><th scope="row"') == 24 + 6 + 1


@pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed")
def test_the_page_sorts_in_a_browser(export, tmp_path):
    page = tmp_path / "sorted.html"
    press = "<script>document.querySelectorAll('table.heat th button')[4].click()</script></body>"
    text = re.sub(r"<meta http-equiv[^>]*>", "", export("html").read_text(encoding="utf-8"))
    page.write_text(text.replace("</body>", press), encoding="utf-8")
    command = [
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path}/profile",
        "--dump-dom",
    ]
    shown = subprocess.run([*command, page.as_uri()], capture_output=True, text=True, timeout=120).stdout
    heat = shown.partition('table class="sortable heat"')[2].partition("</table>")[0]
    present = [int(row.split('class="number">')[4].partition("<")[0]) for row in heat.split("<tr>")[2:]]
    assert present == sorted(present)
    assert len(present) == 6


def test_show_says_what_matters(ledger):
    said = sro("ledger", "show", "--ledger", ledger)
    for part in ("6 of different content; 1 groups", "1 read and not an SRO contract", "1: 1 damaged", "broken.pdf"):
        assert part in said
    assert "✓ present" in said


def test_an_export_never_overwrites_the_ledger(ledger):
    assert "is the input itself" in sro(
        "ledger", "export", "--ledger", ledger, "--format", "csv", "-o", ledger, status=2
    )
