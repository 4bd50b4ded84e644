"""The desk as a user works at it, in headless Chromium: upload, read, decide, download, restart; on both widths."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader, PdfWriter

from tests.web.conftest import EXAMPLES, ROOT, Server, audited

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REAL = ROOT.parent / "shared" / "documents" / "real" / "WW_Shared_Services_Agreement_2018_06_21.pdf"
FILES = [EXAMPLES / "complete.pdf", EXAMPLES / "draft.docx", EXAMPLES / "old.pdf", *([REAL] if REAL.exists() else [])]
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
expect = playwright.expect
expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    ledger = audited(tmp_path_factory.mktemp("archive"))
    return Server(tmp_path_factory.mktemp("desk") / "data", ledger)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def locked_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("locked") / "locked.pdf"
    writer = PdfWriter(clone_from=PdfReader(EXAMPLES / "draft.pdf"))
    writer.encrypt("swordfish", algorithm="AES-256")
    writer.write(path)
    return path


class Visit:
    """A browser window that notes every request and every error of its pages."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.requests: list[str] = []
        self.errors: list[str] = []
        context.on("request", lambda request: self.requests.append(request.url))
        self.page = context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.set_default_timeout(60_000)

    def close(self) -> None:
        self.context.close()
        assert [url for url in self.requests if not url.startswith(self.address)] == []
        assert self.errors == []


def upload(page: Page, files: list[Path]) -> dict[str, str]:
    """Put files in and wait until they are read; the address of each desk by name."""
    page.set_input_files("#files", [str(file) for file in files])
    expect(page.locator("#rows tr[data-state=ready]")).to_have_count(len(files), timeout=120_000)
    return {link.inner_text(): str(link.get_attribute("href")) for link in page.locator("#rows th a").all()}


def leaf(page: Page, name: str) -> Any:
    return page.locator(f'.leaf[data-leaf="{name}"]')


def status(page: Page, name: str) -> str:
    return str(leaf(page, name).get_attribute("data-status"))


def first_of(page: Page, state: str) -> str:
    return str(page.locator(f'.leaf[data-status="{state}"]').first.get_attribute("data-leaf"))


def visible_in(page: Page, selector: str, frame: str) -> bool:
    box, room = page.locator(selector).first.bounding_box(), page.locator(frame).bounding_box()
    return bool(box and room and room["y"] <= box["y"] <= room["y"] + room["height"])


def test_a_working_day(server: Server, browser: Browser, tmp_path: Path) -> None:
    with server.running() as address:
        visit = Visit(browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True), address)
        page = visit.page
        page.goto(address)
        page.fill("#reviewer", "A. Counsel")
        page.locator("#reviewer").blur()
        desks = upload(page, FILES)
        assert set(desks) == {file.name for file in FILES}

        page.goto(address + desks["old.pdf"])
        expect(page.locator(".sheet[data-drawn=yes]").first).to_be_visible()
        _leaf_to_highlight_and_back(page)
        decided = _decisions(page)
        _downloads(page, tmp_path)
        _selecting_words(page, address + desks["draft.docx"])
        visit.close()

    with server.running() as address:  # the same folder, started again
        visit = Visit(browser.new_context(viewport={"width": 1280, "height": 800}), address)
        visit.page.goto(address)
        expect(visit.page.locator("#rows tr[data-state=ready]")).to_have_count(len(FILES))
        visit.page.goto(address + desks["old.pdf"])
        for name, state in decided.items():
            assert status(visit.page, name) == state
        visit.close()
    assert server.connections() == ""


def _leaf_to_highlight_and_back(page: Page) -> None:
    expect(page.locator(".hl").first).to_be_attached()
    name = first_of(page, "conflict")
    leaf(page, name).locator(".open").click()
    expect(page.locator(f'.hl.on[data-leaves="{name}"]').first).to_be_attached()
    page.wait_for_timeout(900)
    assert visible_in(page, f'.hl.on[data-leaves="{name}"] rect', "#paper")
    leaf(page, name).locator(".open").click()
    expect(leaf(page, name).locator(".body")).to_be_hidden()
    expect(page.locator(f'.hl[data-leaves="{name}"]').first).to_be_attached()
    box = page.locator(f'.hl[data-leaves="{name}"] rect').first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".open[aria-expanded=true]")).to_have_count(1)
    opened = page.locator(".leaf:has(.open[aria-expanded=true])").get_attribute("data-leaf")
    under = page.evaluate(
        "([x, y]) => document.elementsFromPoint(x, y).map(e => e.closest('.hl')?.dataset.leaves).filter(Boolean)",
        [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
    )
    assert opened in under
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator(".open[aria-expanded=true]")).to_have_count(1)
    page.keyboard.press("/")
    page.keyboard.type("juvenile court")
    expect(page.locator("#hits li").first).to_be_visible()
    page.keyboard.press("Escape")
    page.click("[data-filter=conflicts]")
    assert {one.get_attribute("data-status") for one in page.locator(".leaf:visible").all()} == {"conflict"}
    page.click("[data-filter=all]")


