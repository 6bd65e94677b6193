// Why a request was not graded, or a record put aside, in a sentence.

import { has, t } from "./language.js";
import { cut } from "./names.js";

/** Return the sentence of a refusal; one that this page does not know shows its key. */
export function reasonOf(reason) {
  return sentence("reason", reason);
}

/** Return the sentence of why a record is in quarantine. */
export function quarantined(reason) {
  return sentence("quarantine", reason);
}

function sentence(section, reason) {
  const key = `${section}.${reason}`;
  return has(key) ? t(key) : cut(String(reason), 60);
}
