// How much of the service's rate limits each user has used.

import { html, nothing, repeat } from "./render.js";
import { act } from "./act.js";
import { ask } from "./api.js";
import { empty, userLink } from "./parts.js";
import { store } from "./store.js";
import { span } from "./time.js";

const BUCKETS = { requests: "Requests", searchRead: "Search reads", searchWrite: "Search writes" };

export function limitsView() {
  const { detail, problem } = store;
  return html`
    <div class="view-head">
      <h2 tabindex="-1">Rate limits</h2>
      ${detail ? html`<button type="button" @click=${(event) => enforce(event, !detail.enforced)}>${detail.enforced ? "Stop enforcing" : "Enforce"}</button>` : nothing}
    </div>
    ${problem ? empty(problem) : nothing}
    ${detail ? whole(detail) : nothing}
  `;
}

const whole = ({ enforced, meters }) => html`
  <p class="lead">${enforced ? "Beyond a limit a request answers 429." : "Requests are counted, and none is refused."} A limit holds for each user and title.</p>
  <section>
    ${meters.length > 0 ? table(meters) : empty("Nobody has asked for anything yet.")}
  </section>
`;

const table = (meters) => html`
  <table>
    <thead>
      <tr><th scope="col">User</th><th scope="col" class="minor">Title</th><th scope="col">What</th><th scope="col">Burst</th><th scope="col">Sustained</th></tr>
    </thead>
    <tbody>${repeat(meters, ({ xuid, titleId, bucket }) => `${xuid} ${titleId} ${bucket}`, row)}</tbody>
  </table>
`;

const row = ({ xuid, titleId, bucket, burst, sustain }) => html`
  <tr>
    <th scope="row">${userLink(xuid)}</th>
    <td class="minor">${titleId}</td>
    <td>${BUCKETS[bucket] ?? bucket}</td>
    <td>${gauge(burst)}</td>
    <td>${gauge(sustain)}</td>
  </tr>
`;

function gauge({ used, limit, periodSeconds }) {
  const text = `${used} of ${limit} in ${span(periodSeconds)}`;
  return html`
    <span class="gauge">
      <meter min="0" max=${limit} low=${limit * 0.7} high=${limit * 0.9} optimum="0" .value=${Math.min(used, limit)} aria-label=${text}></meter>
      <span aria-hidden="true">${text}</span>
    </span>
  `;
}

const enforce = (event, wanted) =>
  act(event, wanted ? "enforce the limits" : "stop enforcing the limits", async () => {
    await ask("PATCH", "/settings", { rateLimits: String(wanted) });
  });
