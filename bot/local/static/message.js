// @ts-check
/** One message of the chat: who said it and when, its words, its cards, and the answers that are offered with it. */

import { card } from "./card.js";
import { clock, el } from "./dom.js";
import { fileCard, offerCard } from "./file.js";
import { html } from "./markdown.js";
import { openMenu } from "./overflow.js";
import { avatar } from "./people.js";

/** @typedef {{theme: string, onPress: (press: import("./card.js").Press, bubble: HTMLElement) => void, onSay: (text: string) => void, onAnswer: (allow: boolean, bubble: HTMLElement) => void, onMenu?: (() => void) | null}} Asked how it is drawn, and what is told of it */

let drawn = 0;

/**
 * Draw a message.
 * @param {any} message
 * @param {Asked} asked
 */
export function draw(message, { theme, onPress, onSay, onAnswer, onMenu }) {
  const bubble = el("div", {
    class: `bubble${message.cards.length || message.offer || message.file ? " with-card" : ""}`, tabindex: "-1", role: "group",
    "aria-label": message.mine ? "You wrote" : spoken(message),
  });
  if (message.deleted) bubble.append(el("p", { class: "quiet" }, "This message was deleted."));
  if (message.text) bubble.append(words(message));
  for (const content of message.cards) {
    bubble.append(el("div", { class: "card" }, card(content, theme, (press) => onPress(press, bubble))));
  }
  if (message.offer) bubble.append(offerCard(message.offer, (allow) => onAnswer(allow, bubble)));
  if (message.file) bubble.append(fileCard(message.file));
  if (message.buttons.length) {
    bubble.append(el("p", { class: "suggestions" }, ...message.buttons.map((/** @type {any} */ button) =>
      el("button", { type: "button", class: "plain", onclick: () => onSay(button.value || button.title) }, button.title))));
  }
  const by = message.mine ? "You" : message.by?.name ?? "Front door";
  return el("li", { class: message.mine ? "message mine" : "message", "data-id": message.id, "data-drawn": ++drawn, "data-day": dayOf(message) },
    message.mine ? null : message.by ? avatar(message.by.name) : el("img", { src: "/local/door.svg", alt: "", width: 32, height: 32, class: "bot" }),
    el("div", { class: "said" },
      el("p", { class: "by" }, el("span", {}, by), " ", el("time", { datetime: message.at }, clock(message.at)),
        message.edited && !message.cards.length ? " Edited" : null, onMenu ? dots(by, onMenu) : null),
      bubble,
      message.failed ? el("p", { class: "failed" }, "Not delivered: the front door did not answer. Send it again.") : null));
}

/**
 * The three dots of a message, and what the front door offers behind them.
 * @param {string} by
 * @param {() => void} onMenu
 */
function dots(by, onMenu) {
  const button = el("button", { type: "button", class: "dots", "aria-label": `More options: message from ${by}`, "aria-haspopup": "menu", "aria-expanded": "false",
    onclick: () => openMenu([{ title: "Start a request from this", execute: onMenu }], button) }, "…");
  return button;
}

/**
 * What a message says of itself. A card speaks first: a press puts another card into the place of the one that the summary named.
 * @param {any} message
 */
export const spoken = (message) => message.cards[0]?.speak || message.cards[0]?.fallbackText || message.summary || message.text || "a card";

/** The day of a message, as it stands between those of two days. @param {any} message */
const dayOf = (message) => {
  const day = new Date(message.at);
  return day.toDateString() === new Date().toDateString() ? "Today" : day.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
};

/**
 * The draft and its revision that a card belongs to, as its buttons carry them.
 * @param {any} part
 * @returns {{interview: string, revision: number} | null}
 */
export function draftOf(part) {
  if (!part || typeof part !== "object") return null;
  if (part.data?.interview && typeof part.data.revision === "number") return part.data;
  for (const inner of Object.values(part)) {
    const found = draftOf(inner);
    if (found) return found;
  }
  return null;
}

/** @param {any} message */
function words(message) {
  const text = el("div", { class: "words" });
  if (message.markdown) text.innerHTML = html(message.text); // safe: markdown.js escapes before it adds its own tags
  else text.textContent = message.text;
  return text;
}
