// A verification, step by step: what was looked at, and whether it is as it must be. No element is made here.
// Nothing in a credential says what is fetched: files lie at fixed places of the board, found by ids of a fixed form, and only
// once the signature is right.

import { fetchCertificate, open } from "./certificate_file.js";
import { canonical, contentHash, hashOf } from "./canonical.js";
import { standing } from "./certify.js";
import { Unreadable } from "./data.js";
import { Noted, Refused, Unchecked } from "./findings.js";
import { fetchIssuer } from "./issuer.js";
import { read, verifySignature } from "./jwt.js";
import { isShownName } from "./names.js";
import { rowsOf } from "./records.js";
import { fetchRules, fetchRulesAt } from "./rules.js";
import { checkStatus, idOf } from "./status_list.js";
import { isObject } from "./strict_json.js";

export const STEPS = ["file", "jwt", "issuer", "signature", "dates", "evidence", "subject", "rules", "rule", "records", "name", "status"];
const NEEDED = STEPS.slice(0, 4); // without these nothing that the credential says is worth a look
const RECORD = /^urn:smol-grade:record:([0-9a-f]{64})$/;
const RULES = /^urn:smol-grade:rules:([0-9a-f]{64})$/;
const HOLDER = /^https:\/\/huggingface\.co\/([A-Za-z0-9][\w.-]{0,95})$/;
const LEEWAY_MS = 300_000;

/** Verify `{id}`, `{text}` or `{jwt}`. Returns `{result, steps, facts}`: result `valid`, `invalid` or `unknown`; a step is
 * `{name, state, code, fields}`, its state `passed`, `failed`, `unchecked`, `skipped` or `noted`, which changes nothing; `facts` are null until the signature is
 * right. `board` may be null; `tell(done, of)` hears of progress. */
export async function verify(given, board, tell = () => {}, now = Date.now()) {
  const seen = { given, board, now, file: null, jwt: null, issuer: null, facts: null };
  const steps = [];
  let blocked = false;
  for (const [index, name] of STEPS.entries()) {
    tell(index, STEPS.length);
    const lacking = blocked || (WAITS[name] ?? []).some((other) => steps.find((one) => one.name === other).state !== "passed");
    const step = lacking ? { state: "skipped", code: "skipped", fields: {} } : await tried(CHECKS[name], seen);
    steps.push({ name, ...step });
    if (NEEDED.includes(name) && step.state !== "passed") blocked = true;
  }
  return { result: resultOf(steps), steps, facts: seen.facts };
}

/** Return what to show of something that could not even be understood. */
export function refusal(error) {
  const step = { name: "file", ...outcomeOf(error) };
  const rest = STEPS.slice(1).map((name) => ({ name, state: "skipped", code: "skipped", fields: {} }));
  return { result: resultOf([step]), steps: [step, ...rest], facts: null };
}

async function tried(check, seen) {
  try {
    const [code, fields = {}] = await check(seen);
    return { state: "passed", code, fields };
  } catch (error) {
    return outcomeOf(error);
  }
}

function outcomeOf(error) {
  if (error instanceof Refused) return { state: "failed", code: error.code, fields: error.fields };
  if (error instanceof Noted) return { state: "noted", code: error.code, fields: error.fields };
  if (error instanceof Unchecked) return { state: "unchecked", code: error.code, fields: error.fields };
  if (error instanceof Unreadable) return { state: "unchecked", code: "unread", fields: { why: error.kind } };
  throw error;
}

function resultOf(steps) {
  if (steps.some(({ state }) => state === "failed")) return "invalid";
  return steps.every(({ state }) => state === "passed" || state === "noted") ? "valid" : "unknown";
}

const WAITS = { subject: ["evidence"], rule: ["evidence", "rules"], records: ["evidence", "subject"], name: ["subject"], rules: ["evidence"] };

