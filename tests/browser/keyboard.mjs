// @ts-check
/** The keyboard alone: choose who you are, answer, type, sort, open and close; and what has the focus can always be seen. */

import { bubble, hold, inputs, newest, open, parts, start, tabTo } from "./chromium.mjs";

const browser = await start();
try {
  const page = await open(browser, process.env.PAGE);

  /** The focus is on a group that the card in it names: not the message that it took the place of. */
  const named = async (card, when) => {
    const there = await page.evaluate(() => [document.activeElement.getAttribute("role"), document.activeElement.getAttribute("aria-label")]);
    hold(there[0] === "group" && there[1] === card.speak && !/Welcome/.test(there[1]), `${when} the focus is on ${there.join(" ")}, and the card says ${card.speak}`);
  };

  await tabTo(page, "a member of staff", (at) => at.text.includes("Member of staff (Place)"));
  await page.keyboard.press("Enter");
  await bubble(page).waitFor();
  const before = (await newest(page)).card;
  const title = parts(before, (part) => part.verb === "start")[0].title;
  await tabTo(page, "the button that starts", (at) => at.tag === "BUTTON" && at.text === title);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.classList.contains("bubble"));
  const { card } = await newest(page, "Input.ChoiceSet");
  await named(card, "after Start");
  hold(card, "Enter on the button that starts gives the first question");

  const first = inputs(card)[0];
  await tabTo(page, "the first choice", (at) => at.type === "radio");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  const chosen = await page.evaluate(() => document.activeElement.value);
  hold(chosen === first.choices[1].value, `the arrow keys move among the choices (${chosen})`);
  await tabTo(page, "Continue", (at) => at.tag === "BUTTON" && at.text === "Continue");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.classList.contains("bubble"));

  await named((await newest(page)).card, "after Continue");

  // The three dots: opened, walked through and left by keys, and the focus is back where it was; then something behind them is chosen.
  const focused = () => page.evaluate(() => [document.activeElement.getAttribute("role") ?? "button", document.activeElement.textContent]);
  const behind = parts((await newest(page)).card, (part) => part.mode === "secondary").map((part) => part.title);
  await tabTo(page, "the three dots", (at) => at.text === "More options");
  await page.keyboard.press("Enter");
  for (const wanted of [...behind, behind[0]]) {
    hold((await focused()).join() === `menuitem,${wanted}`, `the menu has ${wanted} in its place, not ${await focused()}`);
    await page.keyboard.press("ArrowDown");
  }
  const apart = await page.evaluate(async () => {
    document.getElementById("scroller").scrollTop -= 60;
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const menu = document.querySelector(".card-menu");
    const [above, below] = [menu.previousElementSibling.getBoundingClientRect(), menu.getBoundingClientRect()];
    return Math.min(Math.abs(below.top - above.bottom), Math.abs(above.top - below.bottom));
  });
  hold(apart < 8, `the menu stays beside its three dots when the chat is scrolled, and is ${apart} away`);
  await page.keyboard.press("Escape");
  hold((await focused())[1] === "..." && !(await page.getByRole("menu").count()), "Escape closes the menu and goes back to the three dots");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter"); // the first behind them is Back
  await page.waitForFunction(() => document.activeElement?.classList.contains("bubble"));
  await named((await newest(page)).card, "after Back");

  await tabTo(page, "the words", (at) => at.id === "words");
  await page.keyboard.type("help");
  await page.keyboard.press("Enter");
  await page.locator(".message.mine", { hasText: "help" }).waitFor();
  hold((await page.evaluate(() => document.activeElement.id)) === "words", "after sending, the keyboard is still in the box");

  // Every row of the list can be opened and closed again without the mouse, when there is one.
  if (await page.locator("#list-table tbody tr").count()) {
    await tabTo(page, "a heading of the list", (at) => at.text.startsWith("Status"));
    await page.keyboard.press("Enter");
    await page.locator('#list-table th[aria-sort="ascending"]', { hasText: "Status" }).waitFor();
    const reference = await tabTo(page, "a request", (at) => /^DR-\d+$/.test(at.text));
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    hold((await page.evaluate(() => document.activeElement.textContent)) === reference.text, "closing a request goes back to it");
  }
} finally {
  await browser.close();
}
