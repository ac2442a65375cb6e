// @ts-check
/** The chart of a request's route: what is done, who has it now and for whom it waits, and who is next. */

import { me, references } from "./chat.js";
import { el, the } from "./dom.js";
import { ask } from "./host.js";
import { avatar } from "./people.js";

/** @typedef {import("./people.js").Person} Person */
/** @typedef {{name: string, purpose: string, stage: number, state: string, said: string, note: string, day: string}} Step */

/** What somebody has to do, by the kind of their task; of other kinds nothing is said. @type {Record<string, string>} */
const TASKS = { pick_up: "pick it up", step: "say what happens next", delivery: "say how far the work is", information: "add what was asked for" };

/** @typedef {(person: Person, reference: string) => void} OnBe called when somebody is chosen for whom a request waits */

/** @type {{rows: any[], chosen: string, reference: string, drawn: string, people: Person[], onBe: OnBe}} */
const route = { rows: [], chosen: "", reference: "", drawn: "", people: [], onBe: () => {} };

/**
 * Get ready to draw.
 * @param {Person[]} people everyone whom you can be
 * @param {OnBe} onBe
 */
export function prepareRoute(people, onBe) {
  route.people = people;
  route.onBe = onBe;
  the("route-choice").addEventListener("change", (/** @type {any} */ event) => choose(event.target.value));
}

/**
 * The requests that there are now.
 * @param {any[]} rows of the list
 */
export function knowRequests(rows) {
  route.rows = rows.map((row) => row.fields).filter((fields) => fields.Reference);
  return drawRoute();
}

/**
 * Draw the route of one request.
 * @param {string} reference
 */
export function choose(reference) {
  route.chosen = reference;
  return drawRoute();
}

/** The request of the open chat comes first: the one of its newest card that has one; else the newest of the list. */
function shown() {
  const known = route.rows.map((fields) => fields.Reference);
  if (known.includes(route.chosen)) return route.chosen;
  return (me() && references().findLast((one) => known.includes(one))) || [...known].sort().at(-1) || "";
}

/** Draw the route again, as it is now. */
export async function drawRoute() {
  const reference = shown();
  const choice = the("route-choice");
  choice.hidden = route.rows.length < 2;
  choice.replaceChildren(...route.rows.map(({ Reference }) => el("option", { value: Reference, selected: Reference === reference }, Reference)));
  const track = reference ? await ask(`route/${encodeURIComponent(reference)}`).catch(() => null) : null;
  const now = JSON.stringify([track, me()?.key]);
  if (now === route.drawn || reference !== shown()) return; // the same again, or another was chosen meanwhile
  route.drawn = now;
  route.reference = reference;
  the("route-title").textContent = track ? `Route of ${track.reference}` : "Route";
  const scroller = the("route-scroll");
  scroller.replaceChildren(...(track ? chart(track) : [el("p", { class: "empty" }, "When a request is sent, its route is drawn here: who has it now, and who is next.")]));
  const at = scroller.querySelector(".current");
  scroller.scrollTop = at ? at.offsetTop - scroller.offsetTop - 60 : 0;
}

/** @param {any} track */
function chart(track) {
  const { steps } = track;
  const waits = /** @type {Person[]} */ (track.turn.map((/** @type {any} */ one) => route.people.find(({ key }) => key === one.key)).filter(Boolean));
  const turn = turnOf(waits, TASKS[track.turn[0]?.kind] ?? "act");
  const having = steps.findIndex((/** @type {Step} */ step) => step.state === "current");
  const soon = Math.min(...steps.filter((/** @type {Step} */ step) => step.state === "waiting").map((/** @type {Step} */ step) => step.stage));
  return [
    el("p", { class: "route-title" }, track.title),
    el("p", { class: "route-where" }, `${track.where || track.status}.`, track.checks.total ? ` ${track.checks.total - track.checks.open} of ${track.checks.total} checks are done.` : ""),
    el("ol", { class: "track" },
      stop("over", "Sent", `By ${track.requester}, ${track.sent}.`),
      ...steps.map((/** @type {Step} */ step, /** @type {number} */ at) => stop(stateOf(step, track.end, soon), step.name, told(step, track.end), besides(steps, step), at === having ? turn : null)),
      stop(track.end === "waiting" && soon < Infinity ? "later" : track.end, track.end === "waiting" ? "Decided" : track.status,
        track.end !== "waiting" ? "" : "The decision comes back to the person who asked.", "", having < 0 ? turn : null)),
  ];
}

