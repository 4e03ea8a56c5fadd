// Fault rules in words, and those that are often wanted.

import { nameOf } from "./names.js";
import { span } from "./time.js";

const EFFECTS = {
  resetBefore: () => "connection reset before the request is processed",
  resetAfter: () => "processed, then connection reset",
  drop: () => "never answered, not processed",
  dropAfter: () => "processed, never answered",
  truncate: ({ bytes }) => `answer cut after ${bytes} bytes`,
  garbage: () => "answer replaced by noise",
  status: ({ status, retryAfterSeconds }) =>
    `answer ${status}${retryAfterSeconds === undefined ? "" : `, to be retried after ${span(retryAfterSeconds)}`}`,
  slow: ({ bytesPerSecond }) => `answer trickles at ${bytesPerSecond} bytes a second`,
};

const NAMES = {
  resetBefore: "reset, not processed",
  resetAfter: "processed, then reset",
  drop: "not processed, not answered",
  dropAfter: "processed, not answered",
  truncate: "answer cut",
  garbage: "answer replaced by noise",
  status: "answered instead of the directory",
  slow: "slow answer",
};

/** What an effect was, told of a request that it has hit. */
export const nameOfEffect = (kind) => NAMES[kind] ?? kind;

/** What a rule does: "answer 503, to be retried after 5 s". */
export function happens({ effect, latencyMs, jitterMs }) {
  const delay = latencyMs || jitterMs ? `${lateness(latencyMs ?? 0, jitterMs ?? 0)} ms late` : "";
  const done = effect ? (EFFECTS[effect.kind]?.(effect) ?? effect.kind) : "";
  return [done, delay].filter(Boolean).join(", ");
}

const lateness = (least, more) => (more > 0 ? `${least} to ${least + more}` : least);

/** To what it does it: "the next 2 of POST /handles by 3212". */
export function matches({ route, xuid, times, remaining, probability }) {
  const left = remaining ?? times;
  if (left === 0) return "used up";
  const many = left === undefined ? "all requests" : `the next ${left === 1 ? "request" : `${left} requests`}`;
  const which = [route && `to ${route}`, xuid && `of ${nameOf(xuid)}`].filter(Boolean).join(" ");
  const chance = probability === undefined || probability === 1 ? "" : `, ${Math.round(probability * 100)} % of them`;
  return `${many}${which ? ` ${which}` : ""}${chance}`;
}

const status = (code, more) => ({ kind: "status", status: code, ...more });

export const PRESETS = [
  { text: "The next request answers 503", rule: { times: 1, effect: status(503, { retryAfterSeconds: 5 }) } },
  { text: "The next request answers 429", rule: { times: 1, effect: status(429, { retryAfterSeconds: 5 }) } },
  { text: "The next answer is lost", rule: { times: 1, effect: { kind: "resetAfter" } } },
  { text: "The next POST /handles is never answered", rule: { times: 1, route: "POST /handles", effect: { kind: "drop" } } },
  { text: "A third of all requests fail", rule: { probability: 0.33, effect: status(503) } },
  { text: "A slow line: 400 ms late", rule: { latencyMs: 400, jitterMs: 150 } },
  { text: "Answers are noise", rule: { effect: { kind: "garbage" } } },
  { text: "The service is down", rule: { effect: { kind: "resetBefore" } } },
];
