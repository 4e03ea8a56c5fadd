// Starts the page: what comes in from the emulator goes to the store, and the store is drawn.

import { render } from "./render.js";
import { headerView } from "./header.js";
import { refresh, start } from "./live.js";
import { noticesView } from "./notices.js";
import { parse } from "./route.js";
import { onUpdate, store, update } from "./store.js";
import { timelineView } from "./timeline.js";
import { view } from "./views.js";

const root = (id) => document.getElementById(id);

function draw() {
  const { title, content } = view();
  document.title = `${title} · mpsd-emulator`;
  document.body.dataset.view = store.route.view;
  document.body.dataset.connection = store.connection;
  render(headerView(), root("header"));
  render(content, root("main"));
  render(timelineView(), root("timeline"));
  render(noticesView(), root("notices"));
}

function show(route) {
  update({ route, detail: null, problem: null });
  refresh();
}

/** Somebody went to another view: a reader starts at its headline. */
async function goTo() {
  const route = parse(location.hash);
  if (!route) return;
  show(route);
  await Promise.resolve();
  const view = root(store.route.view === "requests" ? "timeline" : "main");
  view.querySelector("h2")?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

root("main").replaceChildren();
onUpdate(draw);
addEventListener("hashchange", goTo);
show(parse(location.hash) ?? store.route);
start();
// Times that are told as "12 s ago" go on, and what counts against a limit is forgotten by and by.
setInterval(() => {
  if (document.hidden) return;
  update({});
  if (store.route.view === "limits") refresh();
}, 1000);
