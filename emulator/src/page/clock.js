// The directory's clock: let it stand, let it run, let time pass at once.

import { html } from "./render.js";
import { act } from "./act.js";
import { ask } from "./api.js";
import { store } from "./store.js";
import { clockTime, fullTime, now, span } from "./time.js";

const JUMPS = [
  ["10 s", 10],
  ["30 s", 30],
  ["3 min", 180],
  ["1 h", 3600],
  ["1 day", 86400],
];

export function clockView() {
  const { clock } = store.overview;
  const time = now(clock);
  return html`
    <div class="view-head"><h2 tabindex="-1">Clock</h2></div>
    <p class="lead">Reservations, inactive members, invites and rate limits go by this clock. Let time pass instead of waiting for it.</p>
    <section>
      <p class="clock-face"><time datetime=${time.toISOString()} title=${fullTime(time)}>${clockTime(time)}</time> <span class="quiet">${position(clock)}</span></p>
      <p class="buttons">
        ${clock.frozen
          ? html`<button type="button" class="primary" @click=${(event) => set(event, false)}>Let it run</button>`
          : html`<button type="button" class="primary" @click=${(event) => set(event, true)}>Freeze</button>`}
      </p>
    </section>
    <section aria-labelledby="advance-title">
      <h3 id="advance-title" tabindex="-1">Let time pass</h3>
      <p class="buttons">${JUMPS.map(([text, seconds]) => html`<button type="button" @click=${(event) => advance(event, seconds)}>+ ${text}</button>`)}</p>
      <form class="inline" @submit=${submitted}>
        <label>Seconds <input name="seconds" type="number" min="0" step="any" required /></label>
        <button>Advance</button>
      </form>
    </section>
  `;
}

function position({ frozen, offsetMs }) {
  const seconds = Math.round(Math.abs(offsetMs) / 1000);
  const apart = seconds === 0 ? "the machine's time" : `${span(seconds)} ${offsetMs > 0 ? "ahead of" : "behind"} the machine`;
  return frozen ? `frozen, ${apart}` : apart;
}

const set = (event, frozen) =>
  act(event, frozen ? "freeze the clock" : "let the clock run", async () => {
    await ask("PUT", "/clock", { frozen });
  });

const advance = (event, seconds) =>
  act(event, `advance the clock by ${span(seconds)}`, async () => {
    await ask("POST", "/clock/advance", { seconds });
    return `${span(seconds)} have passed.`;
  });

const submitted = (event) => advance(event, Number(event.currentTarget.elements.seconds.value));
