// @ts-check
/** One Adaptive Card, drawn by Microsoft's own renderer with the look of Teams. */

import { el } from "./dom.js";
import { html } from "./markdown.js";
import { mend } from "./mending.js";
import { openMenu } from "./overflow.js";
import { hostConfig } from "./teams-look.js";

/** The renderer is a script of its own; without it (set-up not done) cards say so. */
const renderer = () => /** @type {any} */ (window).AdaptiveCards;

/** A link that Teams opens inside itself: the chat of whoever presses it with a bot. */
const OWN_CHAT = /^https:\/\/teams\.microsoft\.com\/l\/chat\/0\/0\?users=28:/;

/**
 * @typedef {{id?: string, title?: string, verb: string, data: any}} Press what a button sends
 */

/**
 * Draw a card.
 * @param {any} content the card's JSON
 * @param {string} theme
 * @param {(press: Press) => void} onPress called after the renderer has checked the inputs of the card
 * @returns {HTMLElement}
 */
export function card(content, theme, onPress) {
  const cards = renderer();
  if (!cards) return el("p", { class: "notice" }, "Cards cannot be drawn: the renderer is not installed. Run make setup.");
  cards.AdaptiveCard.onProcessMarkdown = (/** @type {string} */ text, /** @type {any} */ result) => {
    result.outputHtml = html(text);
    result.didProcess = true;
  };
  const drawn = new cards.AdaptiveCard();
  drawn.hostConfig = new cards.HostConfig(hostConfig(theme));
  drawn.onExecuteAction = (/** @type {any} */ action) => {
    const kind = action.getJsonTypeName();
    if (kind === "Action.Execute" || kind === "Action.Submit") {
      onPress({ id: action.id, title: action.title, verb: action.verb ?? "", data: action.data ?? {} });
    } else if (kind === "Action.OpenUrl" && OWN_CHAT.test(action.url)) {
      element.dispatchEvent(new CustomEvent("own-chat", { bubbles: true }));
    } else if (kind === "Action.OpenUrl" && /^(https?:|mailto:)/.test(action.url)) {
      window.open(action.url, "_blank", "noopener,noreferrer");
    }
  };
  drawn.onDisplayOverflowActionMenu = openMenu;
  drawn.parse(content, new cards.SerializationContext());
  const element = drawn.render() ?? el("p", {}, content.fallbackText ?? "This card cannot be shown.");
  mend(element);
  return element;
}
