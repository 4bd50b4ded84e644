// What every page shares: asking the server, saying what happened, who the reviewer is.

export const reviewer = document.querySelector("#reviewer");
if (reviewer) {
  reviewer.value = localStorage.getItem("reviewer") || reviewer.value;
  reviewer.addEventListener("change", () => localStorage.setItem("reviewer", reviewer.value.trim()));
}

export function say(text, bad = false) {
  const said = document.querySelector("#said");
  said.textContent = text;
  said.classList.toggle("bad", bad);
  said.classList.add("shown");
  clearTimeout(say.timer);
  say.timer = setTimeout(() => said.classList.remove("shown"), bad ? 8000 : 3500);
}

async function checked(answer) {
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => ({}));
  const detail = Array.isArray(said.detail) ? said.detail.map((one) => one.msg).join("; ") : said.detail;
  throw new Error(said.error || detail || `the desk answered ${answer.status}`);
}

export async function text(address) {
  return (await checked(await fetch(address))).text();
}

export async function json(address) {
  return (await checked(await fetch(address, { headers: { Accept: "application/json" } }))).json();
}

export async function post(address, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body ?? {}),
  });
  return (await checked(answer)).json();
}

export async function decide(id, body) {
  const by = reviewer.value.trim();
  if (!by) {
    reviewer.focus();
    throw new Error("Say who you are first: the log names the reviewer.");
  }
  return post(`/documents/${id}/decisions`, { by, ...body });
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// Forms that ask for the password of an encrypted contract.
export function unlocking(holder, then) {
  holder.addEventListener("submit", async (event) => {
    const form = event.target.closest(".unlock");
    if (!form) return;
    event.preventDefault();
    const field = form.querySelector("input");
    try {
      await post(`/documents/${form.dataset.document}/password`, { password: field.value });
      await then();
    } catch (error) {
      say(error.message, true);
    } finally {
      field.value = "";
    }
  });
}
