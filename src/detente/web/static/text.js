// The page of the case's text: numbers its lines, checks it, completes names, saves it.

import { ask, element, showDifference } from "./api.js";
import { offers } from "./completion.js";

const PAUSE = 300; // milliseconds after the last key before the text is checked
const byId = (id) => document.getElementById(id);
const source = byId("text");
const gutter = byId("gutter");
const list = byId("names");
const save = byId("save");

let saved = source.value;
let digest = source.dataset.digest;
let problems = [];
let names = {};
let schema = {};
let timer = 0;
let round = 0;

// -- Lines ---------------------------------------------------------------------------------

const lineCount = () => source.value.split("\n").length;

function number() {
  const worst = new Map();
  for (const one of [...problems].reverse()) worst.set(one.line, one.severity);
  const lines = [];
  for (let line = 1; line <= lineCount(); line += 1) {
    const kind = worst.get(line);
    lines.push(kind ? element("span", { className: `at-${kind}` }, `${line}`) : `${line}`, "\n");
  }
  gutter.replaceChildren(...lines);
  gutter.scrollTop = source.scrollTop;
}

/** Puts the cursor at a line and column, both from 1, and shows it. */
function goTo(line, column = 1, whole = false) {
  const lines = source.value.split("\n");
  const at = Math.min(Math.max(line, 1), lines.length);
  const start = lines.slice(0, at - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const inLine = [...lines[at - 1]].slice(0, column - 1).join("").length; // columns count characters
  const from = start + (whole ? 0 : inLine);
  source.focus({ preventScroll: true });
  source.setSelectionRange(from, whole ? start + lines[at - 1].length : from);
  source.scrollTop = Math.max(0, (at - 1) * lineHeight() - source.clientHeight / 3);
  source.scrollLeft = 0;
  gutter.scrollTop = source.scrollTop;
}

const lineHeight = () => parseFloat(getComputedStyle(source).lineHeight);

function fromAddress() {
  const found = /^#L(\d+)$/.exec(location.hash);
  if (found) goTo(Number(found[1]), 1, true);
}

// -- Problems ------------------------------------------------------------------------------

async function check() {
  round += 1;
  const mine = round;
  try {
    const found = await ask("POST", "/api/text/check", { text: source.value });
    if (mine !== round) return; // a later text is being checked
    problems = found.diagnostics;
    if (Object.values(found.names).some((some) => Object.keys(some).length)) names = found.names;
    showProblems(found);
  } catch (error) {
    byId("count").textContent = `not checked: ${error.message}`;
  }
}

function showProblems(found) {
  const told = ["error", "warning", "note"]
    .map((kind) => [found[`${kind}s`], kind])
    .filter(([count]) => count)
    .map(([count, kind]) => `${count} ${kind}${count === 1 ? "" : "s"}`);
  byId("count").textContent = told.length ? told.join(", ") : "none";
  byId("problems").replaceChildren(...problems.map(problem));
  number();
}

function problem(one) {
  const place = one.line ? `${one.line}:${one.column}` : "–";
  const button = element(
    "button",
    { type: "button", className: `go at-${one.severity}` },
    element("span", { className: "where" }, place),
    element("span", {}, `${one.severity}: ${one.message}`),
  );
  button.addEventListener("click", () => goTo(one.line || 1, one.column || 1));
  const item = element("li", {}, button);
  if (one.hint) item.append(element("p", { className: "quiet" }, one.hint));
  return item;
}

function step(by) {
  const placed = problems.filter((one) => one.line);
  if (!placed.length) return;
  const line = source.value.slice(0, source.selectionStart).split("\n").length;
  const later = placed.filter((one) => one.line > line);
  const before = placed.filter((one) => one.line < line);
  const next = by > 0 ? (later[0] ?? placed[0]) : (before.at(-1) ?? placed.at(-1));
  goTo(next.line, next.column || 1);
  byId("spoken").textContent = `line ${next.line}: ${next.message}`;
}

// -- Completion ----------------------------------------------------------------------------

let offered = [];
let chosen = 0;
let begun = "";

function offer() {
  if (source.readOnly || source.selectionStart !== source.selectionEnd) return;
  const fits = offers(source.value, source.selectionStart, schema, names);
  offered = fits.found;
  begun = fits.word;
  chosen = 0;
  if (!offered.length) {
    close();
    byId("spoken").textContent = "no names fit here";
    return;
  }
  list.replaceChildren(
    ...offered.map((one, index) => {
      const item = element("li", { id: `name-${index}`, role: "option" }, element("code", {}, one.name));
      if (one.says) item.append(element("span", { className: "quiet" }, ` ${one.says}`));
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        chosen = index;
        take();
      });
      return item;
    }),
  );
  list.hidden = false;
  beside();
  choose(0);
  byId("spoken").textContent = `${offered.length} names fit`;
}

