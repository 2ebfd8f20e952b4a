// The stage: boxes and arrows as the server has placed them, to be moved, zoomed and walked over.

const SVG = "http://www.w3.org/2000/svg";
const SIGNS = { firm: "●", guarded: "◐", weak: "◌", none: "○" };
const SAYS = {
  firm: "would last",
  guarded: "would last if parties look ahead",
  weak: "would last only out of caution",
  none: "would not last",
};
const CLOSEST = 2.5;
const STRIDE = 60;

export const calm = matchMedia("(prefers-reduced-motion: reduce)");

function make(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export class Stage {
  // `chosen(state)` is called when a state is clicked or entered, `opened(state)` for its neighbours.
  constructor(svg, { chosen, opened }) {
    Object.assign(this, { svg, chosen, opened });
    this.view = { x: 0, y: 0, scale: 1 };
    this.boxes = new Map();
    this.pointers = new Map();
    this.heads = make("defs");
    this.arrows = make("g", { "aria-hidden": "true" });
    this.nodes = make("g");
    this.tags = make("g", { "aria-hidden": "true" });
    this.token = make("circle", { class: "token", r: 9, visibility: "hidden" });
    this.world = make("g", {}, this.arrows, this.nodes, this.tags, this.token);
    svg.replaceChildren(this.heads, this.world);
    this.listen();
  }

  // -- Drawing ---------------------------------------------------------------------------

  draw(picture) {
    this.picture = picture;
    this.drawHeads(picture.legend);
    this.drawArrows(picture.edges);
    this.drawNodes(picture.nodes);
    if (!this.boxes.has(this.at)) this.focusOn(picture.nodes[0]?.state, false);
    this.mark();
  }

  drawHeads(legend) {
    const heads = legend.map(({ party }) =>
      make(
        "marker",
        { id: `head-${party}`, viewBox: "0 0 10 10", refX: 9.2, refY: 5, markerWidth: 9,
          markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto" },
        make("path", { class: `head p${party % 8}`, d: "M0,1 10,5 0,9z" }),
      ),
    );
    const joint = make(
      "marker",
      { id: "head-joint", viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 14,
        markerHeight: 14, markerUnits: "userSpaceOnUse", orient: "auto" },
      make("path", { class: "head joint", d: "M0,0.5 10,5 0,9.5z" }),
    );
    this.heads.replaceChildren(...heads, joint);
  }

  drawArrows(edges) {
    this.lines = [];
    const arrows = [], tags = [];
    for (const edge of edges) {
      const joint = edge.kind === "joint";
      const line = make("g", { class: "link" });
      const said = make("title");
      said.textContent = `${edge.change}, state ${edge.source} to state ${edge.target}`;
      const color = joint ? "" : ` p${edge.party % 8}`;
      const head = joint ? "head-joint" : `head-${edge.party}`;
      const path = make("path", { class: `arrow ${edge.kind}${color}`, d: edge.path,
        "marker-end": `url(#${head})` });
      line.append(said, path);
      if (joint) line.append(make("path", { class: "arrow joint-core", d: edge.path }));
      arrows.push(line);
      const tag = edge.tag ? this.tag(edge, color) : null;
      if (tag) tags.push(tag);
      this.lines.push({ edge, line, path, tag });
    }
    this.arrows.replaceChildren(...arrows);
    this.tags.replaceChildren(...tags);
  }

  tag(edge, color) {
    const [x, y, width, height] = edge.tag;
    const tag = make("g", { class: `tag tag-${edge.kind}${color}`,
      transform: `translate(${x} ${y})` });
    tag.append(make("rect", { width, height, rx: edge.tag_lines.length === 1 ? 9.5 : 7 }));
    edge.tag_lines.forEach((text, k) => {
      const line = make("text", { x: width / 2, y: 13.5 + 14 * k });
      line.textContent = text;
      tag.append(line);
    });
    return tag;
  }

  drawNodes(nodes) {
    const left = new Map(this.boxes);
    for (const node of nodes) {
      const known = left.get(node.state);
      left.delete(node.state);
      const group = known?.group ?? this.newGroup(node.state);
      group.setAttribute("class", `node node-${node.strength}${node.status_quo ? " node-today" : ""}${node.remark ? " node-changed" : ""}`);
      group.setAttribute("aria-label",
        `${node.name}${node.status_quo ? ", the status quo" : ""}, ${SAYS[node.strength]}${node.remark ? `, ${node.remark}` : ""}. ${node.full}`);
      group.replaceChildren(...this.content(node));
      // not an attribute, so that the sheet can let it glide to its place
      group.style.transform = `translate(${node.x}px, ${node.y}px)`;
      this.boxes.set(node.state, { node, group });
      this.nodes.append(group);
    }
    for (const [state, { group }] of left) {
      group.remove();
      this.boxes.delete(state);
    }
  }

  newGroup(state) {
    const group = make("g", { role: "button", tabindex: -1, "data-state": state });
    group.addEventListener("focus", () => this.rove(state));
    return group;
  }

  content(node) {
    const said = make("title");
    said.textContent = `${node.name}: ${node.full}`;
    const parts = [said, make("rect", { width: node.width, height: node.height, rx: 9 })];
    if (node.status_quo) {
      parts.push(make("rect", { class: "bar", width: 6, height: node.height - 18, x: -3, y: 9, rx: 3 }));
    }
    const sign = make("text", { class: "sign", x: node.width - 20, y: 22 });
    sign.textContent = SIGNS[node.strength];
    parts.push(sign);
    for (const line of node.lines) {
      const own = line.party >= 0 ? ` p${line.party % 8}` : "";
      const text = make("text", { class: line.role + own, x: line.role === "choice" ? 21 : 12, y: line.y });
      text.textContent = line.text;
      parts.push(text);
      if (line.mark) {
        parts.push(make("rect", { class: `dot${own}`, x: 12, y: line.y - 7, width: 5, height: 7, rx: 1 }));
      }
    }
    parts.push(this.handle(node));
    return parts;
  }

  // The handle at the lower edge, by which a pointer opens or closes the neighbours.
  handle(node) {
    const handle = make("g", { class: "handle", transform: `translate(${node.width - 18} ${node.height - 6})` });
    const sign = make("text", { y: 4.5 });
    sign.textContent = node.open ? "–" : "+";
    const said = make("title");
    said.textContent = node.open ? "Hide its neighbours" : "Show its neighbours";
    handle.append(said, make("circle", { r: 11 }), sign);
    return handle;
  }

  // -- Marks -----------------------------------------------------------------------------

  mark({ chosen = this.marked?.chosen, along = this.marked?.along ?? [], step = this.marked?.step } = {}) {
    this.marked = { chosen, along, step };
    for (const [state, { group }] of this.boxes) {
      group.classList.toggle("chosen", state === chosen);
      group.setAttribute("aria-pressed", String(state === chosen));
      group.classList.toggle("now", along.length > 0 && along[step] === state);
      group.classList.toggle("aside", along.length > 0 && !along.includes(state));
    }
    for (const { edge, line, tag } of this.lines ?? []) {
      const place = along.findIndex((state, k) => state === edge.source && along[k + 1] === edge.target);
      const near = edge.source === chosen || edge.target === chosen;
      const aside = along.length ? place < 0 : chosen !== undefined && !near;
      for (const part of [line, tag]) {
        part?.classList.toggle("aside", aside);
        part?.classList.toggle("on-way", place >= 0 && place < step);
      }
    }
    if (!along.length) this.token.setAttribute("visibility", "hidden");
  }

  // Moves the token along the arrow that leads to a step of the way; resolves when it is there.
  async travel(along, step) {
    this.mark({ along, step });
    const box = this.boxes.get(along[step]);
    if (!box) return;
    this.reveal(along[step]);
    const found = this.lines.find(({ edge }) => edge.source === along[step - 1] && edge.target === along[step]);
    this.token.setAttribute("visibility", "visible");
    const ride = (this.ride = Symbol("ride"));
    if (found && !calm.matches) {
      const length = found.path.getTotalLength(), lasts = Math.min(1100, 350 + length);
      const start = performance.now();
      for (let t = 0; t < 1; ) {
        const now = await new Promise(requestAnimationFrame);
        if (this.ride !== ride) return;
        t = Math.min(1, Math.max(0, (now - start) / lasts));
        const point = found.path.getPointAtLength(length * (t < 0.5 ? 2 * t * t : 1 - 2 * (1 - t) ** 2));
        this.put(point.x, point.y);
      }
    }
    this.put(box.node.x + box.node.width - 14, box.node.y + 18);
  }

  put(x, y) {
    this.token.setAttribute("cx", x);
    this.token.setAttribute("cy", y);
  }

  // -- Looking around --------------------------------------------------------------------

  look(view, glide = false) {
    Object.assign(this.view, view);
    this.view.scale = Math.min(CLOSEST, Math.max(this.farthest(), this.view.scale));
    const { x, y, scale } = this.view;
    this.world.classList.toggle("glide", glide && !calm.matches);
    this.world.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
  }

  size() {
    const { width, height } = this.svg.getBoundingClientRect();
    return { width: width || 1, height: height || 1 };
  }

  farthest() {
    if (!this.picture?.width) return 0.1;
    const { width, height } = this.size();
    return Math.min(0.5, width / this.picture.width, height / this.picture.height);
  }

  // Everything in sight, but no smaller than can be read unless that is asked for.
  fit(readable = false, glide = true) {
    if (!this.picture?.width) return;
    const { width, height } = this.size();
    const whole = Math.min(1.2, width / this.picture.width, height / this.picture.height);
    const scale = readable ? Math.max(0.62, whole) : whole;
    const spare = (room, used) => (room - used * scale) / 2;
    this.look({
      scale,
      x: Math.max(spare(width, this.picture.width), scale > whole ? 0 : -Infinity),
      y: spare(height, this.picture.height),
    }, glide);
    if (scale > whole && this.boxes.has(this.at)) this.reveal(this.at, glide);
  }

  zoom(factor, at) {
    const { width, height } = this.size();
    const { x, y, scale } = this.view;
    const center = at ?? { x: width / 2, y: height / 2 };
    const next = Math.min(CLOSEST, Math.max(this.farthest(), scale * factor));
    this.look({
      scale: next,
      x: center.x - ((center.x - x) * next) / scale,
      y: center.y - ((center.y - y) * next) / scale,
    }, !at);
  }

  pan(dx, dy, glide = false) {
    this.look({ x: this.view.x + dx, y: this.view.y + dy }, glide);
  }

  reveal(state, glide = true) {
    const box = this.boxes.get(state);
    if (!box) return;
    const { width, height } = this.size();
    const { x, y, scale } = this.view;
    const into = (low, high, room) => {
      if (high - low > room - 24) return (room - high - low) / 2;
      return low < 12 ? 12 - low : high > room - 12 ? room - 12 - high : 0;
    };
    const left = x + box.node.x * scale, top = y + box.node.y * scale;
    const dx = into(left, left + box.node.width * scale, width);
    const dy = into(top, top + box.node.height * scale, height);
    if (dx || dy) this.pan(dx, dy, glide);
  }

  // -- Keyboard and pointers -------------------------------------------------------------

  rove(state) {
    this.boxes.get(this.at)?.group.setAttribute("tabindex", -1);
    this.at = state;
    this.boxes.get(state)?.group.setAttribute("tabindex", 0);
  }

  focusOn(state, take = true) {
    this.rove(state);
    if (take) this.boxes.get(state)?.group.focus({ preventScroll: true });
    if (take) this.reveal(state);
  }

  // The nearest box in a direction, sideways distance counting twice.
  beside(state, dx, dy) {
    const from = this.boxes.get(state)?.node;
    if (!from) return undefined;
    const middle = (node) => [node.x + node.width / 2, node.y + node.height / 2];
    const [x, y] = middle(from);
    let best, least = Infinity;
    for (const { node } of this.boxes.values()) {
      const [a, b] = middle(node);
      const ahead = (a - x) * dx + (b - y) * dy, astray = Math.abs((a - x) * dy) + Math.abs((b - y) * dx);
      if (ahead > 1 && ahead + 2 * astray < least) [best, least] = [node.state, ahead + 2 * astray];
    }
    return best;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const arrow = arrows[event.key];
    const state = Number(event.target.closest?.("[data-state]")?.dataset.state) || undefined;
    if (arrow && event.shiftKey) this.pan(-arrow[0] * STRIDE, -arrow[1] * STRIDE, true);
    else if (arrow) this.focusOn(this.beside(this.at, ...arrow) ?? this.at);
    else if (event.key === "+" || event.key === "=") this.zoom(1.25);
    else if (event.key === "-") this.zoom(0.8);
    else if (event.key === "0") this.fit();
    else if (event.key === "Home") this.focusOn(this.picture.nodes[0].state);
    else if (event.key === "Enter" && state) this.chosen(state);
    else if (event.key === " " && state) this.opened(state);
    else return;
    event.preventDefault();
  }

  listen() {
    const { svg } = this;
    svg.addEventListener("keydown", (event) => this.key(event));
    svg.addEventListener("wheel", (event) => {
      // the page scrolls on past the picture, unless one is at work in it
      if (!event.ctrlKey && !svg.contains(document.activeElement)) return;
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), this.point(event));
    }, { passive: false });
    svg.addEventListener("pointerdown", (event) => this.down(event));
    svg.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) {
      svg.addEventListener(end, (event) => this.up(event));
    }
  }

  point(event) {
    const { left, top } = this.svg.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  down(event) {
    if (event.button) return;
    this.pointers.set(event.pointerId, this.point(event));
    if (this.pointers.size === 1) {
      this.dragged = false;
      this.under = event.target;
    }
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = this.point(event);
    const dx = now.x - before.x, dy = now.y - before.y;
    if (!this.dragged && Math.hypot(dx, dy) < 5) return;
    if (!this.dragged) this.svg.setPointerCapture(event.pointerId);
    this.dragged = true;
    if (this.pointers.size === 2) {
      const [other] = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, p]) => p);
      const apart = (a, b) => Math.hypot(a.x - b.x, a.y - b.y) || 1;
      const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      this.pan(dx / 2, dy / 2);
      this.zoom(apart(now, other) / apart(before, other), middle);
    } else this.pan(dx, dy);
    this.pointers.set(event.pointerId, now);
  }

  up(event) {
    const known = this.pointers.delete(event.pointerId);
    if (!known || this.dragged || event.type === "pointercancel") return;
    const state = Number(this.under.closest?.("[data-state]")?.dataset.state);
    if (!state) return;
    this.focusOn(state);
    if (this.under.closest(".handle")) this.opened(state);
    else this.chosen(state);
  }
}
