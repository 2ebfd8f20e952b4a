// Sends edits of the draft and shows the page that comes of each in place of the present one.

let turn = Promise.resolve();

/** Does one thing after the other, each on the page that came of the one before. */
export function inTurn(does) {
  turn = turn.catch(() => {}).then(does);
  return turn;
}

/** Keeps what is folded out as it is, in what comes instead. */
export function keepFolds(old, fresh) {
  for (const fold of old.querySelectorAll("details[id]")) {
    const other = fresh.querySelector(`#${CSS.escape(fold.id)}`);
    if (other) other.open = fold.open;
  }
}

/** Reads an answer as a page, which has to have an element of an id. */
export async function read(answer, needed) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.getElementById(needed)) throw new Error(answer.statusText);
  return page;
}

/** Puts a page in place of the present one; focus, folds and what is being written remain. */
export function replace(page) {
  const focused = document.activeElement;
  const { id, name, value, defaultValue } = focused ?? {};
  const top = focused?.getBoundingClientRect().top;
  keepFolds(document, page);
  for (const selector of ["header.bar", ".switches", "main"]) {
    const fresh = page.querySelector(selector);
    if (fresh) document.querySelector(selector)?.replaceWith(document.adoptNode(fresh));
  }
  const same = id
    ? document.getElementById(id)
    : name && [...document.querySelectorAll("main [name]")].find((other) => other.name === name && other.value === value);
  if (!same || same === focused) return;
  same.focus({ preventScroll: true });
  // and where one works stays where it is, whatever has come above it
  scrollBy({ top: same.getBoundingClientRect().top - top, behavior: "instant" });
  // what is being written is not lost
  if (same.matches("input:not([type])") && value !== defaultValue) same.value = value;
}

/** Returns what is written in a form, by the names of its fields. */
function writtenIn(form) {
  const fields = [...form.elements].filter((field) => field.matches("input:not([type=hidden])"));
  return fields.map(({ name, value }) => [name, value]);
}

/** Tells whether what was written is what a form says anyway. */
function isSaid(written, form) {
  return written.length > 0 && written.every(([name, value]) => value === form.elements[name]?.defaultValue);
}

/** Returns what to send: what was written, with the present form's stamp. */
function said(written, now) {
  const body = new URLSearchParams(new FormData(now.form));
  for (const [name, value] of written) body.set(name, value);
  if (now.name) body.set(now.name, now.value);
  body.set("back", location.pathname + location.search);
  return body;
}

async function edit(button, written, needed, then) {
  const name = button.value;
  const now = button.isConnected
    ? button
    : [...document.querySelectorAll("#panel button")].find((other) => other.value === name);
  // Enter both changes a number and sends its form: what is so already is not sent again
  if (!now || now.disabled || isSaid(written, now.form)) return;
  document.body.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(now.form.action, { method: "POST", body: said(written, now) });
    replace(await read(answer, needed));
    if (answer.redirected) history.replaceState(null, "", answer.url);
    then();
  } catch {
    location.reload();
  } finally {
    document.body.removeAttribute("aria-busy");
  }
}

/**
 * Makes the buttons of the draft answer in place, one after the other.
 *
 * `needed` is the id of an element without which an answer is no page of this kind; `then` is called
 * after each; `forms` selects forms that send themselves when what is written in them changes.
 */
export function answersInPlace({ needed, then = () => {}, forms }) {
  const send = (button) => {
    const written = writtenIn(button.form); // now: by its turn the form may have been replaced
    inTurn(() => edit(button, written, needed, then));
  };
  document.addEventListener("submit", (event) => {
    const { target, submitter } = event;
    if (!target.action.endsWith("/draft") || !submitter) return;
    event.preventDefault();
    send(submitter);
  });
  document.addEventListener("change", ({ target }) => {
    if (target.form?.matches(forms) && target.form.reportValidity()) {
      target.form.requestSubmit(target.form.querySelector("button"));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.matches?.("input, textarea, select")) return;
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    const button = document.querySelector(event.shiftKey ? "#panel .redo" : "#panel .undo");
    if (!button) return;
    event.preventDefault();
    send(button);
  });
}
