// @ts-check
/** The guided tour: one request from the first word to the decision, in six stops, played in the front door itself. */

import { answerAll, button, isBusy, letItGoOn, newest, pickUp, press, type, until } from "./acting.js";
import { showCard } from "./chat.js";
import { say, the } from "./dom.js";
import { EXAMPLE } from "./example.js";
import { ask } from "./host.js";
import { choose } from "./route.js";
import { toEnd } from "./scroll.js";
import { isNarrow, look } from "./views.js";

/** @typedef {import("./people.js").Person} Person */
/** @typedef {{title: string, text: string}} Told what stands in the strip */

const SEEN = "tour";
const CARD_MS = 350;

/** @type {{people: Person[], be: (person: Person) => Promise<void>, at: number, staff: Person | null, reference: string, busy: boolean}} */
const tour = { people: [], be: async () => {}, at: -1, staff: null, reference: "", busy: false };

/** Each does its part of the example, and says what happened. @type {(() => Promise<Told>)[]} */
const STOPS = [begin, answers, send, first, next, end];

/**
 * Offer the tour on a first visit, and start it when it is asked for.
 * @param {Person[]} people
 * @param {(person: Person) => Promise<void>} be opens the chat of somebody
 */
export function prepareTour(people, be) {
  tour.people = people;
  tour.be = be;
  the("tour-start").addEventListener("click", () => { tour.at = -1; goOn(); the("tour-next").focus(); });
  the("tour-next").addEventListener("click", goOn);
  the("tour-end").addEventListener("click", close);
  the("tour").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => { if (event.key === "Escape") close(); });
  if (!localStorage.getItem(SEEN)) {
    show({ title: "New here?", text: "Watch one example request go from the first word to the decision. It takes a minute, and every card is real." }, "Show me", "Not now");
  }
}

/** The tour is over for this visit and for those to come; the keyboard goes to where it can be started again. */
function close() {
  const held = the("tour").contains(document.activeElement);
  localStorage.setItem(SEEN, "seen");
  tour.at = -1;
  the("tour").hidden = true;
  if (held) the("tour-start").focus();
  say("The tour is closed. The button Tour starts it again.");
}

/** Play the next stop; a second press meanwhile does nothing. */
async function goOn() {
  if (tour.busy) return;
  if (tour.at === STOPS.length - 1) return close();
  tour.busy = true;
  show({ title: the("tour-title").textContent || "The tour", text: "One moment …" }, "Working …", "End the tour", true);
  try {
    const told = await STOPS[++tour.at]();
    if (tour.at >= 0) show(told, tour.at < STOPS.length - 1 ? "Next" : "Finish", "End the tour");
  } catch (failure) {
    tour.at = STOPS.length - 1;
    show({ title: "The tour stops here", text: /** @type {Error} */ (failure).message }, "Close", "End the tour");
  } finally {
    tour.busy = false;
  }
}

/**
 * @param {Told} told
 * @param {string} next
 * @param {string} leave
 * @param {boolean} [busy]
 */
function show({ title, text }, next, leave, busy = false) {
  the("tour").hidden = false;
  the("tour-words").setAttribute("aria-busy", String(busy)); // told when it is whole
  the("tour-title").textContent = title;
  the("tour-text").textContent = text;
  the("tour-next").textContent = next;
  the("tour-next").setAttribute("aria-disabled", String(busy));
  the("tour-end").textContent = leave;
  the("tour-end").hidden = next === "Finish" || next === "Close";
  the("tour-progress").value = (tour.at + 1) / STOPS.length;
}

/** Show a part of the page: where there is room all of it stands there already. @param {string} view */
function turnTo(view) {
  if (isNarrow() || view !== "chat") look(view);
}

/** The request's card in the open chat, and its route beside it. */
async function showRequest() {
  await choose(tour.reference);
  showCard(`"${tour.reference}"`);
}

/** @param {Person} person */
async function become(person) {
  turnTo("chat");
  await tour.be(person);
}

