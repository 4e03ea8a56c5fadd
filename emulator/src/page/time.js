// The directory's time, which may be frozen or ahead, and times as people read them.

/** A time of the wire. It has seven digits of fraction, three more than scripts must understand. */
export const read = (text) => new Date(text.replace(/(\.\d{3})\d*/, "$1"));

/** The directory's time in this moment. */
export function now(clock) {
  return clock.frozen ? read(clock.now) : new Date(Date.now() + clock.offsetMs);
}

// Made once: to make one takes longer than to draw a row.
const CLOCK = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const FULL = new Intl.DateTimeFormat([], { dateStyle: "medium", timeStyle: "medium" });

export const clockTime = (date) => CLOCK.format(date);
export const fullTime = (date) => FULL.format(date);

const STEPS = [
  ["d", 86400],
  ["h", 3600],
  ["min", 60],
];

export function span(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const step = STEPS.find(([, length]) => whole >= 2 * length);
  return step ? `${Math.round(whole / step[1])} ${step[0]}` : `${whole} s`;
}

/** How long ago, in steps that do not flicker. */
export function ago(text, clock) {
  const seconds = (now(clock) - read(text)) / 1000;
  return seconds < 5 ? "just now" : `${span(seconds < 60 ? seconds - (seconds % 5) : seconds)} ago`;
}

/** How long until then. */
export const until = (text, clock) => span((read(text) - now(clock)) / 1000);

export const milliseconds = (number) => `${number < 10 ? number.toFixed(1) : Math.round(number)} ms`;
