// @ts-check
/** The chat of whoever you are: messages, cards that are replaced in place, and what you type. */

import { alertOf, el, say, the } from "./dom.js";
import { clearDraft, draftCard, onTyped, prepareExtension, startFrom } from "./extension.js";
import { ask } from "./host.js";
import { draftOf, draw, spoken } from "./message.js";
import { markChosen, openPeople } from "./people.js";
import { markRoom, showRooms } from "./rooms.js";
import { atEnd, toEnd, toStart } from "./scroll.js";

/** @typedef {import("./people.js").Person} Person */

/** @typedef {import("./rooms.js").Room} Room */

/** @type {{person: Person | null, room: Room | null, theme: string, shown: Map<string, any>, late: Map<string, any>, pressed: string}} */
const chat = { person: null, room: null, theme: "light", shown: new Map(), late: new Map(), pressed: "" };

/** Who you are, or null. */
export const me = () => chat.person;

/** Where you write: in a room with others, or null: in your own chat with the front door. */
export const place = () => chat.room;

/** The address of the open chat. */
const base = () => `people/${chat.person?.key}${chat.room ? `/rooms/${chat.room.key}` : ""}`;

/**
 * Become somebody and open their chat.
 * @param {Person} person
 * @param {number} unread how many messages wait for them
 * @param {Room | null} [room] where they write with others, instead of their own chat
 */
export async function become(person, unread, room = null) {
  chat.person = person;
  chat.room = room;
  clearDraft(); // a card that one person found is not sent by another
  chat.pressed = "";
  the("more").hidden = true;
  markChosen(person);
  openPeople(false);
  showRooms(person, room);
  markRoom(room, person);
  for (const control of the("composer").elements) control.disabled = false;
  try {
    await load(room ? 0 : unread);
    if (room) return;
    const { app } = await ask(`people/${person.key}/open`, "POST", {});
    if (chat.person === person && !chat.room) showApp(app);
  } catch (failure) {
    alertOf(/** @type {Error} */ (failure).message);
  }
}

/**
 * Read the whole chat again.
 * @param {number} [unread] how many of its messages are new: it opens at the first of them
 */
export async function load(unread = 0) {
  const person = chat.person;
  if (!person) return;
  /** What is told while the chat is being read is newer than what was read. @type {Map<string, any>} */
  const late = chat.late = new Map();
  const { messages, app } = await ask(`${base()}/chat`);
  if (chat.late !== late) return;
  chat.shown = new Map();
  the("messages").replaceChildren();
  the("empty").hidden = false;
  for (const message of [...messages, ...late.values()]) put(message);
  for (const message of messages) lookAt(message);
  showApp(app);
  const fresh = unread ? [...document.querySelectorAll(".message:not(.mine)")].at(-unread) : undefined;
  if (fresh) toStart(fresh);
  else toEnd();
}

/**
 * Draw every card again in another theme.
 * @param {string} theme
 */
export function setTheme(theme) {
  chat.theme = theme;
  const messages = [...chat.shown.values()];
  the("messages").replaceChildren();
  chat.shown = new Map();
  for (const message of messages) put(message);
}

/**
 * A message is new or has changed.
 * @param {{person: string, message: any}} news
 */
export function onMessage({ person, message }) {
  if (chat.person?.key === person && !chat.room) arrived(message);
}

/**
 * A message of a room is new, has changed, or looks different for one person.
 * @param {{room: string, person: string, message: any}} news `person`: for whom alone; empty: for everyone
 */
export function onRoom({ room, person, message }) {
  if (chat.room?.key !== room || (person && person !== chat.person?.key)) return;
  if (!person) {
    arrived(message);
    lookAt(message);
  } else if (message.id === chat.pressed || !chat.shown.has(message.id)) arrived(message);
  else put(message);
}

/** A card that brings itself up to date for who looks at it does so now. @param {any} message */
function lookAt(message) {
  if (chat.room && message.refreshes.includes(chat.person?.key)) ask(`${base()}/look`, "POST", { message: message.id }).catch(() => {});
}

/** @param {any} message */
function arrived(message) {
  chat.late.set(message.id, message);
  const known = chat.shown.has(message.id);
  const following = atEnd();
  const element = put(message);
  const mine = element.classList.contains("mine");
  the("typing").hidden = true;
  if (message.id === chat.pressed) {
    // The card that was pressed is now another one: go to its start, as to a new page.
    chat.pressed = "";
    element.querySelector(".bubble").focus({ preventScroll: true });
    toStart(element);
  } else if (!mine) {
    // What was typed stays in view above its answer.
    const asked = element.previousElementSibling;
    if (!known && following) toStart(asked?.classList.contains("mine") ? asked : element);
    the("more").hidden = known || following;
    say(`${known ? "Changed message from" : "Message from"} ${message.by?.name ?? "Front door"}: ${spoken(message)}`);
    if (!chat.room) ask(`${base()}/read`, "POST", {}).catch(() => {});
  } else if (!known) {
    toEnd();
  }
}

