// A user's invites, with what the console's own screens would let the user do.

import { html, nothing, repeat } from "./render.js";
import { act } from "./act.js";
import { announce } from "./announce.js";
import { ask, at } from "./api.js";
import { nameOf } from "./names.js";
import { copyButton, sessionLink, userLink } from "./parts.js";
import { userHref } from "./route.js";
import { store, update } from "./store.js";
import { until } from "./time.js";

/** The `most` latest invites, and what came of accepted ones. */
export const inbox = ({ xuid, invites }, most) => html`
  ${repeat(invites.toReversed().slice(0, most), ({ id }) => id, (invite) => row(xuid, invite))}
  ${invites.length > most ? html`<p class="quiet">and <a href=${userHref(xuid)}>${invites.length - most} more</a></p>` : nothing}
  ${store.activations.filter((one) => one.xuid === xuid).map(activation)}
`;

function row(xuid, invite) {
  const about = `the invite of ${nameOf(invite.senderXuid)} to ${nameOf(xuid)} for ${invite.sessionRef.name}`;
  return html`
    <div class="invite">
      <p>
        ${userLink(invite.senderXuid)} invites to ${sessionLink(invite.sessionRef)}
        <span class="quiet">for ${until(invite.expiration, store.overview.clock)}</span>
      </p>
      <p class="buttons">
        <button type="button" class="primary" aria-label="Accept ${about}" @click=${(event) => accept(event, xuid, invite, about)}>Accept</button>
        <button type="button" aria-label="Decline ${about}" @click=${(event) => decline(event, xuid, invite, about)}>Decline</button>
      </p>
    </div>
  `;
}

function accept(event, xuid, { id, sessionRef }, about) {
  return act(event, `accept ${about}`, async () => {
    const { activationUri } = await ask("POST", at`/users/${xuid}/invites/${id}/accept`);
    const others = store.activations.filter((one) => one.xuid !== xuid);
    update({ activations: [...others, { xuid, activationUri, session: sessionRef.name }] });
    announce(`${nameOf(xuid)} accepted; the activation URI is beside the user.`);
  });
}

function decline(event, xuid, { id }, about) {
  return act(event, `decline ${about}`, async () => {
    await ask("POST", at`/users/${xuid}/invites/${id}/decline`);
    return `${nameOf(xuid)} declined.`;
  });
}

/** What the shell would start the game with, once an invite is accepted. */
const activation = (one) => html`
  <div class="activation">
    <p>Accepted ${one.session}. The game is started with:</p>
    <p class="uri"><code>${one.activationUri}</code>${copyButton(one.activationUri, "the activation URI")}</p>
    <button type="button" class="quiet" @click=${() => update({ activations: store.activations.filter((other) => other !== one) })}>
      Dismiss
    </button>
  </div>
`;
