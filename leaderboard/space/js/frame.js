// What stands around every view: skip link, title, navigation, switches, how old the data are, footer.

import { age } from "./age.js";
import { h, prose } from "./dom.js";
import { LANGUAGES, language, t } from "./language.js";
import { cut } from "./names.js";
import * as theme from "./theme.js";

const OTHER = { en: "English", es: "Español" };

/** Make the frame; returns `write(board)`, which says everything again, and `show(view, board, name)`. */
export function frame(does) {
  const skip = h("a", { class: "skip", href: "#main", click: skipTo });
  const header = h("header");
  const main = h("main", { id: "main", tabindex: -1 });
  const footer = h("footer");
  document.body.append(skip, header, main, footer);
  theme.whenSystemChanges(() => write(shown.board));
  const shown = { board: null, name: "board" };

  function write(board) {
    shown.board = board;
    skip.textContent = t("page.skip");
    const focused = document.activeElement?.dataset?.keep;
    header.replaceChildren(...headerOf(board, shown.name, does, () => write(board)));
    footer.replaceChildren(...footerOf(board, shown.name));
    if (focused) header.querySelector(`[data-keep="${focused}"]`)?.focus();
  }

  function show(view, board, name) {
    shown.name = name;
    write(board);
    main.replaceChildren(view);
  }

  return { write, show };
}

function skipTo(event) {
  event.preventDefault(); // the address belongs to the views
  document.getElementById("main").focus();
}

function headerOf(board, name, does, again) {
  const title = board ? cut(board.document.title, 80) : t("page.title");
  const link = (to, view, text) => h("a", { href: to, "aria-current": name === view ? "page" : null }, text);
  return [
    h(
      "div",
      { class: "bar" },
      h("p", { class: "course" }, h("a", { href: "#/" }, h("bdi", null, title))),
      h(
        "nav",
        { "aria-label": t("page.nav") },
        link("#/", "board", t("page.board")),
        link("#/models", "models", t("page.models")),
        link("#/showcase", "showcase", t("page.showcase")),
        link("#/submissions", "submissions", t("page.submissions")),
        link("#/certificates", "certificates", t("page.certificates")),
        link("#/verify", "verify", t("page.verify")),
      ),
      h("div", { class: "switches" }, themeSwitch(again), languageSwitch(does.changeLanguage)),
    ),
    board?.document.practice
      ? h("p", { class: "practice" }, h("strong", null, t("page.practice")), " ", t("page.practice_means"))
      : null,
    board
      ? h(
          "p",
          { class: "age" },
          age(board.document.as_of),
          " ",
          h("button", { class: "quiet", "data-keep": "refresh", click: does.refresh }, t("page.refresh")),
        )
      : null,
  ].filter(Boolean);
}

function themeSwitch(again) {
  const dark = theme.theme() === "dark";
  const click = () => {
    theme.toggle();
    again();
  };
  return h("button", { class: "quiet", "data-keep": "theme", click }, dark ? t("page.to_light") : t("page.to_dark"));
}

function languageSwitch(change) {
  const other = LANGUAGES.find((name) => name !== language);
  return h(
    "button",
    { class: "quiet", "data-keep": "language", lang: other, click: () => change(other) },
    OTHER[other],
  );
}

function footerOf(board, name) {
  if (!board) return [];
  const { cohort, records, practice } = board.document;
  if (name === "verify") return [h("p", null, ...prose(t("page.how_verified")))];
  return [
    name.startsWith("model") || name === "showcase"
      ? h("p", null, t("page.how_measured"))
      : h("p", null, practice ? null : [t("page.how_graded"), " "], t("page.how_ranked")),
    h(
      "p",
      null,
      t("page.records", { count: records }),
      cohort ? [" · ", t("page.cohort"), " ", h("bdi", null, cut(cohort, 40))] : null,
    ),
  ];
}
