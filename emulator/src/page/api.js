// Requests to the control API. A refusal is an Error with the emulator's own words.

/** A path with its values encoded: at`/users/${xuid}`. */
export function at(texts, ...values) {
  return texts.reduce((path, text, index) => path + encodeURIComponent(values[index - 1]) + text);
}

export async function ask(method, path, body) {
  const answer = await reach(`/emulator${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Refusal(answer.status, text.trim());
  return text === "" ? null : JSON.parse(text);
}

/** fetch, which says what it means that nothing answers. */
export async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Unreachable();
  }
}

export class Unreachable extends Error {
  constructor() {
    super("the emulator does not answer; is it still running?");
  }
}

export class Refusal extends Error {
  constructor(status, text) {
    super(text || `status ${status}`);
    this.status = status;
  }
}

export const get = (path) => ask("GET", path);
