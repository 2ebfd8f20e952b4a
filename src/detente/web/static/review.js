// The page of the review: one proposal at a time, its passage in the report beside its fields.

import { ask, element } from "./api.js";

const byId = (id) => document.getElementById(id);
const form = byId("fields");
const NAMES = ["says", "by", "to", "speaker", "kind", "about", "date", "chain", "name"];
const WRITABLE = Boolean(form.querySelector("[type=submit]"));

let numbers = []; // the statements that are gone through
let at = 0;
let current = null;
let report = null;
const decided = []; // what can be undone here: statement and entry of the log

// -- Showing -------------------------------------------------------------------------------

async function show(now, said = "") {
  current = now;
  if (report?.source !== now.source) report = await ask("GET", `/api/ledger/sources/${now.source}`);
  byId("desk").hidden = false;
  byId("empty").hidden = true;
  byId("problem").hidden = true;
  fill();
  showReport();
  const place = `${at + 1} of ${numbers.length}`;
  byId("where").textContent = place;
  byId("state").textContent = now.state;
  byId("state").className = `chip is-${now.state}`;
  byId("spoken").textContent = `${said ? `${said}. ` : ""}${place}, ${now.state}: ${now.speaker || "nobody named"}: ${now.says}`;
  const undo = document.querySelector("[data-does=undo]");
  if (undo) undo.disabled = !decided.length;
}

const written = (value) => (Array.isArray(value) ? value.join(", ") : String(value ?? ""));
const slotLines = (slots) => Object.entries(slots).map(([name, value]) => `${name} = ${written(value)}`).join("\n");

function fill() {
  for (const name of NAMES) {
    const field = form.elements.namedItem(name);
    const value = name === "date" && current.date === "unknown" ? "" : written(current[name]);
    field.value = value;
    if (field.value !== value && field.options) {
      field.append(element("option", { value }, value)); // a party that the case does not know
      field.value = value;
    }
  }
  form.elements.namedItem("slots").value = slotLines(current.slots);
  standing();
}

function showReport() {
  const about = current.report;
  byId("report-heading").textContent = about.title || about.file || about.name || `Source ${about.source}`;
  byId("report-origin").textContent = `${about.outlet === "unknown" ? "outlet unknown" : about.outlet}, ${about.date === "unknown" ? "date unknown" : about.date}`;
  const start = units(report.text, current.start);
  const end = units(report.text, current.end);
  const mark = element("mark", {}, report.text.slice(start, end));
  byId("report").replaceChildren(report.text.slice(0, start), mark, report.text.slice(end));
  const pane = byId("report");
  pane.scrollTop = mark.offsetTop - pane.offsetTop - pane.clientHeight / 3;
}

// The ledger counts characters, a browser counts units of which a rare character takes two.
const RARE = /[\uD800-\uDFFF]/;

function units(text, characters) {
  if (!RARE.test(text)) return characters;
  let place = 0;
  for (let count = 0; count < characters && place < text.length; count += 1) {
    place += text.codePointAt(place) > 0xffff ? 2 : 1;
  }
  return place;
}

const characters = (text, place) => (RARE.test(text) ? [...text.slice(0, place)].length : place);

// -- Going through -------------------------------------------------------------------------

async function look(index, said) {
  at = Math.max(0, index);
  if (at >= numbers.length) {
    done(said);
    return;
  }
  await show(await ask("GET", `/api/ledger/statements/${numbers[at]}`), said);
}

/** Goes on to the next that is still open; others may have decided meanwhile. */
async function next(said) {
  for (let index = at + 1; index < numbers.length; index += 1) {
    const now = await ask("GET", `/api/ledger/statements/${numbers[index]}`);
    if (now.state === "proposed") {
      at = index;
      await show(now, said);
      return;
    }
  }
  at = numbers.length;
  done(said);
}

function done(said = "") {
  current = null;
  byId("where").textContent = numbers.length ? "all have been seen" : "";
  byId("spoken").textContent = `${said}. All proposals have been seen.`;
  byId("desk").hidden = !numbers.length;
  byId("empty").hidden = false;
  byId("state").textContent = "all seen";
}

// -- Deciding ------------------------------------------------------------------------------

async function decide(asked) {
  if (!current) return null;
  const path = `/api/ledger/statements/${current.id}`;
  const now = await ask("POST", path, { ...asked, seq: current.seq });
  if (now.seq !== current.seq) decided.push([now.id, now.seq]);
  current = now;
  return now;
}

/** Returns the fields that were changed, as the ledger takes them. */
function changes() {
  const found = {};
  if (!current) return found;
  for (const name of NAMES) {
    const value = form.elements.namedItem(name).value;
    const before = name === "date" && current.date === "unknown" ? "" : written(current[name]);
    if (value.trim() !== before.trim()) found[name] = value;
  }
  const slots = new Map();
  for (const line of form.elements.namedItem("slots").value.split("\n")) {
    const [name, ...rest] = line.split("=");
    if (name.trim()) slots.set(name.trim(), rest.join("=").trim());
  }
  for (const name of new Set([...slots.keys(), ...Object.keys(current.slots)])) {
    const before = name in current.slots ? written(current.slots[name]) : "";
    if ((slots.get(name) ?? "") !== before) found[`slots.${name}`] = slots.get(name) ?? "";
  }
  return found;
}

