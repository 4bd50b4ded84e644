// The list: uploads with progress, states that follow the reading, deletion.
import { json, post, say, text, unlocking } from "./common.js";

const AT_ONCE = 3;
const waiting = [];
let running = 0;
let polling = null;

const drop = document.querySelector("#drop");
const files = document.querySelector("#files");
const rows = document.querySelector("#rows");

function row(file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  const bar = document.createElement("progress");
  const state = document.createElement("span");
  name.textContent = file.name;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `Upload of ${file.name}`);
  state.textContent = "waiting";
  item.append(name, bar, state);
  document.querySelector("#uploads").append(item);
  return { item, bar, state };
}

function send({ file, shown }) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/documents?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) shown.bar.value = event.loaded / event.total;
      shown.state.textContent = "sending";
    });
    request.addEventListener("loadend", () => {
      const good = request.status === 201;
      let why = "the connection broke";
      try {
        why = JSON.parse(request.responseText).error || why;
      } catch {
        // no JSON: the sentence above stands
      }
      shown.bar.value = good ? 1 : shown.bar.value;
      shown.state.textContent = good ? "received" : `✗ not taken: ${why}`;
      shown.item.classList.toggle("bad", !good);
      if (good) setTimeout(() => shown.item.remove(), 4000);
      resolve();
    });
    request.send(file);
  });
}

async function next() {
  while (running < AT_ONCE && waiting.length) {
    running += 1;
    send(waiting.shift()).then(() => {
      running -= 1;
      refresh();
      next();
    });
  }
}

function take(list) {
  for (const file of list) waiting.push({ file, shown: row(file) });
  next();
}

// Rows that did not change stay as they are: somebody may be typing in one.
async function refresh() {
  const fresh = document.createElement("tbody");
  fresh.innerHTML = await text("/documents");
  const before = new Map([...rows.children].map((one) => [one.outerHTML, one]));
  const wanted = [...fresh.children].map((one) => before.get(one.outerHTML) ?? one);
  for (const one of before.values()) if (!wanted.includes(one)) one.remove();
  for (const [at, one] of wanted.entries()) if (rows.children[at] !== one) rows.insertBefore(one, rows.children[at] ?? null);
  document.querySelector("#empty").hidden = rows.children.length > 0;
  poll();
}

function poll() {
  clearTimeout(polling);
  if (rows.querySelector('[data-state="queued"], [data-state="reading"]')) polling = setTimeout(follow, 400);
}

async function follow() {
  const states = new Map((await json("/documents.json")).map((one) => [one.id, one.state]));
  const changed = [...rows.children].some((one) => states.get(one.dataset.document) !== one.dataset.state);
  if (changed || states.size !== rows.children.length) await refresh();
  else poll();
}

function ask(name) {
  const sure = document.querySelector("#sure");
  document.querySelector("#sure-name").textContent = name;
  sure.returnValue = "no";
  sure.showModal();
  return new Promise((resolve) => {
    sure.addEventListener("close", () => resolve(sure.returnValue === "yes"), { once: true });
  });
}

if (drop) {
  files.addEventListener("change", () => {
    take(files.files);
    files.value = "";
  });
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    take(event.dataTransfer.files);
  });
  rows.addEventListener("click", async (event) => {
    const button = event.target.closest(".delete");
    if (!button || !(await ask(button.dataset.name))) return;
    try {
      await post(`/documents/${button.dataset.document}/delete`);
      say(`${button.dataset.name} was deleted for good.`);
      await refresh();
    } catch (error) {
      say(error.message, true);
    }
  });
  unlocking(rows, refresh);
  poll();
}

const alone = document.querySelector("[data-waiting]");
if (alone) {
  setInterval(async () => {
    const mine = (await json("/documents.json")).find((one) => one.id === alone.dataset.waiting);
    if (!mine || !["queued", "reading"].includes(mine.state)) location.reload();
  }, 400);
} else if (!drop) unlocking(document, () => location.reload());
