// Which names fit at a place of a case file: fields from the JSON Schema, ids from the case.

const WORD = /[\p{L}\p{N}_.-]*$/u;
const KEY = /^("[^"]*"|'[^']*'|[^\s:#{[&*!|>'"-][^:#]*?) *:(?=\s|$)/;

/** Returns the keys that lead to a place, whether a key stands there, and the word begun. */
export function place(text, at) {
  const lines = text.slice(0, at).split("\n");
  const last = lines.pop();
  const word = WORD.exec(last)[0];
  const bare = last.slice(0, last.length - word.length);
  if (/(^|\s)#/.test(bare.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, ""))) return null; // a comment
  const frames = [];
  for (const line of lines) if (!/^\s*(#|$)/.test(line)) follow(frames, line);
  const { rest, isKey } = follow(frames, bare);
  const path = frames.map((frame) => frame.step);
  return { word, ...within(rest, path, isKey) };
}

/** Goes on by a line: keys and list items, each in its column, close those further in. */
function follow(frames, line) {
  let column = /^ */.exec(line)[0].length;
  let rest = line.slice(column);
  for (let item; (item = /^-(?: +|$)/.exec(rest)); ) {
    close(frames, (frame) => frame.at > column || (frame.at === column && frame.step === "-"));
    frames.push({ at: column, step: "-" });
    column += item[0].length;
    rest = rest.slice(item[0].length);
  }
  close(frames, (frame) => frame.at >= column);
  const key = KEY.exec(rest);
  if (!key) return { rest, isKey: true };
  frames.push({ at: column, step: key[1].replace(/^["']|["']$/g, "") });
  return { rest: rest.slice(key[0].length), isKey: false };
}

function close(frames, isOver) {
  while (frames.length && isOver(frames.at(-1))) frames.pop();
}

/** Goes on through braces and brackets. */
function within(rest, path, isKey) {
  const opened = [];
  let word = "";
  let pending = null; // a key that waits for its value
  for (const [piece] of rest.matchAll(/"(?:[^"\\]|\\.)*"|'[^']*'|[{}[\],]|:(?=\s|$)|[^\s{}[\],:"']+/g)) {
    if (piece === "{" || piece === "[") {
      opened.push(path.length);
      if (pending !== null) path = [...path, pending];
      if (piece === "[") path = [...path, "-"];
      isKey = piece === "{";
      pending = null;
    } else if (piece === "}" || piece === "]") {
      path = path.slice(0, opened.pop() ?? path.length);
      isKey = false;
      pending = null;
    } else if (piece === "," && opened.length) {
      isKey = path.at(-1) !== "-";
      pending = null;
    } else if (piece === ":" && opened.length) {
      isKey = false;
      pending = word;
    } else word = piece;
  }
  return { path: pending === null ? path : [...path, pending], isKey };
}

/** Returns what a schema says of the value at a path: one for each alternative. */
export function schemasAt(root, path) {
  let found = open(root, root);
  for (const step of path) {
    found = found.flatMap((schema) => inside(schema, step)).flatMap((s) => open(root, s));
  }
  return found;
}

function open(root, schema, seen = 0) {
  if (!schema || typeof schema !== "object" || seen > 20) return [];
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  if (schema.$ref) {
    const steps = schema.$ref.replace(/^#\//, "").split("/");
    choices.push(steps.reduce((node, step) => node?.[step], root));
  }
  return [schema, ...choices.flatMap((choice) => open(root, choice, seen + 1))];
}

function inside(schema, step) {
  if (step === "-") return schema.items ? [schema.items] : [];
  if (schema.properties && step in schema.properties) return [schema.properties[step]];
  return typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : [];
}

const REFERS = {
  by: ["parties"], to: ["parties"], predecessor: ["parties"], source: ["sources"],
  sources: ["sources"], cites: ["statements"], contradicts: ["statements"], option: ["options"],
  status_quo: ["options", "states"], of: ["parties"], agreement: ["parties"],
  order: ["issues"], orders: ["issues"],
};
const BY_ISSUE = ["weights", "scores", "no_deal", "package"];
const CONDITIONS = ["want", "when", "means", "infeasible", "disbelieves", "outcomes", "weights", "ranking"];
const WORDS = ["not", "and", "or", "implies", "iff", "xor"];

/** Returns the names that fit, those that begin with what is written first. */
export function offers(text, at, schema, names) {
  const here = place(text, at);
  if (!here) return { word: "", found: [] };
  const found = here.isKey ? keys(here, schema, names) : values(here, schema, names);
  const wanted = here.word.toLowerCase();
  const fits = found.filter((one) => one.name.toLowerCase().includes(wanted) && one.name !== here.word);
  const first = (one) => (one.name.toLowerCase().startsWith(wanted) ? 0 : 1);
  fits.sort((a, b) => first(a) - first(b));
  return { word: here.word, found: fits.slice(0, 60) };
}

function keys(here, schema, names) {
  const found = new Map();
  for (const one of schemasAt(schema, here.path)) {
    for (const [name, field] of Object.entries(one.properties ?? {})) {
      found.set(name, { name, insert: `${name}: `, says: field.description ?? "" });
    }
  }
  const section = here.path.at(-1);
  if (here.path.includes("bargaining") && BY_ISSUE.includes(section)) add(found, names, "issues", ": ");
  if (["options", "preferences"].includes(section)) add(found, names, "parties", ": ");
  if (section === "-" || here.path.at(-2) === "preferences") {
    for (const [name, one] of conditions(names, here)) if (!found.has(name)) found.set(name, one);
  }
  return [...found.values()];
}

function values(here, schema, names) {
  const field = here.path.filter((step) => step !== "-").at(-1) ?? "";
  const found = new Map();
  for (const one of schemasAt(schema, here.path)) {
    for (const value of one.enum ?? (one.const === undefined ? [] : [one.const])) {
      found.set(String(value), { name: String(value), insert: String(value), says: "" });
    }
  }
  for (const kind of REFERS[field] ?? []) add(found, names, kind, "");
  const inTerms = here.path.at(-2) === "terms";
  const inWishes = here.path.includes("preferences") && !(field in REFERS);
  const written = ["because", "label", "note", "confidence", "judgement", "visibility"];
  if (CONDITIONS.includes(field) || inTerms || (inWishes && !written.includes(field))) {
    for (const [name, one] of conditions(names, here)) found.set(name, one);
  }
  return [...found.values()];
}

function conditions(names, here) {
  const found = new Map();
  const bargaining = here.path.includes("bargaining") && !here.path.includes("states");
  add(found, names, bargaining ? "values" : "options", "");
  if (bargaining) add(found, names, "issues", "");
  add(found, names, "terms", "");
  for (const word of WORDS) found.set(word, { name: word, insert: `${word} `, says: "in conditions" });
  return found;
}

function add(found, names, kind, after) {
  const says = { parties: "party", options: "option", statements: "statement", sources: "source" };
  for (const name of Object.keys(names[kind] ?? {})) {
    found.set(name, { name, insert: name + after, says: says[kind] ?? kind.slice(0, -1) });
  }
}
