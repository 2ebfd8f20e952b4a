// Asks further once the first page is there, and shows the answers in it when they come.

const EVERY = 500;

/** Puts the answers, or how far they are, where the link to them stood. */
async function ask(place, address) {
  for (;;) {
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("asked");
    if (!fresh || !place.isConnected) return;
    place.replaceWith(document.adoptNode(fresh));
    place = fresh;
    const working = place.querySelector("[data-job]");
    if (!working) return;
    await ended(place, working);
  }
}

/** Shows how far a job is until it is no longer running, or no longer on the page. */
async function ended(place, working) {
  const bar = working.querySelector("progress");
  const step = working.querySelector("[data-step]");
  while (place.isConnected) {
    const answer = await fetch(`/api/jobs/${working.dataset.job}`);
    const job = await answer.json();
    if (!answer.ok || job.state !== "running") return;
    const { done, steps, step: name } = job.progress;
    if (steps) {
      bar.max = steps;
      bar.value = done;
    }
    if (step.textContent !== name) step.textContent = name;
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
}

/** Asks where a link stands; should the workbench not answer, the link still leads there. */
export function start(link) {
  const place = link.closest("#asked");
  ask(place, link.getAttribute("href")).catch(() => {});
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-ask]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  start(link);
});

const soon = document.querySelector("[data-soon] [data-ask]");
if (soon) start(soon);
