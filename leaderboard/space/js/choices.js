// A labelled control, and a choice among values that is part of a view's state.

import { h } from "./dom.js";

/** Return a select of `[value, text]` pairs; `change` hears of a new part of the state. */
export function choice(name, options, state, change) {
  const made = options.map(([key, text]) => h("option", { value: key, selected: key === state[name] }, text));
  const select = h("select", { id: name }, ...made);
  select.addEventListener("change", () => change({ [name]: select.value }));
  return select;
}

/** Return a control below its label. */
export function field(id, text, control) {
  return h("div", { class: "field" }, h("label", { for: id }, text), control);
}
