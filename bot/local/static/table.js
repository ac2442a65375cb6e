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
    el("tbody", { role: "rowgroup" }, ...sorted.map((row) => el("tr", { role: "row" }, ...columns.map((one, index) =>
      el(index === 0 ? "th" : "td", { class: `${one.kind ?? ""}${one.text(row) ? "" : " empty-cell"}`.trim() || null, scope: index === 0 ? "row" : null,
        role: index === 0 ? "rowheader" : "cell", "data-heading": one.title },
        el("div", { class: "cell" }, one.cell ? one.cell(row) : one.text(row))))))),
  );
  table.setAttribute("role", "table"); // drawn as blocks on a phone, it would be no table to a screen reader
  drawSorting();
  if (focused) /** @type {HTMLElement | null} */ (table.querySelector(`[data-keep="${CSS.escape(focused)}"]`))?.focus();

  /** On a phone the headings are not there to be pressed: a choice of columns sorts. */
  function drawSorting() {
    const before = table.previousElementSibling;
    if (before?.classList.contains("sorting")) before.remove();
    const choice = el("select", { id: `sort-${table.id}`, "data-keep": `sorting-${table.id}`, onchange: () => {
      order.by = /** @type {HTMLSelectElement} */ (choice).value;
      order.down = false;
      drawTable(table, caption, columns, rows, order);
    } }, ...columns.map((one) => el("option", { value: one.name, selected: one === column }, one.title)));
    table.before(el("div", { class: "sorting" }, el("label", { for: choice.id }, `Sort ${caption.toLowerCase()} by`), choice));
  }

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
