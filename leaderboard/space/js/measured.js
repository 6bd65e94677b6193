// Measured numbers, which come in millionths: as text in the reader's language, and as a line with its interval.

import { svg } from "./dom.js";
import { decimals, has, t } from "./language.js";
import { cut } from "./names.js";

const MILLION = 1_000_000;
const LOSSES = ["bits_per_byte"];
const WIDTH = 160;
const HEIGHT = 18;
const EDGE = 6;

/** Return a value in its unit: `0.887`, or `40.9 %`. */
export function value(number, metric) {
  return LOSSES.includes(metric) ? decimals(number / MILLION, 3) : t("measured.percent", { value: percent(number) });
}

/** Return the bounds of an interval, in the unit of the value. */
export function interval(low, high, metric) {
  const show = LOSSES.includes(metric) ? (one) => decimals(one / MILLION, 3) : percent;
  return t("measured.interval", { low: show(low), high: show(high) });
}

/** Return a difference with its sign, in the unit of the value, proportions in percentage points. */
export function difference(number, metric) {
  const shown = LOSSES.includes(metric) ? decimals(Math.abs(number) / MILLION, 3) : percent(Math.abs(number));
  if (!/[1-9]/.test(shown)) return shown; // nothing that could be seen has no sign
  return (number < 0 ? "−" : "+") + shown;
}

/** Return what a metric is called and which way is better; `brief`: only its name. */
export function metricName(metric, brief = false) {
  const key = `metric.${metric}${brief ? "_short" : ""}`;
  return has(key) ? t(key) : cut(String(metric), 40);
}

function percent(number) {
  return decimals((100 * number) / MILLION, 1);
}

/** Return an interval as a line with its value as a dot, on the ranking's scale; its numbers stand beside it as text. */
export function whisker({ low, value: middle, high }, { from, to, bases }) {
  const span = Math.max(to - from, 1);
  const x = (number) => EDGE + ((number - from) / span) * (WIDTH - 2 * EDGE);
  const y = HEIGHT / 2;
  const line = (name, x1, y1, x2, y2) => svg("line", { class: name, x1, y1, x2, y2 });
  return svg(
    "svg",
    { class: "whisker", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, "aria-hidden": "true" },
    line("ground", EDGE, y, WIDTH - EDGE, y),
    ...bases.map((base) => line("base", x(base), 0, x(base), HEIGHT)),
    line("span", x(low), y, x(high), y),
    line("end", x(low), y - 4, x(low), y + 4),
    line("end", x(high), y - 4, x(high), y + 4),
    svg("circle", { class: "middle", cx: x(middle), cy: y, r: 3.5 }),
  );
}
