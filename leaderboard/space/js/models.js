// The model board in memory: a ranking for each size class and number of samples, best value first. No element is made.

import { fetchDocument, fetchFile, Unreadable } from "./data.js";
import { folded } from "./names.js";

const RECORD = /^[0-9a-f]{64}$/;

/** Fetch the model board; one that nobody has made yet has a failure of its own. */
export async function fetchModels() {
  try {
    return new Models(await fetchDocument("board/models.json", ["tasks", "size_classes", "rows"]));
  } catch (error) {
    if (error instanceof Unreadable && error.kind === "missing") throw new Unreadable("no_models");
    throw error;
  }
}

/** Fetch one evaluation record by its id. */
export async function fetchEvaluation(id) {
  if (!RECORD.test(id)) throw new Unreadable("damaged");
  const { records } = await fetchDocument(`board/evaluations/${id.slice(0, 2)}.json`, ["records"]);
  const found = records.find((one) => one?.id === id);
  if (!found) throw new Unreadable("damaged");
  return found;
}

/** Fetch the first samples of a task: `{samples, more}`; what is no JSON ends them. */
export async function fetchSamples(path, most) {
  if (!/^samples\/[\w./-]+$/.test(path) || path.includes("..")) throw new Unreadable("damaged");
  const response = await fetchFile(path);
  const lines = await firstLines(response.body, most + 1);
  const samples = [];
  for (const line of lines.slice(0, most)) {
    try {
      samples.push(JSON.parse(line));
    } catch {
      throw new Unreadable("damaged");
    }
  }
  return { samples: samples.filter((one) => one !== null && typeof one === "object"), more: lines.length > most };
}

const MOST_BYTES = 4_000_000;

async function firstLines(stream, count) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let ended = false;
  try {
    while (!ended && text.length < MOST_BYTES && text.split("\n", count + 1).length <= count) {
      const { done, value } = await reader.read();
      ended = done;
      text += value ?? "";
    }
  } catch {
    throw new Unreadable("network");
  }
  if (!ended) reader.cancel().catch(() => {}); // the rest is not needed
  const lines = text.split("\n");
  if (!ended) lines.pop(); // a half line
  return lines.filter((line) => line.trim()).slice(0, count);
}

/** A model document with what choosing and sorting needs. */
export class Models {
  constructor(document) {
    this.document = document;
    this.rows = document.rows;
    this.tasks = document.tasks.map(([task, metric, lower]) => ({ task, metric, lower }));
    this.units = [...new Set(this.rows.flatMap((row) => row.units))].sort();
    this.rankings = new Map();
  }

  /** Return the index of a task, the first for one that is not there. */
  task(name) {
    return Math.max(0, this.tasks.findIndex(({ task }) => task === name));
  }

  /** Return the rankings that have rows of what is wanted: `{size, limit, task, places, from, to, bases}`. */
  select({ size, task, unit, query }) {
    const wanted = folded(query.trim());
    const keep = ({ row }) =>
      (!unit || row.units.includes(unit) || row.reference) && (!wanted || keyOf(row).includes(wanted));
    return this.ranked(this.task(task))
      .filter((ranking) => !size || ranking.size === size)
      .map((ranking) => ({ ...ranking, places: ranking.places.filter(keep) }))
      .filter(({ places }) => places.length);
  }

  /** Return the ranking of one row's size class and limit in a task. */
  rankingOf(row, index) {
    return this.ranked(index).find(({ size, limit }) => size === row.size_class && limit === row.limit);
  }

  /** Return the rows of a model, the ranked one of all samples first. */
  find(model) {
    const order = (a, b) => Boolean(a.unranked) - Boolean(b.unranked) || a.limit - b.limit;
    return this.rows.filter((row) => row.model === model).sort(order);
  }

  ranked(index) {
    if (!this.rankings.has(index)) this.rankings.set(index, this.rankedNow(index));
    return this.rankings.get(index);
  }

  rankedNow(index) {
    const task = this.tasks[index];
    if (!task) return [];
    const groups = new Map();
    for (const row of this.rows) {
      const name = `${row.size_class} ${row.limit}`;
      if (row.cells[index] === null) continue;
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(row);
    }
    return [...groups.values()].map((rows) => ranking(rows, index, task));
  }
}

function ranking(rows, index, task) {
  const measured = rows.map((row) => ({ row, ...cellOf(row.cells[index]) }));
  const sign = task.lower ? 1 : -1;
  measured.sort((a, b) => sign * (a.value - b.value) || order(a.row.model, b.row.model) || order(a.row.subject, b.row.subject));
  const holders = new Map(); // rank -> how many have it, the best rank first
  for (const { rank } of measured) if (rank !== null) holders.set(rank, (holders.get(rank) ?? 0) + 1);
  const ties = new Map([...holders.keys()].map((rank, index) => [rank, index]));
  return {
    size: rows[0].size_class,
    limit: rows[0].limit,
    task,
    from: Math.min(...measured.map(({ low }) => low)),
    to: Math.max(...measured.map(({ high }) => high)),
    bases: measured.filter(({ row }) => row.reference).map(({ value }) => value),
    places: measured.map((one) => ({
      ...one,
      shared: holders.get(one.rank) > 1,
      tie: ties.get(one.rank),
    })),
  };
}

function cellOf([rank, n, value, stderr, low, high]) {
  return { rank, n, value, stderr, low, high };
}

function keyOf(row) {
  return `${folded(row.model)}\n${folded(row.name)}\n${row.subject}`;
}

function order(left, right) {
  return left < right ? -1 : left > right ? 1 : 0;
}
