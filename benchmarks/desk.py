"""The review desk with a contract of 300 pages, in headless Chromium.

    python benchmarks/desk.py [--pages 300] [--seed 1] [--model light]

Makes a PDF of that many pages (the same for the same seed), reviews it plainly in a process whose model is loaded, then
puts it into a desk whose model is loaded too, and takes the time from the choice of the file until its first page, and
until its findings, are to be seen. Then every page is scrolled to, while the memory of the desk and of its processes is
watched. Needs Debian's chromium and playwright.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from sro_nlp.reviewer import Reviewer

ROOT = Path(__file__).resolve().parents[1]
MB = 1024**2
HEADINGS = "Purpose Definitions Term Duties Training Records Costs Notices Insurance Termination".split()  # noqa: SIM905 - easier to read


def clauses() -> list[str]:
    """Clauses of agreements, from the training data."""
    with (ROOT / "training_data" / "contracts-west.jsonl").open(encoding="utf-8") as file:
        return [text for line in file if 40 < len(text := json.loads(line)["text"]) < 1500]


def make(path: Path, pages: int, seed: int) -> None:
    """Write the contract: numbered clauses under headings, a page number at each foot."""
    rng, choices = random.Random(seed), clauses()
    width, height = LETTER
    canvas = Canvas(str(path), pagesize=LETTER, invariant=1)
    number = 0
    for page in range(1, pages + 1):
        y = height - 72
        while y > 72:
            number += 1
            text = f"{number}. {rng.choice(choices)} Exhibit {rng.randint(1, 999)} applies."
            if rng.random() < 0.06:
                text = f"ARTICLE {number}. {rng.choice(HEADINGS).upper()}"
            lines = simpleSplit(text, "Times-Roman", 11, width - 144)
            if y - len(lines) * 13.2 < 60:
                break
            for line in lines:
                canvas.setFont("Times-Roman", 11)
                canvas.drawString(72, y, line)
                y -= 13.2
            y -= 6
        canvas.drawCentredString(width / 2, 36, f"Page {page}")
        canvas.showPage()
    canvas.save()


def plain(path: Path, model: str | None) -> float:
    """Seconds of a review whose model is loaded."""
    reviewer = Reviewer(model=model)
    _ = reviewer.model_reference
    reviewer.review(ROOT / "examples" / "draft.docx")
    started = time.monotonic()
    reviewer.review(path)
    return time.monotonic() - started


def memory(process: int) -> int:
    """Resident bytes of a process and all that descend from it."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,rss="], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in listed.splitlines()]
    family, more = {process}, True
    while more:
        children = {pid for pid, parent, _ in rows if parent in family} - family
        family |= children
        more = bool(children)
    return sum(size for pid, _, size in rows if pid in family) * 1024


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def start(folder: Path, model: str | None) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from sro_nlp.cli import main; main()", "serve", "--port", str(port)]
    process = subprocess.Popen([*command, "--data", str(folder), *(["--model", model] if model else [])], cwd=ROOT)
    while not answers(port):
        time.sleep(0.1)
    return process, f"http://127.0.0.1:{port}"


def put(page: Page, address: str, path: Path) -> dict[str, float]:
    """Upload as a user does; seconds until the first page and the findings are to be seen."""
    page.goto(address)
    started = time.monotonic()
    page.set_input_files("#files", str(path))
    page.locator(f"#rows th a:text-is('{path.name}')").click()
    page.locator(".sheet[data-drawn=yes]").first.wait_for(timeout=600_000)
    first = time.monotonic() - started
    page.locator(".leaf").first.wait_for(timeout=600_000)
    return {"first page": first, "first page and findings": time.monotonic() - started}


def opened_again(page: Page) -> tuple[float, int]:
    """Seconds until a contract at the desk shows its first page and findings, and the bytes of the page."""
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())) if answer.url == page.url else None)
    started = time.monotonic()
    page.reload()
    page.locator(".leaf").first.wait_for()
    page.locator(".sheet[data-drawn=yes]").first.wait_for()
    return time.monotonic() - started, sizes[0]


def scroll(page: Page, count: int, process: int) -> list[int]:
    """Bring every page into view; the desk's memory at each tenth."""
    seen = []
    for number in range(1, count + 1):
        page.fill("#page", str(number))
        page.press("#page", "Enter")
        page.locator(f'.sheet[data-page="{number}"][data-drawn=yes]').wait_for(timeout=60_000)
        if number % max(count // 10, 1) == 0:
            seen.append(memory(process))
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model")
    parser.add_argument("--rounds", type=int, default=1, help="how often the plain review and the upload are timed")
    arguments = parser.parse_args()
    chromium: Any = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long contract.pdf"
        make(path, arguments.pages, arguments.seed)
        print(f"{arguments.pages} pages, {path.stat().st_size / MB:.1f} MB")
        alone = [plain(path, arguments.model) for _ in range(arguments.rounds)]
        print(f"review alone, model loaded: {statistics.median(alone):.1f} s")
        for number in range(arguments.rounds):
            process, address = start(Path(folder) / f"data{number}", arguments.model)
            try:
                with sync_playwright() as started:
                    browser = started.chromium.launch(
                        executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
                    )
                    page = browser.new_page(viewport={"width": 1280, "height": 800})
                    page.set_default_timeout(600_000)
                    page.goto(address)
                    page.set_input_files("#files", str(ROOT / "examples" / "draft.docx"))  # the model is loaded now
                    page.locator("#rows tr[data-state=ready]").wait_for()
                    times = put(page, address, path)
                    for name, seconds in times.items():
                        print(f"put in until {name}: {seconds:.1f} s")
                    seen = times["first page and findings"]
                    print(f"  that is the review alone and {seen - statistics.median(alone):+.1f} s")
                    own = page.request.get(f"{address}/documents.json").json()[0]["seconds"]
                    print(f"  the desk's own reading and review took {own:.1f} s, all else {seen - own:.1f} s")
                    if number == 0:
                        again, size = opened_again(page)
                        print(f"opened again: {again:.2f} s, page of {size / 1024:.0f} KB")
                        held = scroll(page, arguments.pages, process.pid)
                        print("memory while scrolling, MB:", " ".join(f"{each / MB:.0f}" for each in held))
                    browser.close()
            finally:
                process.terminate()
                process.wait(60)


if __name__ == "__main__":
    main()
