// What became of submissions: waiting, running, graded, failed; and what was put into quarantine.

import { DATA, fetchDocument } from "./data.js";
import { h } from "./dom.js";
import { day, moment, t } from "./language.js";
import * as links from "./links.js";
import { cut, visible } from "./names.js";
import { explained, problemPart } from "./problem.js";
import { quarantined, reasonOf } from "./reasons.js";
import { linked, named, outOf } from "./row.js";

const KINDS = { points: "number", received: "date" };

/** Return the view. Each of its two files may fail alone. */
export async function submissionsView(board) {
  const view = h(
    "article",
    { class: "view submissions" },
    h("h1", { tabindex: -1, "data-title": t("page.submissions") }, t("page.submissions")),
  );
  const results = h("div");
  const quarantine = h("section", { "aria-labelledby": "quarantine" });
  view.append(results, quarantine);
  await Promise.all([fillResults(results, board), fillQuarantine(quarantine)]);
  return view;
}

async function fillResults(element, board) {
  const again = () => fillResults(element, board);
  await filled(element, again, async () => {
    const status = await fetchDocument("board/status.json", ["waiting", "recent"]);
    return [
      section(
        "waiting",
        status.waiting,
        t("status.none_waiting"),
        ["number", "name", "unit", "state", "received"],
        waitingRow,
      ),
      section(
        "recent",
        status.recent,
        t("status.none_recent"),
        ["received", "name", "unit", "points", "state"],
        (one) => recentRow(one, board),
      ),
    ];
  });
}

async function fillQuarantine(element) {
  const again = () => fillQuarantine(element);
  await filled(element, again, async () => {
    const { total, entries } = await fetchDocument("board/quarantine.json", ["entries"]);
    const heading = h("h2", { id: "quarantine" }, t("quarantine.title"));
    const count = h("p", null, total ? t("quarantine.count", { count: total }) : t("quarantine.none"));
    if (!total) return [heading, count];
    const list = h("ul", { class: "entries" }, ...entries.map(entry));
    return [heading, count, h("details", null, h("summary", null, t("quarantine.show")), list)];
  });
}

function entry({ path, line, reason, problem }) {
  return h(
    "li",
    null,
    h("code", null, visible(String(path)), line ? `:${line}` : ""),
    h("br"),
    quarantined(reason),
    problem ? [": ", h("bdi", null, cut(String(problem), 200))] : null,
  );
}

async function filled(element, again, make) {
  try {
    element.replaceChildren(...(await make()));
  } catch (error) {
    element.replaceChildren(problemPart(explained(error), again));
  }
}

function section(name, rows, none, columns, make) {
  const heading = h("h2", { id: name }, t(`status.${name}`));
  if (!rows.length) return h("section", null, heading, h("p", null, none));
  const titles = columns.map((column) =>
    h("th", { scope: "col", class: KINDS[column] ?? null }, t(`status.column_${column}`)),
  );
  const table = h(
    "table",
    { class: "stacked", "aria-labelledby": name },
    h("thead", null, h("tr", null, ...titles)),
    h("tbody", null, ...rows.map(make)),
  );
  return h("section", null, heading, h("div", { class: "holder" }, table));
}

function waitingRow(one) {
  return h(
    "tr",
    null,
    h("td", null, pullRequest(one.number)),
    h("th", { scope: "row" }, named({ name: one.name, reference: "", subject: "" })),
    h("td", null, cut(one.unit, 40)),
    state(one.state),
    date(one.received_at),
  );
}

function pullRequest(count) {
  const address = links.discussion(DATA, count);
  return address ? h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, `#${count}`) : `#${count}`;
}

function recentRow(one, board) {
  const who = board.find(one.subject, one.reference) ? linked(one) : [named(one)];
  const points = one.state === "graded" ? outOf(one.points, one.max_points) : "–";
  return h(
    "tr",
    null,
    date(one.received_at),
    h("th", { scope: "row" }, ...who),
    h("td", null, cut(one.unit, 40)),
    h("td", { class: "number" }, points),
    state(one.state, one),
  );
}

function state(name, one = null) {
  const mark = h("span", { class: `state ${cut(name, 20)}` }, t(`state.${name}`));
  const weak = one?.state === "graded" && one.tier !== 1 ? [" ", t("state.not_counted", { tier: one.tier })] : null;
  return h("td", null, mark, weak, one?.reason ? [" ", h("span", { class: "reason" }, reasonOf(one.reason))] : null);
}

function date(text) {
  return h("td", { class: "date" }, h("time", { datetime: text, title: moment(text) }, day(text)));
}
