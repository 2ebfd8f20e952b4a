// Asks the workbench, and tells what it answers.

/** What the workbench refused, with its diagnostics. */
export class Refusal extends Error {
  constructor(status, answer) {
    const told = answer.diagnostics ?? [];
    const first = told.find((one) => one.severity === "error") ?? told[0];
    super(first ? first.message : `the workbench answered ${status}`);
    this.status = status;
    this.code = first?.code ?? "";
    this.hint = first?.hint ?? "";
    this.answer = answer;
  }
}

/** Sends a request and returns the JSON of the answer; throws a Refusal. */
export async function ask(method, path, content, options = {}) {
  const isFile = content instanceof Blob;
  const answer = await fetch(path, {
    method,
    body: content === undefined || isFile ? content : JSON.stringify(content),
    headers: content === undefined || isFile ? {} : { "Content-Type": "application/json" },
    ...options,
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(answer.status, told);
  return told;
}

/** Makes an element with properties and children; text is always text, never markup. */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Shows the lines of a difference. */
export function showDifference(place, lines) {
  const kinds = { "-": "gone", "+": "new", "@": "where", " ": "same" };
  place.replaceChildren(
    ...lines.map((line) => {
      const sign = { "-": "−", "@": "" }[line.sign] ?? line.sign;
      return element("span", { className: kinds[line.sign] ?? "same" }, `${sign} ${line.text}\n`);
    }),
  );
}
