// The latest requests to the directory: who asked what, what came of it, how long it took; opened, the bodies.

import { html, nothing, repeat } from "./render.js";
import { act } from "./act.js";
import { ask } from "./api.js";
import { curl } from "./curl.js";
import { nameOfEffect } from "./fault_words.js";
import { nameOf } from "./names.js";
import { copyButton, empty, foldable, json, marker, more, time, userLink } from "./parts.js";
import { store, update } from "./store.js";
import { failed, outcome, parsed, summary } from "./summary.js";
import { milliseconds } from "./time.js";

const STEP = 60;

const choice = { shown: STEP, failures: false, xuid: "" };

function choose(change) {
  Object.assign(choice, change);
  update({});
}

const fits = (entry) => (!choice.failures || failed(entry)) && (choice.xuid === "" || entry.xuid === choice.xuid);

export function timelineView() {
  const fitting = store.requests.filter(fits);
  const entries = fitting.slice(0, choice.shown);
  const onMore = () => choose({ shown: choice.shown + STEP });
  return html`
    <section>
      <div class="view-head">
        <h2 id="timeline-title" tabindex="-1">Requests <span class="count">${store.requests.length.toLocaleString()}</span></h2>
        <span class="buttons">
          <a href="/emulator/requests.har" download="mpsd-emulator.har">Download as HAR</a>
          <button type="button" @click=${clear} ?disabled=${store.requests.length === 0}>Clear</button>
        </span>
      </div>
      <div class="filters">
        <label>By <select @change=${(event) => choose({ xuid: event.currentTarget.value })}>
          <option value="">everybody</option>
          ${users().map((xuid) => html`<option value=${xuid} ?selected=${xuid === choice.xuid}>${nameOf(xuid)}</option>`)}
        </select></label>
        <label><input type="checkbox" @change=${(event) => choose({ failures: event.currentTarget.checked })} /> Failures only</label>
      </div>
      ${entries.length > 0 ? nothing : empty(store.requests.length > 0 ? "No request fits." : "What games ask of the directory appears here, the latest first.")}
      <ol class="entries" reversed>${repeat(entries, ({ number }) => number, row)}</ol>
      ${more(entries.length, fitting.length, "requests", onMore)}
    </section>
  `;
}

const users = () => [...new Set(store.requests.map(({ xuid }) => xuid).filter(Boolean))].sort();

const clear = (event) => act(event, "clear the requests", () => ask("DELETE", "/requests"));

const row = (entry) => html`
  <li class=${failed(entry) ? "failed" : ""}>
    ${foldable(`request ${entry.number}`, headline(entry), () => html`<div class="bodies">${whole(entry)}</div>`)}
  </li>
`;

const headline = (entry) => html`
  <span class="what"><span class="who">${entry.xuid ? html`${marker(entry.xuid)}${nameOf(entry.xuid)}` : "Nobody"}</span> ${summary(entry)}</span>
  <span class="outcome">${entry.status ?? "no answer"}</span>
  <span class="how">
    <span>${time(entry.time)}</span>
    <span>${entry.method} ${shortPath(entry.path)}</span>
    <span>${milliseconds(entry.durationMs)}</span>
  </span>
  ${entry.fault ? html`<span class="fault">Fault: ${faultText(entry.fault)}</span>` : nothing}
  ${failed(entry) && entry.status ? html`<span class="reason">${reason(entry)}</span>` : nothing}
`;

/** The last parts of a path tell it from others. */
function shortPath(path) {
  const segments = path.split("?")[0].split("/");
  return segments.length > 4 ? `…/${segments.slice(-2).join("/")}` : segments.join("/");
}

/** What the rules made of a request. */
const faultText = ({ effect, delayMs }) => [effect && nameOfEffect(effect), delayMs && `${milliseconds(delayMs)} late`].filter(Boolean).join(", ");

/** The first line of a refusal. */
const reason = ({ responseBody }) => responseBody.split(/\r?\n/)[0].slice(0, 200);

const whole = (entry) => html`
  <p class="path"><code>${entry.method} ${entry.path}</code>${copyButton(curl(entry), "the request as a curl command")}</p>
  ${entry.xuid ? html`<p>By ${userLink(entry.xuid)}, number ${entry.number}, ${outcome(entry)}</p>` : nothing}
  ${body("Request", entry.requestBody)}
  ${body("Answer", entry.responseBody)}
  ${headers("Request headers", entry.requestHeaders)}
  ${headers("Answer headers", entry.responseHeaders)}
`;

const headers = (title, all) => html`
  <details>
    <summary>${title}</summary>
    <dl class="headers">
      ${Object.entries(all).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
    </dl>
  </details>
`;

function body(title, text) {
  if (text === "") return html`<p class="quiet">${title}: no body</p>`;
  const value = parsed(text);
  return html`
    <h3>${title} ${copyButton(text, `the body of the ${title.toLowerCase()}`)}</h3>
    ${value === null ? html`<pre class="json" tabindex="0">${text}</pre>` : json(value)}
  `;
}
