// What each certificate asks for. Every number comes from the board's `rules.json`.

import { h } from "./dom.js";
import { language, number, t } from "./language.js";
import * as links from "./links.js";
import { cut } from "./names.js";
import { ruleOf } from "./rules.js";

/** Return the view of the rules. */
export function certificatesView(board, rules) {
  return h(
    "article",
    { class: "view certificates" },
    h("h1", { tabindex: -1, "data-title": t("page.certificates") }, t("page.certificates")),
    h("p", null, t("rule.free"), " ", h("a", { href: "#/verify" }, t("rule.verify"))),
    rules.practice ? h("p", { class: "practice" }, t("rule.practice")) : null,
    ...rules.certificates.map((rule) => certificate(board, rules, rule)),
    h("section", null, h("h2", null, t("rule.counts")), h("ul", { class: "reasons" }, ...general(rules).map((text) => h("li", null, text)))),
  );
}

function certificate(board, rules, rule) {
  const id = `certificate-${rule.slug}`;
  const others = (rule.includes ?? []).map((slug) => titled(ruleOf(rules, slug)?.title, slug));
  const slugs = [...new Set([...rule.units, ...(rule.models ?? []), ...(rule.project ? [rule.project] : [])])];
  return h(
    "section",
    { "aria-labelledby": id },
    h("h2", { id }, titled(rule.title, rule.slug)),
    others.length ? h("p", null, t("rule.includes"), " ", ...others.flatMap((one, index) => (index ? [", ", one] : [one])), ".") : null,
    h("ul", { class: "asked" }, ...slugs.map((slug) => unit(board, rules, rule, slug))),
  );
}

function unit(board, rules, rule, slug) {
  const known = Object.hasOwn(rules.units, slug) ? rules.units[slug] : { exercises: {} };
  const title = titled(known.title, slug);
  const parts = [];
  if (rule.units.includes(slug)) {
    const names = Object.entries(known.exercises);
    if (names.length) parts.push(exercises(names, rules.exercise_percent));
    if (rule.quiz ?? true) parts.push(t("rule.quiz", { percent: rules.quiz_percent }));
  }
  if (rule.models?.includes(slug)) parts.push(t("rule.model"));
  if (rule.project === slug) parts.push(t("rule.project"));
  return h(
    "li",
    null,
    h("p", { class: "head" }, board.unit(slug) < 0 ? title : h("a", { href: links.unit(slug) }, title)),
    h("ul", null, ...parts.map((part) => h("li", null, part))),
  );
}

function exercises(names, percent) {
  const key = percent === 100 ? "rule.exercises_whole" : "rule.exercises_share";
  const list = names.map(([name, points]) => h("li", null, h("code", null, cut(name, 60)), ` ${number(points)}`));
  return h("details", null, h("summary", null, t(key, { count: names.length, percent })), h("ul", { class: "points", "aria-label": t("rule.points") }, ...list));
}

function titled(title, slug) {
  const text = typeof title?.[language] === "string" ? title[language] : slug;
  return h("bdi", { dir: "auto" }, cut(text, 100));
}

function general(rules) {
  return [
    t("rule.best"),
    t("rule.official"),
    rules.late === "counts" ? t("rule.late_counts") : t("rule.late_grace", { count: rules.grace_h }),
    rules.valid_days ? t("rule.valid_days", { count: rules.valid_days }) : t("rule.valid_ever"),
    ...(rules.issuer ? [t("rule.issuer", { name: cut(rules.issuer.name, 60), did: cut(rules.issuer.did, 200) })] : []),
  ];
}
