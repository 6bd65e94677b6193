// How a learner is named, wherever a learner is named.

import { h, spoken } from "./dom.js";
import { t } from "./language.js";
import * as links from "./links.js";
import { cut } from "./names.js";

/** Return a learner's name in full; one without a name, or with blanks for a name, is anonymous. */
export function nameOf(row) {
  return given(row) || t("row.anonymous", { digits: String(row.subject).slice(0, 8) });
}

function given(row) {
  return row.reference || (row.name.trim() && row.name);
}

/** Return the name as an element that nothing in it can leave, cut to `most` characters. */
export function named(row, most = 32) {
  return h("bdi", { dir: "auto", class: given(row) ? "name" : "name nameless" }, cut(nameOf(row), most));
}

/** Return the name as a link to the learner's view, with the mark of a reference row. */
export function linked(row, most) {
  const mark = row.reference ? [" ", h("span", { class: "mark" }, t("row.reference"))] : null;
  return [h("a", { href: links.learner(row) }, named(row, most)), mark];
}

/** Return the mark of points that an older version of the tests gave in a unit (-1: in any), null for others. */
export function staleMark(row, index) {
  const stale = row.stale ?? [];
  if (index < 0 ? !stale.length : !stale.includes(index)) return null;
  const star = h("span", { class: "stale", "aria-hidden": "true", title: t("row.stale") }, "*");
  return [star, spoken(` (${t("row.stale")})`)];
}

/** Return what the mark means, for below a table; null where nothing is stale. */
export function staleNote(units) {
  if (!units.length) return null;
  return h("p", { class: "note" }, "* ", t("board.stale", { units: units.map((slug) => cut(slug, 40)).join(", ") }));
}

/** Return a number out of its maximum. */
export function outOf(points, most) {
  return `${points} / ${most}`;
}
