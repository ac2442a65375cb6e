// @ts-check
/** Files in the chat as Teams draws them: the card that asks whether one may be saved, and the card of a file. */

import { el } from "./dom.js";

/**
 * The card that asks whether a file may be saved.
 * @param {{name: string, description: string, size: number}} offer
 * @param {(allow: boolean) => void} onAnswer
 */
export const offerCard = (offer, onAnswer) =>
  el("div", { class: "file" },
    el("p", { class: "file-ask" }, "Front door needs your permission to save this file in your OneDrive."),
    el("p", { class: "file-name" }, offer.name, " ", el("span", { class: "quiet" }, `(about ${size(offer.size)})`)),
    el("p", {}, offer.description),
    el("p", { class: "file-answers" },
      el("button", { type: "button", class: "primary", onclick: () => onAnswer(true) }, "Allow"),
      el("button", { type: "button", class: "plain", onclick: () => onAnswer(false) }, "Decline")));

/**
 * The card of a file that is in somebody's OneDrive; it opens from this machine alone.
 * @param {{name: string, url: string}} file
 */
export const fileCard = (file) =>
  el("div", { class: "file" },
    el("p", { class: "file-name" }, file.name),
    /^https?:\/\/(127\.0\.0\.1|localhost)(:\d+)?\//.test(file.url)
      ? el("p", {}, el("a", { href: file.url, download: file.name, "aria-label": `Open ${file.name}` }, "Open"))
      : null);

/** @param {number} bytes */
const size = (bytes) => bytes < 1024 ? `${bytes} bytes` : bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
