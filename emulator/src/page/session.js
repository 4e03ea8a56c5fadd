// One session: its members, the handles that point at it, its changes and its document.

import { html, nothing } from "./render.js";
import { act } from "./act.js";
import { ask, at } from "./api.js";
import { changesView } from "./changes.js";
import { handlesTable } from "./handles.js";
import { badge, copyButton, empty, json, time, userLink } from "./parts.js";
import { store } from "./store.js";

export function sessionView() {
  const { route, detail, problem } = store;
  return html`
    <div class="view-head">
      <div>
        <p class="back"><a href="#/">Overview</a> / Session</p>
        <h2 tabindex="-1">${route.name}</h2>
      </div>
      ${detail ? html`<button type="button" class="danger" @click=${(event) => end(event, route)}>End session</button>` : nothing}
    </div>
    ${problem ? empty(problem) : nothing}
    ${detail ? whole(route, detail) : nothing}
  `;
}

function whole(route, { document, changes, handles }) {
  const { scid, templateName } = route;
  const members = Object.entries(document.members ?? {});
  const system = document.properties?.system ?? {};
  return html`
    <dl class="facts">
      <div><dt>Template</dt><dd>${templateName}</dd></div>
      <div class="wide"><dt>SCID</dt><dd class="uri"><code>${scid}</code>${copyButton(scid, "the SCID")}</dd></div>
      <div><dt>Change</dt><dd>#${document.changeNumber} ${time(changes.at(-1).time)}</dd></div>
      <div><dt>Join</dt><dd>${system.joinRestriction ?? "no restriction"}${system.closed ? badge("closed", "warning") : nothing}</dd></div>
      <div><dt>Read</dt><dd>${system.readRestriction ?? "no restriction"}</dd></div>
      ${document.nextTimer ? html`<div><dt>Next timer</dt><dd>${time(document.nextTimer)}</dd></div>` : nothing}
    </dl>
    <section aria-labelledby="members-title">
      <h3 id="members-title" tabindex="-1">Members <span class="count">${members.length}</span></h3>
      ${members.length > 0 ? membersTable(members, system.owners ?? []) : empty("Nobody is in it.")}
    </section>
    <section aria-labelledby="pointing-title">
      <h3 id="pointing-title" tabindex="-1">Handles that point here <span class="count">${handles.length}</span></h3>
      ${handles.length > 0 ? handlesTable(handles) : empty("None: no activity, invite, search or transfer handle.")}
    </section>
    <section aria-labelledby="changes-title">
      <h3 id="changes-title" tabindex="-1">Changes <span class="count">${changes.length}</span></h3>
      ${changesView(route, changes)}
    </section>
    <section aria-labelledby="document-title">
      <h3 id="document-title" tabindex="-1">Document ${copyButton(JSON.stringify(document, null, 2), "the document")}</h3>
      ${json(document)}
    </section>
  `;
}

const membersTable = (members, owners) => html`
  <table>
    <thead>
      <tr>
        <th scope="col">Index</th>
        <th scope="col">User</th>
        <th scope="col">Status</th>
        <th scope="col" class="minor">Joined</th>
        <th scope="col" class="minor">Custom properties</th>
      </tr>
    </thead>
    <tbody>
      ${members.map(([index, member]) => html`
        <tr>
          <td>${index}</td>
          <th scope="row">${userLink(member.constants.system.xuid)} ${owners.includes(Number(index)) ? badge("owner") : nothing}</th>
          <td>${status(member)}</td>
          <td class="minor">${member.joinTime ? time(member.joinTime) : nothing}</td>
          <td class="minor"><code>${custom(member)}</code></td>
        </tr>
      `)}
    </tbody>
  </table>
`;

function status({ reserved, properties }) {
  if (reserved) return "reserved";
  const { active, ready } = properties?.system ?? {};
  return active ? "active" : ready ? "ready" : "inactive";
}

function custom({ properties }) {
  const values = properties?.custom ?? {};
  return Object.keys(values).length > 0 ? JSON.stringify(values) : "";
}

function end(event, { scid, templateName, name }) {
  return act(event, `end session ${name}`, async () => {
    await ask("DELETE", at`/sessions/${scid}/${templateName}/${name}`);
    return `Session ${name} is ended.`;
  });
}
