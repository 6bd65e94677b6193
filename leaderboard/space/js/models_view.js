// The models as tables: one for each ranking, with the interval of every number and the ties that follow from it.

import { choice, field } from "./choices.js";
import { copyButton } from "./copying.js";
import { h, prose, spoken } from "./dom.js";
import { number, t } from "./language.js";
import * as links from "./links.js";
import { difference, interval, metricName, value, whisker } from "./measured.js";
import { cut, visible } from "./names.js";
import { marks } from "./verdicts.js";

const AT_FIRST = 50;
const QUIET_MS = 400;

/** Return the view of the models in a state; `remember` hears of each new state. */
export function modelsView(models, given, remember) {
  const state = { ...given, task: models.tasks[models.task(given.task)]?.task ?? "" };
  if (!models.document.size_classes.includes(state.size)) state.size = "";
  if (!models.units.includes(state.unit)) state.unit = "";
  const count = h("p", { class: "count", role: "status" });
  const tables = h("div");
  let told = 0;

  function change(part) {
    Object.assign(state, part);
    write();
    remember(state);
  }

  function write() {
    const rankings = models.select(state);
    const rows = rankings.reduce((sum, { places }) => sum + places.length, 0);
    tables.replaceChildren(...(rows ? rankings.map(tableOf) : [nothing(models)]), ...(rows ? [legend(rankings)] : []));
    clearTimeout(told); // a reader who types hears the last count, not each
    const text = t("models.count", { count: rows });
    if (!count.textContent) count.textContent = text;
    else told = setTimeout(() => (count.textContent = text), QUIET_MS);
  }

  write();
  return h(
    "section",
    { class: "view models" },
    h("h1", { tabindex: -1, "data-title": t("page.models") }, t("page.models")),
    models.rows.length ? h("div", { class: "above" }, filters(models, state, change), count) : null,
    tables,
  );
}

function filters(models, state, change) {
  const tasks = models.tasks.map(({ task, metric }) => [task, `${cut(task, 40)} (${metricName(metric, true)})`]);
  const sizes = models.document.size_classes.map((size) => [size, cut(size, 20)]);
  const units = models.units.map((unit) => [unit, cut(unit, 40)]);
  const search = h("input", {
    id: "search",
    type: "search",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 200,
    value: state.query,
  });
  search.addEventListener("input", () => change({ query: search.value }));
  return h(
    "search",
    { class: "filters" },
    field("search", t("models.search"), search),
    field("task", t("models.task"), choice("task", tasks, state, change)),
    field("size", t("models.size"), choice("size", [["", t("models.every_size")], ...sizes], state, change)),
    field("unit", t("board.unit"), choice("unit", [["", t("models.every_unit")], ...units], state, change)),
  );
}

function nothing(models) {
  return h("p", { class: "nothing" }, ...prose(t(models.rows.length ? "models.nothing_found" : "models.none_yet")));
}

function tableOf(ranking) {
  const { size, limit, task, places } = ranking;
  const id = `ranking-${size}-${limit}`;
  const title = [cut(size, 20), " · ", cut(task.task, 40), " ", h("span", { class: "metric" }, metricName(task.metric))];
  if (limit) title.push(" · ", h("span", { class: "metric" }, t("models.limited", { limit })));
  const body = h("tbody", null, ...places.slice(0, AT_FIRST).map((place) => rowOf(place, ranking)));
  const columns = [
    ["number rank", t("column.rank")],
    ["who", t("models.model")],
    ["number value", t("models.value")],
    ["interval", t("models.interval")],
    ["number gap", t("models.gap")],
    ["again", t("models.again")],
  ];
  const head = columns.map(([kind, text]) => h("th", { scope: "col", class: kind }, text));
  const table = h("table", { class: "ranking", "aria-labelledby": id }, h("thead", null, h("tr", null, ...head)), body);
  const rest = places.length - AT_FIRST;
  const all = () => {
    body.append(...places.slice(AT_FIRST).map((place) => rowOf(place, ranking)));
    more.remove();
    body.rows[AT_FIRST].querySelector("a").focus();
  };
  const more = rest > 0 ? h("button", { click: all }, t("models.show_rest", { count: rest })) : null;
  return h("section", null, h("h2", { id }, ...title), h("div", { class: "holder" }, table), more);
}

function rowOf(place, ranking) {
  const { row, rank, shared, tie } = place;
  const { metric } = ranking.task;
  const about = row.units.map((unit) => h("bdi", null, cut(unit, 40))).flatMap((unit, index) => (index ? [", ", unit] : [unit]));
  return h(
    "tr",
    { class: row.reference ? "reference" : rank === null ? "unranked" : `tie-${tie % 2}` },
    h("td", { class: "number rank" }, ...rankOf(rank, shared)),
    h(
      "th",
      { scope: "row", class: "who" },
      h("a", { href: links.oneModel(row) }, h("bdi", { class: "name" }, cut(row.model, 60))),
      h("span", { class: "about" }, ...about, ...marks(row)),
    ),
    h("td", { class: "number value" }, h("span", { class: "got" }, value(place.value, metric))),
    h(
      "td",
      { class: "interval" },
      whisker(place, ranking),
      h("span", { class: "bounds" }, interval(place.low, place.high, metric)),
    ),
    h("td", { class: "number gap", "data-name": t("models.gap") }, ...gapOf(row)),
    h("td", { class: "again" }, ...againOf(row)),
  );
}

/** The command that measures a model again; none where its maker has withdrawn. */
function againOf(row) {
  if (links.isWithdrawn(row.model)) return [];
  return copyButton(visible(String(row.reproduce)), t("copy.command_of", { model: cut(row.model, 80) }));
}

function rankOf(rank, shared) {
  if (rank === null) return [h("span", { "aria-hidden": "true" }, "–"), spoken(t("row.unranked"))];
  if (!shared) return [number(rank)];
  return [number(rank), h("span", { class: "shares", "aria-hidden": "true" }, "="), spoken(` ${t("models.shared")}`)];
}

/** The overfit gap in percentage points; none where one of its two tasks was not measured. */
function gapOf(row) {
  if (row.overfit_gap === null) return [h("span", { "aria-hidden": "true" }, "–"), spoken(t("models.no_gap"))];
  return [difference(row.overfit_gap, "exact_match")];
}

function legend(rankings) {
  const parts = [t("models.legend_interval")];
  if (rankings.some(({ places }) => places.some(({ shared }) => shared))) parts.push(t("models.legend_shared"));
  if (rankings.some(({ bases }) => bases.length)) parts.push(t("models.legend_base"));
  parts.push(t("models.legend_gap"));
  return h("ul", { class: "legend" }, ...parts.map((text) => h("li", null, text)));
}