async function begin() {
  const staff = tour.people.filter((one) => one.group === tour.people[0].group);
  const wanted = staff.toSorted((a, b) => Number(b.name === EXAMPLE.who) - Number(a.name === EXAMPLE.who));
  tour.staff = null;
  for (const person of wanted) if (!tour.staff && !(await isBusy(person))) tour.staff = person;
  if (!tour.staff) throw new Error("Everybody has a request begun. Send or cancel one, then start the tour again.");
  const { name } = tour.staff;
  await become(tour.staff);
  const me = tour.staff;
  const welcome = await until(() => newest(me), `${name} was not welcomed.`);
  await type(me, EXAMPLE.said);
  await until(async () => (await newest(me))?.message.id !== welcome.message.id, "Nothing answers.");
  return { title: "Somebody types what they need", text: `You are now ${name}, in Teams. One sentence is enough to begin. What its words suggest is shown, and can be changed. No AI takes part.` };
}

async function answers() {
  const staff = /** @type {Person} */ (tour.staff);
  let cards = 1;
  await answerAll(staff, () => new Promise((seen) => { cards++; setTimeout(seen, CARD_MS); }));
  return { title: "What matters is asked, and nothing else", text: `${cards} cards went by. On them they read whom the request meets, and why. Here they check it all before they send it.` };
}

async function send() {
  const staff = /** @type {Person} */ (tour.staff);
  const known = new Set((await ask("list")).rows.map((/** @type {any} */ row) => row.fields.Reference));
  const held = /** @type {import("./acting.js").Held} */ (await newest(staff));
  if (button(held.card, "submit")) await press(staff, held, "submit");
  tour.reference = await until(async () => (await ask("list")).rows.map((/** @type {any} */ row) => row.fields.Reference).find((/** @type {string} */ one) => one && !known.has(one)), "The request does not come to the list.");
  await until(async () => document.querySelector(`[data-keep^="open-"]`)?.closest("table")?.textContent?.includes(tour.reference), "The list does not show it.");
  await choose(tour.reference);
  turnTo("requests");
  return { title: `Sent: ${tour.reference} is in the list`, text: "It is in the SharePoint list. Its route is drawn with it: who has it now, and who is next." };
}

/** Who has it now, by the route. @returns {Promise<{person: Person, body: string} | null>} */
async function having() {
  const track = await ask(`route/${encodeURIComponent(tour.reference)}`);
  const turn = track.turn.find((/** @type {any} */ one) => ["pick_up", "step"].includes(one.kind));
  const person = tour.people.find((one) => one.key === turn?.key);
  const step = track.steps.find((/** @type {any} */ one) => one.state === "current");
  return person ? { person, body: step?.name ?? "" } : null;
}

async function first() {
  const now = await having();
  if (!now) return end();
  await become(now.person);
  await pickUp(now.person, tour.reference);
  await showRequest();
  return { title: `You are now ${now.person.name}`, text: "They were told at once, before anything is bought. They have picked it up, and the person who asked can see who has it. Next, they say that it can go on." };
}

async function next() {
  const before = await having();
  if (!before) return end();
  await letItGoOn(before.person, tour.reference);
  const now = await until(async () => { const one = await having(); return one?.person.key === before.person.key ? null : one ?? { person: before.person, body: "" }; }, "The request does not move on.");
  await become(now.person);
  await until(() => newest(now.person, `"${tour.reference}"`), `${now.person.name} was not told.`);
  await showRequest();
  return { title: `Now it is with ${now.body || now.person.name}`, text: "Each body on the route gets a card that says who asks, for what, and by when. Its answer goes to everybody concerned. Next, all of them agree." };
}

async function end() {
  const staff = /** @type {Person} */ (tour.staff);
  for (let now = await having(); now; now = await having()) await letItGoOn(now.person, tour.reference);
  await become(staff);
  toEnd();
  await choose(tour.reference);
  tour.at = STOPS.length - 1;
  localStorage.setItem(SEEN, "seen");
  return { title: "Decided, and the person who asked knows it", text: "The news is in their chat, and the list says the same. Now you: choose anybody on the left, or type a sentence of your own." };
}
