// A logged request as a command for the shell. The log has no token; the emulator's own signs in the same user.

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

const LEFT_OUT = new Set(["host", "content-length", "connection", "accept", "accept-encoding", "user-agent"]);

export function curl(entry) {
  const headers = Object.entries(entry.requestHeaders).filter(([name]) => !LEFT_OUT.has(name));
  if (entry.xuid) headers.unshift(["Authorization", `XBL3.0 x=emulator;xuid=${entry.xuid}`]);
  const parts = [
    `curl -X ${entry.method} ${quoted(location.origin + entry.path)}`,
    ...headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
  ];
  if (entry.requestBody !== "") parts.push(`-d ${quoted(entry.requestBody)}`);
  return parts.join(" \\\n  ");
}
