// How far a learner is with each certificate, by the rule and the tables that a page reads; results of quizzes stand in none.

import { standings } from "./certify.js";
import { fetchDocument, Unreadable } from "./data.js";
import { h, prose } from "./dom.js";
import { language, t } from "./language.js";
import { fetchEvaluation } from "./models.js";
import { cut } from "./names.js";
import { explained, problemPart } from "./problem.js";
import { rowsOf } from "./records.js";
import { outOf } from "./row.js";
import { fetchRules, ruleOf } from "./rules.js";

/** Return a part that is read when it is opened: most readers of a learner's page do not ask. */
export function progressPart(board, row) {
  const content = h("div", { class: "progress" });
  const part = h("details", { class: "towards" }, h("summary", null, t("progress.title")), content);
  part.addEventListener("toggle", () => part.open && !content.firstChild && fill(content, board, row));
  return part;
}

async function fill(content, board, row) {
  content.replaceChildren(h("p", { class: "waiting", role: "status" }, t("page.loading")));
  try {
    const [rules, issued, { found, failure }] = await Promise.all([fetchRules(), issuedTo(row.subject), rowsOf(board, row, () => {})]);
    if (failure) throw failure;
    const records = await recordsOf(found);
    content.replaceChildren(...standings(records, rules).map((one) => certificate(one, rules, issued)), h("p", { class: "note" }, ...prose(t("progress.note"))));
  } catch (error) {
    content.replaceChildren(problemPart(explained(error), () => fill(content, board, row)));
  }
}

/** Return the ids of a subject's certificates by slug, the newest last. */
async function issuedTo(subject) {
  try {
    const { certificates } = await fetchDocument("certificates/index.json", ["certificates"]);
    return certificates.filter((one) => one?.subject === subject && /^[0-9a-f]{32}$/.test(one.id));
  } catch (error) {
    if (error instanceof Unreadable && error.kind === "missing") return [];
    throw error;
  }
}

/** Return the lines of the tables as records, as far as the rule needs them. */
async function recordsOf(lines) {
  const grades = lines.filter(({ kind }) => kind === "grade").map(gradeOf);
  const models = lines.filter(({ kind, reference }) => kind === "evaluation" && !reference);
  return [...grades, ...(await Promise.all(models.map(({ id }) => fetchEvaluation(id))))];
}

function gradeOf(line) {
  let exercises;
  try {
    exercises = JSON.parse(line.exercises).map(([name, points]) => ({ name, points }));
  } catch {
    throw new Unreadable("damaged");
  }
  return { ...line, exercises, environment: { tier: Number(line.tier) } };
}

function certificate({ certificate: slug, conditions }, rules, issued) {
  const title = ruleOf(rules, slug).title?.[language] ?? slug;
  const counted = ["exercise", "model", "project"]
    .map((kind) => [kind, conditions.filter((one) => one.kind === kind)])
    .filter(([, all]) => all.length)
    .map(([kind, all]) => t(`progress.${kind}`, { met: all.filter(({ met }) => met).length, of: all.length }));
  const quizzes = conditions.filter(({ kind }) => kind === "quiz").length;
  if (quizzes) counted.push(t("progress.quiz", { count: quizzes }));
  const mine = issued.filter((one) => one.certificate === slug).at(-1);
  const missing = conditions.filter(({ kind, met }) => kind === "exercise" && !met);
  const late = conditions.filter((one) => one.late).map((one) => shortOf(one, rules));
  return h(
    "section",
    null,
    h("h3", null, h("bdi", { dir: "auto" }, cut(title, 100))),
    h("p", null, counted.join(" · "), mine ? [" · ", h("a", { href: `#/verify/${mine.id}` }, t("progress.issued"))] : null),
    late.length ? h("p", null, t("progress.late", { what: late.join(", ") })) : null,
    missing.length ? h("details", null, h("summary", null, t("progress.missing", { count: missing.length })), list(missing)) : null,
  );
}

/** What a condition is about, in a word or three. */
function shortOf({ kind, unit, exercise }, rules) {
  if (exercise) return cut(exercise, 60);
  const fields = { unit: cut(rules.units[unit]?.alias ?? unit, 40) };
  return kind === "quiz" ? t("progress.late_quiz", fields) : kind === "model" ? t("progress.late_model", fields) : t("progress.late_project");
}

function list(missing) {
  const items = missing.map(({ unit, exercise, have, need }) => h("li", null, h("bdi", null, cut(unit, 40)), " ", h("code", null, cut(exercise, 60)), ` ${outOf(have, need)}`));
  return h("ul", { class: "entries" }, ...items);
}
