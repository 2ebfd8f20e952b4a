// Shows how far a long question is, and the answer as soon as it is there.

const EVERY = 500;

const working = document.querySelector("[data-job]");
const bar = working?.querySelector("progress");
const step = working?.querySelector("[data-step]");

async function look() {
  if (!working.isConnected) return; // another script has put something else in its place
  try {
    const answer = await fetch(`/api/jobs/${working.dataset.job}`);
    const job = await answer.json();
    if (!answer.ok || job.state !== "running") {
      location.reload();
      return;
    }
    const { done, steps, step: name } = job.progress;
    if (steps) {
      bar.max = steps;
      bar.value = done;
    }
    const said = steps ? `${name}, ${Math.floor((100 * done) / steps)} %` : name;
    if (step.textContent !== said) step.textContent = said;
  } catch {
    step.textContent = "The workbench does not answer.";
  }
  setTimeout(look, EVERY);
}

// the page may have been changed before this script came
if (working) setTimeout(look, EVERY);
