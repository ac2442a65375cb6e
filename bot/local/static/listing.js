// @ts-check
/** The SharePoint list: every column, sortable; one request in full; and the governance officer's decision. */

import { me } from "./chat.js";
import { alertOf, el, say, the, when } from "./dom.js";
import { ask } from "./host.js";
import { drawTable } from "./table.js";

const order = { by: "Reference", down: true };
/** @type {{columns: any[], rows: any[]}} */
let list = { columns: [], rows: [] };
let open = "";

/**
 * Show the list as it is now.
 * @param {any} news
 */
export function showList(news) {
  list = news;
  const note = the("list-note");
  the("list-title").textContent = news.name ? `The list: ${news.name}` : "The list in SharePoint";
  note.textContent = news.problem ?? (news.rows.length ? "" : "Nothing yet. A request appears here when it has been sent.");
  note.hidden = !note.textContent;
  the("list-scroll").hidden = news.rows.length === 0;
  the("list-count").textContent = news.rows.length === 1 ? "1 request" : `${news.rows.length} requests`;
  drawTable(the("list-table"), "Requests in the list", inOrder(news.columns).map(column), news.rows, order);
}

/** @param {any[]} columns */
function inOrder(columns) {
  const first = ["Reference", "Title", "Status"];
  const place = (/** @type {any} */ one) => (first.indexOf(one.name) + first.length + 1) % (first.length + 1);
  return [...columns].sort((a, b) => place(a) - place(b));
}

/** @param {any} of */
function column(of) {
  const text = (/** @type {any} */ row) => read(of, row);
  return {
    name: of.name,
    title: of.title,
    kind: of.kind === "text" && of.lines ? "lines" : of.kind,
    text: (/** @type {any} */ row) => (of.kind === "dateTime" ? String(row.fields[of.name] ?? "") : text(row)),
    cell: (/** @type {any} */ row) => {
      if (of.name === "Reference") {
        return el("button", { type: "button", class: "link", "data-keep": `open-${row.id}`, onclick: () => openRequest(row.id) }, text(row));
      }
      return of.name === "Status" ? el("strong", { class: `tag ${tagOf(text(row))}` }, text(row)) : text(row);
    },
  };
}

/**
 * @param {any} of
 * @param {any} row
 */
function read(of, row) {
  const value = row.fields[of.name];
  if (value === null || value === undefined) return "";
  return of.kind === "dateTime" ? when(String(value), of.dateOnly) : String(value);
}

/** @param {string} status */
const tagOf = (status) =>
  ({ Approved: "good", Done: "good", "In delivery": "good", Declined: "bad", Withdrawn: "quiet", Deferred: "quiet",
    "More information needed": "ask" })[status] ?? "plain";

/**
 * Show one request in full; the governance officer can decide here.
 * @param {string} id
 */
function openRequest(id) {
  open = id;
  const row = list.rows.find((one) => one.id === id);
  if (!row) return;
  const dialog = the("request");
  const governs = me()?.governs;
  const facts = inOrder(list.columns).filter((one) => !(governs && ["Status", "DecisionNote"].includes(one.name)));
  dialog.replaceChildren(
    el("h2", { id: "request-title" }, `${row.fields.Reference ?? ""} ${row.fields.Title ?? ""}`),
    governs ? decide(row) : el("p", { class: "quiet" }, "To change the status or the note, be the governance officer."),
    el("dl", {}, ...facts.flatMap((one) => [el("dt", {}, one.title), el("dd", {}, read(one, row) || "Not given")])),
    el("p", { class: "buttons" }, el("button", { type: "button", class: "plain", onclick: () => copy(row.link) }, "Copy its link"),
      el("button", { type: "button", class: "plain", onclick: () => dialog.close() }, "Close")),
  );
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}

/** Copy the address of a request in SharePoint, to be pasted into a chat. @param {string} link */
async function copy(link) {
  try {
    await navigator.clipboard.writeText(link);
    the("request").close();
    alertOf("Copied. Paste it into a chat with others.");
  } catch {
    alertOf(`Its link is ${link}`);
  }
}

/** @param {any} row */
function decide(row) {
  const choices = list.columns.find((one) => one.name === "Status")?.choices ?? [];
  const status = el("select", { id: "decide-status" }, ...choices.map((/** @type {string} */ choice) =>
    el("option", { value: choice, selected: choice === row.fields.Status }, choice)));
  const note = el("textarea", { id: "decide-note", rows: 4, "aria-describedby": "decide-hint" });
  note.value = row.fields.DecisionNote ?? "";
  return el("form", { class: "decide", onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); save(row, status.value, note.value); } },
    el("label", { for: "decide-status" }, "Status"), status,
    el("label", { for: "decide-note" }, "Decision note"),
    el("p", { class: "hint", id: "decide-hint" }, "The person who asked reads this."),
    note, el("p", { class: "buttons" }, el("button", { type: "submit" }, "Save")));
}

/**
 * @param {any} row
 * @param {string} status
 * @param {string} note
 */
async function save(row, status, note) {
  /** @type {Record<string, string>} */
  const fields = {};
  if (status !== (row.fields.Status ?? "")) fields.Status = status;
  if (note !== (row.fields.DecisionNote ?? "")) fields.DecisionNote = note;
  if (Object.keys(fields).length === 0) return alertOf("Change the status or the note first.");
  try {
    await ask(`list/${encodeURIComponent(row.id)}`, "PATCH", { as: me()?.key, etag: row.etag, fields });
    the("request").close();
    say("Saved in the list. The person who asked is told.");
  } catch (failure) {
    alertOf(/** @type {Error} */ (failure).message);
  }
}

/** Put the keyboard back where it was when a request is closed. */
export function prepareList() {
  the("request").addEventListener("close", () => {
    /** @type {HTMLElement | null} */ (document.querySelector(`[data-keep="open-${CSS.escape(open)}"]`))?.focus();
  });
}
