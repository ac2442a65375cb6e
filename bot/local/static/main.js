// @ts-check
/** Starts the page: its parts share one truth. */

import { become, load, me, onMessage, onRoom, onTyping, place, prepareComposer, showCard, speak } from "./chat.js";
import { showDeliveries } from "./deliveries.js";
import { alertOf, el, the } from "./dom.js";
import { EXAMPLE, TRIES } from "./example.js";
import { ask, listen } from "./host.js";
import { prepareList, showList } from "./listing.js";
import { drawPeople, showUnread, unreadOf } from "./people.js";
import { isIn, prepareRooms } from "./rooms.js";
import { drawRoute, knowRequests, prepareRoute } from "./route.js";
import { prepareScroller } from "./scroll.js";
import { prepareTheme } from "./theme.js";
import { prepareTour } from "./tour.js";
import { isNarrow, look, preparePhone, prepareViews } from "./views.js";

/** Show the list, and what hangs on it. @param {any} list */
function onList(list) {
  showList(list);
  knowRequests(list.rows);
}

/** Read everything: at the start, and after the host was away. */
async function readAll() {
  const [state, list, deliveries] = await Promise.all([ask("state"), ask("list"), ask("deliveries")]);
  onList(list);
  showDeliveries(deliveries);
  showUnread(state.unread, me()?.key);
  await load();
  return state;
}

/** @param {import("./people.js").Person} person */
async function choose(person) {
  localStorage.setItem("person", person.key);
  await become(person, unreadOf(person));
  await drawRoute();
}

/** Become somebody where one is: in the same room, when they are in it too. @param {import("./people.js").Person} person */
async function switchTo(person) {
  const room = place();
  if (!room || !isIn(room, person)) return choose(person);
  localStorage.setItem("person", person.key);
  await become(person, 0, room);
}

/** Something to type for who does not know what: it is said by the first member of staff. @param {import("./people.js").Person[]} people */
function prepareTries(people) {
  const staff = people.find((one) => one.name === EXAMPLE.who) ?? people[0];
  the("tries").replaceChildren(...TRIES.map((words) => el("button", { type: "button", onclick: async () => {
    await choose(staff);
    await speak(words);
    the("words").focus();
  } }, words)));
}

async function start() {
  prepareTheme();
  prepareViews();
  preparePhone();
  prepareComposer();
  prepareScroller();
  prepareList();
  const state = await readAll();
  drawPeople(state.people, switchTo);
  prepareRooms(state.rooms, async (person, room) => {
    await become(person, unreadOf(person), room);
    the("chat").focus({ preventScroll: true });
  });
  showUnread(state.unread);
  prepareRoute(state.people, async (person, reference) => {
    if (isNarrow()) look("chat");
    if (person !== me() || place()) await choose(person);
    showCard(`"${reference}"`);
    the("chat").focus({ preventScroll: true });
  });
  prepareTour(state.people, choose);
  document.addEventListener("own-chat", async () => {
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
    const person = me();
    if (person) await choose(person);
    the("chat").focus({ preventScroll: true });
  });
  prepareTries(state.people);
  listen({
    message: (news) => { onMessage(news); drawRoute(); },
    room: onRoom,
    typing: onTyping,
    unread: (unread) => showUnread(unread, me()?.key),
    list: onList,
    deliveries: showDeliveries,
  }, () => readAll().catch((failure) => alertOf(failure.message)));
  const last = state.people.find((/** @type {any} */ one) => one.key === localStorage.getItem("person"));
  if (last) await become(last, unreadOf(last));
  await drawRoute();
  document.documentElement.dataset.ready = "true";
}

start().catch((failure) => alertOf(failure.message));
