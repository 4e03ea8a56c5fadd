// The form for a fault rule. Fields that its effect has no use for are not shown.

import { html, nothing, repeat } from "./render.js";
import { update } from "./store.js";

const EFFECTS = [
  { kind: "status", text: "Another status", fields: ["status", "retryAfterSeconds", "body"] },
  { kind: "resetBefore", text: "Connection reset, not processed", fields: [] },
  { kind: "resetAfter", text: "Processed, then connection reset", fields: [] },
  { kind: "drop", text: "Never answered, not processed", fields: [] },
  { kind: "dropAfter", text: "Processed, never answered", fields: [] },
  { kind: "truncate", text: "Answer cut off", fields: ["bytes"] },
  { kind: "garbage", text: "Answer replaced by noise", fields: [] },
  { kind: "slow", text: "Answer trickles", fields: ["bytesPerSecond"] },
  { kind: "", text: "None, only late", fields: [] },
];

const FIELDS = {
  status: { label: "Status", min: 100, max: 599, value: 503, required: true },
  retryAfterSeconds: { label: "Retry-After, seconds", min: 0 },
  body: { label: "Body" },
  bytes: { label: "Bytes that arrive", min: 0, value: 20, required: true },
  bytesPerSecond: { label: "Bytes a second", min: 1, value: 50, required: true },
};

const ROUTES = [
  "POST /handles",
  "POST /handles/query",
  "GET /handles/*",
  "DELETE /handles/*",
  "PUT /handles/*/session",
  "GET /serviceconfigs/*/sessionTemplates/*/sessions/*",
  "PUT /serviceconfigs/*/sessionTemplates/*/sessions/*",
];

let kind = EFFECTS[0].kind;

export function faultForm(add) {
  const chosen = EFFECTS.find((effect) => effect.kind === kind);
  const choose = (event) => {
    kind = event.currentTarget.value;
    update({});
  };
  return html`
    <form class="fault-form" @submit=${(event) => add(event, rule(new FormData(event.currentTarget)))}>
      <fieldset>
        <legend>What happens</legend>
        <label class="wide">Effect
          <select @change=${choose}>${EFFECTS.map((effect) => html`<option value=${effect.kind} ?selected=${effect.kind === kind}>${effect.text}</option>`)}</select>
        </label>
        ${repeat(chosen.fields, (name) => name, (name) => field(name, FIELDS[name]))}
        ${field("latencyMs", { label: "Late by, ms", min: 0, required: kind === "" })}
        ${field("jitterMs", { label: "And up to, ms more", min: 0 })}
      </fieldset>
      <fieldset>
        <legend>To which requests</legend>
        <label class="wide">Verb and path <input name="route" list="routes" placeholder="any" autocomplete="off" /></label>
        <datalist id="routes">${ROUTES.map((route) => html`<option value=${route}></option>`)}</datalist>
        <label>XUID <input name="xuid" inputmode="numeric" pattern="[0-9]+" placeholder="anybody" autocomplete="off" /></label>
        ${field("times", { label: "How many", min: 1, placeholder: "all" })}
        ${field("chance", { label: "Of these, %", min: 0, max: 100, placeholder: "100" })}
      </fieldset>
      <p class="buttons"><button class="primary">Add rule</button></p>
    </form>
  `;
}

const field = (name, { label, min, max, value, required, placeholder }) => html`
  <label>${label}
    <input
      name=${name}
      type=${min === undefined ? "text" : "number"}
      min=${min ?? nothing}
      max=${max ?? nothing}
      value=${value ?? nothing}
      placeholder=${placeholder ?? nothing}
      ?required=${required}
      autocomplete="off"
    />
  </label>
`;

const TEXTS = new Set(["route", "xuid", "body"]);

/** The rule that a filled form asks for. */
function rule(form) {
  const given = Object.fromEntries([...form].filter(([, text]) => text !== "").map(([name, text]) => [name, TEXTS.has(name) ? text : Number(text)]));
  const { chance, latencyMs, jitterMs, route, xuid, times, ...effect } = given;
  return {
    route,
    xuid,
    times,
    latencyMs,
    jitterMs,
    probability: chance === undefined ? undefined : chance / 100,
    effect: kind === "" ? undefined : { kind, ...effect },
  };
}
