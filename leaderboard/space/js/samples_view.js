// What a model answered: the first samples of a task, read when they are asked for. Everything in them is text.

import { h } from "./dom.js";
import { number, t } from "./language.js";
import { value } from "./measured.js";
import { fetchSamples } from "./models.js";
import { cut, visible } from "./names.js";
import { explained, problemPart } from "./problem.js";

const SHOWN = 20;
const LONG = 240; // characters beyond which a text is folded
const LONGEST = 20_000;

/** Return a fold with the samples of one task's result. */
export function samplesOf(result) {
  const content = h("div");
  const fold = h("details", { class: "answered" }, h("summary", null, t("sample.of", { task: cut(result.task, 40) })), content);
  fold.addEventListener("toggle", () => {
    if (fold.open && !content.firstChild) fill(content, result);
  });
  return fold;
}

async function fill(content, result) {
  content.replaceChildren(h("p", { class: "waiting", role: "status" }, t("page.loading")));
  try {
    const { samples, more } = await fetchSamples(result.samples, SHOWN);
    const left = more ? t("sample.first", { shown: samples.length, of: result.n }) : t("sample.all", { count: samples.length });
    content.replaceChildren(
      h("p", { class: "note" }, left),
      h("ol", { class: "answers" }, ...samples.map((one) => sample(one, result))),
    );
  } catch (error) {
    content.replaceChildren(problemPart(explained(error), () => fill(content, result)));
  }
}

function sample(one, { metric }) {
  const replies = Array.isArray(one.replies) ? one.replies : [];
  const answers = replies.filter((reply) => typeof reply?.text === "string");
  return h(
    "li",
    null,
    h("p", { class: "head" }, `#${number(Number(one.number) || 0)} `, verdict(one, metric), ...freely(one), ...ended(answers)),
    h(
      "dl",
      null,
      ...said("sample.question", questionOf(one)),
      ...said("sample.target", textOf(one.target)),
      ...said("sample.extracted", textOf(one.extracted)),
      ...answers.flatMap((reply) => said("sample.answer", reply.text, true)),
    ),
  );
}

/** Right or wrong for proportions; for a loss the sample's own. */
function verdict({ total, weight }, metric) {
  if (metric === "bits_per_byte") {
    return h("span", { class: "score" }, weight > 0 ? value((1e6 * total) / weight, metric) : "–");
  }
  if (total === weight) return h("span", { class: "score right" }, `✓ ${t("sample.right")}`);
  if (total === 0) return h("span", { class: "score wrong" }, `✗ ${t("sample.wrong")}`);
  return h("span", { class: "score" }, value((1e6 * total) / weight, metric));
}

/** A wrong answer whose last number would be the right one: it counts as wrong, and is told. */
function freely({ total, extra }) {
  return total === 0 && extra?.flexible === 1 ? [" ", h("span", { class: "mark" }, t("sample.flexible"))] : [];
}

function ended(answers) {
  const cutOff = answers.some((reply) => reply.ended === "length");
  return cutOff ? [" ", h("span", { class: "mark" }, t("sample.cut_off"))] : [];
}

function questionOf({ messages, prompt }) {
  if (!Array.isArray(messages) || !messages.length) return textOf(prompt);
  const lines = messages.map((message) => [String(message?.role ?? ""), textOf(message?.content)]);
  return lines.length === 1 ? lines[0][1] : lines.map(([role, text]) => `${role}: ${text}`).join("\n\n");
}

function textOf(found) {
  return typeof found === "string" ? found : found === undefined || found === null ? "" : JSON.stringify(found);
}

function said(key, text, always = false) {
  if (!text && !always) return [];
  return [h("dt", null, t(key)), h("dd", null, text ? folded(text) : h("em", null, t("sample.nothing")))];
}

/** Return a text as it is, line for line; a long one in a fold that shows how it begins. */
function folded(text) {
  const whole = h("div", { class: "text" }, h("bdi", { dir: "auto" }, linesOf(text.slice(0, LONGEST)), text.length > LONGEST ? "…" : ""));
  if (text.length <= LONG && text.split("\n").length <= 8) return whole;
  whole.tabIndex = 0;
  return h("details", { class: "long" }, h("summary", null, h("bdi", { dir: "auto" }, cut(text, 80))), whole);
}

function linesOf(text) {
  return text.split("\n").map(visible).join("\n");
}
