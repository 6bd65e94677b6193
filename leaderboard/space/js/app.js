// The page: loads language and board side by side, shows the view that the address names, and the frame around it.

import { Board } from "./board.js";
import { boardView } from "./board_view.js";
import { h } from "./dom.js";
import { askAgain, fetchDocument, Unreadable } from "./data.js";
import { frame } from "./frame.js";
import { choose, speak, t, wanted } from "./language.js";
import { explained, problem, waiting } from "./problem.js";
import * as route from "./route.js";
import { visible } from "./names.js";

const LISTS = ["units", "rows", "days"];
const page = { board: null, models: null, failure: null, lastBoard: "#/", lastModels: "#/models", shown: 0 };

async function load() {
  try {
    page.board = new Board(await fetchDocument("board/board.json", LISTS));
    page.failure = null;
  } catch (error) {
    page.board = null;
    page.failure = explained(error);
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
  try {
    await showAsked(asked, put);
  } catch (error) {
    const failure = explained(error);
    if (failure !== error) Object.assign(page, { board: null, models: null, failure }); // data of another shape: nothing of them helps
    put(problem(failure, failure.reload ? () => location.reload() : refresh));
  }
}

async function showAsked(asked, put) {
  if (asked.view === "verify") {
    put(waiting());
    const { verifyView } = await module(import("./verify_view.js"));
    return put(verifyView(page.board, asked, () => keep("#/verify")));
  }
  if (page.failure) return put(problem(page.failure, refresh));
  if (asked.view === "missing") return put(problem({ kind: "nowhere" }, null, "#/"));
  if (asked.view === "board") {
    page.lastBoard = location.hash || "#/";
    return put(boardView(page.board, asked.state, remember));
  }
  put(waiting());
  if (asked.view === "learner") {
    const { learnerView } = await module(import("./learner_view.js"));
    return put(learnerView(page.board, asked, page.lastBoard));
  }
  if (asked.view === "certificates") {
    const [{ certificatesView }, { fetchRules }] = await module(Promise.all([import("./certificates_view.js"), import("./rules.js")]));
    return put(certificatesView(page.board, await fetchRules()));
  }
  if (asked.view === "showcase") {
    const [{ showcaseView }, { fetchShowcase }] = await module(Promise.all([import("./showcase_view.js"), import("./showcase.js")]));
    return put(showcaseView(page.board, await fetchShowcase(), asked.state, (state) => keep(route.writeShowcase(state))));
  }
  if (asked.view === "models" || asked.view === "model") return put(await ofModels(asked));
  const { submissionsView } = await module(import("./submissions_view.js"));
  return put(await submissionsView(page.board));
}

async function ofModels(asked) {
  const { fetchModels } = await module(import("./models.js"));
  page.models ??= await fetchModels();
  if (asked.view === "model") {
    const { modelView } = await module(import("./model_view.js"));
    return modelView(page.board, page.models, asked, page.lastModels);
  }
  const { modelsView } = await module(import("./models_view.js"));
  page.lastModels = location.hash;
  return modelsView(page.models, asked.state, (state) => keep((page.lastModels = route.writeModels(state))));
}

async function module(coming) {
  try {
    return await coming;
  } catch {
    throw Object.assign(new Unreadable("network"), { reload: true }); // a browser does not load a module a second time
  }
}

function titleOf(content) {
  const course = page.board ? visible(page.board.document.title).slice(0, 100) : t("page.title");
  const heading = content.querySelector("h1")?.dataset.title;
  return heading ? `${heading} · ${course}` : course;
}

/** Keep the board's state in the address, without a step in the history. */
function remember(state) {
  keep((page.lastBoard = route.write(state)));
}

function keep(address) {
  try {
    history.replaceState(null, "", address);
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
  askAgain();
  page.models = null;
  await load();
  await show(true);
}

async function changeLanguage(name) {
  try {
    await choose(name);
  } catch {
    const failure = new Unreadable("network");
    return page.frame.show(
      problem(failure, () => changeLanguage(name)),
      page.board,
      "",
    );
  }
  page.frame.write(page.board);
  await show(false);
}

async function start() {
  await Promise.all([load(), speak(wanted())]);
  page.frame = frame({ refresh, changeLanguage });
  await show(false);
  window.addEventListener("hashchange", () => {
    tellParent();
    show(true);
  });
}

start().catch((error) => {
  const text = "The page could not be loaded: reload it. / No se pudo cargar la página: recárgala.";
  document.body.append(h("p", { class: "notice", role: "alert" }, text));
  throw error;
});
