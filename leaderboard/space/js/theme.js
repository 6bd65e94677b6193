// Dark or light: the system's choice until the reader makes one. Loaded first, so that nothing flashes.

import { remember, remembered } from "./memory.js";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Return "dark" or "light", what is shown now. */
export function theme() {
  return document.documentElement.dataset.theme || (dark.matches ? "dark" : "light");
}

/** Show the other one. */
export function toggle() {
  const next = theme() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  remember("theme", next);
}

/** Hear of a change of the system's choice. */
export function whenSystemChanges(tell) {
  dark.addEventListener("change", tell);
}

const chosen = remembered("theme");
if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
