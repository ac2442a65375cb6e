// @ts-check
/** What is under way: everything that leaves the bot, and how far it is. */

import { el, the, when } from "./dom.js";
import { drawTable } from "./table.js";

const order = { by: "", down: false };

/** What the kinds of deliveries are called here; another kind shows its own name. @type {Record<string, string>} */
const KINDS = {
  item: "The request", summary: "The request's card", own_card: "The requester's own card", status: "News of the status",
  message: "A message", digest: "A summary", reminder: "A reminder", reply: "An answer in the chat", note_wanted: "A question for a note", personal: "A card", file: "A file",
};

/** @type {Record<string, string>} */
const STATES = { waiting: "Waiting", done: "Arrived", set_aside: "Set aside", refused: "Refused" };
/** @type {Record<string, string>} */
const TAGS = { done: "good", set_aside: "bad", refused: "bad" };

/** @type {import("./table.js").Column[]} */
const COLUMNS = [
  { name: "reference", title: "Reference", text: (row) => row.reference || "None" },
  { name: "what", title: "What and for whom", text: (row) => (KINDS[row.what] ?? sentence(String(row.what ?? ""))) + (row.for ? `, for ${row.for}` : "") },
  { name: "state", title: "State", text: (row) => STATES[row.state] ?? sentence(String(row.state ?? "")),
    cell: (row) => el("strong", { class: `tag ${TAGS[row.state] ?? "plain"}` }, STATES[row.state] ?? sentence(String(row.state ?? ""))) },
  { name: "tries", title: "Tries", kind: "number", text: (row) => String(row.tries ?? "") },
  { name: "reason", title: "Reason", text: (row) => row.reason || "" },
  { name: "next_try", title: "Next try", text: (row) => nextTry(row.next_try) },
];

/** @param {string} text */
const sentence = (text) => text.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());

/**
 * When it is tried again. What is due at once has a time long past.
 * @param {string} stamp
 */
const nextTry = (stamp) => (!stamp ? "" : new Date(stamp).getTime() <= Date.now() ? "Now" : when(stamp));

/**
 * Show what is under way now.
 * @param {{rows: any[]}} news
 */
export function showDeliveries({ rows }) {
  const waiting = rows.filter((row) => row.state !== "done").length;
  the("deliveries-count").textContent = waiting ? `${waiting} not there yet` : rows.length ? "Everything has arrived" : "";
  the("deliveries-note").hidden = rows.length > 0;
  the("deliveries-note").textContent = rows.length ? "" : "Nothing is under way.";
  the("deliveries-scroll").hidden = rows.length === 0;
  drawTable(the("deliveries-table"), "Deliveries", COLUMNS, rows, order);
}
