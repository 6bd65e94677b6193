// The plot of a learner's history: each result as a mark, the best so far as a line, a colour and a shape for each unit.

import { svg } from "./dom.js";
import { day, percent, t } from "./language.js";
import { cut } from "./names.js";

const HEIGHT = 240;
const EDGE = { left: 48, right: 16, top: 14, bottom: 30 };
const SHAPES = [
  "M-4.5,0a4.5,4.5 0 1 0 9,0a4.5,4.5 0 1 0 -9,0",
  "M-4,-4h8v8h-8z",
  "M0,-5.5L5.2,4H-5.2z",
  "M0,-5.8L5.8,0L0,5.8L-5.8,0z",
  "M0,5.5L5.2,-4H-5.2z",
  "M-5,-1.6h3.4v-3.4h3.2v3.4h3.4v3.2h-3.4v3.4h-3.2v-3.4h-3.4z",
];

/** Return the plot of graded records at a width in CSS pixels; `units` gives each unit its colour. */
export function plot(records, units, width) {
  const graded = records.filter(
    (one) => one.kind === "grade" && one.max_points > 0 && !Number.isNaN(Date.parse(one.received_at)),
  );
  const times = graded.map((one) => Date.parse(one.received_at));
  const [from, to] = span(times);
  const x = (time) => EDGE.left + ((time - from) / (to - from)) * (width - EDGE.left - EDGE.right);
  const y = (part) => EDGE.top + (1 - Math.min(Math.max(part, 0), 1)) * (HEIGHT - EDGE.top - EDGE.bottom);
  const title = svg("title", { id: "plot-title" }, t("history.plot"));
  const picture = svg(
    "svg",
    {
      class: "plot",
      viewBox: `0 0 ${width} ${HEIGHT}`,
      width,
      height: HEIGHT,
      role: "img",
      "aria-labelledby": "plot-title",
    },
    title,
  );
  picture.append(...grid(y, width), ...ticks(x, from, to, width));
  for (const [index, slug] of units.entries()) {
    const mine = graded.filter((one) => one.unit === slug);
    picture.append(...series(mine, index, x, y, width));
  }
  return picture;
}

/** Return the mark of a unit for a legend. */
export function sign(index) {
  return svg(
    "svg",
    {
      class: `sign series-${index % SHAPES.length}`,
      viewBox: "-7 -7 14 14",
      width: 14,
      height: 14,
      "aria-hidden": "true",
    },
    svg("path", { class: "dot", d: SHAPES[index % SHAPES.length] }),
  );
}

function span(times) {
  const from = Math.min(...times);
  const to = Math.max(...times);
  const room = Math.max((to - from) * 0.03, 6 * 3_600_000);
  return [from - room, to + room];
}

function grid(y, width) {
  return [0, 0.25, 0.5, 0.75, 1].flatMap((part) => [
    svg("line", { class: part ? "grid" : "axis", x1: EDGE.left, x2: width - EDGE.right, y1: y(part), y2: y(part) }),
    svg("text", { class: "tick", x: EDGE.left - 8, y: y(part) + 4, "text-anchor": "end" }, percent(part)),
  ]);
}

function ticks(x, from, to, width) {
  const count = Math.min(Math.max(Math.floor(width / 150), 1), Math.max(1, Math.floor((to - from) / 86_400_000)), 6);
  return Array.from({ length: count }, (_, index) => {
    const time = from + ((to - from) * (index + 0.5)) / count;
    return svg(
      "text",
      { class: "tick", x: x(time), y: HEIGHT - 8, "text-anchor": "middle" },
      day(new Date(time).toISOString()),
    );
  });
}

function series(records, index, x, y, width) {
  const place = (one) => [x(Date.parse(one.received_at)), y(one.points / one.max_points)];
  let best = -1;
  let path = "";
  for (const one of records.filter(({ state }) => state === "best" || state === "counts")) {
    const part = one.points / one.max_points;
    if (part <= best) continue;
    const [left, top] = place(one);
    path += path ? `H${left}V${top}` : `M${left},${top}`;
    best = part;
  }
  const line = path ? [svg("path", { class: "line", d: `${path}H${width - EDGE.right}` })] : [];
  const dots = records.map((one) => {
    const [left, top] = place(one);
    const counts = one.state === "best" || one.state === "counts";
    const text = `${cut(one.unit, 40)}: ${one.points} / ${one.max_points}, ${day(one.received_at)}`;
    return svg(
      "path",
      {
        class: counts ? "dot" : "dot hollow",
        d: SHAPES[index % SHAPES.length],
        transform: `translate(${left},${top})`,
      },
      svg("title", null, text),
    );
  });
  return [svg("g", { class: `series-${index % SHAPES.length}` }, ...line, ...dots)];
}
