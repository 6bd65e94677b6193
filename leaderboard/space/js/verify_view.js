// Verify a certificate: hand in a file, a badge, a link, an id or a credential; see the result, each step, and what is not proven.

import { LARGEST, understand, understandFile } from "./certificate_file.js";
import { h } from "./dom.js";
import { has, moment, day, t } from "./language.js";
import * as links from "./links.js";
import { cut } from "./names.js";
import { possession } from "./possession.js";
import { sharing } from "./sharing.js";
import { refusal, verify } from "./verify.js";

const MOMENTS = ["from", "until"];
let kept = { of: null, outcome: null }; // the last result, so that another language can say it too

/** Return the view; with an `id` the board's certificate of that id is verified at once. `leave` takes the id out of the address. */
export function verifyView(board, { id }, leave) {
  const result = h("div", { class: "verification" });
  let turn = 0;

  async function run(coming, of) {
    const mine = ++turn;
    let outcome;
    try {
      const given = await coming;
      const tell = (done, count) => mine === turn && progress(result, done, count);
      outcome = await verify(given, board, tell);
    } catch (error) {
      outcome = refusal(error);
    }
    if (mine !== turn) return;
    kept = { of, outcome };
    result.replaceChildren(...shown(outcome));
    result.querySelector("h2").focus();
  }

  const take = (coming) => {
    leave();
    run(coming, "");
  };
  if (kept.outcome && kept.of === id) result.replaceChildren(...shown(kept.outcome));
  else if (id) run({ id }, id);
  return h(
    "article",
    { class: "view verify" },
    h("h1", { tabindex: -1, "data-title": t("verify.title") }, t("verify.title")),
    h("p", null, t("verify.what")),
    form(take),
    result,
  );
}

function form(take) {
  const file = h("input", { id: "file", type: "file", accept: ".json,.jwt,.txt,.png,.svg,application/json" });
  file.addEventListener("change", () => {
    if (file.files[0]) take(understandFile(file.files[0]));
    file.value = ""; // the same file may be chosen again
  });
  const text = h("textarea", { id: "text", rows: 3, spellcheck: "false", autocomplete: "off", maxlength: LARGEST });
  const check = (event) => {
    event.preventDefault();
    if (text.value.trim()) take(Promise.resolve(text.value).then(understand));
  };
  const zone = h(
    "form",
    { class: "hand-in", submit: check },
    h("div", { class: "field" }, h("label", { for: "file" }, t("verify.file")), file, h("span", { class: "drop" }, t("verify.drop"))),
    h("div", { class: "field" }, h("label", { for: "text" }, t("verify.text")), text),
    h("button", null, t("verify.check")),
    h("p", { class: "note" }, t("verify.stays")),
  );
  const over = (event) => {
    event.preventDefault();
    zone.classList.toggle("over", event.type === "dragover");
  };
  for (const name of ["dragover", "dragleave"]) zone.addEventListener(name, over);
  zone.addEventListener("drop", (event) => {
    over(event);
    const dropped = event.dataTransfer.files[0];
    const link = event.dataTransfer.getData("text/plain");
    if (dropped) take(understandFile(dropped));
    else if (link) take(Promise.resolve(link).then(understand));
  });
  return zone;
}

function progress(result, done, count) {
  result.replaceChildren(h("p", { class: "waiting", role: "status" }, t("verify.working", { done: done + 1, of: count })));
}

function shown({ result, steps, facts }) {
  const heading = h("h2", { tabindex: -1, class: `verdict ${result}` }, t(`result.${result}`));
  const why = steps.filter(({ state }) => state === (result === "invalid" ? "failed" : "unchecked"));
  return [
    h(
      "section",
      { class: `outcome ${result}` },
      heading,
      result === "valid" ? h("p", null, t("result.valid_means")) : h("ul", null, ...why.map((step) => h("li", null, said(step)))),
    ),
    facts && result !== "invalid" ? contents(facts) : null,
    result === "valid" && isOnTheBoard(steps) ? sharing(facts) : null,
    h("h2", null, t("verify.steps")),
    h("ol", { class: "steps" }, ...steps.map(stepOf)),
    facts?.user && result !== "invalid" ? possession(facts.user) : null,
  ].filter(Boolean);
}

/** Of somebody who withdrew the board keeps no certificate: a link to its verification would lead to nothing. */
function isOnTheBoard(steps) {
  return !steps.some(({ code }) => code === "name_forgotten");
}

function stepOf(step) {
  const mark = h("span", { class: `state ${step.state}` }, t(`outcome.${step.state}`));
  return h("li", { class: step.state }, h("p", { class: "head" }, h("strong", null, t(`step.${step.name}`)), " ", mark), step.state === "skipped" ? null : h("p", null, said(step)));
}

/** Return the sentence of a step. What stands in it of others is made visible; times are written for the reader. */
function said({ code, fields }) {
  const filled = {};
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === "number") filled[name] = value;
    else if (name === "why") filled[name] = has(`error.${value}`) ? t(`error.${value}`) : "";
    else filled[name] = cut(MOMENTS.includes(name) ? moment(value) : value, 300);
  }
  return t(`verify.${code}`, filled);
}

/** Return what the credential says: shown only when its signature is right and nothing speaks against it. */
function contents(facts) {
  const away = { target: "_blank", rel: "noopener noreferrer" };
  const profile = links.profile(facts.user);
  const lines = [
    ["holder", profile ? h("a", { href: profile, ...away }, h("bdi", null, facts.user)) : null],
    ["name", facts.name && h("bdi", { dir: "auto" }, cut(facts.name, 100))],
    ["certificate", h("bdi", { dir: "auto" }, cut(facts.title || facts.slug, 100))],
    ["issued", facts.from && day(facts.from)],
    ["until", facts.until && day(facts.until)],
    ["issuer", [h("bdi", { dir: "auto" }, cut(facts.issuer, 60)), " ", h("code", null, cut(facts.did, 200))]],
    ["records", facts.subject && h("a", { href: links.learner({ subject: facts.subject }) }, t("fact.learner"))],
    ["id", h("code", null, facts.id)],
  ];
  const there = lines.filter(([, value]) => value);
  return h(
    "section",
    { class: "credential" },
    h("h2", null, t("verify.says")),
    h("dl", null, ...there.flatMap(([name, value]) => [h("dt", null, t(`fact.${name}`)), h("dd", null, ...[value].flat())])),
    facts.evidence.length ? h("details", null, h("summary", null, t("verify.evidence")), h("ul", { class: "entries" }, ...facts.evidence.map(entry))) : null,
  );
}

function entry({ kind, unit, id, received_at, suite, model, revision }) {
  const address = kind === "evaluation" ? links.modelAt(model, revision) : null;
  const shownModel = kind !== "evaluation" ? null : address ? h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, h("bdi", null, cut(model, 80))) : h("bdi", null, cut(model, 80));
  return h(
    "li",
    null,
    t(`evidence.${kind}`),
    ": ",
    h("bdi", null, cut(unit, 40)),
    shownModel ? [", ", shownModel] : null,
    kind === "grade" && suite ? [", ", h("code", null, cut(suite, 60))] : null,
    `, ${day(received_at)}, `,
    h("code", null, id.slice(0, 16)),
  );
}
