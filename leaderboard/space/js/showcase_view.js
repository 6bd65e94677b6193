// The evening of the course: who won what, and how that follows from the records; then every accepted final project.

import { choice, field } from "./choices.js";
import { h, outward, prose } from "./dom.js";
import { day, has, number, t } from "./language.js";
import * as links from "./links.js";
import { difference, interval, metricName, value } from "./measured.js";
import { cut, visible } from "./names.js";
import { named } from "./row.js";

const LANGUAGES = ["en", "es"];
const away = { target: "_blank", rel: "noopener noreferrer" };

/** Return the view of a cohort's showcase; `remember` hears of each new state. */
export function showcaseView(board, showcase, given, remember) {
  const state = { cohort: showcase.cohort(given.cohort) };
  const content = h("div");

  function change(part) {
    Object.assign(state, part);
    write();
    remember(state);
  }

  function write() {
    const { awards, projects } = showcase.of(state.cohort);
    content.replaceChildren(...awardsOf(board, awards), ...projectsOf(board, projects, showcase.awards));
  }

  write();
  return h(
    "article",
    { class: "view showcase" },
    h("h1", { tabindex: -1, "data-title": t("page.showcase") }, t("page.showcase")),
    h("p", { class: "lead" }, t("showcase.what")),
    showcase.cohorts.length > 1 ? h("search", { class: "filters" }, cohorts(showcase, state, change)) : null,
    content,
  );
}

function cohorts(showcase, state, change) {
  const named = showcase.cohorts.map((name) => [name, cut(name, 40).trim() || t("showcase.no_cohort")]);
  return field("cohort", t("page.cohort"), choice("cohort", named, state, change));
}

function awardsOf(board, awards) {
  const list = awards.length
    ? h("ul", { class: "awards" }, ...awards.map((award) => awardOf(board, award)))
    : h("p", { class: "nothing" }, t("showcase.no_awards"));
  return [h("h2", null, t("showcase.awards")), list];
}

function awardOf(board, award) {
  const { winners } = award;
  return h(
    "li",
    { class: "award" },
    h("h3", null, ...titleOf(award)),
    h("p", { class: "how" }, howOf(award)),
    winners.length > 1 ? h("p", { class: "how shared" }, sharedBy(award)) : null,
    h("ul", { class: "winners" }, ...winners.map((winner) => winnerOf(board, award, winner))),
  );
}

/** Return what an award is called, with its unit and its size class where it is not over all of them. */
function titleOf({ kind, unit, size_class: size }) {
  const key = `award.${kind}`;
  const name = has(key) ? t(key) : cut(kind.replaceAll("_", " "), 40);
  return [name, ...[cut(unit, 40), cut(size, 20)].filter(Boolean).flatMap((part) => [" · ", h("bdi", { dir: "auto" }, part)])];
}

/** Return the sentence of how an award is decided; none for a kind of a later program. */
function howOf({ kind, task, metric }) {
  const key = `award.how_${kind}`;
  return has(key) ? t(key, { task: cut(task, 40), metric: metricName(metric, true) }) : "";
}

function sharedBy({ kind, winners }) {
  return t("award.how_shared" + (kind === "smallest" ? "_smallest" : ""), { winners: winners.length });
}

function winnerOf(board, award, winner) {
  return h(
    "li",
    null,
    h("p", { class: "who" }, learnerOf(board, winner)),
    h("p", { class: "model" }, modelOf(winner)),
    h("p", { class: "reached" }, ...reachedOf(award, winner)),
  );
}

function reachedOf({ kind, metric }, { value: reached, low, high }) {
  if (kind === "smallest") return [h("span", { class: "got" }, t("showcase.parameters", { count: reached }))];
  const shown = kind === "most_improved" ? difference(reached, metric) : value(reached, metric);
  return [h("span", { class: "got" }, shown), " ", h("span", { class: "bounds" }, interval(low, high, metric))];
}

function learnerOf(board, row) {
  const name = named({ ...row, reference: "" }, 40);
  return board.find(row.subject, "") ? h("a", { href: links.learner({ subject: row.subject }) }, name) : name;
}

function modelOf(row) {
  return h("a", { href: links.oneModel(row, row.record) }, h("bdi", { class: "name" }, cut(row.model, 80)));
}

function projectsOf(board, projects, awards) {
  const list = projects.length
    ? h("ul", { class: "projects" }, ...projects.map((project) => projectOf(board, project, awards)))
    : h("p", { class: "nothing" }, ...prose(t("showcase.no_projects")));
  return [h("h2", null, t("showcase.projects")), list];
}

function projectOf(board, project, awards) {
  const won = project.awards.map((place) => h("li", { class: "mark" }, ...titleOf(awards[place])));
  return h(
    "li",
    { class: "project" },
    h("h3", null, modelOf(project)),
    h("p", { class: "who" }, `${t("model.by")} `, learnerOf(board, project)),
    won.length ? h("ul", { class: "won", "aria-label": t("showcase.awards") }, ...won) : null,
    h("div", { class: "told", lang: LANGUAGES.includes(project.language) ? project.language : null, dir: "auto" }, ...paragraphs(project.summary)),
    gainOf(project),
    h("p", { class: "facts" }, ...factsOf(project)),
  );
}

/** A stranger's text: its line breaks are kept, and nothing else of it is more than letters. */
function paragraphs(text) {
  const parts = text.split(/\n+/).map((part) => visible(part).trim());
  return parts.filter(Boolean).map((part) => h("p", { dir: "auto" }, part));
}

function gainOf({ gain, results }) {
  if (!gain) return null;
  const metric = results.find(({ task }) => task === gain.task)?.metric ?? "";
  const key = gain.low > 0 ? "better" : gain.high < 0 ? "worse" : "unclear";
  const fields = { task: cut(gain.task, 40), difference: difference(gain.difference, metric), interval: interval(gain.low, gain.high, metric) };
  return h("p", { class: `gain ${key}` }, t("model.compared"), " · ", t(`model.gain_${key}`, fields));
}

function factsOf(project) {
  const base = links.model(project.base);
  const baseName = h("bdi", null, cut(project.base, 80));
  const hub = links.modelAt(project.model, project.revision);
  const parts = [
    [t("model.size", { size: cut(project.size_class, 20), parameters: project.parameters })],
    project.base ? [`${t("model.base")} `, base ? h("a", { href: base, ...away }, baseName) : baseName] : null,
    hub ? [h("a", { href: hub, ...away }, t("model.on_hub"))] : null,
    project.received_at ? [h("time", { datetime: project.received_at }, day(project.received_at))] : null,
    project.demo ? [demoOf(project.demo)] : null,
  ];
  return parts.filter(Boolean).flatMap((part, index) => (index ? [" · ", ...part] : part));
}

/** The link to a demo says where it leads; what is no address of the form that a course takes stays text. */
function demoOf(demo) {
  const found = links.elsewhere(demo);
  return found ? outward(demo, t("showcase.demo", { host: cut(found.host, 80) })) : h("code", null, cut(demo, 60));
}
