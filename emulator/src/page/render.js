// Elements from templates: html`…` says what there should be, render() makes it so and touches only what has changed.
//
// A template becomes elements once; the holes between its strings are filled again and again. So focus, selection, scroll
// and open details stay where they are. Text is always text: no value can become markup.

// A hole in a template's markup. No text of ours has this character.
const MARK = "\ue000";
const IN_ATTRIBUTE = new RegExp(MARK + "(\\d+)" + MARK);

// Fills a hole with nothing.
export const nothing = Symbol("nothing");

export const html = (strings, ...values) => ({ strings, values, svg: false });
export const svg = (strings, ...values) => ({ strings, values, svg: true });

// A list whose items are told apart by a key: an item that moves takes its elements along.
export const repeat = (items, key, view) => ({ items: [...items].map((item) => ({ key: key(item), view: view(item) })) });

// Makes the content of an element what the template says.
export function render(template, element) {
  if (!roots.has(element)) roots.set(element, contentOf(element));
  roots.get(element).set(template);
}

const roots = new WeakMap();

function contentOf(element) {
  const [start, end] = [document.createComment(""), document.createComment("")];
  element.append(start, end);
  return new Content(start, end);
}

// Templates by their strings, of which every place in the program has its own.
const compiled = new WeakMap();

function compile({ strings, svg: isSvg }) {
  if (!compiled.has(strings)) compiled.set(strings, new Template(strings, isSvg));
  return compiled.get(strings);
}

class Template {
  constructor(strings, isSvg) {
    const template = document.createElement("template");
    const markup = withMarks(strings);
    template.innerHTML = isSvg ? `<svg>${markup}</svg>` : markup;
    if (isSvg) template.content.firstChild.replaceWith(...template.content.firstChild.childNodes);
    this.content = template.content;
    // For each node in document order, what makes its parts.
    this.makers = [...nodesIn(this.content)].map(partMakers);
  }

  instance() {
    const fragment = document.importNode(this.content, true);
    const parts = [...nodesIn(fragment)].flatMap((node, index) => this.makers[index].map((make) => make(node)));
    return { template: this, fragment, parts };
  }
}

function withMarks(strings) {
  let markup = strings[0];
  for (let hole = 0; hole + 1 < strings.length; hole += 1) {
    const inTag = markup.lastIndexOf("<") > markup.lastIndexOf(">");
    markup += (inTag ? MARK + hole + MARK : `<!--${MARK}${hole}-->`) + strings[hole + 1];
  }
  return markup;
}

function* nodesIn(fragment) {
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_COMMENT);
  while (walker.nextNode()) yield walker.currentNode;
}

function partMakers(node) {
  if (node.nodeType === Node.COMMENT_NODE) {
    return node.data.startsWith(MARK) ? [contentMaker(Number(node.data.slice(1)))] : [];
  }
  const attributes = [...node.attributes].filter(({ value }) => value.includes(MARK));
  attributes.forEach(({ name }) => node.removeAttribute(name));
  return attributes.map(({ name, value }) => attributeMaker(name, value.split(IN_ATTRIBUTE)));
}

const contentMaker = (hole) => (start) => {
  const end = document.createComment("");
  start.after(end);
  const content = new Content(start, end);
  return (values) => content.set(values[hole]);
};

// `pieces` are text and numbers of holes by turns.
function attributeMaker(name, pieces) {
  const hole = Number(pieces[1]);
  const whole = (set) => (node) => onChange((values) => values[hole], (value) => set(node, value));
  if (name.startsWith("@")) return (node) => listener(node, name.slice(1), hole);
  if (name.startsWith(".")) return whole((node, value) => (node[name.slice(1)] = value));
  if (name.startsWith("?")) return whole((node, value) => node.toggleAttribute(name.slice(1), Boolean(value)));
  const text = (values) => pieces.map((piece, index) => (index % 2 ? (values[piece] ?? "") : piece));
  const set = (node, joined) => (joined === nothing ? node.removeAttribute(name) : node.setAttribute(name, joined));
  const joined = (values) => (text(values).includes(nothing) ? nothing : text(values).join(""));
  return (node) => onChange(joined, (value) => set(node, value));
}

function listener(node, event, hole) {
  let handle;
  node.addEventListener(event, (detail) => handle(detail));
  return (values) => (handle = values[hole]);
}

// Sets only what is another value than before, so that what the user has changed meanwhile stays.
function onChange(read, set) {
  let last;
  return (values) => {
    const value = read(values);
    if (value !== last) set(value);
    last = value;
  };
}

// What stands between two comments: nothing, a text, a template's elements, or a list.
class Content {
  constructor(start, end) {
    this.start = start;
    this.end = end;
  }

  set(value) {
    if (value?.strings) this.#setTemplate(value);
    else if (value?.items) this.#setItems(value.items);
    else if (Array.isArray(value)) this.#setItems(value.map((view, key) => ({ key, view })));
    else this.#setText(value === nothing || value === null || value === undefined ? "" : String(value));
  }

  // Takes itself out, with its comments.
  remove() {
    this.clear();
    this.start.remove();
    this.end.remove();
  }

  clear() {
    const range = document.createRange();
    range.setStartAfter(this.start);
    range.setEndBefore(this.end);
    range.deleteContents();
    this.instance = this.text = this.items = undefined;
  }

  #setTemplate(value) {
    const template = compile(value);
    if (this.instance?.template !== template) {
      this.clear();
      this.instance = template.instance();
    }
    this.instance.parts.forEach((update) => update(value.values));
    // Put in once it is filled.
    if (this.instance.fragment.hasChildNodes()) this.end.before(this.instance.fragment);
  }

  #setText(text) {
    if (this.text === undefined) {
      this.clear();
      this.text = document.createTextNode("");
      this.end.before(this.text);
    }
    if (this.text.data !== text) this.text.data = text;
  }

  #setItems(items) {
    if (!this.items) {
      this.clear();
      this.items = new Map();
    }
    const wanted = new Set(items.map(({ key }) => key));
    for (const [key, content] of this.items) {
      if (!wanted.has(key)) content.remove();
    }
    const kept = this.items;
    this.items = new Map();
    let next = this.start.nextSibling;
    for (const { key, view } of items) {
      const content = kept.get(key) ?? inserted(next);
      if (content.start === next) next = content.end.nextSibling;
      else move(content, next);
      content.set(view);
      this.items.set(key, content);
    }
  }
}

function inserted(before) {
  const content = new Content(document.createComment(""), document.createComment(""));
  before.before(content.start, content.end);
  return content;
}

// Moves a content to where it is to stand, unless it stands there.
function move({ start, end }, before) {
  if (end.nextSibling === before) return;
  const range = document.createRange();
  range.setStartBefore(start);
  range.setEndAfter(end);
  before.before(range.extractContents());
}
