// XML as narrow as pictures need it, read as text: a browser's own parser wants a policy for trusted types, and this page has none.
// No entity but XML's five, no definitions inside a document type, every element closed.

const NAME = "[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?";
const ASIDE = /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>|<!DOCTYPE[^[\]<>]*>|[^<]+/y;
const OPEN = new RegExp(`<(${NAME})`, "y");
const ATTRIBUTE = new RegExp(`\\s+(${NAME})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, "y");
const END = /\s*(\/?)>/y;
const CLOSE = new RegExp(`</(${NAME})\\s*>`, "y");
const REFERENCE = /&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(\w+));|&/g;
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const DEEPEST = 256;
const MOST = 256; // attributes of an element, namespaces within it

/** Return every element of an XML text in order, `{name, space, attributes}`: local name, namespace, and attributes as written
 * -> value. Throws `SyntaxError` for what is no such text. */
export function elements(text) {
  const found = [];
  const open = []; // the elements around: `{tag, spaces}`
  let at = 0;
  const take = (pattern) => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at = pattern.lastIndex;
    return match;
  };
  while (at < text.length) {
    if (take(ASIDE)) continue;
    const closed = take(CLOSE);
    if (closed) {
      if (open.pop()?.tag !== closed[1]) throw new SyntaxError("an end without a beginning");
      continue;
    }
    const tag = take(OPEN)?.[1];
    if (!tag || (found.length && !open.length) || open.length >= DEEPEST) throw new SyntaxError("no element");
    const attributes = new Map();
    for (let one = take(ATTRIBUTE); one; one = take(ATTRIBUTE)) {
      if (attributes.has(one[1]) || attributes.size >= MOST) throw new SyntaxError("an attribute twice, or too many");
      attributes.set(one[1], plain(one[2] ?? one[3]));
    }
    const end = take(END);
    if (!end) throw new SyntaxError("an element without an end");
    const spaces = spacesOf(attributes, open.at(-1)?.spaces ?? new Map([["", ""]]));
    found.push({ ...named(tag, spaces), attributes });
    if (!end[1]) open.push({ tag, spaces });
  }
  if (!found.length || open.length) throw new SyntaxError("not whole");
  return found;
}

function plain(text) {
  return text.replace(REFERENCE, (_, decimal, hexadecimal, name) => {
    if (name !== undefined && Object.hasOwn(ENTITIES, name)) return ENTITIES[name];
    const code = decimal ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    if (!(code > 0 && code <= 0x10ffff)) throw new SyntaxError("an entity of its own");
    return String.fromCodePoint(code);
  });
}

/** Return prefix -> namespace within an element; the same map where it says nothing new. */
function spacesOf(attributes, around) {
  let spaces = around;
  for (const [name, value] of attributes) {
    const prefix = name === "xmlns" ? "" : name.startsWith("xmlns:") ? name.slice(6) : null;
    if (prefix === null) continue;
    if (spaces === around) spaces = new Map(around);
    spaces.set(prefix, value);
    if (spaces.size > MOST) throw new SyntaxError("too many namespaces");
  }
  return spaces;
}

function named(tag, spaces) {
  const [name, prefix] = tag.split(":").reverse();
  const space = spaces.get(prefix ?? "");
  if (space === undefined) throw new SyntaxError("an unknown prefix");
  return { name, space };
}
