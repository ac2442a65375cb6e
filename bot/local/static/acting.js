// @ts-check
/** Acts for the people of the tour: types, fills in cards and presses their buttons, all through the front door as anyone would. */

import { EXAMPLE } from "./example.js";
import { ask } from "./host.js";
import { draftOf } from "./message.js";

const PATIENCE_MS = 20_000;
const LOOK_MS = 150;
const MOST_CARDS = 40;

/** @typedef {import("./people.js").Person} Person */
/** @typedef {{message: any, card: any}} Held a message and its card */

/**
 * Wait until something is there.
 * @template T
 * @param {() => Promise<T | null | undefined | false>} look
 * @param {string} otherwise said when it does not come
 * @returns {Promise<T>}
 */
export async function until(look, otherwise) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(otherwise);
    await new Promise((go) => setTimeout(go, LOOK_MS));
  }
}

/** Every part of a card that fits. @param {any} card @param {(part: any) => boolean} fits @returns {any[]} */
function parts(card, fits) {
  if (Array.isArray(card)) return card.flatMap((one) => parts(one, fits));
  if (!card || typeof card !== "object") return [];
  return [...(fits(card) ? [card] : []), ...Object.entries(card).filter(([key]) => key !== "data").flatMap(([, one]) => parts(one, fits))];
}

/** The button of a card with this verb. @param {any} card @param {string} verb */
export const button = (card, verb) => parts(card, (part) => part.type === "Action.Execute" && part.verb === verb)[0];

/**
 * The newest card of somebody that has this word in it.
 * @param {Person} person
 * @param {string} [word]
 * @returns {Promise<Held | null>}
 */
export async function newest(person, word = "") {
  const { messages } = await ask(`people/${person.key}/chat`);
  const message = messages.findLast((/** @type {any} */ one) => one.cards.length && JSON.stringify(one.cards).includes(word));
  return message ? { message, card: message.cards[0] } : null;
}

/** Whether somebody is in the middle of a request, which the tour must leave alone. @param {Person} person */
export async function isBusy(person) {
  const held = await newest(person);
  return Boolean(held && draftOf(held.card) && (button(held.card, "answer") || button(held.card, "resume")));
}

/**
 * Type something.
 * @param {Person} person
 * @param {string} text
 */
export const type = (person, text) => ask(`people/${person.key}/say`, "POST", { text });

/**
 * Press a button, with its card filled in.
 * @param {Person} person
 * @param {Held} held
 * @param {string} verb
 * @param {Record<string, string>} [given]
 */
export async function press(person, { message, card }, verb, given = {}) {
  const { id, title, data } = button(card, verb);
  await ask(`people/${person.key}/press`, "POST", { message: message.id, action: { id, title, verb, data: { ...data, ...given } } });
}

/** What the example says to the inputs of a card. @param {any} card @returns {Record<string, string>} */
export function filled(card) {
  const inputs = parts(card, (part) => String(part.type).startsWith("Input."));
  return Object.fromEntries(inputs.map((input) => [input.id, answer(input)]));
}

/** @param {any} input */
function answer(input) {
  const given = [EXAMPLE.answers[input.id] ?? []].flat();
  if (input.type === "Input.ChoiceSet") {
    const fitting = given.filter((one) => input.choices.some((/** @type {any} */ choice) => choice.value === one));
    return fitting.join(",") || input.value || (/optional/i.test(input.label) ? "" : input.choices[0]?.value ?? "");
  }
  if (given.length) return given[0];
  if (input.value || /optional/i.test(input.label ?? "")) return input.value ?? "";
  if (input.type === "Input.Date") return new Date(Date.now() + 180 * 86_400_000).toISOString().slice(0, 10);
  return input.type === "Input.Number" ? "1" : EXAMPLE.note;
}

/**
 * Answer card after card until the request can be sent; `onCard` is called after each.
 * @param {Person} person
 * @param {() => Promise<void>} onCard
 * @returns {Promise<Held>} the card that sends it
 */
export async function answerAll(person, onCard) {
  for (let cards = 0; cards < MOST_CARDS; cards++) {
    const held = /** @type {Held} */ (await newest(person));
    if (button(held.card, "submit")) return held;
    if (!button(held.card, "answer")) break;
    await press(person, held, "answer", filled(held.card));
    await onCard();
  }
  throw new Error("This rulebook sends the tour's example elsewhere. Try a request of your own.");
}

/**
 * Say at somebody's step that the request can go on.
 * @param {Person} person
 * @param {string} reference
 */
export async function letItGoOn(person, reference) {
  await pickUp(person, reference);
  const held = await until(async () => {
    const one = await newest(person, `"${reference}"`);
    return one && button(one.card, "step_outcome") ? one : null;
  }, `${person.name} has no card for ${reference}.`);
  const given = { ...filled(held.card), outcome: "go_on", note: EXAMPLE.note };
  await press(person, held, "step_outcome", given);
}

/**
 * Wait for somebody's card of a request, and pick it up where that is asked of them.
 * @param {Person} person
 * @param {string} reference
 */
export async function pickUp(person, reference) {
  const held = await until(() => newest(person, `"${reference}"`), `${person.name} was not told of ${reference}.`);
  if (button(held.card, "pick_up")) await press(person, held, "pick_up");
}
