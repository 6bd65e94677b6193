// Names are strangers' text: what cannot be seen becomes an escape, as the terminal program shows it, and long ones are
// cut. The result is for text nodes inside <bdi>.

const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/u;
const ODD = new RegExp(HIDDEN.source + "|\\p{M}", "u");
const MARK = /[\p{Mn}\p{Me}]/u;
const STACKED = 4; // marks on one letter; more would cover other lines
const JOINER = "\u200d"; // between characters beyond ASCII: it holds emoji together
const NON_JOINER = "\u200c"; // between letters of a script that joins them: Persian is spelt with it
const PARTED = /^(?=[\p{L}\p{M}])[\u0600-\u0dff](?=\p{L})[\u0600-\u0dff]$/u;
const SHORT = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

const EMOJI = String.raw`(?=\p{So})[\u{1f300}-\u{1faff}][\u{1f3fb}-\u{1f3ff}]?(?!\p{M})`;
const SHOWN = new RegExp(`^(?=.*\\p{L})(?! |\\p{M})(?:[\\p{L}\\p{M}\\p{Nd}.,'\u2019\u00b7()-]|${EMOJI}| (?! |$))+$`, "u");
const LINK = /[^ .,'\u2019\u00b7()-]{2,}\.[^ .,'\u2019\u00b7()-]{2,}|\.(?![\p{Lu}\p{Lt}])[^ .,'\u2019\u00b7()-]{2,}/u;
const UNSEEN = /[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\uffa0\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u;

/** Return whether a text may be shown as somebody's name, as the course's own program decides it (`shown_name`). */
export function isShownName(text) {
  if (text.normalize("NFC") !== text || Array.from(text).length > 80) return false;
  return SHOWN.test(text) && !UNSEEN.test(text) && !/\p{M}{4}/u.test(text) && !LINK.test(text);
}

/** Return a text without a character that does more than show itself. */
export function visible(text) {
  if (!ODD.test(text.replaceAll(" ", ""))) return text;
  const characters = Array.from(text);
  let stacked = 0;
  return characters
    .map((character, index) => {
      stacked = MARK.test(character) ? stacked + 1 : 0;
      if (character === " " || character === "\u3000") return character;
      if ((character === JOINER || character === NON_JOINER) && joins(characters, index)) return character;
      return stacked > STACKED || HIDDEN.test(character) ? escaped(character) : character;
    })
    .join("");
}

function joins(characters, index) {
  const around = [characters[index - 1], characters[index + 1]];
  if (characters[index] === NON_JOINER) return PARTED.test(around.join(""));
  return around.every((one) => one !== undefined && one.codePointAt(0) > 127);
}

function escaped(character) {
  if (Object.hasOwn(SHORT, character)) return SHORT[character];
  const code = character.codePointAt(0);
  return code < 128 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** Return a visible text of at most so many characters, with an ellipsis if there was more. */
export function cut(text, most = 40) {
  const seen = visible(text.length > most * 4 ? text.slice(0, most * 4) : text);
  const characters = Array.from(seen);
  if (characters.length <= most && seen.length >= text.length) return seen;
  return characters.length <= most ? seen : characters.slice(0, most - 1).join("") + "…";
}

/** Return what a search compares: no case, no accents, no width. */
export function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
