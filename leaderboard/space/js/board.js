// The board in memory: which rows, in which order. No element is made here.

import { cut, folded } from "./names.js";

export const OVERALL = "";

/** A board document with what searching and sorting needs, made when first asked for. */
export class Board {
  constructor(document) {
    this.document = document;
    this.units = document.units;
    this.rows = document.rows;
    this.orders = new Map();
    this.keys = new Map();
  }

  /** Return the index of a unit, -1 for the overall board. */
  unit(slug) {
    return this.units.findIndex((unit) => unit.slug === slug);
  }

  /** Return the row of a subject, undefined if there is none. */
  find(subject, reference) {
    return this.rows.find((row) => row.subject === subject && row.reference === reference);
  }

  /** Return the slugs of the units, or of one, in which somebody's result was made by an older version of the tests. */
  stale(index) {
    const found = new Set(this.rows.flatMap((row) => row.stale ?? []));
    return this.units.filter((_, number) => found.has(number) && (index < 0 || index === number)).map(({ slug }) => slug);
  }

  /** Return the rows of a unit's (or the overall) board that match, sorted. */
  select({ unit, query, sort, down }) {
    const rows = this.sorted(unit, sort, down);
    const wanted = folded(query.trim());
    return wanted ? rows.filter((row) => this.key(row).includes(wanted)) : rows;
  }

  key(row) {
    let key = this.keys.get(row);
    if (key === undefined) {
      key = `${folded(row.reference || row.name)}\n${row.subject}`;
      this.keys.set(row, key);
    }
    return key;
  }

  sorted(unit, sort, down) {
    const name = `${unit}\n${sort}\n${down}`;
    if (!this.orders.has(name)) this.orders.set(name, this.sortedNow(this.unit(unit), sort, down));
    return this.orders.get(name);
  }

  sortedNow(index, sort, down) {
    const rows = this.displayed(index);
    if (sort === "rank") return down ? rows.toReversed() : rows;
    if (sort === "name") return this.byName(rows, down);
    const value = valueOf(index, sort, this.units);
    const sign = down ? -1 : 1;
    return rows.toSorted((a, b) => {
      const [left, right] = [value(a), value(b)];
      if (left === null || right === null) return (left === null) - (right === null); // no result comes last
      return left < right ? -sign : left > right ? sign : 0;
    });
  }

  displayed(index) {
    if (index < 0) return this.rows;
    const order = (a, b) =>
      b.cells[index][1] - a.cells[index][1] ||
      compare(a.cells[index][3], b.cells[index][3]) ||
      compare(a.subject, b.subject) ||
      compare(a.reference, b.reference);
    return this.rows.filter((row) => row.cells[index] !== null).sort(order);
  }

  byName(rows, down) {
    const sign = down ? -1 : 1;
    const keyed = rows.map((row) => [folded(cut(row.reference || row.name || "\uffff")), row]);
    return keyed.sort((a, b) => sign * compare(a[0], b[0])).map((pair) => pair[1]);
  }
}

function compare(left, right) {
  return left < right ? -1 : left > right ? 1 : 0;
}

function valueOf(index, sort, units) {
  if (index >= 0) {
    const place = { points: 1, reached: 3, requests: 4 }[sort];
    return (row) => row.cells[index][place];
  }
  if (sort === "reached") return (row) => row.reached;
  const unit = units.findIndex(({ slug }) => sort === `unit:${slug}`);
  return unit < 0 ? (row) => row.points : (row) => row.cells[unit]?.[1] ?? null;
}
