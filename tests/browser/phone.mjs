// @ts-check
/** On a phone, and at the narrowest width that counts (320): nothing is cut off, nothing needs scrolling sideways, in any letters. */

import { sendOff } from "./answers.mjs";
import { become, bubble, checkAccess, hold, look, open, picture, press, start } from "./chromium.mjs";
import { checkFonts, cutOff } from "./readings.mjs";

/** Each width has a person of its own, who begins. The smallest is where axe looks: what stands too close is closest there. */
const PHONES = [
  { fonts: "narrow", widths: { 390: "Adult social care", 320: "Corporate services", 360: "Place" } },
  { fonts: "wide", widths: { 390: "Children and learning", 320: "Customer and communities" } },
];
const SMALLEST = "320";

/** Something for every table of the page: a request that was picked up, and an export on its way. */
async function fillTheTables(page) {
  await sendOff(page);
  await become(page, "IT business partner (Housing)");
  await bubble(page, "I will pick this up").waitFor();
  await press(page, "pick_up", "pick_up");
  await page.getByLabel("Type a message").fill("my area export");
  await page.keyboard.press("Enter");
  await look(page, "Requests");
  await page.locator("#list-table", { hasText: "With IT business partner" }).waitFor();
}

for (const { fonts, widths } of PHONES) {
  const browser = await start(fonts);
  try {
    // The widest comes first: its story fills the tables for the others.
    for (const [width, area] of Object.entries(widths).reverse()) {
      const page = await open(browser, process.env.PAGE, { width: Number(width), height: 780, phone: true });
      const fits = async (stage) => {
        const cut = await page.evaluate(cutOff, ".top, .device");
        hold(cut.length === 0, `cut off at ${width}, ${fonts}, ${stage}:\n${cut.join("\n")}`);
        if (fonts === "narrow" && width === SMALLEST) await checkAccess(page, `${stage} at ${width}`);
      };
      await fits("nobody chosen");
      await become(page, `Member of staff (${area})`);
      await bubble(page).waitFor();
      await checkFonts(page, fonts, ".card .ac-pushButton");
      await fits("welcome");
      await press(page, "start");
      await fits("first question");
      if (width === "390" && fonts === "narrow") {
        await picture(page, "11-phone");
        await fillTheTables(page);
      }
      await look(page, "Requests");
      await page.locator("#list-table tbody tr").first().waitFor();
      await page.locator(".stop").first().waitFor();
      await fits("the route and the list");
      if (width === SMALLEST && fonts === "narrow") await picture(page, "12-phone-list");
      await look(page, "Under way");
      await page.locator("#deliveries-table tbody tr").first().waitFor();
      await fits("what is under way");
      await page.context().close();
    }
  } finally {
    await browser.close();
  }
}
