// One learner: ranks, the history as a plot and as a table, the provenance of every record.

import { h, spoken } from "./dom.js";
import { plot, sign } from "./history.js";
import { day, moment, number, t } from "./language.js";
import * as links from "./links.js";
import { cut, visible } from "./names.js";
import { explained, problem, problemPart } from "./problem.js";
import { progressPart } from "./progress_view.js";
import { provenance } from "./provenance.js";
import { reasonOf } from "./reasons.js";
import { recordsOf } from "./records.js";
import { nameOf, named, outOf, staleMark, staleNote } from "./row.js";

const LONG = 60;

/** Return the view of a learner; the records come when they have been read. */
export function learnerView(board, { subject, reference }, back) {
  const row = board.find(subject, reference);
  if (!row) return problem({ kind: "nobody" }, null, back);
  const history = h("section", { "aria-labelledby": "history" });
  fillHistory(history, board, row);
  return h(
    "article",
    { class: "view learner" },
    h("p", { class: "back" }, h("a", { href: back }, t("learner.back"))),
    ...headOf(row),
    summary(board, row),
    staleNote(board.units.filter((_, index) => row.stale?.includes(index)).map(({ slug }) => slug)),
    reference ? null : progressPart(board, row),
    history,
  );
}

function headOf(row) {
  const name = nameOf(row);
  const heading = h(
    "h1",
    { tabindex: -1 },
    named(row, LONG),
    row.reference ? [" ", h("span", { class: "mark" }, t("row.reference"))] : null,
  );
  heading.dataset.title = cut(name, LONG);
  const whole = visible(name);
  const full =
    Array.from(whole).length > LONG
      ? h(
          "details",
          { class: "full" },
          h("summary", null, t("learner.full_name")),
          h("p", { tabindex: 0 }, h("bdi", { dir: "auto" }, whole)),
        )
      : null;
  const profile = row.reference ? null : links.profile(row.name);
  const onHub =
    profile && h("a", { href: profile, target: "_blank", rel: "noopener noreferrer" }, t("learner.profile"));
  const models = row.reference ? [] : [h("a", { href: links.modelsOf(row) }, t("learner.models")), " · "];
  const key = [t("learner.subject"), " ", h("code", null, String(row.subject).slice(0, 16)), "…"];
  return [heading, full, h("p", { class: "facts" }, ...(onHub ? [onHub, " · "] : []), ...models, ...key)].filter(Boolean);
}

function summary(board, row) {
  const line = (title, rank, points, most, requests, reached, mark) =>
    h(
      "tr",
      null,
      h("th", { scope: "row" }, title),
      h(
        "td",
        { class: "number" },
        rank === null ? [h("span", { "aria-hidden": "true" }, "–"), spoken(t("row.unranked"))] : number(rank),
      ),
      h("td", { class: "number" }, outOf(points, most), mark),
      h("td", { class: "number requests" }, number(requests)),
      h("td", { class: "date" }, reached ? day(reached) : "–"),
    );
  const requests = row.cells.reduce((sum, cell) => sum + (cell?.[4] ?? 0), 0);
  const units = board.units.map(({ slug, max_points }, index) => {
    const cell = row.cells[index];
    const title = [sign(index), " ", cut(slug, 40)];
    return cell
      ? line(title, cell[0], cell[1], cell[2], cell[4], cell[3], staleMark(row, index))
      : h("tr", { class: "none" }, h("th", { scope: "row" }, title), h("td", { colspan: 4 }, t("row.no_result")));
  });
  const head = ["rank", "points", "requests", "reached"].map((name) =>
    h("th", { scope: "col", class: name === "reached" ? "date" : `number ${name}` }, t(`column.${name}`)),
  );
  return h(
    "div",
    { class: "holder" },
    h(
      "table",
      { class: "summary", "aria-label": t("learner.results") },
      h("thead", null, h("tr", null, h("th", { scope: "col" }, t("column.unit")), ...head)),
      h(
        "tbody",
        null,
        ...units,
        line(
          h("strong", null, t("board.overall")),
          row.rank,
          row.points,
          board.document.max_points,
          requests,
          row.reached,
          staleMark(row, -1),
        ),
      ),
    ),
  );
}

