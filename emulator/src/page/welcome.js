// What a newcomer sees first: how to get somebody here.

import { html } from "./render.js";
import { act } from "./act.js";
import { SCID, playDemo } from "./demo.js";
import { copyButton } from "./parts.js";

const TOKEN = "XBL3.0 x=emulator;xuid=3212;title=1234567";

const example = () => `curl -X PUT ${location.origin}/serviceconfigs/${SCID}/sessionTemplates/lobby/sessions/s1 \\
  -H 'Authorization: ${TOKEN}' \\
  -H 'x-xbl-contract-version: 107' \\
  -d '{"members":{"me":{"properties":{"system":{"active":true}}}}}'`;

const play = (event) =>
  act(event, "play the demo", async () => {
    await playDemo();
    return "Two users play, and a third has an invite to accept.";
  });

export const welcome = () => html`
  <section class="welcome" aria-labelledby="welcome-title">
    <h3 id="welcome-title" tabindex="-1">Nobody is here yet</h3>
    <p>Whatever games and tests do at this emulator appears on this page as it happens.</p>
    <ol>
      <li>
        <p>Point the game at this address instead of the session directory of Xbox Live:</p>
        <p class="sample"><code>${location.origin}</code>${copyButton(location.origin, "the address")}</p>
      </li>
      <li>
        <p>Sign in as anybody. Any number is a user, and nobody has to be registered:</p>
        <p class="sample"><code>Authorization: ${TOKEN}</code>${copyButton(`Authorization: ${TOKEN}`, "the header")}</p>
      </li>
      <li>
        <p>Or try it from a shell. This creates a session with one active member:</p>
        <div class="sample"><pre tabindex="0">${example()}</pre>${copyButton(example(), "the command")}</div>
      </li>
    </ol>
    <p class="buttons"><button type="button" class="primary" @click=${play}>Play a demo</button> <span class="quiet">Three made-up users, one session.</span></p>
  </section>
`;
