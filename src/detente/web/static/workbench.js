// Makes the panel answer in place. Without it every button still works, by loading the page anew.

const LIVE = ["main", "panel"];

/** Send an edit and show the page that comes of it. */
async function send(form, body) {
  document.body.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("main")) throw new Error(answer.statusText);
    show(page);
    if (answer.redirected) history.replaceState(null, "", answer.url);
  } catch {
    location.reload();
  } finally {
    document.body.removeAttribute("aria-busy");
  }
}

/** Put the live parts of a page in place of the present ones; focus and folds stay. */
function show(page) {
  const focused = document.activeElement?.getAttribute?.("aria-label") ?? document.activeElement?.textContent;
  const folds = new Map([...document.querySelectorAll("details[id]")].map((d) => [d.id, d.open]));
  const panel = document.getElementById("panel");
  const scrolled = panel?.scrollTop ?? 0;
  for (const id of LIVE) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    if (old && fresh) old.replaceWith(document.adoptNode(fresh));
  }
  for (const [id, open] of folds) {
    const fold = document.getElementById(id);
    if (fold) fold.open = open;
  }
  const now = document.getElementById("panel");
  if (now) now.scrollTop = scrolled;
  prepare();
  const same = [...document.querySelectorAll("#panel button")].find(
    (button) => (button.getAttribute("aria-label") ?? button.textContent) === focused && !button.disabled,
  );
  same?.focus({ preventScroll: true });
}

function edit(does) {
  const form = document.getElementById("draft");
  const body = new URLSearchParams(new FormData(form));
  body.set("edit", JSON.stringify(does));
  return send(form, body);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.action.endsWith("/draft")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  if (event.submitter?.name) body.set(event.submitter.name, event.submitter.value);
  send(form, body);
});

// -- Moving statements ------------------------------------------------------------------

let dragged = null;

function prepare() {
  for (const entry of document.querySelectorAll(".sortable .entry")) entry.draggable = true;
}

function move(list, place, to) {
  if (place === to) return;
  edit({ do: "move", scenario: list.dataset.scenario, party: list.dataset.party, place, to });
}

document.addEventListener("dragstart", (event) => {
  const entry = event.target.closest?.(".sortable .entry");
  if (!entry) return;
  dragged = entry;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", entry.textContent);
  entry.classList.add("dragged");
});

document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.(".entry");
  if (!dragged || !over || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  for (const entry of over.parentElement.children) entry.classList.toggle("over", entry === over);
});

document.addEventListener("drop", (event) => {
  const over = event.target.closest?.(".entry");
  if (!dragged || !over || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  move(over.parentElement, Number(dragged.dataset.place), Number(over.dataset.place));
});

document.addEventListener("dragend", () => {
  for (const entry of document.querySelectorAll(".entry")) entry.classList.remove("over", "dragged");
  dragged = null;
});

document.addEventListener("keydown", (event) => {
  if (event.target.matches?.("input, textarea, select")) return;
  const entry = event.target.closest?.(".sortable .entry");
  if (entry && event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    const to = Number(entry.dataset.place) + (event.key === "ArrowUp" ? -1 : 1);
    event.preventDefault();
    if (to >= 1 && to <= entry.parentElement.children.length) {
      move(entry.parentElement, Number(entry.dataset.place), to);
    }
  } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
    event.preventDefault();
    document.querySelector(event.shiftKey ? "#panel .redo" : "#panel .undo")?.click();
  }
});

prepare();
