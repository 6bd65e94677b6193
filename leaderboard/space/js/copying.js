// A button that puts a command into the clipboard, and says whether it could.

import { h } from "./dom.js";
import { t } from "./language.js";

const TOLD_MS = 4_000;

/** Return the button; `name` is what listeners hear of it. */
export function copyButton(text, name) {
  const said = h("span", { class: "spoken", role: "status" });
  const button = h("button", { class: "quiet copy", "aria-label": name, title: name, click: copy }, t("copy.copy"));
  let back = 0;

  async function copy() {
    let key = "copy.done";
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      key = "copy.failed"; // a frame without the permission, or no secure context: the text can still be selected
    }
    button.textContent = said.textContent = t(key);
    clearTimeout(back);
    back = setTimeout(() => {
      button.textContent = t("copy.copy");
      said.textContent = "";
    }, TOLD_MS);
  }

  return [button, said];
}