def _decisions(page: Page) -> dict[str, str]:
    accepted, gap = first_of(page, "present"), first_of(page, "missing")
    rejected = str(page.locator('.leaf[data-status="partial"]').first.get_attribute("data-leaf"))
    leaf(page, accepted).locator(".open").click()
    page.keyboard.press("a")
    expect(leaf(page, accepted).locator(".decided")).to_have_text("✔ accepted")
    leaf(page, rejected).locator(".open").click()
    expect(leaf(page, rejected).locator(".passage").first).to_be_visible()
    for _ in range(leaf(page, rejected).locator(".passage:not(.near)").count()):
        before = leaf(page, rejected).locator(".passage:not(.near)").count()
        page.keyboard.press("r")
        expect(leaf(page, rejected).locator(".passage:not(.near)")).to_have_count(before - 1)
    expect(leaf(page, rejected)).to_have_attribute("data-status", "missing")
    leaf(page, gap).locator(".open").click()
    leaf(page, gap).get_by_text("Waive this gap").click()
    leaf(page, gap).locator("textarea").fill("the district's own policy has it")
    leaf(page, gap).get_by_role("button", name="Waive").click()
    expect(leaf(page, gap)).to_have_attribute("data-waived", "1")
    again = str(page.locator('.leaf[data-status="partial"]').first.get_attribute("data-leaf"))
    leaf(page, again).locator(".open").click()
    leaf(page, again).locator("select[data-act=regrade]").first.select_option("full")
    expect(leaf(page, again)).to_have_attribute("data-status", "present")
    return {accepted: "present", rejected: "missing", gap: "missing", again: "present"}


def _downloads(page: Page, folder: Path) -> None:
    page.get_by_text("Download", exact=True).click()
    for title, beginning in {
        "Annotated copy": b"%PDF",
        "Log of decisions (JSON)": b"{",
        "Workbook (XLSX)": b"PK",
    }.items():
        with page.expect_download() as waiting:
            page.get_by_role("link", name=title, exact=True).click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        assert path.read_bytes().startswith(beginning)
    log = json.loads((folder / "old.log.json").read_text(encoding="utf-8"))
    assert {entry["by"] for entry in log["entries"]} == {"A. Counsel"}
    assert {"accept", "reject", "waive", "regrade"} <= {entry["kind"] for entry in log["entries"]}


def _selecting_words(page: Page, address: str) -> None:
    page.goto(address)
    gap = first_of(page, "missing")
    words = page.locator(".para").nth(5)
    words.dblclick()
    expect(page.locator("#marker")).to_be_visible()
    page.select_option("#marker-leaf", gap)
    page.locator("#marker").get_by_role("button", name="Mark").click()
    expect(leaf(page, gap)).to_have_attribute("data-status", "present")
    expect(page.locator(f'mark.hl[data-leaves~="{gap}"]').first).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_no_serious_violation_on_any_page(
    server: Server, browser: Browser, locked_pdf: Path, width: int, scheme: Any
) -> None:
    """Axe-core on every page; runs behind the working day, whose contracts and decisions it finds."""
    with server.running() as address:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
        visit = Visit(context, address)
        page = visit.page
        page.goto(address)
        _refused(page, address, locked_pdf)
        if page.locator("#rows tr[data-state=ready]").count() == 0:
            upload(page, FILES[:2])
        links = [str(link.get_attribute("href")) for link in page.locator("#rows th a").all()]
        ids = [link.rsplit("/", 1)[1] for link in links]
        failed = page.locator("#rows tr[data-state=failed]").first.get_attribute("data-document")
        pages = [*links[:3], f"/documents/{failed}", f"/compare?old={ids[0]}&new={ids[1]}", "/compare", "/queue",
                 "/archive", "/search?q=school", "/nowhere"]  # fmt: skip
        _checked(page, "/", width)  # with its refusals, which going elsewhere would take away
        for path in pages:
            page.goto(address + path)
            if path in links:
                if width == 390:
                    _serious(page, path)
                    page.get_by_role("button", name="Findings").click()
                page.locator(".open").first.click()
                expect(page.locator(".body:visible .passage, .body:visible .waive").first).to_be_visible()
                for summary in page.locator("#panel summary:visible").all():
                    summary.click()
            _checked(page, path, width)
        visit.errors = [error for error in visit.errors if not re.search("404|413", error)]
        visit.close()


