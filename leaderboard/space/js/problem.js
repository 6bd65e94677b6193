// When something could not be read: what happened, what to do, and a way to try again.

import { askAgain, Unreadable } from "./data.js";
import { h, prose } from "./dom.js";
import { t } from "./language.js";

/** Return a view that explains a failure; `again` tries once more, `back` leads to what does work, and is called `name`. */
export function problem(failure, again, back = null, name = "learner.back") {
  return h(
    "section",
    { class: "notice", role: "alert" },
    h("h1", { tabindex: -1 }, t(`error.${failure.kind}`)),
    ...rest(failure, again, back, name),
  );
}

/** Return the same as part of a view that is there. */
export function problemPart(failure, again) {
  return h(
    "div",
    { class: "notice", role: "alert" },
    h("p", null, h("strong", null, t(`error.${failure.kind}`))),
    ...rest(failure, again, null, ""),
  );
}

function rest(failure, again, back, name) {
  const parts = [h("p", null, ...prose(t(`error.${failure.kind}_do`, failure.fields)))];
  const click = () => {
    askAgain();
    again();
  };
  if (again) parts.push(h("button", { click }, t("error.again")));
  if (back) parts.push(h("p", null, h("a", { href: back }, t(name))));
  return parts;
}

/** Return what is shown while something is loaded. */
export function waiting() {
  return h("p", { class: "waiting", role: "status" }, t("page.loading"));
}

/** Return a failure as one that has a sentence; what we did not foresee is told to the console too. */
export function explained(error) {
  if (error instanceof Unreadable) return error;
  console.error(error);
  return new Unreadable("damaged");
}
