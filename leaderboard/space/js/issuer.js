// Who signs, and with which keys: the data set's `issuer.json`, and the copy that the page's own site serves.

import { canonical } from "./canonical.js";
import { Unreadable } from "./data.js";
import { fetchText } from "./fetch_text.js";
import { Unchecked } from "./findings.js";
import { bytesOf } from "./jwt.js";
import { isObject, parse } from "./strict_json.js";

const OWN = new URL(".well-known/did.json", document.baseURI).href;

/** Documents that do not fit together say nothing about a credential: it cannot be checked.
 * Return the issuer of the board, `{did, keys, compared}`: key name -> 32 bytes; `compared` with the site's copy. */
export async function fetchIssuer(rules) {
  const found = documentOf(await fromBoard());
  if (rules?.issuer && rules.issuer.did !== found.id) throw new Unchecked("issuer_rules");
  const own = await served();
  if (own !== null && canonical(documentOf(own)) !== canonical(found)) throw new Unchecked("issuer_disagree");
  return { did: found.id, keys: keysOf(found), compared: own !== null };
}

async function fromBoard() {
  try {
    return await fetchText("issuer.json");
  } catch (error) {
    if (error instanceof Unreadable && error.kind === "missing") throw new Unchecked("issuer_missing");
    throw error;
  }
}

/** Return the site's copy, null where it serves none. */
async function served() {
  try {
    const response = await fetch(OWN, { cache: "no-cache" });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}

function documentOf(text) {
  let found = null;
  try {
    found = parse(text);
  } catch {
    // said below
  }
  const good = isObject(found) && typeof found.id === "string" && found.id.startsWith("did:web:");
  if (!good || !Array.isArray(found.verificationMethod)) throw new Unchecked("issuer_form");
  return found;
}

function keysOf(found) {
  const keys = new Map();
  for (const method of found.verificationMethod) {
    const key = isObject(method) && isObject(method.publicKeyJwk) ? method.publicKeyJwk : {};
    if (key.kty !== "OKP" || key.crv !== "Ed25519" || typeof key.x !== "string" || typeof method.id !== "string") continue;
    const bytes = decoded(key.x);
    const name = method.id.startsWith("#") ? found.id + method.id : method.id;
    if (bytes.length === 32 && name.startsWith(`${found.id}#`)) keys.set(name, bytes);
  }
  return keys;
}

function decoded(text) {
  try {
    return bytesOf(text);
  } catch {
    throw new Unchecked("issuer_form");
  }
}
