// Why a model has no rank, why it does not count, and its flags: in a word or two, and in sentences.

import { h } from "./dom.js";
import { has, t } from "./language.js";
import { isWithdrawn } from "./links.js";
import { cut } from "./names.js";

/** Return the short marks that stand beside a model. */
export function marks(row) {
  const found = [];
  if (isWithdrawn(row.model)) found.push(mark("withdrawn", t("models.withdrawn")));
  if (row.reference) found.push(mark("reference", t("row.reference")));
  else if (row.unranked === "counts_not") {
    const reasons = row.counts_not.map((code) => word("counts_not", code)).join(", ");
    found.push(mark("bad", reasons ? t("models.counts_not", { reasons }) : t("unranked.counts_not")));
  } else if (row.unranked) found.push(mark("bad", plain(`unranked.${row.unranked}`, row.unranked)));
  for (const code of row.flags) found.push(mark("flag", t("models.flag", { flag: word("flag", code) })));
  return found.flatMap((one) => [" ", one]);
}

function mark(kind, text) {
  return h("span", { class: `mark ${kind}` }, text);
}

/** Return why a model does not count, each with what to do; empty for a reference, and when nothing speaks against it. */
export function reasons(row) {
  if (row.reference) return [];
  const found = row.counts_not.map((code) => [sentence("counts_not", code), plain(`counts_not.${code}_fix`, "")]);
  const late = `unranked.${row.unranked}_means`;
  if (row.unranked && has(late)) found.push([t(late, { tier: row.tier }), ""]);
  return found;
}

/** Return what each flag means. */
export function flags(row) {
  return row.flags.map((code) => sentence("flag", code));
}

/** Return what the final project asks for and did not find, in words. */
export function lacking(codes) {
  return codes.map((code) => sentence("lacks", code));
}

function word(section, code) {
  return plain(`${section}.${code}_short`, code);
}

function sentence(section, code) {
  return plain(`${section}.${code}`, code);
}

/** Return a sentence, or for a code of a later program the code itself. */
function plain(key, code) {
  return has(key) ? t(key) : cut(String(code).replaceAll("_", " "), 60);
}
