// Gamertags, and the sessions of handles, as far as they have been heard of.

const gamertags = new Map();

export function learnNames(users) {
  for (const { xuid, gamertag } of users) {
    if (gamertag) gamertags.set(xuid, gamertag);
    else gamertags.delete(xuid);
  }
}

const sessions = new Map();

export function learnHandles(handles) {
  for (const { id, sessionRef } of handles) sessions.set(id, sessionRef.name);
}

/** The session of a handle, which may be gone by now. */
export const sessionOf = (handle) => sessions.get(handle) ?? `the session of ${handle.slice(0, 8)}`;

export const nameOf = (xuid) => gamertags.get(xuid) ?? xuid;
