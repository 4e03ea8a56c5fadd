// One user: where they are, their handles and inbox, whom they follow and block.

import { html, nothing } from "./render.js";
import { act } from "./act.js";
import { ask, at } from "./api.js";
import { handlesTable } from "./handles.js";
import { inbox } from "./inbox.js";
import { nameOf } from "./names.js";
import { badge, copyButton, empty, marker, userLink } from "./parts.js";
import { store } from "./store.js";
import { presence, seen } from "./users.js";

export function userView() {
  const { route, detail, problem } = store;
  return html`
    <div class="view-head">
      <div>
        <p class="back"><a href="#/">Overview</a> / User</p>
        <h2 tabindex="-1">${marker(route.xuid)}${nameOf(route.xuid)}</h2>
      </div>
    </div>
    ${problem ? empty(problem) : nothing}
    ${detail ? whole(detail) : nothing}
  `;
}

function whole(user) {
  const token = `XBL3.0 x=emulator;xuid=${user.xuid};title=${user.titleId ?? "1"}`;
  const handles = user.activities.map((handle) => ({ ...handle, creatorXuid: user.xuid }));
  return html`
    <dl class="facts">
      <div class="wide"><dt>XUID</dt><dd class="uri"><code>${user.xuid}</code>${copyButton(user.xuid, "the XUID")}</dd></div>
      <div class="wide"><dt>Presence</dt><dd>${presence(user)}</dd></div>
      <div><dt>Title</dt><dd>${user.titleId ?? "none"}</dd></div>
      <div><dt>Signed in</dt><dd>${seen(user)}</dd></div>
      <div class="widest"><dt>Signs in with</dt><dd class="uri"><code>${token}</code>${copyButton(token, "the Authorization value")}</dd></div>
      ${user.lastMsCv ? html`<div><dt>Last MS-CV</dt><dd><code>${user.lastMsCv}</code></dd></div>` : nothing}
    </dl>
    <section aria-labelledby="inbox-title">
      <h3 id="inbox-title" tabindex="-1">Invites <span class="count">${user.invites.length}</span></h3>
      ${user.invites.length > 0 ? nothing : empty("The inbox is empty.")}
      <div class="awaiting">${inbox(user, 50)}</div>
    </section>
    <section aria-labelledby="activities-title">
      <h3 id="activities-title" tabindex="-1">Activities <span class="count">${handles.length}</span></h3>
      ${handles.length > 0 ? handlesTable(handles) : empty("No activity is set.")}
    </section>
    <section aria-labelledby="gamertag-title">
      <h3 id="gamertag-title" tabindex="-1">Gamertag</h3>
      <form class="inline" @submit=${(event) => rename(event, user.xuid)}>
        <label>Gamertag <input name="gamertag" value=${user.gamertag ?? ""} autocomplete="off" /></label>
        <button>Save</button>
      </form>
    </section>
    <section aria-labelledby="people-title">
      <h3 id="people-title" tabindex="-1">Follows <span class="count">${user.people.length}</span></h3>
      ${related(user, RELATIONS.people)}
    </section>
    <section aria-labelledby="blocked-title">
      <h3 id="blocked-title" tabindex="-1">Blocks <span class="count">${user.blocked.length}</span></h3>
      ${related(user, RELATIONS.blocked)}
    </section>
  `;
}

function rename(event, xuid) {
  const gamertag = event.currentTarget.elements.gamertag.value.trim() || null;
  return act(event, `rename ${xuid}`, async () => {
    await ask("PUT", at`/users/${xuid}`, { gamertag });
    return gamertag ? `${xuid} is ${gamertag} from now on.` : `${xuid} has no gamertag any more.`;
  });
}

const RELATIONS = {
  people: { list: "people", add: "Follow", remove: "Unfollow", none: "Follows nobody." },
  blocked: { list: "blocked", add: "Block", remove: "Unblock", none: "Blocks nobody. Invites from a blocked user answer 403." },
};

function related(user, { list, add, remove, none }) {
  const change = (event, method, word, other) =>
    act(event, `${word.toLowerCase()} ${nameOf(other)}`, async () => {
      await ask(method, at`/users/${user.xuid}/${list}/${other}`);
    });
  const submitted = (event) => {
    const field = event.currentTarget.elements.other;
    return change(event, "PUT", add, field.value.trim()).then(() => (field.value = ""));
  };
  return html`
    ${user[list].length > 0
      ? html`<ul class="related">${user[list].map((other) => html`
          <li>
            ${userLink(other)} ${list === "people" && user.favorites.includes(other) ? badge("favorite") : nothing}
            <button type="button" class="quiet" aria-label="${remove} ${nameOf(other)}" @click=${(event) => change(event, "DELETE", remove, other)}>${remove}</button>
          </li>`)}</ul>`
      : empty(none)}
    <form class="inline" @submit=${submitted}>
      <label>XUID <input name="other" inputmode="numeric" required pattern="[0-9]+" autocomplete="off" /></label>
      <button>${add}</button>
    </form>
  `;
}