const CHECKS = {
  async file(seen) {
    if (seen.given.jwt) return ["file_jwt"];
    const text = seen.given.text ?? (await fetchCertificate(seen.given.id));
    if (text === null) throw new Refused("id_unknown");
    seen.file = open(text);
    return [seen.given.id ? "file_board" : "file_good"];
  },

  async jwt(seen) {
    seen.jwt = read(seen.file?.credential ?? seen.given.jwt);
    const { claims, header } = seen.jwt;
    const types = Array.isArray(claims.type) ? claims.type : [];
    if (header.typ !== "JWT") throw new Refused("jwt_type");
    if (!types.includes("OpenBadgeCredential") || !types.includes("VerifiableCredential")) throw new Refused("jwt_type");
    if (header.kid.split("#")[0] !== claims.iss) throw new Refused("jwt_kid");
    return ["jwt_good"];
  },

  async issuer(seen) {
    const rules = await fetchRules().catch((error) => {
      if (error instanceof Unreadable) return null; // the rules' step says so
      throw error;
    });
    seen.issuer = await fetchIssuer(rules);
    seen.issuer.name = rules?.issuer?.name ?? "";
    const { iss, issuer } = seen.jwt.claims;
    if (!isObject(issuer) || issuer.id !== iss) throw new Refused("issuer_differs");
    if (iss !== seen.issuer.did) throw new Unchecked("issuer_other");
    return [seen.issuer.compared ? "issuer_both" : "issuer_board"];
  },

  async signature(seen) {
    const key = seen.issuer.keys.get(seen.jwt.header.kid);
    if (!key) throw new Refused("key_unknown");
    const by = await verifySignature(seen.jwt, key);
    seen.facts = factsOf(seen);
    return [by];
  },

  async dates({ jwt: { claims }, now }) {
    const from = Date.parse(claims.validFrom);
    const until = claims.validUntil === undefined ? null : Date.parse(claims.validUntil);
    const agree = claims.nbf * 1000 === from && (until === null) === (claims.exp === undefined);
    if (!agree || (until !== null && claims.exp * 1000 !== until)) throw new Refused("dates_form");
    if (now + LEEWAY_MS < from) throw new Refused("dates_early", { from: claims.validFrom });
    if (until !== null && now >= until) throw new Refused("dates_expired", { until: claims.validUntil });
    return until === null ? ["dates_good", { from: claims.validFrom }] : ["dates_until", { from: claims.validFrom, until: claims.validUntil }];
  },

  async evidence(seen) {
    const named = evidenceOf(seen.jwt.claims);
    if (!seen.file) seen.file = await boardsCopy(seen);
    const records = new Map(seen.file.records.map((one) => [one.id, one]));
    if (seen.given.id && seen.facts.id !== seen.given.id) throw new Refused("id_other");
    if ([...named.records.keys()].some((id) => !records.has(id))) throw new Refused("evidence_missing");
    if (records.size !== named.records.size || seen.file.records.length !== named.records.size) throw new Refused("evidence_more");
    for (const record of seen.file.records) {
      if (record.content_sha256 !== (await contentHash(record))) throw new Refused("evidence_damaged");
      const { sha256, genre } = named.records.get(record.id);
      if (record.content_sha256 !== sha256 || record.kind !== genre) throw new Refused("evidence_changed");
    }
    seen.named = named;
    seen.facts.evidence = seen.file.records.map(evidenceFacts);
    return ["evidence_good", { count: records.size }];
  },

  async subject({ jwt: { claims }, file, facts }) {
    const said = claims.credentialSubject;
    if (!facts.user || !facts.subject || claims.sub !== said.id) throw new Refused("subject_form");
    if (!nameIsFine(said, facts.name)) throw new Refused("subject_name");
    if (file.records.some(({ subject }) => subject !== facts.subject)) throw new Refused("subject_other");
    return ["subject_good"];
  },

  async rules({ file, named }) {
    if ((await hashOf(file.rules)) !== named.rules) throw new Refused("rules_changed");
    const published = await fetchRulesAt(named.rules);
    if (published === null) throw new Refused("rules_unpublished");
    if (canonical(published) !== canonical(file.rules)) throw new Refused("rules_other");
    return ["rules_good", { version: named.rules.slice(0, 16) }];
  },

  async rule({ file, facts, named }) {
    let found;
    try {
      found = standing(file.records, file.rules, facts.slug);
    } catch (error) {
      if (error instanceof RangeError) throw new Refused("rule_unknown");
      throw error;
    }
    if (!found.met) throw new Refused("rule_unmet", { count: found.missing.length });
    if (canonical(found.evidence) !== canonical([...named.records.keys()].sort())) throw new Refused("rule_more");
    return ["rule_good", { count: found.conditions.length }];
  },

  async records({ board, file, facts }) {
    if (!board) throw new Unchecked("records_no_board");
    const row = board.find(facts.subject, "");
    if (!row) throw new Refused("records_gone");
    const { found, failure } = await rowsOf(board, row, () => {});
    const lines = new Map(found.map((one) => [one.id, one]));
    const listed = file.records.filter(({ kind }) => kind !== "quiz");
    const replaced = new Set(found.filter(({ kind }) => kind !== "quiz").map(({ supersedes }) => supersedes));
    if (listed.some(({ id }) => replaced.has(id))) throw new Refused("records_superseded");
    if (failure) throw failure;
    if (listed.some(({ id }) => !lines.has(id))) throw new Refused("records_gone");
    const known = ({ id, content_sha256 }) => [lines.get(id).content_sha256, lines.get(id).was].includes(content_sha256);
    if (!listed.every(known)) throw new Refused("records_changed"); // `was`: before its person withdrew
    const quizzes = file.records.length - listed.length;
    return quizzes ? ["records_but_quizzes", { listed: listed.length, quizzes }] : ["records_good", { count: listed.length }];
  },

  /** A user may take another name, and somebody else the old one: then it is that one who could prove possession. */
  async name({ board, facts }) {
    const known = board?.find(facts.subject, "")?.name ?? "";
    if (!board) throw new Unchecked("records_no_board");
    if (!known.trim()) throw new Noted("name_forgotten", { user: facts.user });
    if (known.toLowerCase() !== facts.user.toLowerCase()) throw new Noted("name_other", { user: facts.user, known });
    return ["name_good", { user: facts.user }];
  },

  async status({ jwt: { claims }, issuer, now }) {
    return ["status_good", await checkStatus(claims, issuer, now)];
  },
};

