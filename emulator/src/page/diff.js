// What differs between two JSON documents, as a list of paths.

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** Rows `{ path, kind, before, after }`; kind is "added", "removed" or "changed". */
export function diff(before, after, path = []) {
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) => fieldDiff(before, after, name, [...path, name]));
  }
  const same = JSON.stringify(before) === JSON.stringify(after);
  return same ? [] : [{ path, kind: "changed", before, after }];
}

function fieldDiff(before, after, name, path) {
  if (!Object.hasOwn(before, name)) return [{ path, kind: "added", after: after[name] }];
  if (!Object.hasOwn(after, name)) return [{ path, kind: "removed", before: before[name] }];
  return diff(before[name], after[name], path);
}

/** "2 added, 1 changed" */
export function counted(rows) {
  const kinds = ["added", "removed", "changed"];
  const counts = kinds.map((kind) => [rows.filter((row) => row.kind === kind).length, kind]);
  const told = counts.filter(([count]) => count > 0).map(([count, kind]) => `${count} ${kind}`);
  return told.length > 0 ? told.join(", ") : "nothing differs";
}
