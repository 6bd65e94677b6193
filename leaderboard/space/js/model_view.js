// One model: what was measured and how sure it is, against its base, flags and reasons, samples, provenance.

import { copyButton } from "./copying.js";
import { h, prose, spoken } from "./dom.js";
import { decimals, moment, number, t } from "./language.js";
import * as links from "./links.js";
import { difference, interval, metricName, value, whisker } from "./measured.js";
import { cut, visible } from "./names.js";
import { fetchEvaluation } from "./models.js";
import { explained, problem, problemPart } from "./problem.js";
import { hash, segment, versions } from "./provenance.js";
import { samplesOf } from "./samples_view.js";
import { flags, lacking, marks, reasons } from "./verdicts.js";

const away = { target: "_blank", rel: "noopener noreferrer" };

/** Return the view of a model; what stands only in its record comes when that has been read. */
export function modelView(board, models, { model, record }, back) {
  const rows = models.find(model);
  const row = rows.find((one) => one.record === record) ?? rows[0];
  if (!row) return problem({ kind: "no_model" }, null, back, "model.back");
  const rest = h("div");
  fill(rest, row);
  return h(
    "article",
    { class: "view model" },
    h("p", { class: "back" }, h("a", { href: back }, t("model.back"))),
    ...headOf(row),
    h("p", { class: "facts" }, ...facts(board, row)),
    ...others(rows, row),
    results(models, row),
    gap(row),
    counting(row),
    flagged(row),
    again(row),
    rest,
  );
}

function headOf(row) {
  const heading = h("h1", { tabindex: -1 }, h("bdi", { class: "name" }, cut(row.model, 100)));
  heading.dataset.title = cut(row.model, 60);
  return [heading, h("p", { class: "about" }, ...marks(row))];
}

function facts(board, row) {
  const parts = [t("model.size", { size: cut(row.size_class, 20), parameters: row.parameters })];
  if (row.base) parts.push([`${t("model.base")} `, linkOf(links.model(row.base), row.base)]);
  if (row.units.length) parts.push(`${t("board.unit")}: ${row.units.map((unit) => cut(unit, 40)).join(", ")}`);
  const learner = row.reference ? null : board.find(row.subject, "");
  if (row.name.trim()) parts.push([`${t("model.by")} `, byOf(row, learner)]);
  else if (learner) parts.push(h("a", { href: links.learner(learner) }, t("model.learner")));
  if (row.limit) parts.push(t("models.limited", { limit: row.limit }));
  const page = links.modelAt(row.model, row.revision);
  if (page) parts.push(h("a", { href: page, ...away }, t("model.on_hub")));
  return parts.flatMap((part, index) => (index ? [" · ", part] : [part])).flat();
}

function byOf(row, learner) {
  const name = h("bdi", { dir: "auto", class: "name" }, cut(row.name, 40));
  return learner ? h("a", { href: links.learner(learner) }, name) : name;
}

function linkOf(address, text) {
  const shown = h("bdi", null, cut(text, 80));
  return address ? h("a", { href: address, ...away }, shown) : shown;
}

/** Further measurements of the same model: of fewer samples, or by somebody else. */
function others(rows, row) {
  const rest = rows.filter((one) => one.record !== row.record);
  if (!rest.length) return [];
  const items = rest.flatMap((one, index) => {
    const text = one.limit ? t("models.limited", { limit: one.limit }) : t("models.every_sample");
    const link = h("a", { href: links.oneModel(one, one.record) }, text, " ", h("code", null, one.record.slice(0, 8)));
    return index ? [" · ", link] : [link];
  });
  return [h("p", { class: "facts" }, `${t("model.others")} `, ...items)];
}

function results(models, row) {
  const columns = ["task", "value", "interval", "samples", "rank"];
  const kinds = { value: "number value", interval: "interval", samples: "number samples", rank: "number rank" };
  const head = columns.map((name) => h("th", { scope: "col", class: kinds[name] ?? null }, t(`model.${name}`)));
  const lines = models.tasks.flatMap((task, index) => {
    const ranking = models.rankingOf(row, index);
    const place = ranking?.places.find((one) => one.row === row);
    return place ? [line(task, place, ranking)] : [];
  });
  return h(
    "div",
    { class: "holder" },
    h(
      "table",
      { class: "ranking results", "aria-label": t("model.results") },
      h("thead", null, h("tr", null, ...head)),
      h("tbody", null, ...lines),
    ),
  );
}

function line({ task, metric }, place, ranking) {
  const rank = place.rank === null ? [h("span", { "aria-hidden": "true" }, "–"), spoken(t("row.unranked"))] : [number(place.rank)];
  if (place.shared) rank.push(h("span", { class: "shares", "aria-hidden": "true" }, "="), spoken(` ${t("models.shared")}`));
  return h(
    "tr",
    null,
    h("th", { scope: "row" }, cut(task, 40), " ", h("span", { class: "metric" }, metricName(metric))),
    h("td", { class: "number value" }, h("span", { class: "got" }, value(place.value, metric))),
    h(
      "td",
      { class: "interval" },
      whisker(place, ranking),
      h("span", { class: "bounds" }, interval(place.low, place.high, metric)),
    ),
    h("td", { class: "number samples" }, number(place.n)),
    h("td", { class: "number rank", "data-name": t("model.rank") }, ...rank),
  );
}

