// Faults: what goes wrong on purpose, at whose requests, and how often.

import { html, nothing, repeat } from "./render.js";
import { act } from "./act.js";
import { ask, at } from "./api.js";
import { faultForm } from "./fault_form.js";
import { PRESETS, happens, matches } from "./fault_words.js";
import { empty } from "./parts.js";
import { store } from "./store.js";

export function faultsView() {
  const { faults } = store;
  return html`
    <div class="view-head">
      <h2 tabindex="-1">Faults</h2>
      ${faults?.rules.length > 0 ? html`<button type="button" @click=${removeAll}>Remove all</button>` : nothing}
    </div>
    <p class="lead">See how the game takes it when the service or the network fails. Rules are tried in their order; delays add up, and the first other effect is the last.</p>
    ${faults ? whole(faults) : empty("This emulator has no faults to inject.")}
  `;
}

const whole = ({ rules, seed }) => html`
  <section aria-labelledby="rules-title">
    <h3 id="rules-title" tabindex="-1">Rules in force <span class="count">${rules.length}</span></h3>
    ${rules.length > 0 ? table(rules) : empty("Nothing fails.")}
    <p class="quiet">Chance goes by the seed ${seed}: the same requests fail again after a restart with the same rules.</p>
  </section>
  <section aria-labelledby="presets-title">
    <h3 id="presets-title" tabindex="-1">Ready-made</h3>
    <ul class="presets">
      ${PRESETS.map(({ text, rule }) => html`<li><button type="button" @click=${(event) => add(event, rule)}>${text}</button></li>`)}
    </ul>
  </section>
  <section aria-labelledby="own-title">
    <h3 id="own-title" tabindex="-1">A rule of your own</h3>
    ${faultForm(add)}
  </section>
`;

const table = (rules) => html`
  <table>
    <thead>
      <tr><th scope="col">What happens</th><th scope="col">To which requests</th><th scope="col"><span class="unseen">Remove</span></th></tr>
    </thead>
    <tbody>
      ${repeat(rules, ({ id }) => id, (rule) => html`
        <tr>
          <th scope="row">${happens(rule)}</th>
          <td>${matches(rule)}</td>
          <td class="number"><button type="button" class="quiet" aria-label="Remove: ${happens(rule)}" @click=${(event) => remove(event, rule)}>Remove</button></td>
        </tr>
      `)}
    </tbody>
  </table>
`;

const add = (event, rule) =>
  act(event, "add the rule", async () => {
    await ask("POST", "/faults", rule);
    return `From now on: ${happens(rule)}, ${matches(rule)}.`;
  });

const remove = (event, rule) =>
  act(event, "remove the rule", async () => {
    await ask("DELETE", at`/faults/${rule.id}`);
  });

const removeAll = (event) =>
  act(event, "remove the rules", async () => {
    await ask("DELETE", "/faults");
    return "Nothing fails any more.";
  });
