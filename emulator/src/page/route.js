// Which view the address names: `#/users/3212`. So every view can be linked to, and the back button works.

const VIEWS = {
  "": { view: "overview", parts: [] },
  users: { view: "user", parts: ["xuid"] },
  sessions: { view: "session", parts: ["scid", "templateName", "name"] },
  faults: { view: "faults", parts: [] },
  limits: { view: "limits", parts: [] },
  clock: { view: "clock", parts: [] },
  requests: { view: "requests", parts: [] },
};

/** The route of a hash, or null where it is no route, such as the skip link's. */
export function parse(hash) {
  if (hash !== "" && !hash.startsWith("#/")) return null;
  const [first, ...rest] = hash.slice(2).split("/").map(decoded);
  const known = Object.hasOwn(VIEWS, first) && VIEWS[first];
  if (!known || rest.length !== known.parts.length) return { view: "overview" };
  return { view: known.view, ...Object.fromEntries(known.parts.map((part, index) => [part, rest[index]])) };
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const to = (...segments) => `#/${segments.map(encodeURIComponent).join("/")}`;

export const userHref = (xuid) => to("users", xuid);
export const sessionHref = ({ scid, templateName, name }) => to("sessions", scid, templateName, name);
