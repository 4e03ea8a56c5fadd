// The table of sessions.

import { html, nothing, repeat } from "./render.js";
import { badge, sessionLink, time, userLink } from "./parts.js";

const MOST_MEMBERS = 6;

export const sessionKey = ({ scid, templateName, name }) => `${scid}/${templateName}/${name}`;

export const sessionsTable = (sessions) => html`
  <table>
    <thead>
      <tr>
        <th scope="col">Session</th>
        <th scope="col">Members</th>
        <th scope="col" class="minor">Open to</th>
        <th scope="col" class="number">Change</th>
      </tr>
    </thead>
    <tbody>${repeat(sessions, ({ sessionRef }) => sessionKey(sessionRef), row)}</tbody>
  </table>
`;

const row = (session) => html`
  <tr>
    <th scope="row">
      ${sessionLink(session.sessionRef)}
      <span class="quiet" title=${session.sessionRef.scid}>${session.sessionRef.templateName}</span>
    </th>
    <td>
      <span class="count">${session.membersCount}/${session.maxMembersCount}</span>
      ${session.members.slice(0, MOST_MEMBERS).map(seat)}
      ${session.membersCount > MOST_MEMBERS ? html`<span class="quiet">and ${session.membersCount - MOST_MEMBERS} more</span>` : nothing}
    </td>
    <td class="minor">${access(session)}</td>
    <td class="number">#${session.changeNumber} <span class="quiet minor">${time(session.changeTime)}</span></td>
  </tr>
`;

const seat = ({ xuid, status, owner }) => html`
  <span class="seat">
    ${userLink(xuid)}
    ${owner ? badge("owner") : nothing}
    ${status === "active" ? nothing : badge(status, "faint")}
  </span>
`;

/** Who sees and joins a session, in badges. */
export const access = ({ visibility, joinRestriction, closed }) => html`
  ${badge(visibility)}
  ${joinRestriction && joinRestriction !== "none" ? badge(`join: ${joinRestriction}`) : nothing}
  ${closed ? badge("closed", "warning") : nothing}
`;
