// Keeps the store up to date: a server-sent event says that something has changed, then it is looked at again.

import { Refusal, Unreachable, at, get } from "./api.js";
import { announceRequests } from "./announce.js";
import { learnHandles, learnNames } from "./names.js";
import { store, update } from "./store.js";

/** Least milliseconds between two looks. */
const PAUSE = 150;
/** Most requests that the page keeps. */
const MOST_REQUESTS = 300;

const DETAILS = {
  user: ({ xuid }) => get(at`/users/${xuid}`),
  session: async (route) => {
    const [session, state] = await Promise.all([
      get(at`/sessions/${route.scid}/${route.templateName}/${route.name}`),
      get(at`/state?take=200&filter=${route.name}`),
    ]);
    return { ...session, handles: state.handles.filter(({ sessionRef }) => sameSession(sessionRef, route)) };
  },
  limits: () => get("/limits"),
};

const sameSession = (one, other) =>
  ["scid", "templateName", "name"].every((part) => one[part].toLowerCase() === other[part].toLowerCase());

let running = null; // the look under way
let waiting = null; // the one after it

/** Whether the requests are to be asked for anew: another emulator's are numbered from one again. */
let fresh = true;

export function start() {
  document.addEventListener("visibilitychange", listen);
  listen();
}

let events = null;

/** Listens while somebody looks: a browser has few connections, and every page that listens holds one. */
function listen() {
  events?.close();
  events = null;
  if (document.hidden) return;
  events = new EventSource("/emulator/events");
  events.addEventListener("open", () => {
    fresh = true;
    update({ connection: "live" });
    refresh();
  });
  events.addEventListener("change", refresh);
  events.addEventListener("error", () => update({ connection: "lost" }));
}

/** Looks at everything that is shown; ends once a look that began after the call is drawn. */
export function refresh() {
  if (!running) return begin();
  waiting ??= running.then(() => {
    waiting = null;
    return begin();
  });
  return waiting;
}

function begin() {
  running = look()
    .then(() => new Promise((done) => setTimeout(done, PAUSE)))
    .then(() => {
      if (!waiting) running = null;
    });
  return running;
}

async function look() {
  const { route, filter, shown } = store;
  const take = Math.max(...Object.values(shown));
  const before = fresh ? [] : store.requests;
  const anew = fresh;
  fresh = false;
  const after = before.length > 0 ? before[0].number : 0;
  try {
    const [overview, faults, log, detail] = await Promise.all([
      get(at`/state?take=${take}&filter=${filter}`),
      get("/faults").catch(none),
      get(at`/requests?take=${MOST_REQUESTS}&after=${after}`),
      detailOf(route),
    ]);
    learnNames([...overview.users, ...overview.sessions.flatMap(({ members }) => members)]);
    learnHandles(overview.handles);
    if (route.view === "user" && detail.detail) learnNames([detail.detail]);
    update({ overview, faults, requests: joined(before, log) });
    if (store.route === route) update(detail);
    if (!anew) announceRequests(log.requests);
  } catch (error) {
    fresh ||= anew;
    // That nothing answers the event stream finds out by itself, and says so.
    if (!(error instanceof Unreachable)) console.error(error);
  }
}

function joined(before, log) {
  if (log.oldest === null) return [];
  const kept = before.filter((entry) => entry.number >= log.oldest);
  if (log.requests.length === 0 && kept.length === before.length) return before;
  return [...log.requests.toReversed(), ...kept].slice(0, MOST_REQUESTS);
}

async function detailOf(route) {
  try {
    return { detail: (await DETAILS[route.view]?.(route)) ?? null, problem: null };
  } catch (error) {
    if (error instanceof Refusal) return { detail: null, problem: error.message };
    throw error;
  }
}

function none(error) {
  if (error instanceof Refusal) return null;
  throw error;
}
