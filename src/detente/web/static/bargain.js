// Tells at once where a drafted package stands, and what comes of another number. Without it the forms'
// buttons load the page anew.

const RENEWED = ["header.bar nav", ".switches", "#starts", "#verdict", "#standing", "#chart", "#carried"];

let latest = null;
let turn = Promise.resolve();

const form = () => document.getElementById("package");

/** Keeps what is folded out as it is, in what comes instead. */
function keepFolds(old, fresh) {
  for (const fold of old.querySelectorAll("details[id]")) {
    const other = fresh.querySelector(`#${CSS.escape(fold.id)}`);
    if (other) other.open = fold.open;
  }
}

/** Puts the pieces of another page that tell of the draft in place of this one's. */
function show(page) {
  for (const selector of RENEWED) {
    const old = document.querySelector(selector);
    const fresh = page.querySelector(selector);
    if (!old || !fresh || old.isEqualNode(fresh)) continue;
    keepFolds(old, fresh);
    old.replaceChildren(...fresh.childNodes);
  }
  const now = values(new FormData(form()));
  for (const row of document.querySelectorAll(".offered tbody tr")) {
    const same = values(new URL(row.querySelector(".take").href).searchParams) === now;
    row.classList.toggle("today", same);
  }
}

async function read(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.getElementById("standing")) throw new Error(answer.statusText);
  return page;
}

/** Asks where a draft stands; an answer that comes after a later question is dropped. */
async function ask(address, whole = false) {
  latest?.abort();
  const mine = (latest = new AbortController());
  document.body.setAttribute("aria-busy", "true");
  try {
    const page = await read(await fetch(address, { signal: mine.signal }));
    if (whole) replace(page);
    else show(page);
    history.replaceState(null, "", address);
    // how far a search is, is told by the page's own script
    if (page.querySelector("#standing [data-job], #answer [data-job]")) location.reload();
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  } finally {
    if (latest === mine) document.body.removeAttribute("aria-busy");
  }
}

/** Sends an edit of the case and shows the page that comes of it, one after the other. */
async function edit(button) {
  const name = button.value;
  const now = button.isConnected
    ? button
    : [...document.querySelectorAll("#panel button")].find((other) => other.value === name);
  if (!now || now.disabled) return;
  const body = new URLSearchParams(new FormData(now.form));
  const written = button.form.elements.value?.value ?? "";
  // Enter both changes a number and sends its form: what is so already is not sent again
  if (written && written === now.form.elements.value.defaultValue) return;
  if (written) body.set("value", written);
  if (now.name) body.set(now.name, now.value);
  body.set("back", location.pathname + location.search);
  document.body.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(now.form.action, { method: "POST", body });
    const page = await read(answer);
    replace(page);
    if (answer.redirected) history.replaceState(null, "", answer.url);
  } catch {
    location.reload();
  } finally {
    document.body.removeAttribute("aria-busy");
  }
}

/** Puts a page in place of the present one; focus and folds remain. */
function replace(page) {
  const { id, name, value } = document.activeElement ?? {};
  keepFolds(document, page);
  for (const selector of ["header.bar", ".switches", "main"]) {
    const fresh = page.querySelector(selector);
    if (fresh) document.querySelector(selector)?.replaceWith(document.adoptNode(fresh));
  }
  settleIn();
  const same = id
    ? document.getElementById(id)
    : name && [...document.querySelectorAll("main [name]")].find((other) => other.name === name && other.value === value);
  if (same) same.focus({ preventScroll: true });
}

/** Returns the address that shows the package as the controls have it. */
function address() {
  return `${location.pathname}?${new URLSearchParams(new FormData(form()))}`;
}

/** Returns what pairs of names and values settle, as text to be compared. */
function values(pairs) {
  return new URLSearchParams([...pairs].filter(([name]) => name.startsWith("issue-"))).toString();
}

/** Sets the controls to the package of an address. */
function settle(asked) {
  for (const control of form().elements) {
    if (!control.name?.startsWith("issue-") && control.name !== "with") continue;
    if (control.type === "checkbox") {
      control.checked = (asked.get(control.name) ?? "").split(",").includes(control.value);
      continue;
    }
    const value = asked.get(control.name) ?? "";
    if (control.type === "radio") control.checked = control.value === value;
    else control.value = value;
  }
}

/** Hides the buttons that only pages without a script need. */
function settleIn() {
  form().querySelector(".act").hidden = true;
}

document.addEventListener("change", (event) => {
  const control = event.target;
  // what others add changes the answer, too
  if (control.form === form() && form().checkValidity()) ask(address(), control.name === "with");
  if (control.form?.classList.contains("number-form") && control.reportValidity()) {
    control.form.requestSubmit(control.form.querySelector("button"));
  }
});

document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (target === form()) {
    event.preventDefault();
    ask(address());
  } else if (target.action.endsWith("/draft") && submitter) {
    event.preventDefault();
    turn = turn.catch(() => {}).then(() => edit(submitter));
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.take");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  settle(new URL(link.href).searchParams);
  ask(address());
  document.getElementById("draft-heading").focus();
});

document.addEventListener("keydown", (event) => {
  if (event.target.matches?.("input, textarea, select")) return;
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
  const button = document.querySelector(event.shiftKey ? "#panel .redo" : "#panel .undo");
  if (!button) return;
  event.preventDefault();
  turn = turn.catch(() => {}).then(() => edit(button));
});

settleIn();