/**
 * For whom it waits, and a way to be them.
 * @param {Person[]} waits
 * @param {string} task
 */
function turnOf(waits, task) {
  if (!waits.length) return null;
  if (waits.some(({ key }) => key === me()?.key)) {
    return el("div", {}, el("p", { class: "turn-words" }, `It is your turn to ${task}: `, el("button", { type: "button", class: "link", onclick: () => route.onBe(/** @type {Person} */ (me()), route.reference) }, "see the card"), "."));
  }
  return el("div", {},
    el("p", { class: "turn-words" }, `It waits for ${waits.length > 1 ? "one of these" : "somebody"} to ${task}. Be them:`),
    el("p", { class: "turn" }, ...waits.map((person) =>
      el("button", { type: "button", class: "plain", onclick: () => route.onBe(person, route.reference) }, avatar(person.name), person.name))));
}

/** How a step stands: next, later, or not needed when it was all decided without it. @param {Step} step @param {string} end @param {number} soon */
function stateOf(step, end, soon) {
  if (end !== "waiting" && !["over", "stopped"].includes(step.state)) return "passed";
  return step.state === "waiting" && step.stage > soon ? "later" : step.state;
}

/** What is to be said of a step: what was said there, or what it is for. @param {Step} step @param {string} end */
function told(step, end) {
  if (end !== "waiting" && !step.said) return step.purpose;
  if (step.state === "current" && !step.said) return [step.purpose, step.day && `${step.day}.`].filter(Boolean).join(" ");
  if (!step.said) return [step.purpose, step.day && `At the earliest ${step.day}.`].filter(Boolean).join(" ");
  return [`${step.said}${step.day ? `, ${step.day}` : ""}.`, step.note].filter(Boolean).join(" ");
}

/** Who works side by side with a step. @param {Step[]} steps @param {Step} step */
function besides(steps, step) {
  const others = steps.filter((one) => one !== step && one.stage === step.stage).map(({ name }) => name);
  return others.length ? `Side by side with ${others.join(" and ")}.` : "";
}

/** What is said of a state, and how its word looks. @type {Record<string, [string, string]>} */
const STATES = { over: ["Done", "good"], current: ["Now", "plain"], waiting: ["Next", "quiet"], later: ["Later", "quiet"], passed: ["Not needed", "quiet"], stopped: ["Stopped", "bad"] };

/**
 * One stop of the chart.
 * @param {string} state
 * @param {string} name
 * @param {string} words
 * @param {string} [beside]
 * @param {Node | null} [turn]
 */
function stop(state, name, words, beside = "", turn = null) {
  const [said, tag] = STATES[state] ?? STATES.waiting;
  return el("li", { class: `stop ${state}`, "aria-current": state === "current" ? "step" : null },
    el("span", { class: "mark", "aria-hidden": "true" }, state === "over" || state === "stopped" ? sign(state) : null),
    el("div", {},
      el("p", { class: "stop-name" }, el("strong", {}, name), el("span", { class: `tag ${tag}` }, said)),
      words ? el("p", { class: "quiet" }, words) : null,
      beside ? el("p", { class: "quiet beside" }, beside) : null,
      turn));
}

/** A tick or a cross. @param {string} state */
function sign(state) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", state === "over" ? "M5 12.5 10 17.5 19.5 7" : "M6 6 18 18M18 6 6 18");
  drawing.append(line);
  return drawing;
}
