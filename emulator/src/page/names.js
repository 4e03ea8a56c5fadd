// Gamertags, as far as they have been heard of.

const gamertags = new Map();

export function learnNames(users) {
  for (const { xuid, gamertag } of users) if (gamertag) gamertags.set(xuid, gamertag);
}

export const nameOf = (xuid) => gamertags.get(xuid) ?? xuid;
