// What each change of a session changed, and what differs between any two versions that are kept.

import { html, nothing } from "./render.js";
import { counted, diff } from "./diff.js";
import { empty, foldable, time } from "./parts.js";
import { nameOf } from "./names.js";
import { sessionKey } from "./sessions.js";
import { update } from "./store.js";

/** Which two versions are compared, where somebody chose. */
let chosen = {};

/** Every change counts on; to say so each time would hide the rest. */
const EXPECTED = new Set(["changeNumber"]);

const differences = (before, after) => diff(before.document, after.document).filter(({ path }) => !EXPECTED.has(path.join("/")));

export function changesView(route, changes) {
  const key = sessionKey(route);
  const newestFirst = changes.toReversed();
  return html`
    <ol class="changes" reversed>
      ${newestFirst.map((change, index) => row(key, change, newestFirst[index + 1]))}
    </ol>
    ${changes.length > 2 ? comparison(key, changes) : nothing}
  `;
}

const row = (key, change, before) => html`<li>${foldable(`change ${key} ${change.changeNumber}`, headline(change, before), () => between(before, change))}</li>`;

const headline = (change, before) => html`
  <span class="number">#${change.changeNumber}</span>
  <span>${time(change.time)}</span>
  <span class="author">${change.xuid ? `by ${nameOf(change.xuid)}` : "by the service"}</span>
  <span class="quiet">${before ? counted(differences(before, change)) : "the oldest version that is kept"}</span>
`;

function between(before, after) {
  if (!before) return empty("What it changed is not known any more (setting sessionHistory).");
  const rows = differences(before, after);
  return rows.length > 0 ? table(rows) : empty("Nothing differs: a new handle counts as a change, too (setting handleChangesSession).");
}

const SIGNS = { added: "+", removed: "−", changed: "~" };

const table = (rows) => html`
  <table class="diff">
    <thead>
      <tr><th scope="col">What</th><th scope="col">Path</th><th scope="col">Before</th><th scope="col">After</th></tr>
    </thead>
    <tbody>
      ${rows.map(({ path, kind, before, after }) => html`
        <tr class=${kind}>
          <td><span class="sign" aria-hidden="true">${SIGNS[kind]}</span> ${kind}</td>
          <th scope="row"><code>${path.map((part) => html`<span class="step">/</span><wbr />${part}`)}</code></th>
          <td class="before">${value(before)}</td>
          <td class="after">${value(after)}</td>
        </tr>
      `)}
    </tbody>
  </table>
`;

const value = (json) => (json === undefined ? nothing : html`<code>${JSON.stringify(json, null, 1)}</code>`);

function comparison(key, changes) {
  const numbers = changes.map(({ changeNumber }) => changeNumber);
  const mine = chosen.key === key ? chosen : {};
  const from = numbers.includes(mine.from) ? mine.from : numbers[0];
  const to = numbers.includes(mine.to) ? mine.to : numbers.at(-1);
  const choose = (change) => {
    chosen = { key, from, to, ...change };
    update({});
  };
  const version = (number) => changes.find(({ changeNumber }) => changeNumber === number);
  const select = (label, selected, name) => html`
    <label>${label}
      <select @change=${(event) => choose({ [name]: Number(event.currentTarget.value) })}>
        ${numbers.map((number) => html`<option value=${number} ?selected=${number === selected}>#${number}</option>`)}
      </select>
    </label>
  `;
  return html`
    <div class="comparison">
      <h4>Compare versions</h4>
      <p class="filters">${select("From", from, "from")} ${select("to", to, "to")} <span class="quiet" role="status">${counted(differences(version(from), version(to)))}</span></p>
      ${between(version(from), version(to))}
    </div>
  `;
}
