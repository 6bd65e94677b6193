// The page: loads language and board side by side, shows the view that the address names, and the frame around it.

import { Board } from "./board.js";
import { boardView } from "./board_view.js";
import { fetchDocument } from "./data.js";
import { frame } from "./frame.js";
import { choose, speak, t, wanted } from "./language.js";
import { problem, waiting } from "./problem.js";
import * as route from "./route.js";
import { visible } from "./names.js";

const LISTS = ["units", "rows", "days"];
const page = { board: null, failure: null, lastBoard: "#/", shown: 0 };

async function load(fresh) {
  try {
    page.board = new Board(await fetchDocument("board/board.json", LISTS, fresh));
    page.failure = null;
  } catch (error) {
    page.board = null;
    page.failure = error;
  }
}

/** Show the view of the address; `focus` its heading, so that a keyboard or a screen reader goes on there. */
async function show(focus) {
  const turn = ++page.shown;
  const asked = route.read(location.hash);
  const put = (content) => {
    if (turn !== page.shown) return; // another view was asked for meanwhile
    page.frame.show(content, page.board, asked.view);
    document.title = titleOf(content);
    if (focus) content.querySelector("h1")?.focus();
  };
  if (page.failure) return put(problem(page.failure, refresh));
  if (asked.view === "board") {
    page.lastBoard = location.hash || "#/";
    return put(boardView(page.board, asked.state, remember));
  }
  if (asked.view === "missing") return put(problem({ kind: "nowhere" }, null, "#/"));
  put(waiting());
  if (asked.view === "learner") {
    const { learnerView } = await import("./learner_view.js");
    return put(learnerView(page.board, asked, page.lastBoard));
  }
  const { submissionsView } = await import("./submissions_view.js");
  return put(await submissionsView(page.board));
}

function titleOf(content) {
  const course = page.board ? visible(page.board.document.title).slice(0, 100) : t("page.title");
  const heading = content.querySelector("h1")?.dataset.title;
  return heading ? `${heading} · ${course}` : course;
}

/** Keep the board's state in the address, without a step in the history. */
function remember(state) {
  page.lastBoard = route.write(state);
  try {
    history.replaceState(null, "", page.lastBoard);
  } catch {
    // some browsers forbid many in a short time; the next one will do
  }
  tellParent();
}

/** Hub pages show a Space in a frame: its address follows ours, so that a link can be copied from there. */
function tellParent() {
  if (parent === window || !location.hostname.endsWith(".hf.space")) return;
  parent.postMessage({ queryString: location.search.slice(1), hash: location.hash.slice(1) }, "https://huggingface.co");
}

async function refresh() {
  await load(true);
  await show(true);
}

async function changeLanguage(name) {
  await choose(name);
  page.frame.write(page.board);
  await show(false);
}

async function start() {
  await Promise.all([load(false), speak(wanted())]);
  page.frame = frame({ refresh, changeLanguage });
  await show(false);
  window.addEventListener("hashchange", () => {
    tellParent();
    show(true);
  });
}

start();
