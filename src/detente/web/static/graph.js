// The page of the graph: asks for pictures, shows states beside them, plays ways step by step.

import { Stage, calm } from "./stage.js";

const PAUSE = 1400;

const page = document.querySelector(".graph-page");
const status = page.querySelector("[data-status]");
const beside = page.querySelector(".beside");
const player = page.querySelector(".player");
const hint = beside.querySelector(".beside-content > p");
const ways = [...page.querySelectorAll("[data-along]")].map((entry) => ({
  entry,
  states: entry.dataset.along.split(",").map(Number),
  steps: [...entry.querySelectorAll("li")].map((step) => step.textContent.trim().replace(/\s+/g, " ")),
}));

const given = new URLSearchParams(location.search);
const listed = (name) => (given.get(name) ?? "").split(",").map(Number).filter(Boolean);
const asked = { open: listed("open"), along: listed("along"), at: listed("at")[0] };

const stage = new Stage(page.querySelector(".canvas svg"), { chosen: choose, opened: toggle });

// -- Asking ------------------------------------------------------------------------------

function address(path, more) {
  const query = new URLSearchParams(given);
  for (const name of ["open", "along", "at", "show"]) query.delete(name);
  for (const [name, value] of Object.entries(more)) if (String(value)) query.set(name, value);
  return String(query) ? `${path}?${query}` : path;
}

// The address of the page says what it shows, so that a link shows the same.
function remember() {
  const now = { open: asked.open.join(","), along: asked.along.join(","), at: asked.at ?? "" };
  if (given.get("show")) now.show = given.get("show");
  history.replaceState(null, "", address(location.pathname, now));
  const taken = document.querySelector('.bar a[href*="/take?"]');
  const target = new URL(taken.href);
  target.searchParams.set("back", location.pathname + location.search);
  taken.href = target;
}

async function fetched(path) {
  const answer = await fetch(path);
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => null);
  const first = told?.diagnostics?.[0];
  throw new Error(first ? `${first.message}${first.hint ? ` (${first.hint})` : ""}` : answer.statusText);
}

let latest;

async function redraw() {
  const mine = (latest = Symbol("asked"));
  const show = page.dataset.start;
  try {
    const answer = await fetched(
      address("/api/graph", { of: "draft", show, open: asked.open.join(","), along: asked.along.join(",") }),
    );
    const picture = await answer.json();
    if (mine !== latest) return false;
    stage.draw(picture);
    say(`${picture.nodes.length} of ${picture.states.toLocaleString("en")} states shown` +
      (picture.states_left_out ? `; ${picture.states_left_out} more do not fit, close some` : "") +
      (picture.left_out ? `; ${picture.left_out} moves not drawn` : "") + ".");
    remember();
    return true;
  } catch (error) {
    say(`The picture cannot be drawn: ${error.message}.`);
    return false;
  }
}

function say(text) {
  status.textContent = text;
}

// -- States ------------------------------------------------------------------------------

async function choose(state) {
  asked.at = state;
  stage.mark({ chosen: state });
  remember();
  await show(state);
  beside.querySelector("h2")?.focus({ preventScroll: innerWidth > 900 });
}

async function show(state) {
  try {
    const answer = await fetched(address(`/states/${state}/beside`, {}));
    // written by the server's templates, which escape whatever a case says
    const told = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (asked.at !== state) return;
    const own = told.querySelector(".page-of-state").getAttribute("href");
    for (const note of told.querySelectorAll('a[href^="#"]')) note.href = own + note.getAttribute("href");
    beside.querySelector(".beside-content").replaceChildren(...told.body.childNodes);
    beside.classList.add("open");
    beside.querySelector(".beside-acts").hidden = false;
    label(state);
  } catch (error) {
    say(`State ${state} cannot be shown: ${error.message}.`);
  }
}

function label(state) {
  const open = asked.open.includes(state);
  beside.querySelector("[data-act=open]").textContent = open ? "Hide its neighbours" : "Show its neighbours";
}

async function toggle(state) {
  const open = asked.open.includes(state);
  asked.open = open ? asked.open.filter((other) => other !== state) : [...asked.open, state];
  if (asked.at) label(asked.at);
  if (await redraw()) stage.focusOn(stage.boxes.has(state) ? state : stage.at, !beside.contains(document.activeElement));
}

function close() {
  beside.classList.remove("open");
  beside.querySelector(".beside-acts").hidden = true;
  beside.querySelector(".beside-content").replaceChildren(hint);
  const last = asked.at;
  asked.at = undefined;
  stage.mark({ chosen: undefined });
  stage.marked.chosen = undefined;
  stage.mark();
  remember();
  if (last) stage.focusOn(stage.boxes.has(last) ? last : stage.at);
}

