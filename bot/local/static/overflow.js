// @ts-check
/** The menu behind the three dots of a card: what Teams shows of the actions whose mode is secondary. */

import { el } from "./dom.js";

/** @typedef {{title?: string, tooltip?: string, execute: () => void}} Action an action of the renderer */

let opened = 0;

/**
 * Open the menu at its button, or close it when it is open. Escape, Tab and a press elsewhere close it too.
 * @param {Action[]} actions
 * @param {HTMLElement | undefined} button the three dots
 * @returns {boolean} true: the renderer need not draw a menu of its own
 */
export function openMenu(actions, button) {
  if (!button) return false;
  const id = button.getAttribute("aria-controls");
  if (id) {
    document.getElementById(id)?.dispatchEvent(new Event("close"));
    return true;
  }
  const menu = el("div", { class: "card-menu", popover: "manual", role: "menu", id: `card-menu-${++opened}`, "aria-label": "More options" },
    ...actions.map((action) => el("button", { type: "button", role: "menuitem", tabindex: "-1", title: action.tooltip,
      onclick: () => { close(true); action.execute(); } }, action.title ?? "")));
  button.setAttribute("aria-controls", menu.id);
  button.setAttribute("aria-expanded", "true");
  button.after(menu);
  menu.showPopover();
  place(menu, button);
  menu.querySelector("button")?.focus();
  menu.addEventListener("close", () => close(true));
  menu.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape" || event.key === "Tab") close(true);
    if (event.key !== "Tab") walk(menu, event);
  });
  document.addEventListener("pointerdown", elsewhere, true);
  document.addEventListener("scroll", follow, true);
  return true;

  /** Whatever scrolls under it, it stays beside its button. @param {Event} event */
  function follow(event) {
    if (event.target !== menu) place(menu, /** @type {HTMLElement} */ (button));
  }

  /** @param {Event} event */
  function elsewhere(event) {
    const at = /** @type {Node} */ (event.target);
    if (!menu.isConnected || (!menu.contains(at) && !button?.contains(at))) close(false);
  }

  /** @param {boolean} back whether the focus goes back to the button */
  function close(back) {
    document.removeEventListener("pointerdown", elsewhere, true);
    document.removeEventListener("scroll", follow, true);
    menu.remove();
    button?.removeAttribute("aria-controls");
    button?.setAttribute("aria-expanded", "false");
    if (back) button?.focus();
  }
}

/**
 * Below its button or, where there is no room, above it; never beyond its card.
 * @param {HTMLElement} menu
 * @param {HTMLElement} button
 */
function place(menu, button) {
  const at = button.getBoundingClientRect();
  const within = (button.closest(".card") ?? document.body).getBoundingClientRect();
  menu.style.maxWidth = `${within.width - 16}px`;
  const { width, height } = menu.getBoundingClientRect();
  const below = at.bottom + height + 4 <= innerHeight || at.top < height + 4;
  menu.style.left = `${Math.max(within.left + 8, Math.min(at.left, within.right - width - 8))}px`;
  menu.style.top = `${below ? at.bottom + 4 : at.top - height - 4}px`;
}

/**
 * The keys of a menu: up, down, first, last.
 * @param {HTMLElement} menu
 * @param {KeyboardEvent} event
 */
function walk(menu, event) {
  const items = [...menu.querySelectorAll("button")];
  const at = items.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length)?.focus();
}
