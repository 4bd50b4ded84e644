// The desk: findings beside the contract, both ways, keys, decisions.
import { decide, json, say, text, unlocking } from "./common.js";
import { goTo, highlight, highlightsAt, id, nowReadable, paper, setOff, start } from "./paper.js";
import { closeMarker, considerSelection, stepParagraph } from "./marker.js";

const desk = document.querySelector(".desk");
const panel = document.querySelector("#panel");
const findings = document.querySelector("#findings");
const query = document.querySelector("#q");
const hits = document.querySelector("#hits");
let leaf = null; // the open requirement
let passage = 0; // which passage of it is in hand
let filter = "all";
let filled = Promise.resolve(); // when what is said of the open requirement is there

const FILTERS = {
  all: () => true,
  gaps: (one) => one.dataset.status !== "present" && one.dataset.waived === "0",
  conflicts: (one) => one.dataset.status === "conflict",
  low: (one) => one.dataset.review === "1",
};

const leaves = () => [...panel.querySelectorAll(".leaf:not([hidden])")];
const article = (name) => panel.querySelector(`.leaf[data-leaf="${name}"]`);
const passages = () => (leaf ? [...article(leaf).querySelectorAll(".passage")] : []);

function show(tab) {
  desk.dataset.show = tab;
  for (const one of document.querySelectorAll("[data-tab]")) one.setAttribute("aria-pressed", one.dataset.tab === tab);
}

function applyFilter() {
  for (const one of panel.querySelectorAll(".leaf")) one.hidden = !FILTERS[filter](one);
  for (const one of panel.querySelectorAll(".provision")) one.hidden = !one.querySelector(".leaf:not([hidden])");
  document.querySelector("#nothing").hidden = leaves().length > 0;
  for (const one of document.querySelectorAll("[data-filter]")) {
    one.setAttribute("aria-pressed", one.dataset.filter === filter);
  }
}

function close() {
  for (const one of panel.querySelectorAll(".open[aria-expanded=true]")) {
    one.setAttribute("aria-expanded", "false");
    document.getElementById(one.getAttribute("aria-controls")).hidden = true;
  }
  leaf = null;
  setOff(null);
}

function keepInView(one) {
  const box = one.getBoundingClientRect();
  const frame = findings.getBoundingClientRect();
  const room = document.querySelector(".filters").offsetHeight + 8;
  if (box.top < frame.top + room || box.bottom > frame.bottom) findings.scrollTop += box.top - frame.top - room;
}

async function fill(name) {
  const body = article(name).querySelector(".body");
  if (!body.childElementCount) body.innerHTML = await text(`/documents/${id}/leaves/${name}`);
}

function open(name, { paragraph = null, go = true, focus = false } = {}) {
  close();
  const one = article(name);
  if (!one) return;
  leaf = name;
  const button = one.querySelector(".open");
  button.setAttribute("aria-expanded", "true");
  one.querySelector(".body").hidden = false;
  setOff(name);
  if (focus) button.focus({ preventScroll: true });
  filled = fill(name).then(() => {
    if (leaf !== name) return;
    const at = passages().findIndex((each) => Number(each.dataset.paragraph) === paragraph);
    take(Math.max(at, 0), go);
    keepInView(one);
  }, (error) => say(error.message, true));
}

function take(index, go = true) {
  const all = passages();
  for (const one of all) one.classList.remove("current");
  if (!all.length) return;
  passage = (index + all.length) % all.length;
  const one = all[passage];
  one.classList.add("current");
  if (go) goTo(Number(one.dataset.paragraph), leaf, Number(one.querySelector(".go").dataset.page));
}

function step(by) {
  const all = leaves();
  if (!all.length) return;
  const at = all.findIndex((one) => one.dataset.leaf === leaf);
  open(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length].dataset.leaf, { focus: true });
}

// Decisions

async function refresh() {
  const [name, at, top] = [leaf, passage, findings.scrollTop];
  const about = name ? text(`/documents/${id}/leaves/${name}`) : "";
  const [html, body] = await Promise.all([text(`/documents/${id}/panel`), about, highlight()]);
  panel.innerHTML = html;
  applyFilter();
  if (name) {
    article(name).querySelector(".body").innerHTML = body;
    open(name, { go: false });
    await filled;
    take(Math.min(at, Math.max(passages().length - 1, 0)), false);
  }
  findings.scrollTop = top;
}

export async function enter(decision, said) {
  try {
    const answer = await decide(id, decision);
    await refresh();
    say(`${said} ${answer.title}: ${answer.status}.`);
  } catch (error) {
    say(error.message, true);
  }
}

function act(kind, one, more = {}) {
  const words = { accept: "Accepted.", reject: "Rejected.", regrade: "Re-graded.", mark: "Marked." };
  return enter({ kind, requirement: leaf, paragraph: Number(one.dataset.paragraph), ...more }, words[kind]);
}

async function actOnCurrent(kind) {
  await filled;
  const one = passages()[passage];
  if (!one) return;
  if (kind === "accept" && one.classList.contains("near")) say("This is no evidence yet: choose a grade to mark it.", true);
  else act(kind, one);
}

