// The views of the main column, by the route's name.

import { html } from "./render.js";
import { clockView } from "./clock.js";
import { faultsView } from "./faults.js";
import { limitsView } from "./limits.js";
import { nameOf } from "./names.js";
import { overviewView } from "./overview.js";
import { sessionView } from "./session.js";
import { store } from "./store.js";
import { userView } from "./user.js";

const VIEWS = {
  overview: { title: () => "Overview", content: overviewView },
  // Beside it on a wide screen, instead of it on a narrow one.
  requests: { title: () => "Requests", content: overviewView },
  user: { title: ({ xuid }) => nameOf(xuid), content: userView },
  session: { title: ({ name }) => name, content: sessionView },
  faults: { title: () => "Faults", content: faultsView },
  limits: { title: () => "Rate limits", content: limitsView },
  clock: { title: () => "Clock", content: clockView },
};

export function view() {
  const { title, content } = VIEWS[store.route.view];
  return {
    title: title(store.route),
    content: store.overview ? content() : html`<p class="empty">Asking the emulator…</p>`,
  };
}