def _refused(page: Page, address: str, locked: Path) -> None:
    """An upload that is not taken, and two contracts that cannot be read, one for want of its password."""
    if page.locator("#rows tr[data-state=failed]").count() < 2:
        broken = {"name": "broken.docx", "mimeType": "application/zip", "buffer": b"PK\x03\x04" + bytes(200)}
        page.set_input_files("#files", [broken])  # type: ignore[list-item]  # Playwright's own shape of a file
        page.set_input_files("#files", str(locked))
        expect(page.locator("#rows tr[data-state=failed]")).to_have_count(2)
    page.route("**/documents?name=*", lambda route: route.fulfill(status=413, json={"error": "larger than 100 MB"}))
    page.set_input_files("#files", str(locked))
    expect(page.locator("#uploads li.bad")).to_be_visible()
    page.unroute("**/documents?name=*")
    expect(page.locator(".unlock")).to_be_visible()


def _checked(page: Page, path: str, width: int) -> None:
    _serious(page, path)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{path} is {wide} px wide"


def _serious(page: Page, path: str) -> None:
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    bad = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    said = [(one["id"], one["nodes"][0]["html"][:200], one["nodes"][0]["failureSummary"]) for one in bad]
    assert said == [], path


def test_a_password_is_asked_for_and_again_after_a_restart(browser: Browser, tmp_path: Path, locked_pdf: Path) -> None:
    server = Server(tmp_path / "data")
    with server.running() as address:
        visit = Visit(browser.new_context(), address)
        page = visit.page
        page.goto(address)
        page.set_input_files("#files", str(locked_pdf))
        for password, said in (("wrong", "check the password"), ("swordfish", "partial")):
            page.get_by_label("Password").fill(password)
            page.get_by_role("button", name="Open").click()
            expect(page.locator("#rows .state")).to_contain_text(said, timeout=120_000)
        page.get_by_role("link", name="locked.pdf").click()
        expect(page.locator(".sheet[data-drawn=yes]").first).to_be_visible()
        address_of_desk = page.url
        visit.close()
    with server.running() as address:
        visit = Visit(browser.new_context(), address)
        page = visit.page
        page.goto(address_of_desk)
        expect(page.get_by_text("The pages are locked")).to_be_visible()
        expect(page.locator(".leaf").first).to_be_visible()
        page.get_by_label("Password").fill("swordfish")
        page.get_by_role("button", name="Show the pages").click()
        expect(page.locator(".sheet[data-drawn=yes]").first).to_be_visible()
        visit.errors = [error for error in visit.errors if "404" not in error]  # the pages that were locked
        visit.close()


def test_pages_are_shown_while_the_contract_is_being_reviewed(server: Server, browser: Browser, tmp_path: Path) -> None:
    """A contract of many pages: its first page stands there before its findings, which follow by themselves."""
    writer = PdfWriter()
    for _ in range(8):
        for name in ("complete", "draft", "old"):
            writer.append(EXAMPLES / f"{name}.pdf")
    writer.write(tmp_path / "long.pdf")
    with server.running() as address:
        visit = Visit(browser.new_context(viewport={"width": 1280, "height": 800}), address)
        page = visit.page
        page.goto(address)
        page.set_input_files("#files", str(tmp_path / "long.pdf"))
        page.get_by_role("link", name="long.pdf").click()
        expect(page.locator(".sheet[data-drawn=yes]").first).to_be_visible()
        assert page.locator(".leaf").count() == 0
        expect(page.locator(".leaf")).to_have_count(24, timeout=120_000)
        expect(page.locator(".sheet .line").first).to_be_attached()
        expect(page.get_by_text("Download", exact=True)).to_be_visible()
        count = page.locator(".sheet").count()
        page.fill("#page", str(count))
        page.press("#page", "Enter")
        expect(page.locator(f"#page-{count}[data-drawn=yes]")).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        page.keyboard.type("juvenile court")
        page.locator("#hits button").first.click()
        expect(page.locator(".line.found").first).to_be_visible()
        assert len(page.request.get(page.url).body()) < 60_000
        visit.close()
