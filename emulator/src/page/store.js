// What the page knows. Whoever changes it says so by update(), and the page is drawn once for all changes of a moment.

export const store = {
  connection: "connecting", // then "live" or "lost"
  route: { view: "overview" },
  filter: "",
  shown: { users: 20, sessions: 20, handles: 20 }, // rows of each list
  overview: null, // GET /emulator/state
  faults: null, // GET /emulator/faults
  detail: null, // what the present view needs besides
  problem: null, // why the detail could not be had
  requests: [], // newest first
  activations: [], // what accepted invites would have started
  notices: [],
};

let draw = () => {};
let due = false;

export function onUpdate(callback) {
  draw = callback;
}

export function update(change) {
  Object.assign(store, change);
  if (due) return;
  due = true;
  queueMicrotask(() => {
    due = false;
    draw();
  });
}
