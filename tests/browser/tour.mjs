// @ts-check
/** Somebody's first visit: the tour by the keyboard alone, from the first word to the decision; skipped, remembered, on a phone. */

import { checkAccess, hold, look, newest, open, picture, start, tabTo, words } from "./chromium.mjs";
import { cutOff } from "./readings.mjs";

const STOPS = 6;

const browser = await start();
try {
  const page = await open(browser, process.env.PAGE, { tour: true });
  const strip = page.getByRole("region", { name: "New here?" });
  await strip.waitFor();
  await checkAccess(page, "a first visit");
  await picture(page, "00-first-visit");

  // By the keyboard alone: the same key at the same place plays one stop after another.
  const next = page.locator("#tour-next");
  await tabTo(page, "the tour", (at) => at.id === "tour-next");
  for (let stop = 1; stop <= STOPS; stop++) {
    await page.keyboard.press("Enter");
    await page.waitForFunction((stop) => Number(document.querySelector("#tour-progress").value) >= stop / 6 - 0.01
      && document.querySelector('#tour-next[aria-disabled="false"]'), stop);
    const [title, label] = [await page.locator("#tour-title").textContent(), await next.textContent()];
    hold(label === (stop < STOPS ? "Next" : "Finish"), `stop ${stop} of the tour: ${title}: ${await page.locator("#tour-text").textContent()}`);
    hold((await page.evaluate(() => document.activeElement.id)) === "tour-next", `the keyboard stays in the tour at stop ${stop}`);
    const told = page.locator('#tour-words[aria-live="polite"][aria-busy="false"]');
    hold((await told.textContent()).includes(title), "a screen reader is told what the strip says");
    if (stop === 5) await checkAccess(page, "the route in the tour");
    if (stop === 5) await picture(page, "14-route");
  }
  const ends = page.locator(".stop").last();
  hold(/Approved/.test(await ends.textContent()), `the route ends with ${await ends.textContent()}`);
  hold(/Approved/.test(words((await newest(page, "Approved")).card)), "the news is in the chat of the person who asked");

  await page.keyboard.press("Enter");
  await page.locator("#tour").waitFor({ state: "hidden" });
  hold((await page.evaluate(() => document.activeElement.id)) === "tour-start", "the keyboard goes to where the tour starts again");
  await page.reload();
  await page.locator("html[data-ready]").waitFor();
  hold(await page.locator("#tour").isHidden(), "who has seen the tour is not asked again");

  // The frame of a phone holds the same page, with nothing cut off; what was being looked at is still there.
  await page.getByRole("button", { name: "Phone" }).press("Enter");
  hold((await page.locator(".device").evaluate((device) => device.clientWidth)) === 360, "a phone is 360 wide");
  await page.locator(".message").last().waitFor();
  const cut = await page.evaluate(cutOff, ".device");
  hold(cut.length === 0, `cut off in the frame of a phone:\n${cut.join("\n")}`);
  await checkAccess(page, "in the frame of a phone");
  await look(page, "Requests");
  await page.locator(".stop").last().waitFor();
  await picture(page, "15-phone-frame");
  await page.getByRole("button", { name: "Phone" }).press("Enter");
  await page.locator("#scroller").waitFor();

  // Begun again and left with Escape: no trap, and nothing of it is left over.
  await page.getByRole("button", { name: "Tour", exact: true }).press("Enter");
  await page.locator("#tour-next", { hasText: "Next" }).waitFor();
  await page.keyboard.press("Escape");
  await page.locator("#tour").waitFor({ state: "hidden" });
  hold(page.faults.length === 0, page.faults.join("\n"));
  console.log("from the first word to the decision");
} finally {
  await browser.close();
}
