// What a screen reader is told of requests: one sentence at a time, however many there are.

import { nameOf } from "./names.js";
import { failed, outcome, summary } from "./summary.js";

/** Milliseconds in which requests are gathered into one sentence. */
const CALM = 3000;

let gathered = [];

export function announceRequests(entries) {
  if (entries.length === 0) return;
  if (gathered.length === 0) setTimeout(speak, CALM);
  gathered.push(...entries);
}

function speak() {
  const failures = gathered.filter(failed).length;
  const latest = gathered.at(-1);
  const one = `${latest.xuid ? nameOf(latest.xuid) : "Somebody"}: ${summary(latest)}, ${outcome(latest)}`;
  const many = `${gathered.length} new requests${failures > 0 ? `, ${failures} failed` : ""}. The latest: ${one}`;
  announce(gathered.length === 1 ? one : many);
  gathered = [];
}

export function announce(text) {
  document.getElementById("announcer").textContent = text;
}
