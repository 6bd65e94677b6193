// XML 1.0 with namespaces, read as text: a browser's own parser wants a policy for trusted types, and this page has none.
// It reads what the course's own programs read, and refuses what they refuse (`baked.py`): names beyond ASCII, entities but XML's
// five, definitions inside a document type, and whatever is not well formed.

const S = "[ \\t\\n]";
const PART = "[A-Za-z_][A-Za-z0-9._-]*";
const NAME = `${PART}(?::${PART})?`;
const QUOTED = `(?:"[^"]*"|'[^']*')`;
const PUBLIC = `(?:"[A-Za-z0-9 \\n'()+,./:=?;!*#@$_%-]*"|'[A-Za-z0-9 \\n()+,./:=?;!*#@$_%-]*')`;
const set = (name, value) => `${S}+${name}${S}*=${S}*(?:"${value}"|'${value}')`;
const HEAD = new RegExp(`<\\?xml${set("version", "[A-Za-z0-9._-]+")}(?:${set("encoding", "[A-Za-z][A-Za-z0-9._-]*")})?(?:${set("standalone", "(?:yes|no)")})?${S}*\\?>`, "y");
const TYPE = new RegExp(`<!DOCTYPE${S}+${NAME}(?:${S}+(?:SYSTEM|PUBLIC${S}+${PUBLIC})${S}+${QUOTED})?${S}*>`, "y");
const TARGET = new RegExp(`^(?!xml(?:${S}|$))${PART}(?=${S}|$)`, "i");
const BLANKS = /[ \t\n]+/y;
const TEXT = /[^<]+/y;
const OPEN = new RegExp(`<(${NAME})`, "y");
const ATTRIBUTE = new RegExp(`${S}+(${NAME})${S}*=${S}*(?:"([^"<]*)"|'([^'<]*)')`, "y");
const END = new RegExp(`${S}*(/?)>`, "y");
const CLOSE = new RegExp(`</(${NAME})${S}*>`, "y");
const REFERENCE = /&(?:#(\d+)|#x([0-9A-Fa-f]+)|(\w+));|&/g;
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const NO_CHARACTER = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const XML = "http://www.w3.org/XML/1998/namespace";
const XMLNS = "http://www.w3.org/2000/xmlns/";
const DEEPEST = 256;
const MOST = 256; // attributes of an element, namespaces within it

/** Return every element of an XML text in order, `{name, space, attributes}`: local name, namespace, and attributes as written
 * -> value. Throws `SyntaxError` for what is no such text. */
export function elements(text) {
  if (NO_CHARACTER.test(text)) throw new SyntaxError("no character of XML");
  const reader = readerOf(text.replace(/\r\n?/g, "\n"));
  const found = [];
  const open = []; // the elements around: `{tag, spaces}`
  let typed = false;
  reader.take(HEAD);
  while (!reader.done()) {
    if (aside(reader) || (open.length ? content(reader) : reader.take(BLANKS))) continue;
    if (!typed && !found.length && reader.take(TYPE)) {
      typed = true;
      continue;
    }
    const closed = reader.take(CLOSE);
    if (closed) {
      if (open.pop()?.tag !== closed[1]) throw new SyntaxError("an end without a beginning");
      continue;
    }
    const tag = reader.take(OPEN)?.[1];
    if (!tag || (found.length && !open.length) || open.length >= DEEPEST) throw new SyntaxError("no element");
    const attributes = attributesOf(reader);
    const end = reader.take(END);
    if (!end) throw new SyntaxError("an element without an end");
    const spaces = spacesOf(attributes, open.at(-1)?.spaces ?? new Map([["", ""]]));
    ensureDifferent(attributes, spaces);
    found.push({ ...named(tag, spaces), attributes });
    if (!end[1]) open.push({ tag, spaces });
  }
  if (!found.length || open.length) throw new SyntaxError("not whole");
  return found;
}

/** A place in a text: `take` what stands there, `after` what begins there up to an end. */
function readerOf(text) {
  let at = 0;
  return {
    done: () => at >= text.length,
    take(pattern) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match) at = pattern.lastIndex;
      return match;
    },
    after(start, end) {
      if (!text.startsWith(start, at)) return null;
      const stop = text.indexOf(end, at + start.length);
      if (stop < 0) throw new SyntaxError("not whole");
      const inner = text.slice(at + start.length, stop);
      at = stop + end.length;
      return inner;
    },
  };
}

/** Pass a comment or an instruction, which may stand anywhere. */
function aside(reader) {
  if (reader.after("<!--", "--") !== null) {
    if (reader.after(">", "") === null) throw new SyntaxError("two hyphens in a comment");
    return true;
  }
  const instruction = reader.after("<?", "?>");
  if (instruction !== null && !TARGET.test(instruction)) throw new SyntaxError("no instruction");
  return instruction !== null;
}

/** Pass what stands between tags. */
function content(reader) {
  if (reader.after("<![CDATA[", "]]>") !== null) return true;
  const text = reader.take(TEXT)?.[0];
  if (text === undefined) return false;
  if (text.includes("]]>")) throw new SyntaxError("an end of CDATA");
  plain(text);
  return true;
}

function attributesOf(reader) {
  const attributes = new Map();
  for (let one = reader.take(ATTRIBUTE); one; one = reader.take(ATTRIBUTE)) {
    if (attributes.has(one[1]) || attributes.size >= MOST) throw new SyntaxError("an attribute twice, or too many");
    attributes.set(one[1], plain((one[2] ?? one[3]).replace(/[\t\n]/g, " ")));
  }
  return attributes;
}

function plain(text) {
  return text.replace(REFERENCE, (_, decimal, hexadecimal, name) => {
    if (name !== undefined && Object.hasOwn(ENTITIES, name)) return ENTITIES[name];
    const code = decimal ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    if (!(code <= 0x10ffff) || NO_CHARACTER.test(String.fromCodePoint(code))) throw new SyntaxError("an entity of its own");
    return String.fromCodePoint(code);
  });
}

/** Return prefix -> namespace within an element; the same map where it says nothing new. */
function spacesOf(attributes, around) {
  let spaces = around;
  for (const [name, value] of attributes) {
    const prefix = name === "xmlns" ? "" : name.startsWith("xmlns:") ? name.slice(6) : null;
    if (prefix === null) continue;
    if ((prefix && !value) || prefix === "xmlns" || value === XMLNS || (prefix === "xml") !== (value === XML)) throw new SyntaxError("a namespace of XML's own");
    if (spaces === around) spaces = new Map(around);
    spaces.set(prefix, value);
    if (spaces.size > MOST) throw new SyntaxError("too many namespaces");
  }
  return spaces;
}

function ensureDifferent(attributes, spaces) {
  const seen = new Set();
  for (const tag of attributes.keys()) {
    if (!tag.includes(":") || tag.startsWith("xmlns:")) continue;
    const { name, space } = named(tag, spaces);
    if (seen.has(`${name} ${space}`)) throw new SyntaxError("an attribute twice");
    seen.add(`${name} ${space}`);
  }
}

function named(tag, spaces) {
  const [name, prefix] = tag.split(":").reverse();
  const space = prefix === "xml" ? XML : spaces.get(prefix ?? "");
  if (space === undefined) throw new SyntaxError("an unknown prefix");
  return { name, space };
}
