// @ts-check
/** What of the open chat is in view. */

import { the } from "./dom.js";

/** Show the end of the chat. */
export function toEnd() {
  the("scroller").scrollTop = the("scroller").scrollHeight;
}

/** Whether the end of the chat can be seen, so that what is new may move into view. */
export function atEnd() {
  const { scrollHeight, scrollTop, clientHeight } = the("scroller");
  return scrollHeight - scrollTop - clientHeight < 60;
}

/** What is new does not push away what is being read; a button leads to it. */
export function prepareScroller() {
  const more = the("more");
  more.addEventListener("click", () => {
    const last = the("messages").lastElementChild;
    more.hidden = true;
    if (!last) return;
    toStart(last);
    last.querySelector(".bubble")?.focus({ preventScroll: true });
  });
  the("scroller").addEventListener("scroll", () => { if (atEnd()) more.hidden = true; });
}

/** Show a message from its start. @param {any} element */
export function toStart(element) {
  const scroller = the("scroller");
  if (getComputedStyle(scroller).overflowY === "visible") element.scrollIntoView({ block: "nearest" });
  else scroller.scrollTop = element.offsetTop - scroller.offsetTop - 8;
}
