// @ts-check
/** What is under way: everything that leaves the bot, and how far it is. */

import { el, the, when } from "./dom.js";
import { drawTable } from "./table.js";

const order = { by: "", down: false };

/** The columns, as `front-door deliveries list` has them. */
const COLUMNS = [
  { name: "reference", title: "Reference" },
  { name: "what", title: "What and for whom" },
  { name: "state", title: "State" },
  { name: "tries", title: "Tries", kind: "number" },
  { name: "reason", title: "Reason" },
  { name: "next_try", title: "Next try" },
].map((column) => ({
  ...column,
  text: (/** @type {any} */ row) => text(column.name, row),
  ...(column.name === "state" ? { cell: (/** @type {any} */ row) => el("strong", { class: `tag ${tagOf(row.state)}` }, text("state", row)) } : {}),
}));

/**
 * @param {string} name
 * @param {any} row
 */
function text(name, row) {
  const value = row[name];
  if (value === null || value === undefined) return "";
  if (name === "next_try") return when(String(value));
  return name === "state" ? String(value).replace(/^./, (first) => first.toUpperCase()).replaceAll("_", " ") : String(value);
}

/** @param {string} state */
const tagOf = (state) => (/done|delivered|sent/i.test(state) ? "good" : /dead|aside|blocked|refused|failed/i.test(state) ? "bad" : "plain");

/**
 * Show what is under way now.
 * @param {{rows: any[]}} news
 */
export function showDeliveries({ rows }) {
  const waiting = rows.filter((row) => tagOf(String(row.state)) !== "good").length;
  the("deliveries-count").textContent = waiting ? `${waiting} not done yet` : rows.length ? "Everything has arrived" : "";
  the("deliveries-note").hidden = rows.length > 0;
  the("deliveries-note").textContent = rows.length ? "" : "Nothing is under way.";
  the("deliveries-scroll").hidden = rows.length === 0;
  drawTable(the("deliveries-table"), "Deliveries", COLUMNS, rows, order);
}
