// What buttons do: one request, its failure told in words, and no lost focus when the button goes.

import { refresh } from "./live.js";
import { notify } from "./notices.js";

/**
 * Does `work` for the control behind `event`. `what` says it in the infinitive: "end session Lobby".
 * What `work` returns is told as its success, if anything.
 */
export async function act(event, what, work) {
  event.preventDefault();
  const control = event.currentTarget;
  const home = control.closest("section");
  try {
    const done = await work();
    if (done) notify("success", done);
  } catch (error) {
    notify("failure", `Could not ${what}: ${error.message}`);
  }
  await refresh();
  if (!control.isConnected && document.activeElement === document.body) home?.querySelector("h2, h3")?.focus();
}
