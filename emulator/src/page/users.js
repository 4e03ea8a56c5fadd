// The list of users: who they are, what they are doing, what awaits them.

import { html, nothing, repeat } from "./render.js";
import { inbox } from "./inbox.js";
import { sessionLink, userLink } from "./parts.js";
import { store } from "./store.js";
import { ago } from "./time.js";

/** Most sessions and invites that are shown of one user. */
const MOST = 3;

export const usersList = (users) => html`
  <ul class="users">
    ${repeat(users.toSorted(byNumber), ({ xuid }) => xuid, row)}
  </ul>
`;

/** Nobody moves away under the pointer because somebody else did something. */
const byNumber = (one, other) => one.xuid.length - other.xuid.length || (one.xuid < other.xuid ? -1 : 1);

const row = (user) => html`
  <li>
    <div class="who">
      ${userLink(user.xuid)}
      ${user.gamertag ? html`<span class="quiet">${user.xuid}</span>` : nothing}
      <span class="quiet">${[user.titleId && `title ${user.titleId}`, seen(user)].filter(Boolean).join(" · ")}</span>
    </div>
    <div class="doing">
      <p>${presence(user)}</p>
      ${user.activities.map((handle) => html`<p class="quiet">Activity: ${sessionLink(handle.sessionRef)}</p>`)}
    </div>
    <div class="awaiting">${inbox(user, MOST)}</div>
  </li>
`;

export const seen = ({ lastSeen }) => (lastSeen ? `seen ${ago(lastSeen, store.overview.clock)}` : "has not signed in");

const WORDS = { active: "Plays in", ready: "Getting ready for", inactive: "Inactive in", reserved: "Seat kept in" };

/** Where a user sits, and how. */
export function presence({ sessions }) {
  if (sessions.length === 0) return html`<span class="quiet">In no session</span>`;
  const rest = sessions.length - MOST;
  return html`
    ${sessions.slice(0, MOST).map(({ sessionRef, status }) => html`
      <span class="seat"><span class="status ${status}" aria-hidden="true"></span>${WORDS[status]} ${sessionLink(sessionRef)}</span>
    `)}
    ${rest > 0 ? html`<span class="quiet">and ${rest} more</span>` : nothing}
  `;
}
