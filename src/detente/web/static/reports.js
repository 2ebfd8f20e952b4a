// The page of the reports: takes files in, has them read, shows what the ledger holds.

import { ask, element } from "./api.js";

const byId = (id) => document.getElementById(id);
const LOOK = 400; // milliseconds between two looks at how far reading is
let job = "";

function tell(text) {
  const place = byId("told");
  if (place) place.textContent = text;
}

// -- Waiting -------------------------------------------------------------------------------

async function send(files) {
  for (const file of files) {
    tell(`taking in ${file.name} …`);
    try {
      await ask("POST", `/api/reports?name=${encodeURIComponent(file.name)}`, file);
    } catch (error) {
      result(`${file.name}: ${error.message}${error.hint ? ` (${error.hint})` : ""}`, true);
    }
  }
  tell("");
  await showWaiting();
}

async function showWaiting() {
  const { waiting } = await ask("GET", "/api/reports");
  byId("waiting").replaceChildren(
    ...waiting.map((one) => {
      const drop = element("button", { type: "button", ariaLabel: `Do not read ${one.name}` }, "Remove");
      drop.addEventListener("click", async () => {
        await ask("DELETE", `/api/reports/${one.id}`);
        await showWaiting();
      });
      return element("li", {}, `${one.name} `, element("span", { className: "quiet" }, size(one.bytes)), " ", drop);
    }),
  );
  byId("start").disabled = !waiting.length || Boolean(job);
  return waiting;
}

const size = (bytes) => (bytes < 10000 ? `${bytes} bytes` : `${Math.round(bytes / 1000).toLocaleString("en")} kB`);

// -- Reading -------------------------------------------------------------------------------

async function read(event) {
  event.preventDefault();
  byId("results").replaceChildren();
  const known = { outlet: byId("outlet").value.trim(), date: byId("date").value.trim() };
  try {
    follow((await ask("POST", "/api/reports/read", { known })).id);
  } catch (error) {
    tell(`${error.message}${error.hint ? `: ${error.hint}` : ""}`);
  }
}

async function follow(id) {
  job = id;
  byId("start").disabled = true;
  byId("cancel").hidden = byId("under-way").hidden = false;
  for (;;) {
    const now = await ask("GET", `/api/jobs/${id}`);
    const { done, steps, step } = now.progress;
    byId("progress").max = steps || 1;
    byId("progress").value = done;
    byId("step").textContent = step ? `reading ${step} (${done} of ${steps})` : "the reader starts …";
    if (now.state !== "running") {
      await ended(now);
      return;
    }
    await new Promise((next) => setTimeout(next, LOOK));
  }
}

async function ended(now) {
  const id = job;
  job = "";
  byId("cancel").hidden = byId("under-way").hidden = true;
  if (now.state === "done") {
    const found = await ask("GET", `/api/jobs/${id}/result`);
    const proposed = found.reports.reduce((sum, one) => sum + one.proposed, 0);
    tell(`${found.reports.length} read, ${proposed} statements proposed`);
    for (const one of found.reports) {
      const needs = one.needs.length ? `; needs ${one.needs.join(" and ")}` : "";
      const known = one.new || one.proposed ? `${one.proposed} proposed` : "known already";
      result(`${one.source}: ${known}${needs}`);
    }
    for (const one of found.failed) result(`${one.source}: ${one.message}`, true);
  } else if (now.state === "cancelled") tell("cancelled; what was read until then is kept");
  else tell(now.diagnostics[0]?.message ?? "reading failed");
  await showWaiting();
  await showSources();
}

function result(text, isBad = false) {
  byId("results").append(element("li", { className: isBad ? "bad" : "" }, text));
}

// -- The ledger ----------------------------------------------------------------------------

async function showSources() {
  const { sources, statements } = await ask("GET", "/api/ledger");
  if (!sources.length) {
    byId("sources").replaceChildren(element("li", { className: "quiet" }, "No report yet."));
    return;
  }
  byId("sources").replaceChildren(...sources.map((one) => source(one, statements)));
}

function source(one, statements) {
  const own = statements.filter((entry) => entry.source === one.source);
  const open = own.filter((entry) => entry.state === "proposed").length;
  const accepted = own.filter((entry) => entry.state === "accepted").length;
  const title = one.title || one.name || one.file || `source ${one.source}`;
  const link = element("a", { href: `/evidence/review?source=${one.source}` }, `${open} to decide`);
  const item = element("li", {}, element("strong", {}, title), " ");
  item.append(element("span", { className: "quiet" }, `${accepted} accepted, `), link);
  item.append(described(one, "outlet", "Outlet"), described(one, "date", "Published"));
  return item;
}

function described(one, field, label) {
  const value = one[field] === "unknown" ? "" : one[field];
  const input = element("input", { value, placeholder: "unknown", autocomplete: "off" });
  input.readOnly = !byId("sources").dataset.writable;
  input.addEventListener("change", async () => {
    try {
      await ask("POST", `/api/ledger/sources/${one.source}`, { changes: { [field]: input.value } });
      input.setCustomValidity("");
    } catch (error) {
      input.setCustomValidity(error.hint || error.message);
    }
    input.reportValidity();
  });
  return element("label", { className: "small" }, `${label} `, input);
}

// ------------------------------------------------------------------------------------------

const drop = byId("drop");
if (drop) {
  byId("files").addEventListener("change", async (event) => {
    await send([...event.target.files]);
    event.target.value = "";
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind === "drop") send([...event.dataTransfer.files]);
    });
  }
  byId("read").addEventListener("submit", read);
  byId("cancel").addEventListener("click", () => ask("DELETE", `/api/jobs/${job}`));
  await showWaiting();
  const { jobs } = await ask("GET", "/api/jobs");
  const running = jobs.find((one) => one.question === "read" && one.state === "running");
  if (running) follow(running.id);
}
await showSources();
