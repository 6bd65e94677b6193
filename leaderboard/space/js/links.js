// Where links lead: to a view of this page, to the Hub by a name that was encoded, or where somebody's demo is.

const HUB = "https://huggingface.co/";
const NAME = /^[\w.-]{1,96}$/;

/** Return the address of a learner's view. */
export function learner(row) {
  return `#/learner/${row.subject}` + (row.reference ? `/${encodeURIComponent(row.reference)}` : "");
}

/** Return the Hub page of a user, null for a name that the Hub cannot have given. */
export function profile(name) {
  return NAME.test(name) ? HUB + encodeURIComponent(name) : null;
}

/** Return the README of a user's profile repository on the Hub, for a reader to look at. */
export function profileReadme(name) {
  return NAME.test(name) ? `${HUB}${encodeURIComponent(name)}/${encodeURIComponent(name)}/blob/main/README.md` : null;
}

/** Return the address of a unit's board. */
export function unit(slug) {
  return `#/?unit=${encodeURIComponent(slug)}`;
}

/** Return whether a model's maker has withdrawn: its name is none of the Hub any more. */
export function isWithdrawn(id) {
  return id.startsWith("_withdrawn/");
}

/** Return the Hub page of a model, null for what is no Hub id. */
export function model(id) {
  const parts = isWithdrawn(id) ? [] : id.split("/");
  return parts.length === 2 && parts.every((part) => NAME.test(part))
    ? HUB + parts.map(encodeURIComponent).join("/")
    : null;
}

/** Return the Hub page of a model's files at a commit, null for what is no Hub id or no commit. */
export function modelAt(id, revision) {
  const page = model(id);
  return page && /^[0-9a-f]{40}$/.test(revision) ? `${page}/tree/${revision}` : null;
}

/** Return the address of a model's view; `record`: of that measurement. */
export function oneModel(row, record = "") {
  const id = model(row.model) ? row.model : encodeURIComponent(row.model); // a reference may have any name
  return `#/model/${id}` + (record ? `?record=${encodeURIComponent(record)}` : "");
}

/** Return the address of the models of a learner. */
export function modelsOf(row) {
  return `#/models?q=${row.subject.slice(0, 16)}`;
}

const WEB = /^https:\/\/[a-z0-9.-]+(?:[/?#][!-~]*)?$/i;
const HOST = /^(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
const LONGEST = 300;

/** Return a stranger's address as `{address, host}`: https, a host with a dot, no user, no port; null for any other. */
export function elsewhere(text) {
  if (text.length > LONGEST || !WEB.test(text) || !URL.canParse(text)) return null;
  const { href, hostname } = new URL(text);
  return HOST.test(hostname) ? { address: href, host: hostname } : null;
}

/** Return this page's own address of a certificate's verification. */
export function verification(id) {
  return `${location.origin}${location.pathname}#/verify/${id}`;
}

/** Return LinkedIn's form for a certificate, filled with what was verified; `until` may be empty. */
export function linkedIn({ id, title, issuer, from, until }) {
  const asked = { startTask: "CERTIFICATION_NAME", name: title, organizationName: issuer, ...month("issue", from), ...month("expiration", until) };
  return `https://www.linkedin.com/profile/add?${new URLSearchParams({ ...asked, certUrl: verification(id), certId: id })}`;
}

function month(name, text) {
  const day = new Date(text);
  return text ? { [`${name}Year`]: day.getUTCFullYear(), [`${name}Month`]: day.getUTCMonth() + 1 } : {};
}

const RESOLVE = /^https:\/\/huggingface\.co\/datasets\/([\w.-]+)\/([\w.-]+)\/resolve\/([\w.%-]+)\/$/;

/** Return the Hub page of a folder of the data set that the page reads, null when it reads another place. */
export function folder(data, path) {
  const found = RESOLVE.exec(data);
  if (!found) return null;
  const [, user, name, revision] = found;
  return `${HUB}datasets/${user}/${name}/tree/${revision}/${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** Return the Hub page of a pull request on the data set that the page reads, null when it reads another place. */
export function discussion(data, number) {
  const found = RESOLVE.exec(data);
  return found && Number.isInteger(number) ? `${HUB}datasets/${found[1]}/${found[2]}/discussions/${number}` : null;
}
