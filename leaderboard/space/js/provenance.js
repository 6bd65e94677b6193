// Where a record comes from: everything that stands in it, and where its line lies in the data set.

import { DATA } from "./data.js";
import { h } from "./dom.js";
import { moment, t } from "./language.js";
import * as links from "./links.js";
import { cut } from "./names.js";

/** Return all that stands in a record. `show(id)` shows that of another. */
export function provenance(record, show) {
  const parts = record.kind === "grade" ? grade(record, show) : failure(record);
  const said = parts.filter(([, value]) => value !== "" && value !== null);
  return h(
    "div",
    { class: "provenance" },
    h("dl", null, ...said.flatMap(([name, value]) => [h("dt", null, t(`record.${name}`)), h("dd", null, value)])),
    record.kind === "grade" ? exercises(record) : null,
  );
}

function grade(record, show) {
  return [
    ...common(record),
    ["attempt", String(record.attempt)],
    ["suite_version", h("code", null, cut(record.suite_version, 80))],
    ["private_cases", t(record.private_cases ? "record.yes" : "record.no")],
    ["protocol_version", String(record.protocol_version)],
    ["tier", String(record.tier)],
    ["isolation", cut(record.isolation, 80)],
    ["environment", cut(`Python ${record.python}, ${record.platform}`, 120)],
    ["versions", versions(record.versions)],
    ["model", modelOf(record.model)],
    ["sealed_sha256", hash(record.sealed_sha256)],
    ["seed_commitment", hash(record.seed_commitment)],
    ["seed", hash(record.seed)],
    ["cohort", h("bdi", null, cut(record.cohort, 80))],
    ["supersedes", another(record.supersedes, show)],
    ["superseded_by", another(record.superseded_by ?? "", show)],
    ["lies_in", segment(record)],
  ];
}

function failure(record) {
  return [...common(record), ["lies_in", segment(record)]];
}

function common(record) {
  return [
    ["id", hash(record.id)],
    ["content_sha256", hash(record.content_sha256)],
    ["request", hash(record.request)],
    ["received_at", moment(record.received_at)],
    ["at", moment(record.at)],
  ];
}

/** Return a hash as code. */
export function hash(text) {
  return text && h("code", { class: "hash" }, cut(text, 80));
}

function another(id, show) {
  return id && h("button", { class: "link", click: () => show(id) }, h("code", null, cut(id, 16)));
}

function modelOf(id) {
  if (!id) return "";
  const address = links.model(id);
  const text = h("bdi", null, cut(id, 80));
  return address ? h("a", { href: address, ...away }, text) : text;
}

const away = { target: "_blank", rel: "noopener noreferrer" };

/** Return where the segments of a record's kind and month lie. */
export function segment({ kind, at }) {
  const path = `records/${kind}/${at.slice(0, 7)}`;
  const address = links.folder(DATA, path);
  return address ? h("a", { href: address, ...away }, h("code", null, `${path}/`)) : h("code", null, `${path}/`);
}

function parsed(text, usual) {
  try {
    return JSON.parse(text);
  } catch {
    return usual;
  }
}

/** Return names and versions out of a JSON object. */
export function versions(text) {
  return cut(
    Object.entries(parsed(text, {}))
      .map(([name, version]) => `${name} ${version}`)
      .join(", "),
    400,
  );
}

function exercises(record) {
  const rows = parsed(record.exercises, []);
  const missed = parsed(record.missed, []);
  if (!Array.isArray(rows) || !Array.isArray(missed) || !rows.length) return null;
  const checks = (name) =>
    missed
      .filter(([exercise]) => exercise === name)
      .map(([, check, outcome]) =>
        h("li", null, h("code", null, cut(String(check), 80)), ` – ${cut(String(outcome), 20)}`),
      );
  return h(
    "table",
    { class: "exercises" },
    h("caption", null, t("record.exercises")),
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        h("th", { scope: "col" }, t("record.exercise")),
        h("th", { scope: "col", class: "number" }, t("column.points")),
        h("th", { scope: "col" }, t("record.missed")),
      ),
    ),
    h(
      "tbody",
      null,
      ...rows.map(([name, points, most]) =>
        h(
          "tr",
          null,
          h("th", { scope: "row" }, cut(String(name), 60)),
          h("td", { class: "number" }, `${points} / ${most}`),
          h("td", null, h("ul", null, ...checks(name))),
        ),
      ),
    ),
  );
}