/** Puts the list below the cursor, where there is room for it. */
function beside() {
  const before = source.value.slice(0, source.selectionStart - begun.length).split("\n");
  const probe = element("span", { className: "probe" }, before.at(-1));
  source.parentElement.append(probe);
  const left = source.offsetLeft + probe.offsetWidth - source.scrollLeft + 12;
  probe.remove();
  const top = before.length * lineHeight() - source.scrollTop + 12;
  const room = source.parentElement.clientWidth - list.offsetWidth - 4;
  list.style.left = `${Math.max(0, Math.min(left, room))}px`;
  const below = top + list.offsetHeight < source.clientHeight;
  list.style.top = `${below ? top : Math.max(0, top - lineHeight() - list.offsetHeight)}px`;
}

function choose(index) {
  list.children[chosen]?.removeAttribute("aria-selected");
  chosen = (index + offered.length) % offered.length;
  const item = list.children[chosen];
  item.setAttribute("aria-selected", "true");
  item.scrollIntoView({ block: "nearest" });
  source.setAttribute("aria-activedescendant", item.id);
}

function take() {
  source.focus({ preventScroll: true });
  const end = source.selectionStart;
  source.setSelectionRange(end - begun.length, end);
  insert(offered[chosen].insert);
  close();
}

/** Writes as typing does, so that the browser's undo takes it back. */
function insert(words) {
  if (!document.execCommand("insertText", false, words)) {
    source.setRangeText(words, source.selectionStart, source.selectionEnd, "end");
    source.dispatchEvent(new Event("input"));
  }
}

function close() {
  list.hidden = true;
  offered = [];
  source.removeAttribute("aria-activedescendant");
}

// -- Saving --------------------------------------------------------------------------------

const isChanged = () => source.value !== saved;

function stand() {
  if (!save) return;
  save.disabled = !isChanged();
  byId("standing").textContent = isChanged() ? "not saved yet" : "as saved";
}

async function write() {
  if (!save || !isChanged()) return;
  const text = source.value;
  save.disabled = true;
  byId("standing").textContent = "saving …";
  try {
    ({ digest } = await ask("PUT", "/api/text", { text, digest }));
    saved = text;
    byId("changed").hidden = true;
    stand();
    await check(); // what was found until now may be of an earlier text
    if (!isChanged() && problems.some((one) => one.severity === "error")) {
      byId("standing").textContent = "saved; the other pages wait until its errors are mended";
    }
  } catch (error) {
    stand();
    byId("standing").textContent = `not saved: ${error.message}`;
    if (error.code === "changed-file") showChanged(error.answer);
  }
}

function showChanged(answer) {
  showDifference(byId("difference"), answer.difference);
  byId("changed").dataset.digest = answer.digest;
  byId("changed").hidden = false;
  byId("changed-heading").focus();
}

async function takeTheirs() {
  const now = await ask("GET", "/api/text");
  source.value = saved = now.text;
  ({ digest } = now);
  byId("changed").hidden = true;
  changed();
  source.focus();
}

function writeMine() {
  digest = byId("changed").dataset.digest; // only over what has just been shown
  byId("changed").hidden = true;
  source.focus();
  return write();
}

// -- Keys ----------------------------------------------------------------------------------

function changed() {
  number();
  stand();
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE);
}

source.addEventListener("input", () => {
  changed();
  if (!list.hidden) offer();
});
source.addEventListener("scroll", () => {
  gutter.scrollTop = source.scrollTop;
  if (!list.hidden) beside();
});
source.addEventListener("blur", ({ relatedTarget }) => {
  if (relatedTarget !== list) close(); // the list can be gone into, to scroll it
});
list.addEventListener("blur", close);
source.addEventListener("click", close);

function choosing(event) {
  const open = !list.hidden;
  const does = {
    ArrowDown: open && (() => choose(chosen + 1)),
    ArrowUp: open && (() => choose(chosen - 1)),
    Enter: open && !event.ctrlKey && take,
    Escape: open && leave,
    " ": event.ctrlKey && offer,
  }[event.key];
  if (!does) return;
  event.preventDefault();
  does();
}

function leave() {
  source.focus({ preventScroll: true });
  close();
}

source.addEventListener("keydown", choosing);
list.addEventListener("keydown", choosing);
document.addEventListener("keydown", (event) => {
  if (event.key === "F8") {
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  } else if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    write();
  }
});
window.addEventListener("beforeunload", (event) => {
  if (isChanged()) event.preventDefault();
});
window.addEventListener("hashchange", fromAddress);
save?.addEventListener("click", write);
byId("theirs").addEventListener("click", takeTheirs);
byId("mine").addEventListener("click", writeMine);
byId("later").addEventListener("click", () => {
  byId("changed").hidden = true;
  source.focus();
});

number();
stand();
fromAddress();
check();
schema = await ask("GET", "/api/schema");