/** The references on the cards of this chat, the newest last. */
export const references = () => [...chat.shown.values()].flatMap((message) => [...JSON.stringify(message.cards).matchAll(/"reference":\s?"([^"]+)"/g)].map((found) => found[1]));

/**
 * The bot is typing.
 * @param {{person: string}} news
 */
export function onTyping({ person }) {
  if (chat.person?.key === person && !chat.room) the("typing").hidden = false;
}

/**
 * Put a message into the chat, in the place of its older self.
 * @param {any} message
 */
function put(message) {
  if (chat.room) message = { ...message, mine: message.by?.key === chat.person?.key };
  const onMenu = chat.room && !message.deleted ? () => startFrom(message.id) : null;
  const element = draw(message, { theme: chat.theme, onMenu, onPress: (press, bubble) => onPress(message.id, press, bubble), onSay: speak, onAnswer: (allow, bubble) => onAnswer(message.id, allow, bubble) });
  const old = the("messages").querySelector(`[data-id="${CSS.escape(message.id)}"]`);
  const held = old?.contains(document.activeElement);
  if (old) old.replaceWith(element);
  else the("messages").append(element);
  chat.shown.set(message.id, message);
  the("empty").hidden = true;
  // A card that is brought up to date under somebody's hands keeps the keyboard where it was: on this card.
  if (held) element.querySelector(".bubble").focus({ preventScroll: true });
  markOld();
  markDays();
  return element;
}

/** The first message of a day has the day above it. */
function markDays() {
  let before = "";
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".message"))) {
    one.classList.toggle("new-day", one.dataset.day !== before);
    before = one.dataset.day ?? "";
  }
}

/** A card that a later message has left behind looks so. Its buttons stay: in Teams they do, and bring the present card. */
function markOld() {
  /** @type {Map<string, number>} */
  const newest = new Map();
  for (const message of [...chat.shown.values()].reverse()) {
    const draft = message.mine ? null : draftOf(message.cards[0]);
    if (!draft) continue;
    const old = (newest.get(draft.interview) ?? -1) >= draft.revision;
    newest.set(draft.interview, Math.max(newest.get(draft.interview) ?? -1, draft.revision));
    const bubble = the("messages").querySelector(`[data-id="${CSS.escape(message.id)}"] .bubble`);
    if (!bubble || bubble.classList.contains("old") === old) continue;
    bubble.classList.toggle("old", old);
    if (old) bubble.prepend(el("p", { class: "old-note" }, "An older card. The talk goes on below."));
    else bubble.querySelector(".old-note")?.remove();
  }
}

/**
 * @param {string} id
 * @param {import("./card.js").Press} press
 * @param {HTMLElement} bubble
 */
const onPress = (id, press, bubble) => tell("press", { message: id, action: press }, bubble);

/**
 * Allow or decline that a file is saved.
 * @param {string} id
 * @param {boolean} allow
 * @param {HTMLElement} bubble
 */
const onAnswer = (id, allow, bubble) => tell("consent", { message: id, allow }, bubble);

/**
 * @param {string} what
 * @param {{message: string}} body
 * @param {HTMLElement} bubble
 */
async function tell(what, body, bubble) {
  const person = chat.person;
  if (!person || bubble.getAttribute("aria-busy") === "true") return;
  bubble.setAttribute("aria-busy", "true");
  chat.pressed = body.message;
  try {
    const { notice } = await ask(`${base()}/${what}`, "POST", body);
    if (notice) alertOf(notice);
  } catch (failure) {
    alertOf(/** @type {Error} */ (failure).message);
  } finally {
    bubble.removeAttribute("aria-busy");
  }
}

/**
 * Send a typed message.
 * @param {string} text
 */
export async function speak(text) {
  const card = chat.room ? draftCard() : null;
  if (!chat.person || (!text.trim() && !card)) return;
  if (card) clearDraft();
  try {
    await ask(`${base()}/say`, "POST", card ? { text, card } : { text });
  } catch (failure) {
    alertOf(/** @type {Error} */ (failure).message);
  }
}

/** The box for typing: Enter sends, Shift and Enter makes a new line. */
export function prepareComposer() {
  const box = the("words");
  prepareExtension(base, () => chat.theme);
  box.addEventListener("input", () => { if (chat.room) onTyped(box.value); });
  const send = () => { const text = box.value; box.value = ""; speak(text); };
  the("composer").addEventListener("submit", (/** @type {Event} */ event) => { event.preventDefault(); send(); box.focus(); });
  box.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
  });
}

/** @param {string} state `added`, `removed` or `new` */
function showApp(state) {
  const button = the("app");
  button.hidden = !state || state === "new";
  button.textContent = state === "removed" ? "Add the app again" : "Remove the app for this person";
  button.onclick = async () => {
    try {
      const { app } = await ask(`${base()}/app`, "POST", { app: state === "removed" ? "added" : "removed" });
      showApp(app);
      say(app === "removed" ? "The app is removed. The front door cannot write to you." : "The app is added.");
    } catch (failure) {
      alertOf(/** @type {Error} */ (failure).message);
    }
  };
}

/**
 * Show the newest card that has this word in it, if there is one.
 * @param {string} word
 */
export function showCard(word) {
  const found = [...chat.shown.values()].findLast((message) => !message.mine && JSON.stringify(message.cards).includes(word));
  const element = found && the("messages").querySelector(`[data-id="${CSS.escape(found.id)}"]`);
  if (element) toStart(element);
}
