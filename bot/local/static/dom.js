// @ts-check
/** The page's own elements, made without HTML strings, so that nothing that anyone typed can become markup. */

/**
 * Make an element.
 * @param {string} name
 * @param {Record<string, any>} [properties] `class`, `on…` listeners, `aria-…` and other attributes; false and null leave one out.
 * @param {...(Node | string | null | undefined)} children
 * @returns {any}
 */
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * An element of index.html.
 * @param {string} id
 * @returns {any}
 */
export function the(id) {
  return document.getElementById(id);
}

/**
 * Say something to people who do not see the page. Given twice, it is said twice.
 * @param {string} sentence
 */
export function say(sentence) {
  const said = the("said");
  said.textContent = "";
  // A change in the same moment as the clearing is no change to a screen reader.
  requestAnimationFrame(() => { said.textContent = sentence; });
}

let hiding = 0;

/**
 * Show a sentence over the page for a while; screen readers say it at once.
 * @param {string} sentence
 */
export function alertOf(sentence) {
  const toast = the("alert");
  toast.textContent = sentence;
  toast.classList.add("shown");
  clearTimeout(hiding);
  hiding = window.setTimeout(() => { toast.classList.remove("shown"); toast.textContent = ""; }, 8000);
}

/**
 * A time as people read it, in the machine's own zone; empty for no time.
 * @param {string} stamp
 * @param {boolean} [dateOnly]
 */
export function when(stamp, dateOnly = false) {
  const moment = new Date(stamp);
  if (!stamp || Number.isNaN(moment.getTime())) return stamp || "";
  const date = moment.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  if (dateOnly) return date;
  return `${date}, ${clock(stamp)}`;
}

/**
 * The time of day.
 * @param {string} stamp
 */
export function clock(stamp) {
  return new Date(stamp).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}
