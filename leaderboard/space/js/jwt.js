// A JWT, read strictly: one spelling, EdDSA only, the key by its name. Keys, links and certificates in the header are ignored.

import { Refused, Unchecked } from "./findings.js";
import { isObject, parse, utf8 } from "./strict_json.js";

const PART = /^[A-Za-z0-9_-]+$/;

/** Return `{header, claims, signed, signature}`, nothing of it verified; `signed` are the bytes under the signature. */
export function read(text) {
  const parts = text.split(".");
  if (parts.length !== 3) throw new Refused("jwt_form");
  const [header, claims] = parts.slice(0, 2).map(objectOf);
  if (header.alg !== "EdDSA") throw new Refused("jwt_alg");
  if (header.crit !== undefined || header.b64 !== undefined) throw new Refused("jwt_crit");
  if (typeof header.kid !== "string" || !header.kid) throw new Refused("jwt_kid");
  const signed = new TextEncoder().encode(`${parts[0]}.${parts[1]}`);
  return { header, claims, signed, signature: bytesOf(parts[2]) };
}

function objectOf(part) {
  let found;
  try {
    found = parse(utf8(bytesOf(part)));
  } catch {
    throw new Refused("jwt_form");
  }
  if (!isObject(found)) throw new Refused("jwt_form");
  return found;
}

/** Return the bytes of base64url without padding; only the one spelling of them is taken. */
export function bytesOf(text) {
  if (!PART.test(text)) throw new Refused("jwt_form");
  let plain;
  try {
    plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    throw new Refused("jwt_form");
  }
  const again = btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  if (again !== text) throw new Refused("jwt_form"); // spare bits that say nothing
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

/** Return who checked the signature, as a code; throw `Refused` if it is not this key's. */
export async function verifySignature(jwt, publicKey) {
  if (!globalThis.crypto?.subtle) throw new Unchecked("no_crypto");
  const native = await nativeKey(publicKey);
  if (native) {
    if (!(await crypto.subtle.verify("Ed25519", native, jwt.signature, jwt.signed))) throw new Refused("signature_bad");
    return "signature_browser";
  }
  const { verifyAsync } = await vendored();
  let right;
  try {
    right = await verifyAsync(jwt.signature, jwt.signed, publicKey, { zip215: false });
  } catch {
    right = false; // a signature of another length
  }
  if (!right) throw new Refused("signature_bad");
  return "signature_vendored";
}

/** Return a browser's own key, null where it does not know Ed25519. */
async function nativeKey(publicKey) {
  try {
    return await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  } catch {
    return null;
  }
}

async function vendored() {
  try {
    return await import("../vendor/noble-ed25519/index.js");
  } catch {
    throw new Unchecked("no_crypto");
  }
}
