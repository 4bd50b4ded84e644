// The queue: one click decides, the next question follows.
import { decide, say } from "./common.js";

document.querySelector("#queue").addEventListener("click", async (event) => {
  const button = event.target.closest("[data-grade]");
  if (!button) return;
  const item = button.closest("li");
  const { document: id, requirement, tagged } = item.dataset;
  const grade = button.dataset.grade;
  const passage = { requirement, paragraph: Number(item.dataset.paragraph) };
  if (grade && tagged === "1") Object.assign(passage, { kind: "regrade", grade });
  else if (grade) {
    Object.assign(passage, { kind: "mark", grade, start: Number(item.dataset.start), end: Number(item.dataset.end) });
  } else passage.kind = "reject";
  try {
    await decide(id, passage);
    const next = item.nextElementSibling;
    item.remove();
    next?.querySelector("button")?.focus();
    say("Entered in the log.");
  } catch (error) {
    say(error.message, true);
  }
});
