// Makes the panel answer in place. Without it every button still works, by loading the page anew.

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

let latest = Promise.resolve();

/** Do one thing after the other, each on the page that came of the one before. */
function inTurn(does) {
  latest = latest.catch(() => {}).then(does);
  return latest;
}

/** Send what a button says, once what was pressed before it has been answered. */
function press(find) {
  return inTurn(() => {
    const button = find();
    if (!button || button.disabled) return undefined;
    const body = new URLSearchParams(new FormData(button.form));
    if (button.name) body.set(button.name, button.value);
    return send(button.form, body);
  });
}

/** Find the button that does on the present page what one did on an earlier page. */
function present(button) {
  if (!button || button.isConnected) return button;
  const name = button.getAttribute("aria-label");
  const isPlaced = button.value.includes('"place"'); // its entry may stand elsewhere by now
  return [...document.querySelectorAll("#panel button")].find((other) =>
    isPlaced ? other.getAttribute("aria-label") === name : other.value === button.value,
  );
}

const PARTED = "body, .desk, main, main > section, .panel, .panel > details, .panel form, .entries";

/** Put a page in place of the present one; focus, folds, scrolling and what stays the same remain. */
function show(page) {
  const focused = document.activeElement?.closest?.("#panel button");
  const panel = document.getElementById("panel");
  const scrolled = panel?.scrollTop ?? 0;
  settle(page);
  renew(document.body, page.body);
  const now = document.getElementById("panel");
  if (now) now.scrollTop = scrolled;
  const same = present(focused);
  if (same && same !== document.activeElement && !same.disabled) same.focus({ preventScroll: true });
}

/** Make a page as the present one has come to be: what is folded, what is dragged, how high it is. */
function settle(page) {
  prepare(page);
  for (const fold of document.querySelectorAll("details[id]")) {
    const other = page.getElementById(fold.id);
    if (other) other.open = fold.open;
  }
  const sections = [...document.querySelectorAll("main > section[id]")];
  const heights = sections.map((section) => section.offsetHeight);
  sections.forEach((section, k) => {
    // what is out of sight is not laid out; it takes the room that it took before
    for (const each of [section, page.getElementById(section.id)]) {
      if (each) each.style.containIntrinsicSize = `auto ${heights[k]}px`;
    }
  });
}

/** Replace what differs between two elements, part by part, so that the rest is not drawn anew. */
function renew(old, fresh) {
  const before = [...old.childNodes];
  const after = [...fresh.childNodes];
  const alike = (k, j) => before.length && after.length && before.at(k).isEqualNode(after.at(j));
  let kept = 0;
  for (; alike(0, 0); kept += 1) before.shift(), after.shift();
  while (alike(-1, -1)) before.pop(), after.pop();
  if (before.length !== after.length) {
    const next = before.length ? before.at(-1).nextSibling : old.childNodes[kept];
    for (const node of before) node.remove();
    for (const node of after) old.insertBefore(node, next ?? null);
    return;
  }
  before.forEach((node, k) => {
    if (node.isEqualNode(after[k])) return;
    const parted = node.matches?.(PARTED) && after[k].matches?.(PARTED) && node.id === after[k].id;
    if (parted && node.cloneNode(false).isEqualNode(after[k].cloneNode(false))) renew(node, after[k]);
    else node.replaceWith(after[k]);
  });
}

function edit(does) {
  const form = document.getElementById("stance");
  const body = new URLSearchParams(new FormData(form));
  body.set("edit", JSON.stringify(does));
  return send(form, body);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.action.endsWith("/draft")) return;
  event.preventDefault();
  press(() => present(event.submitter));
});

// -- Moving statements ------------------------------------------------------------------

let dragged = null;

function prepare(page) {
  for (const entry of page.querySelectorAll(".sortable .entry")) entry.draggable = true;
}

function move(list, place, to) {
  if (place === to) return undefined;
  return edit({ do: "move", scenario: list.dataset.scenario, party: list.dataset.party, place, to });
}

const STEPS = { ArrowUp: -1, ArrowDown: 1 };

function moveFocused(by) {
  const entry = document.activeElement?.closest(".sortable .entry");
  const to = Number(entry?.dataset.place) + by;
  if (!entry || to < 1 || to > entry.parentElement.children.length) return undefined;
  return move(entry.parentElement, Number(entry.dataset.place), to);
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
  if (event.target.closest?.(".sortable .entry") && event.altKey && event.key in STEPS) {
    event.preventDefault();
    inTurn(() => moveFocused(STEPS[event.key]));
  } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
    event.preventDefault();
    press(() => document.querySelector(event.shiftKey ? "#panel .redo" : "#panel .undo"));
  }
});

prepare(document);
