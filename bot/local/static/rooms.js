// @ts-check
/** Where somebody writes: their own chat with the front door, and the rooms in which they speak to others. */

import { el, the } from "./dom.js";
import { avatar, openPeople } from "./people.js";

/** @typedef {import("./people.js").Person} Person */
/** @typedef {{key: string, kind: string, name: string, members: string[]}} Room */

/** @type {{all: Room[], onOpen: (person: Person, room: Room | null) => void}} */
const rooms = { all: [], onOpen: () => {} };

/** What a room is, for who does not see how it is drawn. @type {Record<string, string>} */
const KINDS = { groupChat: "Group chat", channel: "Channel", meeting: "Meeting chat" };

/**
 * Get ready to show them.
 * @param {Room[]} all
 * @param {(person: Person, room: Room | null) => void} onOpen
 */
export function prepareRooms(all, onOpen) {
  rooms.all = all;
  rooms.onOpen = onOpen;
}

/** Whether somebody is in a room. @param {Room} room @param {Person} person */
export const isIn = (room, person) => room.members.includes(person.key);

/**
 * Show where somebody can write; nothing when that is their own chat alone.
 * @param {Person} person
 * @param {Room | null} open
 */
export function showRooms(person, open) {
  const theirs = rooms.all.filter((room) => isIn(room, person));
  the("rooms").hidden = theirs.length === 0;
  const entry = (/** @type {Room | null} */ room) => {
    const here = room === open;
    const picture = room ? avatar(room.name) : el("img", { src: "/local/door.svg", alt: "", width: 32, height: 32, class: "bot" });
    return el("li", {}, el("button", { type: "button", class: "room", "aria-current": here ? "true" : null, onclick: () => { openPeople(false); rooms.onOpen(person, room); } },
      picture, el("span", { class: "name" }, room?.name ?? "Front door", " ", el("span", { class: "area" }, room ? KINDS[room.kind] : "Your own chat"))));
  };
  the("rooms-list").replaceChildren(...[null, ...theirs].map(entry));
}

/**
 * Say in which chat one is.
 * @param {Room | null} room
 * @param {Person} person
 */
export function markRoom(room, person) {
  the("chat-name").textContent = room?.name ?? "Front door";
  the("chat-title").textContent = room ? `${KINDS[room.kind]} as ${person.name}` : `Chat as ${person.name}`;
  if (room) the("people-toggle").querySelector(".who")?.append(`, in ${room.name}`); // where there is little room the head of the chat is left out
  the("chat-picture").hidden = Boolean(room);
  the("find-open").hidden = !room;
  the("words-label").textContent = `Type a message to ${room?.name ?? "the front door"}`;
  the("words").placeholder = room ? "Type a message; @Front door asks it" : "Type a message";
}
