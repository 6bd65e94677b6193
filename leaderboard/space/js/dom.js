// Making elements: text is always a text node, and a link leads nowhere but to this page, to the Hub and to a form of LinkedIn's;
// where a stranger's link may lead, `outward` says.

import { elsewhere } from "./links.js";

const LINK = /^(#|https:\/\/huggingface\.co\/|https:\/\/www\.linkedin\.com\/profile\/add\?)/;
const SVG = "http://www.w3.org/2000/svg";

/** Make an element. `attributes`: a function is a listener, `true` an empty attribute, null or false none at all. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** Make an SVG element, in the same way. */
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== false && value !== undefined) set(element, name, String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

function set(element, name, value) {
  if (/^(on|style$|src)/.test(name)) throw new Error(`${name} is not for us to set`);
  if (name === "href" && !LINK.test(value)) throw new Error("a link to elsewhere");
  element.setAttribute(name, value);
}

/** Return a link to where a stranger's text says: checked, vouched for by nobody, and told nothing about the reader. */
export function outward(text, ...children) {
  const found = elsewhere(text);
  if (!found) throw new Error("no address of the web");
  const link = h("a", { target: "_blank", rel: "noopener noreferrer nofollow ugc" }, ...children);
  link.setAttribute("href", found.address);
  return link;
}

/** Return a sentence of ours with what stands in backticks as code. */
export function prose(text) {
  return text.split("`").map((part, index) => (index % 2 ? h("code", null, part) : part));
}

/** Text for those who listen only. */
export function spoken(text) {
  return h("span", { class: "spoken" }, text);
}
