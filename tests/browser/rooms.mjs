// @ts-check
/** Where needs are first spoken of: a request begins with a message, one is found and shown to others, a link unfolds, a channel asks. */

import { sendOff } from "./answers.mjs";
import { become, bubble, checkAccess, COLOURS, hold, newest, open, picture, press, start, tabTo, verbs, words } from "./chromium.mjs";
import { cutOff } from "./readings.mjs";

const STAFF = "Member of staff (Housing)";
const COLLEAGUE = "Member of staff (Place)";
const CHAMPION = "Housing champion";
const NEED = /bin collections are on a spreadsheet/;

/** Open a chat in which somebody speaks to others. */
async function enter(page, name) {
  const toggle = page.locator("#people-toggle");
  if (await toggle.isVisible()) await toggle.click();
  await page.locator(".room", { hasText: name }).click();
  await page.locator("#chat-name", { hasText: name }).waitFor({ state: "attached" });
  await page.locator(".message").first().waitFor();
}

/** The cards of a room as somebody sees them, the newest last. */
const cardsOf = (page, room, name) => page.evaluate(async ([room, name]) => {
  const { people } = await (await fetch("/local/state")).json();
  const { key } = people.find((one) => one.name === name);
  const { messages } = await (await fetch(`/local/people/${key}/rooms/${room}/chat`)).json();
  return messages.flatMap((one) => one.cards);
}, [room, name]);

