// The rules of the board's certificates, as the board publishes them.

import { fetchDocument, Unreadable } from "./data.js";
import { fetchText } from "./fetch_text.js";
import { isObject, parse } from "./strict_json.js";

/** Fetch the rules that hold now; a board that publishes none has a failure of its own. */
export async function fetchRules() {
  let rules;
  try {
    rules = await fetchDocument("rules.json", ["certificates"]);
  } catch (error) {
    if (error instanceof Unreadable && error.kind === "missing") throw new Unreadable("no_rules");
    throw error;
  }
  if (!isRules(rules)) throw new Unreadable("damaged");
  return rules;
}

/** Fetch the version of the rules with a hash, null where the board never published it. */
export async function fetchRulesAt(sha256) {
  try {
    return parse(await fetchText(`rules/${sha256.slice(0, 16)}.json`));
  } catch (error) {
    if (error instanceof Unreadable && error.kind === "missing") return null;
    if (error instanceof SyntaxError) throw new Unreadable("damaged");
    throw error;
  }
}

/** Return whether something has the shape of rules, as far as the page's code relies on it. */
export function isRules(found) {
  const numbers = ["exercise_percent", "quiz_percent", "grace_h", "valid_days"];
  return (
    isObject(found) &&
    numbers.every((name) => Number.isInteger(found[name])) &&
    isObject(found.units) &&
    Object.values(found.units).every((unit) => isObject(unit?.exercises) && Object.values(unit.exercises).every(Number.isInteger)) &&
    isObject(found.cohorts) &&
    Object.values(found.cohorts).every((dates) => isObject(dates) && Object.values(dates).every(isObject)) &&
    Array.isArray(found.certificates) &&
    found.certificates.every((rule) => isCertificate(rule, found.units))
  );
}

function isCertificate(rule, units) {
  if (!isObject(rule) || typeof rule.slug !== "string") return false;
  const lists = [rule.units, rule.includes ?? [], rule.models ?? []];
  if (!lists.every((list) => Array.isArray(list) && list.every((one) => typeof one === "string"))) return false;
  return rule.units.every((slug) => Object.hasOwn(units, slug)) && !(rule.includes ?? []).includes(rule.slug);
}

/** Return a rule by slug, undefined if there is none. */
export function ruleOf(rules, slug) {
  return rules.certificates.find((rule) => rule.slug === slug);
}
