// English and Spanish: which one, its sentences, and how it writes numbers and times.

import { remember, remembered } from "./memory.js";

export const LANGUAGES = ["en", "es"];
let texts = {};
let formats = {};
export let language = "en";

/** Return the language to begin with: `?lang=`, the reader's last choice, the browser's. */
export function wanted() {
  const asked = new URLSearchParams(location.search).get("lang");
  for (const one of [asked, remembered("language"), ...navigator.languages]) {
    const known = LANGUAGES.find((name) => (one ?? "").toLowerCase().split(/[-_]/)[0] === name);
    if (known) return known;
  }
  return "en";
}

/** Load the sentences of a language and speak it from now on. */
export async function speak(name) {
  const response = await fetch(`lang/${name}.json`);
  if (!response.ok) throw new Error(`no sentences in ${name}`);
  texts = await response.json();
  language = name;
  document.documentElement.lang = name;
  const zone = { timeZone: "UTC" };
  formats = {
    number: new Intl.NumberFormat(name),
    decimals1: new Intl.NumberFormat(name, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    decimals3: new Intl.NumberFormat(name, { minimumFractionDigits: 3, maximumFractionDigits: 3 }),
    percent: new Intl.NumberFormat(name, { style: "percent", maximumFractionDigits: 0 }),
    day: new Intl.DateTimeFormat(name, { ...zone, day: "numeric", month: "short", year: "numeric" }),
    moment: new Intl.DateTimeFormat(name, { ...zone, dateStyle: "medium", timeStyle: "short", hourCycle: "h23" }),
    ago: new Intl.RelativeTimeFormat(name, { numeric: "auto" }),
    plural: new Intl.PluralRules(name),
  };
}

/** Remember a reader's choice. */
export function choose(name) {
  remember("language", name);
  const address = new URL(location.href);
  if (address.searchParams.has("lang")) {
    address.searchParams.set("lang", name);
    history.replaceState(null, "", address);
  }
  return speak(name);
}

/** Return a sentence with its fields; `count` chooses between `key.one` and `key.other`. */
export function t(key, fields = {}) {
  let name = key;
  if (fields.count !== undefined) name += fields.count === 1 ? ".one" : ".other";
  const text = texts[name];
  if (text === undefined) throw new Error(`no sentence ${name}`);
  return text.replace(/\{(\w+)\}/g, (_, field) => {
    const value = fields[field];
    return typeof value === "number" ? number(value) : String(value);
  });
}

/** Return whether there is a sentence. */
export function has(key) {
  return Object.hasOwn(texts, key);
}

export const number = (value) => formats.number.format(value);
/** Return a number with so many digits after the point. */
export const decimals = (value, digits) => formats[`decimals${digits}`].format(value);
export const percent = (value) => formats.percent.format(value);
export const day = (text) => shown(formats.day, text);
export const moment = (text) => shown(formats.moment, text) + (valid(text) ? " UTC" : "");

function valid(text) {
  return !Number.isNaN(Date.parse(text));
}

function shown(format, text) {
  return valid(text) ? format.format(new Date(text)) : text;
}

const STEPS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** Return how long ago a moment was, "3 hours ago". */
export function ago(text, now = Date.now()) {
  const seconds = Math.max(0, (now - Date.parse(text)) / 1000);
  const [unit, size] = STEPS.find(([, length]) => seconds >= length) ?? ["minute", 60];
  return formats.ago.format(-Math.floor(seconds / size), unit);
}
