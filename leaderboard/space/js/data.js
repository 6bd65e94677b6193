// Reading what the course published: every way to fail has a name, and each name a sentence in `lang/`.

const SCHEMA_VERSION = 1;
const PATIENCE_MS = 60_000;

/** Where the data lie, with a slash at the end: a folder beside the page or a data set's resolve address. */
export const DATA = new URL(document.querySelector('meta[name="smol-board-data"]').content, document.baseURI).href;

/** Something could not be read; `kind` is a key of the catalogue's `error` section. */
export class Unreadable extends Error {
  constructor(kind, fields = {}) {
    super(kind);
    this.kind = kind;
    this.fields = fields;
  }
}

let cache = "default";

/** From now on, ask the server whether what the browser has a copy of is still so. */
export function askAgain() {
  cache = "no-cache";
}

/** Fetch a file below the data's place. */
export async function fetchFile(path) {
  let response;
  try {
    response = await fetch(DATA + path, { cache, signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    throw new Unreadable(error.name === "TimeoutError" ? "slow" : "network");
  }
  if (!response.ok) throw new Unreadable(kindOf(response.status), { status: response.status });
  return response;
}

function kindOf(status) {
  if (status === 404 || status === 410) return "missing";
  if (status === 401 || status === 403) return "denied";
  return status === 429 ? "wait" : "server";
}

/** Fetch and check a JSON file: of our schema version, with lists where lists must be. */
export async function fetchDocument(path, lists) {
  const response = await fetchFile(path);
  let found;
  try {
    found = await response.json();
  } catch (error) {
    throw new Unreadable(error instanceof SyntaxError ? "damaged" : "network");
  }
  const version = found?.schema_version;
  if (Number.isInteger(version) && version > SCHEMA_VERSION) throw new Unreadable("newer", { version });
  if (version !== SCHEMA_VERSION || !lists.every((name) => Array.isArray(found[name]))) throw new Unreadable("damaged");
  return found;
}
