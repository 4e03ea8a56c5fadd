// The first view: who is there, what they play, and which handles point where.

import { html } from "./render.js";
import { handlesTable } from "./handles.js";
import { refresh } from "./live.js";
import { empty, more } from "./parts.js";
import { sessionsTable } from "./sessions.js";
import { store, update } from "./store.js";
import { usersList } from "./users.js";
import { welcome } from "./welcome.js";

const STEP = 100;
/** Milliseconds after the last key until the filter is applied. */
const TYPING = 200;

export function overviewView() {
  const { overview, filter } = store;
  const nobody = overview.counts.users === 0 && filter === "";
  return html`
    <div class="view-head">
      <h2 tabindex="-1">Overview</h2>
      <label class="filter">
        <span>Filter</span>
        <input type="search" placeholder="name, xuid or start of a GUID" .value=${filter} @input=${typed} />
      </label>
    </div>
    ${nobody ? welcome() : html`
      ${list("users", "Users", usersList, "No user fits the filter.")}
      ${list("sessions", "Sessions", sessionsTable, "No session. A PUT to its path creates one, with its writer as first member.")}
      ${list("handles", "Handles", handlesTable, "No handle. POST /handles creates activities, invites, search and transfer handles.")}
    `}
  `;
}

function list(name, title, table, none) {
  const { overview, shown, filter } = store;
  const rows = overview[name].slice(0, shown[name]);
  const count = overview.counts[name];
  const onMore = () => {
    update({ shown: { ...shown, [name]: shown[name] + STEP } });
    refresh();
  };
  return html`
    <section aria-labelledby="${name}-title">
      <h3 id="${name}-title" tabindex="-1">${title} <span class="count">${count.toLocaleString()}</span></h3>
      ${rows.length > 0 ? table(rows) : empty(filter === "" ? none : "Nothing here fits the filter.")}
      ${more(rows.length, count, name, onMore)}
    </section>
  `;
}

let typing;

function typed(event) {
  const filter = event.currentTarget.value.trim();
  clearTimeout(typing);
  typing = setTimeout(() => {
    update({ filter });
    refresh();
  }, TYPING);
}