async function fillHistory(section, board, row) {
  const heading = h("h2", { id: "history" }, t("history.title"));
  const progress = h("p", { class: "waiting", role: "status" }, t("page.loading"));
  const again = () => fillHistory(section, board, row);
  const tell = (done, of) => (progress.textContent = t("history.reading", { done, of }));
  section.replaceChildren(heading, progress);
  try {
    const { records, failure } = await recordsOf(board, row, tell);
    const none = failure ? [] : [h("p", null, t("history.none"))];
    const parts = failure ? [problemPart(failure, again)] : [];
    section.replaceChildren(heading, ...parts, ...(records.length ? historyOf(records, board) : none));
  } catch (error) {
    section.replaceChildren(heading, problemPart(explained(error), again));
  }
}

function historyOf(records, board) {
  const units = board.units.map(({ slug }) => slug);
  const frame = h("figure", { class: "figure" });
  let width = 0;
  const draw = () => {
    const now = Math.max(280, Math.min(Math.floor(frame.clientWidth), 900));
    if (now === width || !frame.clientWidth) return;
    width = now;
    frame.firstElementChild.replaceWith(plot(records, units, width));
  };
  const used = units
    .map((slug, index) => [slug, index])
    .filter(([slug]) => records.some((one) => one.unit === slug && one.kind === "grade"));
  frame.append(
    h("div"),
    h(
      "figcaption",
      null,
      ...used.map(([slug, index]) => h("span", { class: "key" }, sign(index), " ", cut(slug, 40))),
      h("span", { class: "hint" }, t("history.caption")),
    ),
  );
  if (used.length) new ResizeObserver(draw).observe(frame);
  return [...(used.length ? [frame] : []), table(records)];
}

function table(records) {
  const head = ["received", "unit", "points", "attempt", "state", "record"];
  const kinds = { points: "number", attempt: "number attempt" };
  const titles = head.map((name) => h("th", { scope: "col", class: kinds[name] ?? null }, t(`history.${name}`)));
  const show = (id) => {
    const button = document.querySelector(`button[aria-controls="record-${CSS.escape(id)}"]`);
    if (!button) return;
    if (button.ariaExpanded !== "true") button.click();
    button.focus();
    button.scrollIntoView({ block: "center" });
  };
  const bodies = records.toReversed().map((one) => body(one, show));
  const name = t("history.records");
  return h(
    "table",
    { class: "records stacked", "aria-label": name },
    h("thead", null, h("tr", null, ...titles)),
    ...bodies,
  );
}

function body(record, show) {
  const failed = record.kind === "failure";
  const time = h("time", { datetime: record.received_at, title: moment(record.received_at) }, day(record.received_at));
  const below = h("tr", { class: "below", id: `record-${record.id}`, hidden: true }, h("td", { colspan: 6 }));
  return h(
    "tbody",
    null,
    h(
      "tr",
      null,
      h("td", { class: "date" }, time),
      h("th", { scope: "row" }, h("bdi", null, cut(record.unit, 40))),
      h("td", { class: "number" }, failed ? "–" : outOf(record.points, record.max_points)),
      h("td", { class: "number attempt" }, failed ? "–" : number(record.attempt)),
      h("td", null, stateOf(record)),
      h("td", null, opener(record, below, show)),
    ),
    below,
  );
}

function stateOf(record) {
  const mark = h("span", { class: `state ${record.state}` }, t(`state.${record.state}`, { tier: record.tier }));
  return record.kind === "failure" ? [mark, " ", h("span", { class: "reason" }, reasonOf(record.reason))] : [mark];
}

/** A button that shows and hides a record's provenance, which is made when it is first asked for. */
function opener(record, below, show) {
  const click = () => {
    if (below.hidden && !below.firstElementChild.firstChild) below.firstElementChild.append(provenance(record, show));
    below.hidden = !below.hidden;
    button.ariaExpanded = String(!below.hidden);
  };
  const attributes = { class: "link", "aria-expanded": "false", "aria-controls": below.id, click };
  const button = h("button", attributes, t("record.provenance"), " ", h("code", null, record.id.slice(0, 8)));
  return button;
}
