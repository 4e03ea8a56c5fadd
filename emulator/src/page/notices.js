// What came of an action, until it is dismissed; good news goes by itself.

import { html, repeat } from "./render.js";
import { store, update } from "./store.js";

const GOOD_NEWS_FOR = 8000;
const MOST = 3;

let count = 0;

export function notify(kind, text) {
  const id = ++count;
  update({ notices: [...store.notices, { id, kind, text }].slice(-MOST) });
  if (kind === "success") setTimeout(dismiss, GOOD_NEWS_FOR, id);
}

function dismiss(id) {
  update({ notices: store.notices.filter((notice) => notice.id !== id) });
}

export function noticesView() {
  const of = (kind) => store.notices.filter((notice) => notice.kind === kind);
  return html`
    <div role="alert">${repeat(of("failure"), ({ id }) => id, notice)}</div>
    <div role="status">${repeat(of("success"), ({ id }) => id, notice)}</div>
  `;
}

const notice = ({ id, kind, text }) => html`
  <div class="notice ${kind}">
    <p>${text}</p>
    <button type="button" class="quiet" @click=${() => dismiss(id)}>Dismiss</button>
  </div>
`;
