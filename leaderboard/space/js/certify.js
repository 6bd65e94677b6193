// From a learner's records to a certificate, or to what is missing: the rule of `smol_leaderboard/certify.py`, and nothing else.
// Pure. A test draws histories and compares both.

import { compare } from "./canonical.js";

const TIER = 1;
const RESULTS = ["grade", "quiz", "evaluation"];

/** Return how one subject stands with a certificate, by slug: `{certificate, conditions, met, missing, evidence}`. */
export function standing(records, rules, certificate) {
  const mine = counted(records);
  const found = new Map();
  for (const rule of included(rules, certificate)) {
    for (const one of conditions(mine, rules, rule)) found.set(JSON.stringify([one.kind, one.unit, one.exercise]), one);
  }
  const all = [...found.values()];
  return {
    certificate,
    conditions: all,
    met: all.length > 0 && all.every(({ met }) => met),
    missing: all.filter(({ met }) => !met),
    evidence: [...new Set(all.filter(({ met }) => met).map(({ record }) => record))].sort(compare),
  };
}

/** Return how one subject stands with each certificate. */
export function standings(records, rules) {
  return rules.certificates.map(({ slug }) => standing(records, rules, slug));
}

/** Return the results that may count: official, of a learner, not superseded. */
export function counted(records) {
  const results = records.filter(({ kind }) => RESULTS.includes(kind));
  const replaced = new Set(results.filter(({ kind }) => kind !== "quiz").map((one) => one.supersedes ?? ""));
  return results.filter(
    (one) => one.kind === "quiz" || (!replaced.has(one.id) && !one.reference && one.environment.tier === TIER),
  );
}

function included(rules, slug) {
  const rule = rules.certificates.findLast((one) => one.slug === slug);
  if (!rule) throw new RangeError("no such certificate");
  return [...(rule.includes ?? []).flatMap((other) => included(rules, other)), rule];
}

function* conditions(mine, rules, rule) {
  for (const slug of rule.units) {
    for (const [name, points] of Object.entries(rules.units[slug].exercises)) yield exercise(mine, rules, slug, name, points);
    if (rule.quiz ?? true) yield quiz(mine, rules, slug);
  }
  for (const slug of rule.models ?? []) yield model(mine, rules, slug, "model");
  if (rule.project) yield model(mine, rules, rule.project, "project");
}

function share(most, percent) {
  return Math.ceil((most * percent) / 100);
}

function exercise(mine, rules, unit, name, most) {
  const need = share(most, rules.exercise_percent);
  const found = mine
    .filter((one) => one.kind === "grade" && one.unit === unit && !isEmpty(one))
    .flatMap((one) => one.exercises.filter((grade) => grade.name === name).map(({ points }) => best(one, rules, points, need)));
  return condition("exercise", unit, found, { exercise: name, need, most });
}

/** Whether no exercise came with it: a final project is handed in alone. */
function isEmpty(one) {
  const grades = [...one.exercises, ...(Array.isArray(one.bonus) ? one.bonus : [])];
  const checks = grades.flatMap((grade) => (Array.isArray(grade?.checks) ? grade.checks : []));
  return checks.length > 0 && checks.every((check) => ["not_started", "no_file"].includes(check?.reason));
}

function quiz(mine, rules, unit) {
  const results = mine.filter((one) => one.kind === "quiz" && one.unit === unit && one.total > 0);
  const most = Math.max(0, ...results.map(({ total }) => total));
  const found = results.map((one) => best(one, rules, one.right, share(one.total, rules.quiz_percent)));
  return condition("quiz", unit, found, { need: share(most, rules.quiz_percent), most });
}

function model(mine, rules, unit, kind) {
  const found = mine
    .filter((one) => one.kind === "evaluation" && one.unit === unit)
    .map((one) => {
      const better = (one.gains ?? []).some(({ task, low }) => task === rules.compared && low > 0);
      const [why, codes] = ofModel(one, better, kind);
      return best(one, rules, Number(one.counts) + Number(better) + Number(!why), 3, why, codes);
    });
  return condition(kind, unit, found);
}

function ofModel(one, better, kind) {
  if (!one.counts) return ["does_not_count", one.counts_not ?? []];
  if (!better) return ["not_better", []];
  if (kind === "project" && one.project?.length !== 0) return ["unfinished", one.project ?? []];
  return ["", []];
}

function best(one, rules, have, need, why = "", codes = []) {
  const lateness = latenessOf(rules, one.cohort, one.unit, one.received_at ?? "");
  const enough = have >= need;
  const met = lateness !== "too_late" && !rules.practice && enough;
  let because = "";
  if (rules.practice) because = "practice";
  else if (!met) because = enough ? "too_late" : why || "too_few";
  return { met, onTime: !lateness, have, received: one.received_at ?? "", record: one.id, why: because, codes };
}

function latenessOf(rules, cohort, unit, received) {
  const dates = Object.hasOwn(rules.cohorts, cohort) ? rules.cohorts[cohort] : {};
  const due = Object.hasOwn(dates, unit) ? dates[unit].due : "";
  if (!due || compare(received, due) <= 0) return "";
  const forgiven = new Date(Date.parse(due) + rules.grace_h * 3_600_000).toISOString().replace(".000Z", "Z");
  return rules.late === "counts" || compare(received, forgiven) <= 0 ? "late" : "too_late";
}

/** Negative if the first is the worse one. */
function worse(a, b) {
  return (
    Number(a.met) - Number(b.met) ||
    Number(a.onTime) - Number(b.onTime) ||
    a.have - b.have ||
    earlier(a.received, b.received) ||
    compare(a.record, b.record) ||
    compare(a.why, b.why) ||
    lists(a.codes, b.codes)
  );
}

/** Of two alike the one that came first is the better one; one that goes on longer counts as better, as in tuples. */
function earlier(a, b) {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = right[index].codePointAt(0) - left[index].codePointAt(0);
    if (difference) return difference;
  }
  return left.length - right.length;
}

function lists(a, b) {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = compare(a[index], b[index]);
    if (difference) return difference;
  }
  return a.length - b.length;
}

function condition(kind, unit, found, { exercise = "", need = 0, most = 0 } = {}) {
  const about = { kind, unit, exercise, need, most };
  if (!found.length) return { ...about, met: false, have: 0, why: "absent", codes: [], late: false, record: "" };
  const top = found.reduce((most_, one) => (worse(most_, one) < 0 ? one : most_));
  return {
    ...about,
    met: top.met,
    have: kind === "exercise" || kind === "quiz" ? top.have : 0,
    why: top.why,
    codes: top.met ? [] : top.codes,
    late: top.met && !top.onTime,
    record: top.record,
  };
}
