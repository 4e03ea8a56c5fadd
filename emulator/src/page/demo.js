// A few requests of made-up users, sent as a game would send them.

import { Refusal, ask, at, reach } from "./api.js";

export const SCID = "8dfb0100-ebe0-42da-885f-033860a818f6";

const HOST = "2533274790412952";
const FRIEND = "2533274790412953";
const INVITED = "2533274790412954";
const GAMERTAGS = { [HOST]: "Ada", [FRIEND]: "Brook", [INVITED]: "Cleo" };
const SESSION = { scid: SCID, templateName: "lobby", name: "Friday-night" };
const PATH = at`/serviceconfigs/${SESSION.scid}/sessionTemplates/${SESSION.templateName}/sessions/${SESSION.name}`;

export async function playDemo() {
  for (const [xuid, gamertag] of Object.entries(GAMERTAGS)) await ask("PUT", at`/users/${xuid}`, { gamertag });
  await send(HOST, "PUT", PATH, { properties: { custom: { map: "harbour" } }, ...member({ character: "scout" }) });
  await send(HOST, "POST", "/handles", { type: "activity", version: 1, sessionRef: SESSION });
  await send(FRIEND, "PUT", PATH, member({ character: "medic" }));
  await send(FRIEND, "POST", "/handles", { type: "activity", version: 1, sessionRef: SESSION });
  await send(HOST, "PUT", PATH, { properties: { custom: { map: "harbour", round: 2 } } });
  await send(HOST, "POST", "/handles", {
    type: "invite",
    version: 1,
    sessionRef: SESSION,
    invitedXuid: INVITED,
    inviteAttributes: { titleId: "1234567", context: "round=2" },
  });
}

const member = (custom) => ({ members: { me: { properties: { system: { active: true }, custom } } } });

async function send(xuid, method, path, body) {
  const answer = await reach(path, {
    method,
    headers: { Authorization: `XBL3.0 x=emulator;xuid=${xuid};title=1234567`, "x-xbl-contract-version": "107" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Refusal(answer.status, (await answer.text()).trim());
}
