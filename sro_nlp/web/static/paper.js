// The contract itself: pages as pictures with text and highlights over them, or running text.
import { json, text } from "./common.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTHS = [300, 600, 900, 1200, 1600, 2000, 2600];
const desk = document.querySelector(".desk");
export const id = desk.dataset.document;
export const paper = document.querySelector("#paper");
const flow = document.querySelector("#flow");
const sheets = new Map(); // page -> its drawing
const near = new Set();
let readable = desk.dataset.state === "ready"; // a PDF that is being reviewed has its pictures only
let zoom = Number(localStorage.getItem("zoom")) || 1;
let shown = null; // the leaf whose passages are set off

function element(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent?.append(made);
  return made;
}

// Pages

function layOut() {
  const holder = document.querySelector("#sheets");
  let page = 0;
  for (const [wide, tall, count] of JSON.parse(holder?.dataset.shapes ?? "[]")) {
    for (let i = 0; i < count; i += 1) {
      page += 1;
      const attributes = { class: "sheet", id: `page-${page}`, "data-page": page, viewBox: `0 0 ${wide} ${tall}` };
      const sheet = element("svg", { ...attributes, role: "group", "aria-label": `Page ${page}` }, holder);
      element("rect", { class: "blank", width: wide, height: tall }, sheet);
      sheets.set(page, sheet);
    }
  }
}

function pictureWidth(sheet) {
  const wanted = sheet.getBoundingClientRect().width * Math.min(devicePixelRatio || 1, 2);
  return WIDTHS.find((width) => width >= wanted) || WIDTHS.at(-1);
}

function draw(sheet) {
  const width = pictureWidth(sheet);
  const before = sheet.querySelector("image");
  if (before?.dataset.width === String(width)) return;
  const [, , wide, tall] = sheet.getAttribute("viewBox").split(" ");
  const image = element("image", { width: wide, height: tall, "aria-hidden": "true" });
  image.dataset.width = width;
  image.addEventListener("load", () => {
    sheet.dataset.drawn = "yes";
    before?.remove();
  });
  image.addEventListener("error", () => {
    sheet.dataset.drawn = "no";
  });
  sheet.querySelector(".blank").after(image);
  image.setAttribute("href", `/documents/${id}/pages/${sheet.dataset.page}.png?width=${width}`);
}

const written = new Map(); // page -> promise that its text and highlights lie over it

function write(sheet) {
  const page = Number(sheet.dataset.page);
  if (!readable) return Promise.resolve();
  if (!written.has(page)) {
    const mine = json(`/documents/${id}/pages/${page}.json`).then(({ lines, passages }) => {
      if (written.get(page) === mine) cover(sheet, lines, passages);
    });
    written.set(page, mine);
  }
  return written.get(page);
}

function cover(sheet, lines, passages) {
  const marks = element("g", { class: "marks" });
  for (const passage of passages) {
    const group = element("g", {
      class: `hl ${passage.grade}${passage.decided ? " decided" : ""}${passage.leaf === shown ? " on" : ""}`,
      "data-leaves": passage.leaf,
      "data-paragraph": passage.paragraph,
      tabindex: "0",
      role: "button",
      "aria-label": passage.label,
    }, marks);
    for (const rect of passage.rects) element("rect", rect, group);
    for (const rect of passage.rects) {
      const y = rect.y + rect.height;
      element("line", { x1: rect.x, x2: rect.x + rect.width, y1: y, y2: y }, group);
    }
  }
  const layer = element("g", { class: "lines" });
  for (const line of lines) {
    const place = element("text", {
      class: "line",
      x: line.x,
      y: line.y + line.height * 0.8,
      "font-size": Math.max(line.height * 0.85, 1),
      textLength: Math.max(line.width, 1),
      lengthAdjust: "spacingAndGlyphs",
      "data-paragraph": line.paragraph,
      "data-start": line.start,
    }, layer);
    place.textContent = line.text;
  }
  uncover(sheet);
  sheet.append(marks, layer);
}

function uncover(sheet) {
  sheet.querySelectorAll(".marks, .lines").forEach((one) => one.remove());
}

function forget(sheet) {
  sheet.querySelector("image")?.remove();
  uncover(sheet);
  delete sheet.dataset.drawn;
  written.delete(Number(sheet.dataset.page));
}

