// @ts-check
/** The front door's host: what the page asks it, and the news it sends by itself. */

/**
 * @param {string} path
 * @param {string} [method]
 * @param {unknown} [body]
 * @returns {Promise<any>} the answer; throws an Error whose message is a sentence for the person
 */
export async function ask(path, method = "GET", body = undefined) {
  /** @type {RequestInit} */
  const request = { method };
  if (body !== undefined) {
    request.body = JSON.stringify(body);
    request.headers = { "Content-Type": "application/json" };
  }
  let response;
  try {
    response = await fetch(`/local/${path}`, request);
  } catch {
    throw new Error("The front door is not running. Start it again with: make run");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error || `The front door answered ${response.status}.`);
  return answer;
}

/**
 * Listen for news. The browser connects again by itself; `again` is called then, because news may have been missed.
 * @param {Record<string, (news: any) => void>} listeners by the name of the news
 * @param {() => void} again
 */
export function listen(listeners, again) {
  const source = new EventSource("/local/events");
  let before = false;
  source.addEventListener("hello", () => {
    if (before) again();
    before = true;
  });
  for (const [what, listener] of Object.entries(listeners)) {
    source.addEventListener(what, (event) => listener(JSON.parse(event.data)));
  }
}
