// What somebody hands in to be verified: a certificate file, a badge, a credential alone, a link or an id. And the board's own copy.

import { credentialIn } from "./badge.js";
import { Unreadable } from "./data.js";
import { fetchText } from "./fetch_text.js";
import { Refused, Unchecked } from "./findings.js";
import { isRules } from "./rules.js";
import { isObject, parse, utf8 } from "./strict_json.js";

/** Bytes of a certificate file, as for the course's own programs. */
export const LARGEST = 4_000_000;
const SCHEMA_VERSION = 1;
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;
const ID = /(?:^|[/:])([0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.json)?$/;

/** Return what a text is: `{id}`, `{text}` of a file or `{jwt}`. A link is read for the id at its end; it is not followed. */
export function understand(text) {
  const said = text.trim();
  const id = ID.exec(said)?.[1].replaceAll("-", "");
  if (id) return { id };
  if (said.startsWith("{")) return { text: said };
  if (JWT.test(said)) return { jwt: said };
  throw new Refused("file_nothing");
}

/** Return what a file that was chosen holds, as `understand`; of a badge the credential in it, and nothing else. */
export async function understandFile(file) {
  if (file.size > LARGEST) throw new Refused("file_large");
  let bytes;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new Unchecked("file_unread");
  }
  if (String.fromCharCode(...bytes.subarray(0, 4)) === "%PDF") throw new Unchecked("file_pdf");
  const baked = await credentialIn(bytes);
  if (baked !== null) {
    if (!JWT.test(baked)) throw new Refused("picture_other");
    return { jwt: baked };
  }
  try {
    return understand(utf8(bytes));
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused("file_text");
  }
}

/** Return `{credential, records, rules}` of a certificate file's text. */
export function open(text) {
  if (text.length > LARGEST) throw new Refused("file_large");
  let found;
  try {
    found = parse(text);
  } catch {
    throw new Refused("file_json");
  }
  const version = found?.schema_version;
  if (Number.isInteger(version) && version > SCHEMA_VERSION) throw new Refused("file_newer");
  const { credential, records, rules } = isObject(found) ? found : {};
  const good = version === SCHEMA_VERSION && typeof credential === "string" && isRules(rules);
  if (!good || !Array.isArray(records) || !records.every(isRecord)) throw new Refused("file_shape");
  return { credential, records, rules };
}

function isRecord(one) {
  const texts = ["kind", "id", "subject", "content_sha256", "unit", "received_at", "cohort"];
  if (!isObject(one) || !texts.every((name) => typeof one[name] === "string")) return false;
  if (one.kind === "quiz") return [one.right, one.total].every(Number.isInteger);
  if (!["grade", "evaluation"].includes(one.kind)) return false;
  if (!isObject(one.environment) || !["supersedes", "reference"].every((name) => typeof (one[name] ?? "") === "string")) return false;
  if (one.kind === "grade") return isListOf(one.exercises, ({ name, points }) => typeof name === "string" && Number.isInteger(points));
  const codes = [one.counts_not ?? [], one.project ?? []];
  return (
    typeof one.counts === "boolean" &&
    isListOf(one.gains ?? [], ({ task, low }) => typeof task === "string" && Number.isInteger(low)) &&
    codes.every((list) => Array.isArray(list) && list.every((code) => typeof code === "string"))
  );
}

function isListOf(list, good) {
  return Array.isArray(list) && list.every((one) => isObject(one) && good(one));
}

/** Fetch the board's own copy of a certificate as text, by its id, null where there is none. */
export async function fetchCertificate(id) {
  try {
    return await fetchText(`certificates/${id.slice(0, 2)}/${id}.json`);
  } catch (error) {
    if (error instanceof Unreadable && error.kind === "missing") return null;
    throw error;
  }
}
