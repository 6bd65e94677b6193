// The board as a table: one page of rows at a time, so that ten thousand learners cost no more than fifty.

import { OVERALL } from "./board.js";
import { filters, pager } from "./controls.js";
import { h, prose, spoken } from "./dom.js";
import { day, moment, number, t } from "./language.js";
import { cut } from "./names.js";
import { SIZES } from "./route.js";
import { linked, staleMark, staleNote } from "./row.js";

const QUIET_MS = 400;

/** Return the view of the board in a state; `remember` hears of each new state. */
export function boardView(board, given, remember) {
  const state = { ...given };
  if (board.unit(state.unit) < 0) state.unit = OVERALL;
  const heading = h("h1", { tabindex: -1 });
  const count = h("p", { class: "count", role: "status" });
  const holder = h("div", { class: "holder" });
  const legend = h("div");
  const pages = pager((part) => change(part, true));
  let told = 0;

  function change(part, turned = false) {
    const headed = "unit" in part;
    Object.assign(state, part);
    if (headed) writeHead();
    writeRows();
    remember(state);
    if (turned) holder.scrollIntoView({ block: "nearest" });
  }

  function writeHead() {
    heading.textContent = state.unit === OVERALL ? t("board.overall") : cut(state.unit, 60);
    const columns = columnsOf(board, state.unit);
    if (!columns.some(({ sort }) => sort === state.sort)) state.sort = "rank";
    const table = h(
      "table",
      { class: "board", "aria-label": heading.textContent },
      h("thead", null, h("tr", null, ...columns.map(header))),
      h("tbody"),
    );
    holder.replaceChildren(table);
    legend.replaceChildren(...[staleNote(board.stale(board.unit(state.unit)))].filter(Boolean));
  }

  function header(column) {
    const press = () =>
      change({ sort: column.sort, down: state.sort === column.sort ? !state.down : column.downFirst, page: 1 });
    const button = h("button", { click: press }, column.title, h("span", { class: "arrow", "aria-hidden": "true" }));
    return h("th", { scope: "col", class: column.kind, "data-sort": column.sort }, button);
  }

  function writeRows() {
    const rows = board.select(state);
    const last = Math.max(1, Math.ceil(rows.length / state.size));
    state.page = Math.min(state.page, last);
    const shown = rows.slice((state.page - 1) * state.size, state.page * state.size);
    const index = board.unit(state.unit);
    const made = shown.map((row) => (index < 0 ? overallRow(board, row) : unitRow(row, index)));
    const table = holder.firstElementChild;
    table.tBodies[0].replaceChildren(...(made.length ? made : [emptyRow(board, table)]));
    for (const cell of table.tHead.rows[0].cells) {
      const sorted = cell.dataset.sort === state.sort;
      cell.ariaSort = sorted ? (state.down ? "descending" : "ascending") : "none";
    }
    pages.write(state, last);
    pages.element.hidden = rows.length <= Math.min(...SIZES);
    tell(rows.length);
  }

  function tell(found) {
    clearTimeout(told); // a reader who types hears the last count, not each
    const text = state.query.trim() ? t("board.found", { count: found }) : t("board.learners", { count: found });
    if (!count.textContent) count.textContent = text;
    else told = setTimeout(() => (count.textContent = text), QUIET_MS);
  }

  writeHead();
  writeRows();
  return h(
    "section",
    { class: "view" },
    heading,
    h("div", { class: "above" }, filters(board, state, change), count),
    holder,
    legend,
    pages.element,
  );
}

function columnsOf(board, unit) {
  const rank = { sort: "rank", title: t("column.rank"), kind: "number rank", downFirst: false };
  const name = { sort: "name", title: t("column.name"), kind: "who", downFirst: false };
  const points = {
    sort: "points",
    title: t(unit === OVERALL ? "column.total" : "column.points"),
    kind: "number total",
    downFirst: true,
  };
  const reached = { sort: "reached", title: t("column.reached"), kind: "date", downFirst: false };
  if (unit !== OVERALL) {
    return [
      rank,
      name,
      points,
      { sort: "requests", title: t("column.requests"), kind: "number", downFirst: true },
      reached,
    ];
  }
  const units = board.units.map(({ slug }) => ({
    sort: `unit:${slug}`,
    title: cut(slug, 20),
    kind: "number unit",
    downFirst: true,
  }));
  return [rank, name, points, ...units, reached];
}

function overallRow(board, row) {
  const units = row.cells.map((cell, index) =>
    cell === null
      ? h("td", { class: "number unit none" }, h("span", { "aria-hidden": "true" }, "–"), spoken(t("row.no_result")))
      : h("td", { class: "number unit" }, number(cell[1]), staleMark(row, index)),
  );
  return h(
    "tr",
    { class: row.reference ? "reference" : null },
    ...start(row, row.rank),
    total(row.points, board.document.max_points, staleMark(row, -1)),
    ...units,
    date(row.reached),
  );
}

function unitRow(row, index) {
  const [rank, points, most, reached, requests] = row.cells[index];
  return h(
    "tr",
    { class: row.reference ? "reference" : null },
    ...start(row, rank),
    total(points, most, staleMark(row, index)),
    h("td", { class: "number" }, number(requests)),
    date(reached),
  );
}

function start(row, rank) {
  const place = rank === null ? [h("span", { "aria-hidden": "true" }, "–"), spoken(t("row.unranked"))] : [number(rank)];
  return [h("td", { class: "number rank" }, ...place), h("th", { scope: "row", class: "who" }, ...linked(row))];
}

function total(points, most, mark) {
  const cell = h(
    "td",
    { class: "number total" },
    h("span", { class: "got" }, number(points)),
    h("span", { class: "most" }, ` / ${number(most)}`),
    mark,
  );
  cell.style.setProperty("--part", String(most > 0 ? points / most : 0));
  return cell;
}

function date(text) {
  return h("td", { class: "date" }, text ? h("time", { datetime: text, title: moment(text) }, day(text)) : "–");
}

function emptyRow(board, table) {
  const text = board.rows.length ? t("board.nothing_found") : t("board.empty");
  return h("tr", { class: "empty" }, h("td", { colspan: table.tHead.rows[0].cells.length }, ...prose(text)));
}