beside.addEventListener("click", async (event) => {
  const act = event.target.closest("[data-act]")?.dataset.act;
  if (act === "open" && asked.at) toggle(asked.at);
  if (act === "close") close();
  const link = event.target.closest("a:not(.page-of-state)");
  const state = Number(link?.pathname.match(/^\/states\/(\d+)$/)?.[1]);
  if (!state || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!stage.boxes.has(state)) {
    if (asked.at && !asked.open.includes(asked.at)) asked.open.push(asked.at);
    if (!asked.open.includes(state)) asked.open.push(state);
    await redraw();
  }
  stage.focusOn(state, false);
  stage.reveal(state);
  choose(state);
});

page.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && beside.classList.contains("open")) close();
});

// -- Ways --------------------------------------------------------------------------------

const play = { way: undefined, step: 0, timer: 0 };

function stop() {
  clearTimeout(play.timer);
  play.timer = 0;
  if (!player) return;
  const button = player.querySelector("[data-act=play]");
  button.textContent = "Play";
  button.setAttribute("aria-pressed", "false");
}

async function take(way) {
  stop();
  play.way = way;
  play.step = 0;
  asked.along = way ? way.states : [];
  for (const other of ways) other.entry.classList.toggle("playing", other === way);
  if (player) player.querySelector("select").value = way ? way.states.join(",") : "";
  if (!(await redraw())) return;
  if (way) {
    stage.mark({ chosen: undefined });
    await go(0);
  } else {
    stage.mark({ along: [], step: 0 });
    tell();
  }
}

function tell() {
  if (!player) return;
  const { way, step } = play;
  const last = way ? way.states.length - 1 : 0;
  player.querySelector("[data-act=previous]").disabled = !way || step === 0;
  player.querySelector("[data-act=next]").disabled = !way || step === last;
  player.querySelector("[data-act=play]").disabled = !way;
  const told = player.querySelector("[data-step]");
  if (!way) told.textContent = "";
  else if (!step) told.textContent = `The start: state ${way.states[0]}. ${last} ${last === 1 ? "step" : "steps"} to go.`;
  else told.textContent = `Step ${step} of ${last}: ${way.steps[step - 1]}`;
  way?.entry.querySelectorAll("li").forEach((entry, k) => {
    if (k === step - 1) entry.setAttribute("aria-current", "step");
    else entry.removeAttribute("aria-current");
  });
}

async function go(step) {
  play.step = Math.max(0, Math.min(step, play.way.states.length - 1));
  tell();
  await stage.travel(play.way.states, play.step);
}

async function run() {
  if (!play.way || !play.timer) return;
  if (play.step === play.way.states.length - 1) return stop();
  const way = play.way;
  await go(play.step + 1);
  if (play.timer && play.way === way) play.timer = setTimeout(run, calm.matches ? 2 * PAUSE : PAUSE);
}

player?.addEventListener("click", (event) => {
  const act = event.target.closest("[data-act]")?.dataset.act;
  if (!act || !play.way) return;
  if (act !== "play") {
    stop();
    go(play.step + (act === "next" ? 1 : -1));
  } else if (play.timer) stop();
  else {
    const button = event.target.closest("button");
    button.textContent = "Pause";
    button.setAttribute("aria-pressed", "true");
    if (play.step === play.way.states.length - 1) play.step = 0;
    play.timer = setTimeout(run, 0);
  }
});

player?.querySelector("select").addEventListener("change", (event) => {
  take(ways.find((way) => way.states.join(",") === event.target.value));
});

for (const way of ways) {
  way.entry.querySelector("a.play-way").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    page.querySelector(".stage").scrollIntoView({ behavior: calm.matches ? "auto" : "smooth" });
    take(way);
  });
}

// -- The tools ---------------------------------------------------------------------------

page.querySelector(".stage-tools").addEventListener("click", (event) => {
  const act = event.target.closest("[data-act]")?.dataset.act;
  if (act === "closer") stage.zoom(1.25);
  if (act === "farther") stage.zoom(0.8);
  if (act === "fit") stage.fit();
  if (act === "again") {
    asked.open = [];
    take(undefined);
  }
});

page.classList.add("alive");
if (await redraw()) {
  stage.fit(true, false);
  const way = ways.find(({ states }) => states.join() === asked.along.join());
  if (way) await take(way);
  else tell();
  if (asked.at) {
    stage.mark({ chosen: asked.at });
    await show(asked.at);
    stage.reveal(asked.at, false);
  }
}
