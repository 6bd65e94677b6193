// The one spelling of a JSON value that hashes are taken of: names in order, no spaces, UTF-8, as `schema.canonical`.

import { Unchecked } from "./findings.js";

/** Return the canonical text of a value. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort(compare);
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

/** Compare texts by code points, as Python does; JavaScript's own order is that of UTF-16. */
export function compare(left, right) {
  const most = Math.min(left.length, right.length);
  for (let index = 0; index < most; index++) {
    const [a, b] = [left.charCodeAt(index), right.charCodeAt(index)];
    if (a !== b) return a >= 0xd800 && b >= 0xd800 ? above(a) - above(b) : a - b;
  }
  return left.length - right.length;
}

function above(unit) {
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800; // halves of characters beyond U+FFFF come after U+E000
}

/** Return the SHA-256 of a value's canonical text, 64 hexadecimal digits. */
export async function hashOf(value) {
  if (!globalThis.crypto?.subtle) throw new Unchecked("no_crypto");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonical(value)));
  return hex(new Uint8Array(digest));
}

/** Return bytes as hexadecimal digits. */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return the hash that a record must bear: of all that it says but the hash itself. */
export function contentHash(record) {
  return hashOf({ ...record, content_sha256: "" });
}
