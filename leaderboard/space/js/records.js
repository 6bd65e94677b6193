// One learner's records, out of the Parquet files of the days on which there are any.

import { parquetMetadataAsync } from "../vendor/hyparquet/metadata.js";
import { parquetReadObjects } from "../vendor/hyparquet/read.js";
import { fetchFile, Unreadable } from "./data.js";

const AT_ONCE = 6;
const NUMBERS = ["attempt", "points", "max_points", "protocol_version", "tier"];

/** Return `{records, failure}`: what could be read, oldest first, and the first failure if there was one. */
export async function recordsOf(board, row, progress) {
  const { found, failure } = await rowsOf(board, row, progress);
  return { records: histories(found, row.reference, board.document.practice), failure };
}

/** Return `{found, failure}`: every line of a subject's days as it stands in the tables, in no order. */
export async function rowsOf(board, row, progress) {
  const days = row.days.map((index) => board.document.days[index]).filter((day) => /^\d{4}-\d\d-\d\d$/.test(day));
  const found = [];
  let failure = null;
  let done = 0;
  const waiting = days.slice();
  async function work() {
    for (let day = waiting.pop(); day !== undefined; day = waiting.pop()) {
      try {
        found.push(...(await recordsOfDay(day, row.subject)));
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        failure ??= error;
      }
      progress(++done, days.length);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { found, failure };
}

async function recordsOfDay(day, subject) {
  const response = await fetchFile(`board/records/${day}.parquet`);
  let file;
  try {
    file = await response.arrayBuffer();
  } catch {
    throw new Unreadable("network");
  }
  try {
    const metadata = await parquetMetadataAsync(file);
    return await parquetReadObjects({ file, metadata, filter: { subject: { $eq: subject } } });
  } catch {
    throw new Unreadable("damaged");
  }
}

/** Give each grade and failure of a row its state: best, counts, superseded, not_counted or failed. */
export function histories(found, reference, practice) {
  const mine = found.filter((one) =>
    one.kind === "grade" ? one.reference === reference : one.kind === "failure" && reference === "",
  );
  for (const one of mine) for (const name of NUMBERS) one[name] = Number(one[name]);
  mine.sort((a, b) => order(a.received_at, b.received_at) || order(a.at, b.at) || order(a.id, b.id));
  const byId = new Map(mine.map((one) => [one.id, one]));
  const counting = (one) => one.kind === "grade" && (practice || one.tier === 1);
  for (const one of mine) one.state = one.kind === "failure" ? "failed" : counting(one) ? "counts" : "not_counted";
  const replaced = new Set();
  for (const one of mine.filter(counting)) {
    for (let old = one.supersedes; old && !replaced.has(old); old = byId.get(old)?.supersedes) replaced.add(old);
  }
  for (const one of mine) {
    const newer = mine.find((other) => other.supersedes === one.id);
    if (newer) one.superseded_by = newer.id;
    if (replaced.has(one.id)) one.state = "superseded";
    one.seed = found.find((other) => other.kind === "reveal" && other.grade === one.id)?.seed ?? "";
  }
  for (const unit of new Set(mine.map((one) => one.unit))) best(mine, unit);
  return mine;
}

function best(records, unit) {
  const counting = records.filter((one) => one.unit === unit && one.state === "counts");
  if (!counting.length) return;
  counting.reduce((most, one) => (one.points > most.points ? one : most)).state = "best";
}

function order(left, right) {
  return left < right ? -1 : left > right ? 1 : 0;
}
