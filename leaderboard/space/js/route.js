// What stands after `#`: which view, and for the board its search, unit, order and page.

import { OVERALL } from "./board.js";

export const SIZES = [25, 50, 100];
export const USUAL = { unit: OVERALL, query: "", sort: "rank", down: false, page: 1, size: 50 };

const CERTIFICATE = /^[0-9a-f]{32}$/;

/** Return the view that an address names: `{view, ...}`; what makes no sense is `missing`. */
export function read(hash) {
  const [path, search] = split(hash.replace(/^#/, ""));
  const parts = path.split("/").filter(Boolean);
  if (parts.length === 0) return { view: "board", state: readState(new URLSearchParams(search)) };
  if (parts.length === 1 && parts[0] === "submissions") return { view: "submissions" };
  if (parts.length === 1 && parts[0] === "models") return { view: "models", state: readModels(new URLSearchParams(search)) };
  if (parts.length === 1 && parts[0] === "showcase") return { view: "showcase", state: { cohort: new URLSearchParams(search).get("cohort") ?? "" } };
  if (parts[0] === "model" && (parts.length === 2 || parts.length === 3)) {
    const record = new URLSearchParams(search).get("record") ?? "";
    return { view: "model", model: parts.slice(1).map(decoded).join("/"), record };
  }
  if (parts.length === 1 && parts[0] === "certificates") return { view: "certificates" };
  if (parts[0] === "verify" && parts.length <= 2) {
    const id = (parts[1] ?? "").toLowerCase();
    return id && !CERTIFICATE.test(id) ? { view: "missing" } : { view: "verify", id };
  }
  if (parts[0] === "learner" && (parts.length === 2 || parts.length === 3)) {
    return { view: "learner", subject: decoded(parts[1]), reference: decoded(parts[2] ?? "") };
  }
  return { view: "missing" };
}

function split(text) {
  const at = text.indexOf("?");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function readState(query) {
  const page = Number.parseInt(query.get("page") ?? "", 10);
  const size = Number(query.get("size"));
  return {
    unit: query.get("unit") ?? USUAL.unit,
    query: (query.get("q") ?? "").slice(0, 200),
    sort: query.get("sort") ?? USUAL.sort,
    down: query.get("order") === "down",
    page: page > 0 ? page : 1,
    size: SIZES.includes(size) ? size : USUAL.size,
  };
}

function readModels(query) {
  return {
    task: query.get("task") ?? "",
    size: query.get("size") ?? "",
    unit: query.get("unit") ?? "",
    query: (query.get("q") ?? "").slice(0, 200),
  };
}

/** Return the address of the models in a state. */
export function writeModels(state) {
  const query = new URLSearchParams();
  for (const name of ["task", "size", "unit"]) if (state[name]) query.set(name, state[name]);
  if (state.query) query.set("q", state.query);
  const text = query.toString();
  return text ? `#/models?${text}` : "#/models";
}

/** Return the address of a cohort's showcase. */
export function writeShowcase({ cohort }) {
  return `#/showcase?${new URLSearchParams({ cohort })}`;
}

/** Return the address of the board in a state. */
export function write(state) {
  const query = new URLSearchParams();
  if (state.unit !== USUAL.unit) query.set("unit", state.unit);
  if (state.query !== USUAL.query) query.set("q", state.query);
  if (state.sort !== USUAL.sort) query.set("sort", state.sort);
  if (state.down) query.set("order", "down");
  if (state.page !== USUAL.page) query.set("page", state.page);
  if (state.size !== USUAL.size) query.set("size", state.size);
  const text = query.toString();
  return text ? `#/?${text}` : "#/";
}