function gap(row) {
  if (row.overfit_gap === null) return null;
  const fields = {
    gap: difference(row.overfit_gap, "exact_match"),
    stderr: difference(row.overfit_gap_stderr, "exact_match").replace("+", ""),
  };
  return part("model.gap", h("p", null, t("model.gap_is", fields)));
}

function counting(row) {
  const found = reasons(row);
  if (!found.length) {
    const key = row.reference ? "model.counts_reference" : "model.counts_yes";
    return part("model.counts", h("p", null, t(key)));
  }
  const items = found.map(([why, fix]) =>
    h("li", null, ...prose(why), fix ? h("p", { class: "fix" }, ...prose(fix)) : null),
  );
  return part("model.counts", h("ul", { class: "reasons" }, ...items));
}

function flagged(row) {
  const found = flags(row);
  if (!found.length) return null;
  return part("model.flags", h("ul", { class: "reasons" }, ...found.map((text) => h("li", null, ...prose(text)))));
}

function again(row) {
  if (links.isWithdrawn(row.model)) return part("model.again", h("p", null, t("model.withdrawn")));
  const command = visible(String(row.reproduce)); // what cannot be seen is not copied either
  return part(
    "model.again",
    h("p", null, t("model.again_is")),
    h("div", { class: "command" }, h("code", { tabindex: 0 }, command), ...copyButton(command, t("copy.command"))),
  );
}

function part(key, ...content) {
  return h("section", null, h("h2", null, t(key)), ...content);
}

async function fill(element, row) {
  element.replaceChildren(h("p", { class: "waiting", role: "status" }, t("page.loading")));
  try {
    const record = await fetchEvaluation(row.record);
    element.replaceChildren(...[compared(record), project(record), samples(record), provenance(record)].filter(Boolean));
  } catch (error) {
    element.replaceChildren(problemPart(explained(error), () => fill(element, row)));
  }
}

function compared(record) {
  if (!record.gains.length) return null;
  const items = record.gains.map((gain) => {
    const metric = record.results.find(({ task }) => task === gain.task)?.metric ?? "";
    const key = gain.low > 0 ? "better" : gain.high < 0 ? "worse" : "unclear";
    const fields = {
      task: cut(gain.task, 40),
      difference: difference(gain.difference, metric),
      interval: interval(gain.low, gain.high, metric),
    };
    return h("li", { class: `gain ${key}` }, t(`model.gain_${key}`, fields));
  });
  const base = [t("model.base_record"), " ", h("code", null, cut(record.gains[0].base, 16))];
  return part("model.compared", h("ul", { class: "reasons" }, ...items), h("p", { class: "note" }, ...base));
}

/** Whether it is accepted as a final project, or what is missing; nothing for a model in which nobody looked for one. */
function project(record) {
  if (!Array.isArray(record.project)) return null;
  if (!record.project.length) return part("model.project", h("p", null, t(record.counts ? "model.project_accepted" : "model.project_whole")));
  const items = lacking(record.project).map((text) => h("li", null, ...prose(text)));
  return part("model.project", h("p", null, t("model.project_lacking")), h("ul", { class: "reasons" }, ...items));
}

function samples(record) {
  const told = record.results.filter((result) => result.samples);
  const secret = record.results.filter((result) => !result.samples).map(({ task }) => cut(task, 40));
  const note = secret.length ? h("p", { class: "note" }, t("sample.secret", { tasks: secret.join(", ") })) : null;
  return part("sample.title", ...told.map((result) => samplesOf(result)), note);
}

function provenance(record) {
  const { environment } = record;
  const rows = [
    ["id", hash(record.id)],
    ["content_sha256", hash(record.content_sha256)],
    ["request", hash(record.request)],
    ["received_at", record.received_at ? moment(record.received_at) : ""],
    ["measured_at", moment(record.at)],
    ["revision", hash(record.revision)],
    ["weights_sha256", hash(record.weights_sha256)],
    ["protocol", h("code", null, cut(record.protocol, 80))],
    ["template_sha256", hash(record.template_sha256)],
    ["submitted_template_sha256", hash(record.submitted_template_sha256)],
    ...record.results.map((result) => ["data", dataOf(result)]),
    ...record.results.map((result) => ["further", furtherOf(result)]),
    ["tier", String(environment.tier)],
    ["isolation", cut(environment.isolation, 80)],
    ["machine", cut(`${environment.device}, ${environment.dtype}, ${environment.platform}`, 200)],
    ["environment", cut(`Python ${environment.python}`, 80)],
    ["versions", versions(JSON.stringify(environment.versions))],
    ["seed_commitment", hash(record.seed_commitment)],
    ["cohort", h("bdi", null, cut(record.cohort, 80))],
    ["supersedes", hash(record.supersedes)],
    ["lies_in", segment({ kind: "evaluation", at: record.at })],
  ];
  const said = rows.filter(([, content]) => content !== "" && content !== null);
  const list = said.flatMap(([name, content]) => [h("dt", null, t(`record.${name}`)), h("dd", null, content)]);
  return part("record.provenance", h("dl", null, ...list));
}

/** What else was counted over the same samples, such as the answers that are right when read more freely. */
function furtherOf({ task, extra }) {
  const numbers = Object.entries(extra ?? {}).map(([name, found]) => `${cut(name, 40)} ${decimals(found / 1e6, 3)}`);
  return numbers.length ? `${cut(task, 40)}: ${numbers.join(", ")}` : "";
}

function dataOf(result) {
  return [`${cut(result.task, 40)}: `, h("bdi", null, cut(result.data, 80)), " ", hash(result.data_sha256)];
}
