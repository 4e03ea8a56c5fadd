// The table of handles: what each is, whose, and where it points.

import { html, nothing, repeat } from "./render.js";
import { badge, disclose, guid, isDisclosed, json, sessionLink, time, userLink } from "./parts.js";

export const handlesTable = (handles) => html`
  <table>
    <thead>
      <tr>
        <th scope="col">Handle</th>
        <th scope="col">Who</th>
        <th scope="col">Session</th>
        <th scope="col" class="minor">Id</th>
        <th scope="col" class="minor number">Created</th>
      </tr>
    </thead>
    <tbody>${repeat(handles, ({ id }) => id, row)}</tbody>
  </table>
`;

const row = (handle) => html`
  <tr>
    <th scope="row">${disclose(key(handle), badge(handle.type))}</th>
    <td>${who(handle)}</td>
    <td>${from(handle)}${sessionLink(handle.sessionRef)}</td>
    <td class="minor">${guid(handle.id, "the handle's id")}</td>
    <td class="minor number">${time(handle.createTime)}</td>
  </tr>
  ${isDisclosed(key(handle)) ? html`<tr><td colspan="5">${json(handle)}</td></tr>` : nothing}
`;

const key = ({ id }) => `handle ${id}`;

const who = ({ type, creatorXuid, invitedXuid }) => html`
  ${userLink(creatorXuid)}${type === "invite" ? html` invites ${userLink(invitedXuid)}` : nothing}
`;

const from = ({ originSessionRef }) => (originSessionRef ? html`${sessionLink(originSessionRef)} → ` : nothing);
