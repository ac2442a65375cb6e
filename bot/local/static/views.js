// @ts-check
/** What is looked at: the chat, the requests or what is under way. Where there is room the chat stands beside the others. */

import { say, the } from "./dom.js";

const VIEWS = ["chat", "requests", "deliveries"];

/** @returns {any} */
const panes = () => document.querySelector(".panes");

/** Whether the page has so little room that one view is seen at a time; what is drawn tells, so that only the style decides. */
export const isNarrow = () => getComputedStyle(the("people-toggle")).display !== "none";

/**
 * Look at something.
 * @param {string} view
 */
export function look(view) {
  panes().dataset.view = view;
  for (const button of document.querySelectorAll(".rail button")) {
    if (/** @type {HTMLElement} */ (button).dataset.view === view) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

/** The rail chooses, and so do the links at the start of the page, whose aim may not be in sight. */
export function prepareViews() {
  for (const button of document.querySelectorAll(".rail button")) {
    const { view } = /** @type {any} */ (button).dataset;
    button.addEventListener("click", () => {
      look(view);
      say(`${button.textContent} is shown.`);
    });
  }
  for (const link of document.querySelectorAll(".skip")) {
    const view = String(link.getAttribute("href")).slice(1);
    if (VIEWS.includes(view)) link.addEventListener("click", () => look(view));
  }
  look(isNarrow() ? "chat" : "requests");
}

/** The page as on a phone, and back: the same page in a frame, so that nothing is lost on the way. */
export function preparePhone() {
  const button = the("phone");
  button.addEventListener("click", () => {
    const phone = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(phone));
    document.documentElement.dataset.device = phone ? "phone" : "window";
    look(phone ? "chat" : "requests");
    say(phone ? "The page is drawn as on a phone." : "The page has the whole window.");
  });
}