const browser = await start();
try {
  const page = await open(browser, process.env.PAGE, { width: 1120, height: 700 });
  await become(page, STAFF);
  await bubble(page).waitFor();
  const reference = page.locator("#list-table tbody tr", { hasText: "housing repairs" }).getByRole("button", { name: /^DR-/ }).first();
  if (!(await reference.count())) {
    await press(page, "start");
    await sendOff(page);
    await reference.waitFor();
  }
  const request = String(await reference.textContent());

  // A colleague has said what they need. Closing the dialogue sends nothing; pressing its button begins a draft in one's own chat.
  await become(page, CHAMPION);
  await bubble(page, request).waitFor();
  await enter(page, "Bins and repairs");
  await checkAccess(page, "a chat with others");
  const told = page.locator(".message", { hasText: NEED });
  const dots = told.getByRole("button", { name: `More options: message from ${COLLEAGUE}` });
  const sent = [];
  page.on("request", (one) => { if (one.url().endsWith("/submit")) sent.push(one.url()); });
  await dots.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter"); // the first behind the dots
  const task = page.locator("#task");
  await task.locator(".card").waitFor();
  await checkAccess(page, "the dialogue of a message");
  await picture(page, "16-from-a-message");
  await page.keyboard.press("Escape");
  await task.waitFor({ state: "hidden" });
  hold(sent.length === 0, "closing the dialogue sends nothing");
  hold(/^More options/.test(await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "")), "the keyboard is back at the dots");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await tabTo(page, "the button of the dialogue", (at) => at.text === "Start the request");
  await page.keyboard.press("Enter");
  await task.getByRole("link", { name: "Open the chat" }).waitFor();
  await checkAccess(page, "the end of the dialogue");
  await task.getByRole("link", { name: "Open the chat" }).click();
  await page.locator("#chat-title", { hasText: `Chat as ${CHAMPION}` }).waitFor({ state: "attached" });
  await bubble(page, "This is what we understood").waitFor();
  hold(verbs((await newest(page)).card).includes("answer"), "a draft has begun in one's own chat");
  await page.locator("#words").fill("cancel");
  await page.keyboard.press("Enter");
  await bubble(page, "Delete").waitFor();
  await page.locator("#words").fill("yes");
  await page.keyboard.press("Enter");

  // One looks for a request, puts it into a message, and sends it: who may see more of it sees more.
  await become(page, STAFF);
  await enter(page, "Bins and repairs");
  await page.getByRole("button", { name: "Find a request" }).press("Enter");
  const results = page.locator("#find .result");
  await results.first().waitFor();
  await page.keyboard.type("no such words");
  await page.locator("#find-said").filter({ hasNotText: "found. Choose" }).waitFor();
  await page.waitForFunction(() => !document.querySelector("#find .result"));
  await page.locator("#find-words").fill("repairs");
  await results.filter({ hasText: request }).waitFor();
  await checkAccess(page, "the search");
  await results.filter({ hasText: request }).press("Enter");
  await page.locator("#draft .card", { hasText: request }).waitFor();
  await page.keyboard.type("This is ours");
  await checkAccess(page, "a message with a card");
  await page.keyboard.press("Enter");
  const shown = page.locator(".message", { hasText: "This is ours" }).last();
  await shown.getByText("Only you").waitFor();
  await picture(page, "17-shown-to-others");
  for (const theme of ["dark", "contrast", "light"]) {
    await page.getByLabel("Colours").selectOption(theme);
    await shown.getByText("Only you").waitFor();
    await checkAccess(page, `a chat with others, ${theme}`, undefined, COLOURS);
    await page.getByRole("button", { name: "Find a request" }).click();
    await results.first().waitFor();
    await checkAccess(page, `the search, ${theme}`, undefined, COLOURS);
    await page.keyboard.press("Escape");
  }
  const [mine, theirs] = [(await cardsOf(page, "bins", STAFF)).at(-1), (await cardsOf(page, "bins", COLLEAGUE)).at(-1)];
  hold(words(mine).includes(request) && words(theirs).includes(request), "both read which request it is");
  await shown.getByRole("button", { name: "Show it in our own chat" }).click();
  await shown.getByText("your own chat").first().waitFor();
  hold(words((await newest(page, request)).card).includes(request), "the whole request comes to one's own chat");
  await become(page, COLLEAGUE);
  await page.locator("#chat-name", { hasText: "Bins and repairs" }).waitFor();
  await page.locator(".message:not(.mine)", { hasText: "This is ours" }).last().waitFor();
  const seen = await page.locator(".message", { hasText: "This is ours" }).last().textContent();
  hold(!/Only you/.test(seen) && !/Now with|Where it is/.test(seen), `who may not see more sees the card as it was sent: ${seen}`);
  await become(page, "IT business partner (Housing)");
  await page.locator(".message", { hasText: "This is ours" }).last().getByText("Only you").waitFor();

  // What one person has found is no other's to send. A link to the list unfolds; a link to elsewhere stays a link.
  const { link } = await page.evaluate(async (reference) => (await (await fetch("/local/list")).json()).rows.find((one) => one.fields.Reference === reference), request);
  await page.locator("#words").fill(`See ${link}`);
  await page.locator("#draft .card", { hasText: request }).waitFor();
  await become(page, COLLEAGUE);
  hold((await page.locator("#draft .card").count()) === 0, "the card stays with who found it");
  await become(page, "IT business partner (Housing)");
  await page.locator("#words").fill(`And ${link}#again`);
  await page.locator("#draft .card", { hasText: request }).waitFor();
  await page.getByRole("button", { name: "Remove the card" }).click();
  hold((await page.locator("#draft .card").count()) === 0, "the card is removed");
  await page.locator("#words").fill("");

  // In a channel the front door answers who mentions it.
  await become(page, "Board secretary");
  await enter(page, "Digital > General");
  await page.locator("#words").fill("@Front door agenda here");
  await page.keyboard.press("Enter");
  await page.locator(".message:not(.mine)", { has: page.locator(".by", { hasText: "Front door" }), hasText: /agenda/i }).first().waitFor();
  await checkAccess(page, "a channel");
  hold(page.faults.length === 0, page.faults.join("\n"));
  await page.context().close();

  // On a phone, with nothing cut off.
  const phone = await open(browser, process.env.PAGE, { width: 320, height: 640, phone: true });
  await become(phone, STAFF);
  await enter(phone, "Bins and repairs");
  await phone.getByRole("button", { name: "Find a request" }).click();
  await phone.locator("#find .result").first().click();
  const cut = await phone.evaluate(cutOff, ".top, .device");
  hold(cut.length === 0, `cut off at 320:\n${cut.join("\n")}`);
  await checkAccess(phone, "a chat with others at 320");
  await phone.locator(".message", { hasText: NEED }).getByRole("button", { name: /^More options/ }).click();
  await phone.getByRole("menuitem").click();
  await phone.locator("#task .card").waitFor();
  const { width, right } = await phone.locator("#task").evaluate((dialog) => ({ width: document.documentElement.scrollWidth, right: dialog.getBoundingClientRect().right }));
  hold(width <= 320 && right <= 320, `the dialogue is ${width} and ends at ${right}`);
  await checkAccess(phone, "the dialogue at 320");
  hold(phone.faults.length === 0, phone.faults.join("\n"));
  console.log(`${request} was found, shown and unfolded, and a request began with a message`);
} finally {
  await browser.close();
}