panel.addEventListener("click", (event) => {
  const opener = event.target.closest(".open");
  if (opener) {
    const name = opener.closest(".leaf").dataset.leaf;
    if (name === leaf) close();
    else open(name);
    return;
  }
  const button = event.target.closest("button");
  const one = event.target.closest(".passage");
  if (one) take(passages().indexOf(one), false);
  if (!button) return;
  if (button.classList.contains("go")) {
    show("paper");
    goTo(Number(button.dataset.paragraph), leaf, Number(button.dataset.page));
  } else if (button.classList.contains("copy")) {
    navigator.clipboard.writeText(button.closest("details").querySelector(".suggested").textContent).then(
      () => say("Copied."),
      () => say("The browser does not allow copying here.", true),
    );
  } else if (button.dataset.act === "withdraw") {
    enter({ kind: "withdraw", requirement: leaf, withdraws: Number(button.dataset.number) }, "Withdrawn.");
  } else if (one && button.dataset.act) act(button.dataset.act, one);
});

panel.addEventListener("change", (event) => {
  const choice = event.target.closest("select[data-act]");
  if (choice?.value) act(choice.dataset.act, choice.closest(".passage"), { grade: choice.value });
});

panel.addEventListener("submit", (event) => {
  event.preventDefault();
  const reason = event.target.querySelector("textarea").value.trim();
  if (reason) enter({ kind: "waive", requirement: leaf, reason }, "Waived.");
});

// The contract

function fromPaper(event) {
  const chosen = getSelection();
  if (!chosen.isCollapsed) {
    considerSelection(chosen);
    return;
  }
  const own = event.target.closest(".hl");
  const found = event.type === "keydown" ? own.dataset.leaves.split(" ") : highlightsAt(event.clientX, event.clientY);
  if (found.length) {
    closeMarker();
    const name = found[(found.indexOf(leaf) + 1) % found.length];
    const paragraph = Number((own ?? event.target).closest("[data-paragraph]")?.dataset.paragraph);
    show("findings");
    open(name, { paragraph, go: false });
  } else considerSelection(null, event.target.closest("[data-paragraph]"));
}

paper.addEventListener("click", (event) => {
  if (!event.target.closest(".tools, .hits")) fromPaper(event);
});
paper.addEventListener("keydown", (event) => {
  if ((event.key === "Enter" || event.key === " ") && event.target.closest(".hl")) {
    event.preventDefault();
    fromPaper(event);
  }
});

// Search, filters, tabs, keys

function showHits(found) {
  hits.replaceChildren();
  for (const hit of found) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    for (const [index, piece] of hit.snippet.split("\u0002").entries()) {
      const [inside, after] = piece.split("\u0003");
      if (index === 0) button.append(inside);
      else {
        const mark = document.createElement("mark");
        mark.textContent = inside;
        button.append(mark, after ?? "");
      }
    }
    const where = document.createElement("b");
    where.textContent = hit.page ? `p. ${hit.page} ` : `¶ ${hit.paragraph} `;
    button.prepend(where);
    button.addEventListener("click", () => {
      show("paper");
      goTo(hit.paragraph, null, hit.page);
    });
    item.append(button);
    hits.append(item);
  }
  hits.hidden = !found.length;
}

async function search() {
  const words = query.value.trim();
  const found = words ? await json(`/documents/${id}/search?q=${encodeURIComponent(words)}`) : [];
  if (words !== query.value.trim()) return;
  showHits(found);
  if (words) {
    show("paper");
    say(found.length ? `${found.length} found.` : "Nothing found.");
  }
}

let typing = 0;
query.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(search, 250);
});
document.querySelector("#find").addEventListener("submit", async (event) => {
  event.preventDefault();
  await search();
  hits.querySelector("button")?.click();
});
document.querySelector(".filters").addEventListener("click", (event) => {
  const button = event.target.closest("[data-filter]");
  if (!button) return;
  filter = button.dataset.filter;
  applyFilter();
});
for (const tab of document.querySelectorAll("[data-tab]")) tab.addEventListener("click", () => show(tab.dataset.tab));

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  n: () => filled.then(() => take(passage + 1)),
  a: () => actOnCurrent("accept"),
  r: () => actOnCurrent("reject"),
  "]": () => stepParagraph(1),
  "[": () => stepParagraph(-1),
  "/": () => query.focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    closeMarker();
    showHits([]);
    document.activeElement?.blur?.();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const key = KEYS[event.key];
  if (!key) return;
  event.preventDefault();
  key();
});

// From the first look on

async function arrive() {
  const arrived = /^#p-(\d+)$/.exec(location.hash);
  if (!arrived) return;
  const paragraph = Number(arrived[1]);
  const [place] = await json(`/documents/${id}/paragraphs/${paragraph}`);
  goTo(paragraph, null, place?.page);
}

async function follow() {
  const { state } = await json(`/documents/${id}/state`);
  if (state === "failed") location.reload();
  else if (state !== "ready") {
    await new Promise((resolve) => setTimeout(resolve, 250));
    await follow();
  } else {
    [panel.innerHTML] = await Promise.all([text(`/documents/${id}/panel`), nowReadable()]);
    document.querySelector("#downloads").hidden = false;
    applyFilter();
    await arrive();
  }
}

unlocking(document, () => location.reload());
start();
(desk.dataset.state === "ready" ? highlight().then(arrive) : follow()).catch((error) => say(error.message, true));
