// Whether a credential was revoked: its bit in the list that the issuer signs, and the reason that the board gives.

import { Unreadable } from "./data.js";
import { fetchText } from "./fetch_text.js";
import { Refused, Unchecked } from "./findings.js";
import { inflated } from "./inflating.js";
import { bytesOf, read, verifySignature } from "./jwt.js";
import { isObject, parse } from "./strict_json.js";

const MOST_BYTES = 5 * 1024 * 1024;

/** Return `{from, until}` of the list if the credential is not revoked; throw `Refused` if it is, `Unchecked` where the list is
 * not good: that is not the credential's fault. */
export async function checkStatus(claims, issuer, now) {
  const entry = claims.credentialStatus;
  const index = isObject(entry) && /^(0|[1-9]\d{0,8})$/.test(entry.statusListIndex) ? Number(entry.statusListIndex) : -1;
  const sized = entry?.statusSize === undefined || entry.statusSize === 1;
  if (index < 0 || entry.type !== "BitstringStatusListEntry" || entry.statusPurpose !== "revocation" || !sized) {
    throw new Refused("status_entry");
  }
  const list = await listOf(issuer);
  const subject = list.credentialSubject;
  if (list.id !== entry.statusListCredential) throw new Refused("status_other");
  if (!isObject(subject) || subject.statusPurpose !== "revocation") throw new Unchecked("status_form");
  const [from, until] = [list.validFrom, list.validUntil].map(Date.parse);
  if (!(from <= now + 300_000) || !(now < until)) throw new Unchecked("status_old");
  const bits = await bitsOf(subject.encodedList);
  if (index >= bits.length * 8) throw new Refused("status_entry");
  const reason = await reasonFor(idOf(claims.jti));
  if (reason) throw new Refused("revoked_why", { reason });
  if (bits[index >> 3] & (0x80 >> (index & 7))) throw new Refused("revoked");
  return { from: list.validFrom, until: list.validUntil };
}

async function listOf(issuer) {
  let text;
  try {
    text = (await fetchText("status/revocation.jwt")).trim();
  } catch (error) {
    if (error instanceof Unreadable && error.kind === "missing") throw new Unchecked("status_missing");
    throw error;
  }
  let jwt;
  try {
    jwt = read(text);
  } catch (error) {
    if (error instanceof Refused) throw new Unchecked("status_form");
    throw error;
  }
  const key = issuer.keys.get(jwt.header.kid);
  if (!key || jwt.claims.iss !== issuer.did) throw new Unchecked("status_signature");
  try {
    await verifySignature(jwt, key);
  } catch (error) {
    if (error instanceof Refused) throw new Unchecked("status_signature");
    throw error;
  }
  if (!Array.isArray(jwt.claims.type) || !jwt.claims.type.includes("BitstringStatusListCredential")) throw new Unchecked("status_form");
  return jwt.claims;
}

async function bitsOf(encoded) {
  if (typeof encoded !== "string" || !encoded.startsWith("u")) throw new Unchecked("status_form");
  const packed = bytesOf(encoded.slice(1));
  try {
    return await inflated(packed, "gzip", MOST_BYTES);
  } catch {
    throw new Unchecked("status_form");
  }
}

/** Return why the board revoked a certificate, empty where it says nothing. Not signed: it can take away, and give nothing back. */
async function reasonFor(id) {
  let text;
  try {
    text = await fetchText("status/reasons.json");
  } catch (error) {
    if (error instanceof Unreadable && error.kind === "missing") return "";
    throw error;
  }
  let found = null;
  try {
    found = parse(text);
  } catch {
    // said below
  }
  if (!isObject(found?.revoked)) throw new Unchecked("status_form");
  const reason = id && Object.hasOwn(found.revoked, id) ? found.revoked[id]?.reason : "";
  return typeof reason === "string" ? reason : "";
}

/** Return a certificate's id, 32 hexadecimal digits, of `urn:uuid:…`; empty for anything else. */
export function idOf(urn) {
  const found = typeof urn === "string" && /^urn:uuid:([0-9a-f-]{32,36})$/.exec(urn);
  const id = found ? found[1].replaceAll("-", "") : "";
  return /^[0-9a-f]{32}$/.test(id) ? id : "";
}
