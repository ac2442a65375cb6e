// @ts-check
/** Starts the page: three panes that share one truth. */

import { become, load, me, onMessage, onTyping, prepareComposer, prepareScroller, setTheme } from "./chat.js";
import { showDeliveries } from "./deliveries.js";
import { alertOf, the } from "./dom.js";
import { ask, listen } from "./host.js";
import { prepareList, showList } from "./listing.js";
import { drawPeople, showUnread, unreadOf } from "./people.js";

function prepareTheme() {
  const choice = the("theme");
  const system = matchMedia("(prefers-contrast: more)").matches ? "contrast" : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const use = () => {
    document.documentElement.dataset.theme = choice.value;
    setTheme(choice.value);
  };
  choice.value = localStorage.getItem("theme") ?? system;
  choice.addEventListener("change", () => { localStorage.setItem("theme", choice.value); use(); });
  use();
}

/** Read everything: at the start, and after the host was away. */
async function readAll() {
  const [state, list, deliveries] = await Promise.all([ask("state"), ask("list"), ask("deliveries")]);
  showList(list);
  showDeliveries(deliveries);
  showUnread(state.unread, me()?.key);
  await load();
  return state;
}

async function start() {
  prepareTheme();
  prepareComposer();
  prepareScroller();
  prepareList();
  const state = await readAll();
  const choose = (/** @type {import("./people.js").Person} */ person) => {
    localStorage.setItem("person", person.key);
    return become(person, unreadOf(person));
  };
  drawPeople(state.people, choose);
  showUnread(state.unread);
  listen({
    message: onMessage,
    typing: onTyping,
    unread: (unread) => showUnread(unread, me()?.key),
    list: showList,
    deliveries: showDeliveries,
  }, () => readAll().catch((failure) => alertOf(failure.message)));
  const last = state.people.find((/** @type {any} */ one) => one.key === localStorage.getItem("person"));
  if (last) await become(last, unreadOf(last));
  document.documentElement.dataset.ready = "true";
}

start().catch((failure) => alertOf(failure.message));
