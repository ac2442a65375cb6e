// @ts-check
/** Who you can be, and how many messages wait for each. */

import { el, the } from "./dom.js";

/** @typedef {{key: string, name: string, group: string, governs: boolean, teamsId: string}} Person */

/**
 * Show everyone, in groups.
 * @param {Person[]} people
 * @param {(person: Person) => void} onChoose
 */
export function drawPeople(people, onChoose) {
  const groups = new Map();
  for (const person of people) groups.set(person.group, [...(groups.get(person.group) ?? []), person]);
  the("everyone").replaceChildren(
    ...[...groups].map(([group, members], index) =>
      el("details", { open: index < 1, "data-group": group },
        el("summary", {}, el("span", {}, group), el("span", { class: "badge", hidden: true })),
        el("ul", {}, ...members.map((/** @type {Person} */ person) =>
          el("li", {}, el("button", { type: "button", class: "person", "data-key": person.key, onclick: () => onChoose(person) },
            avatar(person.name),
            nameOf(person.name),
            el("span", { class: "badge", hidden: true }))))))),
  );
  the("people-toggle").onclick = () => openPeople(the("people-toggle").getAttribute("aria-expanded") !== "true");
}

/**
 * On a narrow screen the list of people folds away.
 * @param {boolean} open
 */
export function openPeople(open) {
  the("people-toggle").setAttribute("aria-expanded", String(open));
  the("people").classList.toggle("open", open);
}

/**
 * A name as people of a chat stand there: what somebody is, and below it of which area.
 * @param {string} name
 */
function nameOf(name) {
  const [, role, area] = /^(.+?) \(([^)]+)\)$/.exec(name) ?? [];
  if (!area) return el("span", { class: "name" }, name);
  const sign = (/** @type {string} */ one) => el("span", { class: "hidden" }, one);
  return el("span", { class: "name" }, `${role} `, el("span", { class: "area" }, sign("("), area, sign(")")));
}

const TINTS = 10;

/**
 * A round picture with initials, in a colour of its own; says nothing to a screen reader, because the name stands beside it.
 * @param {string} name
 */
export function avatar(name) {
  const words = name.split(/[\s()]+/).filter((word) => /^[A-Z]/i.test(word) && !["and", "of"].includes(word));
  const letters = (words[0]?.[0] ?? "?") + (words.length > 1 ? words[words.length - 1][0] : "");
  const sum = [...name].reduce((all, letter) => (all * 31 + letter.charCodeAt(0)) % 997, 7);
  return el("span", { class: `avatar tint-${sum % TINTS}`, "aria-hidden": "true" }, letters.toUpperCase());
}

/**
 * Mark who you are.
 * @param {Person} person
 */
export function markChosen(person) {
  for (const button of document.querySelectorAll(".person")) {
    const chosen = /** @type {HTMLElement} */ (button).dataset.key === person.key;
    if (chosen) {
      button.setAttribute("aria-current", "true");
      /** @type {any} */ (button.closest("details")).open = true;
      button.scrollIntoView({ block: "nearest" });
    } else button.removeAttribute("aria-current");
  }
  the("people-toggle").replaceChildren(avatar(person.name), el("span", { class: "who" }, "You are: ", el("strong", {}, person.name)),
    el("span", { class: "badge", hidden: true }), el("span", { class: "change" }, "Change"));
}

/** @type {Record<string, number>} */
let counts = {};

/**
 * How many messages wait for somebody.
 * @param {Person} person
 */
export const unreadOf = (person) => counts[person.key] ?? 0;

/**
 * Show the numbers of unread messages.
 * @param {Record<string, number>} unread by person
 * @param {string} [chosen] whose chat is open: what they see is read
 */
export function showUnread(unread, chosen) {
  counts = unread;
  for (const group of document.querySelectorAll("#people details")) {
    let all = 0;
    for (const button of group.querySelectorAll(".person")) {
      const key = /** @type {HTMLElement} */ (button).dataset.key ?? "";
      const count = key === chosen ? 0 : (unread[key] ?? 0);
      all += count;
      badge(button.querySelector(".badge"), count);
    }
    badge(group.querySelector("summary .badge"), all);
  }
  const others = Object.entries(unread).reduce((sum, [key, count]) => sum + (key === chosen ? 0 : count), 0);
  const toggle = the("people-toggle").querySelector(".badge");
  if (toggle) badge(toggle, others);
  document.title = others ? `(${others}) Front door: local page` : "Front door: local page";
}

/**
 * @param {any} element
 * @param {number} count
 */
function badge(element, count) {
  element.hidden = count === 0;
  element.replaceChildren(String(count), el("span", { class: "hidden" }, count === 1 ? " new message" : " new messages"));
}