const watcher = new IntersectionObserver(
  (seen) => {
    for (const { target, isIntersecting } of seen) {
      if (isIntersecting) {
        near.add(target);
        draw(target);
        write(target);
      } else if (near.delete(target)) forget(target);
    }
  },
  { root: paper, rootMargin: "900px 0px" },
);

function pageInView() {
  const top = paper.getBoundingClientRect().top + paper.clientHeight / 3;
  for (const [number, sheet] of sheets) {
    if (sheet.getBoundingClientRect().bottom > top) return number;
  }
  return sheets.size;
}

export function setZoom(value) {
  const place = paper.scrollTop / Math.max(paper.scrollHeight, 1);
  zoom = Math.min(3, Math.max(0.5, Math.round(value * 10) / 10));
  localStorage.setItem("zoom", zoom);
  desk.style.setProperty("--zoom", zoom);
  document.querySelector("#zoom").textContent = `${Math.round(zoom * 100)}%`;
  paper.scrollTop = place * paper.scrollHeight;
  for (const sheet of near) draw(sheet);
}

// Highlights

export async function highlight() {
  if (flow) {
    flow.innerHTML = await text(`/documents/${id}/text`);
    setOff(shown);
    return;
  }
  written.clear();
  await Promise.all([...near].map(write));
}

// A PDF that was being reviewed is ready: its text and highlights are laid over the pictures.
export function nowReadable() {
  readable = true;
  return highlight();
}

export function setOff(leaf) {
  shown = leaf;
  for (const one of paper.querySelectorAll(".hl")) {
    one.classList.toggle("on", one.dataset.leaves.split(" ").includes(leaf));
  }
}

export function highlightsAt(x, y) {
  const leaves = [];
  for (const one of document.elementsFromPoint(x, y)) {
    const group = one.closest(".hl");
    if (group) leaves.push(...group.dataset.leaves.split(" "));
  }
  return [...new Set(leaves)];
}

// Going to a place

function reveal(target) {
  const box = target.getBoundingClientRect();
  const frame = paper.getBoundingClientRect();
  const quiet = matchMedia("(prefers-reduced-motion: reduce)").matches;
  paper.scrollTo({
    top: paper.scrollTop + box.top - frame.top - frame.height * 0.3,
    left: box.right > frame.right || box.left < frame.left ? paper.scrollLeft + box.left - frame.left - 16 : paper.scrollLeft,
    behavior: quiet || Math.abs(box.top - frame.top) > 3 * frame.height ? "instant" : "smooth",
  });
}

function flash(paragraph) {
  paper.querySelectorAll(".found").forEach((one) => one.classList.remove("found"));
  paper.querySelectorAll(`[data-paragraph="${paragraph}"]`).forEach((one) => one.classList.add("found"));
}

export async function goTo(paragraph, leaf, page) {
  let target = null;
  if (flow) {
    const whole = document.querySelector(`#p-${paragraph}`);
    target = [...(whole?.querySelectorAll(".hl") ?? [])].find((one) => one.dataset.leaves.split(" ").includes(leaf)) ?? whole;
  } else if (sheets.has(page)) {
    const sheet = sheets.get(page);
    await write(sheet);
    const parts = [...sheet.querySelectorAll(`[data-paragraph="${paragraph}"]`)];
    target = parts.find((one) => one.dataset.leaves === leaf) ?? parts.find((one) => one.matches(".line")) ?? sheet;
  }
  if (!target) return;
  reveal(target);
  flash(paragraph);
}

export function start() {
  layOut();
  setZoom(zoom);
  for (const sheet of sheets.values()) watcher.observe(sheet);
  document.querySelector("#smaller").addEventListener("click", () => setZoom(zoom - 0.1));
  document.querySelector("#larger").addEventListener("click", () => setZoom(zoom + 0.1));
  const page = document.querySelector("#page");
  if (page) {
    page.addEventListener("change", () => {
      const sheet = sheets.get(Number(page.value));
      if (sheet) paper.scrollTop += sheet.getBoundingClientRect().top - paper.getBoundingClientRect().top - 8;
    });
    let due = 0;
    paper.addEventListener("scroll", () => {
      cancelAnimationFrame(due);
      due = requestAnimationFrame(() => {
        if (document.activeElement !== page) page.value = pageInView();
      });
    });
  }
}
