// JSON as narrow as our records are: no name twice in an object, whole numbers only, texts that are Unicode, not too deep.

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const WHOLE = /^(?:0|-?[1-9]\d*)$/;
const DEEPEST = 64;

/** Return the value of a JSON text; throw `SyntaxError` for what is none, or wider than ours. */
export function parse(text) {
  if (nesting(text) > DEEPEST) throw new SyntaxError("nested too deep");
  const value = JSON.parse(text);
  const open = []; // for each object that is open the names that it has, for each list null
  let name = false; // whether a text would be a name
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "{" || token === "[") {
      open.push(token === "{" ? new Set() : null);
      name = token === "{";
    } else if (token === "}" || token === "]") {
      open.pop();
      name = false;
    } else if (token === ",") name = Boolean(open.at(-1));
    else if (token === ":") name = false;
    else look(token, name ? open.at(-1) : null);
  }
  return value;
}

function nesting(text) {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "{" || token === "[") deepest = Math.max(deepest, ++depth);
    else if (token === "}" || token === "]") depth--;
  }
  return deepest;
}

function look(token, names) {
  if (token.startsWith('"')) {
    const said = JSON.parse(token);
    if (!said.isWellFormed()) throw new SyntaxError("half a character");
    if (!names) return;
    if (names.has(said)) throw new SyntaxError("a name twice");
    names.add(said);
  } else if (!["true", "false", "null"].includes(token)) {
    if (!WHOLE.test(token) || !Number.isSafeInteger(Number(token))) throw new SyntaxError("not a whole number");
  }
}

/** Return the text of UTF-8 bytes; throw `TypeError` for others. A byte order mark stays, and is no JSON. */
export function utf8(bytes) {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** Return whether something is an object, no list. */
export function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
