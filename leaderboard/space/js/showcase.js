// Final projects that were accepted, and the awards that follow from the records. No element is made here.

import { fetchDocument, Unreadable } from "./data.js";
import { isObject } from "./strict_json.js";

/** Fetch the showcase; a board that an earlier program made has none, which is a failure of its own. */
export async function fetchShowcase() {
  let found;
  try {
    found = await fetchDocument("board/showcase.json", ["cohorts", "projects", "awards"]);
  } catch (error) {
    if (error instanceof Unreadable && error.kind === "missing") throw new Unreadable("no_showcase");
    throw error;
  }
  if (!isShowcase(found)) throw new Unreadable("damaged");
  return new Showcase(found);
}

/** A showcase by cohort. */
class Showcase {
  constructor({ cohorts, projects, awards }) {
    this.awards = awards;
    this.projects = projects;
    this.cohorts = cohorts;
  }

  /** Return a cohort that is there: the one asked for, else the first. */
  cohort(name) {
    return this.cohorts.includes(name) ? name : (this.cohorts[0] ?? "");
  }

  /** Return `{awards, projects}` of a cohort. */
  of(cohort) {
    const mine = (one) => one.cohort === cohort;
    return { awards: this.awards.filter(mine), projects: this.projects.filter(mine) };
  }
}

function isShowcase({ cohorts, projects, awards }) {
  const known = (one) => cohorts.includes(one.cohort);
  return (
    cohorts.every((one) => typeof one === "string") &&
    awards.every((one) => isAward(one) && known(one)) &&
    projects.every((one) => isProject(one) && known(one) && one.awards.every((index) => Object.hasOwn(awards, index)))
  );
}

const saying = (found, texts, numbers) =>
  isObject(found) && texts.every((name) => typeof found[name] === "string") && numbers.every((name) => Number.isSafeInteger(found[name]));

function isAward(found) {
  if (!saying(found, ["kind", "cohort", "unit", "size_class", "task", "metric"], [])) return false;
  return Array.isArray(found.winners) && found.winners.length > 0 && found.winners.every(isWinner);
}

function isWinner(found) {
  return saying(found, ["record", "model", "subject", "name"], ["value", "low", "high"]);
}

function isProject(found) {
  const texts = ["record", "model", "revision", "base", "size_class", "subject", "name", "cohort", "received_at", "summary", "language", "demo"];
  if (!saying(found, texts, ["parameters"]) || !Array.isArray(found.awards) || !Array.isArray(found.results)) return false;
  const measured = ({ gain, results }) =>
    (gain === null || saying(gain, ["task"], ["difference", "low", "high"])) && results.every((one) => saying(one, ["task", "metric"], ["value", "low", "high"]));
  return found.awards.every(Number.isInteger) && measured(found);
}