/** For a credential that came alone: what the board holds under its id, if it is the same credential. */
async function boardsCopy({ facts, given }) {
  if (!facts.id) throw new Refused("id_other");
  const content = await fetchCertificate(facts.id);
  if (content === null) throw new Unchecked("evidence_no_file");
  const stored = open(content);
  if (stored.credential !== given.jwt) throw new Refused("stored_other");
  return stored;
}

/** Return `{records, rules}`: record id -> `{sha256, genre}`, and the hash of the rules. */
function evidenceOf(claims) {
  const records = new Map();
  let rules = "";
  for (const one of Array.isArray(claims.evidence) ? claims.evidence : []) {
    const id = RECORD.exec(one?.id)?.[1];
    const version = RULES.exec(one?.id)?.[1];
    const sha256 = /^sha256:([0-9a-f]{64})$/.exec(one?.narrative)?.[1];
    if (version && !rules) rules = version;
    else if (id && sha256 && !records.has(id)) records.set(id, { sha256, genre: one.genre });
    else throw new Refused("evidence_form");
  }
  if (!records.size || !rules) throw new Refused("evidence_form");
  return { records, rules };
}

/** Whether the credential calls its holder by one name that can be shown, or by none. */
function nameIsFine({ identifier }, name) {
  const named = (Array.isArray(identifier) ? identifier : []).filter((one) => one?.identityType === "name");
  return !named.length || (named.length === 1 && named[0].hashed === false && isShownName(name));
}

/** Return what the credential says, once its signature is right. Texts are still a stranger's. */
function factsOf({ jwt: { claims, header }, issuer }) {
  const subject = isObject(claims.credentialSubject) ? claims.credentialSubject : {};
  const achievement = isObject(subject.achievement) ? subject.achievement : {};
  const identifiers = Array.isArray(subject.identifier) ? subject.identifier.filter(isObject) : [];
  const of = (type) =>
    identifiers
      .filter((one) => one.identityType === type && one.hashed === false && typeof one.identityHash === "string")
      .map((one) => one.identityHash);
  const [hash, ...more] = of("ext:smol-grade-subject");
  return {
    id: idOf(claims.jti),
    user: HOLDER.exec(subject.id)?.[1] ?? "",
    subject: /^[0-9a-f]{64}$/.test(hash) && !more.length ? hash : "",
    name: of("name")[0] ?? "",
    slug: /^urn:smol-grade:certificate:([a-z][a-z0-9_]*)$/.exec(achievement.id)?.[1] ?? "",
    title: typeof achievement.name === "string" ? achievement.name : "",
    from: String(claims.validFrom ?? ""),
    until: String(claims.validUntil ?? ""),
    issuer: issuer.name,
    did: issuer.did,
    kid: header.kid,
    evidence: [],
  };
}

function evidenceFacts({ kind, unit, id, ...record }) {
  return { kind, unit, id, received_at: record.received_at, suite: record.suite_version ?? "", model: record.model ?? "", revision: record.revision ?? "" };
}
