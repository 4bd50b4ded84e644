// The archive: one click brings a contract to the desk.
import { post, say } from "./common.js";

document.querySelector(".heat").addEventListener("click", async (event) => {
  const button = event.target.closest(".take");
  if (!button) return;
  try {
    const { id } = await post(`/archive/${button.dataset.sha256}/open`);
    location.assign(`/documents/${id}`);
  } catch (error) {
    say(error.message, true);
  }
});
