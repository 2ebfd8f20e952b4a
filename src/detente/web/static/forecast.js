// Tells at once what comes of other numbers, and goes from round to round in place. Without it the forms'
// buttons and the links load the page anew.

import { start } from "./further.js";
import { answersInPlace, inTurn, read } from "./tried.js";

const PAUSE = 600;
const STEPS = { ArrowUp: 1, ArrowDown: -1 };

let waiting = 0;
let stepping = 0;

/** Asks for draws once nothing has been tried for a while. */
function askSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const link = document.querySelector("[data-soon] [data-ask]");
    if (link && !document.body.hasAttribute("aria-busy")) start(link);
  }, PAUSE);
}

/** Shows another round in place of the present one. */
async function go(address) {
  try {
    const page = await read(await fetch(address), "round");
    document.getElementById("round").replaceWith(document.adoptNode(page.getElementById("round")));
    history.replaceState(null, "", address);
    document.querySelector("#round [aria-current], #round input")?.focus({ preventScroll: true });
  } catch {
    location.assign(address);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-round]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  inTurn(() => go(link.href));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest("#round")) return;
  event.preventDefault();
  const address = `${form.action.split("#")[0]}?${new URLSearchParams(new FormData(form))}#moves`;
  inTurn(() => go(address));
});

// The arrow keys change a number by 1, with Shift by 10, as they do in fields for numbers alone.
document.addEventListener("keydown", (event) => {
  const { target, key, shiftKey } = event;
  if (!(key in STEPS) || !target.closest?.(".stances") || !/^\d+(\.\d+)?$/.test(target.value)) return;
  event.preventDefault();
  const most = target.name === "capability" ? Infinity : 100;
  const value = Number(target.value) + STEPS[key] * (shiftKey ? 10 : 1);
  target.value = String(Math.min(Math.max(Number(value.toFixed(6)), 0), most));
  clearTimeout(stepping);
  stepping = setTimeout(() => {
    const { form } = document.getElementById(target.id) ?? {};
    form?.requestSubmit(form.querySelector("button"));
  }, 250);
});

// what is changed sends itself: no button is needed
document.body.classList.add("alive");
answersInPlace({ needed: "path", then: askSoon, forms: ".stance-form" });
