// Tells at once where a drafted package stands, and what comes of another number. Without it the forms'
// buttons load the page anew.

import { answersInPlace, keepFolds, read, replace } from "./tried.js";

const RENEWED = ["header.bar nav", ".switches", "#starts", "#verdict", "#standing", "#chart", "#carried"];

let latest = null;

const form = () => document.getElementById("package");

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

/** Asks where a draft stands; an answer that comes after a later question is dropped. */
async function ask(address, whole = false) {
  latest?.abort();
  const mine = (latest = new AbortController());
  document.body.setAttribute("aria-busy", "true");
  try {
    const page = await read(await fetch(address, { signal: mine.signal }), "standing");
    if (whole) {
      replace(page);
      settleIn();
    } else show(page);
    history.replaceState(null, "", address);
    // how far a search is, is told by the page's own script
    if (page.querySelector("#standing [data-job], #answer [data-job]")) location.reload();
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  } finally {
    if (latest === mine) document.body.removeAttribute("aria-busy");
  }
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
});

document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  event.preventDefault();
  ask(address());
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.take");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  settle(new URL(link.href).searchParams);
  ask(address());
  document.getElementById("draft-heading").focus();
});

answersInPlace({ needed: "standing", then: settleIn, forms: ".number-form" });
settleIn();
