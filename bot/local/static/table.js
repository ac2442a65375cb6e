// @ts-check
/** A table that can be sorted by any column, with the mouse or the keyboard. */

import { el } from "./dom.js";

/**
 * @typedef {{name: string, title: string, kind?: string, text: (row: any) => string, cell?: (row: any) => Node | string}} Column
 */

/**
 * Draw the table again.
 * @param {HTMLElement} table
 * @param {string} caption
 * @param {Column[]} columns
 * @param {any[]} rows
 * @param {{by: string, down: boolean}} order changed when a heading is pressed
 */
export function drawTable(table, caption, columns, rows, order) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset?.keep;
  const column = columns.find((one) => one.name === order.by);
  const sorted = column ? [...rows].sort((a, b) => compare(column, a, b) * (order.down ? -1 : 1)) : rows;
  table.replaceChildren(
    el("caption", { class: "hidden" }, caption),
    el("thead", {}, el("tr", {}, ...columns.map((one) => heading(one)))),
    el("tbody", {}, ...sorted.map((row) => el("tr", {}, ...columns.map((one, index) =>
      el(index === 0 ? "th" : "td", { class: one.kind, scope: index === 0 ? "row" : null },
        el("div", { class: "cell" }, one.cell ? one.cell(row) : one.text(row))))))),
  );
  if (focused) /** @type {HTMLElement | null} */ (table.querySelector(`[data-keep="${CSS.escape(focused)}"]`))?.focus();

  /** @param {Column} one */
  function heading(one) {
    const sortedBy = one === column;
    const direction = order.down ? "descending" : "ascending";
    return el("th", { scope: "col", class: one.kind, "aria-sort": sortedBy ? direction : null },
      el("button", { type: "button", class: "sort", "data-keep": `sort-${one.name}`, onclick: () => {
        order.down = sortedBy ? !order.down : false;
        order.by = one.name;
        drawTable(table, caption, columns, rows, order);
      } }, one.title, el("span", { "aria-hidden": "true" }, sortedBy ? (order.down ? " ▼" : " ▲") : "")));
  }
}

/**
 * @param {Column} column
 * @param {any} a
 * @param {any} b
 */
function compare(column, a, b) {
  const [left, right] = [column.text(a), column.text(b)];
  if (column.kind === "number") return Number(left || -1) - Number(right || -1);
  return left.localeCompare(right, "en-GB", { numeric: true });
}
