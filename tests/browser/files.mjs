// @ts-check
/** A file in the chat: asked for, declined, asked for again, allowed by the keyboard and opened; and on a phone. */

import { become, checkAccess, hold, open, picture, start, tabTo } from "./chromium.mjs";

const WHO = "Children and learning champion";
const FILE = "my-area.csv";

/** Ask for the file by typing, and wait for the card that offers it. */
async function ask(page) {
  await page.locator("#words").fill("my area export");
  await page.locator("#words").press("Enter");
  const offer = page.locator(".file", { has: page.getByRole("button", { name: "Allow" }) }).last();
  await offer.waitFor();
  return offer;
}

const browser = await start();
try {
  const page = await open(browser, process.env.PAGE);
  await become(page, WHO);

  const first = await ask(page);
  hold((await first.textContent())?.includes(FILE), "the offer names the file");
  await checkAccess(page, "the offer of a file");
  await picture(page, "file-offer");
  await first.getByRole("button", { name: "Decline" }).click();
  await page.locator(".message", { hasText: "Nothing was kept" }).last().waitFor();
  await page.waitForFunction(() => !document.querySelector(".file-answers"));

  await ask(page);
  await page.locator(".file-answers").last().scrollIntoViewIfNeeded();
  await page.locator(".message", { has: page.locator(".file-answers") }).locator(".bubble").focus();
  await tabTo(page, "Allow", (at) => at.text === "Allow");
  await page.keyboard.press("Enter");
  const link = page.getByRole("link", { name: `Open ${FILE}` });
  await link.waitFor();
  await page.waitForFunction(() => !document.querySelector(".file-answers"));
  await checkAccess(page, "the card of a file");
  await picture(page, "file-saved");
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  hold(download.suggestedFilename() === FILE, `the file is called ${download.suggestedFilename()}`);
  hold(page.faults.length === 0, page.faults.join("\n"));

  const phone = await open(browser, process.env.PAGE, { width: 320, height: 640, phone: true });
  await become(phone, WHO);
  const small = await ask(phone);
  const { width, right } = await small.evaluate((card) => ({ width: document.documentElement.scrollWidth, right: card.getBoundingClientRect().right }));
  hold(width <= 320 && right <= 320, `the offer is ${width} and ends at ${right}`);
  await checkAccess(phone, "the offer of a file on a phone");
  await picture(phone, "file-offer-phone");
  hold(phone.faults.length === 0, phone.faults.join("\n"));
  console.log("a file was declined, and one was allowed and opened");
} finally {
  await browser.close();
}
