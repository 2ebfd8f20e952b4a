// Tells at once where a drafted package stands. Without it the form's button loads the page anew.

const form = document.getElementById("package");
const RENEWED = ["header.bar nav", ".switches", "#starts", "#verdict", "#standing", "#chart", "#carried"];

let latest = null;

/** Puts the pieces of another page that tell of the draft in place of this one's. */
function show(page) {
  for (const selector of RENEWED) {
    const old = document.querySelector(selector);
    const fresh = page.querySelector(selector);
    if (!old || !fresh || old.isEqualNode(fresh)) continue;
    for (const fold of old.querySelectorAll("details[id]")) {
      const other = fresh.querySelector(`#${CSS.escape(fold.id)}`);
      if (other) other.open = fold.open;
    }
    old.replaceChildren(...fresh.childNodes);
  }
  const now = values(new FormData(form));
  for (const row of document.querySelectorAll(".offered tbody tr")) {
    const link = row.querySelector(".take");
    const same = values(new URL(link.href).searchParams) === now;
    row.classList.toggle("today", same);
  }
}

/** Asks where a draft stands; an answer that comes after a later question is dropped. */
async function ask(address) {
  latest?.abort();
  const mine = (latest = new AbortController());
  document.body.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: mine.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("standing")) throw new Error(answer.statusText);
    show(page);
    history.replaceState(null, "", address);
    // how far a search is, is told by the page's own script
    if (page.querySelector("[data-job]")) location.reload();
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  } finally {
    if (latest === mine) document.body.removeAttribute("aria-busy");
  }
}

/** Returns the address that shows the package as the controls have it. */
function address() {
  return `${location.pathname}?${new URLSearchParams(new FormData(form))}`;
}

/** Returns what pairs of names and values settle, as text to be compared. */
function values(pairs) {
  return new URLSearchParams([...pairs].filter(([name]) => name.startsWith("issue-"))).toString();
}

/** Sets the controls to the package of an address. */
function settle(asked) {
  for (const control of form.elements) {
    if (!control.name?.startsWith("issue-")) continue;
    const value = asked.get(control.name) ?? "";
    if (control.type === "radio") control.checked = control.value === value;
    else control.value = value;
  }
}

form.addEventListener("change", () => {
  if (form.checkValidity()) ask(address());
});

form.addEventListener("submit", (event) => {
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

form.querySelector(".act").hidden = true;
