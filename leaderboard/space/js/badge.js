// A picture with a credential in it, as Open Badges 3.0 says: a PNG's `iTXt` chunk, or an element of an SVG. Only the
// credential is taken out; the picture is never shown, and nothing of an SVG comes near the document.

import { Refused, Unchecked } from "./findings.js";
import { inflated } from "./inflating.js";
import { utf8 } from "./strict_json.js";
import { elements } from "./svg_scan.js";

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const KEYWORD = "openbadgecredential";
const BADGES = "https://purl.imsglobal.org/ob/v3p0";
const SVG = "http://www.w3.org/2000/svg";
/** Bytes of a picture, and parts of a drawing, as for the course's own programs. */
const LARGEST = 2_000_000;
const MOST_TAGS = 20_000;
const MOST_PARTS = 40_000;
const AROUND = /^[ \t\r\n]+|[ \t\r\n]+$/g;
/** The CRC-32 of each byte. */
const SUMS = Int32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? 0xedb88320 ^ (byte >>> 1) : byte >>> 1;
  return byte;
});
/** Bytes that a packed credential may unpack to, as for the course's own programs. */
const MOST_UNPACKED = 262_144;

/** Return the text of the credential in a badge, null for bytes that are no picture. Throw `Unchecked` for a picture with none,
 * `Refused` for one with two, too large or damaged. */
export async function credentialIn(bytes) {
  const kind = kindOf(bytes);
  if (!kind) return null;
  if (bytes.length > LARGEST) throw new Refused("picture_large", { megabytes: LARGEST / 1_000_000 });
  let found;
  try {
    found = kind === "png" ? await inPng(bytes) : inSvg(bytes);
  } catch (error) {
    throw error instanceof Refused ? error : new Refused("picture_damaged");
  }
  if (found.length > 1) throw new Refused("picture_twice"); // another reader may take the other one
  if (!found[0]) throw new Unchecked("picture_empty"); // such as the picture for a post
  return found[0];
}

function kindOf(bytes) {
  if (PNG.every((byte, index) => bytes[index] === byte)) return "png";
  const start = latin(bytes.subarray(0, 1000)).replace(/^\u00ef\u00bb\u00bf/, "");
  return /^[ \t\n\r\v\f]*</.test(start) ? "svg" : null;
}

async function inPng(bytes) {
  const found = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = PNG.length;
  for (let type = ""; type !== "IEND"; ) {
    const length = view.getUint32(at); // a `RangeError` where the file ends too early
    type = latin(bytes.subarray(at + 4, at + 8));
    const data = bytes.subarray(at + 8, at + 8 + length);
    at += 12 + length;
    if (at > bytes.length || !/^[A-Za-z]{4}$/.test(type)) throw new RangeError("no chunk");
    if (view.getUint32(at - 4) !== sumOf(bytes.subarray(at - 8 - length, at - 4))) throw new RangeError("another sum");
    if (type === "iTXt" && latin(data.subarray(0, KEYWORD.length + 1)) === `${KEYWORD}\0`) found.push(data.subarray(KEYWORD.length + 1));
  }
  return found.length === 1 ? [await textOf(found[0])] : found; // of two none is unpacked: thousands would be
}

/** Return the CRC-32 of bytes, as PNG has it (ISO 3309). */
function sumOf(bytes) {
  let sum = -1;
  for (const byte of bytes) sum = SUMS[(sum ^ byte) & 255] ^ (sum >>> 8);
  return ~sum >>> 0;
}

/** Return the text of a chunk after its keyword: flag, method, language, translated keyword, text. */
async function textOf(data) {
  const [flag, method] = data;
  const language = data.indexOf(0, 2);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  if (translated < 0 || flag > 1 || method !== 0) throw new RangeError("no text");
  const text = data.subarray(translated + 1);
  return utf8(flag ? await inflated(text, "deflate", MOST_UNPACKED) : text);
}

function inSvg(bytes) {
  const tags = count(bytes, "<");
  if (tags > MOST_TAGS || tags + count(bytes, "=") > MOST_PARTS) throw new Refused("picture_large", { megabytes: LARGEST / 1_000_000 });
  const [root, ...others] = elements(utf8(bytes).replace(/^\ufeff/, ""));
  if (root.name !== "svg" || root.space !== SVG) throw new SyntaxError("no picture");
  return others.filter(({ name, space }) => name === "credential" && space === BADGES).map(({ attributes }) => (attributes.get("verify") ?? "").replace(AROUND, ""));
}

function count(bytes, sign) {
  const wanted = sign.charCodeAt(0);
  return bytes.reduce((sum, byte) => sum + (byte === wanted), 0);
}

function latin(bytes) {
  return String.fromCharCode(...bytes);
}
