// How old something is, kept right while the page stays open.

import { h } from "./dom.js";
import { ago, moment, t } from "./language.js";

/** Return "data of 25 Nov 2026, 12:00 UTC (3 hours ago)". */
export function age(asOf) {
  if (!asOf) return h("span", null, t("page.no_data_yet"));
  const element = h("span", null);
  const write = () => {
    element.replaceChildren(t("page.data_of"), " ", h("time", { datetime: asOf }, moment(asOf)), ` (${ago(asOf)})`);
  };
  write();
  const clock = setInterval(() => (element.isConnected ? write() : clearInterval(clock)), 60_000);
  return element;
}
