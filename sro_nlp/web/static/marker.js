// Marking by hand: select words or click a paragraph, then choose the requirement.
import { paper } from "./paper.js";
import { enter } from "./desk.js";

const form = document.querySelector("#marker");
let chosen = null; // paragraph, start, end (null for the whole)

function offset(node, at) {
  const holder = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.("[data-start]");
  const paragraph = holder?.closest("[data-paragraph]");
  if (!paragraph || !paper.contains(paragraph)) return null;
  return { paragraph: Number(paragraph.dataset.paragraph), at: Number(holder.dataset.start) + (node.nodeType === Node.TEXT_NODE ? at : 0) };
}

function words(paragraph) {
  return [...paper.querySelectorAll(`[data-paragraph="${paragraph}"]:not(.hl)`)]
    .map((one) => (one.matches(".para") ? [...one.querySelectorAll("[data-start]")].map((each) => each.textContent).join("") : one.textContent))
    .join(" ");
}

function choose(next, quote) {
  closeMarker();
  chosen = next;
  for (const one of paper.querySelectorAll(`[data-paragraph="${next.paragraph}"]`)) one.classList.add("chosen");
  document.querySelector("#marker-words").textContent = `¶ ${next.paragraph}: “${quote.slice(0, 140)}${quote.length > 140 ? "…" : ""}”`;
  form.hidden = false;
}

export function closeMarker() {
  chosen = null;
  form.hidden = true;
  paper.querySelectorAll(".chosen").forEach((one) => one.classList.remove("chosen"));
}

export function considerSelection(selection, element = null) {
  if (selection) {
    const range = selection.getRangeAt(0);
    const [from, to] = [offset(range.startContainer, range.startOffset), offset(range.endContainer, range.endOffset)];
    if (!from) return;
    const end = to && to.paragraph === from.paragraph && to.at > from.at ? to.at : null;
    choose({ paragraph: from.paragraph, start: from.at, end }, selection.toString());
  } else if (element) choose({ paragraph: Number(element.dataset.paragraph), start: null, end: null }, words(element.dataset.paragraph));
  else closeMarker();
}

export function stepParagraph(by) {
  const all = [...new Set([...paper.querySelectorAll(".para, .line")].map((one) => Number(one.dataset.paragraph)))].sort((a, b) => a - b);
  if (!all.length) return;
  const at = chosen ? all.indexOf(chosen.paragraph) + by : by > 0 ? 0 : all.length - 1;
  const paragraph = all[Math.min(Math.max(at, 0), all.length - 1)];
  choose({ paragraph, start: null, end: null }, words(paragraph));
  paper.querySelector(`[data-paragraph="${paragraph}"]`).scrollIntoView({ block: "center" });
  document.querySelector("#marker-leaf").focus({ preventScroll: true });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const requirement = document.querySelector("#marker-leaf").value;
  const grade = document.querySelector("#marker-grade").value;
  const { paragraph, start, end } = chosen;
  const wanted = { kind: "mark", requirement, paragraph, grade };
  if (start !== null) wanted.start = start;
  if (end !== null) wanted.end = end;
  closeMarker();
  getSelection().removeAllRanges();
  await enter(wanted, "Marked.");
});
document.querySelector("#marker-close").addEventListener("click", closeMarker);
