// What a credential cannot prove: that whoever shows it is its holder. The holder can: by writing a word that we draw where only
// the holder can write, the README of the profile repository USER/USER.

import { copyButton } from "./copying.js";
import { DATA } from "./data.js";
import { h, prose } from "./dom.js";
import { t } from "./language.js";
import * as links from "./links.js";

const PATIENCE_MS = 30_000;
const MOST_BYTES = 1_000_000;
const ON_A_HUB = /^(https?:\/\/[^/]+)\/datasets\/[^/]+\/[^/]+\/resolve\/[^/]+\/$/;
const drawn = new Map();

/** The Hub that the board's data come from, null where they lie beside the page: then the page may ask no Hub. */
const HUB = ON_A_HUB.exec(DATA)?.[1] ?? null;

/** Return the section that says what is not proven about a user, and how the holder proves it. */
export function possession(user) {
  const word = wordFor(user);
  const said = h("div", { class: "said", role: "status" });
  const look = h("button", { click: () => tell(said, user, word, look) }, t("proof.look"));
  const readme = h("a", { href: links.profileReadme(user), target: "_blank", rel: "noopener noreferrer" }, `${user}/${user}`);
  return h(
    "section",
    { class: "proof", "aria-labelledby": "proof" },
    h("h2", { id: "proof" }, t("proof.title")),
    h("p", null, t("proof.not_proven", { user })),
    h(
      "ol",
      null,
      h("li", null, ...prose(t("proof.give")), h("div", { class: "command" }, h("code", { tabindex: 0 }, word), ...copyButton(word, t("proof.copy")))),
      h("li", null, ...prose(t("proof.holder")), " ", readme),
      h("li", null, HUB ? t("proof.then") : t("proof.by_hand")),
    ),
    HUB ? h("p", null, look) : null,
    said,
    h("p", { class: "note" }, t("proof.afterwards")),
  );
}

/** Return the word for a user: drawn once, and kept as long as the tab is open. */
function wordFor(user) {
  const name = `smol-board-proof-${user}`;
  let word = drawn.get(user) ?? null;
  try {
    word ??= sessionStorage.getItem(name);
  } catch {
    // a frame may forbid it: then it lasts until the page is loaded anew
  }
  if (!/^smol-verify-[0-9a-f]{32}$/.test(word ?? "")) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    word = `smol-verify-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  }
  drawn.set(user, word);
  try {
    sessionStorage.setItem(name, word);
  } catch {
    // as above
  }
  return word;
}

async function tell(said, user, word, button) {
  button.setAttribute("aria-disabled", "true");
  said.replaceChildren(h("p", { class: "waiting" }, t("proof.looking")));
  const found = await lookedUp(user, word);
  const state = { there: "passed", not_there: "failed", no_readme: "failed", unread: "unchecked" }[found];
  said.replaceChildren(h("p", { class: `verdict ${state}` }, t(`proof.${found}`, { user })));
  button.removeAttribute("aria-disabled");
}

/** Return `there`, `not_there`, `no_readme` or `unread`. */
async function lookedUp(user, word) {
  const name = encodeURIComponent(user);
  let response;
  try {
    // `resolve`, as for the board's own files: the Hub lets every page read it
    const where = `${HUB}/${name}/${name}/resolve/main/README.md`;
    response = await fetch(where, { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(PATIENCE_MS) });
    if ([401, 403, 404, 410].includes(response.status)) return "no_readme"; // the Hub says 401 for what is not there
    if (!response.ok) return "unread";
    return (await beginning(response.body)).includes(word) ? "there" : "not_there";
  } catch {
    return "unread";
  }
}

async function beginning(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let part = await reader.read(); !part.done && text.length < MOST_BYTES; part = await reader.read()) text += part.value;
  reader.cancel().catch(() => {});
  return text;
}
