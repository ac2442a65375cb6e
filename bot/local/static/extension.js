// @ts-check
/** The front door where people speak to each other: a request that is found and shown, a link that unfolds, one that begins with a message. */

import { card } from "./card.js";
import { alertOf, el, the } from "./dom.js";
import { ask } from "./host.js";

const PAUSE_MS = 350;
const PAGE_SIZE = 25;

/** @typedef {{card: any, title: string, text: string}} Found */

/** @type {{base: () => string, theme: () => string, draft: Found | null, asked: string, search: number, shown: number, waiting: number}} */
const extension = { base: () => "", theme: () => "light", draft: null, asked: "", search: 0, shown: 0, waiting: 0 };

/**
 * Get ready.
 * @param {() => string} base the address of the open room
 * @param {() => string} theme
 */
export function prepareExtension(base, theme) {
  extension.base = base;
  extension.theme = theme;
  const [dialog, words] = [the("find"), the("find-words")];
  the("find-open").addEventListener("click", () => {
    words.value = "";
    dialog.showModal();
    find("");
  });
  words.addEventListener("input", () => later(() => find(words.value.trim())));
  the("find-more").addEventListener("click", () => find(words.value.trim(), extension.shown));
  the("find-close").addEventListener("click", () => dialog.close());
}

/** Do something once nothing has been typed for a moment. @param {() => void} what */
function later(what) {
  clearTimeout(extension.waiting);
  extension.waiting = window.setTimeout(what, PAUSE_MS);
}

/**
 * Show what is found; an answer that a newer search has overtaken is left out.
 * @param {string} words
 * @param {number} [skip]
 */
async function find(words, skip = 0) {
  const search = ++extension.search;
  const { cards, words: said } = await asked("find", { words, skip });
  if (search !== extension.search) return;
  const results = cards.map((/** @type {Found} */ one) => el("li", {},
    el("button", { type: "button", class: "result", onclick: () => insert(one) }, el("strong", {}, one.title), el("span", { class: "area" }, one.text))));
  if (skip) the("find-results").append(...results);
  else the("find-results").replaceChildren(...results);
  extension.shown = skip + cards.length;
  the("find-more").hidden = cards.length < PAGE_SIZE;
  the("find-said").textContent = said || (extension.shown ? `${extension.shown} found. Choose one to put it into your message.` : "Nothing was found.");
}

/** @param {Found} one */
function insert(one) {
  show(one);
  the("find").close();
  the("words").focus();
}

/** A card stands in the message that is being written. @param {Found} one */
function show(one) {
  extension.draft = one;
  the("draft").hidden = false;
  the("draft").replaceChildren(
    el("div", { class: "card" }, card(one.card, extension.theme(), () => {})),
    el("button", { type: "button", class: "plain small", onclick: () => { clearDraft(); the("words").focus(); } }, "Remove the card"));
}

/** The card of the message that is being written, or null. */
export const draftCard = () => extension.draft?.card ?? null;

/** The message that is being written has no card any more. */
export function clearDraft() {
  extension.draft = null;
  the("draft").hidden = true;
  the("draft").replaceChildren();
}

/** A link that is typed or pasted unfolds, once. @param {string} text */
export function onTyped(text) {
  const link = /https:\/\/\S+/.exec(text)?.[0] ?? "";
  if (link === extension.asked) return;
  extension.asked = link;
  if (link) later(async () => {
    const { cards } = await asked("link", { url: link });
    if (cards.length && extension.asked === link) show(cards[0]);
  });
}

/**
 * Start a request from a message: its dialogue.
 * @param {string} message
 */
export async function startFrom(message) {
  task(message, await told("dialog", { message }));
}

/**
 * What stands in the dialogue now: a card, or words; without either it closes.
 * @param {string} message
 * @param {{title?: string, card?: any, words?: string}} shown
 */
function task(message, shown) {
  const dialog = the("task");
  if (!shown.card && !shown.words) return dialog.close();
  let sent = false;
  const onPress = async (/** @type {import("./card.js").Press} */ { data }) => {
    if (sent) return;
    sent = true;
    dialog.setAttribute("aria-busy", "true");
    task(message, await told("submit", { message, data }));
  };
  dialog.removeAttribute("aria-busy");
  const words = shown.words ? el("p", { class: "task-words", role: "status", tabindex: "-1" }, shown.words) : null;
  dialog.replaceChildren(
    el("h2", { id: "task-title" }, shown.title ?? "Front door"),
    words ?? el("div", { class: "card" }, card(shown.card, extension.theme(), onPress)),
    el("p", { class: "buttons" }, el("button", { type: "button", class: "plain", onclick: () => dialog.close() }, "Close")));
  if (!dialog.open) dialog.showModal();
  words?.focus();
}

/** @param {string} what @param {any} body @returns {Promise<{cards: Found[], words: string}>} */
async function asked(what, body) {
  const answer = await told(what, body);
  return { cards: answer.cards ?? [], words: answer.words ?? "" };
}

/** @param {string} what @param {any} body @returns {Promise<any>} */
async function told(what, body) {
  try {
    return await ask(`${extension.base()}/${what}`, "POST", body);
  } catch (failure) {
    alertOf(/** @type {Error} */ (failure).message);
    return {};
  }
}
