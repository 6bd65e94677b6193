// What a holder does with a certificate that was found valid: show it on LinkedIn, or send the link to its verification.

import { copyButton } from "./copying.js";
import { h } from "./dom.js";
import { t } from "./language.js";
import * as links from "./links.js";
import { cut } from "./names.js";

const MOST = 100; // characters of a name that others' forms take

/** Return the section; `facts` are those of a valid certificate, everything in the links is taken from them. */
export function sharing(facts) {
  const form = links.linkedIn({ ...facts, title: cut(facts.title || facts.slug, MOST), issuer: cut(facts.issuer, MOST) });
  const address = links.verification(facts.id);
  return h(
    "section",
    { class: "sharing", "aria-labelledby": "sharing" },
    h("h2", { id: "sharing" }, t("share.title")),
    h("p", null, h("a", { href: form, target: "_blank", rel: "noopener noreferrer" }, t("share.linkedin"))),
    h("p", null, t("share.link")),
    h("div", { class: "command" }, h("code", { tabindex: 0 }, address), ...copyButton(address, t("share.copy"))),
  );
}
