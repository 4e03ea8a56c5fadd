// A request in a few words, for people: "Invite 3210 to Session-49".

import { nameOf, sessionOf } from "./names.js";

export function summary(entry) {
  const path = entry.path.split("?")[0].split("/").slice(1).map(decoded);
  const kind = path.map((segment) => segment.toLowerCase());
  const body = parsed(entry.requestBody);
  if (kind[0] === "handles") return ofHandle(entry.method, path, kind, body, entry.status);
  if (kind[0] === "serviceconfigs") return ofSession(entry.method, path, kind, body, entry.status);
  return `${entry.method} ${entry.path}`;
}

function ofHandle(method, path, kind, body, status) {
  if (kind[1] === "query") return body?.type === "search" ? "Search sessions" : "Look up activities";
  if (kind[2] === "session") return bySeat(method, body, status, `${sessionOf(path[1])} by handle`);
  if (kind[1]) return `${method === "DELETE" ? "Delete" : "Read"} handle ${path[1].slice(0, 8)}`;
  const session = body?.sessionRef?.name ?? "a new session";
  switch (body?.type) {
    case "activity":
      return `Set activity ${session}`;
    case "invite":
      return `Invite ${nameOf(String(body.invitedXuid))} to ${session}`;
    case "search":
      return `Make ${session} searchable`;
    case "transfer":
      return `Transfer ${body.originSessionRef?.name ?? "?"} to ${session}`;
    default:
      return "Create a handle";
  }
}

function ofSession(method, path, kind, body, status) {
  if (kind.at(-1) === "sessions" || kind.at(-1) === "batch") return "Query sessions";
  if (method === "DELETE") return `Leave ${path[5]}`;
  return bySeat(method, body, status, path[5] ?? "a session");
}

function bySeat(method, body, status, session) {
  if (method === "GET") return `Read ${session}`;
  const me = body?.members?.me;
  if (me === null) return `Leave ${session}`;
  if (status === 201) return `Create ${session}`;
  if (me?.constants) return `Join ${session}`;
  return me ? `Join or update ${session}` : `Change ${session}`;
}

export const failed = ({ status }) => status === null || status >= 400;

export const outcome = ({ status }) => (status === null ? "no answer" : `status ${status}`);

export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
