// Stand-ins for the elements that the page's script touches, made from what a parser found in the page.
class Element {
  constructor({ text = "", title = "", dataset = {}, attributes = {}, children = [] } = {}) {
    Object.assign(this, { textContent: text, title, dataset, attributes, children, hidden: false, style: {}, listeners: {} });
  }
  get firstElementChild() { return this.children[0]; }
  get cells() { return this.children; }
  getAttribute(name) { return this.attributes[name] ?? null; }
  setAttribute(name, value) { this.attributes[name] = value; }
  removeAttribute(name) { delete this.attributes[name]; }
  addEventListener(name, listener) { (this.listeners[name] ??= []).push(listener); }
  append(...children) { this.children = this.children.filter((child) => !children.includes(child)).concat(children); }
  focus() { document.activeElement = this; this.fire("focus"); }
  fire(name, event = {}) {
    (this.listeners[name] ?? []).forEach((listener) => listener({ preventDefault() {}, ...event }));
  }
}
const make = (described) => new Element({ ...described, children: (described.children ?? []).map(make) });
const page = JSON.parse(described);
const body = make({ children: page.rows });
body.rows = body.children;
const table = new Element();
table.tBodies = [body];
table.tHead = { rows: [make({ children: page.headers })] };
const known = { table, filter: new Element(), shown: new Element() };
const flame = make({ children: page.frames });
flame.nextElementSibling = new Element();
globalThis.document = {
  activeElement: null,
  getElementById: (id) => known[id],
  querySelectorAll: (selector) => selector === ".flame" ? [flame] : [],
};
