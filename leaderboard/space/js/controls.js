// What is above and below the board: search, choice of unit, pages.

import { OVERALL } from "./board.js";
import { h } from "./dom.js";
import { number, t } from "./language.js";
import { cut } from "./names.js";
import { SIZES } from "./route.js";

/** Return search and unit filter; `change` hears of a new part of the state. */
export function filters(board, state, change) {
  const search = h("input", {
    id: "search",
    type: "search",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 200,
    value: state.query,
  });
  search.addEventListener("input", () => change({ query: search.value, page: 1 }));
  const units = h(
    "select",
    { id: "unit" },
    ...[OVERALL, ...board.units.map(({ slug }) => slug)].map((slug) => option(slug, state.unit)),
  );
  units.addEventListener("change", () => change({ unit: units.value, sort: "rank", down: false, page: 1 }));
  return h(
    "search",
    { class: "filters" },
    labelled("search", t("board.search"), search),
    labelled("unit", t("board.unit"), units),
  );
}

function option(slug, chosen) {
  return h("option", { value: slug, selected: slug === chosen }, slug === OVERALL ? t("board.overall") : cut(slug, 40));
}

function labelled(id, text, control) {
  return h("div", { class: "field" }, h("label", { for: id }, text), control);
}

/** Make the pager; returns its element and `write(state, pages)`. */
export function pager(change) {
  const element = h("nav", { class: "pager", "aria-label": t("pager.pages") });
  const now = { page: 1, pages: 1 };
  const to = (key, sign, page) => h("button", { "aria-label": t(key), title: t(key), click: () => go(page()) }, sign);
  const first = to("pager.first", "«", () => 1);
  const previous = to("pager.previous", "‹", () => now.page - 1);
  const next = to("pager.next", "›", () => now.page + 1);
  const last = to("pager.last", "»", () => now.pages);
  const where = h("span", { class: "where" });
  const size = h("select", { id: "size" }, ...SIZES.map((count) => h("option", { value: count }, number(count))));
  size.addEventListener("change", () => change({ size: Number(size.value), page: 1 }));
  element.append(
    first,
    previous,
    where,
    next,
    last,
    h("span", { class: "field" }, h("label", { for: "size" }, t("pager.size")), size),
  );

  function go(page) {
    change({ page: Math.min(Math.max(page, 1), now.pages) });
  }

  function write(state, pages) {
    Object.assign(now, { page: state.page, pages });
    where.textContent = t("pager.where", { page: state.page, pages });
    size.value = String(state.size);
    // not `disabled`: a button that is pressed must not lose the focus
    for (const button of [first, previous]) button.setAttribute("aria-disabled", String(state.page <= 1));
    for (const button of [next, last]) button.setAttribute("aria-disabled", String(state.page >= pages));
  }

  return { element, write };
}
