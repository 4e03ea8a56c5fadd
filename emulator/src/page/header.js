// The top of the page: which emulator this is, whether it is heard from, its time, and the ways to the views.

import { html, nothing } from "./render.js";
import { act } from "./act.js";
import { ask } from "./api.js";
import { copyButton } from "./parts.js";
import { store } from "./store.js";
import { clockTime, now } from "./time.js";

const CONNECTIONS = {
  connecting: "Connecting…",
  live: "Live",
  lost: "No answer: is the emulator still running? Trying again…",
};

export function headerView() {
  return html`
    <div class="identity">
      <h1>mpsd-emulator</h1>
      <span class="address"><code>${location.origin}</code>${copyButton(location.origin, "the URL")}</span>
      <span class="connection" role="status"><span class="light" aria-hidden="true"></span>${CONNECTIONS[store.connection]}</span>
    </div>
    <nav aria-label="Views">
      ${tab("overview", "#/", "Overview")}
      ${tab("requests", "#/requests", "Requests")}
      ${tab("faults", "#/faults", "Faults", store.faults?.rules.filter(({ remaining }) => remaining !== 0).length || nothing)}
      ${tab("limits", "#/limits", "Limits")}
      ${tab("clock", "#/clock", "Clock", store.overview ? clockText(store.overview.clock) : nothing)}
    </nav>
    <button type="button" class="reset" @click=${() => document.getElementById("reset").showModal()}>Reset…</button>
    ${resetDialog()}
  `;
}

const ALSO = { overview: ["user", "session"] };

function tab(name, href, text, more = nothing) {
  const here = store.route.view === name;
  const within = here || ALSO[name]?.includes(store.route.view);
  return html`<a href=${href} class="tab to-${name} ${within ? "here" : ""}" aria-current=${here ? "page" : nothing}>
    ${text}${more === nothing ? nothing : html` <span class="extra">${more}</span>`}
  </a>`;
}

const clockText = (clock) => `${clockTime(now(clock))}${clock.frozen ? " frozen" : ""}`;

/** What a reset has left as it was. */
function keptText({ settings, templates }) {
  const given = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  const kept = [...given, ...templates.map((name) => `template ${name}`)];
  return kept.length > 0 ? `Kept: ${kept.join(", ")}.` : "Settings are the defaults, templates the built-in ones.";
}

function resetDialog() {
  const close = () => document.getElementById("reset").close();
  const reset = (event) => {
    close();
    return act(event, "reset the emulator", async () => {
      if (document.getElementById("defaults").checked) await ask("DELETE", "/settings");
      const { kept } = await ask("POST", "/reset");
      return `Done. ${keptText(kept)}`;
    });
  };
  return html`
    <dialog id="reset" aria-labelledby="reset-title">
      <h2 id="reset-title">Reset the emulator?</h2>
      <p>It forgets all sessions, handles, users, fault rules and requests, and its clock is the machine's again. Templates stay.</p>
      <p><label><input type="checkbox" id="defaults" /> Give settings their defaults again, too</label></p>
      <p class="buttons">
        <button type="button" class="danger" @click=${reset}>Reset</button>
        <button type="button" @click=${close}>Cancel</button>
      </p>
    </dialog>
  `;
}
