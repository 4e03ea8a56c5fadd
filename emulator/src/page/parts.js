// Small things that every view shows: users, sessions, ids, times, JSON.

import { html, nothing, svg } from "./render.js";
import { announce } from "./announce.js";
import { nameOf } from "./names.js";
import { sessionHref, userHref } from "./route.js";
import { update } from "./store.js";
import { clockTime, fullTime, read } from "./time.js";

/** A colour by which the eye follows one user. There are twelve; numbers that follow each other get unlike ones. */
export const hue = (xuid) => `hue-${[...String(xuid)].reduce((rest, digit) => (rest * 10 + Number(digit)) % 12, 0)}`;

export const marker = (xuid) => html`<span class="marker ${hue(xuid)}" aria-hidden="true"></span>`;

export const userLink = (xuid) => html`<a class="user-link" href=${userHref(xuid)}>${marker(xuid)}${nameOf(xuid)}</a>`;

export const sessionLink = (reference) => html`<a href=${sessionHref(reference)}>${reference.name}</a>`;

export const icon = (path) => html`
  <svg viewBox="0 0 16 16" aria-hidden="true" class="icon">${svg`<path d=${path} />`}</svg>
`;

const COPY = "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z";
const DONE = "M3 8.5 6.5 12 13 4.5";

/** A button that copies `text`; `what` names it: "the handle's id". */
export const copyButton = (text, what) => html`
  <button type="button" class="copy" aria-label="Copy ${what}" title="Copy ${what}" @click=${(event) => copy(event.currentTarget, text)}>
    ${icon(COPY)}${icon(DONE)}
  </button>
`;

async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    announce("The browser did not allow copying");
    return;
  }
  announce("Copied");
  button.classList.add("done");
  setTimeout(() => button.classList.remove("done"), 1500);
}

/** A GUID by its start, with a button for the whole. */
export const guid = (id, what) => html`<span class="guid"><code title=${id}>${id.slice(0, 8)}…</code>${copyButton(id, what)}</span>`;

export const time = (text) => html`<time datetime=${text} title=${fullTime(read(text))}>${clockTime(read(text))}</time>`;

export const badge = (text, kind = "") => html`<span class="badge ${kind}">${text}</span>`;

/** Any value as JSON, indented, names apart from values. */
export const json = (value) => html`<pre class="json" tabindex="0">${coloured(JSON.stringify(value, null, 2))}</pre>`;

const NAME = /^(\s*)("(?:[^"\\]|\\.)*")(: )/;

function coloured(text) {
  return text.split("\n").map((line) => {
    const [whole, indent, name, colon] = NAME.exec(line) ?? [""];
    return whole ? html`${indent}<span class="name">${name}</span>${colon}${line.slice(whole.length)}\n` : `${line}\n`;
  });
}

const disclosed = new Set();

/** Whether somebody opened what `key` names; it tells the thing from all others of the page. */
export const isDisclosed = (key) => disclosed.has(key);

function setDisclosed(key, open) {
  if (open === disclosed.has(key)) return;
  if (open) disclosed.add(key);
  else disclosed.delete(key);
  update({});
}

/** A button that opens and closes what is beside it, where details cannot be, such as in a table. */
export const disclose = (key, text) => html`
  <button type="button" class="disclose" aria-expanded=${isDisclosed(key)} @click=${() => setDisclosed(key, !isDisclosed(key))}>${text}</button>
`;

/** Details that are made only while they are open. */
export const foldable = (key, headline, content) => html`
  <details ?open=${isDisclosed(key)} @toggle=${({ currentTarget }) => setDisclosed(key, currentTarget.open)}>
    <summary>${headline}</summary>
    ${isDisclosed(key) ? html`<div class="unfolded">${content()}</div>` : nothing}
  </details>
`;

export const empty = (text) => html`<p class="empty">${text}</p>`;

/** "Showing 20 of 1,000", and a button for more; nothing where all are shown. */
export function more(shown, count, what, onMore) {
  if (shown >= count) return nothing;
  return html`
    <p class="more">
      Showing ${shown.toLocaleString()} of ${count.toLocaleString()} ${what}
      <button type="button" @click=${onMore}>Show more</button>
    </p>
  `;
}
