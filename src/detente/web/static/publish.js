// The page of publishing: shows what would change in the case file, then writes exactly that.

import { ask, element, showDifference } from "./api.js";

const byId = (id) => document.getElementById(id);
const button = byId("publish");
let shown = { digest: "", result: "" };

const counts = (found) =>
  ["added", "changed", "withdrawn"]
    .filter((what) => found[what].length)
    .map((what) => `${found[what].length} ${what}`)
    .join(", ");

async function preview(said = "") {
  const found = await ask("GET", "/api/ledger/publication");
  shown = { digest: found.digest, result: found.result };
  showDifference(byId("difference"), found.difference);
  byId("difference").hidden = !found.difference.length;
  byId("kept").replaceChildren(...found.kept.map((one) => element("li", {}, `${one.message}. ${one.hint}`)));
  const told = counts(found) || (found.difference.length ? "sources are brought up to date" : "nothing to publish");
  byId("told").textContent = said || `Statements: ${told}`;
  if (button) button.disabled = !found.difference.length;
}

async function publish() {
  button.disabled = true;
  try {
    const done = await ask("POST", "/api/ledger/publication", shown);
    await preview(`Published: ${counts(done) || "sources brought up to date"}.`);
  } catch (error) {
    if (error.code === "changed-file") await preview("Something changed meanwhile; nothing was written. This is what would change now.");
    else byId("told").textContent = `${error.message}${error.hint ? ` (${error.hint})` : ""}`;
  }
}

button?.addEventListener("click", publish);
try {
  await preview();
} catch (error) {
  byId("told").textContent = error.message;
}