const isChanged = () => Object.keys(changes()).length > 0;

function standing() {
  const keep = form.querySelector("[data-does=keep]");
  if (keep) keep.disabled = !isChanged();
}

async function keep() {
  if (isChanged()) await show(await decide({ do: "edit", changes: changes() }), "kept");
}

async function settle(does, said) {
  if (!current) return;
  await keep();
  await decide({ do: does });
  await next(said);
}

async function move(ends) {
  await keep();
  await show(await decide({ do: "move", ...ends }));
}

async function undo() {
  const last = decided.at(-1);
  if (!last) return;
  const [statement, seq] = last;
  const { statement: now } = await ask("POST", "/api/ledger/undo", { statement, seq });
  decided.pop();
  if (now && numbers.includes(now.id)) {
    at = numbers.indexOf(now.id);
    await show(now, "undone");
    return;
  }
  const gone = numbers.indexOf(statement);
  if (gone >= 0) numbers.splice(gone, 1);
  await look(gone >= 0 ? gone - 1 : at, "undone, the added statement is gone");
}

async function add() {
  const selection = getSelection();
  const pane = byId("report");
  if (!selection.rangeCount || selection.isCollapsed || !pane.contains(selection.getRangeAt(0).commonAncestorContainer)) {
    problem("Select the words in the report first.");
    return;
  }
  const range = selection.getRangeAt(0);
  const before = document.createRange();
  before.selectNodeContents(pane);
  before.setEnd(range.startContainer, range.startOffset);
  let start = before.toString().length;
  let end = start + range.toString().length;
  while (start < end && /\s/.test(report.text[start])) start += 1;
  while (start < end && /\s/.test(report.text[end - 1])) end -= 1;
  await keep();
  const place = { start: characters(report.text, start), end: characters(report.text, end) };
  const now = await ask("POST", `/api/ledger/sources/${report.source}/statements`, place);
  decided.push([now.id, now.seq]);
  numbers.splice(at + 1, 0, now.id);
  at += 1;
  selection.removeAllRanges();
  await show(now, "added, accepted");
  form.elements.namedItem("speaker").focus();
}

// -- Keys ----------------------------------------------------------------------------------

const DOES = {
  accept: () => settle("accept", "accepted"),
  reject: () => settle("reject", "rejected"),
  next: async () => {
    if (WRITABLE) await keep();
    await (WRITABLE ? next() : look(at + 1));
  },
  back: () => look(at - 1),
  undo,
  add,
  keep,
  "start-left": () => move({ start: -1 }),
  "start-right": () => move({ start: 1 }),
  "end-left": () => move({ end: -1 }),
  "end-right": () => move({ end: 1 }),
};
const KEYS = {
  a: "accept", r: "reject", s: "next", b: "back", u: "undo", n: "add",
  "[": "start-left", "]": "start-right", "<": "end-left", ">": "end-right",
};

let busy = false;

/** Does one thing at a time; what is refused is said, and the statement shown as it stands. */
async function run(does) {
  if (busy) return;
  busy = true;
  try {
    await DOES[does]();
  } catch (error) {
    if (error.code === "changed-statement") await look(at).catch(() => {});
    problem(`${error.message}${error.hint ? ` (${error.hint})` : ""}`);
  } finally {
    busy = false;
  }
}

function problem(text) {
  byId("problem").textContent = text;
  byId("problem").hidden = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[type=button][data-does]");
  if (button) run(button.dataset.does);
});
form.addEventListener("input", standing);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  run("keep");
});
document.addEventListener("keydown", (event) => {
  const inField = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (inField) {
    if (event.key === "Escape") byId("report").focus();
    else if (event.key === "Enter" && event.ctrlKey && WRITABLE) run("keep");
    return;
  }
  if (!byId("keys").checked || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "e") form.elements.namedItem("says").focus();
  else if (event.key in KEYS && document.querySelector(`[data-does="${KEYS[event.key]}"]`)) run(KEYS[event.key]);
  else return;
  event.preventDefault();
});
window.addEventListener("beforeunload", (event) => {
  if (current && WRITABLE && isChanged()) event.preventDefault();
});

const only = new URLSearchParams(location.search).get("source");
const filter = only ? `&source=${encodeURIComponent(only)}` : "";
numbers = (await ask("GET", `/api/ledger?state=proposed${filter}`)).statements.map((entry) => entry.id);
if (!numbers.length) {
  byId("where").textContent = "";
  byId("empty").hidden = false;
} else await look(0);
